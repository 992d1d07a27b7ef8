"""The public page behind a letter's code: what a sponsor's money did, and nothing that is private."""

import pytest

from app.core.codes import ALPHABET, display_code, with_check
from tests import factories
from tests.works import walk
from tests.works.test_thank_sponsor import code_of, thank


@pytest.fixture
def given(cast, db):
    """Gives to a work and thanks for it; returns the entry and the letter's code."""

    def give(id_, **values):
        entry = walk.give(cast, id_, party="Công ty Điện lực", **values)
        return entry, code_of(db, thank(cast.an, id_, entry))

    return give


def accepted_with_letter(cast, given, **values):
    id_ = walk.proved(cast)
    entry, code = given(id_, **values)
    walk.accept(cast, walk.report(cast, id_))
    return id_, entry, code


def test_anyone_verifies_a_letter_by_its_code_and_sees_what_the_help_did(cast, client, given):
    _id, _entry, code = accepted_with_letter(cast, given)
    page = client.get(f"/thanks/{code}")
    for words in (
        "Thư thật",
        "Công ty Điện lực",
        "5.000.000",
        "Thắp sáng đường thôn Nà Lùng",
        "Đồng Đăng",
        "Đã nghiệm thu",
        "20",  # lamps
        "30",  # households
        "120",  # people
        "Đoàn trường THPT Chi Lăng",
    ):
        assert words in page.text
    photos = [image.get("src") for image in page.all("img") if "/photos/" in (image.get("src") or "")]
    assert len(photos) == 2
    for address in photos:
        client.get(address)
    assert len(page.statements) <= 7
    assert page.response.headers["X-Robots-Tag"] == "noindex"


def test_the_code_is_read_in_any_case_and_with_dashes(cast, client, given):
    code = given(walk.approved(cast))[1]
    for text in (display_code(code), display_code(code).lower()):
        assert "Thư thật" in client.get(f"/thanks/{text}").text
        sent = client.post("/thanks", {"code": text})
        assert sent.response.headers["Location"].endswith(f"/thanks/{code}")


def test_before_the_acceptance_the_page_shows_the_state_and_no_photos(cast, client, given):
    id_ = walk.proved(cast)
    page = client.get(f"/thanks/{given(id_)[1]}")
    assert "Đang thực hiện" in page.text
    assert not [image for image in page.all("img") if "/photos/" in (image.get("src") or "")]
    assert not [a for a in page.all("a") if a.get("href") == f"/works/{id_}"]


def test_an_anonymous_sponsor_is_not_named_and_can_verify(cast, client, given):
    id_, _entry, code = accepted_with_letter(cast, given, is_anonymous=True)
    page = client.get(f"/thanks/{code}")
    assert "Thư thật" in page.text
    assert "nhà tài trợ không muốn nêu tên" in page.text
    for address in (f"/thanks/{code}", f"/works/{id_}", "/works/", "/", f"/map/?work={id_}"):
        assert "Điện lực" not in client.get(address).source
        assert "Điện lực" not in client.as_(cast.chi).get(address).source


def test_whoever_asked_not_to_be_named_once_is_not_named_for_the_whole_letter(cast, client, db):
    id_ = walk.approved(cast)
    walk.give(cast, id_, party="Công ty Điện lực", is_anonymous=True)
    last = walk.give(cast, id_, party="Công ty Điện lực")
    code = code_of(db, thank(cast.an, id_, last, with_others=True))
    assert "Điện lực" not in client.get(f"/thanks/{code}").source


def test_a_contribution_that_was_taken_back_is_said_honestly(cast, client, given):
    id_ = walk.approved(cast)
    entry, code = given(id_)
    walk.reverse(cast, entry, reason="Công ty rút lại vì lý do riêng")
    page = client.get(f"/thanks/{code}")
    assert "Thư này đã bị thu hồi" in page.text
    assert "Thư thật" not in page.text
    assert "lý do riêng" not in page.source  # the unit's own words
    assert "không còn hiệu lực" in client.as_(cast.an).get(f"/works/{id_}/sponsors").text


def test_the_page_says_nothing_about_other_money_or_about_people(cast, client, given):
    id_ = walk.proved(cast)
    walk.give(cast, id_, 3_333_000, party="Bà Hoàng Thị Khác")
    code = given(id_)[1]
    walk.accept(cast, walk.report(cast, id_))
    page = client.get(f"/thanks/{code}")
    for private in ("Hoàng Thị Khác", "3.333.000", "Lê Thị An", "Hoàng Dũng", "Nông Thu Hà", "11.250.000"):
        assert private not in page.source


def test_the_point_of_a_border_work_is_rounded_for_everybody(cast, client, given, db):
    id_, _entry, code = accepted_with_letter(cast, given)
    work = walk.fresh(id_)
    work.kind_id = factories.kind("border_patrol_lighting").id
    work.lat, work.lon = 21.87654, 106.12345
    db.session.commit()
    for reader in (client, client.as_(cast.an)):
        source = reader.get(f"/thanks/{code}").source
        assert "21.87654" not in source
        assert "106.12345" not in source


def test_a_code_that_no_letter_has_is_said_to_have_none(client):
    client.get("/thanks/AAAA-AAAA", status=404)
    client.get("/thanks/23456789", status=404)
    page = client.post("/thanks", {"code": "2222 2222 2222"}, status=422)
    assert page.errors


def test_who_tries_codes_out_has_to_wait_and_nobody_is_kept_from_signing_in(cast, client, given):
    code = given(walk.approved(cast))[1]
    statuses = []
    for number in range(60):
        wrong = with_check("".join(ALPHABET[(number * 7 + place * 11) % 31] for place in range(11)))
        statuses.append(client.post("/thanks", {"code": wrong}, status=None).status)
    assert statuses[0] == 422
    assert statuses[-1] == 429
    assert client.post("/thanks", {"code": code}, status=429).response.headers["Retry-After"]
    assert "Thư thật" in client.get(f"/thanks/{code}").text  # the letter's own address still opens
    client.post("/sign-in", {"identifier": "nobody@example.org", "password": "x"}, status=422)


def test_the_page_takes_the_same_statements_for_a_letter_about_many_contributions(cast, client, db):
    id_ = walk.approved(cast)
    few = len(client.get(f"/thanks/{code_of(db, thank(cast.an, id_, walk.give(cast, id_)))}").statements)
    for _ in range(5):
        last = walk.give(cast, id_, party="Hợp tác xã")
    code = code_of(db, thank(cast.an, id_, last, with_others=True))
    assert len(client.get(f"/thanks/{code}").statements) == few

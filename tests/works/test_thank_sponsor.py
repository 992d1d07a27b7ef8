"""A sponsor gets an acknowledgement with a code that anyone can verify."""

import io
from datetime import timedelta

import pytest
from docx import Document
from sqlalchemy import select, text

from app.core import clock
from app.core.actions import new_key
from app.core.codes import display_code
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.works.actions import approve_request, request_return, thank_sponsor
from app.works.models import LetterEntry, ThankYouLetter
from app.works.sponsor_checks import check_letters
from tests.works import walk


def thank(person, id_, entry, **values):
    given = {
        "with_others": False,
        "issued_on": clock.today(),
        "signer": "Lê Thị An",
        "signer_title": "Bí thư",
        **values,
    }
    return thank_sponsor(person.actor, work_id=id_, entry_id=entry, **given)


def code_of(db, letter_id):
    db.session.rollback()
    return db.session.execute(select(ThankYouLetter.code).where(ThankYouLetter.id == letter_id)).scalar_one()


def entries_of(db, letter_id):
    db.session.rollback()
    rows = select(LetterEntry.entry_id).where(LetterEntry.letter_id == letter_id).order_by(LetterEntry.entry_id)
    return list(db.session.execute(rows).scalars())


def words_of(answer):
    document = Document(io.BytesIO(answer.data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_letter_has_the_next_number_of_the_units_year_and_a_code_of_its_own(cast, db):
    first, second = walk.approved(cast), walk.approved(cast)
    letters = [thank(cast.an, id_, walk.give(cast, id_)) for id_ in (first, second)]
    rows = [db.session.get_one(ThankYouLetter, id_) for id_ in letters]
    assert [row.reference for row in rows] == [f"{n:02}/{clock.today().year}-TCƠ" for n in (1, 2)]
    assert len({row.code for row in rows}) == 2
    assert rows[0].unit_name == "Đoàn trường THPT Chi Lăng"
    assert rows[0].above_name == "Đoàn Khối thử nghiệm"


def test_one_letter_may_thank_for_everything_that_the_sponsor_gave_to_the_work(cast, db):
    id_ = walk.approved(cast)
    first = walk.give(cast, id_, party="Công ty Điện lực")
    second = walk.give(cast, id_, party="công ty  điện lực", form="in_kind")
    walk.give(cast, id_, party="Công ty khác")
    letter = thank(cast.an, id_, first, with_others=True)
    assert entries_of(db, letter) == [first, second]


def test_a_contribution_is_thanked_for_once(cast):
    id_ = walk.approved(cast)
    entry = walk.give(cast, id_)
    thank(cast.an, id_, entry)
    with pytest.raises(NotPossible, match="thanked_before"):
        thank(cast.an, id_, entry)


def test_asked_twice_there_is_one_letter(cast, db):
    id_ = walk.approved(cast)
    entry, key = walk.give(cast, id_), new_key()
    assert thank(cast.an, id_, entry, once=key) == thank(cast.an, id_, entry, once=key)
    assert len(list(db.session.execute(select(ThankYouLetter.id)))) == 1


@pytest.mark.parametrize("source", ["unit_fund", "members", "own_part", "state_programme"])
def test_a_letter_thanks_only_for_what_a_sponsor_gave(cast, source):
    id_ = walk.approved(cast)
    entry = walk.give(cast, id_, source=source)
    with pytest.raises(NotPossible, match="not_a_gift"):
        thank(cast.an, id_, entry)


def test_nobody_is_thanked_for_what_was_taken_back(cast):
    id_ = walk.approved(cast)
    entry = walk.give(cast, id_)
    walk.reverse(cast, entry, reason="Ghi nhầm")
    with pytest.raises(NotPossible, match="gift_reversed"):
        thank(cast.an, id_, entry)


def test_when_a_letter_falls_its_other_contributions_are_thanked_for_anew(cast, db):
    id_ = walk.approved(cast)
    kept, wrong = walk.give(cast, id_), walk.give(cast, id_)
    thank(cast.an, id_, kept, with_others=True)
    walk.reverse(cast, wrong, reason="Ghi nhầm")
    letter = thank(cast.an, id_, kept, with_others=True)
    assert entries_of(db, letter) == [kept]


def give_back(cast, entry, amount):
    request = request_return(cast.dung.actor, entry_id=entry, amount=amount, reason="Còn thừa")
    return approve_request(cast.an.actor, request_id=request)


def test_nobody_is_thanked_for_what_was_given_back_wholly(cast, client):
    id_ = walk.approved(cast)
    entry = walk.give(cast, id_, 2_000_000)
    give_back(cast, entry, 2_000_000)
    with pytest.raises(NotPossible, match="gift_reversed"):
        thank(cast.an, id_, entry)
    page = client.as_(cast.an).get(f"/works/{id_}/sponsors")
    assert "chưa gửi thư cảm ơn" not in page.text
    client.as_(cast.an).get(f"/works/{id_}/budget/entries/{entry}/thank", status=404)


def test_of_what_was_given_back_in_part_a_letter_names_what_stands(cast, client):
    id_ = walk.approved(cast)
    entry = walk.give(cast, id_, 12_000_000)
    give_back(cast, entry, 2_000_000)
    an = client.as_(cast.an)
    assert "đã trả lại 2.000.000" in an.get(f"/works/{id_}/sponsors").text.replace("\u00a0", " ")
    page = an.get(f"/works/{id_}/letters/{thank(cast.an, id_, entry)}")
    assert "Mười triệu đồng" in page.text
    assert "12.000.000" not in page.text
    assert list(check_letters()) == []


def test_a_letter_falls_when_some_of_its_money_is_given_back_and_a_new_one_says_what_stands(cast, client, db):
    id_ = walk.approved(cast)
    kept, returned = walk.give(cast, id_, 3_000_000), walk.give(cast, id_, 5_000_000)
    first = thank(cast.an, id_, kept, with_others=True)
    back = give_back(cast, returned, 1_000_000)
    seen = client.get(f"/thanks/{code_of(db, first)}")
    assert "Thư này đã bị thu hồi" in seen.text
    second = thank(cast.an, id_, returned, with_others=True)
    assert entries_of(db, second) == [kept, returned]
    code = code_of(db, second)
    assert "7.000.000" in client.get(f"/thanks/{code}").text
    walk.reverse(cast, back, reason="Ghi nhầm")
    assert "Thư này đã bị thu hồi" in client.get(f"/thanks/{code}").text


def test_a_letter_is_not_older_than_its_contribution_nor_of_the_future(cast):
    id_ = walk.approved(cast)
    entry = walk.give(cast, id_)
    for day, reason in ((-1, "thanks_before_gift"), (1, "in_the_future")):
        with pytest.raises(NotPossible, match=reason):
            thank(cast.an, id_, entry, issued_on=clock.today() + timedelta(days=day))


@pytest.mark.parametrize("field", ["signer", "signer_title"])
def test_a_letter_is_signed(cast, field):
    id_ = walk.approved(cast)
    entry = walk.give(cast, id_)
    with pytest.raises(NotPossible, match="signer_missing"):
        thank(cast.an, id_, entry, **{field: "  "})


def test_the_units_leader_issues_letters_and_those_who_see_the_budget_read_them(cast, client, db):
    id_ = walk.approved(cast)
    entry = walk.give(cast, id_)
    for person in (cast.dung, cast.ha, cast.khanh, cast.binh, cast.lan):
        with pytest.raises(NotAllowed):
            thank(person, id_, entry)
    letter = thank(cast.an, id_, entry)
    for address in (f"/works/{id_}/letters/{letter}", f"/works/{id_}/letters/{letter}.docx", f"/works/{id_}/sponsors"):
        for person in (cast.an, cast.dung, cast.ha, cast.khanh):
            client.as_(person).get(address)
        for person in (cast.binh, cast.chi, cast.giang, cast.lan):
            client.as_(person).get(address, status=404)


def test_an_entry_of_another_work_is_not_there(cast):
    first, second = walk.approved(cast), walk.approved(cast)
    entry = walk.give(cast, second)
    with pytest.raises(NotFound):
        thank(cast.an, first, entry)


def test_a_letter_says_who_gave_what_in_words_and_how_to_verify_it(cast, client, db):
    id_ = walk.approved(cast)
    entry = walk.give(cast, id_, 1_500_000, party="Công ty Điện lực")
    letter = thank(cast.an, id_, entry, words="Chúc quý công ty phát triển.")
    address = f"/works/{id_}/letters/{letter}"
    page = client.as_(cast.an).get(address + "?lang=en")
    code = display_code(code_of(db, letter))
    for words in (
        "THƯ CẢM ƠN",
        "Kính gửi: Công ty Điện lực",
        "1.500.000",
        "Một triệu năm trăm nghìn đồng",
        "ĐOÀN TRƯỜNG THPT CHI LĂNG",
        "Chúc quý công ty phát triển.",
        "Lê Thị An",
        code,
    ):
        assert words in page.text
    assert len(page.statements) <= 6
    word = words_of(client.as_(cast.an).get(address + ".docx").response)
    for words in ("THƯ CẢM ƠN", "Kính gửi: Công ty Điện lực", "Một triệu năm trăm nghìn đồng", code):
        assert words in word


def test_a_letter_as_word_has_the_qr_code_and_survives_hostile_names(cast, client):
    id_ = walk.approved(cast)
    letter = thank(cast.an, id_, walk.give(cast, id_, party="Bà \x02Lê <b>&\ufffe"))
    answer = client.as_(cast.an).get(f"/works/{id_}/letters/{letter}.docx").response
    assert len(Document(io.BytesIO(answer.data)).inline_shapes) == 1
    assert "Bà Lê <b>&" in words_of(answer)


def test_the_leader_sees_who_is_not_thanked_yet_and_thanks_from_there(cast, client, db):
    id_ = walk.approved(cast)
    walk.give(cast, id_, party="Công ty Điện lực")
    an = client.as_(cast.an)
    page = an.get(f"/works/{id_}/sponsors")
    assert "Còn 1 khoản đóng góp chưa gửi thư cảm ơn" in page.text
    link = next(a.get("href") for a in page.all("a") if (a.get("href") or "").endswith("/thank"))
    form = an.get(link)
    assert form.values["signer"] == "Lê Thị An"
    letter = an.follow(an.post(link, form.values))
    assert "Kính gửi: Công ty Điện lực" in letter.text
    page = an.get(f"/works/{id_}/sponsors")
    assert "chưa gửi thư cảm ơn" not in page.text
    client.as_(cast.dung).get(link, status=403)
    client.as_(cast.binh).get(link, status=404)


def test_what_the_form_asks_for_stands_beside_its_fields(cast, client):
    id_ = walk.approved(cast)
    entry = walk.give(cast, id_)
    an = client.as_(cast.an)
    address = f"/works/{id_}/budget/entries/{entry}/thank"
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    page = an.post(address, {**an.get(address).values, "width": "all", "issued_on": tomorrow}, status=422)
    assert page.errors


def test_statements_of_the_sponsors_page_do_not_grow_with_their_number(cast, client):
    id_ = walk.approved(cast)
    thank(cast.an, id_, walk.give(cast, id_))
    an = client.as_(cast.an)
    few = len(an.get(f"/works/{id_}/sponsors").statements)
    for number in range(6):
        thank(cast.an, id_, walk.give(cast, id_, party=f"Nhà tài trợ {number}"))
    assert len(an.get(f"/works/{id_}/sponsors").statements) == few <= 6


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE thank_you_letters SET number = 7", "the last number is 7, there are 1"),
        ("UPDATE thank_you_letters SET work_id = :other", "no contribution of a sponsor"),
    ],
)
def test_flask_check_finds_a_letter_about_something_else_and_a_gap_in_the_numbers(cast, db, statement, found):
    id_, other = walk.approved(cast), walk.draft(cast)
    thank(cast.an, id_, walk.give(cast, id_))
    assert not list(check_letters())
    db.session.execute(text(statement), {"other": other} if ":other" in statement else {})
    assert any(found in line for line in check_letters())

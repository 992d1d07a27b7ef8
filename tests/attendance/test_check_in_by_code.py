"""The member's own card, and the code on the host's screen."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.attendance.actions import check_in_by_code
from app.attendance.codes import STEP_SECONDS, is_shift_code, make_card, make_shift_code, read_card
from app.attendance.models import CheckIn
from app.core import clock
from app.core.errors import NotAllowed, NotPossible
from app.volunteering.models import Shift
from tests import factories

KEY = "a key for tests only, thirty-two letters"


@pytest.fixture
def shift(db, cast):
    activity = factories.activity(cast.unit)
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


@pytest.fixture
def place(cast, shift):
    return factories.sign_up(shift, cast.binh.member, cast.unit)


@pytest.fixture
def at_the_start(shift, place):
    with clock.travel(shift.starts_at) as traveller:
        yield traveller


def records(db):
    return db.session.execute(select(CheckIn).order_by(CheckIn.id)).scalars().all()


def test_a_card_is_known_again_and_cannot_be_made_up():
    card = make_card(KEY, "TS000123")
    assert read_card(KEY, card) == "TS000123"
    for forged in (
        "TS000123",
        card.replace("123", "124"),
        card[:-1],
        card + "A",
        "TS1:.",
        "",
        "é" * 9,
        "TS1:" + "A" * 99,
    ):
        assert read_card(KEY, forged) is None
    assert read_card("another key, thirty-two letters or more", card) is None


def test_the_shifts_code_changes_and_an_old_one_does_not_count():
    now = clock.now()
    code = make_shift_code(KEY, 7, now)
    assert is_shift_code(KEY, 7, code, now + timedelta(seconds=STEP_SECONDS))
    assert not is_shift_code(KEY, 7, code, now + timedelta(seconds=4 * STEP_SECONDS))
    assert not is_shift_code(KEY, 7, code, now - timedelta(seconds=3 * STEP_SECONDS))
    assert not is_shift_code(KEY, 8, code, now)
    assert not is_shift_code(KEY, 7, "mã", now)


def test_who_holds_a_place_checks_in_once(db, cast, shift, at_the_start):
    first = check_in_by_code(cast.binh.actor, shift_id=shift.id, direction="in", seen_at=clock.now())
    at_the_start.tick(90)
    assert check_in_by_code(cast.binh.actor, shift_id=shift.id, direction="in", seen_at=clock.now()) == first
    check_in_by_code(cast.binh.actor, shift_id=shift.id, direction="out", seen_at=clock.now())
    assert [(seen.direction, seen.how, seen.state) for seen in records(db)] == [
        ("in", "shift_code", "counted"),
        ("out", "shift_code", "counted"),
    ]


def test_without_a_place_nobody_checks_in(cast, shift, at_the_start):
    waiting = factories.sign_up(shift, cast.dung.member, cast.unit, "waitlisted")
    for person in (cast.chi, cast.dung):
        with pytest.raises(NotPossible, match="no_place_here"):
            check_in_by_code(person.actor, shift_id=shift.id, direction="in", seen_at=clock.now())
    with pytest.raises(NotAllowed):
        check_in_by_code(cast.lan.actor, shift_id=waiting.shift_id, direction="in", seen_at=clock.now())


def test_the_code_works_around_its_shift_only(cast, shift, place):
    for moment in (shift.starts_at - timedelta(hours=3), shift.ends_at + timedelta(hours=3)):
        with clock.travel(moment), pytest.raises(NotPossible, match="not_now"):
            check_in_by_code(cast.binh.actor, shift_id=shift.id, direction="in", seen_at=clock.now())


def test_a_member_reads_the_hosts_screen_and_presses_the_button(db, cast, client, shift, at_the_start):
    url = f"/here/{shift.id}/{make_shift_code(KEY, shift.id, clock.now())}"
    binh = client.as_(cast.binh)
    assert "Tôi có mặt" in binh.get(url).text
    assert not records(db)  # reading changes nothing
    page = binh.follow(binh.post(url))
    assert "Bạn đã điểm danh" in page.text
    assert binh.get(url).find("input", value="out") is not None
    assert "không có chỗ" in client.as_(cast.chi).get(url).text


def test_signing_in_may_take_longer_than_the_code_lives(db, cast, client, shift, at_the_start):
    url = f"/here/{shift.id}/{make_shift_code(KEY, shift.id, clock.now())}"
    seen_at = clock.now()
    sent = client.get(url, status=303)
    assert sent.response.headers["Location"] == f"/sign-in?next={url}"
    ticket = client.http.get_cookie("here", path="/here/")
    at_the_start.tick(300)
    binh = client.as_(cast.binh)
    binh.get(url, status=404)  # another browser, which never read the code
    binh.http.set_cookie("here", ticket.value, path="/here/")
    binh.get(f"/here/{factories.shift(factories.activity(cast.unit)).id}/x", status=404)
    binh.post(url)
    assert [seen.at for seen in records(db)] == [seen_at]
    at_the_start.tick(400)
    binh.get(url, status=404)


def test_only_the_hosts_leaders_show_the_code(cast, client, shift, at_the_start):
    an = client.as_(cast.an)
    assert an.get(f"/shifts/{shift.id}/code").find("img", id="shift-code") is not None
    answer = an.call("get", f"/shifts/{shift.id}/code/picture")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/svg+xml", "no-store")
    for person in (cast.binh, cast.ha):
        client.as_(person).get(f"/shifts/{shift.id}/code", status=403)
        client.as_(person).get(f"/shifts/{shift.id}/code/picture", status=403)


def test_the_own_card_is_on_the_members_page(cast, client):
    page = client.as_(cast.binh).get("/site/my-code")
    assert page.find("{http://www.w3.org/2000/svg}svg", class_="qr") is not None
    assert cast.binh.member.code in page.text
    client.as_(cast.lan).get("/site/my-code", status=404)

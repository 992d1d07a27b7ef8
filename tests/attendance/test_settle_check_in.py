"""Records that somebody must look at: the leader decides, and nothing disappears."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.attendance.actions import settle_check_in
from app.attendance.models import CheckIn
from app.core import clock
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.volunteering.actions import cancel_activity
from app.volunteering.checks import check_cancelled, check_counts
from app.volunteering.models import Shift, SignUp
from tests import factories


@pytest.fixture
def activity(cast):
    return factories.activity(cast.unit, capacity=2)


@pytest.fixture
def shift(db, activity):
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


@pytest.fixture
def place(cast, shift):
    return factories.sign_up(shift, cast.binh.member, cast.unit)


@pytest.fixture
def afterwards(shift, place):
    with clock.travel(shift.ends_at):
        yield


def record(shift, member, problem, **values):
    held = {
        "key": f"key-{problem}",
        "direction": "in",
        "how": "scan",
        "at": shift.starts_at,
        "received_at": clock.now(),
        "state": "open",
    }
    row = CheckIn(shift_id=shift.id, member_id=member.id if member else None, problem=problem, **{**held, **values})
    return factories.save(row)


def get(db, row):
    return db.session.get(CheckIn, row.id, populate_existing=True)


def test_a_moment_that_cannot_be_becomes_the_shifts_own(db, cast, shift, place, afterwards):
    wrong = record(shift, cast.binh.member, "implausible_time", at=shift.starts_at - timedelta(days=30))
    settle_check_in(cast.an.actor, check_in_id=wrong.id, counts=True)
    assert (get(db, wrong).state, get(db, wrong).at) == ("counted", shift.starts_at)
    assert (get(db, wrong).sign_up_id, get(db, wrong).settled_by) == (place.id, cast.an.account.id)


def test_what_does_not_count_stays_to_be_read(db, cast, shift, afterwards):
    row = record(shift, cast.binh.member, "implausible_time")
    settle_check_in(cast.an.actor, check_in_id=row.id, counts=False, note="Quét nhầm")
    assert (get(db, row).state, get(db, row).note) == ("dismissed", "Quét nhầm")
    settle_check_in(cast.an.actor, check_in_id=row.id, counts=True)
    assert get(db, row).state == "dismissed"  # the first decision stands


def test_an_unknown_one_gets_a_name_and_a_place(db, cast, shift, afterwards):
    row = record(shift, None, "unknown_member", name="Chị áo xanh", how="walk_in")
    with pytest.raises(NotPossible, match="member_code_needed"):
        settle_check_in(cast.an.actor, check_in_id=row.id, counts=True)
    with pytest.raises(NotPossible, match="member_code_needed"):
        settle_check_in(cast.an.actor, check_in_id=row.id, counts=True, member_code="KHONGCO")
    settle_check_in(cast.an.actor, check_in_id=row.id, counts=True, member_code=cast.chi.member.code)
    assert get(db, row).member_id == cast.chi.member.id
    made = db.session.execute(select(SignUp).where(SignUp.member_id == cast.chi.member.id)).scalar_one()
    assert made.state == "confirmed"
    assert not list(check_counts())


def test_a_full_shift_takes_nobody_more_until_the_leader_raises_it(db, cast, shift, afterwards):
    factories.sign_up(shift, cast.chi.member, cast.other_unit)
    row = record(shift, cast.dung.member, "full", how="walk_in")
    with pytest.raises(NotPossible, match="shift_is_full"):
        settle_check_in(cast.an.actor, check_in_id=row.id, counts=True)
    assert get(db, row).state == "open"
    shift.capacity = 3
    db.session.commit()
    settle_check_in(cast.an.actor, check_in_id=row.id, counts=True)
    assert get(db, row).state == "counted"


def test_who_waited_and_came_gets_the_place(db, cast, shift, afterwards):
    waiting = factories.sign_up(shift, cast.chi.member, cast.other_unit, "waitlisted")
    row = record(shift, cast.chi.member, "waiting")
    settle_check_in(cast.an.actor, check_in_id=row.id, counts=True)
    assert db.session.get(SignUp, waiting.id, populate_existing=True).state == "confirmed"
    assert not list(check_counts())


def test_who_came_to_what_was_called_off_keeps_the_hours(db, cast, activity, shift, place):
    with clock.travel(shift.starts_at):
        cancel_activity(cast.an.actor, activity_id=activity.id, reason="Mưa lớn")
    row = record(shift, cast.binh.member, "activity_cancelled")
    with clock.travel(shift.ends_at):
        settle_check_in(cast.an.actor, check_in_id=row.id, counts=True)
    live = db.session.execute(
        select(SignUp).where(SignUp.member_id == cast.binh.member.id, SignUp.state != "cancelled")
    ).scalar_one()
    assert (live.state, live.confirmed_minutes) == ("attended", 180)
    assert not [*check_cancelled(), *check_counts()]


def test_nobody_lets_the_own_presence_count_as_hours(db, cast, activity, shift):
    own = factories.sign_up(shift, cast.an.member, cast.unit)
    with clock.travel(shift.starts_at):
        cancel_activity(cast.an.actor, activity_id=activity.id, reason="Mưa lớn")
    row = record(shift, cast.an.member, "activity_cancelled")
    with clock.travel(shift.ends_at), pytest.raises(NotPossible, match="own_hours"):
        settle_check_in(cast.an.actor, check_in_id=row.id, counts=True)
    assert own.member_id == cast.an.member.id


def test_only_the_hosts_leader_decides(cast, shift, afterwards):
    row = record(shift, cast.binh.member, "implausible_time")
    for person in (cast.binh, cast.ha):
        with pytest.raises(NotAllowed):
            settle_check_in(person.actor, check_in_id=row.id, counts=True)
    with pytest.raises(NotFound):
        settle_check_in(cast.an.actor, check_in_id=999_999, counts=True)


def test_the_leader_sees_and_decides_on_the_page(db, cast, client, shift, afterwards):
    row = record(shift, cast.binh.member, "implausible_time")
    an = client.as_(cast.an)
    page = an.get(f"/shifts/{shift.id}/attendance")
    assert page.find("a", href=f"/check-ins/{row.id}/settle") is not None
    assert "Thời điểm không hợp lý" in an.get(f"/check-ins/{row.id}/settle").text
    an.post(f"/check-ins/{row.id}/settle", {"count": "1", "note": ""})
    assert get(db, row).state == "counted"
    assert an.get(f"/shifts/{shift.id}/attendance").find("a", href=f"/check-ins/{row.id}/settle") is None
    client.as_(cast.binh).get(f"/check-ins/{row.id}/settle", status=403)

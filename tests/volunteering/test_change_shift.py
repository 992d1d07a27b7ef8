"""Changing a shift, with what it means for those who signed up."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.attendance.actions import record_attendance
from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.volunteering.actions import add_shift, change_shift, sign_up_to_shift
from app.volunteering.checks import CHECKS
from app.volunteering.models import Activity, Shift, SignUp
from app.volunteering.values import ShiftValues
from tests import factories
from tests.cast import somebody


@pytest.fixture
def activity(cast):
    return factories.activity(cast.unit, capacity=2)


@pytest.fixture
def shift(db, activity):
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


def values(shift, **changes):
    names = ("id", "role", "starts_at", "ends_at", "capacity", "minimum", "minimum_age", "skills")
    marks = ("is_heavy", "is_away", "is_border_zone")
    return replace(ShiftValues(**{name: getattr(shift, name) for name in (*names, *marks)}), **changes)


def change(db, cast, shift, *, move_last=False, **changes):
    now = db.session.get(Shift, shift.id, populate_existing=True)
    return change_shift(cast.an.actor, version=now.version, shift=values(now, **changes), move_last=move_last)


def states(db, *sign_ups):
    db.session.rollback()
    return [db.session.get(SignUp, s.id, populate_existing=True).state for s in sign_ups]


def assert_consistent():
    assert [line for check in CHECKS for line in check()] == []


def test_a_raised_capacity_goes_to_those_who_wait(db, cast, shift):
    signed = [sign_up_to_shift(p.actor, shift_id=shift.id) for p in (cast.binh, cast.chi, cast.dung, cast.ha)]
    change(db, cast, shift, capacity=3)
    assert states(db, *signed) == ["confirmed", "confirmed", "confirmed", "waitlisted"]
    assert_consistent()


def test_lowering_capacity_below_the_confirmed_number_is_refused_with_a_choice(db, cast, shift):
    signed = [sign_up_to_shift(p.actor, shift_id=shift.id) for p in (cast.binh, cast.chi, cast.dung)]
    with pytest.raises(NotPossible) as error:
        change(db, cast, shift, capacity=1)
    assert (error.value.reason, error.value.field, error.value.details["confirmed"]) == (
        "capacity_below_confirmed",
        "capacity",
        2,
    )
    assert states(db, *signed) == ["confirmed", "confirmed", "waitlisted"]
    change(db, cast, shift, capacity=1, move_last=True)
    assert states(db, *signed) == ["confirmed", "waitlisted", "waitlisted"]
    change(db, cast, shift, capacity=2)
    assert states(db, *signed) == ["confirmed", "confirmed", "waitlisted"], "who was moved stands before the others"
    assert_consistent()


def test_moving_a_shifts_time_checks_overlaps_again(db, cast, shift):
    other = factories.shift(factories.activity(cast.other_unit), starts_at=shift.ends_at)
    sign_up_to_shift(cast.binh.actor, shift_id=other.id)
    signed = [sign_up_to_shift(p.actor, shift_id=shift.id) for p in (cast.binh, cast.chi, cast.dung)]
    lost = change(db, cast, shift, ends_at=shift.ends_at + timedelta(minutes=1))
    assert lost == 1
    assert states(db, *signed) == ["cancelled", "confirmed", "confirmed"]
    assert db.session.get(SignUp, signed[0].id).cancel_reason == "shift_changed"
    assert_consistent()


def test_moving_a_shifts_time_checks_the_minors_rules_again(db, cast, shift):
    minor = somebody(cast.chapter, "Vy Thị Em", birth_date=clock.today() - timedelta(days=16 * 366))
    place = sign_up_to_shift(minor.actor, shift_id=shift.id)
    starts = shift.starts_at + timedelta(hours=13)
    change(db, cast, shift, starts_at=starts, ends_at=starts + timedelta(hours=3))
    assert states(db, place) == ["cancelled"]
    assert_consistent()


def test_who_waits_keeps_waiting_where_only_another_place_stands_in_the_way(db, cast, shift):
    other = factories.shift(factories.activity(cast.other_unit), starts_at=shift.ends_at)
    signed = [sign_up_to_shift(p.actor, shift_id=shift.id) for p in (cast.chi, cast.dung, cast.binh)]
    sign_up_to_shift(cast.binh.actor, shift_id=other.id)
    change(db, cast, shift, ends_at=shift.ends_at + timedelta(hours=1))
    assert states(db, *signed) == ["confirmed", "confirmed", "waitlisted"]
    assert_consistent()


def test_a_new_mark_asks_for_consent_from_those_who_have_a_place(db, cast, shift):
    day = clock.today() - timedelta(days=16 * 366)
    with_consent = somebody(cast.chapter, "Vy Thị Em", birth_date=day)
    without = somebody(cast.chapter, "Vy Văn Anh", birth_date=day)
    factories.consent(with_consent.member, ["away"])
    signed = [sign_up_to_shift(p.actor, shift_id=shift.id) for p in (with_consent, without)]
    change(db, cast, shift, is_away=True)
    assert states(db, *signed) == ["confirmed", "cancelled"]


def test_the_activity_lasts_from_the_first_start_to_the_last_end(db, cast, activity, shift):
    starts, ends = shift.starts_at - timedelta(days=1), shift.ends_at + timedelta(hours=2)
    add_shift(cast.an.actor, activity_id=activity.id, shift=ShiftValues("Đón đoàn", starts, shift.starts_at, 3))
    change(db, cast, shift, ends_at=ends)
    row = db.session.get(Activity, activity.id, populate_existing=True)
    assert (row.starts_at, row.ends_at) == (starts, ends)
    assert_consistent()


def test_a_stale_page_changes_nothing(db, cast, shift):
    change(db, cast, shift, role="Trộn vữa")
    with pytest.raises(Conflict):
        change_shift(cast.an.actor, version=1, shift=values(shift, role="Khuân gạch"))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ends_at": timedelta(0)}, "ends_before_start"),
        ({"ends_at": timedelta(hours=25)}, "shift_too_long"),
        ({"capacity": 0}, "no_capacity"),
        ({"minimum": 3}, "minimum_above_capacity"),
    ],
)
def test_what_a_shift_cannot_be(db, cast, shift, changes, reason):
    if "ends_at" in changes:
        changes = {"ends_at": shift.starts_at + changes["ends_at"]}
    with pytest.raises(NotPossible) as error:
        change(db, cast, shift, **changes)
    assert (error.value.reason, error.value.field) == (reason, next(iter(changes)))


def test_only_the_hosts_leader_changes_a_shift(cast, shift):
    for person in (cast.binh, cast.giang, cast.dung, cast.ha, cast.khanh, cast.lan):
        with pytest.raises(NotAllowed):
            change_shift(person.actor, version=1, shift=values(shift, capacity=9))
    with pytest.raises(NotFound):
        change_shift(cast.an.actor, version=1, shift=values(shift, id=10**9))


def test_after_attendance_a_shift_stays_as_it_was(db, cast, shift):
    place = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    with clock.travel(shift.ends_at):
        record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: ("attended", None)})
        with pytest.raises(NotPossible, match="attendance_recorded"):
            change(db, cast, shift, ends_at=shift.ends_at + timedelta(hours=1))


def test_a_held_activity_takes_no_shift(db, cast, activity, shift):
    row = db.session.get(Activity, activity.id)
    row.state, row.held_on = "held", clock.today()
    db.session.commit()
    with pytest.raises(NotPossible, match="activity_is_over"):
        add_shift(cast.an.actor, activity_id=activity.id, shift=values(shift))

"""Somebody was seen, and then the place ended: the record stays, and the host's leader decides about it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.attendance.actions import check_in_by_code, deliver_check_ins, settle_check_in
from app.attendance.checks import CHECKS
from app.attendance.models import CheckIn
from app.attendance.records import Record
from app.core import clock
from app.core.errors import NotPossible
from app.volunteering.actions import (
    cancel_activity,
    cancel_sign_up,
    save_activity,
    sign_up_to_shift,
    withdraw_consent,
)
from app.volunteering.models import Shift, SignUp
from app.volunteering.values import ActivityValues, ShiftValues
from tests import factories


@pytest.fixture
def activity(cast):
    return factories.activity(cast.unit, shifts=2)


@pytest.fixture
def shifts(db, activity):
    statement = select(Shift).where(Shift.activity_id == activity.id).order_by(Shift.starts_at)
    return db.session.execute(statement).scalars().all()


@pytest.fixture
def shift(shifts):
    return shifts[0]


@pytest.fixture
def place(cast, shift):
    return factories.sign_up(shift, cast.binh.member, cast.unit)


def come(person, shift):
    return check_in_by_code(person.actor, shift_id=shift.id, direction="in", seen_at=clock.now())


def record(db, id_):
    return db.session.get(CheckIn, id_, populate_existing=True)


def broken_rules():
    return [line for check in CHECKS for line in check()]


def test_who_had_come_when_the_activity_was_called_off_is_looked_at_and_keeps_the_hours(
    db, cast, activity, shift, place
):
    with clock.travel(shift.starts_at):
        seen = come(cast.binh, shift)
        cancel_activity(cast.an.actor, activity_id=activity.id, reason="Mưa to")
        assert (record(db, seen).state, record(db, seen).problem) == ("open", "activity_cancelled")
        settle_check_in(cast.an.actor, check_in_id=seen, counts=True)
    assert record(db, seen).state == "counted"
    held = db.session.get(SignUp, record(db, seen).sign_up_id)
    assert (held.state, held.confirmed_minutes) == ("attended", 180)
    assert not broken_rules()


def test_who_gives_the_place_back_and_asks_again_comes_anew(db, cast, shift, place):
    with clock.travel(shift.starts_at - timedelta(hours=1)):
        first = come(cast.binh, shift)
        cancel_sign_up(cast.binh.actor, sign_up_id=place.id)
        assert (record(db, first).state, record(db, first).problem) == ("open", "place_cancelled")
        again = sign_up_to_shift(cast.binh.actor, shift_id=shift.id).id
        second = come(cast.binh, shift)
        assert come(cast.binh, shift) == second
    assert (record(db, second).state, record(db, second).sign_up_id) == ("counted", again)
    assert not broken_rules()


def test_a_consent_withdrawn_after_the_minor_came_leaves_the_record_to_the_leader(db, cast, shift):
    child = factories.member(cast.unit, birth_date=clock.today() - timedelta(days=16 * 366))
    shift.is_away = True
    consent = factories.consent(child, ["away"])
    place = factories.sign_up(shift, child, cast.unit)
    with clock.travel(shift.starts_at - timedelta(hours=1)):
        tick = Record(
            key="record-1", shift_id=shift.id, direction="in", how="name", phone_at=clock.now(), sign_up_id=place.id
        )
        answers = deliver_check_ins(cast.an.actor, phone_now=clock.now(), records=[tick])
        assert answers == {"record-1": ("counted", None)}
        withdraw_consent(cast.an.actor, consent_id=consent.id)
    (row,) = db.session.execute(select(CheckIn)).scalars()
    assert (row.state, row.problem) == ("open", "place_cancelled")
    assert not broken_rules()


def test_a_shift_where_somebody_was_seen_is_not_removed(db, cast, activity, shifts):
    with clock.travel(shifts[1].starts_at - timedelta(hours=1)):
        stranger = Record(
            key="record-1", shift_id=shifts[1].id, direction="in", how="walk_in", phone_at=clock.now(), name="Lạ"
        )
        deliver_check_ins(cast.an.actor, phone_now=clock.now(), records=[stranger])
        kept = ShiftValues(shifts[0].role, shifts[0].starts_at, shifts[0].ends_at, shifts[0].capacity, id=shifts[0].id)
        with pytest.raises(NotPossible, match="shift_has_people"):
            save_activity(
                cast.an.actor,
                activity_id=activity.id,
                host_unit_id=cast.unit.id,
                version=activity.version,
                activity=ActivityValues(title=activity.title, commune_id=activity.commune_id),
                shifts=[kept],
            )
    assert db.session.get(Shift, shifts[1].id) is not None

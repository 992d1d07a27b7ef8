"""Hours are confirmed by the host's leader."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from app.attendance.actions import record_attendance
from app.attendance.models import HoursChange
from app.core import clock
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import Event
from app.volunteering.actions import sign_up_to_shift
from app.volunteering.models import Shift, SignUp
from app.volunteering.queries import figures_of_work
from tests import factories


@pytest.fixture
def shift(db, cast):
    activity = factories.activity(cast.unit)
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


@pytest.fixture
def place(cast, shift):
    return sign_up_to_shift(cast.binh.actor, shift_id=shift.id)


@pytest.fixture
def afterwards(place, shift):
    with clock.travel(shift.ends_at):
        yield


def row(db, place):
    return db.session.get(SignUp, place.id, populate_existing=True)


@pytest.mark.usefixtures("afterwards")
def test_the_hosts_leader_confirms_the_hours(db, cast, shift, place):
    assert record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: ("attended", 150)}) == 1
    assert (row(db, place).state, row(db, place).confirmed_minutes) == ("attended", 150)
    assert row(db, place).minutes_confirmed_by == cast.an.account.id


@pytest.mark.usefixtures("afterwards")
def test_without_minutes_the_whole_shift_counts(db, cast, shift, place):
    record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: ("attended", None)})
    assert row(db, place).confirmed_minutes == 180


@pytest.mark.usefixtures("afterwards")
def test_hours_never_exceed_the_shift_by_more_than_the_tolerance(db, cast, shift, place):
    with pytest.raises(NotPossible, match="too_many_minutes"):
        record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: ("attended", 211)})
    assert record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: ("attended", 210)}) == 1


@pytest.mark.usefixtures("afterwards")
def test_nobody_confirms_their_own_hours(db, cast, shift):
    with clock.travel(shift.starts_at.replace(year=shift.starts_at.year - 1)):
        own = sign_up_to_shift(cast.an.actor, shift_id=shift.id)
    with pytest.raises(NotPossible, match="own_hours"):
        record_attendance(cast.an.actor, shift_id=shift.id, marks={own.id: ("attended", None)})
    record_attendance(cast.an.actor, shift_id=shift.id, marks={own.id: ("confirmed", None)})
    assert row(db, own).confirmed_minutes is None


@pytest.mark.usefixtures("afterwards")
def test_who_did_not_come_has_no_hours_and_a_mark_can_be_taken_back(db, cast, shift, place):
    record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: ("absent", 90)})
    assert (row(db, place).state, row(db, place).confirmed_minutes) == ("absent", None)
    record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: ("confirmed", None)})
    assert (row(db, place).state, row(db, place).minutes_confirmed_by) == ("confirmed", None)


@pytest.mark.usefixtures("afterwards")
def test_repeating_the_same_marks_changes_nothing(db, cast, shift, place):
    marks = {place.id: ("attended", 100)}
    record_attendance(cast.an.actor, shift_id=shift.id, marks=marks)
    assert record_attendance(cast.an.actor, shift_id=shift.id, marks=marks) == 0
    assert len(db.session.execute(select(Event).where(Event.verb == "attendance.recorded")).all()) == 1


@pytest.mark.usefixtures("afterwards")
def test_nobody_else_confirms_hours(cast, shift, place):
    for person in (cast.binh, cast.giang, cast.dung, cast.ha, cast.khanh, cast.lan):
        with pytest.raises(NotAllowed):
            record_attendance(person.actor, shift_id=shift.id, marks={place.id: ("attended", None)})
    with pytest.raises(NotFound):
        record_attendance(cast.an.actor, shift_id=shift.id, marks={10**9: ("attended", None)})
    with pytest.raises(NotFound):
        record_attendance(cast.an.actor, shift_id=10**9, marks={})


def test_nothing_is_confirmed_before_the_shift_begins(cast, shift, place):
    with pytest.raises(NotPossible, match="not_begun"):
        record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: ("attended", None)})


def test_a_works_labour_days_are_confirmed_minutes_by_480_and_turns_differ_from_persons(db, cast):
    work = factories.work(cast.unit)
    activity = factories.activity(cast.unit, shifts=2, work_id=work.id)
    shifts = list(db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalars())
    for shift, minutes in zip(shifts, (180, 300), strict=True):
        factories.sign_up(shift, cast.binh.member, cast.unit, "attended", confirmed_minutes=minutes)
    factories.sign_up(shifts[0], cast.chi.member, cast.other_unit, "attended", confirmed_minutes=60)
    factories.sign_up(shifts[0], cast.ha.member, cast.other_unit, "absent")
    figures = figures_of_work(work.id)
    assert (figures.persons, figures.turns, figures.minutes, str(figures.labour_days)) == (2, 3, 540, "1.1")


@pytest.mark.usefixtures("afterwards")
def test_the_record_counts_and_other_minutes_need_a_reason(db, cast, shift, place):
    factories.check_in(place, at=shift.starts_at, until=shift.starts_at + timedelta(minutes=100))
    with pytest.raises(NotPossible, match="correction_reason_needed"):
        record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: ("attended", 150)})
    record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: ("attended", None)})
    assert row(db, place).confirmed_minutes == 100


@pytest.mark.usefixtures("afterwards")
def test_a_correction_needs_a_reason_and_history_keeps_both(db, cast, shift, place):
    record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: ("attended", 150)})
    for values in (("attended", 120), ("absent", None), ("confirmed", None)):
        with pytest.raises(NotPossible, match="correction_reason_needed"):
            record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: values})
    record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: ("attended", 120, "Về sớm")})
    history = db.session.execute(select(HoursChange).order_by(HoursChange.id)).scalars().all()
    assert [(step.minutes_before, step.minutes_after, step.reason) for step in history] == [
        (None, 150, ""),
        (150, 120, "Về sớm"),
    ]
    assert {step.account_id for step in history} == {cast.an.account.id}


@pytest.mark.usefixtures("afterwards")
def test_marking_once_more_without_minutes_keeps_the_confirmed_hours(db, cast, shift, place):
    record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: ("attended", 150)})
    assert record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: ("attended", None)}) == 0
    assert row(db, place).confirmed_minutes == 150


@pytest.mark.usefixtures("afterwards")
def test_the_history_of_hours_cannot_be_rewritten(db, cast, shift, place):
    record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: ("attended", 150)})
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(update(HoursChange).values(minutes_after=1))
    db.session.rollback()

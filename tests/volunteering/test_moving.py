"""A published activity at another time or place: who is told, and who may drop out without a mark."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import Conflict
from app.core.events import Event
from app.volunteering.actions import (
    cancel_activity,
    change_shift,
    publish_activity,
    save_activity,
    sign_up_to_shift,
)
from app.volunteering.models import Activity, Shift, SignUp
from app.volunteering.values import ActivityValues, ShiftValues

HOUR = timedelta(hours=1)


@pytest.fixture
def activity(db, cast):
    """Published, with two shifts one after the other of one place each; Bình has the first, Chi waits for it."""
    start = clock.at_local(clock.today() + timedelta(days=3), clock.time(7))
    shifts = tuple(ShiftValues(f"Ca {n}", start + 4 * n * HOUR, start + (4 * n + 3) * HOUR, 1) for n in range(2))
    id_ = save_activity(
        cast.an.actor, host_unit_id=cast.unit.id, activity=ActivityValues(title="Dọn đường"), shifts=shifts
    )
    publish_activity(cast.an.actor, activity_id=id_)
    first, _second = shifts_of(db, id_)
    for person in (cast.binh, cast.chi):
        sign_up_to_shift(person.actor, shift_id=first.id)
    return id_


def shifts_of(db, id_):
    db.session.expire_all()
    return list(db.session.execute(select(Shift).where(Shift.activity_id == id_).order_by(Shift.starts_at)).scalars())


def save(db, cast, id_, *, by=timedelta(), **changes):
    row = db.session.get(Activity, id_, populate_existing=True)
    first, second = shifts_of(db, id_)
    values = [
        ShiftValues(s.role, s.starts_at + (by if s is first else timedelta()), s.ends_at, s.capacity, id=s.id)
        for s in (first, second)
    ]
    save_activity(
        cast.an.actor,
        activity_id=id_,
        version=row.version,
        host_unit_id=row.host_unit_id,
        activity=ActivityValues(title=row.title, **changes),
        shifts=values,
    )


def told(db, verb="activity.changed"):
    statement = select(Event.details).where(Event.verb == verb).order_by(Event.id.desc()).limit(1)
    return db.session.execute(statement).scalar_one()["affected"]


def people(db):
    return list(db.session.execute(select(SignUp.id).order_by(SignUp.id)).scalars())


def test_a_new_time_names_everybody_in_that_shift(db, cast, activity):
    save(db, cast, activity, by=HOUR)
    assert told(db) == people(db)


def test_a_new_time_of_one_shift_names_them_too(db, cast, activity):
    first = shifts_of(db, activity)[0]
    moved = ShiftValues(first.role, first.starts_at, first.ends_at + HOUR / 2, 1, id=first.id)
    change_shift(cast.an.actor, version=first.version, shift=moved)
    assert told(db, "shift.changed") == people(db)


@pytest.mark.parametrize(
    "changes", [{"meeting_point": "Cầu Kỳ Cùng"}, {"place": "Thôn Nà Lùng"}, {"point": (21.9, 106.7)}]
)
def test_a_new_place_names_everybody(db, cast, activity, changes):
    save(db, cast, activity, **changes)
    assert told(db) == people(db)


def test_who_is_told_of_another_place_may_drop_out_without_a_mark(db, cast, activity):
    save(db, cast, activity, meeting_point="Cầu Kỳ Cùng")
    assert set(db.session.execute(select(SignUp.free_to_leave)).scalars()) == {True}


def test_other_words_name_nobody_and_set_nobody_free(db, cast, activity):
    save(db, cast, activity, description="Mang theo áo mưa")
    assert told(db) == []
    assert set(db.session.execute(select(SignUp.free_to_leave)).scalars()) == {False}


def test_who_may_not_be_there_at_the_new_time_loses_the_place_and_is_named_apart(db, cast, activity):
    """Overlaps are looked at again: Bình has the second shift too, and the first one moves onto it."""
    first, second = shifts_of(db, activity)
    sign_up_to_shift(cast.binh.actor, shift_id=second.id)
    moved = ShiftValues(first.role, second.starts_at, second.ends_at, 1, id=first.id)
    change_shift(cast.an.actor, version=first.version, shift=moved)
    details = db.session.execute(select(Event.details).where(Event.verb == "shift.changed")).scalar_one()
    binhs, chis, _ = people(db)
    assert (details["released"], details["moved_up"], details["affected"]) == ([binhs], [chis], [chis])


def test_a_draft_moves_unnoticed(db, cast):
    start = clock.now() + timedelta(days=3)
    id_ = save_activity(
        cast.an.actor,
        host_unit_id=cast.unit.id,
        activity=ActivityValues(title="Nháp"),
        shifts=[ShiftValues("Ca", start + n * HOUR, start + 4 * HOUR, 1) for n in range(2)],
    )
    save(db, cast, id_, by=HOUR / 2)
    assert told(db) == []


def test_night_work_follows_from_the_time(db, cast, activity):
    first = shifts_of(db, activity)[0]
    assert not first.is_night
    evening = clock.at_local(clock.today() + timedelta(days=3), clock.time(20))
    for hours, expected in ((2, False), (3, True)):  # until 22:00 it isn't night yet
        first = shifts_of(db, activity)[0]
        values = ShiftValues(first.role, evening, evening + hours * HOUR, 1, id=first.id)
        change_shift(cast.an.actor, version=first.version, shift=values)
        assert db.session.get(Shift, first.id, populate_existing=True).is_night is expected


def test_a_second_leaders_other_reason_is_not_dropped(db, cast, activity):
    cancel_activity(cast.an.actor, activity_id=activity, reason="Mưa lũ")
    cancel_activity(cast.an.actor, activity_id=activity, reason="Mưa lũ")
    with pytest.raises(Conflict, match="called_off_already"):
        cancel_activity(cast.an.actor, activity_id=activity, reason="Thiếu người")
    assert db.session.get(Activity, activity, populate_existing=True).cancel_reason == "Mưa lũ"

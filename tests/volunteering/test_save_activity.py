"""Activities from draft to held."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from app.attendance.actions import record_attendance
from app.core import clock
from app.core.actions import new_key
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.volunteering.actions import (
    cancel_activity,
    cancel_sign_up,
    mark_held,
    publish_activity,
    save_activity,
    sign_up_to_shift,
)
from app.volunteering.checks import CHECKS
from app.volunteering.models import Activity, ActivityUnit, Shift, SignUp
from app.volunteering.values import ActivityValues, ShiftValues
from tests import factories

TITLE = "Thắp sáng đường quê"


def shift_values(days=1, **changes):
    starts = clock.at_local(clock.today() + timedelta(days=days), time(7))
    return ShiftValues(
        **{
            "role": "Dựng cột",
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=4),
            "capacity": 10,
            **changes,
        }
    )


def save(actor, unit, *shifts, **changes):
    activity = ActivityValues(title=TITLE, **changes)
    return save_activity(actor, host_unit_id=unit.id, activity=activity, shifts=shifts or (shift_values(),))


def shifts_of(db, id_):
    return list(db.session.execute(select(Shift).where(Shift.activity_id == id_).order_by(Shift.starts_at)).scalars())


def keep(shift, **changes):
    names = ("id", "role", "starts_at", "ends_at", "capacity", "minimum", "minimum_age", "skills")
    return ShiftValues(**{**{name: getattr(shift, name) for name in names}, **changes})


def test_a_leader_saves_a_draft_with_its_shifts(db, cast):
    id_ = save(cast.an.actor, cast.chapter, shift_values(1), shift_values(3))
    row = db.session.get(Activity, id_)
    assert (row.state, row.host_unit_id, row.title_folded) == ("draft", cast.chapter.id, "thap sang duong que")
    first, last = shifts_of(db, id_)
    assert (row.starts_at, row.ends_at) == (first.starts_at, last.ends_at)


def test_a_form_sent_twice_makes_one_activity(db, cast):
    values = {"host_unit_id": cast.unit.id, "activity": ActivityValues(title=TITLE), "shifts": (shift_values(),)}
    key = new_key()
    first = save_activity(cast.an.actor, once=key, **values)
    assert save_activity(cast.an.actor, once=key, **values) == first
    assert len(db.session.execute(select(Activity)).all()) == 1


def test_nobody_else_saves_for_the_unit(cast):
    for person in (cast.binh, cast.giang, cast.dung, cast.ha, cast.khanh, cast.lan):
        with pytest.raises(NotAllowed):
            save(person.actor, cast.unit)


def test_shifts_are_changed_added_and_removed_together(db, cast):
    id_ = save(cast.an.actor, cast.unit, shift_values(1), shift_values(2))
    first, second = shifts_of(db, id_)
    ids = (first.id, second.id)
    save_activity(
        cast.an.actor,
        activity_id=id_,
        version=1,
        host_unit_id=cast.unit.id,
        activity=ActivityValues(title="Ngày Chủ nhật xanh"),
        shifts=(keep(second, capacity=4), shift_values(5)),
    )
    kept, added = shifts_of(db, id_)
    assert (kept.id, kept.capacity) == (second.id, 4)
    assert added.id not in ids
    row = db.session.get(Activity, id_, populate_existing=True)
    assert (row.title, row.version, row.ends_at) == ("Ngày Chủ nhật xanh", 2, added.ends_at)


def test_shifts_that_move_together_keep_who_is_in_both(db, cast):
    morning = shift_values()
    hours = timedelta(hours=4)
    afternoon = shift_values(starts_at=morning.ends_at, ends_at=morning.ends_at + hours)
    id_ = save(cast.an.actor, cast.unit, morning, afternoon)
    publish_activity(cast.an.actor, activity_id=id_)
    first, second = shifts_of(db, id_)
    places = [sign_up_to_shift(cast.binh.actor, shift_id=shift.id).id for shift in (first, second)]
    moved = tuple(
        keep(shift, starts_at=shift.starts_at + hours, ends_at=shift.ends_at + hours) for shift in (first, second)
    )
    save_activity(
        cast.an.actor,
        activity_id=id_,
        version=db.session.get(Activity, id_, populate_existing=True).version,
        host_unit_id=cast.unit.id,
        activity=ActivityValues(title=TITLE),
        shifts=moved,
    )
    assert [db.session.get(SignUp, place, populate_existing=True).state for place in places] == ["confirmed"] * 2
    assert [line for check in CHECKS for line in check()] == []


def test_a_stale_page_changes_nothing(db, cast):
    id_ = save(cast.an.actor, cast.unit)
    (shift,) = shifts_of(db, id_)
    values = {"activity_id": id_, "version": 1, "host_unit_id": cast.unit.id, "shifts": (keep(shift),)}
    save_activity(cast.an.actor, activity=ActivityValues(title="Một"), **values)
    with pytest.raises(Conflict):
        save_activity(cast.an.actor, activity=ActivityValues(title="Hai"), **values)
    assert db.session.get(Activity, id_, populate_existing=True).title == "Một"


def test_a_shift_somebody_signed_up_to_is_not_removed(db, cast):
    id_ = save(cast.an.actor, cast.unit, shift_values(1), shift_values(2))
    publish_activity(cast.an.actor, activity_id=id_)
    first, second = shifts_of(db, id_)
    sign_up_to_shift(cast.binh.actor, shift_id=first.id)
    with pytest.raises(NotPossible, match="shift_has_people"):
        save_activity(
            cast.an.actor,
            activity_id=id_,
            version=2,
            host_unit_id=cast.unit.id,
            activity=ActivityValues(title=TITLE),
            shifts=(keep(second),),
        )


def test_a_refusal_names_the_row_of_its_shift(cast):
    with pytest.raises(NotPossible) as error:
        save(cast.an.actor, cast.unit, shift_values(1), shift_values(2, minimum=11))
    assert (error.value.reason, error.value.details["row"]) == ("minimum_above_capacity", 1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"audience": "units"}, "nobody_invited"), ({"work_id": 10**9}, "no_such_work")],
)
def test_what_an_activity_cannot_be(cast, changes, reason):
    with pytest.raises(NotPossible, match=reason):
        save(cast.an.actor, cast.unit, **changes)


def test_an_activity_needs_a_shift(cast):
    with pytest.raises(NotPossible, match="no_shifts"):
        save_activity(cast.an.actor, host_unit_id=cast.unit.id, activity=ActivityValues(title=TITLE), shifts=())


def test_units_beside_the_host_are_kept_once(db, cast):
    units = {"invited_unit_ids": (cast.other_unit.id, cast.unit.id), "co_host_unit_ids": (cast.other_unit.id,)}
    id_ = save(cast.an.actor, cast.unit, audience="units", **units)
    rows = db.session.execute(
        select(ActivityUnit.unit_id, ActivityUnit.role).where(ActivityUnit.activity_id == id_)
    ).all()
    assert [tuple(row) for row in rows] == [(cast.other_unit.id, "co_host")]


def test_publishing_opens_a_draft_once(db, cast):
    id_ = save(cast.an.actor, cast.unit)
    with pytest.raises(NotFound):
        publish_activity(cast.binh.actor, activity_id=id_)
    publish_activity(cast.an.actor, activity_id=id_)
    publish_activity(cast.an.actor, activity_id=id_)
    row = db.session.get(Activity, id_, populate_existing=True)
    assert (row.state, row.version) == ("published", 2)
    for person in (cast.binh, cast.ha, cast.giang):
        with pytest.raises(NotAllowed):
            publish_activity(person.actor, activity_id=id_)


def test_calling_off_needs_a_reason_and_frees_the_places(db, cast):
    id_ = save(cast.an.actor, cast.unit, shift_values(capacity=1))
    publish_activity(cast.an.actor, activity_id=id_)
    (shift,) = shifts_of(db, id_)
    places = [sign_up_to_shift(p.actor, shift_id=shift.id) for p in (cast.binh, cast.chi)]
    with pytest.raises(NotPossible, match="call_off_reason_needed"):
        cancel_activity(cast.an.actor, activity_id=id_, reason=" ")
    cancel_activity(cast.an.actor, activity_id=id_, reason="Mưa lũ")
    cancel_activity(cast.an.actor, activity_id=id_, reason="Mưa lũ")
    row = db.session.get(Activity, id_, populate_existing=True)
    assert (row.state, row.cancel_reason) == ("cancelled", "Mưa lũ")
    assert {db.session.get(SignUp, s.id, populate_existing=True).state for s in places} == {"cancelled"}
    with pytest.raises(NotPossible, match="cancelled"):
        sign_up_to_shift(cast.dung.actor, shift_id=shift.id)
    assert [line for check in CHECKS for line in check()] == []


def test_calling_off_lets_its_people_move_up_where_they_wait(db, cast):
    id_ = save(cast.an.actor, cast.unit)
    publish_activity(cast.an.actor, activity_id=id_)
    (shift,) = shifts_of(db, id_)
    other = factories.shift(factories.activity(cast.other_unit), starts_at=shift.starts_at, capacity=1)
    sign_up_to_shift(cast.dung.actor, shift_id=other.id)
    waiting = sign_up_to_shift(cast.binh.actor, shift_id=other.id)
    sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    first = db.session.execute(select(SignUp.id).where(SignUp.member_id == cast.dung.member.id)).scalar_one()
    cancel_sign_up(cast.dung.actor, sign_up_id=first)
    assert db.session.get(SignUp, waiting.id, populate_existing=True).state == "waitlisted"
    cancel_activity(cast.an.actor, activity_id=id_, reason="Mưa lũ")
    assert db.session.get(SignUp, waiting.id, populate_existing=True).state == "confirmed"


def test_nobody_else_calls_an_activity_off(cast):
    activity = factories.activity(cast.unit)
    for person in (cast.binh, cast.giang, cast.dung, cast.ha, cast.khanh, cast.lan):
        with pytest.raises(NotAllowed):
            cancel_activity(person.actor, activity_id=activity.id, reason="Mưa lũ")
    with pytest.raises(NotFound):
        cancel_activity(cast.an.actor, activity_id=10**9, reason="Mưa lũ")


def test_held_on_is_the_local_day_on_which_the_last_shift_ended(db, cast):
    night = clock.at_local(clock.today(), time(21))
    activity = factories.activity(cast.unit, starts_at=night + timedelta(hours=2))  # 23:00 to 02:00
    with pytest.raises(NotPossible, match="not_over_yet"):
        mark_held(cast.an.actor, activity_id=activity.id)
    with clock.travel(night + timedelta(hours=6)):
        mark_held(cast.an.actor, activity_id=activity.id)
        mark_held(cast.an.actor, activity_id=activity.id)
        with pytest.raises(NotPossible, match="activity_is_over"):
            cancel_activity(cast.an.actor, activity_id=activity.id, reason="Mưa lũ")
    row = db.session.get(Activity, activity.id, populate_existing=True)
    assert (row.state, row.held_on) == ("held", clock.local(night).date() + timedelta(days=1))


def test_a_draft_is_not_held_and_only_the_hosts_leader_says_so(cast):
    draft = factories.activity(cast.unit, state="draft")
    with clock.travel(clock.now() + timedelta(days=9)):
        with pytest.raises(NotPossible, match="not_published"):
            mark_held(cast.an.actor, activity_id=draft.id)
        published = factories.activity(cast.unit)
        with pytest.raises(NotAllowed):
            mark_held(cast.giang.actor, activity_id=published.id)


def test_after_attendance_an_activity_is_not_called_off(db, cast):
    activity = factories.activity(cast.unit)
    (shift,) = shifts_of(db, activity.id)
    place = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    with clock.travel(shift.ends_at):
        record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: ("attended", None)})
        with pytest.raises(NotPossible, match="attendance_recorded"):
            cancel_activity(cast.an.actor, activity_id=activity.id, reason="Mưa lũ")


def test_the_host_is_fixed_once_published(db, cast):
    id_ = save(cast.an.actor, cast.unit)
    (shift,) = shifts_of(db, id_)
    values = {"activity": ActivityValues(title=TITLE), "shifts": (keep(shift),), "activity_id": id_}
    save_activity(cast.an.actor, version=1, host_unit_id=cast.chapter.id, **values)
    publish_activity(cast.an.actor, activity_id=id_)
    with pytest.raises(NotPossible, match="host_is_fixed"):
        save_activity(cast.an.actor, version=3, host_unit_id=cast.unit.id, **values)

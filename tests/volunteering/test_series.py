"""Copies of an activity on other days, one or many."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.actions import new_key
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import Event
from app.volunteering.actions import (
    QuotaValues,
    cancel_activity,
    change_terms,
    copy_activity,
    extend_series,
    publish_activity,
    publish_series,
    save_activity,
    sign_up_to_shift,
    start_series,
)
from app.volunteering.checks import CHECKS
from app.volunteering.models import Activity, ActivitySeries, ActivityUnit, Shift, ShiftQuota
from app.volunteering.values import ActivityValues, ShiftValues
from tests import factories

MONDAY = date(2026, 11, 23)
SATURDAY = date(2026, 11, 28)


@pytest.fixture(autouse=True)
def _monday():
    with clock.travel(MONDAY):
        yield


@pytest.fixture
def source(cast):
    """A published Saturday of two shifts, the second over midnight, with a co-host."""
    start = clock.at_local(SATURDAY, time(7, 30))
    id_ = save_activity(
        cast.an.actor,
        host_unit_id=cast.unit.id,
        activity=ActivityValues(
            title="Chủ nhật xanh",
            co_host_unit_ids=(cast.other_unit.id,),
            meeting_point="Cổng trường",
            what_to_bring="Găng tay",
            point=(21.85, 106.76),
            sign_up_closes_at=start - timedelta(hours=12),
        ),
        shifts=(
            ShiftValues("Dọn vệ sinh", start, start + timedelta(hours=3), 10, 3, skills="Lái xe"),
            ShiftValues("Trực đêm", start + timedelta(hours=15), start + timedelta(hours=22), 4),
        ),
    )
    publish_activity(cast.an.actor, activity_id=id_)
    return id_


def get(db, id_, model=Activity):
    return db.session.get(model, id_, populate_existing=True)


def shifts_of(db, id_):
    return list(db.session.execute(select(Shift).where(Shift.activity_id == id_).order_by(Shift.starts_at)).scalars())


def days_of(db, series_id):
    rows = db.session.execute(select(Activity).where(Activity.series_id == series_id).order_by(Activity.series_day))
    return [row.series_day for row in rows.scalars()]


def start(cast, source, **changes):
    values = {"pattern": "weekly", "every": 1, "until": date(2026, 12, 26), **changes}
    return start_series(cast.an.actor, activity_id=source, **values)


def test_a_copy_has_the_shifts_of_the_same_hours_on_the_new_day(db, cast, source):
    sign_up_to_shift(cast.binh.actor, shift_id=shifts_of(db, source)[0].id)
    id_ = copy_activity(cast.an.actor, activity_id=source, day=date(2027, 2, 27))
    copy, (first, night) = get(db, id_), shifts_of(db, id_)
    assert (copy.state, copy.title, copy.meeting_point, copy.what_to_bring) == (
        *("draft", "Chủ nhật xanh", "Cổng trường"),
        "Găng tay",
    )
    assert clock.format_datetime(first.starts_at) == "27/02/2027 07:30"
    assert clock.format_datetime(night.ends_at) == "28/02/2027 05:30"
    assert clock.format_datetime(copy.sign_up_closes_at) == "26/02/2027 19:30"
    assert (first.confirmed, first.next_position, first.skills, first.minimum) == (0, 1, "Lái xe", 3)
    assert (first.is_night, night.is_night) == (False, True)
    beside = db.session.execute(select(ActivityUnit).where(ActivityUnit.activity_id == id_)).scalar_one()
    assert (beside.unit_id, beside.role) == (cast.other_unit.id, "co_host")
    assert [line for check in CHECKS for line in check()] == []


def test_a_copy_sent_twice_is_one(db, cast, source):
    key = new_key()
    ids = {copy_activity(cast.an.actor, once=key, activity_id=source, day=SATURDAY) for _ in range(2)}
    assert len(ids) == 1


def test_a_copy_leaves_a_work_that_was_given_up(db, cast, source):
    work = factories.work(cast.unit, state="cancelled")
    get(db, source).work_id = work.id
    db.session.commit()
    assert get(db, copy_activity(cast.an.actor, activity_id=source, day=SATURDAY)).work_id is None


def test_only_the_hosts_leaders_copy_and_repeat(cast, source):
    for person in (cast.binh, cast.giang, cast.dung, cast.ha, cast.khanh, cast.lan):
        with pytest.raises(NotAllowed):
            copy_activity(person.actor, activity_id=source, day=SATURDAY)
        with pytest.raises(NotAllowed):
            start_series(person.actor, activity_id=source, pattern="weekly", every=1, until=date(2027, 1, 1))


def test_nothing_is_copied_to_a_past_day(cast, source):
    with pytest.raises(NotPossible, match="day_is_past"):
        copy_activity(cast.an.actor, activity_id=source, day=MONDAY - timedelta(days=1))


def test_a_series_makes_an_activity_of_each_day_but_those_left_out(db, cast, source):
    id_ = start(cast, source, skipped=[date(2026, 12, 12)])
    assert days_of(db, id_) == [SATURDAY, date(2026, 12, 5), date(2026, 12, 19), date(2026, 12, 26)]
    assert {row.state for row in db.session.execute(select(Activity)).scalars()} == {"published", "draft"}
    assert [line for check in CHECKS for line in check()] == []


def test_a_series_may_be_published_at_once(db, cast, source):
    id_ = start(cast, source, publish_all=True)
    rows = db.session.execute(select(Activity).where(Activity.series_id == id_)).scalars().all()
    assert {row.state for row in rows} == {"published"}
    assert all(row.published_at is not None for row in rows)
    draft = copy_activity(cast.an.actor, activity_id=source, day=SATURDAY)
    with pytest.raises(NotPossible, match="not_published"):
        start(cast, draft, publish_all=True)


def test_the_drafts_of_a_series_are_published_together(db, cast, source):
    id_ = start(cast, source)
    called_off = db.session.execute(select(Activity.id).where(Activity.series_day == date(2026, 12, 12))).scalar_one()
    cancel_activity(cast.an.actor, activity_id=called_off, reason="Trùng lịch thi")
    with clock.travel(date(2026, 12, 7)):
        assert publish_series(cast.an.actor, series_id=id_) == 2, "past drafts and what was called off stay as they are"
        assert publish_series(cast.an.actor, series_id=id_) == 0
    rows = db.session.execute(select(Activity.series_day, Activity.state).order_by(Activity.series_day)).all()
    assert [state for _day, state in rows] == ["published", "draft", "cancelled", "published", "published"]
    with pytest.raises(NotAllowed):
        publish_series(cast.binh.actor, series_id=id_)
    with pytest.raises(NotFound):
        publish_series(cast.an.actor, series_id=id_ + 1)


def test_each_day_is_changed_alone_and_never_comes_back(db, cast, source):
    id_ = start(cast, source)
    second, third = (
        db.session.execute(select(Activity.id).where(Activity.series_day == day)).scalar_one()
        for day in (date(2026, 12, 5), date(2026, 12, 12))
    )
    move(db, cast, second, timedelta(days=1))
    cancel_activity(cast.an.actor, activity_id=third, reason="Trùng lịch thi")
    made = extend_series(cast.an.actor, series_id=id_, version=1, like_id=source, until=date(2027, 1, 9))
    assert made == 2
    assert days_of(db, id_)[-2:] == [date(2027, 1, 2), date(2027, 1, 9)]
    on = [clock.local(row.starts_at).date() for row in db.session.execute(select(Activity)).scalars()]
    assert date(2026, 12, 5) not in on
    assert on.count(date(2026, 12, 6)) == 1
    assert on.count(date(2026, 12, 12)) == 1
    assert get(db, third).state == "cancelled"
    assert clock.local(get(db, source).starts_at).date() == SATURDAY


def test_a_day_left_out_stays_left_out_when_the_series_goes_on(db, cast, source):
    id_ = start(cast, source, skipped=[date(2027, 1, 2)])
    made = extend_series(
        *(cast.an.actor,),
        series_id=id_,
        version=1,
        like_id=source,
        until=date(2027, 1, 16),
        skipped=[date(2027, 1, 16)],
    )
    assert (made, days_of(db, id_)[-1]) == (1, date(2027, 1, 9))
    assert get(db, id_, ActivitySeries).skipped == ["2027-01-02", "2027-01-16"]


def test_days_that_are_past_are_not_made(db, cast, source):
    id_ = start(cast, source, until=date(2026, 12, 5))
    with clock.travel(date(2026, 12, 21)):
        extend_series(cast.an.actor, series_id=id_, version=1, like_id=source, until=date(2026, 12, 31))
    assert days_of(db, id_) == [SATURDAY, date(2026, 12, 5), date(2026, 12, 26)]


def test_the_extension_is_like_the_day_that_was_chosen(db, cast, source):
    id_ = start(cast, source, until=date(2026, 12, 5))
    second = db.session.execute(select(Activity.id).where(Activity.series_day == date(2026, 12, 5))).scalar_one()
    move(db, cast, second, timedelta(hours=1))
    extend_series(cast.an.actor, series_id=id_, version=1, like_id=second, until=date(2026, 12, 12))
    new = db.session.execute(select(Activity).where(Activity.series_day == date(2026, 12, 12))).scalar_one()
    assert clock.format_datetime(new.starts_at) == "12/12/2026 08:30"


def test_an_extension_needs_a_later_day_and_a_fresh_page(cast, source):
    id_ = start(cast, source)
    values = {"series_id": id_, "like_id": source}
    with pytest.raises(NotPossible, match="until_not_later"):
        extend_series(cast.an.actor, version=1, until=date(2026, 12, 26), **values)
    extend_series(cast.an.actor, version=1, until=date(2027, 1, 2), **values)
    with pytest.raises(Conflict):
        extend_series(cast.an.actor, version=1, until=date(2027, 1, 9), **values)


def test_an_activity_of_another_series_is_no_model_for_this_one(cast, source):
    other = copy_activity(cast.an.actor, activity_id=source, day=SATURDAY)
    id_ = start(cast, source)
    with pytest.raises(NotFound):
        extend_series(cast.an.actor, series_id=id_, version=1, like_id=other, until=date(2027, 1, 2))


def test_a_series_is_no_endless_list(cast, source):
    with pytest.raises(NotPossible, match="too_many_days"):
        start(cast, source, until=date(2030, 1, 1))
    with pytest.raises(NotPossible, match="no_days"):
        start(cast, source, until=SATURDAY)
    start(cast, source)
    with pytest.raises(NotPossible, match="in_series_already"):
        start(cast, source)


def test_the_history_names_what_was_made(db, cast, source):
    id_ = start(cast, source)
    event = db.session.execute(select(Event).where(Event.verb == "series.started")).scalar_one()
    assert (event.subject_id, event.details["like"], len(event.details["activities"])) == (id_, source, 4)


def move(db, cast, id_, by):
    row = get(db, id_)
    save_activity(
        cast.an.actor,
        activity_id=id_,
        version=row.version,
        host_unit_id=row.host_unit_id,
        activity=ActivityValues(title=row.title, sign_up_closes_at=row.sign_up_closes_at),
        shifts=tuple(
            ShiftValues(shift.role, shift.starts_at + by, shift.ends_at + by, shift.capacity, id=shift.id)
            for shift in shifts_of(db, id_)
        ),
    )


def test_a_copy_holds_places_for_the_same_units_until_as_many_days_later(db, cast, source):
    shift = shifts_of(db, source)[0]
    until = shift.starts_at - timedelta(hours=36)
    held = [QuotaValues(cast.unit.id, 3, until)]
    change_terms(cast.an.actor, shift_id=shift.id, version=shift.version, quotas=held, needed_skills=())
    copy = copy_activity(cast.an.actor, activity_id=source, day=SATURDAY + timedelta(days=7))
    first, second = shifts_of(db, copy)
    quotas = select(ShiftQuota).where(ShiftQuota.shift_id.in_([first.id, second.id]))
    (quota,) = db.session.execute(quotas).scalars()
    assert (quota.shift_id, quota.unit_id, quota.places) == (first.id, cast.unit.id, 3)
    assert quota.until == first.quota_until == until + timedelta(days=7)
    assert second.quota_until is None


def test_a_copy_holds_nothing_until_an_hour_that_is_past(db, cast, source):
    shift = shifts_of(db, source)[0]
    held = [QuotaValues(cast.unit.id, 3, shift.starts_at - timedelta(hours=36))]
    change_terms(cast.an.actor, shift_id=shift.id, version=shift.version, quotas=held, needed_skills=())
    copy = copy_activity(cast.an.actor, activity_id=source, day=MONDAY + timedelta(days=1))
    assert {row.quota_until for row in shifts_of(db, copy)} == {None}
    assert db.session.execute(select(func.count()).select_from(ShiftQuota)).scalar_one() == 1

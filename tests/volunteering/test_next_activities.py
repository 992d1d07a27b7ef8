"""The next activities on the home page: from there to a confirmed place it is two taps, the first opens the page."""

from datetime import timedelta

from sqlalchemy import select

from app.core import clock
from app.core.actor import VISITOR
from app.volunteering.models import Shift
from app.volunteering.queries import (
    activities_of_work,
    list_next_activities,
    shifts_short_of_people,
)
from tests import factories
from tests.cast import somebody


def in_days(days):
    return clock.now() + timedelta(days=days)


def shifts_of(db, activity):
    statement = select(Shift).where(Shift.activity_id == activity.id).order_by(Shift.starts_at)
    return list(db.session.execute(statement).scalars())


def test_one_tap_on_the_home_page_gives_the_place(db, cast, client):
    activity = factories.activity(cast.unit, starts_at=in_days(2))
    (shift,) = shifts_of(db, activity)
    binh = client.as_(cast.binh)
    form = binh.get("/").find("form", action=f"/shifts/{shift.id}/sign-up")
    assert form is not None
    assert "Bạn có chỗ" in binh.follow(binh.post(form.get("action"))).text
    assert binh.get("/").find("form", action=f"/shifts/{shift.id}/sign-up") is None


def test_the_direct_button_is_there_only_where_exactly_one_shift_is_open_to_the_member(db, cast):
    one = factories.activity(cast.unit, starts_at=in_days(1))
    two = factories.activity(cast.unit, shifts=2, starts_at=in_days(2))
    heavy = factories.activity(cast.unit, starts_at=in_days(3))
    factories.shift(heavy, is_heavy=True)
    minor = somebody(cast.chapter, "Vy Thị Em", birth_date=clock.today() - timedelta(days=16 * 366))
    by_day = clock.at_local(clock.today() + timedelta(days=4), clock.time(8))
    by_night = clock.at_local(clock.today() + timedelta(days=5), clock.time(21))
    night = factories.activity(cast.unit, starts_at=by_night)
    day = factories.activity(cast.unit, starts_at=by_day)
    shown = {item.activity.id: item for item in list_next_activities(cast.binh.actor, 9)}
    assert [bool(shown[a.id].one_shift) for a in (one, two, heavy, night, day)] == [True, False, False, True, True]
    shown = {item.activity.id: item for item in list_next_activities(minor.actor, 9)}
    assert shown[day.id].one_shift is not None
    assert (shown[night.id].one_shift, shown[night.id].reason) == (None, "minor_at_night")


def test_soonest_first_at_most_so_many_and_only_what_may_be_seen(cast):
    for days in (3, 1, 2, 4):
        factories.activity(cast.unit, title=f"Ngày {days}", starts_at=in_days(days))
    factories.activity(cast.unit, title="Nháp", state="draft", starts_at=in_days(1))
    factories.activity(cast.unit, title="Riêng", audience="host", starts_at=in_days(1))
    factories.activity(cast.unit, title="Đã qua", starts_at=in_days(-1))
    assert [item.activity.title for item in list_next_activities(VISITOR, 3)] == ["Ngày 1", "Ngày 2", "Ngày 3"]
    assert "Riêng" in [item.activity.title for item in list_next_activities(cast.binh.actor, 9)]


def test_it_takes_as_few_statements_for_many(cast, statements):
    actor = cast.binh.actor
    factories.activity(cast.unit, shifts=2)
    with statements() as few:
        list_next_activities(actor, 9)
    for _number in range(6):
        factories.activity(cast.unit, shifts=9)
    with statements() as many:
        list_next_activities(actor, 9)
    assert len(many) <= len(few)


def test_shifts_below_their_minimum_stand_on_the_leaders_list(db, cast):
    activity = factories.activity(cast.unit, starts_at=in_days(2))
    short = factories.shift(activity, minimum=2, starts_at=in_days(3))
    enough = factories.shift(activity, minimum=1, starts_at=in_days(4))
    factories.shift(activity, minimum=2, starts_at=in_days(60))
    factories.sign_up(enough, cast.binh.member, cast.unit)
    assert [shift.id for shift in shifts_short_of_people(cast.an.actor)] == [short.id]
    for person in (cast.binh, cast.giang, cast.lan):
        assert shifts_short_of_people(person.actor) == []


def test_a_work_shows_those_of_its_activities_that_the_reader_may_see(cast):
    work = factories.work(cast.unit)
    public = factories.activity(cast.unit, work_id=work.id, capacity=7)
    draft = factories.activity(cast.unit, work_id=work.id, state="draft")
    factories.activity(cast.unit)
    assert [(a.id, places.capacity) for a, places in activities_of_work(VISITOR, work.id)] == [(public.id, 7)]
    assert {a.id for a, _places in activities_of_work(cast.an.actor, work.id)} == {public.id, draft.id}

"""The rating of a year: a whole unit on one page, with the hours beside it."""

from datetime import date, timedelta

import pytest

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import Event
from app.people.actions import Rating, rate_members
from app.people.models import MemberRating, Membership
from tests import factories

YEAR = clock.today().year


@pytest.fixture
def mai(cast):
    return factories.member(cast.unit, "Lê Thị Mai")


def rate(cast, *ratings, by=None, unit=None, year=YEAR):
    rate_members((by or cast.an).actor, unit_id=(unit or cast.unit).id, year=year, ratings=ratings)


def refused(call, *args, **kw):
    with pytest.raises(NotPossible) as error:
        call(*args, **kw)
    return error.value.reason


def grades(db):
    return {row.member_id: row.grade for row in db.session.query(MemberRating)}


def test_a_leader_rates_the_members_of_the_unit(cast, mai, db):
    rate(cast, Rating(mai.id, None, "excellent"), Rating(cast.binh.member.id, None, "good"))
    assert grades(db) == {mai.id: "excellent", cast.binh.member.id: "good"}
    event = db.session.query(Event).filter_by(verb="unit.members_rated").one()
    assert event.details["ratings"] == {str(mai.id): "excellent", str(cast.binh.member.id): "good"}


def test_a_rating_can_be_changed_and_taken_back(cast, mai, db):
    rate(cast, Rating(mai.id, None, "good"))
    rate(cast, Rating(mai.id, "good", "completed"))
    assert grades(db) == {mai.id: "completed"}
    rate(cast, Rating(mai.id, "completed", None))
    assert grades(db) == {}


def test_who_saw_another_rating_than_the_present_one_is_told(cast, mai, db):
    rate(cast, Rating(mai.id, None, "good"))
    with pytest.raises(Conflict):
        rate(cast, Rating(mai.id, None, "excellent"))
    assert grades(db) == {mai.id: "good"}


def test_ratings_that_were_not_touched_change_nothing(cast, mai, db):
    rate(cast, Rating(mai.id, None, "good"))
    rate(cast, Rating(mai.id, "excellent", "excellent"))
    assert grades(db) == {mai.id: "good"}


def test_nobody_rates_themselves(cast, db):
    assert refused(rate, cast, Rating(cast.an.member.id, None, "excellent")) == "not_own_rating"
    rate(cast, Rating(cast.an.member.id, None, "good"), by=cast.lan)
    assert grades(db) == {cast.an.member.id: "good"}


def test_only_who_was_in_the_unit_when_the_year_ended_is_rated_there(cast, mai, db):
    assert refused(rate, cast, Rating(cast.chi.member.id, None, "good")) == "not_in_unit_then"
    membership = db.session.query(Membership).filter_by(member_id=mai.id).one()
    membership.valid_until = date(YEAR - 1, 6, 1)
    db.session.commit()
    assert refused(rate, cast, Rating(mai.id, None, "good"), year=YEAR - 1) == "not_in_unit_then"
    rate(cast, Rating(mai.id, None, "good"), year=YEAR - 2)
    assert grades(db) == {mai.id: "good"}


def test_no_year_to_come_and_none_long_past(cast, mai):
    for year in (YEAR + 1, YEAR - 11, 0, -1):
        assert refused(rate, cast, Rating(mai.id, None, "good"), year=year) == "no_year_to_rate"


def test_only_leaders_over_the_unit_and_the_administrator_rate(cast, mai):
    for who in (cast.binh, cast.dung, cast.giang, cast.chi):
        with pytest.raises(NotFound):
            rate(cast, Rating(mai.id, None, "good"), by=who)
    for who in (cast.ha, cast.khanh):
        with pytest.raises(NotAllowed):
            rate(cast, Rating(mai.id, None, "good"), by=who)
    rate(cast, Rating(mai.id, None, "good"), by=cast.lan)


def test_the_page_shows_the_hours_of_that_year_and_saves(cast, client, mai, db):
    an = client.as_(cast.an)
    page = an.get(f"/units/{cast.unit.id}/ratings")
    assert mai.full_name in page.text
    rows = {value: name for name, value in page.values.items() if name.endswith("-id")}
    assert str(cast.an.member.id) not in rows
    name = rows[str(mai.id)].removesuffix("-id")
    an.post(f"/units/{cast.unit.id}/ratings?year={YEAR}", page.values | {f"{name}-grade": "excellent"})
    assert grades(db) == {mai.id: "excellent"}
    an.post(f"/units/{cast.unit.id}/ratings?year={YEAR}", page.values | {f"{name}-grade": "made up"}, status=422)
    assert "Hoàn thành xuất sắc" in client.as_(cast.khanh).get(f"/units/{cast.unit.id}/ratings").text
    client.as_(cast.binh).get(f"/units/{cast.unit.id}/ratings", status=403)


def test_more_members_take_no_more_statements(cast, client, mai):
    an = client.as_(cast.an)
    few = an.get(f"/units/{cast.unit.id}/ratings").statements
    for number in range(20):
        factories.member(cast.unit, f"Học sinh {number}")
    many = an.get(f"/units/{cast.unit.id}/ratings").statements
    assert len(many) == len(few) <= 8, many


def test_the_hours_are_those_confirmed_in_the_year(cast, db, mai):
    from datetime import time

    from app.attendance.queries import sum_year

    activity = factories.activity(cast.unit)
    for year, minutes in ((YEAR - 1, 60), (YEAR - 2, 30)):
        starts = clock.at_local(date(year, 12, 31), time(20))
        shift = factories.shift(activity, starts_at=starts, ends_at=clock.at_local(date(year, 12, 31), time(22)))
        factories.sign_up(shift, mai, cast.unit, state="attended", confirmed_minutes=minutes)
    assert sum_year([mai.id, cast.binh.member.id], YEAR - 1) == {mai.id: (60, 1)}


def test_the_tasks_of_the_year_stand_beside_the_hours_and_all_others_are_rated_at_once(cast, client, db, mai):
    activity = factories.activity(cast.unit, starts_at=clock.now() - timedelta(hours=30))
    for number, task in enumerate(("Phát quà", "Đổ bê tông", "Đổ bê tông")):
        starts = activity.starts_at + timedelta(hours=4 * number)
        shift = factories.shift(activity, starts_at=starts, role=task)
        factories.sign_up(shift, mai, cast.unit, state="attended", confirmed_minutes=60)
    an, url = client.as_(cast.an), f"/units/{cast.unit.id}/ratings?year={activity.starts_at.year}"
    page = an.get(url)
    assert "Đổ bê tông ×2, Phát quà" in page.text
    name = {value: name for name, value in page.values.items() if name.endswith("-id")}[str(mai.id)]
    an.post(url, page.values | {name.removesuffix("-id") + "-grade": "excellent", "others": "good"})
    rated = grades(db)
    assert rated.pop(mai.id) == "excellent"
    assert set(rated.values()) == {"good"}
    assert cast.an.member.id not in rated  # nobody rates themselves
    assert cast.binh.member.id in rated

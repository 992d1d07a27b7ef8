"""The list of activities."""

import gzip
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.volunteering.models import Shift
from tests import factories
from tests.checks import text_of


def titles(page):
    return [text_of(link) for link in page.all("a", class_="row-title")]


def tomorrow(hour):
    return clock.at_local(clock.today() + timedelta(days=1), clock.time(hour))


def test_what_comes_next_stands_first_and_what_is_past_apart(cast, client):
    now = clock.now()
    for days, title in ((9, "Sau"), (1, "Trước"), (-2, "Hôm kia"), (-9, "Tuần trước")):
        factories.activity(cast.unit, title=title, starts_at=now + timedelta(days=days))
    assert titles(client.get("/activities/")) == ["Trước", "Sau"]
    assert titles(client.get("/activities/?when=past")) == ["Hôm kia", "Tuần trước"]


def test_a_text_is_found_without_diacritics(cast, client):
    factories.activity(cast.unit, title="Đổ bê tông đường Nà Lùng")
    factories.activity(cast.unit, title="Ngày Chủ nhật xanh")
    assert titles(client.get("/activities/?q=do+be+tong")) == ["Đổ bê tông đường Nà Lùng"]
    assert titles(client.get("/activities/?q=N%C3%80+L%C3%99NG")) == ["Đổ bê tông đường Nà Lùng"]
    assert "Không có hoạt động phù hợp" in client.get("/activities/?q=b%E1%BB%AFa").text


def test_the_list_is_narrowed_by_commune_unit_day_and_free_places(db, cast, client):
    one = factories.activity(cast.chapter, title="Một", capacity=1)
    factories.activity(
        cast.other_unit,
        title="Hai",
        commune_id=factories.commune("Kỳ Lừa").id,
        starts_at=clock.now() + timedelta(days=20),
    )
    assert titles(client.get(f"/activities/?commune={one.commune_id}")) == ["Một"]
    assert titles(client.get(f"/activities/?unit={cast.unit.id}")) == ["Một"], "units under it belong to a unit"
    assert titles(client.get(f"/activities/?from={clock.today() + timedelta(days=10)}")) == ["Hai"]
    shift = db.session.execute(select(Shift).where(Shift.activity_id == one.id)).scalar_one()
    factories.sign_up(shift, cast.binh.member, cast.unit)
    assert titles(client.get("/activities/?free=1")) == ["Hai"]


@pytest.mark.parametrize("query", ["commune=x", "unit=99999999999999999999", "from=31/02/2026", "at=@@", "when=never"])
def test_a_filter_that_cannot_be_read_narrows_nothing(cast, client, query):
    factories.activity(cast.unit, title="Một")
    assert titles(client.get(f"/activities/?{query}")) == ["Một"]


def test_a_member_sees_the_own_state_and_places_left(db, cast, client):
    activity = factories.activity(cast.unit, capacity=3)
    shift = db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()
    factories.sign_up(shift, cast.binh.member, cast.unit)
    assert "Bạn có chỗ" in client.as_(cast.binh).get("/activities/").text
    page = client.as_(cast.chi).get("/activities/")
    assert "Bạn có chỗ" not in page.text
    assert "2 chỗ" in page.text


def test_pages_follow_each_other_by_key_and_keep_the_filters(cast, client):
    for number in range(51):
        factories.activity(cast.unit, title=f"Số {number:02}", starts_at=clock.now() + timedelta(days=1, hours=number))
    first = client.get("/activities/?q=so")
    assert len(titles(first)) == 50
    second = client.get(first.find("a", rel="next").get("href"))
    assert titles(second) == ["Số 50"]
    assert titles(client.get(second.find("a", rel="prev").get("href"))) == titles(first)


def test_fifty_rows_take_few_statements_and_bytes(cast, client):
    binh = client.as_(cast.binh)
    factories.activity(cast.unit, title="Số 00")
    few = (len(client.get("/activities/").statements), len(binh.get("/activities/").statements))
    for number in range(1, 55):
        factories.activity(
            cast.unit if number % 2 else cast.chapter,
            title=f"Ngày thứ Bảy tình nguyện số {number} tại thôn {number * 7}",
            starts_at=clock.now() + timedelta(days=1, hours=number),
        )
    visitor, member = client.get("/activities/"), binh.get("/activities/")
    assert (len(visitor.statements), len(member.statements)) == few
    assert len(visitor.statements) <= 6, visitor.statements
    assert len(member.statements) <= 8, member.statements
    assert len(titles(member)) == 50
    assert len(gzip.compress(member.source.encode(), 6)) <= 8_000


def test_only_leaders_are_offered_a_new_activity(cast, client):
    assert client.as_(cast.an).get("/activities/").find("a", href="/activities/new") is not None
    assert client.as_(cast.binh).get("/activities/").find("a", href="/activities/new") is None

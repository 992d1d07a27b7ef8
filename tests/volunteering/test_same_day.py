"""When a shift is full, open shifts of the same day are offered before the waiting list."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.volunteering.models import Activity, Shift
from tests import factories
from tests.cast import somebody

OFFER = "Trong ngày này còn chỗ"


@pytest.fixture
def activity(cast):
    return factories.activity(cast.unit, capacity=1, title="Hoạt động đã đủ người")


@pytest.fixture
def shift(db, cast, activity):
    shift = db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()
    factories.sign_up(shift, cast.dung.member, cast.unit)
    return shift


def offered(page):
    return [e.get("href") for e in page.all("a") if "#shift-" in (e.get("href") or "")]


def test_a_full_shift_offers_what_is_open_on_the_same_day_and_the_waiting_list(cast, client, activity, shift):
    same = factories.activity(cast.other_unit, starts_at=shift.starts_at + timedelta(hours=4), title="Cùng ngày")
    factories.activity(cast.other_unit, starts_at=shift.starts_at + timedelta(days=1), title="Hôm sau")
    page = client.as_(cast.binh).get(f"/activities/{activity.id}")
    assert OFFER in page.text
    assert [href.split("#")[0] for href in offered(page)] == [f"/activities/{same.id}"]
    assert page.text.index(OFFER) < page.text.index("Vào danh sách chờ")
    assert "Hôm sau" not in page.text


def test_it_is_offered_to_who_waits_too_and_not_to_who_has_a_place(cast, client, activity, shift):
    factories.activity(cast.other_unit, starts_at=shift.starts_at, title="Cùng giờ")
    factories.sign_up(shift, cast.chi.member, cast.other_unit, "waitlisted")
    assert OFFER in client.as_(cast.chi).get(f"/activities/{activity.id}").text
    assert OFFER not in client.as_(cast.dung).get(f"/activities/{activity.id}").text
    assert OFFER not in client.get(f"/activities/{activity.id}").text


def test_only_what_the_member_may_have_is_offered(db, cast, client, activity, shift):
    minor = somebody(cast.chapter, "Vy Thị Em", birth_date=clock.today() - timedelta(days=16 * 366))
    other = factories.activity(cast.other_unit, starts_at=shift.starts_at, title="Việc nặng cùng ngày")
    db.session.execute(select(Shift).where(Shift.activity_id == other.id)).scalar_one().is_heavy = True
    for_others = factories.activity(cast.other_unit, starts_at=shift.starts_at, title="Việc của đơn vị khác")
    db.session.get(Activity, for_others.id).audience = "host"
    db.session.commit()
    assert OFFER not in client.as_(minor).get(f"/activities/{activity.id}").text
    page = client.as_(cast.binh).get(f"/activities/{activity.id}")
    assert [href.split("#")[0] for href in offered(page)] == [f"/activities/{other.id}"]


def test_another_shift_of_the_same_activity_is_offered_too(cast, client, activity, shift):
    second = factories.shift(activity, starts_at=shift.ends_at)
    page = client.as_(cast.binh).get(f"/activities/{activity.id}")
    assert offered(page) == [f"/activities/{activity.id}#shift-{second.id}"]


def test_the_page_takes_at_most_10_statements_however_many_shifts_are_open(cast, client, activity, shift):
    for hour in range(4, 12):
        factories.activity(cast.other_unit, starts_at=shift.starts_at + timedelta(hours=hour))
    binh = client.as_(cast.binh)
    page = binh.get(f"/activities/{activity.id}")
    assert len(offered(page)) == 3
    assert len(page.statements) <= 10

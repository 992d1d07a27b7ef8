"""A member's hours by year and kind."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.volunteering.models import Shift
from tests import factories


@pytest.fixture
def hours(db, cast):
    """Two shifts of a lighting work this year, one day without a work on the last evening of last year."""
    today = clock.today()
    work = factories.work(cast.unit)
    noon = clock.datetime.min.time().replace(hour=12)
    lighting = factories.activity(
        cast.unit, shifts=2, work_id=work.id, title="Lắp đèn", starts_at=clock.at_local(today, noon)
    )
    evening = clock.at_local(today.replace(month=1, day=1), clock.datetime.min.time()) - timedelta(hours=1)
    old = factories.activity(cast.unit, title="Đêm giao thừa", starts_at=evening)
    for activity, minutes in ((lighting, 90), (old, 60)):
        for shift in db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalars().all():
            factories.sign_up(shift, cast.binh.member, cast.unit, "attended", confirmed_minutes=minutes)
    return today.year


def test_a_member_sees_the_own_hours_by_year_and_kind(cast, client, hours):
    page = client.as_(cast.binh).get("/my/hours")
    assert f"Giờ đã xác nhận năm {hours}" in page.text
    cells = [cell.text for cell in page.all("td") if cell.text]
    assert cells[:3] == [str(hours), factories.kind().name_vi, "3 giờ"]
    # A shift belongs to the year in which it began, in Vietnam.
    assert cells[3:6] == [str(hours - 1), "Ngày tình nguyện", "1 giờ"]


def test_leader_committee_and_inspector_see_a_members_hours_and_nobody_else(cast, client, hours):
    url = f"/members/{cast.binh.member.id}/hours"
    for person in (cast.an, cast.ha, cast.khanh):
        assert "Đêm giao thừa" in client.as_(person).get(url).text
    for person in (cast.chi, cast.giang, cast.dung):
        client.as_(person).get(url, status=404)


def test_the_hours_page_takes_as_few_statements_for_many(cast, client, hours):
    binh = client.as_(cast.binh)
    few = len(binh.get("/my/hours").statements)
    for _number in range(20):
        shift = factories.shift(factories.activity(cast.unit), starts_at=clock.now())
        factories.sign_up(shift, cast.binh.member, cast.unit, "attended", confirmed_minutes=60)
    assert len(binh.get("/my/hours").statements) == few <= 7

"""The phone number of a minor who signed up is shown to the host's leaders on request, and the request is recorded."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import NotAllowed, NotFound
from app.core.events import Event
from app.volunteering.actions import read_contact_of_sign_up
from app.volunteering.models import Shift
from tests import factories
from tests.cast import somebody


@pytest.fixture
def minor(cast):
    return somebody(
        cast.chapter, "Vy Thị Em", birth_date=clock.today() - timedelta(days=16 * 366), phone="+84987650111"
    )


@pytest.fixture
def shift(db, cast):
    activity = factories.activity(cast.other_unit)
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


@pytest.fixture
def place(cast, shift, minor):
    factories.sign_up(shift, cast.binh.member, cast.unit)
    return factories.sign_up(shift, minor.member, cast.chapter)


def digits(page):
    return page.source.replace(" ", "").replace("&nbsp;", "")


def test_a_minors_number_is_behind_a_button_and_an_adults_is_not(db, cast, client, shift, minor, place):
    url = f"/activities/{shift.activity_id}/people"
    giang = client.as_(cast.giang)
    for moment in (shift.starts_at - timedelta(hours=1), shift.starts_at + timedelta(minutes=1)):
        with clock.travel(moment):
            page = giang.get(url)
            assert cast.binh.member.phone[-7:] in digits(page)
            assert minor.member.phone[-7:] not in digits(page)
            page = giang.post(f"/sign-ups/{place.id}/contact", status=200)
            assert minor.member.phone[-7:] in digits(page)
    found = db.session.execute(select(Event).where(Event.verb == "contact.read")).scalars().all()
    assert [(event.account_id, event.subject_id) for event in found] == [(cast.giang.account.id, minor.member.id)] * 2
    assert found[0].details == {"on": "people", "activity_id": shift.activity_id}
    page = client.as_(cast.khanh).get("/contact-readings")
    assert "Danh sách người của hoạt động" in page.text


def test_nobody_else_reads_it(db, cast, shift, place):
    for person in (cast.binh, cast.an, cast.lan):
        with pytest.raises(NotAllowed):
            read_contact_of_sign_up(person.actor, sign_up_id=place.id)
    with pytest.raises(NotFound):
        read_contact_of_sign_up(cast.giang.actor, sign_up_id=10**9)
    assert db.session.execute(select(Event).where(Event.verb == "contact.read")).first() is None

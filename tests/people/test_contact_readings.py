"""Who reads a minor's contact data is recorded, and shown to the inspector."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import NotAllowed, NotFound
from app.core.events import Event
from app.people.actions import read_contact
from tests import factories
from tests.cast import somebody


@pytest.fixture
def minor(cast):
    return somebody(
        cast.chapter, "Vy Thị Em", birth_date=clock.today() - timedelta(days=16 * 366), phone="+84987650111"
    )


def secrets_of(person):
    member = person.member
    return (member.phone, clock.format_date(member.birth_date), member.birth_date.isoformat(), member.phone[-6:])


def readings(db):
    db.session.rollback()
    found = db.session.execute(select(Event).where(Event.verb == "contact.read").order_by(Event.id)).scalars()
    return [(event.account_id, event.subject_id, event.details["on"]) for event in found]


def test_a_minors_contact_data_are_shown_on_request_and_the_request_is_recorded(db, cast, client, minor):
    url = f"/members/{minor.member.id}"
    an = client.as_(cast.an)
    page = an.get(url)
    for secret in secrets_of(minor):
        assert secret not in page.source
    assert readings(db) == []
    page = an.post(f"{url}/contact", status=200)
    assert clock.format_date(minor.member.birth_date) in page.text
    assert readings(db) == [(cast.an.account.id, minor.member.id, "member")]


def test_an_adults_and_ones_own_are_shown_without(db, cast, client, minor):
    binh = cast.binh.member
    assert clock.format_date(binh.birth_date) in client.as_(cast.an).get(f"/members/{binh.id}").text
    assert clock.format_date(minor.member.birth_date) in client.as_(minor).get(f"/members/{minor.member.id}").text
    assert readings(db) == []


def test_on_the_18th_birthday_nobody_is_a_minor_any_more(db, cast, client):
    today = clock.today()
    born = date(today.year - 18, today.month, today.day if (today.month, today.day) != (2, 29) else 28)
    grown = factories.member(cast.unit, birth_date=born)
    younger = factories.member(cast.unit, birth_date=born + timedelta(days=1))
    an = client.as_(cast.an)
    assert clock.format_date(born) in an.get(f"/members/{grown.id}").text
    assert clock.format_date(younger.birth_date) not in an.get(f"/members/{younger.id}").text


def test_correcting_a_minors_data_is_a_request_too(db, cast, client, minor):
    url = f"/members/{minor.member.id}"
    an = client.as_(cast.an)
    page = an.get(f"{url}/edit")
    for secret in secrets_of(minor):
        assert secret not in page.source
    page = an.post(f"{url}/contact", {"on": "edit"}, status=200)
    assert page.values["birth_date"] == minor.member.birth_date.isoformat()
    assert readings(db) == [(cast.an.account.id, minor.member.id, "edit")]
    an.post(f"{url}/edit", {**page.values, "class_name": "11A2"})
    db.session.refresh(minor.member)
    assert (minor.member.class_name, minor.member.version) == ("11A2", 2)


def test_who_may_not_see_contact_data_reads_none_and_nothing_is_recorded(db, cast, minor):
    with pytest.raises(NotAllowed):
        read_contact(cast.dung.actor, member_id=minor.member.id, on="member")
    for person in (cast.binh, cast.giang, cast.chi):
        with pytest.raises(NotFound):
            read_contact(person.actor, member_id=minor.member.id, on="member")
    assert readings(db) == []


def test_the_inspector_reads_who_when_and_whose_and_nobody_else_does(db, cast, client, minor):
    client.as_(cast.an).post(f"/members/{minor.member.id}/contact", status=200)
    page = client.as_(cast.khanh).get("/contact-readings")
    for words in (cast.an.member.full_name, minor.member.full_name, minor.member.code, "Trang của đoàn viên"):
        assert words in page.text
    for secret in secrets_of(minor):
        assert secret not in page.source
    assert len(page.statements) <= 6
    for person in (cast.an, cast.ha, cast.lan, cast.binh):
        client.as_(person).get("/contact-readings", status=403)


def test_the_administrators_page_of_an_account_masks_a_minors_number(cast, client, minor):
    page = client.as_(cast.lan).get(f"/accounts/{minor.account.id}")
    assert minor.member.phone[-6:] not in page.source.replace(" ", "")
    page = client.as_(cast.lan).get(f"/accounts/{cast.binh.account.id}")
    assert cast.binh.member.phone[-9:] in page.text.replace(" ", "")

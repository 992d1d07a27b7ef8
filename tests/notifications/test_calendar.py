"""The personal calendar feed: what calendars of phones make of a member's places."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest

from app.core import clock
from app.notifications.addresses import sign_calendar
from app.volunteering.actions import cancel_activity, cancel_sign_up, change_shift, sign_up_to_shift, withdraw_consent
from app.volunteering.models import Shift
from tests import factories
from tests.cast import somebody
from tests.notifications.test_telling import values


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


MARCH = clock.at_local(date(2026, 3, 1), time(12))


def address(person, number: int = 1) -> str:
    return f"/calendar/{sign_calendar(person.account.id, number)}.ics"


def feed(client, person) -> list[icalendar.Event]:
    response = client.call("get", address(person))
    assert response.status_code == 200
    assert response.mimetype == "text/calendar"
    return list(icalendar.Calendar.from_ical(response.get_data()).walk("VEVENT"))


def one(client, person) -> icalendar.Event:
    (event,) = feed(client, person)
    return event


def shift_at(cast, starts_at, hours=3, **more):
    activity = factories.activity(cast.unit, starts_at=starts_at, shifts=0, **more)
    return factories.shift(activity, starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), capacity=1)


@pytest.mark.parametrize(
    ("day", "hour", "hours", "in_utc"),
    [
        (date(2026, 3, 7), time(7, 30), 3, (utc(2026, 3, 7, 0, 30), utc(2026, 3, 7, 3, 30))),
        (date(2026, 3, 7), time(22), 6, (utc(2026, 3, 7, 15), utc(2026, 3, 7, 21))),
        (date(2026, 3, 8), time(0), 2, (utc(2026, 3, 7, 17), utc(2026, 3, 7, 19))),
        (date(2028, 2, 29), time(6), 3, (utc(2028, 2, 28, 23), utc(2028, 2, 29, 2))),
        (date(2028, 2, 29), time(23), 3, (utc(2028, 2, 29, 16), utc(2028, 2, 29, 19))),
        (date(2026, 12, 31), time(21), 5, (utc(2026, 12, 31, 14), utc(2026, 12, 31, 19))),
    ],
)
def test_times_are_utc_and_right_to_the_minute(cast, client, day, hour, hours, in_utc):
    binh = cast.binh.actor
    with clock.travel(clock.at_local(day, time()) - timedelta(days=5)):
        shift = shift_at(cast, clock.at_local(day, hour), hours)
        sign_up_to_shift(binh, shift_id=shift.id)
        event = one(client, cast.binh)
        source = client.call("get", address(cast.binh)).get_data().decode()
    assert (event["DTSTART"].dt, event["DTEND"].dt) == in_utc
    assert f"DTSTART:{in_utc[0]:%Y%m%dT%H%M%SZ}" in source
    assert "VTIMEZONE" not in source


def test_a_place_is_confirmed_waiting_is_tentative_and_given_back_is_cancelled(cast, client):
    with clock.travel(MARCH):
        shift = shift_at(cast, MARCH + timedelta(days=3))
        first = sign_up_to_shift(cast.chi.actor, shift_id=shift.id)
        sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
        assert [str(one(client, person)["STATUS"]) for person in (cast.chi, cast.binh)] == ["CONFIRMED", "TENTATIVE"]
        cancel_sign_up(cast.chi.actor, sign_up_id=first.id)
        assert [str(one(client, person)["STATUS"]) for person in (cast.chi, cast.binh)] == ["CANCELLED", "CONFIRMED"]
        cancel_activity(cast.an.actor, activity_id=shift.activity_id, reason="Mưa")
        assert str(one(client, cast.binh)["STATUS"]) == "CANCELLED"


def test_the_uid_stays_and_the_sequence_grows_with_each_change(db, cast, client):
    seen = []

    def look():
        event = one(client, cast.binh)
        seen.append((str(event["UID"]), int(event["SEQUENCE"]), event["LAST-MODIFIED"].dt))

    with clock.travel(MARCH) as traveller:
        shift = shift_at(cast, MARCH + timedelta(days=3))
        sign_up_to_shift(cast.chi.actor, shift_id=shift.id)
        sign_up = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
        look()
        for capacity, hours in ((2, 0), (2, 1), (2, 2)):
            traveller.tick(60)
            now = db.session.get(Shift, shift.id, populate_existing=True)
            moved = values(now, capacity=capacity, ends_at=now.ends_at + timedelta(hours=hours))
            change_shift(cast.an.actor, version=now.version, shift=moved)
            look()
        traveller.tick(60)
        cancel_sign_up(cast.binh.actor, sign_up_id=sign_up.id)
        look()
        traveller.tick(60)
        sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
        look()
    assert len({uid for uid, _sequence, _changed in seen}) == 1
    sequences = [sequence for _uid, sequence, _changed in seen]
    assert sequences == sorted(set(sequences))
    changes = [changed for _uid, _sequence, changed in seen]
    assert changes == sorted(set(changes))


def test_nothing_changed_nothing_grows_and_the_feed_says_so(cast, client):
    with clock.travel(MARCH) as traveller:
        sign_up_to_shift(cast.binh.actor, shift_id=shift_at(cast, MARCH + timedelta(days=3)).id)
        first = client.call("get", address(cast.binh))
        traveller.tick(3600)
        second = client.call("get", address(cast.binh))
        assert first.get_data() == second.get_data()
        again = client.call("get", address(cast.binh), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_withdrawn_consent_shows_as_cancelled_with_a_higher_sequence(cast, client):
    with clock.travel(MARCH):
        minor = somebody(cast.unit, "Vy Văn Nhỏ", birth_date=date(2010, 1, 1))
        consent = factories.consent(minor.member, ["away"])
        shift = factories.shift(factories.activity(cast.unit), is_away=True)
        sign_up_to_shift(minor.actor, shift_id=shift.id)
        before = one(client, minor)
        withdraw_consent(cast.an.actor, consent_id=consent.id)
        after = one(client, minor)
    assert (str(before["STATUS"]), str(after["STATUS"])) == ("CONFIRMED", "CANCELLED")
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_the_feed_holds_only_the_members_own_places(cast, client):
    sign_up_to_shift(cast.chi.actor, shift_id=shift_at(cast, clock.now() + timedelta(days=3)).id)
    assert feed(client, cast.binh) == []
    assert len(feed(client, cast.chi)) == 1


def test_a_new_address_makes_the_old_one_worthless(cast, client):
    browser = client.as_(cast.binh)
    old = browser.get("/notices/choices").find("input", id="calendar-address").get("value")
    for _time in range(2):
        browser.post("/calendar/renew", {"number": "1"})
    browser.post("/calendar/renew", status=400)
    new = browser.get("/notices/choices").find("input", id="calendar-address").get("value")
    assert old.endswith(address(cast.binh))
    assert new.endswith(address(cast.binh, 2))
    assert [client.call("get", address(cast.binh, n)).status_code for n in (1, 2, 3)] == [404, 200, 404]


def test_a_forged_address_and_that_of_a_closed_account_lead_nowhere(db, cast, client):
    assert client.call("get", address(cast.binh)[:-6] + "x.ics").status_code == 404
    assert client.call("get", address(cast.lan)).status_code == 404, "who is no member has no places"
    db.session.get(factories.Account, cast.binh.account.id).is_active = False
    db.session.commit()
    assert client.call("get", address(cast.binh)).status_code == 404


def test_the_feed_takes_as_many_statements_for_many_places_as_for_one(cast, client, statements):
    def count():
        with statements() as counted:
            feed(client, cast.binh)
        return len(counted)

    def add(days):
        sign_up_to_shift(cast.binh.actor, shift_id=shift_at(cast, clock.now() + timedelta(days=days)).id)

    add(2)
    few = count()
    for days in range(3, 13):
        add(days)
    assert count() == few <= 6


def test_a_title_that_looks_like_calendar_lines_stays_a_title(cast, client):
    shift = shift_at(cast, clock.now() + timedelta(days=3), title="Trồng cây; \nEND:VEVENT, và hơn thế")
    sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    assert one(client, cast.binh)["SUMMARY"].startswith("Trồng cây; \nEND:VEVENT, và hơn thế")

"""The host's page: what it takes along, what it delivers, and who may."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.attendance.codes import card_print, make_card
from app.attendance.models import CheckIn
from app.core import clock
from app.volunteering.models import Shift
from tests import factories

KEY = "a key for tests only, thirty-two letters"


@pytest.fixture
def shift(db, cast):
    activity = factories.activity(cast.unit)
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


@pytest.fixture
def place(cast, shift):
    return factories.sign_up(shift, cast.binh.member, cast.unit)


@pytest.fixture
def at_the_start(shift, place):
    with clock.travel(shift.starts_at):
        yield


def ms(moment):
    return int(moment.timestamp() * 1000)


def batch(*records, now=None):
    return {"now": ms(now or clock.now()), "records": list(records)}


def record(place, **values):
    held = {"id": "a" * 32, "direction": "in", "how": "name", "at": ms(clock.now()), "sign_up": place.id}
    return {**held, "shift": place.shift_id, **values}


def test_the_phone_takes_names_and_prints_of_cards_and_nothing_else(cast, client, shift, at_the_start):
    answer = client.as_(cast.an).call("get", "/site/data")
    assert answer.headers["Cache-Control"] == "no-store"
    (hosted,) = answer.get_json()["shifts"]
    assert hosted["id"] == shift.id
    (person,) = hosted["people"]
    assert person.keys() == {"id", "name", "unit", "card", "came", "left"}
    assert person["card"] == card_print(make_card(KEY, cast.binh.member.code))
    text = answer.get_data(as_text=True)
    member = cast.binh.member
    for private in (member.phone, member.phone[3:], member.birth_date.isoformat(), make_card(KEY, member.code)):
        assert private not in text


def test_only_shifts_that_one_hosts_and_that_are_near_are_taken_along(cast, client, shift, at_the_start):
    factories.activity(cast.other_unit, starts_at=clock.now())
    factories.activity(cast.unit, starts_at=clock.now() + timedelta(days=9))
    factories.activity(cast.unit, starts_at=clock.now(), state="draft")
    shifts = client.as_(cast.an).call("get", "/site/data").get_json()["shifts"]
    assert [one["id"] for one in shifts] == [shift.id]
    for person in (cast.binh, cast.ha, cast.khanh, cast.lan):
        client.as_(person).get("/site/", status=403)
        assert client.as_(person).call("get", "/site/data").status_code == 403


def test_the_data_takes_as_few_statements_for_many(cast, client, shift, at_the_start):
    def count():
        with_page = client.as_(cast.an).get("/site/data")
        return len(with_page.statements)

    few = count()
    for _number in range(5):
        activity = factories.activity(cast.unit, starts_at=clock.now(), capacity=30)
        row = factories.shift(activity, capacity=30)
        for _person in range(20):
            factories.sign_up(row, factories.member(cast.unit), cast.unit)
    assert count() == few <= 6


def test_without_javascript_the_page_leads_to_each_shifts_attendance(cast, client, shift, at_the_start):
    page = client.as_(cast.an).get("/site/")
    assert page.find("a", href=f"/shifts/{shift.id}/attendance") is not None
    assert page.find("link", rel="manifest", href="/site/manifest.webmanifest") is not None
    assert len(page.all("link", rel="manifest")) == 1


def test_what_is_suspended_says_so_on_the_hosts_page_and_phone(db, cast, client, shift, at_the_start):
    activity = db.session.get(factories.Activity, shift.activity_id)
    activity.suspended_at, activity.suspend_reason = clock.now(), "Đồn biên phòng yêu cầu"
    db.session.commit()
    host = client.as_(cast.an)
    assert host.call("get", "/site/data").json["shifts"][0]["title"].endswith(" (Tạm dừng)")
    assert "Tạm dừng" in host.get("/site/").text
    assert "Đồn biên phòng yêu cầu" in host.get(f"/shifts/{shift.id}/attendance").text


def test_a_batch_is_delivered_as_json(db, cast, client, place, at_the_start):
    an = client.as_(cast.an)
    answer = an.call("post", "/site/deliver", json=batch(record(place)))
    assert answer.get_json() == {"results": {"a" * 32: {"state": "counted", "problem": None}}}
    again = an.call("post", "/site/deliver", json=batch(record(place)))
    assert again.get_json() == answer.get_json()
    assert len(db.session.execute(select(CheckIn)).all()) == 1


def test_what_cannot_be_read_is_told_apart_and_stops_nothing(db, cast, client, place, at_the_start):
    broken = [
        {"id": "b" * 32},
        record(place, id="c" * 32, shift="x"),
        record(place, id="d" * 32, at=-1),
        record(place, id="e" * 32, direction="up"),
        record(place, id="f" * 32, how="shift_code"),
        record(place, id="g" * 32, shift=2**70),
        record(place, id="h" * 32, at=10**30),
        record(place, id="short"),
        "nothing",
        None,
    ]
    answer = client.as_(cast.an).call("post", "/site/deliver", json=batch(*broken, record(place)))
    results = answer.get_json()["results"]
    assert results.pop("a" * 32)["state"] == "counted"
    assert {one["problem"] for one in results.values()} == {"unreadable"}
    assert len(results) == 8


@pytest.mark.parametrize(
    "sent",
    [
        *(b"", b"[]", b"{", b'{"records": []}', b'{"now": true, "records": []}', json.dumps({"now": 1, "records": 1})),
        b'{"now": 4102444700000, "records": []}',
        b"[" * 200_000,
        b'{"now": 1800000000000, "records": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_a_batch_that_is_none_is_refused(cast, client, at_the_start, sent):
    answer = client.as_(cast.an).call("post", "/site/deliver", data=sent, content_type="application/json")
    assert answer.status_code == 400


def test_hostile_words_are_kept_as_words(db, cast, client, place, at_the_start):
    hostile = "<script>alert(1)</script>\x00" + "x" * 900
    sent = record(place, how="walk_in", sign_up=None, name=hostile, card=5, offset="x")
    an = client.as_(cast.an)
    an.call("post", "/site/deliver", json=batch(sent))
    row = db.session.execute(select(CheckIn)).scalar_one()
    assert row.name.startswith("<script>")
    assert len(row.name) == 120
    assert "<script>alert" not in an.get(f"/shifts/{place.shift_id}/attendance").source


def test_a_batch_needs_the_sessions_token(app, db, cast, client, place, at_the_start):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        an = client.as_(cast.an)
        assert an.call("post", "/site/deliver", json=batch(record(place))).status_code == 400
        token = an.call("get", "/site/session").get_json()["token"]
        headers = {"X-CSRFToken": token}
        assert an.call("post", "/site/deliver", json=batch(record(place)), headers=headers).status_code == 200
        other = client.as_(cast.giang)
        assert other.call("post", "/site/deliver", json=batch(record(place)), headers=headers).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_when_the_session_is_over_the_phone_is_sent_to_sign_in(db, client, place, at_the_start):
    assert client.call("get", "/site/session").status_code == 303
    assert client.call("post", "/site/deliver", json=batch(record(place))).status_code == 303
    assert not db.session.execute(select(CheckIn)).all()


def test_the_worker_is_served_below_its_scope_under_the_strict_policy(client):
    answer = client.call("get", "/site/sw.js")
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    manifest = client.call("get", "/site/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    assert manifest.get_json()["scope"] == manifest.get_json()["start_url"] == "/site/"


def test_a_body_larger_than_any_batch_is_not_read(cast, client, at_the_start):
    sent = json.dumps(batch("x" * 1_000_000))
    answer = client.as_(cast.an).call("post", "/site/deliver", data=sent, content_type="application/json")
    assert answer.status_code == 413

"""Everybody of a shift on one screen, without JavaScript."""

import pytest
from sqlalchemy import select

from app.core import clock
from app.volunteering.models import Shift, SignUp
from tests import factories


@pytest.fixture
def activity(cast):
    return factories.activity(cast.unit, capacity=2)


@pytest.fixture
def shift(db, activity):
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


@pytest.fixture
def places(cast, shift):
    return [factories.sign_up(shift, person.member, cast.unit) for person in (cast.binh, cast.chi)]


def marks(page):
    """The rows as the browser would send them, and the prefix of each sign-up's row."""
    data = {name: value for name, value in page.values.items() if name.startswith("marks-")}
    return data, {int(v): name.removesuffix("-id") for name, v in data.items() if name.endswith("-id")}


def held(db):
    rows = db.session.execute(select(SignUp.state, SignUp.confirmed_minutes).order_by(SignUp.position)).all()
    return [tuple(row) for row in rows]


def test_attendance_of_many_is_confirmed_at_once(db, cast, client, shift, places):
    an = client.as_(cast.an)
    with clock.travel(shift.ends_at):
        data, row_of = marks(an.get(f"/shifts/{shift.id}/attendance"))
        assert row_of.keys() == {place.id for place in places}
        data[row_of[places[0].id] + "-state"] = "attended"
        data[row_of[places[1].id] + "-state"] = "absent"
        wrong = {**data, row_of[places[0].id] + "-minutes": "999"}
        assert "tối đa 210 phút" in an.post(f"/shifts/{shift.id}/attendance", wrong, status=422).text
        an.post(f"/shifts/{shift.id}/attendance", data)
    assert held(db) == [("attended", 180), ("absent", None)]


def test_one_person_is_confirmed_singly(db, cast, client, shift, places):
    an = client.as_(cast.an)
    with clock.travel(shift.ends_at):
        data, row_of = marks(an.get(f"/shifts/{shift.id}/attendance"))
        data[row_of[places[0].id] + "-state"] = "absent"  # typed, but this row's button is not the one pressed
        an.post(f"/shifts/{shift.id}/attendance", {**data, "only": str(places[1].id)})
    assert held(db) == [("confirmed", None), ("attended", 180)]


def test_who_was_seen_is_offered_as_come_with_the_minutes_of_the_record(db, cast, client, shift, places):
    factories.check_in(places[0], at=shift.starts_at, until=shift.starts_at.replace(hour=shift.starts_at.hour + 2))
    an = client.as_(cast.an)
    with clock.travel(shift.ends_at):
        page = an.get(f"/shifts/{shift.id}/attendance")
        data, row_of = marks(page)
        assert data[row_of[places[0].id] + "-state"] == "attended"
        assert row_of[places[0].id] + "-minutes" not in data  # nothing to type where the record counts
        an.post(f"/shifts/{shift.id}/attendance", data)
    assert held(db) == [("attended", 120), ("confirmed", None)]


def test_confirmed_hours_are_corrected_on_their_own_page_with_a_reason(db, cast, client, shift, places):
    an = client.as_(cast.an)
    with clock.travel(shift.ends_at):
        an.post(f"/shifts/{shift.id}/attendance", {"marks-0-id": places[0].id, "marks-0-state": "attended"})
        _data, row_of = marks(an.get(f"/shifts/{shift.id}/attendance"))
        assert row_of.keys() == {places[1].id}
        url = f"/sign-ups/{places[0].id}/hours"
        correction = {"state": "attended", "minutes": "90"}
        assert "lý do" in an.post(url, correction, status=422).text.lower()
        page = an.follow(an.post(url, {**correction, "reason": "Về sớm lúc 9 giờ"}))
    assert "Về sớm lúc 9 giờ" in page.text
    assert cast.an.account.name in page.text
    assert held(db)[0] == ("attended", 90)


def test_a_member_reads_how_the_own_hours_came_about_and_changes_nothing(cast, client, shift, places):
    binh = client.as_(cast.binh)
    with clock.travel(shift.ends_at):
        page = binh.get(f"/sign-ups/{places[0].id}/hours")
        assert page.find("button", class_="btn-lamp") is None
        binh.post(f"/sign-ups/{places[0].id}/hours", {"state": "attended"}, status=403)
        binh.get(f"/sign-ups/{places[1].id}/hours", status=404)
        binh.get(f"/shifts/{shift.id}/attendance", status=403)


def test_committee_and_inspector_read_attendance_and_confirm_nothing(cast, client, shift, places):
    with clock.travel(shift.ends_at):
        for person in (cast.ha, cast.khanh):
            viewer = client.as_(person)
            assert cast.binh.member.full_name in viewer.get(f"/shifts/{shift.id}/attendance").text
            viewer.post(f"/shifts/{shift.id}/attendance", {"marks-0-id": places[0].id}, status=403)


def test_forged_marks_change_nothing(db, cast, client, shift, places):
    an = client.as_(cast.an)
    with clock.travel(shift.ends_at):
        for mark in ({"marks-0-id": "x"}, {"marks-0-id": "999999"}, {"marks-0-id": "9" * 30}):
            an.post(f"/shifts/{shift.id}/attendance", {**mark, "marks-0-state": "attended"}, status=404)
    assert held(db) == [("confirmed", None), ("confirmed", None)]


def test_200_people_on_one_page_take_no_more_statements_than_two(db, cast, client, statements, shift, places):
    an = client.as_(cast.an)
    with clock.travel(shift.ends_at):
        page = an.get(f"/shifts/{shift.id}/attendance")
        few = len(page.statements)
        with statements() as few_sent:
            an.post(f"/shifts/{shift.id}/attendance", marks(page)[0])
        big = factories.activity(cast.unit, capacity=200, starts_at=shift.starts_at)
        row = db.session.execute(select(Shift).where(Shift.activity_id == big.id)).scalar_one()
        for number in range(200):
            place = factories.sign_up(row, factories.member(cast.unit), cast.unit)
            if number % 2:
                factories.check_in(place, at=shift.starts_at)
        page = an.get(f"/shifts/{row.id}/attendance")
        assert len(page.statements) <= few <= 8
        data, row_of = marks(page)
        assert len(row_of) == 200
        with statements() as sent:
            an.post(f"/shifts/{row.id}/attendance", data)
        # The two had no attendance to confirm: that takes a statement for the rows, and one for the settings.
        assert len(sent) <= len(few_sent) + 2
    states = db.session.execute(select(SignUp.state).where(SignUp.shift_id == row.id)).scalars().all()
    assert (states.count("attended"), states.count("confirmed")) == (100, 100)

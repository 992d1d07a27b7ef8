"""A service day: an activity that also counts people helped, procedures handled, online services guided."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.core import clock
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.service.actions import correct_tally, mark_service_day, record_tally
from app.service.checks import CHECKS
from app.service.models import ServiceDay, ServiceTally
from app.service.queries import Counted, find_figures, get_service_page
from tests import factories


@pytest.fixture
def activity(cast):
    """A service day of An's unit that began this morning; Bình has a place."""
    activity = factories.activity(cast.unit, starts_at=clock.now() - timedelta(minutes=5))
    shift = factories.shift(activity, role="Hướng dẫn")
    factories.sign_up(shift, cast.binh.member, cast.unit)
    mark_service_day(cast.an.actor, activity_id=activity.id, kind="service_centre")
    return activity


def counted(activity) -> Counted:
    return find_figures(activity.id).counted


def test_the_hosts_leader_makes_an_activity_a_service_day_and_others_do_not(db, cast):
    activity = factories.activity(cast.unit)
    for person in (cast.binh, cast.giang, cast.ha):
        with pytest.raises(NotAllowed):
            mark_service_day(person.actor, activity_id=activity.id, kind="legal_advice")
    assert find_figures(activity.id) is None
    for kind in ("legal_advice", "legal_advice", "other"):
        mark_service_day(cast.an.actor, activity_id=activity.id, kind=kind)
    assert (find_figures(activity.id).kind, counted(activity)) == ("other", Counted())


def test_several_people_count_over_the_day_and_all_entries_are_added_up(cast, activity):
    record_tally(cast.an.actor, activity_id=activity.id, people=12, procedures=5)
    record_tally(cast.binh.actor, activity_id=activity.id, people=3, online=2)
    record_tally(cast.binh.actor, activity_id=activity.id, procedures=1)
    assert counted(activity) == Counted(15, 6, 2)
    rows = get_service_page(cast.an.actor, activity.id).rows
    assert [row.who for row in rows] == ["Nguyễn Văn Bình", "Nguyễn Văn Bình", "Lê Thị An"]


def test_who_has_no_place_and_does_not_lead_counts_nothing(cast, activity):
    for person in (cast.chi, cast.ha, cast.lan):
        with pytest.raises(NotAllowed):
            record_tally(person.actor, activity_id=activity.id, people=1)


def test_the_same_form_sent_twice_counts_once(cast, activity):
    first = record_tally(cast.binh.actor, once="a-key-of-a-form", activity_id=activity.id, people=4)
    assert record_tally(cast.binh.actor, once="a-key-of-a-form", activity_id=activity.id, people=4) == first
    assert counted(activity) == Counted(4, 0, 0)


def test_counting_begins_on_the_day(cast):
    activity = factories.activity(cast.unit, starts_at=clock.now() + timedelta(days=2))
    mark_service_day(cast.an.actor, activity_id=activity.id, kind="other")
    with pytest.raises(NotPossible) as error:
        record_tally(cast.an.actor, activity_id=activity.id, people=1)
    assert error.value.reason == "not_counting_yet"


@pytest.mark.parametrize("wrong", [{}, {"people": 0}, {"people": -1}, {"online": 2001}])
def test_an_entry_counts_something_and_not_beyond_reason(cast, activity, wrong):
    with pytest.raises(NotPossible):
        record_tally(cast.an.actor, activity_id=activity.id, **wrong)
    assert counted(activity) == Counted()


def test_an_activity_that_is_no_service_day_counts_nothing(cast):
    activity = factories.activity(cast.unit, starts_at=clock.now() - timedelta(minutes=5))
    with pytest.raises(NotFound):
        record_tally(cast.an.actor, activity_id=activity.id, people=1)


def test_a_correction_needs_a_reason_and_leaves_the_entry_as_it_was(db, cast, activity):
    entry = record_tally(cast.binh.actor, activity_id=activity.id, people=40, procedures=2)
    with pytest.raises(NotPossible):
        correct_tally(cast.binh.actor, tally_id=entry, people=4, procedures=2, online=0, reason=" ")
    correct_tally(cast.binh.actor, tally_id=entry, people=4, procedures=2, online=0, reason="gõ nhầm số 0")
    correct_tally(cast.an.actor, tally_id=entry, people=5, procedures=2, online=1, reason="đếm lại")
    assert counted(activity) == Counted(5, 2, 1)
    assert db.session.get(ServiceTally, entry, populate_existing=True).people == 40
    (row,) = get_service_page(cast.an.actor, activity.id).rows
    assert [(tally.people, tally.reason) for tally, _who in row.corrections] == [(-36, "gõ nhầm số 0"), (1, "đếm lại")]
    assert [line for check in CHECKS for line in check()] == []


def test_a_correction_that_changes_nothing_is_none(cast, activity):
    entry = record_tally(cast.binh.actor, activity_id=activity.id, people=4)
    same = {"people": 4, "procedures": 0, "online": 0, "reason": "như cũ"}
    assert correct_tally(cast.an.actor, tally_id=entry, **same) is None


def test_only_the_leader_and_who_counted_correct_an_entry_and_a_correction_is_none_itself(cast, activity):
    entry = record_tally(cast.an.actor, activity_id=activity.id, people=4)
    values = {"people": 1, "procedures": 0, "online": 0, "reason": "nhầm"}
    for person in (cast.binh, cast.chi, cast.ha):
        with pytest.raises(NotFound):
            correct_tally(person.actor, tally_id=entry, **values)
    correction = correct_tally(cast.an.actor, tally_id=entry, **values)
    with pytest.raises(NotFound):
        correct_tally(cast.an.actor, tally_id=correction, **values)


@pytest.mark.parametrize("change", ["UPDATE service_tallies SET people = 1", "DELETE FROM service_tallies"])
def test_the_database_refuses_to_change_or_delete_an_entry(db, cast, activity, change):
    record_tally(cast.an.actor, activity_id=activity.id, people=4)
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(change))
    db.session.rollback()


def test_the_database_refuses_an_entry_below_zero_that_corrects_nothing(db, activity):
    db.session.add(ServiceTally(activity_id=activity.id, people=-1, procedures=0, online=0, at=clock.now()))
    with pytest.raises(IntegrityError, match="counted_upwards"):
        db.session.commit()
    db.session.rollback()


# -- the pages ---------------------------------------------------------------------------------------------------------


def test_a_helper_counts_from_a_phone_and_sees_the_sums(cast, client, activity):
    browser = client.as_(cast.binh)
    page = browser.get(f"/service/activities/{activity.id}")
    browser.post(
        f"/service/activities/{activity.id}",
        {"once": page.values["once"], "people": "7", "procedures": "", "online": "2"},
    )
    assert counted(activity) == Counted(7, 0, 2)
    assert "Nguyễn Văn Bình" in browser.get(f"/service/activities/{activity.id}").text
    assert "Người dân được giúp7" in client.get(f"/activities/{activity.id}").text


def test_what_was_typed_wrongly_stays_to_be_mended(cast, client, activity):
    page = client.as_(cast.binh).post(
        f"/service/activities/{activity.id}", {"people": "bảy", "online": "3"}, status=422
    )
    assert (page.values["people"], page.values["online"]) == ("bảy", "3")
    assert counted(activity) == Counted()


def test_strangers_find_no_page_to_count_on(cast, client, activity):
    client.as_(cast.chi).get(f"/service/activities/{activity.id}", status=404)
    client.as_(cast.binh).post(f"/service/activities/{activity.id}/kind", {"kind": "other"}, status=403)
    client.get(f"/service/activities/{activity.id}", status=303)


def test_the_leader_makes_it_a_service_day_on_the_page_and_corrects_an_entry(db, cast, client, activity):
    plain = factories.activity(cast.unit)
    browser = client.as_(cast.an)
    assert f"/service/activities/{plain.id}" in {a.get("href") for a in browser.get(f"/activities/{plain.id}").all("a")}
    browser.post(f"/service/activities/{plain.id}/kind", {"kind": "legal_advice", "model_id": ""})
    assert db.session.get(ServiceDay, plain.id).kind == "legal_advice"
    entry = record_tally(cast.binh.actor, activity_id=activity.id, people=40)
    values = {"people": "4", "procedures": "0", "online": "0"}
    assert browser.post(f"/service/tallies/{entry}/correct", values, status=422).errors
    browser.post(f"/service/tallies/{entry}/correct", {**values, "reason": "gõ nhầm"})
    assert "gõ nhầm" in browser.get(f"/service/activities/{activity.id}").text


def test_the_page_takes_as_many_statements_for_many_entries_as_for_one(cast, client, activity):
    browser = client.as_(cast.binh)
    record_tally(cast.binh.actor, activity_id=activity.id, people=1)
    few = len(browser.get(f"/service/activities/{activity.id}").statements)
    for _time in range(20):
        record_tally(cast.an.actor, activity_id=activity.id, people=1)
    assert len(browser.get(f"/service/activities/{activity.id}").statements) == few <= 10
    assert len(browser.get(f"/activities/{activity.id}").statements) <= 10

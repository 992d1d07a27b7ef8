"""The border zone: the notice to the post, suspended and going on again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.events import Event
from app.volunteering.actions import (
    cancel_activity,
    cancel_sign_up,
    mark_held,
    record_border_notice,
    resume_activity,
    sign_up_to_shift,
    suspend_activity,
)
from app.volunteering.checks import CHECKS
from app.volunteering.models import Activity, BorderNotice, Shift, SignUp
from tests import factories

REASON = "Đồn yêu cầu dừng đến khi có thông báo mới"


@pytest.fixture
def activity(cast):
    return factories.activity(cast.unit, capacity=1)


@pytest.fixture
def shift(db, activity):
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


def state(db, sign_up):
    return db.session.get(SignUp, sign_up.id, populate_existing=True).state


def last_event(db, verb):
    return db.session.execute(select(Event).where(Event.verb == verb)).scalar_one().details


def notice(cast, activity, **changes):
    values = {"post": "Đồn Chi Ma", "given_on": clock.today(), "document": "CV 12", "contact": "0205 3 861 000"}
    return record_border_notice(cast.an.actor, activity_id=activity.id, **{**values, **changes})


def test_the_notice_names_post_day_document_and_contact(db, cast, activity):
    id_ = notice(cast, activity)
    row = db.session.get(BorderNotice, id_)
    assert (row.activity_id, row.post, row.given_on, row.document, row.contact) == (
        *(activity.id, "Đồn Chi Ma", clock.today()),
        *("CV 12", "0205 3 861 000"),
    )


def test_the_notice_is_not_given_tomorrow(cast, activity):
    with pytest.raises(NotPossible, match="notice_in_future"):
        notice(cast, activity, given_on=clock.today() + timedelta(days=1))


def test_a_suspended_activity_keeps_its_places_and_takes_no_others(db, cast, activity, shift):
    place = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    waits = sign_up_to_shift(cast.chi.actor, shift_id=shift.id)
    suspend_activity(cast.an.actor, activity_id=activity.id, reason=REASON)
    assert (state(db, place), state(db, waits)) == ("confirmed", "waitlisted")
    row = db.session.get(Activity, activity.id, populate_existing=True)
    assert (row.state, row.shown_state, row.suspend_reason) == ("published", "suspended", REASON)
    with pytest.raises(NotPossible, match="suspended"):
        sign_up_to_shift(cast.giang.actor, shift_id=shift.id)
    assert last_event(db, "activity.suspended") == {"reason": REASON, "affected": [place.id, waits.id]}


def test_a_place_given_back_meanwhile_goes_on_when_the_activity_does(db, cast, activity, shift):
    place = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    waits = sign_up_to_shift(cast.chi.actor, shift_id=shift.id)
    suspend_activity(cast.an.actor, activity_id=activity.id, reason=REASON)
    cancel_sign_up(cast.binh.actor, sign_up_id=place.id)
    assert state(db, waits) == "waitlisted"
    assert [line for check in CHECKS for line in check()] == []
    resume_activity(cast.an.actor, activity_id=activity.id)
    assert state(db, waits) == "confirmed"
    assert last_event(db, "activity.resumed") == {"affected": [waits.id], "moved_up": [waits.id]}
    assert [line for check in CHECKS for line in check()] == []


def test_suspending_or_resuming_twice_changes_nothing(db, cast, activity):
    for _ in range(2):
        suspend_activity(cast.an.actor, activity_id=activity.id, reason=REASON)
    for _ in range(2):
        resume_activity(cast.an.actor, activity_id=activity.id)
    verbs = list(
        db.session.execute(select(Event.verb).where(Event.subject_type == "activities").order_by(Event.id)).scalars()
    )
    assert verbs == ["activity.suspended", "activity.resumed"]


def test_a_second_leaders_other_words_are_not_lost_silently(cast, activity):
    suspend_activity(cast.an.actor, activity_id=activity.id, reason=REASON)
    with pytest.raises(Conflict, match="suspended_already"):
        suspend_activity(cast.an.actor, activity_id=activity.id, reason="Mưa lũ")


def test_a_suspension_needs_what_the_post_said(cast, activity):
    with pytest.raises(NotPossible, match="suspend_reason_needed"):
        suspend_activity(cast.an.actor, activity_id=activity.id, reason=" ")


def test_only_what_is_published_is_suspended(cast, db):
    draft = factories.activity(cast.unit, state="draft")
    with pytest.raises(NotPossible, match="not_published"):
        suspend_activity(cast.an.actor, activity_id=draft.id, reason=REASON)
    with pytest.raises(NotPossible, match="not_suspended"):
        resume_activity(cast.an.actor, activity_id=draft.id)


def test_only_the_hosts_leaders_suspend(cast, activity):
    for person in (cast.binh, cast.giang, cast.dung, cast.ha, cast.khanh, cast.lan):
        with pytest.raises(NotAllowed):
            suspend_activity(person.actor, activity_id=activity.id, reason=REASON)
        with pytest.raises(NotAllowed):
            record_border_notice(
                *(person.actor,),
                activity_id=activity.id,
                post="Đồn",
                given_on=clock.today(),
                document="",
                contact="",
            )


def test_a_suspended_activity_can_be_called_off_but_was_not_held(db, cast, activity, shift):
    place = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    suspend_activity(cast.an.actor, activity_id=activity.id, reason=REASON)
    with clock.travel(activity.ends_at), pytest.raises(NotPossible, match="suspended_now"):
        mark_held(cast.an.actor, activity_id=activity.id)
    cancel_activity(cast.an.actor, activity_id=activity.id, reason="Không được phép vào khu vực")
    assert state(db, place) == "cancelled"
    assert db.session.get(Activity, activity.id, populate_existing=True).shown_state == "cancelled"

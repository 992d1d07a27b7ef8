"""Giving a place back, and who gets it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import NotFound, NotPossible
from app.core.events import Event
from app.volunteering.actions import cancel_sign_up, sign_up_to_shift
from app.volunteering.checks import CHECKS
from app.volunteering.models import Activity, Shift, SignUp
from tests import factories


@pytest.fixture
def activity(cast):
    return factories.activity(cast.unit, capacity=1)


@pytest.fixture
def shift(db, activity):
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


def state(db, sign_up):
    return db.session.execute(select(SignUp.state).where(SignUp.id == sign_up.id)).scalar_one()


def counts(db, shift):
    return tuple(db.session.execute(select(Shift.confirmed, Shift.waiting).where(Shift.id == shift.id)).one())


def assert_consistent():
    assert [line for check in CHECKS for line in check()] == []


def test_a_freed_place_goes_to_the_first_in_the_waiting_list(db, cast, shift):
    first = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    second = sign_up_to_shift(cast.chi.actor, shift_id=shift.id)
    third = sign_up_to_shift(cast.dung.actor, shift_id=shift.id)
    cancel_sign_up(cast.binh.actor, sign_up_id=first.id, reason="Ốm")
    assert [state(db, s) for s in (first, second, third)] == ["cancelled", "confirmed", "waitlisted"]
    assert counts(db, shift) == (1, 1)
    moved = db.session.get(SignUp, second.id)
    assert moved.moved_up
    assert moved.confirmed_at is not None
    event = db.session.execute(select(Event).where(Event.verb == "sign_up.cancelled")).scalar_one()
    assert event.details["moved_up"] == [second.id]
    assert_consistent()


def test_a_freed_place_goes_to_the_first_eligible(db, cast, shift):
    first = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    second = sign_up_to_shift(cast.chi.actor, shift_id=shift.id)
    third = sign_up_to_shift(cast.dung.actor, shift_id=shift.id)
    other = factories.shift(factories.activity(cast.other_unit), starts_at=shift.starts_at)
    sign_up_to_shift(cast.chi.actor, shift_id=other.id)
    cancel_sign_up(cast.binh.actor, sign_up_id=first.id)
    assert [state(db, s) for s in (second, third)] == ["waitlisted", "confirmed"]
    assert_consistent()


def test_who_waits_gets_the_free_place_that_the_own_other_place_kept_from_them(db, cast, shift):
    blocking = factories.shift(factories.activity(cast.other_unit), starts_at=shift.starts_at)
    first = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    waiting = sign_up_to_shift(cast.chi.actor, shift_id=shift.id)
    elsewhere = sign_up_to_shift(cast.chi.actor, shift_id=blocking.id)
    cancel_sign_up(cast.binh.actor, sign_up_id=first.id)
    assert counts(db, shift) == (0, 1)
    cancel_sign_up(cast.chi.actor, sign_up_id=elsewhere.id)
    assert state(db, waiting) == "confirmed"
    assert_consistent()


def test_leaving_the_waiting_list_frees_no_place(db, cast, shift):
    sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    waiting = sign_up_to_shift(cast.chi.actor, shift_id=shift.id)
    cancel_sign_up(cast.chi.actor, sign_up_id=waiting.id)
    assert counts(db, shift) == (1, 0)


def test_repeating_the_same_request_changes_nothing(db, cast, shift):
    first = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    cancel_sign_up(cast.binh.actor, sign_up_id=first.id)
    sign_up_to_shift(cast.chi.actor, shift_id=shift.id)
    cancel_sign_up(cast.binh.actor, sign_up_id=first.id)
    assert counts(db, shift) == (1, 0)
    assert len(db.session.execute(select(Event).where(Event.verb == "sign_up.cancelled")).all()) == 1


def test_the_place_is_kept_once_the_shift_has_begun(cast, shift):
    first = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    with clock.travel(shift.starts_at), pytest.raises(NotPossible, match="shift_begun"):
        cancel_sign_up(cast.binh.actor, sign_up_id=first.id)


def test_it_can_be_given_back_after_signing_up_closed(db, cast, shift, activity):
    first = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    waiting = sign_up_to_shift(cast.chi.actor, shift_id=shift.id)
    db.session.get(Activity, activity.id).sign_up_closes_at = clock.now()
    db.session.commit()
    with clock.travel(clock.now() + timedelta(minutes=1)):
        cancel_sign_up(cast.binh.actor, sign_up_id=first.id)
    assert state(db, waiting) == "confirmed"


def test_the_members_leader_and_the_hosts_leader_take_somebody_off_the_list(db, cast, shift):
    of_chi = sign_up_to_shift(cast.chi.actor, shift_id=shift.id)
    cancel_sign_up(cast.giang.actor, sign_up_id=of_chi.id)
    again = sign_up_to_shift(cast.chi.actor, shift_id=shift.id)
    cancel_sign_up(cast.an.actor, sign_up_id=again.id)
    assert [state(db, s) for s in (of_chi, again)] == ["cancelled", "cancelled"]


def test_nobody_else_gives_a_place_back_or_learns_of_it(cast, shift):
    of_binh = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    for person in (cast.chi, cast.giang, cast.dung, cast.ha, cast.khanh, cast.lan):
        with pytest.raises(NotFound):
            cancel_sign_up(person.actor, sign_up_id=of_binh.id)
    with pytest.raises(NotFound):
        cancel_sign_up(cast.binh.actor, sign_up_id=10**9)

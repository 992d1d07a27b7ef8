"""Giving a place back, and who gets it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import NotFound, NotPossible
from app.core.events import Event
from app.volunteering.actions import cancel_sign_up, change_shift, sign_up_to_shift
from app.volunteering.checks import CHECKS
from app.volunteering.models import Activity, Shift, SignUp
from app.volunteering.values import ShiftValues
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


def test_until_the_deadline_there_is_no_mark_and_after_it_there_is(db, cast, shift):
    deadline = shift.starts_at - timedelta(hours=24)
    early = deadline - timedelta(days=3)
    first = factories.sign_up(shift, cast.binh.member, cast.unit, confirmed_at=early)
    with clock.travel(deadline):
        cancel_sign_up(cast.binh.actor, sign_up_id=first.id)
    assert db.session.get(SignUp, first.id, populate_existing=True).is_late is False
    again = factories.sign_up(db.session.get(Shift, shift.id), cast.binh.member, cast.unit, confirmed_at=early)
    with clock.travel(deadline + timedelta(minutes=1)):
        cancel_sign_up(cast.binh.actor, sign_up_id=again.id)
    db.session.rollback()
    assert db.session.get(SignUp, again.id, populate_existing=True).is_late is True
    happened = db.session.execute(select(Event).where(Event.verb == "sign_up.cancelled").order_by(Event.id)).scalars()
    assert [event.details["late"] for event in happened] == [False, True]


def test_a_leader_who_takes_somebody_off_the_list_leaves_no_mark(db, cast, shift):
    early = clock.now() - timedelta(days=3)
    place = factories.sign_up(shift, cast.binh.member, cast.unit, confirmed_at=early)
    with clock.travel(shift.starts_at - timedelta(hours=1)):
        cancel_sign_up(cast.an.actor, sign_up_id=place.id)
    assert db.session.get(SignUp, place.id, populate_existing=True).is_late is False


def test_after_a_change_of_time_a_place_is_given_back_without_a_mark(db, cast, shift):
    early = clock.now() - timedelta(days=3)
    place = factories.sign_up(shift, cast.binh.member, cast.unit, confirmed_at=early)
    later = shift.starts_at + timedelta(hours=1)
    values = ShiftValues(shift.role, later, shift.ends_at + timedelta(hours=1), shift.capacity, id=shift.id)
    change_shift(cast.an.actor, version=shift.version, shift=values)
    with clock.travel(later - timedelta(minutes=1)):
        cancel_sign_up(cast.binh.actor, sign_up_id=place.id)
    row = db.session.get(SignUp, place.id, populate_existing=True)
    assert (row.state, row.free_to_leave, row.is_late) == ("cancelled", True, False)


def test_the_consequences_are_told_before(db, cast, client, shift):
    early = clock.now() - timedelta(days=3)
    place = factories.sign_up(shift, cast.binh.member, cast.unit, confirmed_at=early)
    url = f"/sign-ups/{place.id}/cancel"
    deadline = shift.starts_at - timedelta(hours=24)
    binh, an = client.as_(cast.binh), client.as_(cast.an)
    with clock.travel(deadline - timedelta(minutes=1)):
        page = binh.get(url)
        assert f"Đến {clock.format_datetime(deadline)} trả chỗ không bị ghi nhận" in page.text
    with clock.travel(deadline + timedelta(minutes=1)):
        assert "Đã muộn" in binh.get(url).text
        assert "Đã muộn" not in an.get(url).text
        binh.post(url, data={"reason": "Ốm"})
        people = an.get(f"/activities/{shift.activity_id}/people")
    assert "Trả chỗ muộn" in people.text
    assert "Ốm" in people.text


def test_a_hundred_who_wait_move_up_in_order_and_each_is_told_once(db, cast, shift):
    waiting = 100
    db.session.get(Shift, shift.id).capacity = waiting
    db.session.commit()
    members = [factories.member(cast.unit) for _ in range(2 * waiting)]
    made = [sign_up_to_shift(cast.an.actor, shift_id=shift.id, member_id=m.id) for m in members]
    for sign_up in made[:waiting]:
        cancel_sign_up(cast.an.actor, sign_up_id=sign_up.id)
    told = db.session.execute(select(Event.subject_id).where(Event.verb == "sign_up.moved_up").order_by(Event.id))
    assert list(told.scalars()) == [sign_up.id for sign_up in made[waiting:]]
    assert counts(db, shift) == (waiting, 0)
    assert_consistent()


def test_a_hundred_who_wait_move_up_by_one_change_of_the_capacity_and_each_is_told_once(db, cast, shift):
    members = [factories.member(cast.unit) for _ in range(101)]
    made = [sign_up_to_shift(cast.an.actor, shift_id=shift.id, member_id=m.id) for m in members]
    version = db.session.get(Shift, shift.id, populate_existing=True).version
    values = ShiftValues(shift.role, shift.starts_at, shift.ends_at, 101, id=shift.id)
    change_shift(cast.an.actor, version=version, shift=values)
    told = db.session.execute(select(Event.subject_id).where(Event.verb == "sign_up.moved_up").order_by(Event.id))
    assert list(told.scalars()) == [sign_up.id for sign_up in made[1:]]
    assert_consistent()

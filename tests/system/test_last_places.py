"""Forty members at once for five places: exactly five get one, the others wait in the order of their commits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from app.core import actions as core_actions
from app.core.actor import Actor
from app.core.errors import Busy
from app.core.events import Event
from app.extensions import db as database
from app.volunteering.actions import cancel_sign_up, sign_up_members, sign_up_to_shift
from app.volunteering.checks import CHECKS
from app.volunteering.models import Shift, SignUp
from tests import factories

MEMBERS = 40
PLACES = 5


@pytest.fixture
def shift(db, cast):
    activity = factories.activity(cast.unit, capacity=PLACES)
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


@pytest.fixture
def actors(cast):
    members = [factories.member(cast.unit) for _ in range(MEMBERS)]
    return [
        Actor(account_id=None, member_id=member.id, unit_id=cast.unit.id, unit_path=cast.unit.path)
        for member in members
    ]


def at_once(app, calls):
    """Call all at the same moment, each in a thread and an app context of its own; connections come from the pool.

    Returns the results, an exception where one was raised.
    """
    database.session.remove()
    start = Barrier(len(calls))

    def run(call):
        with app.app_context():
            try:
                start.wait(30)
                return call()
            except Exception as error:
                return error
            finally:
                database.session.remove()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def rows(shift_id):
    statement = select(SignUp).where(SignUp.shift_id == shift_id).order_by(SignUp.position)
    return list(database.session.execute(statement).scalars())


def assert_consistent():
    assert [line for check in CHECKS for line in check()] == []


def test_forty_at_once_for_five_places_give_five_and_thirty_five_who_wait_in_order(app, shift, actors):
    shift_id = shift.id
    made = at_once(app, [lambda a=actor: sign_up_to_shift(a, shift_id=shift_id) for actor in actors])
    assert [m for m in made if isinstance(m, Exception)] == []
    signed = rows(shift_id)
    assert [s.state for s in signed] == ["confirmed"] * PLACES + ["waitlisted"] * (MEMBERS - PLACES)
    assert [s.position for s in signed] == list(range(1, MEMBERS + 1))
    # Ids are given inside the lock too, so their order is the order of the commits.
    assert [s.id for s in signed] == sorted(s.id for s in signed)
    assert_consistent()


def test_one_member_sending_the_request_often_at_once_has_one_place(app, shift, actors):
    shift_id, actor = shift.id, actors[0]
    made = at_once(app, [lambda: sign_up_to_shift(actor, shift_id=shift_id)] * 16)
    assert {m.id for m in made} == {rows(shift_id)[0].id}
    assert len(rows(shift_id)) == 1
    assert_consistent()


def test_places_freed_at_once_are_refilled_in_order(app, shift, actors):
    shift_id = shift.id
    signed = [sign_up_to_shift(actor, shift_id=shift_id) for actor in actors[:25]]
    leaving = [*zip(actors[:PLACES], signed[:PLACES], strict=True), *zip(actors[5:15:2], signed[5:15:2], strict=True)]
    ids = [(actor, sign_up.id) for actor, sign_up in leaving]
    made = at_once(app, [lambda a=a, i=i: cancel_sign_up(a, sign_up_id=i) for a, i in ids])
    assert [m for m in made if isinstance(m, Exception)] == []
    live = [s for s in rows(shift_id) if s.state != "cancelled"]
    assert [s.state for s in live] == ["confirmed"] * PLACES + ["waitlisted"] * (len(live) - PLACES)
    assert_consistent()


def test_one_member_in_two_overlapping_shifts_at_once_gets_one_place(app, db, cast, shift, actors):
    other = factories.shift(factories.activity(cast.other_unit), starts_at=shift.starts_at)
    ids, actor = (shift.id, other.id), actors[0]
    at_once(app, [lambda i=i: sign_up_to_shift(actor, shift_id=i) for i in ids * 8])
    taken = db.session.execute(select(SignUp).where(SignUp.member_id == actor.member_id)).scalars().all()
    assert len(taken) == 1
    assert_consistent()


def test_without_locks_the_same_rush_fails(app, shift, actors, monkeypatch):
    """The test of the test: were the race harmless, the tests above would prove nothing."""
    monkeypatch.setattr(core_actions, "locks_are_on", False)
    shift_id = shift.id
    made = at_once(app, [lambda a=actor: sign_up_to_shift(a, shift_id=shift_id) for actor in actors])
    failed = [m for m in made if isinstance(m, Exception)]
    assert failed, "forty at once never met each other"
    # And still the database lets nobody overbook.
    taken = [s for s in rows(shift_id) if s.state == "confirmed"]
    assert len(taken) <= PLACES


def test_a_hundred_cancellations_at_once_refill_each_freed_place_in_the_same_transaction(app, db, cast):
    """Whoever is told to try again does, as a browser would."""
    places = 100
    activity = factories.activity(cast.unit, capacity=places)
    shift_id = db.session.execute(select(Shift.id).where(Shift.activity_id == activity.id)).scalar_one()
    ids = [factories.member(cast.unit).id for _ in range(2 * places)]
    sign_up_members(cast.an.actor, shift_id=shift_id, member_ids=ids, waits=True)
    leaving, waiting = rows(shift_id)[:places], rows(shift_id)[places:]
    actors = [Actor(member_id=s.member_id, unit_id=cast.unit.id, unit_path=cast.unit.path) for s in leaving]
    calls = [(actor, sign_up.id) for actor, sign_up in zip(actors, leaving, strict=True)]
    waiting_ids = [sign_up.id for sign_up in waiting]

    def give_back(actor, sign_up_id):
        while True:
            try:
                return cancel_sign_up(actor, sign_up_id=sign_up_id)
            except Busy:
                database.session.rollback()

    made = at_once(app, [lambda a=actor, i=id_: give_back(a, i) for actor, id_ in calls])
    assert [m for m in made if isinstance(m, Exception)] == []
    assert [s.state for s in rows(shift_id)] == ["cancelled"] * places + ["confirmed"] * places
    cancelled = database.session.execute(select(Event).where(Event.verb == "sign_up.cancelled").order_by(Event.id))
    moved_up = [event.details["moved_up"] for event in cancelled.scalars()]
    assert [len(moved) for moved in moved_up] == [1] * places
    assert [id_ for moved in moved_up for id_ in moved] == waiting_ids
    assert_consistent()

"""What `@action` promises: one transaction, no nesting, the same answer to the same form, locks that hold."""

import threading

import pytest
from sqlalchemy import select

from app.core import actions
from app.core.actions import OnceKey, action, lock, new_key
from app.core.actor import SYSTEM, Actor
from app.core.errors import Conflict, NotPossible
from app.core.events import Event, record
from app.people.models import Unit
from tests import factories


@action
def found(actor, *, code, then=None):
    unit = Unit(
        code=code,
        name=code,
        short_name=code,
        kind="bloc",
        path="/",
        founded_on=factories.date(2020, 1, 1),
        name_folded=code,
        name_sort=code,
    )
    actions.db.session.add(unit)
    actions.db.session.flush()  # the event needs the id
    record(actor, "unit.founded", unit, code=code)
    if then:
        then(actor)
    return unit.id


@action
def count_up(actor, *, unit_id):
    unit = lock(Unit, Unit.id == unit_id)
    unit.version += 1


def _codes(db):
    return set(db.session.execute(select(Unit.code)).scalars())


def test_an_action_commits_its_rows_and_its_event_together(db):
    unit_id = found(SYSTEM, code="ONE")
    event = db.session.execute(select(Event).where(Event.verb == "unit.founded")).scalar_one()
    assert (event.subject_type, event.subject_id, event.details) == ("units", unit_id, {"code": "ONE"})


def test_a_refused_action_leaves_nothing(db):
    def refuse(_actor):
        raise NotPossible("stale")

    with pytest.raises(NotPossible):
        found(SYSTEM, code="TWO", then=refuse)
    assert "TWO" not in _codes(db)


def test_an_action_refuses_to_run_inside_another(db):
    with pytest.raises(RuntimeError, match="never calls an action"):
        found(SYSTEM, code="THREE", then=lambda actor: found(actor, code="FOUR"))
    assert not {"THREE", "FOUR"} & _codes(db)


def test_values_are_handed_over_by_keyword(db):
    with pytest.raises(TypeError):
        found(SYSTEM, "FIVE")


def test_the_same_form_sent_twice_gives_the_first_answer_again(db):
    key = new_key()
    first = found(SYSTEM, code="SIX", once=key)
    assert found(SYSTEM, code="SIX", once=key) == first
    assert db.session.get(OnceKey, key).result == first


def test_a_key_with_other_content_is_a_conflict(db):
    key = new_key()
    found(SYSTEM, code="SEVEN", once=key)
    with pytest.raises(Conflict) as refusal:
        found(SYSTEM, code="EIGHT", once=key)
    assert refusal.value.reason == "key_reused"


def test_a_key_of_somebody_else_is_a_conflict(db):
    key = new_key()
    found(Actor(account_id=1), code="NINE", once=key)
    with pytest.raises(Conflict):
        found(Actor(account_id=2), code="NINE", once=key)


def test_a_refused_form_may_be_sent_again_with_its_key(db):
    key = new_key()

    def refuse(_actor):
        raise NotPossible("stale")

    with pytest.raises(NotPossible):
        found(SYSTEM, code="TEN", then=refuse, once=key)
    assert found(SYSTEM, code="TEN", once=key) > 0


def _at_once(app, number, work):
    """Run `work` in threads that start together; return what each gave or raised."""
    gate = threading.Barrier(number)
    answers = []

    def run():
        with app.app_context():
            gate.wait()
            try:
                answers.append(work())
            except Exception as error:
                answers.append(error)
            finally:
                actions.db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_increments_under_a_lock_are_never_lost(app, db):
    unit = factories.unit("Đếm")
    answers = _at_once(app, 8, lambda: [count_up(SYSTEM, unit_id=unit.id) for _ in range(10)] and None)
    assert answers == [None] * 8
    db.session.expire_all()
    assert db.session.get(Unit, unit.id).version == 81


def test_without_locks_increments_are_lost_or_refused(app, db, monkeypatch):
    monkeypatch.setattr(actions, "locks_are_on", False)
    unit = factories.unit("Đếm hụt")
    answers = _at_once(app, 8, lambda: [count_up(SYSTEM, unit_id=unit.id) for _ in range(20)] and None)
    db.session.expire_all()
    assert answers != [None] * 8 or db.session.get(Unit, unit.id).version < 161


def test_a_form_sent_five_times_at_once_has_one_effect(app, db):
    key = new_key()
    answers = _at_once(app, 5, lambda: found(SYSTEM, code="ONCE", once=key))
    assert len(set(answers)) == 1
    assert isinstance(answers[0], int)
    assert db.session.execute(select(Event).where(Event.verb == "unit.founded")).scalars().all().__len__() == 1

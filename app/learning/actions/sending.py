"""Who is sent to a class: named by their ids, or by a list that is looked at first and taken in whole or not at all."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select

from app.core import clock
from app.core.actions import action, lock, lock_all
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.learning import permissions
from app.learning.actions.outcome import check_outcome
from app.learning.actions.steps import allow, lock_class
from app.learning.list_reading import ListReading
from app.learning.models import SendingList, TrainingClass, TrainingEnrolment
from app.learning.models.sending_list import KEPT_FOR
from app.learning.queries.sending import day_of, find_turns, find_units_of, get_roster, plan_list


class Sending(NamedTuple):
    """A member to send, and how it ended where that is known already ("" or "open": not yet)."""

    member_id: int
    outcome: str = ""
    grade: str = ""


@action
def send_members(actor: Actor, *, class_id: int, people: Sequence[Sending]) -> int:
    """Send members to a class, each by the unit in which they were when it began; returns how many are new.

    Who is in it already stays as they are. NotPossible where somebody was in no unit of the actor's on that day.
    """
    found = lock_class(actor, class_id)
    allow(permissions.can_send_members(actor, found))
    units = find_units_of([one.member_id for one in people], day_of(found))
    if any(
        one.member_id not in units or not permissions.can_send_from(actor, units[one.member_id][1], found)
        for one in people
    ):
        raise NotPossible("not_on_the_roster_then", field="member")
    has_begun = found.has_begun(clock.today())
    for one in people:
        check_outcome(one.outcome or "open", one.grade, has_begun=has_begun)
        if one.outcome not in ("", "open") and one.member_id == actor.member_id:
            raise NotPossible("own_outcome", field="member")
    turns = find_turns(class_id)
    fresh = list({one.member_id: one for one in people if one.member_id not in turns}.values())
    _send(actor, found, [(one.member_id, units[one.member_id][0], one.outcome, one.grade) for one in fresh])
    return len(fresh)


@action
def keep_sending_list(actor: Actor, *, class_id: int, name: str, content: bytes) -> int:
    """Keep a list for its preview, for one day, and drop those that are older; returns the id."""
    found = lock_class(actor, class_id)
    allow(permissions.can_send_members(actor, found))
    db.session.execute(delete(SendingList).where(SendingList.at < clock.now() - KEPT_FOR))
    kept = SendingList(
        account_id=actor.account_id, class_id=class_id, name=name[:200], content=content, answers={}, at=clock.now()
    )
    db.session.add(kept)
    db.session.flush()  # the page's address has the id
    return kept.id


@action
def answer_sending_list(actor: Actor, *, list_id: int, answers: Mapping[str, str]) -> None:
    """Keep what was answered about a list; an answer that isn't given again stays."""
    kept = _lock_list(actor, list_id)
    kept.answers = {**kept.answers, **answers}


@action
def import_sending_list(
    actor: Actor, *, list_id: int, reading: ListReading, leave_out: bool = False, seen: str | None = None
) -> dict[str, int]:
    """Send everybody of a list, and record what it says of those who are in the class already; returns the numbers.

    `seen` is the digest of the plan that was confirmed: Conflict where it would do something else by now.
    NotPossible("list_unclear") while something is unclear or refused, unless such rows shall be left out. A list that
    was taken in gives its first result again.
    """
    kept = _lock_list(actor, list_id)
    if kept.result is not None:
        return kept.result
    found = lock_class(actor, kept.class_id)  # two lists for one class go one after the other
    plan = plan_list(actor, found, get_roster(actor, found), reading, kept.answers)
    if seen is not None and plan.digest != seen:
        raise Conflict
    if plan.open_rows and not leave_out:
        raise NotPossible("list_unclear")
    _send(actor, found, [(m.person.id, m.person.unit_id, m.outcome, m.grade) for m in plan.send])
    _change(actor, found, {m.person.id: (m.outcome, m.grade) for m in plan.change})
    kept.result = {
        "sent": len(plan.send),
        "changed": len(plan.change),
        "same": len(plan.same),
        "left_out": len(plan.left_out) + len(plan.open_rows),
    }
    kept.content, kept.answers = None, {}
    return kept.result


def _lock_list(actor: Actor, list_id: int) -> SendingList:
    kept = lock(SendingList, SendingList.id == list_id)
    if kept is None or kept.account_id != actor.account_id or kept.at < clock.now() - KEPT_FOR:
        raise NotFound
    return kept


def _send(actor: Actor, found: TrainingClass, rows: list[tuple[int, int, str, str]]) -> None:
    """New turns of (member, unit, outcome, grade), by one statement."""
    if not rows:
        return
    now = clock.now()
    values: list[dict[str, Any]] = [
        {
            "class_id": found.id,
            "member_id": member_id,
            "unit_id": unit_id,
            "outcome": outcome or "open",
            "grade": grade,
            "reason": "",
            "recorded_by": actor.account_id,
            "at": now,
            "version": 1,
        }
        for member_id, unit_id, outcome, grade in rows
    ]
    db.session.execute(insert(TrainingEnrolment), values)
    record(actor, "training.sent", found, members=[row[0] for row in rows])


def _change(actor: Actor, found: TrainingClass, outcomes: dict[int, tuple[str, str]]) -> None:
    """What a list says of turns that are there."""
    if not outcomes:
        return
    ids = select(TrainingEnrolment.id).where(
        TrainingEnrolment.class_id == found.id,
        TrainingEnrolment.member_id.in_(outcomes),
        TrainingEnrolment.outcome != "withdrawn",
    )
    for turn in lock_all(TrainingEnrolment, TrainingEnrolment.id.in_(ids)):
        turn.outcome, turn.grade = outcomes[turn.member_id]
        if turn.outcome != "completed":
            turn.certificate_id = None
        turn.version += 1
    record(actor, "training.outcomes_recorded", found, members=sorted(outcomes))

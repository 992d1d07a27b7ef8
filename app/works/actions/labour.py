"""Labour days of villagers: a leader enters them with a paper, another person confirms them, a mistake is withdrawn."""

from datetime import date
from decimal import Decimal

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound, NotPossible
from app.core.events import record
from app.core.files import NewFile, add_file
from app.core.numbers import format_number
from app.extensions import db
from app.works import permissions
from app.works.actions.steps import allow, check_reason, lock_work
from app.works.models import VillagerLabour, Work
from app.works.models.labour import most_days


@action
def add_labour_days(
    actor: Actor,
    *,
    work_id: int,
    who: str,
    from_on: date,
    to_on: date,
    persons: int,
    days: Decimal,
    paper: NewFile,
    note: str = "",
) -> int:
    """Enter what villagers gave to a work, by the list that they signed, and return its id.

    It counts when another person has confirmed it. Nobody gives more than one labour day a day.
    """
    work = lock_work(actor, work_id)
    allow(permissions.can_add_labour_days(actor, work))
    if not work.takes_labour:
        raise NotPossible("labour_closed")
    if not who.strip():
        raise NotPossible("villagers_missing", field="who")
    if to_on < from_on:
        raise NotPossible("period_reversed", field="to_on")
    if to_on > clock.today():
        raise NotPossible("in_the_future", field="to_on")
    if persons <= 0:
        raise NotPossible("nobody_worked", field="persons")
    if days <= 0:
        raise NotPossible("no_labour_days", field="days")
    most = most_days(persons, from_on, to_on)
    if days > most:
        raise NotPossible("too_many_labour_days", field="days", most=format_number(most))
    stored = add_file(actor, paper)
    db.session.flush()  # what it belongs to needs its id
    labour = VillagerLabour(
        work_id=work.id,
        who=who,
        from_on=from_on,
        to_on=to_on,
        persons=persons,
        days=days,
        note=note,
        file_id=stored.id,
        recorded_by=actor.account_id,
        at=clock.now(),
    )
    db.session.add(labour)
    db.session.flush()  # the event and the answer need the id
    record(actor, "labour.added", work, labour=labour.id, days=str(days), persons=persons)
    return labour.id


@action
def confirm_labour_days(actor: Actor, *, work_id: int, labour_id: int) -> int:
    """Let villagers' labour days count; never by who entered them. Confirming twice changes nothing."""
    work, labour = _lock_labour(actor, work_id, labour_id)
    allow(permissions.can_confirm_labour_days(actor, work, labour))
    if labour.state == "confirmed" and labour.confirmed_by == actor.account_id:
        return labour.id
    if labour.state != "pending":
        raise Conflict("labour_decided")
    labour.state = "confirmed"
    labour.confirmed_by = actor.account_id
    labour.confirmed_at = clock.now()
    record(actor, "labour.confirmed", work, labour=labour.id, days=str(labour.days))
    return labour.id


@action
def withdraw_labour_days(actor: Actor, *, work_id: int, labour_id: int, reason: str) -> int:
    """Take villagers' labour days out of the count, with a reason; the entry stays to be read."""
    work, labour = _lock_labour(actor, work_id, labour_id)
    allow(permissions.can_withdraw_labour_days(actor, work))
    if labour.state == "withdrawn":
        if (labour.withdrawn_by, labour.reason) == (actor.account_id, reason):
            return labour.id
        raise Conflict("labour_decided")
    check_reason(reason)
    labour.state = "withdrawn"
    labour.withdrawn_by = actor.account_id
    labour.withdrawn_at = clock.now()
    labour.reason = reason
    record(actor, "labour.withdrawn", work, labour=labour.id, days=str(labour.days), reason=reason)
    return labour.id


def _lock_labour(actor: Actor, work_id: int, labour_id: int) -> tuple[Work, VillagerLabour]:
    """The work, then the entry, both locked. Raises NotFound where the actor may not read the work's papers."""
    work = lock_work(actor, work_id)
    labour = lock(VillagerLabour, VillagerLabour.id == labour_id, VillagerLabour.work_id == work.id)
    if labour is None or not permissions.can_see_papers(actor, work):
        raise NotFound
    return work, labour

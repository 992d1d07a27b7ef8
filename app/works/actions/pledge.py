"""Pledges: recorded, withdrawn with a reason, fulfilled by contributions (see `record_contribution`)."""

from datetime import date

from sqlalchemy import select

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.works import permissions
from app.works.actions.steps import allow, check_reason, lock_work
from app.works.models import Pledge, Work
from app.works.models.ledger import FORMS, SOURCES


@action
def record_pledge(
    actor: Actor,
    *,
    work_id: int,
    form: str,
    source: str,
    amount: int,
    promised_on: date,
    party: str,
    is_anonymous: bool = False,
    description: str = "",
) -> int:
    """Write down what somebody promises (đồng, or the value of goods or labour in đồng); returns the pledge's id."""
    work = lock_work(actor, work_id)
    allow(permissions.can_record_pledge(actor, work))
    if not work.takes_pledges:
        raise NotPossible("pledges_closed")
    if form not in FORMS:
        raise NotPossible("form_unknown", field="form")
    if source not in SOURCES:
        raise NotPossible("source_unknown", field="source")
    if amount <= 0:
        raise NotPossible("amount_not_positive", field="amount")
    if promised_on > clock.today():
        raise NotPossible("in_the_future", field="promised_on")
    if not party.strip():
        raise NotPossible("party_missing", field="party")
    pledge = Pledge(
        work_id=work.id,
        form=form,
        source=source,
        amount=amount,
        on=promised_on,
        party=party,
        is_anonymous=is_anonymous,
        description=description,
        recorded_by=actor.account_id,
        at=clock.now(),
    )
    db.session.add(pledge)
    db.session.flush()  # the event and the answer need the id
    record(actor, "pledge.recorded", work, pledge=pledge.id, amount=amount, form=form, source=source)
    return pledge.id


@action
def withdraw_pledge(actor: Actor, *, pledge_id: int, reason: str) -> int:
    """The giver takes a pledge back: nothing more is to come. What came in for it stays."""
    work_id = db.session.execute(
        select(Pledge.work_id)
        .join(Work, Work.id == Pledge.work_id)
        .where(Pledge.id == pledge_id, permissions.visible_budgets(actor))
    ).scalar()
    if work_id is None:
        raise NotFound
    work = lock_work(actor, work_id)
    allow(permissions.can_withdraw_pledge(actor, work))
    pledge = lock(Pledge, Pledge.id == pledge_id)
    assert pledge is not None
    if pledge.withdrawn_at is not None:
        if (pledge.withdrawn_by, pledge.reason) == (actor.account_id, reason):
            return pledge.id
        raise Conflict("pledge_withdrawn")
    check_reason(reason)
    pledge.withdrawn_by = actor.account_id
    pledge.withdrawn_at = clock.now()
    pledge.reason = reason
    record(actor, "pledge.withdrawn", work, pledge=pledge.id, amount=pledge.amount, reason=reason)
    return pledge.id

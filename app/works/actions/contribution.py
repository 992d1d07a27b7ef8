"""What comes in: contributions, which may fulfil a pledge."""

from datetime import date

from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import Conflict, NotPossible
from app.core.events import record
from app.core.files import NewFile
from app.extensions import db
from app.works.actions.ledger import append, check_past, file_id_of, lock_book, lock_for_money
from app.works.models import Pledge, PledgeReceipt, Work
from app.works.models.ledger import FORMS, SOURCES


@action
def record_contribution(
    actor: Actor,
    *,
    work_id: int,
    form: str,
    source: str,
    amount: int,
    received_on: date,
    party: str,
    is_anonymous: bool = False,
    description: str = "",
    paper: NewFile | None = None,
    pledge_id: int | None = None,
) -> int:
    """Enter what came in (đồng, or the value of goods or labour in đồng) and return the entry's id.

    `pledge_id` names the pledge that it fulfils, whole or in part.
    """
    work = lock_for_money(actor, work_id)
    if form not in FORMS:
        raise NotPossible("form_unknown", field="form")
    if source not in SOURCES:
        raise NotPossible("source_unknown", field="source")
    if amount <= 0:
        raise NotPossible("amount_not_positive", field="amount")
    check_past(received_on, "received_on")
    if not party.strip():
        raise NotPossible("party_missing", field="party")
    pledge = _open_pledge(work, pledge_id) if pledge_id is not None else None
    entry = append(
        actor,
        lock_book(work),
        kind="contribution",
        form=form,
        source=source,
        amount=amount,
        on=received_on,
        counts_on=received_on,
        party=party,
        is_anonymous=is_anonymous,
        description=description,
        file_id=file_id_of(actor, paper),
        recorded_by=actor.account_id,
    )
    if pledge is not None:
        db.session.add(PledgeReceipt(entry_id=entry.id, pledge_id=pledge.id))
    record(actor, "ledger.contribution", work, entry=entry.number, form=form, source=source, amount=amount)
    return entry.id


def enter_past_contribution(actor: Actor, work: Work, *, source: str, amount: int, on: date, paper: str) -> None:
    """What a work of the past received, by its papers; for use inside an action.

    In kind, as a value: its cash was never in this ledger, so it gets no voucher and leaves no balance.
    """
    append(
        actor,
        lock_book(work),
        kind="contribution",
        form="in_kind",
        source=source,
        amount=amount,
        on=on,
        counts_on=on,
        party=paper[:200],
        description="",
        recorded_by=actor.account_id,
    )


def _open_pledge(work: Work, pledge_id: int) -> Pledge:
    """A pledge for this work that still stands."""
    pledge = lock(Pledge, Pledge.id == pledge_id, Pledge.work_id == work.id)
    if pledge is None:
        raise NotPossible("pledge_unknown")
    if pledge.withdrawn_at is not None:
        raise Conflict("pledge_withdrawn")
    return pledge

"""The ledger as papers: a cash entry's voucher, and every entry for a sheet."""

from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, joinedload

from app.core.actor import Actor
from app.core.errors import NotFound
from app.extensions import db
from app.people.models import Account, Unit
from app.works import permissions
from app.works.models import Ledger, LedgerEntry, Work
from app.works.queries.page import get_work
from app.works.queries.unit_budget import visible_unit


class BookedEntry(NamedTuple):
    """An entry with the names of who recorded and who approved it; its line of the plan is loaded."""

    entry: LedgerEntry
    recorder: str | None
    approver: str | None


def get_voucher(actor: Actor, work_id: int, entry_id: int) -> tuple[Work, BookedEntry]:
    """A cash entry that has a voucher. Raises NotFound where it has none or the actor may not see the money."""
    work = get_work(actor, work_id)
    if not permissions.can_see_budget(actor, work):
        raise NotFound
    row = next(iter(_entries(LedgerEntry.work_id == work.id, LedgerEntry.id == entry_id)), None)
    if row is None or row.entry.voucher_number is None:
        raise NotFound
    return work, row


def get_ledger(actor: Actor, work_id: int) -> tuple[Work, list[BookedEntry]]:
    """Every entry of a work, first one first. Raises NotFound where the actor may not see the money."""
    work = get_work(actor, work_id)
    if not permissions.can_see_budget(actor, work):
        raise NotFound
    return work, _entries(LedgerEntry.work_id == work.id)


def get_fund_voucher(actor: Actor, unit_id: int, entry_id: int) -> tuple[Unit, BookedEntry]:
    """An entry of a unit's fund: each has a voucher. Raises NotFound."""
    unit = visible_unit(actor, unit_id)
    row = next(iter(_entries(LedgerEntry.ledger_id.in_(_fund(unit)), LedgerEntry.id == entry_id)), None)
    if row is None:
        raise NotFound
    return unit, row


def get_fund_ledger(actor: Actor, unit_id: int) -> tuple[Unit, list[BookedEntry]]:
    """Every entry of a unit's fund, first one first. Raises NotFound."""
    unit = visible_unit(actor, unit_id)
    return unit, _entries(LedgerEntry.ledger_id.in_(_fund(unit)))


def _fund(unit: Unit) -> Select[Any]:
    return select(Ledger.id).where(Ledger.unit_id == unit.id)


def _entries(*where: object) -> list[BookedEntry]:
    recorder, approver = aliased(Account), aliased(Account)
    rows = db.session.execute(
        select(LedgerEntry, recorder.name, approver.name)
        .outerjoin(recorder, recorder.id == LedgerEntry.recorded_by)
        .outerjoin(approver, approver.id == LedgerEntry.approved_by)
        .where(*where)  # type: ignore[arg-type]
        .options(joinedload(LedgerEntry.plan_line))
        .order_by(LedgerEntry.number)
    )
    return [BookedEntry(*row) for row in rows]

"""A work's budget: planned, received, spent, left, per line and per source; entries; what waits for whom."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.files import StoredFile
from app.extensions import db
from app.people.models import Account, Unit
from app.works import permissions
from app.works.models import (
    Acceptance,
    EntryRequest,
    Expense,
    Ledger,
    LedgerEntry,
    PlanLine,
    PlanVersion,
    Pledge,
    PledgeReceipt,
    Work,
)
from app.works.queries.entries import EntryRow, ListedEntry, list_entries
from app.works.queries.request import AdvanceRow, RequestRow, leaders_over, list_requests, open_advances, waiting_rows


class PendingRow(NamedTuple):
    """An expense that waits, who recorded it, and whether the actor may decide on it."""

    expense: Expense
    recorder: str | None
    waits_for: list[str]
    can_decide: bool


class LineRow(NamedTuple):
    line: PlanLine
    spent: int

    @property
    def left(self) -> int:
        return self.line.amount - self.spent


class PledgeRow(NamedTuple):
    """A pledge and what came in for it, in đồng."""

    pledge: Pledge
    received: int

    @property
    def to_come(self) -> int:
        return self.pledge.still_to_come(self.received)


class SourceRow(NamedTuple):
    """Planned, received and promised (still to come) of one source in one form, in đồng."""

    kind: str
    form: str
    planned: int
    received: int
    pledged: int

    @property
    def missing(self) -> int:
        """What is planned and neither there nor promised."""
        return max(0, self.planned - self.received - self.pledged)


@dataclass(frozen=True)
class Budget:
    """The budget page of a work; amounts in đồng."""

    work: Work
    plan: PlanVersion | None
    entries: list[EntryRow]
    pending: list[PendingRow]
    refused: list[Expense]
    lines: list[LineRow]
    sources: list[SourceRow]
    pledges: list[PledgeRow]
    requests: list[RequestRow]
    advances: list[AdvanceRow]
    can_record: bool
    can_correct: bool
    reversed_ids: frozenset[int]

    @property
    def requested_ids(self) -> frozenset[int]:
        """The entries that somebody asks to take back."""
        return frozenset(row.request.entry_id for row in self.requests if row.request.entry_id)

    @property
    def planned(self) -> int:
        return self.work.planned_total

    @property
    def left(self) -> int:
        """The cash that is in the box."""
        return self.work.cash_left

    @property
    def received(self) -> int:
        """What came in, in all forms and from all sources."""
        return sum(row.received for row in self.sources)

    @property
    def pledged(self) -> int:
        """What is promised and not there yet."""
        return sum(row.to_come for row in self.pledges)

    def get_advance(self, request_id: int) -> AdvanceRow:
        """An advance of this work that is still open. Raises NotFound."""
        row = next((row for row in self.advances if row.advance.id == request_id), None)
        if row is None:
            raise NotFound
        return row

    def get_pledge(self, pledge_id: int) -> PledgeRow:
        """A pledge of this work. Raises NotFound."""
        row = next((row for row in self.pledges if row.pledge.id == pledge_id), None)
        if row is None:
            raise NotFound
        return row

    @property
    def in_kind(self) -> int:
        return sum(row.received for row in self.sources if row.form != "cash")

    @property
    def cost(self) -> int:
        """The total cost so far, of whoever bore it: cash that was spent, goods and labour that were brought."""
        return self.work.cash_spent + self.in_kind


def get_budget(actor: Actor, work_id: int) -> Budget:
    """The budget page by at most ten statements. Raises NotFound where the actor may not see the money."""
    work, plan = _work_and_plan(actor, work_id)
    entries = list_entries(work_id=work.id)
    expenses = _undecided(work.id)
    requests = list_requests(work_id=work.id)
    waits = any(request.state == "pending" for request, _name in requests)
    leaders = (
        leaders_over(work.unit, clock.today()) if waits or any(e.state == "pending" for e, _name in expenses) else []
    )
    pending = [
        PendingRow(
            expense,
            recorder,
            [name for id_, name in leaders if id_ not in (expense.recorded_by, _holder(expense))],
            permissions.can_approve_expense(actor, work, expense),
        )
        for expense, recorder in expenses
        if expense.state == "pending"
    ]
    refused = [expense for expense, _recorder in expenses if expense.state == "refused"]
    spent: dict[int, int] = defaultdict(int)
    for row in entries:
        if row.entry.line_root is not None:
            spent[row.entry.line_root] -= row.entry.amount
    listed = [row.entry for row in entries]
    pledges = _pledges(work.id, listed)
    return Budget(
        work=work,
        plan=plan,
        entries=entries,
        pending=pending,
        refused=refused,
        lines=[LineRow(line, spent[line.root]) for line in plan.lines] if plan else [],
        sources=_sources(plan, listed, pledges),
        pledges=pledges,
        requests=waiting_rows(actor, work.unit, work, requests, leaders),
        advances=open_advances(actor, work, requests, listed, clock.today()),
        can_record=permissions.can_record_money(actor, work) and work.takes_money,
        can_correct=permissions.can_request_reversal(actor, work),
        reversed_ids=frozenset(entry.reverses_id for entry in listed if entry.reverses_id),
    )


def get_expense(work_id: int, expense_id: int) -> Expense:
    """An expense of this work, which the actor was let see before. Raises NotFound."""
    expense = db.session.execute(
        select(Expense).where(Expense.id == expense_id, Expense.work_id == work_id)
    ).scalar_one_or_none()
    if expense is None:
        raise NotFound
    return expense


def get_entry(entry_id: int, *of_ledger: Any) -> LedgerEntry:
    """An entry of a ledger, which the actor was let see before. Raises NotFound."""
    entry = db.session.execute(
        select(LedgerEntry)
        .join(Ledger, Ledger.id == LedgerEntry.ledger_id)
        .where(LedgerEntry.id == entry_id, *of_ledger)
    ).scalar_one_or_none()
    if entry is None:
        raise NotFound
    return entry


def get_receipt(actor: Actor, file_id: int) -> StoredFile:
    """The paper of an expense, an entry or an acceptance, for those who may see the budget. Raises NotFound."""
    budgets = permissions.visible_budgets(actor)
    funds = select(Ledger.id).join(Unit, Unit.id == Ledger.unit_id).where(permissions.visible_funds(actor))
    works = select(Work.id).where(budgets)
    stored = db.session.execute(
        select(StoredFile).where(
            StoredFile.id == file_id,
            or_(
                StoredFile.id.in_(select(Expense.file_id).where(Expense.work_id.in_(works))),
                StoredFile.id.in_(select(LedgerEntry.file_id).where(LedgerEntry.work_id.in_(works))),
                StoredFile.id.in_(select(LedgerEntry.file_id).where(LedgerEntry.ledger_id.in_(funds))),
                StoredFile.id.in_(select(EntryRequest.file_id).where(EntryRequest.ledger_id.in_(funds))),
                StoredFile.id.in_(select(Acceptance.file_id).where(Acceptance.work_id.in_(works))),
            ),
        )
    ).scalar_one_or_none()
    if stored is None:
        raise NotFound
    return stored


# The statements of the page are built once, with a place for the work's id: building takes longer than asking.


@cache
def _budget_of_work() -> Any:
    shown = (
        select(PlanVersion.id)
        .where(PlanVersion.work_id == bindparam("work_id"))
        .order_by((PlanVersion.state == "approved").desc(), PlanVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(Work, PlanVersion)
        .outerjoin(PlanVersion, PlanVersion.id == shown)
        .where(Work.id == bindparam("work_id"))
        .options(
            joinedload(Work.kind, innerjoin=True),
            joinedload(Work.unit, innerjoin=True),
            joinedload(Work.commune),
            joinedload(PlanVersion.lines),
            selectinload(PlanVersion.sources),
        )
    )


def _work_and_plan(actor: Actor, work_id: int) -> tuple[Work, PlanVersion | None]:
    """The work, and its plan in force, else the newest one. Raises NotFound where the actor may not see the money."""
    row = db.session.execute(_budget_of_work(), {"work_id": work_id}).unique().one_or_none()
    if row is None or not permissions.can_see_work(actor, row[0]) or not permissions.can_see_budget(actor, row[0]):
        raise NotFound
    return row[0], row[1]


@cache
def _undecided_of_work() -> Any:
    return (
        select(Expense, Account.name)
        .outerjoin(Account, Account.id == Expense.recorded_by)
        .where(Expense.work_id == bindparam("work_id"), Expense.state != "approved")
        .options(joinedload(Expense.plan_line), joinedload(Expense.advance))
        .order_by(Expense.id)
    )


def _undecided(work_id: int) -> Sequence[Any]:
    return db.session.execute(_undecided_of_work(), {"work_id": work_id}).all()


def _holder(expense: Expense) -> int | None:
    return expense.advance.recipient_id if expense.advance else None


@cache
def _pledges_of_work() -> Any:
    return (
        select(Pledge, PledgeReceipt.entry_id)
        .outerjoin(PledgeReceipt, PledgeReceipt.pledge_id == Pledge.id)
        .where(Pledge.work_id == bindparam("work_id"))
        .order_by(Pledge.id)
    )


def _pledges(work_id: int, entries: list[ListedEntry]) -> list[PledgeRow]:
    """The pledges with what came in for them; a reversal takes its entry's part back."""
    came: dict[int, int] = defaultdict(int)
    for entry in entries:
        came[entry.reverses_id or entry.id] += entry.amount
    received: dict[Pledge, int] = {}
    for pledge, entry_id in db.session.execute(_pledges_of_work(), {"work_id": work_id}):
        received[pledge] = received.get(pledge, 0) + (came[entry_id] if entry_id is not None else 0)
    return [PledgeRow(*row) for row in received.items()]


def _sources(plan: PlanVersion | None, entries: list[ListedEntry], pledges: list[PledgeRow]) -> list[SourceRow]:
    """Planned, received and promised side by side, in the plan's order; what was not planned stands at the end."""
    planned: dict[tuple[str, str], int] = defaultdict(int)
    for source in plan.sources if plan else []:
        planned[source.kind, source.form] += source.amount
    received: dict[tuple[str, str], int] = defaultdict(int)
    for entry in entries:
        if entry.source is not None:
            received[entry.source, entry.form] += entry.amount
    pledged: dict[tuple[str, str], int] = defaultdict(int)
    for row in pledges:
        if row.to_come:
            pledged[row.pledge.source, row.pledge.form] += row.to_come
    pairs = dict.fromkeys([*planned, *received, *pledged])
    return [SourceRow(*pair, planned.get(pair, 0), received.get(pair, 0), pledged.get(pair, 0)) for pair in pairs]

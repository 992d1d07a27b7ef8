"""What `flask check` recomputes of works: kept figures, the ledger's sums, what each state needs."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.core.settings import setting
from app.extensions import db
from app.works import sums
from app.works.actions.expense import DEFAULT_TOLERANCE, TOLERANCE
from app.works.actions.ledger import counts_as_contribution
from app.works.models import (
    Acceptance,
    Expense,
    FollowUp,
    Handover,
    Ledger,
    LedgerEntry,
    PlanLine,
    PlanVersion,
    Plaque,
    Recognition,
    Work,
    WorkPhoto,
)
from app.works.models.follow_up import MONTHS, due_after
from app.works.models.plan import line_amount
from app.works.money_checks import MONEY_CHECKS
from app.works.sponsor_checks import SPONSOR_CHECKS


def check_balances() -> Iterator[str]:
    """The balance of a ledger is the sum of its cash entries, and never below zero."""
    for ledger, entries, cash in db.session.execute(
        select(Ledger, func.count(LedgerEntry.id), sums.sum_of(LedgerEntry.form == "cash"))
        .outerjoin(LedgerEntry, LedgerEntry.ledger_id == Ledger.id)
        .group_by(Ledger.id)
        .order_by(Ledger.id)
    ):
        if ledger.balance != cash or cash < 0:
            yield f"ledgers {ledger.id}: balance {ledger.balance}, its cash entries sum to {cash}"
        if ledger.entries != entries:
            yield f"ledgers {ledger.id}: says {ledger.entries} entries, has {entries}"


def check_kept_figures() -> Iterator[str]:
    """The sums kept of each work's cash, contribution and plan, from the rows they are of."""
    counted = and_(counts_as_contribution(), or_(Work.accepted_on.is_(None), LedgerEntry.counts_on <= Work.accepted_on))
    for work, received, spent, advanced, contribution in db.session.execute(
        select(
            Work,
            sums.sum_cash_received(),
            sums.sum_spent(),
            sums.sum_advanced(),
            sums.sum_of(counted),
        )
        .outerjoin(LedgerEntry, LedgerEntry.work_id == Work.id)
        .group_by(Work.id)
        .order_by(Work.id)
    ):
        for name, value in (
            ("cash_received", received),
            ("cash_spent", spent),
            ("cash_advanced", advanced),
            ("union_contribution", contribution),
        ):
            if getattr(work, name) != value:
                yield f"works {work.id}: {name} is {getattr(work, name)}, its entries say {value}"
    for work_id, kept, planned in _planned_totals():
        if kept != planned:
            yield f"works {work_id}: planned_total is {kept}, its plan says {planned}"


def _planned_totals() -> Iterator[Any]:
    """Of each work with a plan: what is kept, and the sum of the version in force, else of the newest one."""
    versions = db.session.execute(
        select(PlanVersion.work_id, PlanVersion.id, PlanVersion.state).order_by(PlanVersion.number)
    )
    chosen: dict[int, tuple[bool, int]] = {}
    for work_id, version_id, state in versions:
        if state == "approved" or not chosen.get(work_id, (False, 0))[0]:
            chosen[work_id] = (state == "approved", version_id)
    sums = dict(
        db.session.execute(select(PlanLine.version_id, func.sum(PlanLine.amount)).group_by(PlanLine.version_id)).all()
    )
    for work_id, kept in db.session.execute(select(Work.id, Work.planned_total).order_by(Work.id)):
        if work_id in chosen:
            yield work_id, kept, int(sums.get(chosen[work_id][1], 0))


def check_plan_lines() -> Iterator[str]:
    """A line's amount is its quantity times its unit price."""
    for line in db.session.execute(select(PlanLine).order_by(PlanLine.id)).scalars():
        expected = line_amount(Decimal(line.quantity), line.unit_price)
        if line.amount != expected:
            yield f"plan_lines {line.id}: amount is {line.amount}, quantity × price is {expected}"


def check_states() -> Iterator[str]:
    """Works past approval have an approved plan; accepted ones minutes and, unless they are history, both photos."""
    past_approval = Work.state.in_(("approved", "under_way", "reported", "accepted"))
    has_plan = exists().where(PlanVersion.work_id == Work.id, PlanVersion.state == "approved")
    for id_ in _ids(past_approval, ~has_plan, ~Work.is_history):
        yield f"works {id_}: past approval without an approved plan"
    has_minutes = exists().where(Acceptance.work_id == Work.id, Acceptance.accepted_on == Work.accepted_on)
    for id_ in _ids(Work.state == "accepted", ~has_minutes):
        yield f"works {id_}: accepted without minutes of that day"
    proved = Work.state.in_(("reported", "accepted"))
    for moment in ("before", "after"):
        has_photo = exists().where(WorkPhoto.work_id == Work.id, WorkPhoto.moment == moment)
        for id_ in _ids(proved, ~Work.is_history, ~has_photo):
            yield f"works {id_}: reported without a photo {moment}"
    has_pending = exists().where(Expense.work_id == Work.id, Expense.state == "pending")
    for id_ in _ids(Work.state == "accepted", has_pending):
        yield f"works {id_}: accepted while an expense waits"
    for id_ in _ids(Work.state == "submitted", Work.commune_id.is_(None)):
        yield f"works {id_}: handed in without a commune"


def check_history() -> Iterator[str]:
    """What was entered as history rests on a document, and was accepted by it."""
    bare = Work.history_document.is_(None) | (Work.history_document == "")
    for id_ in _ids(Work.history_fingerprint.is_not(None), ~Work.is_history | bare | (Work.state != "accepted")):
        yield f"works {id_}: entered as history without its document, or not accepted"


def check_expenses() -> Iterator[str]:
    """Approved expenses stand in the ledger once, and stay within cash and plan."""
    for expense_id, amount in db.session.execute(
        select(Expense.id, LedgerEntry.amount)
        .outerjoin(LedgerEntry, LedgerEntry.expense_id == Expense.id)
        .where(
            or_(
                and_(Expense.state == "approved", or_(LedgerEntry.id.is_(None), LedgerEntry.amount != -Expense.amount)),
                and_(Expense.state != "approved", LedgerEntry.id.is_not(None)),
            )
        )
    ):
        yield f"expenses {expense_id}: its state and its ledger entry ({amount}) don't agree"
    for id_ in _ids(Work.cash_spent > Work.cash_received):
        yield f"works {id_}: spent more cash than was received"
    for id_ in _ids(Work.cash_spent > Work.planned_total):
        yield f"works {id_}: spent more than was planned"
    yield from _overspent_lines()


def _overspent_lines() -> Iterator[str]:
    """Lines in force on which more was spent, over all their versions, than the tolerance lets them."""
    percent = int(setting(TOLERANCE, DEFAULT_TOLERANCE))
    line, newer, paid = aliased(PlanLine), aliased(PlanVersion), aliased(PlanLine)
    spent = (
        select(func.coalesce(paid.root_id, paid.id).label("root"), (-func.sum(LedgerEntry.amount)).label("amount"))
        .join(LedgerEntry, LedgerEntry.plan_line_id == paid.id)
        .group_by(func.coalesce(paid.root_id, paid.id))
        .subquery()
    )
    is_newest = ~exists().where(
        newer.work_id == PlanVersion.work_id, newer.state == "approved", newer.number > PlanVersion.number
    )
    for line_id, amount, used in db.session.execute(
        select(line.id, line.amount, spent.c.amount)
        .join(PlanVersion, PlanVersion.id == line.version_id)
        .join(spent, spent.c.root == func.coalesce(line.root_id, line.id))
        .where(PlanVersion.state == "approved", is_newest)
    ):
        if int(used) > amount * (100 + percent) // 100:
            yield f"plan_lines {line_id}: {used} spent of {amount}"


def check_revisions() -> Iterator[str]:
    """A line goes on a line of an earlier version of the same work; nothing waits once a work is accepted."""
    root, before, after = aliased(PlanLine), aliased(PlanVersion), aliased(PlanVersion)
    for id_ in db.session.execute(
        select(PlanLine.id)
        .join(after, after.id == PlanLine.version_id)
        .join(root, root.id == PlanLine.root_id)
        .join(before, before.id == root.version_id)
        .where(or_(before.work_id != after.work_id, before.number >= after.number, root.root_id.is_not(None)))
        .order_by(PlanLine.id)
    ).scalars():
        yield f"plan_lines {id_}: goes on a line that is not the first one of an earlier version"
    waits = exists().where(PlanVersion.work_id == Work.id, PlanVersion.state == "submitted")
    for id_ in _ids(Work.state == "accepted", waits):
        yield f"works {id_}: accepted while a revision of its plan waits"


def check_follow_ups() -> Iterator[str]:
    """An accepted work has its visits due after 6 and 12 months; only what was entered as history may lack them."""
    due: dict[int, dict[int, Any]] = {}
    rows: Any = db.session.execute(
        select(FollowUp.work_id, FollowUp.months, FollowUp.due_on).where(FollowUp.months.is_not(None))
    )
    for work_id, months, due_on in rows:
        due.setdefault(work_id, {})[months] = due_on
    for id_, accepted_on, is_history in db.session.execute(
        select(Work.id, Work.accepted_on, Work.is_history).order_by(Work.id)
    ):
        found = due.get(id_, {})
        wanted = {months: due_after(accepted_on, months) for months in MONTHS} if accepted_on else {}
        if found != wanted and not (is_history and found.items() <= wanted.items()):
            days = {months: day.isoformat() for months, day in found.items()}
            yield f"works {id_}: its follow-ups are due on {days}, which is not 6 and 12 months after {accepted_on}"
    early = (FollowUp.visited_on < Work.accepted_on) | Work.accepted_on.is_(None)
    for id_ in db.session.execute(
        select(FollowUp.id).join(Work, Work.id == FollowUp.work_id).where(early).order_by(FollowUp.id)
    ).scalars():
        yield f"follow_ups {id_}: visited before the work was accepted"


def check_after_acceptance() -> Iterator[str]:
    """Recognition, handover and plaque are those of accepted works, and not older than the acceptance."""
    for model, day in (
        (Recognition, Recognition.decided_on),
        (Handover, Handover.handed_on),
        (Plaque, Plaque.put_up_on),
    ):
        before = (day < Work.accepted_on) | Work.accepted_on.is_(None)
        rows = select(model.id).join(Work, Work.id == model.work_id).where(before).order_by(model.id)
        for id_ in db.session.execute(rows).scalars():
            yield f"{model.__tablename__} {id_}: before the work was accepted"


CHECKS = (
    check_balances,
    check_kept_figures,
    check_plan_lines,
    check_states,
    check_expenses,
    check_revisions,
    check_history,
    check_follow_ups,
    check_after_acceptance,
    *MONEY_CHECKS,
    *SPONSOR_CHECKS,
)


def _ids(*where: Any) -> list[int]:
    return list(db.session.execute(select(Work.id).where(*where).order_by(Work.id)).scalars())

"""Changing an approved plan: the leader drafts and hands in a revision, the committee decides. Every version stays.

A line of a revision that goes on a line in force names that line's root; what was spent on any version of it counts
for it, and expenses that wait follow it. See docs/decisions/0005.
"""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotPossible
from app.core.events import record
from app.core.money import format_money
from app.extensions import db
from app.works import permissions
from app.works.actions.proposal import MOST_LINES, check_sum
from app.works.actions.steps import (
    allow,
    check_reason,
    check_version,
    lock_work,
    newest_plan,
    plan_in_force,
    spent_by_root,
    was_done_before,
)
from app.works.models import Expense, PlanLine, PlanSource, PlanVersion, Work
from app.works.models.plan import line_amount
from app.works.values import Line, Source

CONTENT = (selectinload(PlanVersion.lines), selectinload(PlanVersion.sources))


@action
def draft_revision(
    actor: Actor, *, work_id: int, version: int, lines: Sequence[Line], sources: Sequence[Source]
) -> int:
    """Save the draft of a revision: all its lines and sources; it begins with the first saving. Returns its id."""
    work = lock_work(actor, work_id)
    allow(permissions.can_draft_revision(actor, work))
    digest = hashlib.sha256(repr((list(lines), list(sources))).encode()).hexdigest()[:16]
    plan = newest_plan(work.id, *CONTENT)
    if was_done_before(actor, work, "plan.drafted", version, {"digest": digest}) and plan is not None:
        return plan.id
    check_version(work, version)
    in_force = _in_force(work)
    if plan is None or plan.state == "submitted":
        raise NotPossible("revision_waits")
    if not lines:
        raise NotPossible("lines_missing")
    if len(lines) > MOST_LINES or len(sources) > MOST_LINES:
        raise NotPossible("too_many_lines")
    if plan.state != "draft":
        number = plan.number + 1
        plan = PlanVersion(work_id=work.id, number=number, state="draft", made_at=clock.now(), lines=[], sources=[])
        db.session.add(plan)
    plan.made_by = actor.account_id
    if actor.account_id is not None and not plan.was_edited_by(actor.account_id):
        plan.edited_by = f"{plan.edited_by or '/'}{actor.account_id}/"
    plan.lines[:] = _lines(lines, {line.root for line in in_force.lines})
    plan.sources[:] = [
        PlanSource(position=position, kind=s.kind, form=s.form, amount=s.amount, name=s.name)
        for position, s in enumerate(sources, 1)
    ]
    check_sum(plan.total)
    check_sum(plan.total_of_sources)
    db.session.flush()  # the answer needs the id
    work.version += 1
    record(actor, "plan.drafted", work, digest=digest, version=work.version)
    return plan.id


@action
def submit_revision(actor: Actor, *, work_id: int, version: int, reason: str) -> int:
    """Hand the draft of a revision in, with the reason for the change."""
    work = lock_work(actor, work_id)
    allow(permissions.can_submit_revision(actor, work))
    plan = newest_plan(work.id, *CONTENT)
    details = {"number": plan.number if plan else 0, "reason": reason}
    if plan is not None and was_done_before(actor, work, "plan.submitted", version, details):
        return plan.id
    check_version(work, version)
    in_force = _in_force(work)
    if plan is None or plan.state != "draft":
        raise NotPossible("no_revision")
    check_reason(reason)
    _check_content(work, plan, in_force)
    plan.state = "submitted"
    plan.change_reason = reason
    plan.submitted_by = actor.account_id
    work.version += 1
    record(actor, "plan.submitted", work, **details, version=work.version)
    return plan.id


@action
def approve_revision(actor: Actor, *, work_id: int, version: int) -> int:
    """Put a revision in force. What was spent meanwhile is looked at again."""
    return _decide(actor, work_id, version, "approved")


@action
def refuse_revision(actor: Actor, *, work_id: int, version: int, reason: str) -> int:
    """Turn a revision down with a reason; the plan in force stays as it is."""
    return _decide(actor, work_id, version, "refused", reason)


def _decide(actor: Actor, work_id: int, version: int, state: str, reason: str = "") -> int:
    work = lock_work(actor, work_id)
    plan = newest_plan(work.id, *CONTENT)
    verb = f"plan.{state}"
    details: dict[str, Any] = {"number": plan.number if plan else 0} | ({"reason": reason} if reason else {})
    allow(plan is not None and permissions.can_approve_revision(actor, work, plan))
    assert plan is not None
    if was_done_before(actor, work, verb, version, details):
        return plan.id
    check_version(work, version)
    in_force = _in_force(work)
    if plan.state != "submitted":
        raise NotPossible("no_revision")
    if state == "approved":
        _check_content(work, plan, in_force)
        work.planned_total = plan.total
    else:
        check_reason(reason)
    plan.state = state
    plan.reason = reason[:500]
    plan.decided_by = actor.account_id
    plan.decided_at = clock.now()
    work.version += 1
    record(actor, verb, work, **details, version=work.version)
    return plan.id


def _in_force(work: Work) -> PlanVersion:
    """The plan that is to be changed. Raises NotPossible where money is not recorded yet or any more."""
    plan = plan_in_force(work.id, *CONTENT)
    if plan is None or not work.takes_money:
        raise NotPossible("revision_closed")
    return plan


def _lines(lines: Sequence[Line], roots: set[int]) -> list[PlanLine]:
    """Rows of the plan. A root that isn't in force, or that an earlier row has taken, makes a new line."""
    free, rows = set(roots), []
    for position, line in enumerate(lines, 1):
        root = line.root if line.root in free else None
        free -= {root}
        rows.append(
            PlanLine(
                position=position,
                root_id=root,
                category=line.category,
                description=line.description,
                quantity=line.quantity,
                unit=line.unit,
                unit_price=line.unit_price,
                amount=line_amount(Decimal(line.quantity), line.unit_price),
            )
        )
    return rows


def _check_content(work: Work, plan: PlanVersion, in_force: PlanVersion) -> None:
    """Sources equal lines; no line is lowered below what is spent on it, or dropped while an expense waits on it."""
    if not plan.lines:
        raise NotPossible("lines_missing")
    if plan.total_of_sources != plan.total:
        raise NotPossible("sources_differ")
    if plan.total < work.cash_spent:
        raise NotPossible("revision_below_spent", total=format_money(plan.total), spent=format_money(work.cash_spent))
    kept = {line.root: line.amount for line in plan.lines}
    spent, waiting = spent_by_root(work.id), _waiting_roots(work.id)
    for line in in_force.lines:
        amount, used = kept.get(line.root, 0), spent.get(line.root, 0)
        # A line that stays as it was may be overspent by the tolerance.
        if amount < used and amount < line.amount:
            raise NotPossible("line_below_spent", line=line.description, spent=format_money(used))
        if line.root not in kept and line.root in waiting:
            raise NotPossible("line_has_expense", line=line.description)


def _waiting_roots(work_id: int) -> set[int]:
    """The lines on which an expense waits."""
    root = func.coalesce(PlanLine.root_id, PlanLine.id)
    statement = select(root).join(Expense, Expense.plan_line_id == PlanLine.id)
    return set(db.session.execute(statement.where(Expense.work_id == work_id, Expense.state == "pending")).scalars())

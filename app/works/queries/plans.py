"""The versions of a work's plan: all of them, and any two compared."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased, selectinload

from app.core.actor import Actor
from app.core.errors import NotFound
from app.extensions import db
from app.people.models import Account
from app.works import permissions
from app.works.comparing import Change, compare_lines, compare_sources
from app.works.models import PlanVersion, Work
from app.works.queries.page import get_work


class VersionRow(NamedTuple):
    """A version with the names of who made it, handed it in and decided on it."""

    plan: PlanVersion
    maker: str | None
    sender: str | None
    decider: str | None


@dataclass(frozen=True)
class PlansPage:
    """Every version of a plan, oldest first; the two that are compared, and what the actor may do with the last one."""

    work: Work
    versions: list[VersionRow]
    before: PlanVersion | None
    after: PlanVersion | None
    lines: list[Change]
    sources: list[Change]
    may_draft: bool
    may_decide: bool

    @property
    def newest(self) -> PlanVersion | None:
        return self.versions[-1].plan if self.versions else None

    @property
    def in_force(self) -> PlanVersion | None:
        return next((row.plan for row in reversed(self.versions) if row.plan.state == "approved"), None)

    @property
    def is_open(self) -> bool:
        """May the plan be revised at all now?"""
        return self.work.takes_money and self.in_force is not None

    @property
    def can_draft(self) -> bool:
        return self.may_draft and self.is_open and self.newest is not None and self.newest.state != "submitted"

    @property
    def can_submit(self) -> bool:
        return self.can_draft and self.newest is not None and self.newest.state == "draft"

    @property
    def can_decide(self) -> bool:
        is_waiting = self.newest is not None and self.newest.state == "submitted"
        return self.may_decide and self.is_open and is_waiting


def get_plans(actor: Actor, work_id: int, before: int | None = None, after: int | None = None) -> PlansPage:
    """All versions, and two of them by their numbers compared (else the newest and the one in force before it).

    Four statements. Raises NotFound where the actor may not see the money, or there is no version of that number.
    """
    work = get_work(actor, work_id)
    if not permissions.can_see_budget(actor, work):
        raise NotFound
    maker, sender, decider = aliased(Account), aliased(Account), aliased(Account)
    rows = db.session.execute(
        select(PlanVersion, maker.name, sender.name, decider.name)
        .outerjoin(maker, maker.id == PlanVersion.made_by)
        .outerjoin(sender, sender.id == PlanVersion.submitted_by)
        .outerjoin(decider, decider.id == PlanVersion.decided_by)
        .where(PlanVersion.work_id == work.id)
        .order_by(PlanVersion.number)
        .options(selectinload(PlanVersion.lines), selectinload(PlanVersion.sources))
    )
    versions = [VersionRow(*row) for row in rows]
    old, new = _chosen([row.plan for row in versions], before, after)
    newest = versions[-1].plan if versions else None
    return PlansPage(
        work=work,
        versions=versions,
        before=old,
        after=new,
        lines=compare_lines(old, new) if old and new else [],
        sources=compare_sources(old, new) if old and new else [],
        may_draft=permissions.can_draft_revision(actor, work),
        may_decide=newest is not None and permissions.can_approve_revision(actor, work, newest),
    )


def _chosen(
    plans: list[PlanVersion], before: int | None, after: int | None
) -> tuple[PlanVersion | None, PlanVersion | None]:
    by_number = {plan.number: plan for plan in plans}
    if (before is not None and before not in by_number) or (after is not None and after not in by_number):
        raise NotFound
    new = by_number[after] if after is not None else (plans[-1] if plans else None)
    if before is not None:
        return by_number[before], new
    earlier = [plan for plan in plans if new is not None and plan.number < new.number]
    approved = [plan for plan in earlier if plan.state == "approved"]
    return next(iter([*reversed(approved), *reversed(earlier)]), None), new

"""What changed in a proposal since it was handed in the time before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.works.comparing import Change, compare_lines, compare_sources
from app.works.models import PlanVersion, Submission, Work
from app.works.submissions import Difference, empty_plan, find_differences, is_changed, take_snapshot


@dataclass(frozen=True)
class Since:
    """What a proposal says otherwise than when it was handed in at `at`; the plans as plans.py compares them."""

    number: int
    at: datetime
    facts: list[Difference]
    before: PlanVersion
    after: PlanVersion
    lines: list[Change]
    sources: list[Change]

    @property
    def has_new_plan(self) -> bool:
        """Did anything in the lines or sources change?"""
        return is_changed(self.lines) or is_changed(self.sources)


def find_changes(work: Work, measures: Sequence[Any], plan: PlanVersion | None) -> Since | None:
    """A draft against what was handed in last, what waits against the time before; None where there is no such.

    Three statements where there is one. The work must have its parts loaded, the plan its lines and sources.
    """
    statement = select(Submission).where(Submission.work_id == work.id).order_by(Submission.number.desc())
    earlier = 0 if work.is_editable else 1  # what waits is itself the newest
    last = db.session.execute(statement.offset(earlier).limit(1)).scalar_one_or_none()
    if last is None:
        return None
    before = db.session.execute(
        select(PlanVersion)
        .where(PlanVersion.id == last.plan_version_id)
        .options(selectinload(PlanVersion.lines), selectinload(PlanVersion.sources))
    ).scalar_one()
    after = plan or empty_plan()
    return Since(
        number=last.number,
        at=last.at,
        facts=find_differences(last.content, take_snapshot(work, measures)),
        before=before,
        after=after,
        lines=compare_lines(before, after),
        sources=compare_sources(before, after),
    )

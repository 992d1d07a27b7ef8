"""Keeping what a proposal said when it was handed in."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.actor import Actor
from app.extensions import db
from app.works.models import KindMeasure, PlanVersion, Submission, Work, WorkMeasure, WorkPartner
from app.works.submissions import take_snapshot


def keep_submission(
    actor: Actor, work: Work, measures: list[tuple[KindMeasure, WorkMeasure | None]], plan: PlanVersion
) -> None:
    """Write down the proposal as it stands, under the next number."""
    db.session.flush()  # so that reading it anew doesn't lose what this action has changed
    loaded = db.session.execute(
        select(Work)
        .where(Work.id == work.id)
        .options(
            joinedload(Work.kind),
            joinedload(Work.unit),
            joinedload(Work.commune),
            selectinload(Work.partners).joinedload(WorkPartner.unit),
            selectinload(Work.phases),
        )
        .execution_options(populate_existing=True)
    ).scalar_one()
    earlier = db.session.scalar(select(func.count()).where(Submission.work_id == work.id)) or 0
    db.session.add(
        Submission(
            work_id=work.id,
            number=earlier + 1,
            plan_version_id=plan.id,
            content=take_snapshot(loaded, measures),
            submitted_by=actor.account_id,
            at=work.submitted_at,
        )
    )

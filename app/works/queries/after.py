"""What followed the acceptance of a work, and the papers of it."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import bindparam, or_, select

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.files import StoredFile
from app.extensions import db
from app.works import permissions
from app.works.models import Confirmation, FollowUp, Handover, Plaque, Recognition, VillagerLabour, Work


@dataclass(frozen=True)
class After:
    """Everything after acceptance: visits, decisions of each level, handover, plaque."""

    visits: list[FollowUp] = field(default_factory=list)
    recognitions: list[Recognition] = field(default_factory=list)
    handover: Handover | None = None
    plaque: Plaque | None = None


@cache
def _after() -> Any:
    return (
        select(FollowUp, Recognition, Handover, Plaque)
        .select_from(Work)
        .outerjoin(FollowUp, FollowUp.work_id == Work.id)
        .outerjoin(Recognition, Recognition.work_id == Work.id)
        .outerjoin(Handover, Handover.work_id == Work.id)
        .outerjoin(Plaque, Plaque.work_id == Work.id)
        .where(Work.id == bindparam("work_id"))
        .order_by(FollowUp.due_on, FollowUp.id, Recognition.decided_on)
    )


def get_after(work_id: int) -> After:
    """What followed the acceptance of a work, by one statement: few rows of each, so their product stays small."""
    visits: dict[int, Any] = {}
    recognitions: dict[int, Any] = {}
    rows = db.session.execute(_after(), {"work_id": work_id}).all()
    for visit, recognition, _handover, _plaque in rows:
        if visit is not None:
            visits[visit.id] = visit
        if recognition is not None:
            recognitions[recognition.id] = recognition
    handover, plaque = (rows[0][2], rows[0][3]) if rows else (None, None)
    return After(list(visits.values()), list(recognitions.values()), handover, plaque)


def find_confirmation(work: Work) -> Confirmation | None:
    """The confirmation of the report that a work has now; one of an earlier report counts no longer."""
    row = db.session.execute(select(Confirmation).where(Confirmation.work_id == work.id)).scalar_one_or_none()
    return row if row is not None and row.is_of(work.reported_at) else None


def get_paper(actor: Actor, file_id: int) -> StoredFile:
    """The paper of a confirmation, recognition, handover, plaque or labour list, for roles over the work's unit.

    Raises NotFound.
    """
    works = select(Work.id).where(permissions.visible_papers(actor))
    papers = (Recognition, Handover, Plaque, Confirmation, VillagerLabour)
    held = (select(paper.file_id).where(paper.work_id.in_(works)) for paper in papers)
    stored = db.session.execute(
        select(StoredFile).where(StoredFile.id == file_id, or_(*(StoredFile.id.in_(ids) for ids in held)))
    ).scalar_one_or_none()
    if stored is None:
        raise NotFound
    return stored

"""What the committee needs to decide on proposals: the queue, and one of them with what speaks for and against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actor import Actor
from app.core.coordinates import distance_m
from app.core.errors import NotAllowed
from app.extensions import db
from app.people.models import Account, Unit
from app.places.models import Commune
from app.works import permissions
from app.works.models import PlanVersion, Pledge, Submission, Work, WorkKind, WorkPhoto
from app.works.queries.page import Measured, get_proposal
from app.works.queries.submissions import Since, find_changes

QUEUE, EARLIER, LOOKED_AT = 50, 8, 200
NEAR_M = 3000
# So close, and of the same kind, it may be the same work.
SAME_M = 300
DEGREES = 0.03  # of latitude and longitude: more than NEAR_M anywhere in the country


class Queued(NamedTuple):
    """A proposal that waits; `times` is how often it was handed in."""

    id: int
    version: int
    title: str
    kind_code: str
    unit: str
    commune: str | None
    planned_total: int
    submitted_at: Any
    is_point_outside: bool
    times: int


@dataclass(frozen=True)
class Earlier:
    """Another work; `metres` is how far it lies from this one, None where one of them has no point."""

    work: Work
    metres: int | None

    @property
    def day(self) -> date:
        """The day that it stands under in lists."""
        return self.work.accepted_on or self.work.sort_on


@dataclass(frozen=True)
class DecisionPage:
    """A proposal with all that the committee looks at before it decides."""

    work: Work
    measures: list[Measured]
    plan: PlanVersion | None
    proposer: str | None
    since: Since | None
    nearby: list[Earlier]
    of_unit: list[Earlier]
    weaknesses: list[str]


def list_to_decide(actor: Actor) -> list[Queued]:
    """The proposals that the actor may decide on, the longest waiting first. One statement."""
    times = select(func.count()).where(Submission.work_id == Work.id).scalar_subquery()
    rows = db.session.execute(
        select(
            Work.id,
            Work.version,
            Work.title,
            WorkKind.code,
            Unit.short_name,
            Commune.name,
            Work.planned_total,
            Work.submitted_at,
            Work.is_point_outside,
            times,
        )
        .join(WorkKind, WorkKind.id == Work.kind_id)
        .join(Unit, Unit.id == Work.unit_id)
        .outerjoin(Commune, Commune.id == Work.commune_id)
        .where(Work.state == "submitted", permissions.works_to_decide(actor))
        .order_by(Work.submitted_at, Work.id)
        .limit(QUEUE)
    )
    return [Queued(*row) for row in rows]


def get_decision(actor: Actor, work_id: int) -> DecisionPage:
    """A proposal for whoever decides on it, by a fixed number of statements. Raises NotFound, NotAllowed."""
    work, measures, plan = get_proposal(actor, work_id)
    if not permissions.can_approve_work(actor, work):
        raise NotAllowed
    nearby = _nearby(actor, work)
    return DecisionPage(
        work=work,
        measures=measures,
        plan=plan,
        proposer=db.session.scalar(select(Account.name).where(Account.id == work.proposed_by)),
        since=find_changes(work, measures, plan),
        nearby=nearby[:EARLIER],
        of_unit=_of_unit(actor, work),
        weaknesses=_weaknesses(work, measures, plan, nearby),
    )


def _nearby(actor: Actor, work: Work) -> list[Earlier]:
    """Works within three kilometres, and those in the same commune; the nearest first, those without a point last."""
    close = [Work.commune_id == work.commune_id]
    if work.lat is not None and work.lon is not None:
        close.append(
            and_(
                Work.lat.between(work.lat - DEGREES, work.lat + DEGREES),
                Work.lon.between(work.lon - DEGREES, work.lon + DEGREES),
            )
        )
    found = [_earlier(work, other) for other in _others(actor, work, or_(*close), LOOKED_AT)]
    kept = [row for row in found if row.work.commune_id == work.commune_id or (row.metres or 0) <= NEAR_M]
    return sorted(kept, key=lambda row: (row.metres is None, row.metres or 0))


def _of_unit(actor: Actor, work: Work) -> list[Earlier]:
    """The unit's works, newest first."""
    return [_earlier(work, other) for other in _others(actor, work, Work.unit_id == work.unit_id, EARLIER)]


def _others(actor: Actor, work: Work, where: Any, limit: int) -> Sequence[Work]:
    return (
        db.session.execute(
            select(Work)
            .where(
                Work.id != work.id,
                Work.state.not_in(("draft", "rejected", "cancelled")),
                where,
                permissions.visible_works(actor),
            )
            .options(joinedload(Work.kind, innerjoin=True), joinedload(Work.unit, innerjoin=True))
            .order_by(Work.sort_on.desc(), Work.id.desc())
            .limit(limit)
        )
        .scalars()
        .all()
    )


def _earlier(work: Work, other: Work) -> Earlier:
    if work.lat is None or work.lon is None or other.lat is None or other.lon is None:
        return Earlier(other, None)
    return Earlier(other, round(distance_m((work.lat, work.lon), (other.lat, other.lon))))


def _weaknesses(work: Work, measures: list[Measured], plan: PlanVersion | None, nearby: list[Earlier]) -> list[str]:
    """What may be missing or wrong though the proposal could be handed in, as codes in the order of the questions."""
    promised = select(func.coalesce(func.sum(Pledge.amount), 0)).where(
        Pledge.work_id == work.id, Pledge.source == "sponsor", Pledge.withdrawn_at.is_(None)
    )
    has_before = exists().where(WorkPhoto.work_id == work.id, WorkPhoto.moment == "before")
    pledged, shown = db.session.execute(select(promised.scalar_subquery(), has_before)).one()
    sponsored = sum(source.amount for source in plan.sources if source.kind == "sponsor") if plan else 0
    is_road = any(measure.code.startswith("length") for measure, _written in measures)
    same = [row for row in nearby if row.work.kind_id == work.kind_id and row.metres is not None]
    weak = {
        "unit_gone": not work.unit.stands_on(clock.today()),
        "no_description": not work.description.strip(),
        "no_point": work.lat is None,
        "point_outside": work.is_point_outside,
        "no_line": is_road and not work.line,
        "same_nearby": any((row.metres or 0) <= SAME_M for row in same),
        "starts_in_past": work.starts_on is not None and work.starts_on < clock.today(),
        "not_pledged": sponsored > pledged,
        "no_photo": not shown,
    }
    return [code for code, is_weak in weak.items() if is_weak]

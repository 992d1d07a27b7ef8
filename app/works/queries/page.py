"""One work: for its page, for its forms, its photos and history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.actor import Actor, Role
from app.core.errors import NotFound
from app.core.events import Event
from app.core.files import StoredFile
from app.extensions import db
from app.people.models import Account
from app.works import permissions
from app.works.models import (
    Acceptance,
    Expense,
    KindMeasure,
    PlanVersion,
    Work,
    WorkMeasure,
    WorkPartner,
    WorkPhoto,
)
from app.works.models.photo import MOMENTS
from app.works.queries.after import After, get_after
from app.works.queries.labour_sums import LabourSums, labour_columns

HISTORY_SHOWN = 30
# What a work has a few of, and a page of it shows: read together with it, so a page takes no statement more.
PARTS = (joinedload(Work.partners).joinedload(WorkPartner.unit), joinedload(Work.phases))
# What visitors and members may read of a history: the steps, not the money and the edits.
SHARED_VERBS = ("work.submitted", "work.approved", "work.started", "work.reported", "work.accepted", "work.entered")


class Measured(NamedTuple):
    """A measure of the kind with what was planned and delivered (None where nothing is written yet)."""

    measure: KindMeasure
    written: WorkMeasure | None

    @property
    def planned(self) -> Any:
        """A number, or a list of border markers."""
        return (self.written.planned_list or self.written.planned) if self.written else None

    @property
    def delivered(self) -> Any:
        return (self.written.delivered_list or self.written.delivered) if self.written else None


class Happened(NamedTuple):
    """An event with the name of who did it, as plain values: a history has hundreds of them."""

    verb: str
    details: dict[str, Any]
    at: datetime
    name: str | None


class ShownPhoto(NamedTuple):
    """A photo as pages show it, as plain values; width and height in pixels, None where they aren't known."""

    id: int
    moment: str
    caption: str
    is_outside: bool
    width: int | None
    height: int | None
    is_withheld: bool


@dataclass(frozen=True)
class WorkPage:
    """Everything that a work's page shows; `is_insider` tells who reads the whole of it."""

    work: Work
    measures: list[Measured]
    photos: Sequence[ShownPhoto]
    history: list[Happened]
    more_history: bool
    acceptance: Acceptance | None
    plan: PlanVersion | None
    steps: list[str]
    can_edit: bool
    can_add_photos: bool
    can_see_budget: bool
    is_insider: bool
    pending_expenses: int
    labour: LabourSums
    after: After
    can_record_visit: bool
    can_recognise: bool

    @property
    def photos_in_order(self) -> list[ShownPhoto]:
        """Before, during, after."""
        return sorted(self.photos, key=lambda photo: (MOMENTS.index(photo.moment), photo.id))

    @property
    def pair(self) -> tuple[ShownPhoto, ShownPhoto] | None:
        """The first photo before the work and the last one after it, to be compared."""
        before, after = self.photos_of("before"), self.photos_of("after")
        return (before[0], after[-1]) if before and after else None

    def photos_of(self, moment: str) -> list[ShownPhoto]:
        return [photo for photo in self.photos if photo.moment == moment]


# The statements of a work's page are built once, with a place for the work's id: building takes longer than asking.


@cache
def _one_work() -> Any:
    return (
        select(Work)
        .where(Work.id == bindparam("work_id"))
        .options(joinedload(Work.kind, innerjoin=True), joinedload(Work.unit, innerjoin=True), joinedload(Work.commune))
    )


def get_work(actor: Actor, work_id: int, *options: Any) -> Work:
    """A work with kind, unit and commune. Raises NotFound where the actor may not know of it."""
    statement = _one_work().options(*options) if options else _one_work()
    found: Work | None = db.session.execute(statement, {"work_id": work_id}).unique().scalar_one_or_none()
    if found is None or not permissions.can_see_work(actor, found):
        raise NotFound
    return found


@cache
def _page_of_work() -> Any:
    waiting = select(func.count()).where(Expense.work_id == Work.id, Expense.state == "pending").scalar_subquery()
    return (
        select(Work, Acceptance, waiting, *labour_columns())
        .outerjoin(Acceptance, Acceptance.work_id == Work.id)
        .where(Work.id == bindparam("work_id"))
        .options(
            joinedload(Work.kind, innerjoin=True),
            joinedload(Work.unit, innerjoin=True),
            joinedload(Work.commune),
            joinedload(Acceptance.file),
            *PARTS,
        )
    )


def get_work_page(actor: Actor, work_id: int, *, whole_history: bool = False) -> WorkPage:
    """A work's page by at most seven statements. Raises NotFound."""
    row = db.session.execute(_page_of_work(), {"work_id": work_id}).unique().one_or_none()
    if row is None or not permissions.can_see_work(actor, row[0]):
        raise NotFound
    work, acceptance, pending_expenses, labour_days, labour_waiting = row
    is_insider = actor.is_system or actor.holds(*Role, over=work.unit.path)
    is_accepted = work.state == "accepted"
    history, more = list_history(work.id, is_insider=is_insider, whole=whole_history)
    return WorkPage(
        work=work,
        measures=list_measures(work),
        photos=list_photos(work.id, is_insider=is_insider),
        history=history,
        more_history=more,
        acceptance=acceptance,
        plan=_newest_plan(work.id) if is_insider and work.state in ("draft", "submitted") else None,
        steps=permissions.steps_for(actor, work),
        can_edit=permissions.can_edit_work(actor, work),
        can_add_photos=permissions.can_add_photo(actor, work) and work.takes_photos,
        can_see_budget=permissions.can_see_budget(actor, work),
        is_insider=is_insider,
        pending_expenses=pending_expenses,
        labour=LabourSums(labour_days or Decimal(0), labour_waiting),
        after=get_after(work.id) if is_accepted else After(),
        can_record_visit=permissions.can_record_visit(actor, work) and is_accepted,
        can_recognise=permissions.can_record_recognition(actor, work) and is_accepted,
    )


def get_proposal(actor: Actor, work_id: int) -> tuple[Work, list[Measured], PlanVersion | None]:
    """A draft with its partners, phases, measures and newest plan, for whoever may edit it. Raises NotFound."""
    work = get_work(actor, work_id, *PARTS)
    return work, list_measures(work), _newest_plan(work.id)


@cache
def _measures() -> Any:
    written = and_(WorkMeasure.measure_id == KindMeasure.id, WorkMeasure.work_id == bindparam("work_id"))
    return (
        select(KindMeasure, WorkMeasure)
        .outerjoin(WorkMeasure, written)
        .where(KindMeasure.kind_id == bindparam("kind_id"), or_(KindMeasure.is_active, WorkMeasure.id.is_not(None)))
        .order_by(KindMeasure.position)
    )


def list_measures(work: Work) -> list[Measured]:
    """The measures of the work's kind, the main quantity first; retired ones only where the work has them."""
    rows = db.session.execute(_measures(), {"work_id": work.id, "kind_id": work.kind_id})
    return [Measured(measure, written) for measure, written in rows]


@cache
def _history(*, is_insider: bool, whole: bool) -> Any:
    statement = (
        select(Event.verb, Event.details, Event.at, Account.name)
        .outerjoin(Account, Account.id == Event.account_id)
        .where(Event.subject_type == Work.__tablename__, Event.subject_id == bindparam("work_id"))
        .order_by(Event.id.desc())
    )
    if not is_insider:
        statement = statement.where(Event.verb.in_(SHARED_VERBS))
    return statement if whole else statement.limit(HISTORY_SHOWN + 1)


def list_history(work_id: int, *, is_insider: bool, whole: bool = False) -> tuple[list[Happened], bool]:
    """What happened to the work, newest first, and whether there is more than is given."""
    found = db.session.execute(_history(is_insider=is_insider, whole=whole), {"work_id": work_id})
    rows = [Happened(verb, details, at, name if is_insider else None) for verb, details, at, name in found]
    more = not whole and len(rows) > HISTORY_SHOWN
    return rows[:HISTORY_SHOWN] if more else rows, more


def list_changes_since(work_id: int, version: int) -> list[Happened]:
    """What happened to a work after a version, oldest first: what a stale page didn't know of."""
    rows, _more = list_history(work_id, is_insider=True)
    return [row for row in reversed(rows) if row.details.get("version", 0) > version]


@cache
def _photos_of_work(*, is_insider: bool) -> Any:
    statement = (
        select(
            WorkPhoto.id,
            WorkPhoto.moment,
            WorkPhoto.caption,
            WorkPhoto.is_outside,
            StoredFile.width,
            StoredFile.height,
            StoredFile.is_withheld,
        )
        .join(StoredFile, StoredFile.id == WorkPhoto.file_id)
        .where(WorkPhoto.work_id == bindparam("work_id"))
        .order_by(WorkPhoto.id)
    )
    return statement if is_insider else statement.where(~StoredFile.is_withheld)


def list_photos(work_id: int, *, is_insider: bool) -> list[ShownPhoto]:
    """The photos of a work, in the order in which they came.

    Without those on which somebody has not agreed to be seen, but for who looks after the work.
    """
    found = db.session.execute(_photos_of_work(is_insider=is_insider), {"work_id": work_id})
    return [ShownPhoto(*row) for row in found]


def get_photo(actor: Actor, photo_id: int) -> tuple[WorkPhoto, Work]:
    """A photo with its file, and its work. Raises NotFound where the work is not the actor's to see."""
    row = db.session.execute(
        select(WorkPhoto, Work)
        .join(Work, Work.id == WorkPhoto.work_id)
        .where(WorkPhoto.id == photo_id, permissions.visible_works(actor))
        .options(joinedload(WorkPhoto.file, innerjoin=True), joinedload(Work.unit, innerjoin=True))
    ).one_or_none()
    if row is None:
        raise NotFound
    photo, work = row
    if photo.file.is_withheld and not (actor.is_system or actor.holds(*Role, over=work.unit.path)):
        raise NotFound
    return photo, work


@cache
def _newest_version() -> Any:
    return (
        select(PlanVersion)
        .where(PlanVersion.work_id == bindparam("work_id"))
        .options(selectinload(PlanVersion.lines), selectinload(PlanVersion.sources))
        .order_by(PlanVersion.number.desc())
        .limit(1)
    )


def _newest_plan(work_id: int) -> PlanVersion | None:
    found: PlanVersion | None = db.session.execute(_newest_version(), {"work_id": work_id}).scalar_one_or_none()
    return found

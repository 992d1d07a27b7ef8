"""The list of works: filtered, newest first, paged by key."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, exists, or_, select

from app.core.actor import Actor
from app.core.paging import Page, fetch_page
from app.core.text import fold
from app.extensions import db
from app.people.models import Unit
from app.places.models import Commune
from app.works import permissions
from app.works.models import Work, WorkKind
from app.works.queries.kinds import narrows_lists


@dataclass(frozen=True)
class Filters:
    """What a list or map shows; an empty filter lets everything through. `text` and `commune` ignore diacritics."""

    text: str = ""
    kind: str = ""
    state: str = ""
    unit_id: int | None = None
    year: int | None = None
    commune: str = ""

    def __bool__(self) -> bool:
        return self != Filters()


class WorkRow(NamedTuple):
    """A work in a list."""

    id: int
    title: str
    state: str
    sort_on: date
    kind_code: str
    kind_vi: str
    kind_en: str
    unit: str
    commune: str | None
    district: str | None
    is_history: bool

    def kind(self, language: str) -> str:
        return self.kind_en if language == "en" else self.kind_vi

    @property
    def place(self) -> str:
        return f"{self.commune} ({self.district})" if self.district else self.commune or ""


@dataclass(frozen=True)
class Choices:
    """What the filters offer: kinds, and the units that have works."""

    kinds: list[Any]
    units: list[Any]


COLUMNS = (
    Work.id,
    Work.title,
    Work.state,
    Work.sort_on,
    WorkKind.code,
    WorkKind.name_vi,
    WorkKind.name_en,
    Unit.short_name,
    Commune.name,
    Commune.district,
    Work.is_history,
)
# Statements that every page asks are built once.
LISTED: Any = (
    select(*COLUMNS)
    # Outer, though each work has both: so planners walk the works in the list's order, and stop after a page.
    .outerjoin(WorkKind, WorkKind.id == Work.kind_id)
    .outerjoin(Unit, Unit.id == Work.unit_id)
    .outerjoin(Commune, Commune.id == Work.commune_id)
)
KINDS = select(WorkKind.code, WorkKind.name_vi, WorkKind.name_en).where(narrows_lists()).order_by(WorkKind.position)
UNITS = (
    select(Unit.id, Unit.short_name)
    .where(exists().where(Work.unit_id == Unit.id), Unit.dissolved_on.is_(None))
    .order_by(Unit.name_sort)
    .limit(200)
)


def list_works(actor: Actor, filters: Filters, at: str | None = None) -> Page:
    """A page of WorkRows that the actor may see, newest first; `at` is a page's key."""
    page = fetch_page(
        LISTED.where(_visible(actor), *conditions(filters)),
        order=(Work.sort_on, Work.id),
        key_of=lambda row: (row.sort_on, row.id),
        at=at,
        descending=True,
        scalars=False,
    )
    return Page([WorkRow(*row) for row in page.items], page.next_key, page.previous_key)


def _visible(actor: Actor) -> ColumnElement[bool]:
    """What the actor may see, in a form that no index answers: most works pass, so the list's order must lead."""
    seen = permissions.visible_works(actor)
    return seen if actor.is_visitor else case((seen, 1), else_=0) == 1


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """The filters as WHERE clauses over Work joined with its kind, unit and commune."""
    wanted: list[ColumnElement[bool]] = []
    for word in fold(filters.text).split()[:8]:
        wanted.append(
            or_(
                Work.title_folded.contains(word, autoescape=True),
                Commune.name_folded.contains(word, autoescape=True),
                Unit.name_folded.contains(word, autoescape=True),
            )
        )
    if words := fold(filters.commune).split()[:8]:
        named = (Commune.name_folded.contains(word, autoescape=True) for word in words)
        wanted.append(Work.commune_id.in_(select(Commune.id).where(*named).correlate(None)))
    if filters.kind:
        wanted.append(Work.kind_id == select(WorkKind.id).where(WorkKind.code == filters.kind).scalar_subquery())
    if filters.state:
        wanted.append(Work.state == filters.state)
    if filters.unit_id is not None:
        wanted.append(Work.unit_id == filters.unit_id)
    if filters.year is not None:
        wanted += [Work.sort_on >= date(filters.year, 1, 1), Work.sort_on <= date(filters.year, 12, 31)]
    return wanted


def list_choices() -> Choices:
    """Kinds in their order and units by name, for the filters: two statements."""
    kinds, units = db.session.execute(KINDS).all(), db.session.execute(UNITS).all()
    return Choices(list(kinds), list(units))


def unit_choices(actor: Actor) -> list[tuple[int, str]]:
    """The units that the actor may propose a work for, by name."""
    rows = db.session.execute(
        select(Unit.id, Unit.name)
        .where(permissions.units_to_propose_for(actor), Unit.dissolved_on.is_(None))
        .order_by(Unit.path, Unit.name_sort)
    )
    return [(id_, name) for id_, name in rows]


def kind_choices(language: str) -> list[tuple[int, str]]:
    """The kinds that new works may have, in their order."""
    kinds = db.session.execute(select(WorkKind).where(WorkKind.is_active).order_by(WorkKind.position)).scalars()
    return [(kind.id, kind.name(language)) for kind in kinds]

"""Reading initiatives: the list that everybody may read, one of them, who its authors are, its papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.events import Event
from app.core.files import StoredFile
from app.core.paging import Page, fetch_page
from app.core.text import fold, same_name
from app.extensions import db
from app.learning.models import Initiative, InitiativeAuthor, InitiativeFile, InitiativeUse
from app.learning.models.initiative import TRANSITIONS
from app.learning.permissions import (
    MAY,
    can_edit_initiative,
    can_read_papers,
    units_to_register_in,
    units_to_take_up_in,
    visible_initiatives,
)
from app.people.models import Account, Member, Membership, Unit
from app.people.permissions import lies_under

MOST = 200


@dataclass(frozen=True)
class InitiativeFilters:
    """What the list shows; an empty filter lets everything through."""

    text: str = ""
    kind: str = ""
    state: str = ""
    level: str = ""
    unit_id: int | None = None
    year: int | None = None

    def __bool__(self) -> bool:
        return self != InitiativeFilters()


class InitiativeRow(NamedTuple):
    """An initiative in the list, with how many units took it up."""

    id: int
    title: str
    kind: str
    state: str
    level: str | None
    sort_on: date
    unit: str
    uses: int


@dataclass(frozen=True)
class InitiativePage:
    """All that an initiative's page shows. `is_insider`: papers, history and the steps before its recognition too."""

    initiative: Initiative
    uses: Sequence[InitiativeUse]
    files: Sequence[InitiativeFile]
    history: Sequence[tuple[Event, str]]
    # The steps that the reader may take now.
    steps: frozenset[str]
    may_edit: bool
    is_insider: bool
    # The units for which the reader may take it up.
    takers: list[tuple[int, str]]


def list_initiatives(actor: Actor, filters: InitiativeFilters, at: str | None = None) -> Page:
    """A page of InitiativeRows that the actor may see, the latest step first."""
    uses = (
        select(func.count(InitiativeUse.id))
        .where(InitiativeUse.initiative_id == Initiative.id)
        .correlate(Initiative)
        .scalar_subquery()
    )
    columns = (
        *(Initiative.id, Initiative.title, Initiative.kind, Initiative.state, Initiative.level),
        *(Initiative.sort_on, Unit.short_name),
    )
    page = fetch_page(
        select(*columns, uses)
        .join(Unit, Unit.id == Initiative.unit_id)
        .where(visible_initiatives(actor), *_conditions(filters)),
        order=(Initiative.sort_on, Initiative.id),
        key_of=lambda row: (row.sort_on, row.id),
        at=at,
        descending=True,
        scalars=False,
    )
    return Page([InitiativeRow(*row) for row in page.items], page.next_key, page.previous_key)


def _conditions(filters: InitiativeFilters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    for word in fold(filters.text).split()[:8]:
        wanted.append(
            or_(
                Initiative.title_folded.contains(word, autoescape=True),
                Unit.name_folded.contains(word, autoescape=True),
            )
        )
    for column, value in (
        (Initiative.kind, filters.kind),
        (Initiative.state, filters.state),
        (Initiative.level, filters.level),
    ):
        if value:
            wanted.append(column == value)
    if filters.unit_id is not None:
        wanted.append(Unit.path.contains(f"/{filters.unit_id}/"))
    if filters.year is not None:
        wanted.append(Initiative.sort_on.between(date(filters.year, 1, 1), date(filters.year, 12, 31)))
    return wanted


def get_initiative(actor: Actor, initiative_id: int) -> Initiative:
    """An initiative with its unit and authors. Raises NotFound."""
    found = db.session.execute(
        select(Initiative)
        .where(Initiative.id == initiative_id, visible_initiatives(actor))
        .options(
            joinedload(Initiative.unit),
            selectinload(Initiative.authors).joinedload(InitiativeAuthor.member, innerjoin=True),
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def get_initiative_page(actor: Actor, initiative_id: int) -> InitiativePage:
    """An initiative with its uses; for insiders its papers and history. Raises NotFound."""
    found = get_initiative(actor, initiative_id)
    is_insider = can_read_papers(actor, found)
    uses = db.session.execute(
        select(InitiativeUse)
        .where(InitiativeUse.initiative_id == initiative_id)
        .options(joinedload(InitiativeUse.unit))
        .order_by(InitiativeUse.taken_on.desc(), InitiativeUse.id.desc())
        .limit(MOST)
    ).scalars()
    return InitiativePage(
        found,
        list(uses),
        _files(initiative_id) if is_insider else (),
        _history(initiative_id) if is_insider else (),
        frozenset(step for step in TRANSITIONS if found.can_go(step) and MAY[step](actor, found)),
        may_edit=found.is_editable and can_edit_initiative(actor, found),
        is_insider=is_insider,
        takers=list_takers(actor, found) if found.is_public and actor.held else [],
    )


def _files(initiative_id: int) -> Sequence[InitiativeFile]:
    return (
        db.session.execute(
            select(InitiativeFile)
            .where(InitiativeFile.initiative_id == initiative_id)
            .options(joinedload(InitiativeFile.file))
            .order_by(InitiativeFile.id)
            .limit(MOST)
        )
        .scalars()
        .all()
    )


def _history(initiative_id: int) -> list[tuple[Event, str]]:
    rows = db.session.execute(
        select(Event, Account.name)
        .outerjoin(Account, Account.id == Event.account_id)
        .where(Event.subject_type == Initiative.__tablename__, Event.subject_id == initiative_id)
        .order_by(Event.id.desc())
        .limit(MOST)
    )
    return [(event, name or "") for event, name in rows]


def list_takers(actor: Actor, initiative: Initiative, *, with_users: bool = False) -> list[tuple[int, str]]:
    """The units for which the actor may take an initiative up: led by them, not its own, not using it already.

    `with_users`: those as well, so that a form sent a second time is told what is there.
    """
    if with_users:
        return _units(units_to_take_up_in(actor), Unit.id != initiative.unit_id)
    using = select(InitiativeUse.unit_id).where(InitiativeUse.initiative_id == initiative.id)
    return _units(units_to_take_up_in(actor), Unit.id != initiative.unit_id, Unit.id.not_in(using))


def list_units_to_register_in(actor: Actor) -> list[tuple[int, str]]:
    """The units in which the actor may register initiatives, the highest first."""
    return _units(units_to_register_in(actor))


def _units(*where: Any) -> list[tuple[int, str]]:
    rows = db.session.execute(
        select(Unit.id, Unit.short_name)
        .where(*where, Unit.dissolved_on.is_(None))
        .order_by(func.length(Unit.path), Unit.name_sort)
        .limit(500)
    )
    return [(id_, name) for id_, name in rows]


def find_authors(actor: Actor, unit_id: int, text: str) -> list[int]:
    """Whom a code or a name means: present members of the unit and under it; by the code an officer finds everybody."""
    words = text.split()
    if not words:
        return []
    unit_path = db.session.execute(select(Unit.path).where(Unit.id == unit_id)).scalar_one_or_none() or "-"
    rows = db.session.execute(
        select(Member.id, Member.code, Member.full_name, Unit.path)
        .join(Membership, Membership.member_id == Member.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(
            Membership.valid_until.is_(None),
            or_(Member.code == words[0].upper(), Member.name_folded == fold(text)),
            or_(lies_under(Unit.path, [unit_path]), Member.code == words[0].upper()),
        )
        .order_by(Member.id)
        .limit(20)
    ).all()
    by_code = [row for row in rows if row.code == words[0].upper()]
    if by_code:
        return [row.id for row in by_code if actor.held or row.path.startswith(unit_path)]
    alike = [row.id for row in rows if same_name(row.full_name, text)]
    return alike or [row.id for row in rows]


def find_code_and_name(member_id: int) -> str:
    """A member as a line of authors begins."""
    row = db.session.execute(select(Member.code, Member.full_name).where(Member.id == member_id)).one()
    return f"{row.code} {row.full_name}"


def list_initiatives_of(member_id: int) -> Sequence[Any]:
    """A member's own initiatives with the share, the latest step first: rows (Initiative, share)."""
    return db.session.execute(
        select(Initiative, InitiativeAuthor.share)
        .join(InitiativeAuthor, InitiativeAuthor.initiative_id == Initiative.id)
        .where(InitiativeAuthor.member_id == member_id)
        .order_by(Initiative.sort_on.desc(), Initiative.id.desc())
        .limit(MOST)
    ).all()


def get_initiative_file(actor: Actor, file_id: int) -> StoredFile:
    """A paper of an initiative, for insiders. Raises NotFound."""
    row = db.session.execute(
        select(InitiativeFile.initiative_id, StoredFile)
        .join(StoredFile, StoredFile.id == InitiativeFile.file_id)
        .where(InitiativeFile.file_id == file_id)
    ).one_or_none()
    if row is None or not can_read_papers(actor, get_initiative(actor, row[0])):
        raise NotFound
    stored: StoredFile = row[1]
    return stored

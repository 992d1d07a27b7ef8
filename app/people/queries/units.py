"""Reading units: the tree, one unit with its history, and whom an officer may act for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, or_, select

from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import NotFound
from app.core.files import StoredFile
from app.core.text import fold
from app.extensions import db
from app.people.models import Account, Appointment, Membership, Unit, UnitSuccession, UnitVersion
from app.people.permissions import can_see_unit_paper, lies_under, visible_units


@dataclass(frozen=True)
class UnitRow:
    """A unit in the tree: how deep it stands, and its present members with those of the units under it."""

    unit: Unit
    depth: int
    members: int


@dataclass(frozen=True)
class UnitPage:
    """All that a unit's page shows."""

    unit: Unit
    parents: Sequence[Unit]
    subunits: Sequence[UnitRow]
    versions: Sequence[Any]
    officers: Sequence[Any]
    successors: Sequence[Any]
    predecessors: Sequence[Any]
    members: int


def get_unit(actor: Actor, unit_id: int) -> Unit:
    """A unit that the actor may see; raises NotFound."""
    unit = db.session.execute(select(Unit).where(Unit.id == unit_id, visible_units(actor))).scalar_one_or_none()
    if unit is None:
        raise NotFound
    return unit


def list_units(actor: Actor, *, text: str = "", with_dissolved: bool = False) -> list[UnitRow]:
    """The units that stand (or all), in the order of the tree, with their members. A search finds name or code."""
    statement = select(Unit).where(visible_units(actor))
    if not with_dissolved:
        statement = statement.where(Unit.dissolved_on.is_(None))
    rows = _in_tree_order(db.session.execute(statement).scalars().all())
    counts = count_present_members()
    wanted = fold(text)
    return [
        UnitRow(unit, depth=unit.path.count("/") - 2, members=_members_under(unit, counts))
        for unit in rows
        if wanted in unit.name_folded or wanted in fold(unit.short_name) or wanted in fold(unit.code)
    ]


def count_present_members() -> dict[str, int]:
    """How many present members each unit has itself, by the unit's path."""
    return dict(
        db.session.execute(
            select(Unit.path, func.count())
            .join(Membership, Membership.unit_id == Unit.id)
            .where(Membership.valid_until.is_(None))
            .group_by(Unit.path)
        ).all()
    )


def has_units() -> bool:
    """Whether this installation has begun: the Bloc, at least, is there."""
    return bool(db.session.execute(select(select(Unit.id).exists())).scalar())


def count_moving(unit: Unit) -> tuple[int, int]:
    """How many units under this one, and how many members of all of them, move along with it."""
    below = Unit.path.startswith(unit.path, autoescape=True)
    standing = select(func.count()).where(below, Unit.id != unit.id, Unit.dissolved_on.is_(None)).scalar_subquery()
    members = (
        select(func.count())
        .select_from(Membership)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(below, Membership.valid_until.is_(None))
        .scalar_subquery()
    )
    units, people = db.session.execute(select(standing, members)).one()
    return units, people


def unit_choices(actor: Actor, roles: Iterable[Role] = (Role.LEADER,)) -> list[tuple[int, str]]:
    """The standing units that the actor may act for in one of the roles, as (id, name) in the order of the tree."""
    statement = select(Unit).where(Unit.dissolved_on.is_(None))
    if not actor.is_system:
        statement = statement.where(lies_under(Unit.path, actor.paths(*roles)))
    return [(unit.id, unit.name) for unit in _in_tree_order(db.session.execute(statement).scalars().all())]


def get_unit_page(actor: Actor, unit_id: int) -> UnitPage:
    """A unit with its history, subunits, officers and counts; raises NotFound."""
    unit = get_unit(actor, unit_id)
    above = [int(part) for part in unit.path.strip("/").split("/")[:-1]]
    near = db.session.execute(
        select(Unit).where(Unit.id.in_(above) | ((Unit.parent_id == unit.id) & Unit.dissolved_on.is_(None)))
    ).scalars()
    units = _in_tree_order(near.all())
    counts = count_present_members()
    neighbours = _successions(unit)
    return UnitPage(
        unit=unit,
        parents=[row for row in units if row.id in above],
        subunits=[
            UnitRow(row, depth=0, members=_members_under(row, counts)) for row in units if row.parent_id == unit.id
        ],
        versions=_versions(unit),
        officers=_officers(unit),
        successors=[(id_, name, on) for old, id_, name, on in neighbours if old == unit.id],
        predecessors=[(old, name, on) for old, id_, name, on in neighbours if id_ == unit.id],
        members=_members_under(unit, counts),
    )


def get_unit_paper(actor: Actor, unit_id: int, version_id: int) -> StoredFile:
    """The paper of the decision behind a version of a unit. Raises NotFound."""
    row = db.session.execute(
        select(StoredFile, Unit.path)
        .join(UnitVersion, UnitVersion.file_id == StoredFile.id)
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .where(UnitVersion.id == version_id, Unit.id == unit_id)
    ).first()
    if row is None or not can_see_unit_paper(actor, row.path):
        raise NotFound
    return row.StoredFile


def _versions(unit: Unit) -> Sequence[Any]:
    """What it was, newest first, with the present name of the unit above."""
    return db.session.execute(
        select(UnitVersion, Unit.name)
        .outerjoin(Unit, Unit.id == UnitVersion.parent_id)
        .where(UnitVersion.unit_id == unit.id)
        .order_by(UnitVersion.valid_from.desc())
    ).all()


def _officers(unit: Unit) -> Sequence[Any]:
    """Who holds an appointment over just this unit today: role, title, name, member id. Administrators aren't named."""
    today = clock.today()
    return db.session.execute(
        select(Appointment.role, Appointment.title, Account.name, Account.member_id)
        .join(Account, Account.id == Appointment.account_id)
        .where(
            Appointment.unit_id == unit.id,
            Appointment.role != Role.ADMINISTRATOR,
            Appointment.valid_from <= today,
            Appointment.valid_until.is_(None) | (Appointment.valid_until > today),
            Account.is_active,
        )
        .order_by(Appointment.role, Appointment.valid_from, Appointment.id)
    ).all()


def _successions(unit: Unit) -> Sequence[Any]:
    """Which unit took whose place, before and after this one: rows (old, new, the other one's name, day)."""
    return db.session.execute(
        select(UnitSuccession.unit_id, UnitSuccession.successor_id, Unit.name, UnitSuccession.on)
        .where(or_(UnitSuccession.unit_id == unit.id, UnitSuccession.successor_id == unit.id))
        .join(
            Unit,
            Unit.id
            == case((UnitSuccession.unit_id == unit.id, UnitSuccession.successor_id), else_=UnitSuccession.unit_id),
        )
        .order_by(UnitSuccession.on, Unit.name_sort)
    ).all()


def _in_tree_order(units: Sequence[Unit]) -> list[Unit]:
    """Parents before what lies under them, brothers by name."""
    names = {unit.id: unit.name_sort for unit in units}

    def key(unit: Unit) -> list[tuple[str, int]]:
        return [(names.get(int(part), ""), int(part)) for part in unit.path.strip("/").split("/")]

    return sorted(units, key=key)


def _members_under(unit: Unit, counts: dict[str, int]) -> int:
    return sum(count for path, count in counts.items() if path.startswith(unit.path))

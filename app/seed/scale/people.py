"""Units, officers and members of `seed scale`: 40 base units, as in the published report, some with chapters."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from random import Random

from sqlalchemy import select

from app.core.actor import Actor
from app.core.text import fold, name_sort_key, sort_key
from app.extensions import db
from app.people.models import Account, Appointment, Member, Membership, Unit, UnitVersion
from app.seed.names import invent_name
from app.seed.scale.batch import Batch

CODE = "SC"
UNIONS, BASE_CHAPTERS, CHAPTERS_OF_A_UNION = 8, 32, 5
FOUNDED = date(2017, 3, 26)
OFFICERS = ("leader", "treasurer")
COMMITTEE = 2


@dataclass
class BaseUnit:
    """A base unit with its officers' accounts, and the units in which its members are."""

    id: int
    leader: int = 0
    treasurer: int = 0
    homes: list[int] = field(default_factory=list)


@dataclass
class Team:
    """Everybody who plays a part: the base units in order, and the committee's accounts."""

    bloc: Unit
    units: list[BaseUnit]
    committee: list[int]

    @cached_property
    def members(self) -> dict[int, list[tuple[int, int]]]:
        """The members of each base unit as (member id, unit id), in the order of their ids."""
        base_of = {home: unit.id for unit in self.units for home in unit.homes}
        found: dict[int, list[tuple[int, int]]] = {unit.id: [] for unit in self.units}
        for member_id, unit_id in db.session.execute(
            select(Membership.member_id, Membership.unit_id)
            .where(Membership.unit_id.in_(base_of), Membership.valid_until.is_(None))
            .order_by(Membership.member_id)
        ):
            found[base_of[unit_id]].append((member_id, unit_id))
        return found


def add_units(actor: Actor) -> Unit:
    """Write units and officers under the Bloc that is there, else under a new one; gives the Bloc."""
    bloc = db.session.execute(select(Unit).where(Unit.kind == "bloc").order_by(Unit.id).limit(1)).scalar_one_or_none()
    if bloc is None:
        bloc = _add_unit(CODE, "Đoàn Khối tải thử", "bloc", None, None)
    for number in range(COMMITTEE):
        _add_officer(f"Ban Thường vụ tải thử {number + 1}", "committee", bloc)
    for number in range(1, UNIONS + BASE_CHAPTERS + 1):
        is_union = number <= UNIONS
        sector = "school" if is_union else "agency" if number % 5 else "enterprise"
        name = f"{'Đoàn trường' if is_union else 'Chi đoàn cơ quan'} tải thử {number}"
        unit = _add_unit(f"{CODE}-{number:02}", name, "union" if is_union else "base_chapter", sector, bloc)
        for chapter in range(1, CHAPTERS_OF_A_UNION + 1) if is_union else ():
            _add_unit(f"{unit.code}-{chapter}", f"Chi đoàn {chapter} tải thử {number}", "chapter", sector, unit)
        for role in OFFICERS:
            _add_officer(f"{'Bí thư' if role == 'leader' else 'Thủ quỹ'} tải thử {number}", role, unit)
    return bloc


def find_team() -> Team:
    """Who and what `add_units` wrote, by four statements."""
    units = {
        unit.id: unit
        for unit in db.session.execute(select(Unit).where(Unit.code.like(f"{CODE}-%")).order_by(Unit.code)).scalars()
    }
    bases = {unit.id: BaseUnit(unit.id) for unit in units.values() if unit.kind != "chapter"}
    for unit in units.values():
        if unit.kind == "chapter" and unit.parent_id is not None:
            bases[unit.parent_id].homes.append(unit.id)
        elif unit.kind == "base_chapter":
            bases[unit.id].homes.append(unit.id)
    for account_id, role, unit_id in db.session.execute(
        select(Appointment.account_id, Appointment.role, Appointment.unit_id)
        .where(Appointment.unit_id.in_(bases), Appointment.role.in_(OFFICERS))
        .order_by(Appointment.id.desc())
    ):
        setattr(bases[unit_id], role, account_id)
    bloc_id = next(iter(units.values())).parent_id
    committee = db.session.execute(
        select(Appointment.account_id)
        .where(Appointment.role == "committee", Appointment.unit_id == bloc_id)
        .order_by(Appointment.id)
    ).scalars()
    return Team(db.session.get_one(Unit, bloc_id), list(bases.values()), list(committee))


def add_members(batch: Batch, team: Team, first: int, until: int) -> None:
    """Members by number, six of ten of them pupils; each in the unit that its number gives."""
    homes = [home for unit in team.units for home in unit.homes]
    chance = Random()
    for number in range(first, until):
        chance.seed(number)
        gender = chance.choice(("female", "male"))
        name = invent_name(chance, gender)
        is_pupil = number % 10 < 6
        born = date(chance.randint(2007, 2010) if is_pupil else chance.randint(1990, 2004), 1, 1)
        joined = date(2024 if is_pupil else 2019, 1, 1) + timedelta(days=chance.randint(0, 360))
        member_id = batch.add(
            Member,
            code=f"{CODE}{number:07}",
            full_name=name,
            name_folded=fold(name),
            name_sort=name_sort_key(name),
            birth_date=born + timedelta(days=chance.randint(0, 364)),
            gender=gender,
            joined_on=joined,
            occupation="Học sinh" if is_pupil else "Công chức, viên chức",
        )
        batch.add(Membership, member_id=member_id, unit_id=homes[number % len(homes)], valid_from=joined)


def _add_unit(code: str, name: str, kind: str, sector: str | None, parent: Unit | None) -> Unit:
    values = {
        "name": name,
        "short_name": name,
        "kind": kind,
        "sector": sector,
        "parent_id": parent.id if parent else None,
    }
    unit = Unit(**values, code=code, path="", founded_on=FOUNDED, name_folded=fold(name), name_sort=sort_key(name))
    db.session.add(unit)
    db.session.flush()  # the path holds the id
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    db.session.add(UnitVersion(**values, unit_id=unit.id, path=unit.path, valid_from=FOUNDED))
    return unit


def _add_officer(name: str, role: str, unit: Unit) -> None:
    """An account without a password: nobody signs in with it."""
    account = Account(name=name)
    db.session.add(account)
    db.session.flush()  # the appointment needs the id
    db.session.add(Appointment(account_id=account.id, role=role, unit_id=unit.id, valid_from=FOUNDED))

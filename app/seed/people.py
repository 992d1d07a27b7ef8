"""The demonstration's units, members, accounts and appointments, in a few large statements.

An import of the roster, not a way round the rules: everything lands as the actions of `people` would leave it, and
`flask check` recomputes it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from app.core import clock
from app.core.actions import action, advance_ids
from app.core.actor import Actor
from app.core.events import record
from app.core.text import fold, name_sort_key, sort_key
from app.extensions import db
from app.people.models import Account, Appointment, Member, Membership, Unit, UnitSuccession, UnitVersion
from app.seed.names import invent_name
from app.seed.units import BASE_CHAPTERS, MERGED_IN_2022, UNIONS, UnitPlan

FOUNDED = date(2017, 3, 26)
END_OF_2022 = date(2023, 1, 1)
# Pupils of 2023 who left school, and those who came since: the report of 2023 must not notice them.
LEFT_SCHOOL = date(2026, 6, 1)
NEW_SCHOOL_YEAR = date(2026, 9, 5)
NEW_PUPILS = 120
# One number for all invented members would be shared; these are in a block that is not given out.
PHONE_BLOCK = 84_590_000_000

BLOC = "Đoàn Khối các cơ quan tỉnh Lạng Sơn"


@dataclass(frozen=True)
class DemoPerson:
    """Somebody whom the demonstration names: `role` over the unit with the code `over`."""

    key: str
    name: str
    unit: str
    phone: str
    born: date
    gender: str
    role: str | None = None
    over: str | None = None
    title: str | None = None


# The three whom the product is for come first. Phone numbers of a block that is not given out.
PEOPLE = (
    DemoPerson("pupil", "Hoàng Minh Anh", "CVA-10", "+84590000101", date(2010, 4, 12), "female"),
    DemoPerson(
        "leader", "Nông Thu Hà", "STP", "+84590000102", date(1996, 9, 2), "female", "leader", "STP", "Bí thư Chi đoàn"
    ),
    DemoPerson("treasurer", "Vi Đức Lâm", "STP", "+84590000103", date(1997, 1, 19), "male", "treasurer", "STP"),
    DemoPerson(
        "committee",
        "Lương Thị Trang",
        "VPTU",
        "+84590000104",
        date(1990, 5, 15),
        "female",
        "committee",
        "KHOI",
        "Bí thư Đoàn Khối",
    ),
    DemoPerson(
        "committee2",
        "Triệu Quốc Hùng",
        "VPUB",
        "+84590000105",
        date(1991, 11, 3),
        "male",
        "committee",
        "KHOI",
        "Phó Bí thư Đoàn Khối",
    ),
    DemoPerson("inspector", "Bế Thị Ngọc Mai", "TTT", "+84590000106", date(1992, 7, 8), "female", "inspector", "KHOI"),
    DemoPerson(
        "administrator", "Chu Tuấn Vinh", "STTTT", "+84590000107", date(1995, 2, 27), "male", "administrator", "KHOI"
    ),
    DemoPerson(
        "school_leader",
        "Lý Hồng Vân",
        "CVA-05",
        "+84590000108",
        date(1994, 12, 1),
        "female",
        "leader",
        "CVA",
        "Bí thư Đoàn trường",
    ),
)


@action
def seed_people(actor: Actor, *, password_hash: str) -> int:
    """Write units, members, accounts and appointments; return the id of the Bloc."""
    chance = Random(2023)
    today = clock.today()
    bloc = _add_unit("KHOI", BLOC, "Đoàn Khối", "bloc", None, None)
    units = {"KHOI": bloc}
    for plan in (*UNIONS, *BASE_CHAPTERS):
        units[plan.code] = base = _add_unit(plan.code, plan.name, plan.short_name, plan.kind, plan.sector, bloc)
        for name in plan.chapters:
            code = _chapter_code(plan, name)
            units[code] = _add_unit(code, name, name.removeprefix("Chi đoàn "), "chapter", plan.sector, base)
    for code, name, successor in MERGED_IN_2022:
        former = _add_unit(code, name, name.removeprefix("Chi đoàn "), "base_chapter", "agency", bloc, END_OF_2022)
        db.session.add(UnitSuccession(unit_id=former.id, successor_id=units[successor].id, on=END_OF_2022))
    _add_members(chance, units, today)
    _add_people(units, password_hash)
    _add_leaders(units)
    record(actor, "demonstration.people_loaded", bloc, units=len(units))
    return bloc.id


def _chapter_code(plan: UnitPlan, name: str) -> str:
    return f"{plan.code}-{plan.chapters.index(name) + 1:02}"


def _add_unit(
    code: str, name: str, short: str, kind: str, sector: str | None, parent: Unit | None, until: date | None = None
) -> Unit:
    unit = Unit(
        code=code,
        name=name,
        short_name=short,
        kind=kind,
        sector=sector,
        parent_id=parent.id if parent else None,
        path="",
        founded_on=FOUNDED,
        dissolved_on=until,
        name_folded=fold(name),
        name_sort=sort_key(name),
    )
    db.session.add(unit)
    db.session.flush()  # the path holds the id
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    db.session.add(
        UnitVersion(
            unit_id=unit.id,
            name=name,
            short_name=short,
            kind=kind,
            sector=sector,
            parent_id=unit.parent_id,
            path=unit.path,
            valid_from=FOUNDED,
            valid_until=until,
            decision="Quyết định thành lập (minh hoạ)",
        )
    )
    return unit


def _add_members(chance: Random, units: dict[str, Unit], today: date) -> None:
    members: list[dict[str, Any]] = []
    memberships: list[dict[str, Any]] = []
    first = (db.session.execute(select(Member.id).order_by(Member.id.desc()).limit(1)).scalar() or 0) + 1
    # The people of PEOPLE come on top; those who were there in 2023 take a place of their unit's count.
    named: dict[str, int] = {}
    for person in PEOPLE:
        base = person.unit.split("-")[0]
        named[base] = named.get(base, 0) + (person.born.year < 2008)

    def add(unit: Unit, born: date, since: date, until: date | None, occupation: str) -> None:
        number = first + len(members)
        gender = chance.choice(("female", "male"))
        name = invent_name(chance, gender)
        members.append(
            {
                "id": number,
                "code": f"LS{number:06}",
                "full_name": name,
                "name_folded": fold(name),
                "name_sort": name_sort_key(name),
                "birth_date": born,
                "gender": gender,
                "phone": f"+{PHONE_BLOCK + 10_000 + number}",
                "joined_on": since,
                "occupation": occupation,
                "version": 1,
            }
        )
        memberships.append({"member_id": number, "unit_id": unit.id, "valid_from": since, "valid_until": until})

    for plan in (*UNIONS, *BASE_CHAPTERS):
        homes = [units[_chapter_code(plan, name)] for name in plan.chapters] or [units[plan.code]]
        is_school = plan.sector == "school"
        for number in range(plan.members - named.get(plan.code, 0)):
            born = _born(chance, (2002, 2007) if is_school else (1989, 2001))
            since = date(chance.choice((2020, 2021, 2022)), chance.randint(1, 12), chance.randint(1, 28))
            left = is_school and chance.random() < 0.8 and today >= LEFT_SCHOOL
            job = "Học sinh, sinh viên" if is_school else "Cán bộ, công chức, viên chức"
            add(homes[number % len(homes)], born, since, LEFT_SCHOOL if left else None, job)
    if today >= NEW_SCHOOL_YEAR:
        cva = [unit for code, unit in units.items() if code.startswith("CVA-")]
        for number in range(NEW_PUPILS):
            add(cva[number % len(cva)], _born(chance, (2009, 2011)), NEW_SCHOOL_YEAR, None, "Học sinh")
    db.session.execute(insert(Member), members)
    db.session.execute(insert(Membership), memberships)
    advance_ids(Member)


def _born(chance: Random, years: tuple[int, int]) -> date:
    return date(chance.randint(*years), 1, 1) + timedelta(days=chance.randint(0, 364))


def _add_people(units: dict[str, Unit], password_hash: str) -> None:
    for number, person in enumerate(PEOPLE, 1):
        member = Member(
            code=f"LS9{number:05}",
            full_name=person.name,
            name_folded=fold(person.name),
            name_sort=name_sort_key(person.name),
            birth_date=person.born,
            gender=person.gender,
            phone=person.phone,
            email=f"{person.key}@thapsang.example",
            joined_on=date(2021, 3, 26) if person.born.year < 2008 else NEW_SCHOOL_YEAR,
            occupation="Học sinh" if person.born.year >= 2008 else "Cán bộ, công chức, viên chức",
        )
        db.session.add(member)
        db.session.flush()  # membership and account need the id
        since = date(2021, 3, 26) if person.born.year < 2008 else NEW_SCHOOL_YEAR
        db.session.add(Membership(member_id=member.id, unit_id=units[person.unit].id, valid_from=since))
        account = Account(
            member_id=member.id,
            name=person.name,
            phone=person.phone,
            email=member.email,
            password_hash=password_hash,
        )
        db.session.add(account)
        db.session.flush()  # the appointment needs the id
        if person.role and person.over:
            _appoint(account, person.role, units[person.over], person.title)


def _add_leaders(units: dict[str, Unit]) -> None:
    """Every other base unit gets a leader and a treasurer, whose accounts wait to be activated."""
    taken = {(person.role, person.over) for person in PEOPLE}
    for plan in (*UNIONS, *BASE_CHAPTERS):
        homes = [_chapter_code(plan, name) for name in plan.chapters] or [plan.code]
        members = db.session.execute(
            select(Member)
            .join(Membership, Membership.member_id == Member.id)
            .where(
                Membership.unit_id == units[homes[0]].id,
                Membership.valid_until.is_(None),
                Member.email.is_(None),  # the people of PEOPLE have roles of their own
            )
            .order_by(Member.birth_date)
            .limit(2)
        ).scalars()
        for role, member in zip(("leader", "treasurer"), members, strict=True):
            if (role, plan.code) in taken:
                continue
            account = Account(member_id=member.id, name=member.full_name, phone=member.phone)
            db.session.add(account)
            db.session.flush()  # the appointment needs the id
            _appoint(account, role, units[plan.code], None)


def _appoint(account: Account, role: str, unit: Unit, title: str | None) -> None:
    db.session.add(
        Appointment(
            account_id=account.id,
            role=role,
            unit_id=unit.id,
            title=title,
            valid_from=date(2022, 9, 1),
            decision="Quyết định chuẩn y (minh hoạ)",
        )
    )

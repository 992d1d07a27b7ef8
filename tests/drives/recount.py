"""Random drives over random records, and a slow plain recount of their standings.

The recount knows neither SQL nor the product's rules as code: it goes through the rows one by one.
"""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.drives.catalogue import CATALOGUE
from app.drives.models import Drive, DriveCluster, DriveUnit, Indicator, IndicatorTarget
from app.extensions import db
from app.learning.models import CLASS_KINDS, Initiative, TrainingClass, TrainingEnrolment
from app.people.models import Member, MemberRating, Membership, Unit, UnitSuccession, UnitVersion
from app.service.models import PilotUnit, ServiceDay, ServiceTally
from app.volunteering.models import Activity, ActivityUnit, Shift, SignUp
from app.works.models import LedgerEntry, Work, WorkKind
from tests import factories
from tests.reports import records
from tests.reports.records import some_day

COUNTED = sorted(CATALOGUE)


def fill(chance: Random) -> list[Unit]:
    """The records of reports, and beside them turns, ratings, members admitted, and a unit that was split."""
    units = records.fill(chance)
    members = list(db.session.scalars(select(Member)))
    for member in members:
        member.joined_on = some_day(chance)
        year = chance.choice((2022, 2023, 2024))
        home = db.session.scalars(select(Membership).where(Membership.member_id == member.id)).one()
        grade = chance.choice(("excellent", "good"))
        db.session.add(MemberRating(member_id=member.id, year=year, unit_id=home.unit_id, grade=grade))
    for shift in list(db.session.scalars(select(Shift))):
        for member in chance.sample(members, 3):
            state = chance.choice(("attended", "attended", "absent"))
            minutes = chance.choice((None, 60, 95, 180)) if state == "attended" else None
            factories.sign_up(shift, member, chance.choice(units[1:]), state=state, confirmed_minutes=minutes)
    parent = units[8]
    on = max(some_day(chance), parent.founded_on)
    for _ in range(2):
        part = factories.unit(parent=units[0], founded_on=on)
        db.session.add(UnitSuccession(unit_id=parent.id, successor_id=part.id, on=on))
        _add_work(chance, part)
    db.session.commit()
    return units


def _add_work(chance: Random, unit: Unit) -> None:
    work = factories.work(unit, state="accepted", accepted_on=some_day(chance), lines=[1_000_000])
    records.contribution(work, 500_000, work.accepted_on)


def make_random_drive(chance: Random, units: list[Unit]) -> Drive:
    """A drive of the Bloc with two clusters and a dozen indicators of every kind."""
    first = some_day(chance)
    drive = Drive(
        unit_id=units[0].id,
        title="Đợt thi đua",
        date_from=first,
        date_to=first + timedelta(days=chance.randrange(60, 500)),
        registers_until=first,
        state="open",
        made_at=clock.now(),
    )
    db.session.add(drive)
    db.session.flush()
    base = [unit for unit in units if unit.kind in ("union", "base_chapter")]
    places = []
    for position in (1, 2):
        cluster = DriveCluster(drive_id=drive.id, name=f"Cụm {position}", position=position)
        db.session.add(cluster)
        db.session.flush()
        for unit in base[position - 1 :: 2]:
            place = DriveUnit(drive_id=drive.id, cluster_id=cluster.id, unit_id=unit.id)
            if chance.random() < 0.85:
                place.registered_at = clock.now()
            if chance.random() < 0.1:
                place.withdrawn_on, place.withdrawal_reason = clock.today(), "Sáp nhập"
            places.append(place)
    db.session.add_all(places)
    db.session.flush()
    for position in range(14):
        _ask(chance, drive, position, places)
    db.session.commit()
    return drive


def _ask(chance: Random, drive: Drive, position: int, places: list[DriveUnit]) -> None:
    metric = chance.choice(COUNTED)
    scoring = chance.choice(("proportional", "steps", "each"))
    filters = {}
    if metric == "works.accepted" and chance.random() < 0.5:
        filters = {"kind": "village_road_lighting"}
    if metric == "members.rated":
        filters = {"grade": "excellent"}
    if metric.startswith("training.") and chance.random() < 0.5:
        filters = {"kind": chance.choice(("it", "language", "political"))}
    if metric.startswith("initiatives.") and chance.random() < 0.3:
        filters = {"kind": "initiative"}
    indicator = Indicator(
        drive_id=drive.id,
        content=chance.choice(("self", "work", "people")),
        position=position,
        name=f"Chỉ tiêu {position}",
        kind="metric",
        metric=metric,
        filters=filters,
        scoring=scoring,
        effect=chance.choice(("points", "points", "bonus", "minus")),
        target=None if scoring == "each" else Decimal(chance.choice(("0", "1", "2.5", "40"))),
        by_head=scoring != "each" and chance.random() < 0.4,
        points=Decimal(chance.choice(("3", "7.5", "10"))),
        cap=chance.choice((None, Decimal(12))),
        steps=[["40", "2"], ["80", "5.5"], ["120", "9"]] if scoring == "steps" else [],
    )
    db.session.add(indicator)
    db.session.flush()
    if indicator.target is not None and chance.random() < 0.4:
        place = chance.choice(places)
        db.session.add(IndicatorTarget(indicator_id=indicator.id, drive_unit_id=place.id, target=Decimal(3)))


# -- The slow recount --------------------------------------------------------------------------------------------------


def recount(drive: Drive) -> dict[int, tuple[Decimal, int | None, dict[int, Decimal]]]:
    """By place: total, rank within the cluster, and the points of each indicator."""
    places = list(db.session.scalars(select(DriveUnit).where(DriveUnit.drive_id == drive.id)))
    indicators = list(db.session.scalars(select(Indicator).where(Indicator.drive_id == drive.id)))
    own = {(t.indicator_id, t.drive_unit_id): t.target for t in db.session.scalars(select(IndicatorTarget))}
    belongs = _belonging({place.unit_id: place.id for place in places})
    facts = {i.id: _facts(i, drive.date_from, drive.date_to) for i in indicators}
    points: dict[int, dict[int, Decimal]] = {place.id: {} for place in places}
    for place in places:
        heads = _heads(place, drive.date_from)
        for indicator in indicators:
            mine = {
                record: amount
                for record, homes, day, amount in facts[indicator.id]
                if any(belongs(unit_id, day) == place.id for unit_id in homes)
            }
            value = Fraction(sum(mine.values()), CATALOGUE[indicator.metric].per)
            if indicator.metric in ("volunteering.persons", "training.people"):
                value = Fraction(len(mine))
            target = own.get((indicator.id, place.id))
            if target is None and indicator.target is not None:
                target = indicator.target * heads if indicator.by_head else indicator.target
            points[place.id][indicator.id] = _points(indicator, value, target)
    totals = {id_: sum(found.values(), Decimal(0)) for id_, found in points.items()}
    ranks = {}
    for place in places:
        rivals = [p for p in places if p.cluster_id == place.cluster_id and p.registered_at and not p.withdrawn_on]
        better = [p for p in rivals if totals[p.id] > totals[place.id]]
        ranks[place.id] = len(better) + 1 if place in rivals else None
    return {place.id: (totals[place.id], ranks[place.id], points[place.id]) for place in places}


def _belonging(places: dict[int, int]) -> Any:
    """For which place a record of a unit and a day counts."""
    versions: dict[int, list[UnitVersion]] = {}
    for version in db.session.scalars(select(UnitVersion).order_by(UnitVersion.valid_from)):
        versions.setdefault(version.unit_id, []).append(version)
    founded = {unit.id: unit.founded_on for unit in db.session.scalars(select(Unit))}
    split = {
        row.successor_id: places[row.unit_id]
        for row in db.session.scalars(select(UnitSuccession))
        if row.unit_id in places and row.successor_id not in places and founded[row.successor_id] >= row.on
    }

    def home(unit_id: int, day: date) -> int | None:
        begun = [v for v in versions[unit_id] if v.valid_from <= day]
        path = (begun[-1] if begun else versions[unit_id][0]).path
        for id_ in reversed([int(part) for part in path.strip("/").split("/")]):
            if id_ in places or id_ in split:
                return places.get(id_, split.get(id_))
        return None

    return home


def _heads(place: DriveUnit, first: date) -> int:
    unit = db.session.get_one(Unit, place.unit_id)
    day = max(first, unit.founded_on)
    versions = list(db.session.scalars(select(UnitVersion).order_by(UnitVersion.valid_from)))
    found = set()
    for row in db.session.scalars(select(Membership)):
        if not (row.valid_from <= day and (row.valid_until is None or row.valid_until > day)):
            continue
        own = [v for v in versions if v.unit_id == row.unit_id]
        begun = [v for v in own if v.valid_from <= day]
        if str(unit.id) in (begun[-1] if begun else own[0]).path.split("/"):
            found.add(row.member_id)
    return len(found)


def _points(indicator: Indicator, value: Fraction, target: Decimal | None) -> Decimal:
    cap = indicator.cap
    if indicator.scoring == "each":
        exact = value * Fraction(indicator.points)
    elif not target:
        exact = Fraction("5.5") if indicator.scoring == "steps" else Fraction(indicator.points)
    elif indicator.scoring == "steps":
        percent = value * 100 / Fraction(target)
        exact = Fraction(0)
        for start, points in ((40, "2"), (80, "5.5"), (120, "9")):
            if percent >= start:
                exact = Fraction(points)
    else:
        exact = Fraction(indicator.points) * value / Fraction(target)
        cap = indicator.points if cap is None else cap
    if cap is not None and exact > cap:
        exact = Fraction(cap)
    cents = (Decimal(exact.numerator) * 100 / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP)
    return (-cents if indicator.effect == "minus" else cents) / 100


def _facts(indicator: Indicator, first: date, last: date) -> list[tuple[int, list[int], date, int]]:
    """(record, the units that it belongs to, its day, its amount) of all that an indicator counts."""
    key = indicator.metric or ""
    found = {
        "works": _works, "activities": _activities, "service": _served, "volunteering": _turns, "members": _people,
        "training": _studied, "initiatives": _found_out,
    }  # fmt: skip
    return [
        (record, homes, day, amount)
        for record, homes, day, amount in found[key.split(".")[0]](key, indicator.filters, first, last)
        if first <= day <= last
    ]


def _works(key: str, filters: dict[str, str], _first: date, _last: date) -> list[Any]:
    kinds = {kind.id: kind for kind in db.session.scalars(select(WorkKind))}
    found = []
    for work in db.session.scalars(select(Work).where(Work.accepted_on.is_not(None))):
        kind = kinds[work.kind_id]
        if key == "works.accepted" and kind.counts_as != "work":
            continue
        if key == "works.tasks" and kind.counts_as != "task":
            continue
        if filters and kind.code != filters["kind"]:
            continue
        amount = 1
        if key == "works.value":
            amount = sum(
                e.amount
                for e in db.session.scalars(select(LedgerEntry).where(LedgerEntry.work_id == work.id))
                if e.source in ("unit_fund", "higher_level", "sponsor", "members")
                and e.form in ("cash", "in_kind")
                and e.counts_on <= work.accepted_on
            )
        if key == "works.households":
            amount = work.delivered_households or 0
        found.append((work.id, [work.unit_id], work.accepted_on, amount))
    return found


def _hosts(activity: Activity) -> list[int]:
    beside = db.session.scalars(select(ActivityUnit).where(ActivityUnit.activity_id == activity.id))
    return [activity.host_unit_id, *(row.unit_id for row in beside if row.role == "co_host")]


def _held() -> list[Activity]:
    return [activity for activity in db.session.scalars(select(Activity)) if activity.held_on is not None]


def _activities(_key: str, _filters: dict[str, str], _first: date, _last: date) -> list[Any]:
    return [(activity.id, _hosts(activity), activity.held_on, 1) for activity in _held()]


def _served(key: str, _filters: dict[str, str], _first: date, last: date) -> list[Any]:
    part = key.split(".")[1]
    if part == "pilots":
        return [
            (pilot.id, [pilot.unit_id], last, 1)
            for pilot in db.session.scalars(select(PilotUnit))
            if pilot.valid_from <= last and (pilot.valid_until is None or pilot.valid_until > last)
        ]
    days = {day.activity_id for day in db.session.scalars(select(ServiceDay))}
    tallies = list(db.session.scalars(select(ServiceTally)))
    return [
        (
            activity.id,
            _hosts(activity),
            activity.held_on,
            1 if part == "days" else sum(getattr(t, part) for t in tallies if t.activity_id == activity.id),
        )
        for activity in _held()
        if activity.id in days
    ]


def _turns(key: str, _filters: dict[str, str], _first: date, _last: date) -> list[Any]:
    held = {activity.id: activity.held_on for activity in _held()}
    shifts = {shift.id: shift.activity_id for shift in db.session.scalars(select(Shift))}
    return [
        (
            place.member_id if key == "volunteering.persons" else place.id,
            [place.unit_id],
            held[shifts[place.shift_id]],
            (place.confirmed_minutes or 0) if key == "volunteering.hours" else 1,
        )
        for place in db.session.scalars(select(SignUp))
        if place.state == "attended" and shifts[place.shift_id] in held
    ]


def _studied(key: str, filters: dict[str, str], _first: date, _last: date) -> list[Any]:
    classes = {each.id: each for each in db.session.scalars(select(TrainingClass))}
    return [
        (
            turn.member_id if key == "training.people" else turn.id,
            [turn.unit_id],
            classes[turn.class_id].starts_on,
            1,
        )
        for turn in db.session.scalars(select(TrainingEnrolment))
        if turn.outcome != "withdrawn" and classes[turn.class_id].kind in (filters.values() or CLASS_KINDS)
    ]


def _found_out(key: str, filters: dict[str, str], _first: date, _last: date) -> list[Any]:
    found = []
    for one in db.session.scalars(select(Initiative)):
        day = one.applied_on if key == "initiatives.applied" else one.decided_on
        counts = one.state == "applied" or (key == "initiatives.recognised" and one.state == "recognised")
        if counts and day is not None and filters.get("kind", one.kind) == one.kind:
            found.append((one.id, [one.unit_id], day, 1))
    return found


def _people(key: str, filters: dict[str, str], first: date, last: date) -> list[Any]:
    if key == "members.rated":
        return [
            (rating.id, [rating.unit_id], last, 1)
            for rating in db.session.scalars(select(MemberRating))
            if first <= date(rating.year, 12, 31) <= last and rating.grade == filters["grade"]
        ]
    found = []
    for member in db.session.scalars(select(Member)):
        own = list(
            db.session.scalars(
                select(Membership).where(Membership.member_id == member.id).order_by(Membership.valid_from)
            )
        )
        then = [
            m
            for m in own
            if m.valid_from <= member.joined_on and (not m.valid_until or m.valid_until > member.joined_on)
        ]
        later = own[:1] if own and own[0].valid_from > member.joined_on else []
        found += [(member.id, [home.unit_id], member.joined_on, 1) for home in then or later]
    return found

"""Counting a drive's records: one grouped statement for each source that its indicators use.

Each record is counted for the version of its unit that was in force on its day (the first or last one where it is older
or younger than all); which place in the drive that version stands for is found in Python, by `homes`.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Date,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    distinct,
    func,
    literal,
    or_,
    select,
    true,
)

from app.core.counting import Source
from app.core.paging import Page, fetch_page
from app.drives.catalogue import CATALOGUE
from app.drives.homes import find_homes
from app.drives.models import DriveUnit, Indicator
from app.drives.queries.setup import Setup
from app.extensions import db
from app.people.models import Membership, Unit, UnitSuccession, UnitVersion

# Sums by place and indicator, in the metric's own column (minutes, đồng, records).
Sums = dict[tuple[int, int], int]
# The amount of each record by place and indicator.
Records = dict[tuple[int, int], dict[int, int]]
# What is counted of a source: a metric, and the values that it is narrowed to.
Cell = tuple[str, tuple[tuple[str, str], ...]]
ALWAYS, NEVER = date(1, 1, 1), date(9999, 12, 31)
SOURCES = {metric.source.key: metric.source for metric in CATALOGUE.values()}
# The period stays open in a statement that is kept.
FIRST: Any = bindparam("first", type_=Date)
LAST: Any = bindparam("last", type_=Date)


def homes_of(setup: Setup) -> dict[int, int]:
    """The place of each unit's version that has one: two statements."""
    versions = db.session.execute(select(UnitVersion.id, UnitVersion.path)).all()
    successions = db.session.execute(
        select(
            UnitSuccession.unit_id, UnitSuccession.successor_id, UnitSuccession.on, Unit.founded_on.label("founded_on")
        ).join(Unit, Unit.id == UnitSuccession.successor_id)
    ).all()
    return find_homes(setup.place_by_unit, versions, successions)


def sum_records(indicators: Sequence[Indicator], homes: dict[int, int], first: date, last: date) -> Sums:
    """What each place has of each metric in a period: one statement for each source."""
    sums: Sums = {}
    for source, ids_by_cell in _by_source(indicators):
        if source.is_shared:
            found = _records_of(source, ids_by_cell, homes, first, last)
            sums |= {key: sum(amounts.values()) for key, amounts in found.items()}
            continue
        statement = _sums(source.key, tuple(ids_by_cell))
        for version_id, *values in db.session.execute(statement, {"first": first, "last": last}):
            place = homes.get(version_id)
            if place is None:
                continue
            for ids, value in zip(ids_by_cell.values(), values, strict=True):
                if value is not None:
                    for id_ in ids:
                        sums[place, id_] = sums.get((place, id_), 0) + int(value)
    return sums


def list_all_records(setup: Setup, homes: dict[int, int], first: date, last: date) -> Records:
    """Every record behind every figure, with its amount: one statement for each source."""
    records: Records = {}
    for source, ids_by_cell in _by_source(setup.indicators):
        records |= _records_of(source, ids_by_cell, homes, first, last)
    return records


def fetch_records(
    indicator: Indicator, version_ids: Sequence[int], first: date, last: date, at: str | None = None
) -> Page:
    """A page of the records behind one figure, the newest first, as rows (record_id, day, amount)."""
    source = CATALOGUE[str(indicator.metric)].source
    rows, spans = source.rows(literal(first, Date), literal(last, Date)).subquery(), _spans()
    amount = func.max(_amount(rows, _cell(indicator))).label("amount")
    found = (
        _joined(select(rows.c.record_id, func.min(rows.c.day).label("day"), amount), rows, spans)
        .where(spans.c.version_id.in_(version_ids), _narrowed(rows, _cell(indicator)))
        .group_by(rows.c.record_id)
        .subquery()
    )
    return fetch_page(
        select(found),
        order=(found.c.day, found.c.record_id),
        key_of=lambda row: (row.day, row.record_id),
        at=at,
        descending=True,
        scalars=False,
    )


def count_heads(setup: Setup, first: date) -> dict[int, int]:
    """The members of each place's unit on the first day; of a unit founded later, on the day it was founded."""
    spans = _spans()
    day = case((Unit.founded_on > first, Unit.founded_on), else_=literal(first, Date))
    under = spans.c.path.contains(literal("/", String).concat(cast(DriveUnit.unit_id, String)).concat("/"))
    rows = db.session.execute(
        select(DriveUnit.id, func.count(distinct(Membership.member_id)))
        .join(Unit, Unit.id == DriveUnit.unit_id)
        .join(spans, and_(under, spans.c.since <= day, day < spans.c.until))
        .join(
            Membership,
            and_(
                Membership.unit_id == spans.c.unit_id,
                Membership.valid_from <= day,
                or_(Membership.valid_until.is_(None), Membership.valid_until > day),
            ),
        )
        .where(DriveUnit.drive_id == setup.drive.id)
        .group_by(DriveUnit.id)
    )
    return {place_id: int(number) for place_id, number in rows}


def _records_of(
    source: Source, ids_by_cell: dict[Cell, list[int]], homes: dict[int, int], first: date, last: date
) -> Records:
    """The records of one source, each once for each place."""
    statement = _rows(source.key, tuple(ids_by_cell))
    columns = [(position, ids) for position, ids in enumerate(ids_by_cell.values(), 2)]
    records: Records = {}
    for row in db.session.execute(statement, {"first": first, "last": last}):
        place = homes.get(row[0])
        if place is None:
            continue
        for position, ids in columns:
            value = row[position]
            if value is not None:
                for id_ in ids:
                    records.setdefault((place, id_), {})[row[1]] = int(value)
    return records


def _by_source(indicators: Sequence[Indicator]) -> list[tuple[Source, dict[Cell, list[int]]]]:
    """The sources that are needed, and of each what is counted for which indicators."""
    found: dict[str, tuple[Source, dict[Cell, list[int]]]] = {}
    for indicator in indicators:
        if indicator.metric is not None:
            source = CATALOGUE[indicator.metric].source
            cells = found.setdefault(source.key, (source, {}))[1]
            cells.setdefault(_cell(indicator), []).append(indicator.id)
    return list(found.values())


def _cell(indicator: Indicator) -> Cell:
    return str(indicator.metric), tuple(sorted(indicator.filters.items()))


@lru_cache(maxsize=256)
def _sums(source_key: str, cells: tuple[Cell, ...]) -> Select[Any]:
    """The statement of one source's sums by version: a drive asks the same one again and again."""
    rows, spans = SOURCES[source_key].rows(FIRST, LAST).subquery(), _spans()
    totals = [func.sum(_amount(rows, cell)) for cell in cells]
    return _joined(select(spans.c.version_id, *totals), rows, spans).group_by(spans.c.version_id)


@lru_cache(maxsize=256)
def _rows(source_key: str, cells: tuple[Cell, ...]) -> Select[Any]:
    """The statement of one source's records by version."""
    rows, spans = SOURCES[source_key].rows(FIRST, LAST).subquery(), _spans()
    amounts = [func.max(_amount(rows, cell)) for cell in cells]
    statement = _joined(select(spans.c.version_id, rows.c.record_id, *amounts), rows, spans)
    return statement.group_by(spans.c.version_id, rows.c.record_id)


def _spans() -> Subquery:
    """Each version of a unit with the days that it stands for; the first and the last one have no end outwards."""
    ordered: dict[str, Any] = {"partition_by": UnitVersion.unit_id, "order_by": UnitVersion.valid_from}
    before = func.lag(UnitVersion.valid_from).over(**ordered)
    after = func.lead(UnitVersion.valid_from).over(**ordered)
    return select(
        UnitVersion.id.label("version_id"),
        UnitVersion.unit_id,
        UnitVersion.path,
        case((before.is_(None), literal(ALWAYS, Date)), else_=UnitVersion.valid_from).label("since"),
        func.coalesce(after, literal(NEVER, Date)).label("until"),
    ).subquery("spans")


def _joined(statement: Select[Any], rows: Subquery, spans: Subquery) -> Select[Any]:
    in_force = and_(spans.c.unit_id == rows.c.unit_id, spans.c.since <= rows.c.day, rows.c.day < spans.c.until)
    return statement.select_from(rows).join(spans, in_force)


def _narrowed(rows: Subquery, cell: Cell) -> Any:
    """Which rows of the source are counted."""
    metric_key, filters = cell
    metric = CATALOGUE[metric_key]
    clauses = [rows.c[column] == value for column, value in filters]
    if metric.where is not None:
        clauses.append(metric.where(rows.c))
    return and_(true(), *clauses)


def _amount(rows: Subquery, cell: Cell) -> Any:
    """What a row adds; NULL where it isn't counted."""
    metric = CATALOGUE[cell[0]]
    amount = rows.c[metric.amount] if metric.amount else literal(1)
    is_narrow = bool(cell[1]) or metric.where is not None
    return case((_narrowed(rows, cell), amount)) if is_narrow else amount

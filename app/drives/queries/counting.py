"""Counting a drive's records: grouped by unit, the sources that its indicators use together in one statement.

Each record is counted for the version of its unit that was in force on its day (the first or last one where it is older
or younger than all); which place in the drive that version stands for is found in Python, by `homes`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
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
    null,
    or_,
    select,
    true,
    union_all,
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


@dataclass(frozen=True)
class Homes:
    """For which place each version of a unit stands, and when each version began (`begins`: by unit, in order)."""

    by_version: dict[int, int]
    begins: dict[int, list[tuple[date, int]]]

    def over(self, first: date, last: date) -> tuple[dict[int, int], list[int]]:
        """The places by unit of those units that were one and the same all through a period; and the other units.

        Of a steady unit nobody needs to look up the version: nearly all are, and that saves half of the counting.
        """
        steady, changing = {}, []
        for unit_id, versions in self.begins.items():
            then = [id_ for since, id_ in versions if since <= first][-1:] or [versions[0][1]]
            later = [id_ for since, id_ in versions if first < since <= last and id_ not in then]
            if later:
                changing.append(unit_id)
            elif then[0] in self.by_version:
                steady[unit_id] = self.by_version[then[0]]
        return steady, sorted(changing)


def homes_of(setup: Setup) -> Homes:
    """The place of each unit's version that has one: two statements."""
    return find_homes_of(setup.place_by_unit, _successions())


def find_homes_of(place_by_unit: Mapping[int, int], successions: Sequence[Any] = ()) -> Homes:
    """As `homes_of`, for places by unit id. One statement."""
    versions = db.session.execute(
        select(UnitVersion.id, UnitVersion.path, UnitVersion.unit_id, UnitVersion.valid_from).order_by(
            UnitVersion.unit_id, UnitVersion.valid_from
        )
    ).all()
    begins: dict[int, list[tuple[date, int]]] = {}
    for id_, _path, unit_id, valid_from in versions:
        begins.setdefault(unit_id, []).append((valid_from, id_))
    return Homes(find_homes(place_by_unit, [row[:2] for row in versions], successions), begins)


def sum_records(indicators: Sequence[Indicator], homes: Homes, first: date, last: date) -> Sums:
    """What each place has of each metric in a period: one statement, and one for each source that is shared."""
    sums: Sums = {}
    steady, changing = homes.over(first, last)
    own = []
    for source, ids_by_cell in _by_source(indicators):
        if source.is_shared:
            found = _records_of(source, ids_by_cell, homes, first, last)
            sums |= {key: sum(amounts.values()) for key, amounts in found.items()}
        else:
            own.append((source.key, ids_by_cell))
    if not own:
        return sums
    statement = _sums(tuple((key, tuple(cells)) for key, cells in own), is_changing=bool(changing))
    for number, unit_id, version_id, *values in _ask(statement, first, last, changing):
        place = steady.get(unit_id) if version_id is None else homes.by_version.get(version_id)
        if place is None:
            continue
        for ids, value in zip(own[number][1].values(), values, strict=False):
            if value is not None:
                for id_ in ids:
                    sums[place, id_] = sums.get((place, id_), 0) + int(value)
    return sums


def list_all_records(setup: Setup, homes: Homes, first: date, last: date) -> Records:
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


def _records_of(source: Source, ids_by_cell: dict[Cell, list[int]], homes: Homes, first: date, last: date) -> Records:
    """The records of one source, each once for each place."""
    steady, changing = homes.over(first, last)
    statement = _rows(source.key, tuple(ids_by_cell), is_changing=bool(changing))
    columns = [(position, ids) for position, ids in enumerate(ids_by_cell.values(), 3)]
    records: Records = {}
    for row in _ask(statement, first, last, changing):
        place = steady.get(row[0]) if row[1] is None else homes.by_version.get(row[1])
        if place is None:
            continue
        for position, ids in columns:
            value = row[position]
            if value is not None:
                for id_ in ids:
                    records.setdefault((place, id_), {})[row[2]] = int(value)
    return records


def _ask(statement: Any, first: date, last: date, changing: list[int]) -> Any:
    values: dict[str, Any] = {"first": first, "last": last}
    return db.session.execute(statement, {**values, "changing": changing} if changing else values)


def _successions() -> Sequence[Any]:
    return db.session.execute(
        select(
            UnitSuccession.unit_id, UnitSuccession.successor_id, UnitSuccession.on, Unit.founded_on.label("founded_on")
        ).join(Unit, Unit.id == UnitSuccession.successor_id)
    ).all()


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
def _sums(sources: tuple[tuple[str, tuple[Cell, ...]], ...], *, is_changing: bool) -> Any:
    """The statement of all sources' sums by unit and version, each with its number: a drive asks the same one again and
    again. A source with fewer cells than others has NULL in the columns left over."""
    width = max(len(cells) for _key, cells in sources)
    parts = []
    for number, (source_key, cells) in enumerate(sources):
        rows = SOURCES[source_key].rows(FIRST, LAST).subquery()
        statement, keys = _by_unit(rows, is_changing)
        sums = [cast(func.sum(_amount(rows, cell)), BigInteger) for cell in cells]
        sums += [cast(null(), BigInteger)] * (width - len(cells))
        columns = [each.label(f"sum_{position}") for position, each in enumerate(sums)]
        version = keys[1] if is_changing else cast(null(), BigInteger)
        chosen = statement.with_only_columns(
            literal(number).label("number"), rows.c.unit_id, version.label("version_id"), *columns
        )
        parts.append(chosen.group_by(*keys))
    return union_all(*parts)


@lru_cache(maxsize=256)
def _rows(source_key: str, cells: tuple[Cell, ...], *, is_changing: bool) -> Select[Any]:
    """The statement of one source's records by unit and version."""
    rows = SOURCES[source_key].rows(FIRST, LAST).subquery()
    statement, keys = _by_unit(rows, is_changing)
    amounts = [_amount(rows, cell) for cell in cells]
    if all(_is_plain(cell) for cell in cells):
        # Each record once is all that is asked: that needs no sorting.
        return statement.add_columns(rows.c.record_id, *amounts).distinct()
    return statement.add_columns(rows.c.record_id, *(func.max(each) for each in amounts)).group_by(
        *keys, rows.c.record_id
    )


def _by_unit(rows: Subquery, is_changing: bool) -> tuple[Select[Any], list[Any]]:
    """The rows with their unit, and the version in force where the unit is one of those that changed."""
    if not is_changing:
        return select(rows.c.unit_id, null().label("version_id")).select_from(rows), [rows.c.unit_id]
    spans = _spans()
    in_force = and_(
        spans.c.unit_id == rows.c.unit_id,
        spans.c.unit_id.in_(bindparam("changing", expanding=True)),
        spans.c.since <= rows.c.day,
        rows.c.day < spans.c.until,
    )
    statement = select(rows.c.unit_id, spans.c.version_id).select_from(rows.outerjoin(spans, in_force))
    return statement, [rows.c.unit_id, spans.c.version_id]


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
    return case((_narrowed(rows, cell), amount)) if cell[1] or metric.where is not None else amount


def _is_plain(cell: Cell) -> bool:
    """Counts every record of its source, as one each."""
    metric = CATALOGUE[cell[0]]
    return not cell[1] and metric.where is None and metric.amount is None

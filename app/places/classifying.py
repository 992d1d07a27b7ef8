"""How dated classifications of the same place and kind follow each other: pure, no session."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """What a commune or village (one of the two ids) counts as, from when to when, by which document."""

    commune_id: int | None
    village_id: int | None
    kind: str
    valid_from: date
    valid_to: date | None
    document: str
    is_illustrative: bool

    @property
    def key(self) -> tuple[int | None, int | None, str, date]:
        return self.commune_id, self.village_id, self.kind, self.valid_from


def settle(present: Iterable[Standing], given: Iterable[Standing]) -> list[Standing]:
    """What stands after `given` was added to `present`, all of one province.

    A given row corrects the one of the same place, kind and first day. A later row ends the one before it on the day
    before. From the first official row of a kind on, illustrative ones of that kind are gone.
    """
    rows = {row.key: row for row in present}
    for row in given:
        there = rows.get(row.key)
        if there is None or there.is_illustrative or not row.is_illustrative:
            rows[row.key] = row
    return _without_overlaps(_without_illustrative(rows.values()))


def _without_illustrative(rows: Iterable[Standing]) -> list[Standing]:
    rows = list(rows)
    official: dict[str, date] = {}
    for row in rows:
        if not row.is_illustrative:
            official[row.kind] = min(row.valid_from, official.get(row.kind, row.valid_from))
    kept = []
    for row in rows:
        start = official.get(row.kind)
        if not row.is_illustrative or start is None:
            kept.append(row)
        elif row.valid_from < start:
            kept.append(_ended(row, start - DAY))
    return kept


def _without_overlaps(rows: Iterable[Standing]) -> list[Standing]:
    series: dict[tuple[int | None, int | None, str], list[Standing]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.valid_from):
        before = series[row.key[:3]]
        if before:
            before[-1] = _ended(before[-1], row.valid_from - DAY)
        before.append(row)
    return [row for rows_of_place in series.values() for row in rows_of_place]


def _ended(row: Standing, last: date) -> Standing:
    return row if row.valid_to is not None and row.valid_to <= last else replace(row, valid_to=last)

"""Which communes stood on a day, and which of them a commune of another time was or became.

Read once (three statements, whatever the number of works), then asked for each work in memory.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.places.points import contains, distance_km


@dataclass(frozen=True)
class Period:
    """What is needed of a commune here: when it stood, and its point."""

    id: int
    valid_from: date
    valid_to: date | None
    lat: float | None
    lon: float | None

    def stands_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Answer:
    """The commune of the generation that a place lies in.

    `commune_id` is None where it is undecided: several are possible (`candidates`) and no point decides, or nothing
    is known to lead there (no candidates).
    """

    commune_id: int | None
    candidates: tuple[int, ...]
    by_point: bool = False

    @property
    def is_undecided(self) -> bool:
        return self.commune_id is None


@dataclass
class Generation:
    """The communes that stand on `day`, reached from those of any other time through the conversions."""

    day: date
    communes: Mapping[int, Period]
    became: Mapping[int, list[int]]
    was: Mapping[int, list[int]]
    # Areas of the communes that share an origin, official before approximate; see queries.get_generation.
    areas: Mapping[int, dict[str, Any]] = field(default_factory=dict)

    def candidates(self, commune_id: int) -> tuple[int, ...]:
        """The communes of this day that a commune may have become, or been made of, in order of id."""
        start = self.communes.get(commune_id)
        if start is None:
            return ()
        if start.stands_on(self.day):
            return (commune_id,)
        forward = start.valid_from <= self.day
        steps = self.became if forward else self.was
        found: set[int] = set()
        open_ids, seen = [commune_id], {commune_id}
        while open_ids:
            for next_id in steps.get(open_ids.pop(), ()):
                if next_id in seen:
                    continue
                seen.add(next_id)
                stands = self.communes[next_id].stands_on(self.day)
                if stands:
                    found.add(next_id)
                # Backwards, one that stood already may have taken in others later that stood beside it on the day.
                if not (stands and forward):
                    open_ids.append(next_id)
        return tuple(sorted(found))

    def place(self, commune_id: int, lat: float | None = None, lon: float | None = None) -> Answer:
        """The commune of this day for a place that was in `commune_id`.

        One candidate is the answer. Between several the point decides, by the area that holds it; where it lies in none
        of them (or has no point) the place stays undecided: it is listed so, never dropped.
        """
        candidates = self.candidates(commune_id)
        if len(candidates) == 1:
            return Answer(candidates[0], candidates)
        if not candidates or lat is None or lon is None:
            return Answer(None, candidates)
        found = [c for c in candidates if c in self.areas and contains(self.areas[c], lat, lon)]
        return Answer(self.nearest(found, lat, lon), candidates, by_point=bool(found))

    def nearest(self, ids: Iterable[int], lat: float, lon: float) -> int | None:
        """Of communes whose areas hold a point (approximate ones may overlap) the one with the nearest point."""

        def distance(commune_id: int) -> float:
            commune = self.communes[commune_id]
            if commune.lat is None or commune.lon is None:
                return float("inf")
            return distance_km(lat, lon, commune.lat, commune.lon)

        return min(ids, key=distance, default=None)

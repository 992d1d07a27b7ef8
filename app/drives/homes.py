"""For which place in a drive a unit's records count. Pure: rows in, ids out.

A unit's records count for itself where it takes part, else for the nearest unit above it that does. A unit that was
founded out of one that takes part (a split) stands for it from then on, unless it takes part by itself; a unit that
several of them became counts for none. What went into a unit that stood already keeps what it did until then.
"""

from collections.abc import Iterable, Mapping
from typing import Any


def find_homes(places: Mapping[int, int], versions: Iterable[Any], successions: Iterable[Any]) -> dict[int, int]:
    """The place of each version of a unit, by the version's id.

    `places` are place ids by unit id; `versions` have (id, path); `successions` have (unit_id, successor_id, on,
    founded_on), the last the day on which the successor was founded.
    """
    standing_for = {**places, **_stand_in(places, successions)}
    homes = {}
    for version_id, path in versions:
        for unit_id in reversed([int(part) for part in path.strip("/").split("/")]):
            if unit_id in standing_for:
                homes[version_id] = standing_for[unit_id]
                break
    return homes


def _stand_in(places: Mapping[int, int], successions: Iterable[Any]) -> dict[int, int]:
    rows = sorted(successions, key=lambda row: (row.on, row.unit_id, row.successor_id))
    found: dict[int, int] = {}
    named: dict[int, set[int]] = {}
    for unit_id, successor_id, on, founded_on in rows:
        place = places.get(unit_id, found.get(unit_id))
        if place is None or successor_id in places or founded_on < on:
            continue
        named.setdefault(successor_id, set()).add(place)
        if len(named[successor_id]) == 1:
            found[successor_id] = place
        else:
            found.pop(successor_id, None)
    return found

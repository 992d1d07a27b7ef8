"""A report as it was issued: one way to write it down, its checksum, and what is different by now. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


def write_down(content: Mapping[str, Any]) -> str:
    """Canonical JSON: the same content always gives the same bytes."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def checksum(text: str) -> str:
    """SHA-256 of the bytes in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


class Difference(NamedTuple):
    """A figure that is counted otherwise today: its records that came and went, and those that count another amount."""

    key: str
    then: int
    now: int
    came: list[int]
    went: list[int]
    other: list[int]


def compare(
    frozen: Mapping[str, Any], figures: Mapping[str, int], traces: Mapping[str, Sequence[tuple[int, int]]]
) -> list[Difference]:
    """What differs between the issued report and a count of today, figure by figure in the report's order.

    A figure that was unknown then isn't compared; one that is gone counts as it was.
    """
    found = []
    for figure in frozen["figures"]:
        key = figure["key"]
        if key not in figures:
            continue
        then = dict(frozen["records"].get(key, []))
        now = dict(traces.get(key, []))
        came, went = sorted(now.keys() - then.keys()), sorted(then.keys() - now.keys())
        other = sorted(id_ for id_ in then.keys() & now.keys() if then[id_] != now[id_])
        if came or went or other or figure["value"] != figures[key]:
            found.append(Difference(key, figure["value"], figures[key], came, went, other))
    return found

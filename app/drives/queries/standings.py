"""The standings of a drive: live while it runs, as they were frozen once it is closed, and what differs since."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core.errors import NotFound
from app.drives.models import Claim, Drive, FrozenStanding, Indicator
from app.drives.queries.counting import count_heads, homes_of, list_all_records, sum_records
from app.drives.queries.setup import Setup, load_setup
from app.drives.standings import Plain, Tally, draw_up
from app.extensions import db


def live_standings(setup: Setup) -> Plain:
    """The standings as the records have it now, by at most twelve statements."""
    drive = setup.drive
    sums = sum_records(setup.indicators, homes_of(setup), drive.date_from, drive.date_to)
    return draw_up(setup, Tally(sums, _heads(setup, drive.date_from), _claims(drive.id)))


def trial_standings(setup: Setup) -> tuple[Plain, date, date]:
    """What the standings would have been on the records of the year before, every unit taking part; with that period.

    Conditions rest on documents that nobody has handed in, so they give nothing.
    """
    first, last = a_year_before(setup.drive.date_from), a_year_before(setup.drive.date_to)
    sums = sum_records(setup.indicators, homes_of(setup), first, last)
    return draw_up(setup, Tally(sums, _heads(setup, first)), everybody=True), first, last


def full_standings(setup: Setup) -> Plain:
    """The standings with every record behind every figure: what is frozen."""
    drive = setup.drive
    records = list_all_records(setup, homes_of(setup), drive.date_from, drive.date_to)
    sums = {key: sum(amounts.values()) for key, amounts in records.items()}
    return draw_up(setup, Tally(sums, _heads(setup, drive.date_from), _claims(drive.id), records))


def find_frozen(drive_id: int) -> FrozenStanding | None:
    """What was frozen when the drive closed."""
    return db.session.execute(select(FrozenStanding).where(FrozenStanding.drive_id == drive_id)).scalar_one_or_none()


def get_frozen(drive: Drive) -> FrozenStanding:
    """As `find_frozen`; raises NotFound for a drive that runs."""
    frozen = find_frozen(drive.id)
    if frozen is None:
        raise NotFound
    return frozen


def checksum_of(text: str) -> str:
    """SHA-256 of a standing's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def standings_from(frozen: FrozenStanding) -> Plain:
    """The standings that a frozen text holds."""
    standings: Plain = json.loads(frozen.text)
    return standings


def standings_of(setup: Setup) -> Plain:
    """The standings to show: those that were frozen, else live."""
    if setup.drive.state == "closed":
        return standings_from(get_frozen(setup.drive))
    return live_standings(setup)


@dataclass(frozen=True)
class Difference:
    """Where the records say something else today than when the drive closed."""

    unit: str
    place_id: int
    indicator: str
    indicator_id: int
    before: str
    after: str
    points_before: str
    points_after: str
    added: list[int]
    removed: list[int]
    altered: list[tuple[int, int, int]]


def list_differences(drive: Drive) -> list[Difference]:
    """What records that came, went or changed since the close would make of the frozen standing."""
    frozen = standings_from(get_frozen(drive))
    now = {(row["place"], score["indicator"]): score for row, score in _scores(full_standings(load_setup(drive)))}
    names = {indicator["id"]: indicator["name"] for indicator in frozen["indicators"]}
    found = []
    for row, score in _scores(frozen):
        today = now[row["place"], score["indicator"]]
        if "records" not in score or score == today:
            continue
        before, after = dict(score["records"]), dict(today["records"])
        found.append(
            Difference(
                unit=row["short"],
                place_id=row["place"],
                indicator=names[score["indicator"]],
                indicator_id=score["indicator"],
                before=score["value"],
                after=today["value"],
                points_before=score["points"],
                points_after=today["points"],
                added=sorted(after.keys() - before.keys()),
                removed=sorted(before.keys() - after.keys()),
                altered=[
                    (id_, before[id_], after[id_])
                    for id_ in sorted(before.keys() & after.keys())
                    if before[id_] != after[id_]
                ],
            )
        )
    return found


def a_year_before(day: date) -> date:
    """The same day of the year before; 29/02 becomes 28/02."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _scores(standings: Plain) -> Iterator[tuple[Plain, Plain]]:
    for cluster in standings["clusters"]:
        for row in cluster["rows"]:
            for score in row["scores"]:
                yield row, score


def _heads(setup: Setup, first: date) -> dict[int, int]:
    by_head = any(indicator.by_head for indicator in setup.indicators)
    return count_heads(setup, first) if by_head else {}


def _claims(drive_id: int) -> dict[tuple[int, int], Any]:
    claims = db.session.execute(
        select(Claim).join(Indicator, Indicator.id == Claim.indicator_id).where(Indicator.drive_id == drive_id)
    ).scalars()
    return {(claim.drive_unit_id, claim.indicator_id): claim for claim in claims}

"""`flask seed scale`: as many works, members and activities as asked for, to measure with.

Everything is invented, belongs to units of its own (codes SC…) and lands as the product's actions would leave it, so
that `flask check` and `flask audit verify` hold. Left out, to stay within a minute or two: the events of money and of
sign-ups. The same numbers give the same rows.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.core import clock
from app.core.actions import action
from app.core.actor import SYSTEM, Actor
from app.core.audit import seal_events
from app.core.events import record
from app.core.settings import setting, write_setting
from app.extensions import db
from app.people.models import Member, Unit
from app.seed.defaults import load_defaults
from app.seed.scale.activities import ActivityMaker
from app.seed.scale.batch import Batch
from app.seed.scale.people import CODE, add_members, add_units, find_team
from app.seed.scale.works import WorkMaker, find_papers
from app.volunteering.models import Activity
from app.works.models import Work

ANCHOR = "scale_anchor"
MEMBERS_AT_ONCE, WORKS_AT_ONCE, ACTIVITIES_AT_ONCE = 20_000, 2_000, 1_000


@dataclass(frozen=True)
class Amounts:
    """How many works, members and activities."""

    works: int
    members: int
    activities: int


def load_scale(*, works: int, members: int, activities: int) -> Amounts:
    """Bring what `seed scale` made up to these numbers, and return how many rows were added: twice adds nothing.

    Each batch is one transaction; an interrupted load goes on where it stopped. What is there is never taken away.
    """
    load_defaults()
    lay_ground(SYSTEM)
    there = count_scale()
    for first, until in _batches(there.members, members, MEMBERS_AT_ONCE):
        load_members(SYSTEM, first=first, until=until)
    for first, until in _batches(there.works, works, WORKS_AT_ONCE):
        load_works(SYSTEM, first=first, until=until)
        seal_events(SYSTEM)
    for first, until in _batches(there.activities, activities, ACTIVITIES_AT_ONCE):
        load_activities(SYSTEM, first=first, until=until)
        seal_events(SYSTEM)
    now = count_scale()
    return Amounts(now.works - there.works, now.members - there.members, now.activities - there.activities)


def count_scale() -> Amounts:
    """What is there of it already."""
    units = select(Unit.id).where(Unit.code.like(f"{CODE}-%"))
    return Amounts(
        works=_count(Work, Work.unit_id.in_(units)),
        members=_count(Member, Member.code.like(f"{CODE}%")),
        activities=_count(Activity, Activity.host_unit_id.in_(units)),
    )


@action
def lay_ground(actor: Actor) -> None:
    """The units and officers, and the day that dates are counted from; only the first time."""
    if not _count(Unit, Unit.code.like(f"{CODE}-%")):
        bloc = add_units(actor)
        write_setting(actor, ANCHOR, clock.today().isoformat())
        record(actor, "scale.units_loaded", bloc)


@action
def load_members(actor: Actor, *, first: int, until: int) -> None:
    """Members number `first` up to, but without, `until`."""
    batch, team = Batch(), find_team()
    add_members(batch, team, first, until)
    batch.write()
    record(actor, "scale.members_loaded", team.bloc, first=first, until=until)


@action
def load_works(actor: Actor, *, first: int, until: int) -> None:
    """Works number `first` up to, but without, `until`, each with plan, ledger, photos and history."""
    batch, team = Batch(), find_team()
    maker = WorkMaker(batch, team, _anchor(), find_papers(actor))
    for number in range(first, until):
        maker.make(number)
    batch.write()
    record(actor, "scale.works_loaded", team.bloc, first=first, until=until)


@action
def load_activities(actor: Actor, *, first: int, until: int) -> None:
    """Activities number `first` up to, but without, `until`, with shifts and sign-ups."""
    batch, team = Batch(), find_team()
    maker = ActivityMaker(batch, team, _anchor())
    for number in range(first, until):
        maker.make(number)
    batch.write()
    record(actor, "scale.activities_loaded", team.bloc, first=first, until=until)


def _anchor() -> date:
    return date.fromisoformat(setting(ANCHOR, None))


def _count(model: type, where: Any) -> int:
    return db.session.execute(select(func.count()).select_from(model).where(where)).scalar_one()


def _batches(there: int, wanted: int, size: int) -> list[tuple[int, int]]:
    return [(first, min(first + size, wanted)) for first in range(there, wanted, size)]

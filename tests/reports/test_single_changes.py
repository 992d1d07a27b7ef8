"""Deleting or re-dating any single record changes exactly the figures that it should: against the slow recount."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from app.extensions import db
from app.learning.models import Initiative, TrainingClass, TrainingEnrolment
from app.people.models import Membership
from app.reports import queries
from app.reports.figures import Scope
from app.service.models import PilotUnit, ServiceTally
from app.volunteering.models import Activity, ActivityUnit
from app.works.models import LedgerEntry, Work
from tests.reports import records

WORKS = ("works.",)
HELD = ("activities.", "service.days", "service.people", "service.procedures", "service.online")
PILOTS = ("service.pilots", "models.")


def some(chance: Random, model: Any, *where: Any) -> Any:
    """A record of this kind."""
    return chance.choice(list(db.session.scalars(select(model).where(*where).order_by(model.id))))


def take_a_work_back(chance: Random) -> None:
    work = some(chance, Work, Work.state == "accepted")
    work.state, work.accepted_on = "under_way", None


def date_a_work_anew(chance: Random) -> None:
    some(chance, Work, Work.state == "accepted").accepted_on = records.some_day(chance)


def correct_an_entry(chance: Random) -> None:
    reversed_ones = select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))
    entry = some(chance, LedgerEntry, LedgerEntry.kind == "contribution", LedgerEntry.id.not_in(reversed_ones))
    records.reversal(entry, db.session.get_one(Work, entry.work_id))


def reckon_another_benefit(chance: Random) -> None:
    work = some(chance, Work, Work.state == "accepted")
    work.benefit = None if work.benefit else 7_000_000


def call_an_activity_off(chance: Random) -> None:
    activity = some(chance, Activity, Activity.state == "held")
    activity.state, activity.held_on = "published", None


def date_an_activity_anew(chance: Random) -> None:
    some(chance, Activity, Activity.state == "held").held_on = records.some_day(chance)


def drop_a_co_host(chance: Random) -> None:
    db.session.delete(some(chance, ActivityUnit))


def correct_a_tally(chance: Random) -> None:
    tally = some(chance, ServiceTally, ServiceTally.corrects_id.is_(None))
    less = {"people": -1, "procedures": -1, "online": 0, "at": tally.at}
    db.session.add(ServiceTally(activity_id=tally.activity_id, corrects_id=tally.id, reason="đếm lại", **less))


def delete_a_membership(chance: Random) -> None:
    db.session.delete(some(chance, Membership))


def date_a_membership_anew(chance: Random) -> None:
    membership = some(chance, Membership)
    last = membership.valid_until or date(2025, 1, 1)
    membership.valid_from = last - timedelta(days=chance.randrange(1, 700))


def delete_a_pilot(chance: Random) -> None:
    db.session.delete(some(chance, PilotUnit))


def end_a_pilot(chance: Random) -> None:
    pilot = some(chance, PilotUnit)
    pilot.valid_until = pilot.valid_from + timedelta(days=chance.randrange(1, 200))


def withdraw_a_turn(chance: Random) -> None:
    turn = some(chance, TrainingEnrolment, TrainingEnrolment.outcome != "withdrawn")
    turn.outcome, turn.reason = "withdrawn", "nhầm"


def date_a_class_anew(chance: Random) -> None:
    held = some(chance, TrainingClass)
    held.starts_on = held.ends_on = records.some_day(chance)


def delete_an_initiative(chance: Random) -> None:
    db.session.delete(some(chance, Initiative))


def date_an_initiative_anew(chance: Random) -> None:
    initiative = some(chance, Initiative, Initiative.state == "applied")
    initiative.applied_on = initiative.decided_on + timedelta(days=chance.randrange(1, 300))


# What is done, and the figures that may change by it.
CHANGES: dict[Callable[[Random], None], tuple[str, ...]] = {
    take_a_work_back: WORKS,
    date_a_work_anew: WORKS,
    correct_an_entry: ("works.value",),
    reckon_another_benefit: ("works.benefit",),
    call_an_activity_off: HELD,
    date_an_activity_anew: HELD,
    drop_a_co_host: HELD,
    correct_a_tally: ("service.people", "service.procedures", "service.online"),
    delete_a_membership: ("members.",),
    date_a_membership_anew: ("members.",),
    delete_a_pilot: PILOTS,
    end_a_pilot: PILOTS,
    withdraw_a_turn: ("training.",),
    date_a_class_anew: ("training.",),
    delete_an_initiative: ("initiatives.",),
    date_an_initiative_anew: ("initiatives.applied",),
}


def figures(scopes: list[Scope]) -> list[dict[str, int]]:
    return [{figure.key: figure.value for figure in queries.count_figures(scope)} for scope in scopes]


@pytest.mark.parametrize("seed", range(2))
def test_each_single_change_moves_exactly_the_figures_that_it_should(app: Any, seed: int) -> None:
    chance = Random(700 + seed)
    units = records.fill(chance)
    whole = Scope(records.START, records.START + timedelta(days=records.DAYS))
    moved: set[Any] = set()
    for change, allowed in CHANGES.items():
        first = records.some_day(chance)
        part = Scope(first, first + timedelta(days=chance.randrange(500)), chance.choice(units).id)
        before = figures([whole, part])
        change(chance)
        db.session.commit()
        after = figures([whole, part])
        assert after == [records.recount(whole), records.recount(part)], change.__name__
        changed = {key for then, now in zip(before, after, strict=True) for key in then if then[key] != now[key]}
        assert all(key.startswith(allowed) for key in changed), (change.__name__, changed)
        moved |= {change} if changed else set()
    # Some changes lie outside every period; most don't.
    assert len(moved) > len(CHANGES) / 3

"""Plans to split, merge and dissolve, prepared and carried out as an administrator would, looking at the preview."""

from datetime import date
from typing import Any

from flask import current_app

from app.core import clock
from app.core.actor import Actor
from app.extensions import db
from app.people.actions import (
    NewUnit,
    agree_to_rearrangement,
    carry_out_rearrangement,
    choose_goals,
    prepare_rearrangement,
)
from app.people.models import Unit
from app.people.queries.rearranging import get_rearrangement, survey
from app.people.rearranging.plan import Rearrangement
from app.people.rearranging.survey import Survey

DECISION = "Quyết định số 15-QĐ/ĐTN ngày 20/11/2026"


def prepare(actor: Actor, kind: str, sources: list[Unit], goals: list[Unit | NewUnit], **values: Any) -> int:
    return prepare_rearrangement(
        actor,
        kind=kind,
        source_ids=[unit.id for unit in sources],
        goal_ids=[goal.id for goal in goals if isinstance(goal, Unit)],
        new_units=[goal for goal in goals if isinstance(goal, NewUnit)],
        **{"on": clock.today(), "decision": DECISION, **values},
    )


def part(code: str, name: str = "") -> NewUnit:
    return NewUnit(code, name or f"Đoàn trường phần {code}", name or f"Phần {code}")


def plan_of(id_: int) -> Rearrangement:
    db.session.rollback()
    return db.session.get_one(Rearrangement, id_, populate_existing=True)


def version(id_: int) -> int:
    return plan_of(id_).version


def look(actor: Actor, id_: int) -> Survey:
    """What the preview would say now."""
    db.session.rollback()
    return survey(actor, get_rearrangement(actor, id_))


def hindrances(actor: Actor, id_: int) -> list[str]:
    with current_app.test_request_context("/?lang=en"):
        return [str(one.text) for one in look(actor, id_).hindrances]


def choose(actor: Actor, id_: int, amounts: Any = None, **goals: Any) -> None:
    """Say where things go, by their kind."""
    choose_goals(actor, rearrangement_id=id_, version=version(id_), goals=goals, amounts=amounts or {})


def agree(actor: Actor, id_: int) -> None:
    agree_to_rearrangement(actor, rearrangement_id=id_, version=version(id_))


def carry_out(actor: Actor, id_: int) -> None:
    """Confirm what the preview says now."""
    found = look(actor, id_)
    carry_out_rearrangement(actor, rearrangement_id=id_, version=found.plan.version, seen=found.seen)


def dissolve(actor: Actor, unit: Unit, goals: list[Unit] | None = None, *, on: date, decision: str = DECISION) -> int:
    """Prepared and carried out at once; returns the plan's id."""
    id_ = prepare(actor, "dissolve", [unit], list(goals or []), on=on, decision=decision)
    carry_out(actor, id_)
    return id_


def new_unit(code: str) -> Unit:
    """The unit that a plan has founded."""
    db.session.rollback()
    return db.session.query(Unit).filter_by(code=code).one()


def all_checks(app: Any) -> list[str]:
    """What `flask check` and `flask audit verify` would print."""
    db.session.rollback()
    found = []
    for area in app.extensions["areas"]:
        for check in (*area.checks, *area.chains):
            found += list(check())
    return found

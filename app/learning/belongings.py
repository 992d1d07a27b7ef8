"""How study and initiatives go along when a unit is split, merged or dissolved.

An initiative that nobody has decided on goes to the unit that goes on with it, and a class that isn't over to the one
that keeps its record. Turns stay with the unit that sent, as figures of the past do; so do decided initiatives.
"""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists, func, or_, select

from app.core import clock
from app.core.actions import lock_all
from app.core.actor import Actor
from app.core.events import record
from app.extensions import db
from app.learning.models import PUBLIC_STATES, Initiative, TrainingClass, TrainingEnrolment
from app.learning.wording import INITIATIVE_STATE_NAMES, say_kind
from app.people.rearranging.belongings import Belongings, Handing, Item, Situation

OPEN_STATES = ("registered", "submitted")


def list_initiatives(situation: Situation) -> list[Item]:
    """Those that are still to be handed in or decided on."""
    rows = db.session.execute(
        select(Initiative)
        .where(Initiative.unit_id.in_(situation.ids), Initiative.state.in_(OPEN_STATES))
        .order_by(Initiative.sort_on, Initiative.id)
    ).scalars()
    return [
        Item(
            row.id,
            row.unit_id,
            row.title,
            INITIATIVE_STATE_NAMES[row.state],
            str(row.version),
            ("learning.initiative", {"initiative_id": row.id}),
        )
        for row in rows
    ]


def lock_initiatives(sources: Sequence[int], _goals: Sequence[int], _members: Sequence[int]) -> None:
    lock_all(Initiative, Initiative.unit_id.in_(sources), Initiative.state.in_(OPEN_STATES))


def hand_over_initiatives(actor: Actor, handing: Handing) -> None:
    """It counts as registered where it was registered; what comes counts for the unit that goes on with it."""
    for initiative_id, goal in handing.chosen["initiative"].items():
        initiative = db.session.get_one(Initiative, initiative_id)
        if initiative.unit_id == goal.id:
            continue
        before, initiative.unit_id = initiative.unit_id, goal.id
        initiative.registered_in_id = initiative.registered_in_id or before
        initiative.version += 1
        details = {"from_unit": before, "unit": goal.id, "decision": handing.decision}
        record(actor, "initiative.handed_over", initiative, **details)


def what_stays_of_initiatives(situation: Situation) -> list[Any]:
    count = db.session.execute(
        select(func.count()).where(Initiative.unit_id.in_(situation.ids), Initiative.state.in_(PUBLIC_STATES))
    ).scalar_one()
    return [_l("%(number)s recognised initiatives and topics", number=count)] if count else []


def _goes_on() -> ColumnElement[bool]:
    """Over TrainingClass: not over yet, or somebody's outcome is still to be recorded."""
    waits = exists().where(TrainingEnrolment.class_id == TrainingClass.id, TrainingEnrolment.outcome == "open")
    return or_(TrainingClass.ends_on >= clock.today(), waits)


def list_classes(situation: Situation) -> list[Item]:
    rows = db.session.execute(
        select(TrainingClass)
        .where(TrainingClass.unit_id.in_(situation.ids), _goes_on())
        .order_by(TrainingClass.starts_on, TrainingClass.id)
    ).scalars()
    return [
        Item(
            row.id,
            row.unit_id,
            row.title,
            say_kind(row.kind, row.level),
            str(row.version),
            ("learning.training_class", {"class_id": row.id}),
        )
        for row in rows
    ]


def lock_classes(sources: Sequence[int], _goals: Sequence[int], _members: Sequence[int]) -> None:
    lock_all(TrainingClass, TrainingClass.unit_id.in_(sources), _goes_on())


def hand_over_classes(actor: Actor, handing: Handing) -> None:
    """With the lists that wait to be taken in: they hang on the class."""
    for class_id, goal in handing.chosen["training_class"].items():
        training_class = db.session.get_one(TrainingClass, class_id)
        if training_class.unit_id == goal.id:
            continue
        before, training_class.unit_id = training_class.unit_id, goal.id
        training_class.version += 1
        details = {"from_unit": before, "unit": goal.id, "decision": handing.decision}
        record(actor, "training_class.handed_over", training_class, **details)


def what_stays_of_classes(situation: Situation) -> list[Any]:
    count = db.session.execute(
        select(func.count()).where(
            TrainingEnrolment.unit_id.in_(situation.ids), TrainingEnrolment.outcome != "withdrawn"
        )
    ).scalar_one()
    return [_l("%(number)s turns in classes", number=count)] if count else []


BELONGINGS = (
    Belongings(
        "initiative",
        _l("Initiatives that are not decided on"),
        hand_over_initiatives,
        list_initiatives,
        stays=what_stays_of_initiatives,
        lock=lock_initiatives,
    ),
    Belongings(
        "training_class",
        _l("Classes that are not over"),
        hand_over_classes,
        list_classes,
        stays=what_stays_of_classes,
        lock=lock_classes,
    ),
)

"""The statements that figures of study and initiatives are counted from: one WHERE for a figure and for its records.

Each takes a scope: `date_from`, `date_to`, and `unit_id`, a unit with all under it as they stood then (None: all).
"""

from datetime import date
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, func, true

from app.learning.models import Initiative, InitiativeUse, TrainingClass, TrainingEnrolment
from app.people.queries.belonging import belonged_to


class Scope(Protocol):
    """What a report is about."""

    @property
    def date_from(self) -> date: ...
    @property
    def date_to(self) -> date: ...
    @property
    def unit_id(self) -> int | None: ...


# What reports put together: professional skill, computers and languages; theory from the intermediate level on.
TRAINING_PARTS: dict[str, ColumnElement[bool]] = {
    "all": true(),
    "professional": TrainingClass.kind.in_(("professional", "it", "language")),
    "political_theory": and_(TrainingClass.kind == "political", TrainingClass.level.in_(("intermediate", "advanced"))),
    "social": TrainingClass.kind == "social",
}


def sent(scope: Scope, part: str = "all") -> ColumnElement[bool]:
    """Over TrainingEnrolment joined with TrainingClass: turns in classes that began on a day in the period.

    A turn stays with the unit that sent. Turns withdrawn as mistakes are none.
    """
    return and_(
        TrainingClass.starts_on.between(scope.date_from, scope.date_to),
        TrainingEnrolment.outcome != "withdrawn",
        TRAINING_PARTS[part],
        _was_under(TrainingEnrolment.unit_id, TrainingClass.starts_on, scope),
    )


def initiatives_registered(scope: Scope) -> ColumnElement[bool]:
    """Over Initiative: registered in the period, and not withdrawn since."""
    return and_(
        Initiative.state != "withdrawn",
        Initiative.registered_on.between(scope.date_from, scope.date_to),
        _was_under(func.coalesce(Initiative.registered_in_id, Initiative.unit_id), Initiative.registered_on, scope),
    )


def initiatives_recognised(scope: Scope) -> ColumnElement[bool]:
    """Over Initiative: by a decision of a day in the period."""
    return and_(
        Initiative.state.in_(("recognised", "applied")),
        Initiative.decided_on.between(scope.date_from, scope.date_to),
        _was_under(Initiative.unit_id, Initiative.decided_on, scope),
    )


def initiatives_applied(scope: Scope) -> ColumnElement[bool]:
    """Over Initiative: recognised, and applied from a day in the period on."""
    return and_(
        Initiative.state == "applied",
        Initiative.applied_on.between(scope.date_from, scope.date_to),
        _was_under(Initiative.unit_id, Initiative.applied_on, scope),
    )


def taken_up(scope: Scope) -> ColumnElement[bool]:
    """Over InitiativeUse: taken up by a unit on a day in the period; it counts for the unit that takes up."""
    return and_(
        InitiativeUse.taken_on.between(scope.date_from, scope.date_to),
        _was_under(InitiativeUse.unit_id, InitiativeUse.taken_on, scope),
    )


def _was_under(unit_id: Any, day: Any, scope: Scope) -> ColumnElement[bool]:
    return true() if scope.unit_id is None else belonged_to(unit_id, day, scope.unit_id)

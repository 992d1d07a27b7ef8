"""The statements that figures of study and initiatives are counted from: one WHERE for a figure and for its records.

Each takes a scope: `date_from`, `date_to`, and `unit_id`, a unit with all under it as they stood then (None: all).
Below stands the same as something that drives count: METRICS, and what is known of a member.
"""

from collections.abc import Collection
from datetime import date
from typing import Any, Protocol

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, select, true

from app.core.actor import Actor
from app.core.counting import Filter, Metric, Shown, Source
from app.extensions import db
from app.learning.models import Initiative, InitiativeAuthor, InitiativeUse, TrainingClass, TrainingEnrolment
from app.learning.permissions import visible_enrolments, visible_initiatives
from app.learning.wording import CLASS_KIND_NAMES, INITIATIVE_KIND_NAMES
from app.people.counted import show_members
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


def _sent(record: Any, first: Any, last: Any) -> Any:
    """Turns in classes that began in a period, of the units that sent."""
    return (
        select(
            TrainingEnrolment.unit_id.label("unit_id"),
            TrainingClass.starts_on.label("day"),
            record.label("record_id"),
            TrainingClass.kind.label("kind"),
        )
        .join(TrainingClass, TrainingClass.id == TrainingEnrolment.class_id)
        .where(TrainingClass.starts_on.between(first, last), TrainingEnrolment.outcome != "withdrawn")
    )


def _show_turns(actor: Actor, ids: Collection[int]) -> dict[int, Shown]:
    rows = db.session.execute(
        select(TrainingEnrolment.id, TrainingClass.id, TrainingClass.title)
        .join(TrainingClass, TrainingClass.id == TrainingEnrolment.class_id)
        .where(TrainingEnrolment.id.in_(ids), visible_enrolments(actor))
    )
    return {id_: Shown(title, "learning.training_class", {"class_id": class_id}) for id_, class_id, title in rows}


def _initiatives(day: Any, *states: str) -> Any:
    def rows(first: Any, last: Any) -> Any:
        return select(
            Initiative.unit_id.label("unit_id"),
            day.label("day"),
            Initiative.id.label("record_id"),
            Initiative.kind.label("kind"),
        ).where(Initiative.state.in_(states), day.between(first, last))

    return rows


def _show_initiatives(actor: Actor, ids: Collection[int]) -> dict[int, Shown]:
    rows = db.session.execute(
        select(Initiative.id, Initiative.title).where(Initiative.id.in_(ids), visible_initiatives(actor))
    )
    return {id_: Shown(title, "learning.initiative", {"initiative_id": id_}) for id_, title in rows}


_KINDS = (Filter("kind", _l("Kind of class"), lambda: list(CLASS_KIND_NAMES.items())),)
_INITIATIVE_KINDS = (Filter("kind", _l("Initiative or topic"), lambda: list(INITIATIVE_KIND_NAMES.items())),)
TURNS = Source("training_turns", lambda first, last: _sent(TrainingEnrolment.id, first, last), _show_turns, _KINDS)
PEOPLE = Source(
    "training_people",
    lambda first, last: _sent(TrainingEnrolment.member_id, first, last),
    show_members,
    _KINDS,
    is_shared=True,
)
RECOGNISED = Source(
    "recognised", _initiatives(Initiative.decided_on, "recognised", "applied"), _show_initiatives, _INITIATIVE_KINDS
)
APPLIED = Source("applied", _initiatives(Initiative.applied_on, "applied"), _show_initiatives, _INITIATIVE_KINDS)
METRICS = (
    Metric(
        "training.people",
        _l("Members sent to classes"),
        _l("Members whom the unit sent to classes that began in the period; each counts once."),
        _l("people"),
        PEOPLE,
    ),
    Metric(
        "training.turns",
        _l("Turns in classes"),
        _l("Turns of members whom the unit sent to classes that began in the period."),
        _l("turns"),
        TURNS,
    ),
    Metric(
        "initiatives.recognised",
        _l("Initiatives and topics recognised"),
        _l("Initiatives and topics recognised by a decision of a day in the period."),
        _l("initiatives"),
        RECOGNISED,
    ),
    Metric(
        "initiatives.applied",
        _l("Initiatives and topics recognised and applied"),
        _l("Recognised initiatives and topics that are applied from a day in the period on."),
        _l("initiatives"),
        APPLIED,
    ),
)

# What a member did, as evidence for a commendation.
MEMBER_FACTS = {
    "member.initiatives": _l("Initiatives that are applied, as an author"),
    "member.classes": _l("Classes completed"),
}


def facts_of_member(member_id: int, first: date, last: date) -> list[tuple[str, str]]:
    """Initiatives applied in a period and classes begun in it and completed, as (key, value). One statement."""
    applied = (
        select(func.count(InitiativeAuthor.id))
        .join(Initiative, Initiative.id == InitiativeAuthor.initiative_id)
        .where(
            InitiativeAuthor.member_id == member_id,
            Initiative.state == "applied",
            Initiative.applied_on.between(first, last),
        )
    )
    completed = (
        select(func.count(TrainingEnrolment.id))
        .join(TrainingClass, TrainingClass.id == TrainingEnrolment.class_id)
        .where(
            TrainingEnrolment.member_id == member_id,
            TrainingEnrolment.outcome == "completed",
            TrainingClass.starts_on.between(first, last),
        )
    )
    row = db.session.execute(select(applied.scalar_subquery(), completed.scalar_subquery())).one()
    return [("member.initiatives", str(row[0])), ("member.classes", str(row[1]))]

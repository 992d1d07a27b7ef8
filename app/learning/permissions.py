"""Who sends whom to study, and who proposes, recognises and takes up initiatives.

`training_class.unit`, `enrolment.unit` and `.training_class`, `initiative.unit` and `.authors` must be loaded
where they are asked.
"""

from typing import Any

from sqlalchemy import ColumnElement, false, or_, select, true

from app.core.actor import Actor, Role
from app.learning.models import Initiative, InitiativeAuthor, TrainingClass, TrainingEnrolment
from app.learning.models.initiative import PUBLIC_STATES
from app.people.models import Unit


def can_add_class(actor: Actor, unit: Unit) -> bool:
    """A unit's classes are kept by its leaders; the Bloc's by its committee, which leaves those of units to them."""
    return actor.is_system or actor.holds(Role.LEADER, over=unit.path) or _sits_in(actor, unit.id)


def units_for_classes(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_add_class`, over units."""
    if actor.is_system:
        return true()
    committees = [held.unit_id for held in actor.held if held.role == Role.COMMITTEE]
    return or_(_under(Unit.path, actor.paths(Role.LEADER)), Unit.id.in_(committees))


def can_edit_class(actor: Actor, training_class: TrainingClass) -> bool:
    return can_add_class(actor, training_class.unit)


def can_see_classes(actor: Actor) -> bool:
    """Which classes there are is for everybody who is signed in; who was sent isn't."""
    return actor.is_system or not actor.is_visitor


def visible_classes(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_see_classes`."""
    return true() if can_see_classes(actor) else false()


def can_send_members(actor: Actor, training_class: TrainingClass) -> bool:
    """Leaders send members to classes of their own unit and of the units above it; above all, of those under it."""
    if actor.is_system or can_edit_class(actor, training_class):
        return True
    return any(path.startswith(training_class.unit.path) for path in actor.paths(Role.LEADER))


def can_send_from(actor: Actor, unit_path: str, training_class: TrainingClass) -> bool:
    """Members are sent by the leaders over their unit; to the Bloc's own classes by its committee too."""
    if actor.is_system or actor.holds(Role.LEADER, over=unit_path):
        return True
    return _sits_in(actor, training_class.unit_id) and actor.holds(Role.COMMITTEE, over=unit_path)


def paths_to_send_from(actor: Actor, training_class: TrainingClass) -> list[str]:
    """The unit paths of `can_send_from`."""
    if actor.is_system or _sits_in(actor, training_class.unit_id):
        return [*actor.paths(Role.LEADER), training_class.unit.path]
    return actor.paths(Role.LEADER)


def can_see_enrolment(actor: Actor, enrolment: TrainingEnrolment) -> bool:
    """Oneself, and officers over the unit that sent."""
    own = actor.member_id is not None and actor.member_id == enrolment.member_id
    return own or actor.is_system or actor.holds(*Role, over=enrolment.unit.path)


def visible_enrolments(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_see_enrolment`."""
    if actor.is_system:
        return true()
    clauses: list[ColumnElement[bool]] = [TrainingEnrolment.unit_id.in_(_units_under(actor.paths(*Role)))]
    if actor.member_id is not None:
        clauses.append(TrainingEnrolment.member_id == actor.member_id)
    return or_(*clauses)


def can_record_outcome(actor: Actor, enrolment: TrainingEnrolment) -> bool:
    """Whoever may send from that unit to that class, and of a unit that has ended the committee; nobody their own."""
    own = actor.member_id is not None and actor.member_id == enrolment.member_id
    of_the_past = enrolment.unit.dissolved_on is not None and actor.holds(Role.COMMITTEE, over=enrolment.unit.path)
    return (can_send_from(actor, enrolment.unit.path, enrolment.training_class) or of_the_past) and not own


can_withdraw_enrolment = can_record_outcome


def can_see_initiative(actor: Actor, initiative: Initiative) -> bool:
    """Recognised ones are public; the others are for their authors and the officers over the unit."""
    if actor.is_system or initiative.is_public or initiative.is_of(actor.member_id):
        return True
    own = actor.account_id is not None and initiative.registered_by == actor.account_id
    return own or actor.holds(*Role, over=initiative.unit.path)


def visible_initiatives(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_see_initiative`."""
    if actor.is_system:
        return true()
    public = Initiative.state.in_(PUBLIC_STATES)
    if actor.is_visitor:
        return public
    clauses: list[ColumnElement[bool]] = [public, Initiative.registered_by == actor.account_id]
    if actor.held:
        clauses.append(Initiative.unit_id.in_(_units_under(actor.paths(*Role))))
    if actor.member_id is not None:
        mine = select(InitiativeAuthor.initiative_id).where(InitiativeAuthor.member_id == actor.member_id)
        clauses.append(Initiative.id.in_(mine))
    return or_(*clauses)


def can_read_papers(actor: Actor, initiative: Initiative) -> bool:
    """The papers and who the authors are: authors, whoever wrote it down, officers over the unit."""
    own = actor.account_id is not None and initiative.registered_by == actor.account_id
    return own or actor.is_system or initiative.is_of(actor.member_id) or actor.holds(*Role, over=initiative.unit.path)


def can_register_initiative(actor: Actor, unit: Unit, member_ids: frozenset[int]) -> bool:
    """A member proposes an own one in the own unit; a leader writes down those of the unit."""
    if actor.is_system or actor.holds(Role.LEADER, over=unit.path):
        return True
    return actor.member_id is not None and actor.unit_id == unit.id and actor.member_id in member_ids


def units_to_register_in(actor: Actor) -> ColumnElement[bool]:
    """The units of `can_register_initiative`: the own one, and those led."""
    if actor.is_system:
        return true()
    own = Unit.id == actor.unit_id if actor.unit_id is not None else false()
    return or_(own, _under(Unit.path, actor.paths(Role.LEADER)))


def can_edit_initiative(actor: Actor, initiative: Initiative) -> bool:
    """Whoever wrote it down, its authors, and the unit's leader."""
    own = actor.account_id is not None and initiative.registered_by == actor.account_id
    return own or initiative.is_of(actor.member_id) or can_submit_initiative(actor, initiative)


can_withdraw_initiative = can_edit_initiative


def can_submit_initiative(actor: Actor, initiative: Initiative) -> bool:
    return actor.is_system or actor.holds(Role.LEADER, over=initiative.unit.path)


def can_recognise_initiative(actor: Actor, initiative: Initiative) -> bool:
    """The committee over the unit; never its author, nor whoever wrote it down or handed it in."""
    if actor.is_system:
        return True
    return actor.holds(Role.COMMITTEE, over=initiative.unit.path) and not _took_part(actor, initiative)


can_refuse_initiative = can_recognise_initiative


def can_apply_initiative(actor: Actor, initiative: Initiative) -> bool:
    """The unit's leader. Where that is an author, the committee over the unit: nobody proves their own."""
    if actor.is_system:
        return True
    is_over = actor.holds(Role.LEADER, Role.COMMITTEE, over=initiative.unit.path)
    return is_over and not initiative.is_of(actor.member_id)


def can_take_up_initiative(actor: Actor, unit: Unit) -> bool:
    """A unit's leader, for the own unit."""
    return actor.is_system or actor.holds(Role.LEADER, over=unit.path)


def units_to_take_up_in(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_take_up_initiative`, over units."""
    return true() if actor.is_system else _under(Unit.path, actor.paths(Role.LEADER))


MAY = {
    "submit": can_submit_initiative,
    "recognise": can_recognise_initiative,
    "refuse": can_refuse_initiative,
    "apply": can_apply_initiative,
    "withdraw": can_withdraw_initiative,
}


def _sits_in(actor: Actor, unit_id: int) -> bool:
    """Of the committee of this very unit."""
    return any(held.role == Role.COMMITTEE and held.unit_id == unit_id for held in actor.held)


def _took_part(actor: Actor, initiative: Initiative) -> bool:
    wrote = actor.account_id in (initiative.registered_by, initiative.submitted_by)
    return initiative.is_of(actor.member_id) or (actor.account_id is not None and wrote)


def _under(column: Any, paths: list[str]) -> ColumnElement[bool]:
    return or_(false(), *(column.startswith(path, autoescape=True) for path in paths))


def _units_under(paths: list[str]) -> Any:
    return select(Unit.id).where(_under(Unit.path, paths))

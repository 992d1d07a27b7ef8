"""Who may see and do what with people and units; each sentence is named after the action that it guards."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, false, or_, true

from app.core.actor import Actor, Role
from app.people.models import Appointment, Member, Unit

OFFICERS = tuple(Role)
# Committee and inspector see all; a treasurer works with names, not with private data.
SEE_CONTACT = (Role.LEADER, Role.COMMITTEE, Role.INSPECTOR, Role.ADMINISTRATOR)


def can_see_unit(actor: Actor, unit: Unit) -> bool:
    """Units and their officers are official information for everybody who is signed in."""
    return not actor.is_visitor


def visible_units(actor: Actor) -> ColumnElement[bool]:
    """The WHERE twin of `can_see_unit`."""
    return false() if actor.is_visitor else true()


def can_change_units(actor: Actor) -> bool:
    """Found, change, move and dissolve units."""
    return actor.is_system or actor.has(Role.ADMINISTRATOR)


def can_see_unit_paper(actor: Actor, unit_path: str) -> bool:
    """The paper of a decision may name people: it is for the unit's officers and those above."""
    return actor.is_system or actor.holds(*OFFICERS, over=unit_path)


can_rearrange_units = can_change_units


def can_see_rearrangement(actor: Actor) -> bool:
    """Plans to split, merge and dissolve: who makes them, who agrees that money moves, who reads everything."""
    return actor.is_system or actor.has(Role.ADMINISTRATOR, Role.COMMITTEE, Role.INSPECTOR)


def visible_rearrangements(actor: Actor) -> ColumnElement[bool]:
    """The WHERE twin of `can_see_rearrangement`."""
    return true() if can_see_rearrangement(actor) else false()


def can_agree_to_rearrangement(actor: Actor, prepared_by: int | None) -> bool:
    """The money of a fund moves when somebody of the committee agrees, who has not prepared it."""
    return actor.has(Role.COMMITTEE) and actor.account_id != prepared_by


def can_see_member(actor: Actor, member_id: int, unit_path: str) -> bool:
    """Oneself, and officers over the unit the member is in (or was in last)."""
    own = actor.member_id is not None and actor.member_id == member_id
    return own or actor.is_system or actor.holds(*OFFICERS, over=unit_path)


def visible_members(actor: Actor) -> ColumnElement[bool]:
    """The WHERE twin of `can_see_member`, over Member joined with the unit that the member is in or was in last."""
    if actor.is_system:
        return true()
    clauses: list[ColumnElement[bool]] = [lies_under(Unit.path, actor.paths(*OFFICERS))]
    if actor.member_id is not None:
        clauses.append(Member.id == actor.member_id)
    return or_(*clauses)


def can_list_members(actor: Actor) -> bool:
    """The roster is a page for officers."""
    return actor.is_system or actor.has(*OFFICERS)


def can_see_contact(actor: Actor, member_unit_path: str, member_id: int | None = None) -> bool:
    """See phone, e-mail and birth date: oneself, leaders over the unit, committee, inspector, administrator."""
    own = member_id is not None and actor.member_id == member_id
    return own or actor.is_system or actor.holds(*SEE_CONTACT, over=member_unit_path)


def can_see_contact_readings(actor: Actor) -> bool:
    """Who read minors' contact data is for the inspector to watch."""
    return actor.has(Role.INSPECTOR)


def can_add_member(actor: Actor, unit_path: str) -> bool:
    return actor.is_system or actor.holds(Role.LEADER, Role.ADMINISTRATOR, over=unit_path)


def can_edit_member(actor: Actor, unit_path: str) -> bool:
    return can_add_member(actor, unit_path)


def can_merge_members(actor: Actor, kept_path: str, gone_path: str) -> bool:
    """Make two records one, and two again: who may edit both. That nobody does it to their own is the action's."""
    return can_edit_member(actor, kept_path) and can_edit_member(actor, gone_path)


def can_end_membership(actor: Actor, unit_path: str) -> bool:
    return can_add_member(actor, unit_path)


def can_transfer_member(actor: Actor, from_path: str, to_path: str) -> bool:
    """Whoever stands over both units: their common leader, the committee or the administrator."""
    roles = (Role.LEADER, Role.COMMITTEE, Role.ADMINISTRATOR)
    return actor.is_system or (actor.holds(*roles, over=from_path) and actor.holds(*roles, over=to_path))


def can_see_transfers(actor: Actor, unit_path: str) -> bool:
    """The transfers that a unit asked for or is asked for: its officers, and those above."""
    return actor.is_system or actor.holds(*OFFICERS, over=unit_path)


def can_ask_for_transfer(actor: Actor, unit_path: str) -> bool:
    """Ask another unit to take a member in, or to let one go: who leads the asking unit."""
    return can_add_member(actor, unit_path)


def can_withdraw_transfer(actor: Actor, asking_path: str) -> bool:
    return can_add_member(actor, asking_path)


def can_decide_transfer(actor: Actor, other_path: str) -> bool:
    """Accept or refuse: who leads the unit that was asked, and the committee and administrator above it."""
    return actor.is_system or actor.holds(Role.LEADER, Role.COMMITTEE, Role.ADMINISTRATOR, over=other_path)


def can_manage_accounts(actor: Actor) -> bool:
    """See all accounts with their appointments."""
    return actor.is_system or actor.has(Role.ADMINISTRATOR)


def can_create_account(actor: Actor, unit_path: str) -> bool:
    return can_add_member(actor, unit_path)


def can_issue_code(actor: Actor, account_id: int, unit_path: str, *, is_officer: bool) -> bool:
    """A leader for members of the own unit, but not for officers: whoever sets a password could act in their place."""
    if actor.is_system:
        return True
    if account_id == actor.account_id:
        return False
    return actor.has(Role.ADMINISTRATOR) or (not is_officer and actor.holds(Role.LEADER, over=unit_path))


def can_see_ratings(actor: Actor, unit_path: str) -> bool:
    """Who rates, and committee and inspector."""
    return can_rate_members(actor, unit_path) or actor.holds(Role.COMMITTEE, Role.INSPECTOR, over=unit_path)


def can_rate_members(actor: Actor, unit_path: str) -> bool:
    """Leaders over the unit and the administrator; the rule that nobody rates themselves is the action's."""
    return can_add_member(actor, unit_path)


def can_see_milestones(actor: Actor, unit_path: str) -> bool:
    """Who was admitted, introduced to the Party, grew up: those who record it, and committee and inspector."""
    return can_see_ratings(actor, unit_path)


def can_record_milestones(actor: Actor, unit_path: str) -> bool:
    return can_add_member(actor, unit_path)


def can_make_slips(actor: Actor, unit_path: str) -> bool:
    """Activation slips of a whole unit: its leaders and the administrator, as with single codes."""
    return can_add_member(actor, unit_path)


def can_see_handover(actor: Actor, appointment: Appointment, unit_path: str) -> bool:
    """What waits in an office that ends: whom it concerns, and the inspector, who reads everything."""
    return has_part_in_handover(actor, appointment, unit_path) or actor.holds(Role.INSPECTOR, over=unit_path)


def has_part_in_handover(actor: Actor, appointment: Appointment, unit_path: str) -> bool:
    """Who held the office, who holds the same one, leaders above, administrators."""
    own = actor.account_id is not None and actor.account_id == appointment.account_id
    return own or _takes_over(actor, appointment, unit_path)


def can_close_handover(actor: Actor, appointment: Appointment, unit_path: str) -> bool:
    """Say that it is done: never who leaves."""
    return actor.account_id != appointment.account_id and _takes_over(actor, appointment, unit_path)


def _takes_over(actor: Actor, appointment: Appointment, unit_path: str) -> bool:
    same_office = any(h.role == appointment.role and h.unit_id == appointment.unit_id for h in actor.held)
    return same_office or actor.holds(Role.LEADER, Role.ADMINISTRATOR, over=unit_path)


def can_appoint(actor: Actor, account_id: int) -> bool:
    """The administrator, but nobody appoints themselves or ends an appointment of their own."""
    return actor.is_system or (actor.has(Role.ADMINISTRATOR) and account_id != actor.account_id)


def lies_under(column: Any, paths: Iterable[str]) -> ColumnElement[bool]:
    """A path column that lies at or under one of these unit paths."""
    return or_(false(), *(column.startswith(path) for path in paths))

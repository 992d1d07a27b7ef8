"""Members: added, corrected, transferred, and gone."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select

from app.core import clock
from app.core.actions import action, lock, lock_all
from app.core.actor import Actor
from app.core.codes import new_checked_code
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.core.text import fold, name_sort_key
from app.extensions import db
from app.people.life import TransferRequest
from app.people.models import Account, Member, Membership, Unit
from app.people.permissions import (
    can_add_member,
    can_edit_member,
    can_end_membership,
    can_see_member,
    can_see_unit,
    can_transfer_member,
)
from app.people.queries.members import find_duplicate, is_last_membership

# Of the event, names only: what they held is private.
FIELDS = (
    "full_name",
    "birth_date",
    "gender",
    "phone",
    "email",
    "joined_on",
    "occupation",
    "class_name",
    "card_number",
)


@action
def add_member(
    actor: Actor,
    *,
    unit_id: int,
    full_name: str,
    birth_date: date | None,
    gender: str | None,
    phone: str | None,
    email: str | None,
    joined_on: date | None,
    occupation: str | None = None,
    class_name: str | None = None,
    card_number: str | None = None,
    code: str | None = None,
    member_since: date | None = None,
    is_another_person: bool = False,
) -> int:
    """Put somebody on a unit's roster and return the id; without a code of their own they get one.

    Raises NotPossible("looks_like_duplicate") for a name and birth date that are there already, unless
    `is_another_person` was said.
    """
    unit = lock_standing_unit(actor, unit_id)
    if not can_add_member(actor, unit.path):
        raise NotAllowed
    since = member_since or clock.today()
    _check_day(since, field="member_since")
    if since < unit.founded_on:
        raise NotPossible("before_unit", field="member_since")
    _check_person(birth_date, joined_on)
    if not is_another_person and (where := find_duplicate(full_name, birth_date)):
        raise NotPossible("looks_like_duplicate", field="is_another_person", unit=where)
    member = Member(
        code=_free_code(code),
        full_name=full_name,
        name_folded=fold(full_name),
        name_sort=name_sort_key(full_name),
        birth_date=birth_date,
        gender=gender,
        phone=phone,
        email=email,
        joined_on=joined_on,
        occupation=occupation,
        class_name=class_name,
        card_number=card_number,
    )
    db.session.add(member)
    db.session.flush()  # the membership needs the id
    db.session.add(Membership(member_id=member.id, unit_id=unit.id, valid_from=since))
    record(actor, "member.added", member, unit=unit.id)
    return member.id


@action
def edit_member(
    actor: Actor,
    *,
    member_id: int,
    version: int,
    full_name: str,
    birth_date: date | None,
    gender: str | None,
    phone: str | None,
    email: str | None,
    joined_on: date | None,
    occupation: str | None = None,
    class_name: str | None = None,
    card_number: str | None = None,
) -> None:
    """Correct a member's data; the account's name, phone number and e-mail follow. Raises Conflict when stale."""
    member, unit, _membership = lock_visible_member(actor, member_id)
    if not can_edit_member(actor, unit.path) or member.erased_on is not None:
        raise NotAllowed
    if member.version != version:
        raise Conflict
    _check_person(birth_date, joined_on)
    account = lock(Account, Account.member_id == member.id)
    if account is not None:
        is_taken = exists().where(Account.email == email, Account.id != account.id)
        signs_in = bool(email) and not db.session.execute(select(is_taken)).scalar()
        if email and not signs_in and email != member.email:
            raise NotPossible("email_taken", field="email")
        # One that was shared from the start, a pupil's with a parent, stays on record but doesn't sign in.
        account.name, account.phone, account.email = full_name, phone, email if signs_in else None
    new: dict[str, Any] = {
        "full_name": full_name,
        "birth_date": birth_date,
        "gender": gender,
        "phone": phone,
        "email": email,
        "joined_on": joined_on,
        "occupation": occupation,
        "class_name": class_name,
        "card_number": card_number,
    }
    changed = [name for name in FIELDS if getattr(member, name) != new[name]]
    for name in changed:
        setattr(member, name, new[name])
    member.name_folded, member.name_sort = fold(full_name), name_sort_key(full_name)
    member.version += 1
    record(actor, "member.edited", member, fields=changed)


def transfer_member_rows(actor: Actor, *, member_id: int, unit_id: int, on: date, version: int) -> None:
    """Move a member to another unit from a day on, not a later one than today. The old membership stays, dated.

    For the action `volunteering.actions.transfer_member`: what the old unit had given ends with it.
    """
    member, old_unit, membership = lock_visible_member(actor, member_id)
    new_unit = lock_standing_unit(actor, unit_id)
    if not can_transfer_member(actor, old_unit.path, new_unit.path):
        raise NotAllowed
    if member.version != version:
        raise Conflict
    end_waiting_request(actor, member.id)
    move_member(actor, member, membership, new_unit, on)


def move_member(
    actor: Actor, member: Member, membership: Membership, new_unit: Unit, on: date, **details: object
) -> None:
    """End a locked member's membership, where it hasn't ended, and begin the next; raises NotPossible."""
    if member.erased_on is not None:
        raise NotPossible("member_erased")
    if new_unit.id == membership.unit_id and membership.valid_until is None:
        raise NotPossible("already_there", field="unit_id")
    _check_day(on, field="on")
    if on <= membership.valid_from or (membership.valid_until is not None and on < membership.valid_until):
        raise NotPossible("before_membership", field="on")
    if on < new_unit.founded_on:
        raise NotPossible("before_unit", field="on")
    if membership.valid_until is None:
        membership.valid_until = on
    db.session.flush()  # the old one ends before the new one begins, or there would be two present ones
    db.session.add(Membership(member_id=member.id, unit_id=new_unit.id, valid_from=on))
    member.version += 1
    old = membership.unit_id
    record(actor, "member.transferred", member, unit=new_unit.id, from_unit=old, on=on.isoformat(), **details)


def end_waiting_request(actor: Actor, member_id: int) -> None:
    """A transfer that was asked for is overtaken by what happens to the locked member in another way."""
    end_waiting_requests(actor, TransferRequest.member_id == member_id)


def end_waiting_requests(actor: Actor, which: ColumnElement[bool]) -> None:
    """The same for all requests of a condition, whose members are locked."""
    for waiting in lock_all(TransferRequest, which, TransferRequest.state == "waiting"):
        waiting.state, waiting.decided_at, waiting.decided_by = "overtaken", clock.now(), actor.account_id


def end_membership_rows(actor: Actor, *, member_id: int, on: date, version: int, reason: str) -> None:
    """A member leaves: `on` is the first day without membership, not a later one than today.

    For the action `volunteering.actions.end_membership`: places end with the membership.
    """
    member, unit, membership = lock_visible_member(actor, member_id)
    if not can_end_membership(actor, unit.path):
        raise NotAllowed
    if member.version != version:
        raise Conflict
    if membership.valid_until is not None:
        raise NotPossible("member_left")
    _check_day(on, field="on")
    if on <= membership.valid_from:
        raise NotPossible("before_membership", field="on")
    end_waiting_request(actor, member.id)
    membership.valid_until = on
    member.version += 1
    record(actor, "member.left", member, unit=unit.id, on=on.isoformat(), reason=reason)


def lock_visible_member(actor: Actor, member_id: int) -> tuple[Member, Unit, Membership]:
    """The member, locked, with the present or last unit and membership; raises NotFound where the actor sees none."""
    member = lock(Member, Member.id == member_id)
    if member is None or member.merged_into_id is not None:
        raise NotFound
    unit, membership = db.session.execute(
        select(Unit, Membership)
        .join(Membership, and_(Membership.unit_id == Unit.id, Membership.member_id == member.id, is_last_membership()))
        .execution_options(populate_existing=True)
    ).one()
    if not can_see_member(actor, member.id, unit.path):
        raise NotFound
    return member, unit, membership


def lock_standing_unit(actor: Actor, unit_id: int) -> Unit:
    """Locked, so that it isn't dissolved while somebody joins."""
    unit = lock(Unit, Unit.id == unit_id)
    if unit is None or not can_see_unit(actor, unit):
        raise NotFound
    if unit.dissolved_on is not None:
        raise NotPossible("unit_dissolved", field="unit_id")
    return unit


def _free_code(wanted: str | None) -> str:
    code = (wanted or "").upper() or new_checked_code()
    while db.session.execute(select(exists().where(Member.code == code))).scalar():
        if wanted:
            raise NotPossible("code_taken", field="code", code=code)
        code = new_checked_code()
    return code


def _check_person(birth_date: date | None, joined_on: date | None) -> None:
    today = clock.today()
    if birth_date is not None and birth_date >= today:
        raise NotPossible("not_born", field="birth_date")
    if joined_on is not None and (joined_on > today or (birth_date is not None and joined_on <= birth_date)):
        raise NotPossible("joined_out_of_order", field="joined_on")


def _check_day(day: date, *, field: str) -> None:
    if day > clock.today():
        raise NotPossible("in_the_future", field=field)

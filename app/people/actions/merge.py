"""Two records of one person become one; and two again where that was a mistake."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import exists, or_, select

from app.core import clock
from app.core.actions import action, lock, lock_all
from app.core.actor import Actor
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.core.text import fold, name_sort_key
from app.extensions import db
from app.people.actions.member import FIELDS, lock_visible_member
from app.people.life import MemberMerge
from app.people.merging.table import GONE, TABLES, Merge, count_moved, list_clashes, list_obstacles
from app.people.models import Account, Member
from app.people.permissions import can_merge_members

DATES = ("birth_date", "joined_on")


@action
def merge_members(
    actor: Actor,
    *,
    kept_id: int,
    gone_id: int,
    versions: tuple[int, int],
    choices: Mapping[str, str],
    reason: str,
) -> int:
    """Give everything of one record to another of the same person; returns the merge's id.

    `versions` are those of the kept and the gone record that the page showed. `choices`: "kept" or "gone" for each
    clash by its key, and for a field that differs by "field-" and its name; a field that isn't named stays as the kept
    record has it, or is filled where it has none. Raises NotFound, NotAllowed, Conflict where something was changed or
    a clash is new, NotPossible("same_record", "not_own_record", "merge_two_offices").
    """
    if kept_id == gone_id:
        raise NotPossible("same_record")
    merge = Merge(actor, kept_id, gone_id, choices)
    _lock_both(merge)
    kept, kept_unit, _kept_membership = lock_visible_member(actor, kept_id)
    gone, gone_unit, _gone_membership = lock_visible_member(actor, gone_id)
    if not can_merge_members(actor, kept_unit.path, gone_unit.path):
        raise NotAllowed
    if actor.member_id in (kept_id, gone_id):
        raise NotPossible("not_own_record")
    if (kept.version, gone.version) != tuple(versions):
        raise Conflict
    for obstacle in list_obstacles(kept_id, gone_id):
        raise NotPossible(obstacle)
    if any(clash.key not in choices for clash in list_clashes(kept_id, gone_id)):
        raise Conflict
    for table in TABLES:
        table.move(merge)
        db.session.flush()  # the next table reads what this one has moved
    merge.moved["fields"] = _merge_fields(kept, gone, choices)
    gone.merged_into_id = kept.id
    kept.version += 1
    gone.version += 1
    made = MemberMerge(
        kept_id=kept.id, gone_id=gone.id, at=clock.now(), by=actor.account_id, reason=reason.strip(), moved=merge.moved
    )
    db.session.add(made)
    db.session.flush()  # its id is noted
    details = {"gone": gone.id, "gone_code": gone.code, "merge": made.id, "reason": made.reason}
    counts = {table.key: count_moved(merge.moved[table.key]) for table in TABLES}
    record(actor, "member.merged", kept, moved=counts, fields=sorted(merge.moved["fields"]), **details)
    return made.id


@action
def split_members(actor: Actor, *, merge_id: int, reason: str) -> int:
    """Undo a merge: the record that went is there again with what it had; returns how many places couldn't come back.

    What came to the kept record since stays with it. Twice changes nothing. Raises NotFound, NotAllowed,
    NotPossible("later_merge", "memberships_changed", "not_own_record").
    """
    merge = db.session.get(MemberMerge, merge_id)
    if merge is None:
        raise NotFound
    undo = Merge(actor, merge.kept_id, merge.gone_id, moved=merge.moved)
    _lock_both(undo)
    kept, unit, _membership = lock_visible_member(actor, merge.kept_id)
    gone = db.session.get_one(Member, merge.gone_id)
    merge = lock(MemberMerge, MemberMerge.id == merge_id)
    assert merge is not None
    if not can_merge_members(actor, unit.path, unit.path):
        raise NotAllowed
    if merge.undone_at is not None:
        return 0
    if actor.member_id == kept.id:
        raise NotPossible("not_own_record")
    later = exists().where(
        MemberMerge.id > merge.id,
        MemberMerge.undone_at.is_(None),
        or_(MemberMerge.kept_id == merge.kept_id, MemberMerge.gone_id == merge.kept_id),
    )
    if db.session.execute(select(later)).scalar():
        raise NotPossible("later_merge")
    gone.merged_into_id = None
    for table in TABLES:
        table.move_back(undo)
        db.session.flush()  # the next table reads what this one has moved
    _split_fields(kept, merge.moved["fields"])
    kept.version += 1
    gone.version += 1
    merge.undone_at, merge.undone_by, merge.undo_reason = clock.now(), actor.account_id, reason.strip()
    left = [list(row) for row in undo.left]
    record(actor, "member.split", kept, gone=gone.id, merge=merge.id, reason=merge.undo_reason, left=left)
    return len(left)


def _lock_both(merge: Merge) -> None:
    """Everything that moving touches. The highest area first: it locks the members together with all who wait in
    their shifts, and members come before anything else."""
    for table in reversed(TABLES):
        table.lock(merge)
    lock_all(Member, Member.id.in_((merge.kept_id, merge.gone_id)))


def _merge_fields(kept: Member, gone: Member, choices: Mapping[str, str]) -> dict[str, list[Any]]:
    """Take over what was chosen of the gone record, and what the kept one lacks: name → [before, after]."""
    changed: dict[str, list[Any]] = {}
    for name in FIELDS:
        own, other = getattr(kept, name), getattr(gone, name)
        takes = choices.get(f"field-{name}") == GONE or own is None
        if takes and other is not None and own != other:
            setattr(kept, name, other)
            changed[name] = [_plain(own), _plain(other)]
    _follow(kept)
    return changed


def _split_fields(kept: Member, changed: Mapping[str, list[Any]]) -> None:
    """Give the kept record back what it had, unless it was corrected since. Its account was given back before."""
    for name, (before, after) in changed.items():
        if _plain(getattr(kept, name)) == after:
            setattr(kept, name, date.fromisoformat(before) if before and name in DATES else before)
    kept.name_folded, kept.name_sort = fold(kept.full_name), name_sort_key(kept.full_name)


def _follow(member: Member) -> None:
    """Search column, and the account's name, phone number and e-mail, follow the member's."""
    member.name_folded, member.name_sort = fold(member.full_name), name_sort_key(member.full_name)
    account = db.session.execute(select(Account).where(Account.member_id == member.id)).scalar_one_or_none()
    if account is not None:
        taken = exists().where(Account.email == member.email, Account.id != account.id)
        signs_in = bool(member.email) and not db.session.execute(select(taken)).scalar()
        account.name, account.phone = member.full_name, member.phone
        account.email = member.email if signs_in else None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

"""What `flask check` recomputes about people: one line for everything that doesn't hold."""

import itertools
from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from app.core.text import fold, name_sort_key, sort_key
from app.extensions import db
from app.people.life import MemberMerge
from app.people.models import Account, Appointment, Member, Membership, Unit, UnitVersion


def paths_follow_parents() -> Iterator[str]:
    """A unit's path is its parent's path and its own id."""
    units = {unit.id: unit for unit in db.session.execute(select(Unit)).scalars()}
    for unit in units.values():
        above = units[unit.parent_id].path if unit.parent_id is not None else "/"
        if unit.path != f"{above}{unit.id}/":
            yield f"units {unit.id}: path {unit.path} does not follow {above}"


def present_versions_equal_units() -> Iterator[str]:
    """The last version of a unit says what its row says, and ends when the unit does; versions follow one another."""
    versions: dict[int, list[UnitVersion]] = {}
    for version in db.session.execute(select(UnitVersion).order_by(UnitVersion.valid_from)).scalars():
        versions.setdefault(version.unit_id, []).append(version)
    for unit in db.session.execute(select(Unit)).scalars():
        history = versions.get(unit.id, [])
        if not history:
            yield f"units {unit.id}: no version"
            continue
        last = history[-1]
        for name in ("name", "short_name", "kind", "sector", "parent_id", "path"):
            # A dissolved unit's row moves along when a unit above it does; its history doesn't.
            if name == "path" and unit.dissolved_on is not None:
                continue
            if getattr(last, name) != getattr(unit, name):
                yield f"units {unit.id}: {name} is not that of its last version"
        if last.valid_until != unit.dissolved_on:
            yield f"units {unit.id}: the last version does not end with the unit"
        if history[0].valid_from != unit.founded_on:
            yield f"units {unit.id}: the first version does not begin with the unit"
        for earlier, later in itertools.pairwise(history):
            if earlier.valid_until != later.valid_from:
                yield f"units {unit.id}: its versions of {earlier.valid_from} and {later.valid_from} don't meet"


def memberships_follow_one_another() -> Iterator[str]:
    """A member is in one unit at a time, and was in one at least."""
    rows = db.session.execute(
        select(Member.id, Membership.valid_from, Membership.valid_until)
        .outerjoin(Membership, Membership.member_id == Member.id)
        .where(Member.merged_into_id.is_(None))
        .order_by(Member.id, Membership.valid_from)
    )
    before, ended = None, None
    for member_id, valid_from, valid_until in rows:
        if valid_from is None:
            yield f"members {member_id}: never in a unit"
        elif member_id == before and (ended is None or valid_from < ended):
            yield f"members {member_id}: in two units on {valid_from}"
        before, ended = member_id, valid_until


def merged_records_have_nothing_left() -> Iterator[str]:
    """A record that was merged is in no unit and has no open account, and points at one that wasn't; by its merge."""
    into = aliased(Member)
    in_force = and_(
        MemberMerge.gone_id == Member.id,
        MemberMerge.undone_at.is_(None),
    )
    rows = db.session.execute(
        select(Member.id, into.merged_into_id, MemberMerge.id, Membership.id, Account.id)
        .join(into, into.id == Member.merged_into_id)
        .outerjoin(MemberMerge, in_force)
        .outerjoin(Membership, Membership.member_id == Member.id)
        .outerjoin(Account, and_(Account.member_id == Member.id, Account.is_active))
        .order_by(Member.id)
    )
    for id_, further, merge_id, membership_id, account_id in rows:
        if further is not None:
            yield f"members {id_}: merged into {further}'s record by way of another"
        if merge_id is None:
            yield f"members {id_}: merged, but no merge says so"
        if membership_id is not None:
            yield f"members {id_}: merged, but still in a unit"
        if account_id is not None:
            yield f"members {id_}: merged, but its account {account_id} is open"


def appointments_end_after_they_begin() -> Iterator[str]:
    """No appointment ends before it begins, and none of a unit outlasts the unit."""
    rows = db.session.execute(
        select(Appointment, Unit.dissolved_on).join(Unit, Unit.id == Appointment.unit_id).order_by(Appointment.id)
    )
    for appointment, dissolved_on in rows:
        until = appointment.valid_until
        if until is not None and until < appointment.valid_from:
            yield f"appointments {appointment.id}: ends before it begins"
        # One that was taken back before it began was never in force.
        was_in_force = until is None or until > appointment.valid_from
        if dissolved_on is not None and was_in_force and (until is None or until > dissolved_on):
            yield f"appointments {appointment.id}: outlasts its unit"


def nothing_outlasts_a_unit() -> Iterator[str]:
    """Who was in a unit left it when it ended, at the latest, and nothing stands under one that has ended."""
    rows = db.session.execute(
        select(Membership.id, Unit.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Membership.valid_until.is_(None) | (Membership.valid_until > Unit.dissolved_on))
        .where(Unit.dissolved_on.is_not(None))
        .order_by(Membership.id)
    )
    for membership_id, unit_id in rows:
        yield f"memberships {membership_id}: outlasts the unit {unit_id}"
    above = aliased(Unit)
    for unit_id, above_id in db.session.execute(
        select(Unit.id, above.id)
        .join(above, above.id == Unit.parent_id)
        .where(above.dissolved_on.is_not(None), Unit.dissolved_on.is_(None) | (Unit.dissolved_on > above.dissolved_on))
        .order_by(Unit.id)
    ):
        yield f"units {unit_id}: stands under the unit {above_id}, which has ended"


def search_and_sort_columns_are_right() -> Iterator[str]:
    """The kept forms for searching and sorting are what core.text gives today."""
    for id_, name, folded, key in db.session.execute(
        select(Member.id, Member.full_name, Member.name_folded, Member.name_sort).order_by(Member.id)
    ):
        if not _kept(folded, fold(name), Member.name_folded) or not _kept(key, name_sort_key(name), Member.name_sort):
            yield f"members {id_}: search or sort column is not that of the name"
    for id_, name, folded, key in db.session.execute(
        select(Unit.id, Unit.name, Unit.name_folded, Unit.name_sort).order_by(Unit.id)
    ):
        if not _kept(folded, fold(name), Unit.name_folded) or not _kept(key, sort_key(name), Unit.name_sort):
            yield f"units {id_}: search or sort column is not that of the name"


def _kept(kept: str, made: str, column: Any) -> bool:
    """Does a column hold what is made from the name, as far as it has room?"""
    return kept == made[: column.type.length]


CHECKS = (
    paths_follow_parents,
    present_versions_equal_units,
    memberships_follow_one_another,
    merged_records_have_nothing_left,
    appointments_end_after_they_begin,
    nothing_outlasts_a_unit,
    search_and_sort_columns_are_right,
)

"""What importing and writing a roster reads: its units, whoever is on record already, the draft, the rows to write."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import NotAllowed, NotFound
from app.core.text import fold
from app.extensions import db
from app.people.models import Account, Member, Membership, Unit
from app.people.permissions import can_add_member, can_edit_member, can_see_contact, lies_under
from app.people.queries.members import with_last_unit
from app.people.roster.comparing import CHANGED, Known, OnRecord, Plan, compare
from app.people.roster.draft import KEPT_FOR, RosterDraft
from app.people.roster.reading import Reading, UnitNames

# Values in one statement.
TOGETHER = 1000


def get_unit_names(actor: Actor, unit_id: int) -> UnitNames:
    """What names of units mean in a list that is sent for this unit: it, and what stands under it.

    Raises NotFound or NotAllowed for a unit that the actor doesn't lead.
    """
    chosen = db.session.get(Unit, unit_id)
    if chosen is None or chosen.dissolved_on is not None:
        raise NotFound
    if not can_add_member(actor, chosen.path):
        raise NotAllowed
    units = db.session.execute(
        select(Unit).where(lies_under(Unit.path, [chosen.path]), Unit.dissolved_on.is_(None))
    ).scalars()
    by_name: dict[str, set[int]] = {}
    paths, founded = {}, {}
    for unit in units:
        names = {fold(unit.code), unit.name_folded, fold(unit.short_name)}
        names |= {name.removeprefix("chi doan ") for name in names}
        for name in names:
            by_name.setdefault(name, set()).add(unit.id)
        paths[unit.id], founded[unit.id] = unit.path, unit.founded_on
    return UnitNames(unit_id, {name: frozenset(ids) for name, ids in by_name.items()}, paths, founded)


def find_standing_unit(code: str) -> int | None:
    """The id of the unit with this code, None where there is none that stands."""
    statement = select(Unit.id).where(Unit.code == code, Unit.dissolved_on.is_(None))
    return db.session.execute(statement).scalar_one_or_none()


def plan_roster(actor: Actor, units: UnitNames, reading: Reading, answers: Mapping[str, str]) -> Plan:
    """What importing would do now."""
    on_record = _who_is_on_record(actor, reading)
    return compare(reading, on_record, chosen_path=units.paths[units.chosen], paths=units.paths, answers=answers)


def _who_is_on_record(actor: Actor, reading: Reading) -> OnRecord:
    """By the codes and names of the list: three statements for each thousand rows."""
    codes = sorted({row.values["code"] for row in reading.people if "code" in row.values})
    names = sorted({fold(row.name) for row in reading.people})
    emails = sorted({row.values["email"] for row in reading.people if "email" in row.values})
    found: dict[int, Known] = {}
    for column, wanted in ((Member.code, codes), (Member.name_folded, names)):
        for some in in_parts(wanted):
            # Columns and not objects: there may be thousands.
            for row in db.session.execute(with_last_unit(select(*_KNOWN)).where(column.in_(some))):
                if row.id not in found:
                    found[row.id] = _known(actor, row)
    former = []
    old = aliased(Member)
    for some in in_parts(codes):
        merged = with_last_unit(select(*_KNOWN, old.code.label("former_code"))).join(
            old, old.merged_into_id == Member.id
        )
        rows = db.session.execute(merged.where(old.code.in_(some)))
        former += [_known(actor, row)._replace(code=row.former_code) for row in rows]
    owners: dict[str, int | None] = {}
    for some in in_parts(emails):
        found_emails = select(Account.email, Account.member_id).where(Account.email.in_(some))
        owners.update((str(email), member_id) for email, member_id in db.session.execute(found_emails))
    return OnRecord(list(found.values()), owners, former)


_KNOWN = (
    *(Member.id, Member.code, Member.name_folded, *(getattr(Member, name) for name in CHANGED)),
    *(Membership.valid_from, Membership.valid_until),
    *(Unit.id.label("unit_id"), Unit.path, Unit.short_name),
)


def _known(actor: Actor, row: Any) -> Known:
    return Known(
        id=row.id,
        code=row.code,
        name_folded=row.name_folded,
        values={name: getattr(row, name) for name in CHANGED},
        unit_id=row.unit_id,
        unit_path=row.path,
        unit_name=row.short_name,
        since=row.valid_from,
        has_left=row.valid_until is not None,
        is_in_reach=can_edit_member(actor, row.path),
    )


def in_parts(values: Sequence[Any]) -> Iterator[list[Any]]:
    """A long list in parts that one statement takes."""
    rest = iter(values)
    while part := list(islice(rest, TOGETHER)):
        yield part


def get_roster_draft(actor: Actor, draft_id: int) -> RosterDraft:
    """A list that the actor sent within a day; raises NotFound."""
    draft = db.session.get(RosterDraft, draft_id)
    if draft is None or draft.account_id != actor.account_id or draft.at < clock.now() - KEPT_FOR:
        raise NotFound
    return draft


def list_roster(actor: Actor, unit_id: int) -> Sequence[Any]:
    """The present members of a unit and those under it, as rows (Member, Membership, Unit), by unit and name.

    Raises NotFound, or NotAllowed for who may not see their contact data.
    """
    unit = db.session.get(Unit, unit_id)
    if unit is None or actor.is_visitor:
        raise NotFound
    if not can_see_contact(actor, unit.path):
        raise NotAllowed
    return db.session.execute(
        select(Member, Membership, Unit)
        .join(Membership, Membership.member_id == Member.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Membership.valid_until.is_(None), lies_under(Unit.path, [unit.path]))
        .order_by(Unit.path, Member.name_sort, Member.id)
    ).all()


ROSTER_ROLES = (Role.LEADER, Role.ADMINISTRATOR)
EXPORT_ROLES = (Role.LEADER, Role.COMMITTEE, Role.INSPECTOR, Role.ADMINISTRATOR)

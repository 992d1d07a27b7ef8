"""What of a unit people itself hands over: its members, the units under it, and the appointments of its officers."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select, update

from app.core import clock
from app.core.actions import lock_all
from app.core.actor import Actor, Role
from app.core.events import record
from app.extensions import db
from app.people.actions.member import end_waiting_requests
from app.people.actions.unit import put_under
from app.people.life import TransferRequest
from app.people.models import Account, Appointment, Member, MemberRating, Membership, Unit, UnitVersion
from app.people.rearranging.belongings import Belongings, Handing, Hindrance, Item, Situation
from app.people.wording import ROLE_NAMES


def list_members(situation: Situation) -> list[Item]:
    """The present members, by name; their class is the note. Joining again makes it another membership."""
    rows = db.session.execute(
        select(Member.id, Member.full_name, Member.class_name, Member.code, Membership.unit_id, Membership.id)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.unit_id.in_(situation.ids), Membership.valid_until.is_(None))
        .order_by(Member.name_sort, Member.id)
    )
    return [
        Item(
            id_,
            unit_id,
            name,
            class_name or code,
            str(membership_id),
            ("people.member", {"member_id": id_}),
            class_name or "",
        )
        for id_, name, class_name, code, unit_id, membership_id in rows
    ]


def what_keeps_members(situation: Situation) -> list[Hindrance]:
    """Nobody was in a unit after its end: who left since then left it while it stood."""
    last = db.session.execute(
        select(func.max(Membership.valid_until)).where(
            Membership.unit_id.in_(situation.ending), Membership.valid_until > situation.on
        )
    ).scalar()
    if last is None:
        return []
    text = _l("Somebody left the unit after this day: choose %(day)s or a later day.", day=clock.format_date(last))
    return [Hindrance(text)]


def lock_members(sources: Sequence[int], _goals: Sequence[int], members: Sequence[int]) -> None:
    """Nobody takes a place, is transferred or leaves meanwhile; nor is anybody taken in by a unit that ends."""
    coming = select(TransferRequest.member_id).where(
        TransferRequest.to_unit_id.in_(sources), TransferRequest.state == "waiting"
    )
    lock_all(Member, or_(Member.id.in_(members), Member.id.in_(coming)))


def hand_over_members(actor: Actor, handing: Handing) -> None:
    """Memberships end on the day and begin anew; who joined later than that has joined the new unit at once.

    Transfers that wait are overtaken: of those who move, and to a unit that ends.
    """
    situation = handing.situation
    goals = handing.chosen["member"]
    rows = db.session.execute(
        select(Membership).where(Membership.unit_id.in_(situation.ids), Membership.valid_until.is_(None))
    ).scalars()
    moved = [row for row in rows if goals[row.member_id].id != row.unit_id]
    from_unit = {row.member_id: row.unit_id for row in moved}
    to_the_ending = TransferRequest.to_unit_id.in_(situation.ending)
    end_waiting_requests(actor, or_(TransferRequest.member_id.in_(from_unit), to_the_ending))
    for row in moved:
        if row.valid_from >= situation.on:
            row.unit_id = goals[row.member_id].id
        else:
            row.valid_until = situation.on
    db.session.flush()  # the old ones end before the new ones begin, or there would be two present ones
    db.session.add_all(
        Membership(member_id=row.member_id, unit_id=goals[row.member_id].id, valid_from=situation.on)
        for row in moved
        if row.valid_until is not None
    )
    db.session.execute(update(Member).where(Member.id.in_(from_unit)).values(version=Member.version + 1))
    on = situation.on.isoformat()
    for member in db.session.execute(select(Member).where(Member.id.in_(from_unit)).order_by(Member.id)).scalars():
        values = {"unit": goals[member.id].id, "from_unit": from_unit[member.id], "on": on}
        record(actor, "member.transferred", member, **values, decision=handing.decision)


def what_stays_of_members(situation: Situation) -> list[Any]:
    count = db.session.execute(
        select(func.count()).select_from(MemberRating).where(MemberRating.unit_id.in_(situation.ids))
    ).scalar_one()
    return [_l("%(number)s ratings of members", number=count)] if count else []


def list_subunits(situation: Situation) -> list[Item]:
    """The units right under one, without those that end themselves."""
    rows = db.session.execute(
        select(Unit)
        .where(Unit.parent_id.in_(situation.ids), Unit.dissolved_on.is_(None), Unit.id.not_in(situation.ending))
        .order_by(Unit.name_sort, Unit.id)
    ).scalars()
    return [
        Item(
            unit.id, unit.parent_id or 0, unit.name, unit.code, str(unit.version), ("people.unit", {"unit_id": unit.id})
        )
        for unit in rows
    ]


def what_keeps_units(situation: Situation) -> list[Hindrance]:
    """A day before something that is recorded already: of a unit that ends, or of one under it."""
    found = []
    last = db.session.execute(
        select(func.max(UnitVersion.valid_from)).where(UnitVersion.unit_id.in_(situation.ending))
    ).scalar()
    if last is not None and last >= situation.on:
        found.append(_l("The unit was founded or changed on %(day)s: choose a later day.", day=clock.format_date(last)))
    under = select(Unit.id).where(Unit.parent_id.in_(situation.ending), Unit.id.not_in(situation.ending))
    last = db.session.execute(
        select(func.max(UnitVersion.valid_from)).where(
            UnitVersion.unit_id.in_(under), UnitVersion.valid_until.is_(None)
        )
    ).scalar()
    if last is not None and last > situation.on:
        found.append(
            _l("A unit under it was changed on %(day)s: choose that day or a later one.", day=clock.format_date(last))
        )
    return [Hindrance(text) for text in found]


def hand_over_subunits(actor: Actor, handing: Handing) -> None:
    for unit_id, goal in handing.chosen["subunit"].items():
        unit = db.session.get_one(Unit, unit_id)
        if unit.parent_id != goal.id:
            put_under(actor, unit, goal, handing.situation.on, handing.decision, handing.file_id)


def list_officers(situation: Situation) -> list[Item]:
    """Appointments over the units that are in force, or will be."""
    rows = db.session.execute(
        select(Appointment, Account.name, Account.id)
        .join(Account, Account.id == Appointment.account_id)
        .where(Appointment.unit_id.in_(situation.ids), _not_over())
        .order_by(Appointment.role, Appointment.valid_from, Appointment.id)
    )
    return [
        Item(
            row.id,
            row.unit_id,
            name,
            row.title or ROLE_NAMES[Role(row.role)],
            str(row.valid_until or ""),
            ("people.account", {"account_id": account_id}),
        )
        for row, name, account_id in rows
    ]


def what_keeps_officers(situation: Situation) -> list[Hindrance]:
    """An appointment that began after the unit's end would have been one over nothing."""
    last = db.session.execute(
        select(func.max(Appointment.valid_from)).where(
            Appointment.unit_id.in_(situation.ending),
            Appointment.valid_from > situation.on,
            Appointment.valid_from <= clock.today(),
            Appointment.valid_until.is_(None) | (Appointment.valid_until > Appointment.valid_from),
        )
    ).scalar()
    if last is None:
        return []
    text = _l("An appointment over it began on %(day)s: choose that day or a later one.", day=clock.format_date(last))
    return [Hindrance(text)]


def hand_over_officers(actor: Actor, handing: Handing) -> None:
    """Appointments end with the unit or where they go elsewhere; the new ones run as long as the old ones had."""
    on = handing.situation.on
    goals = handing.chosen["officer"]
    rows = db.session.execute(
        select(Appointment)
        .where(
            Appointment.unit_id.in_(handing.situation.ids),
            Appointment.valid_until.is_(None) | (Appointment.valid_until > on),
        )
        .order_by(Appointment.id)
    ).scalars()
    for row in rows:
        goal = goals.get(row.id)
        if row.unit_id not in handing.situation.ending and (goal is None or goal.id == row.unit_id):
            continue
        until, is_over = row.valid_until, row.valid_until is not None and row.valid_until <= clock.today()
        row.valid_until = max(on, row.valid_from)
        if until == row.valid_until:  # it was taken back before it began
            continue
        record(actor, "appointment.ended", row, on=row.valid_until.isoformat(), reason=handing.decision)
        if goal is not None and not is_over:
            _appoint(actor, handing, row, goal, until)
    db.session.flush()  # who asks next for the officers of a unit finds the new ones


def _appoint(actor: Actor, handing: Handing, old: Appointment, goal: Unit, until: Any) -> None:
    """The same role over the new unit, unless the account has it there already."""
    held = select(Appointment.id).where(
        Appointment.account_id == old.account_id,
        Appointment.role == old.role,
        Appointment.unit_id == goal.id,
        _not_over(),
    )
    if db.session.execute(held.limit(1)).scalar() is not None:
        return
    new = Appointment(
        account_id=old.account_id,
        role=old.role,
        unit_id=goal.id,
        title=old.title,
        valid_from=max(handing.situation.on, old.valid_from),
        valid_until=until,
        decision=handing.decision,
    )
    db.session.add(new)
    db.session.flush()  # the event names the row
    record(actor, "appointment.made", new, account=new.account_id, role=new.role, unit=goal.id)


def _not_over() -> Any:
    today = clock.today()
    return Appointment.valid_until.is_(None) | (
        (Appointment.valid_until > today) & (Appointment.valid_until > Appointment.valid_from)
    )


OWN = (
    Belongings(
        "member",
        _l("Members"),
        hand_over_members,
        list_members,
        what_keeps_members,
        what_stays_of_members,
        lock_members,
    ),
    Belongings("subunit", _l("Units under it"), hand_over_subunits, list_subunits, what_keeps_units),
    Belongings("officer", _l("Officers"), hand_over_officers, list_officers, what_keeps_officers),
)

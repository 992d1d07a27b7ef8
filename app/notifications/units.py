"""What is told when units are split, merged or dissolved: to members, officers, and leaders who take something over."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from app.core.events import Event, Listener
from app.extensions import db
from app.notifications.officers import leaders_of
from app.notifications.writing import Notice, accounts_to_tell, members_to_tell, write
from app.people.models import Appointment, Unit
from app.volunteering.models import Activity


def tell_of_units(events: Sequence[Event]) -> None:
    """Each member who is in another unit by now, and each officer whose office has ended or gone on over another."""
    moved = {int(id_): int(goal) for event in events for goal, ids in event.details["members"].items() for id_ in ids}
    offices = {int(id_): goal for event in events for id_, goal in event.details["officers"].items()}
    holders = dict(
        db.session.execute(select(Appointment.id, Appointment.account_id).where(Appointment.id.in_(offices))).all()
    )
    ids = {*moved.values(), *(event.subject_id for event in events), *(goal for goal in offices.values() if goal)}
    names = dict(db.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids))).all())
    members, accounts = members_to_tell(moved), accounts_to_tell(holders.values())
    write(notice for event in events for notice in _notices(event, members, accounts, holders, names))


def _notices(event: Event, members: dict, accounts: dict, holders: dict, names: dict) -> Iterator[Notice]:
    thing, reason = f"unit:{event.subject_id}#{event.id}", event.details["decision"]
    for goal, ids in event.details["members"].items():
        if not ids:
            continue
        details = {"title": names[int(goal)], "unit_id": int(goal), "reason": reason}
        for id_ in ids:
            if id_ in members:
                yield Notice(members[id_], "unit_joined", thing, details, event.id)
    for id_, goal in event.details["officers"].items():
        unit_id, kind = (goal, "office_moved") if goal else (event.subject_id, "office_ended")
        recipient = accounts.get(holders.get(int(id_)))
        if recipient is not None:
            details = {"title": names[unit_id], "unit_id": unit_id, "reason": reason}
            yield Notice(recipient, kind, f"{thing}:{id_}", details, event.id)


def tell_of_activities(events: Sequence[Event]) -> None:
    """The leaders of the unit that is the host by now."""
    for event in events:
        title, path = db.session.execute(
            select(Activity.title, Unit.path)
            .join(Unit, Unit.id == Activity.host_unit_id)
            .where(Activity.id == event.subject_id)
        ).one()
        details = {"title": title, "activity_id": event.subject_id, "reason": event.details["decision"]}
        write(
            Notice(recipient, "activity_handed_over", f"activity:{event.subject_id}#{event.id}", details, event.id)
            for recipient in accounts_to_tell(leaders_of(path) - {event.account_id}).values()
        )


LISTENERS = (
    Listener(frozenset({"unit.split", "unit.merged", "unit.dissolved"}), tell_of_units),
    Listener(frozenset({"activity.handed_over"}), tell_of_activities),
)

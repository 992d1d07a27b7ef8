"""Making a drive, from scratch or from a former one, changing its draft, opening it."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotPossible
from app.core.events import record
from app.drives.actions.loading import lock_draft, lock_drive
from app.drives.models import Drive, DriveCluster, DriveUnit, Indicator, IndicatorTarget
from app.drives.permissions import can_make_drive, can_open_drive
from app.drives.queries.setup import get_drive, load_setup
from app.extensions import db
from app.people.models import Unit


@action
def make_drive(
    actor: Actor,
    *,
    unit_id: int,
    title: str,
    date_from: date,
    date_to: date,
    registers_until: date,
    description: str = "",
    document: str = "",
    most_units: int | None = None,
    most_works: int | None = None,
    most_members: int | None = None,
    copy_of: int | None = None,
) -> int:
    """Draft a drive; returns its id. `copy_of`: with the clusters, indicators and targets of a former one.

    Units that no longer stand are left out of the copy.
    """
    unit = db.session.get(Unit, unit_id)
    if unit is None or not can_make_drive(actor, unit):
        raise NotAllowed
    drive = Drive(unit_id=unit_id, made_by=actor.account_id, made_at=clock.now(), copied_from_id=copy_of)
    _write(
        drive,
        title=title,
        date_from=date_from,
        date_to=date_to,
        registers_until=registers_until,
        description=description,
        document=document,
        most_units=most_units,
        most_works=most_works,
        most_members=most_members,
    )
    db.session.add(drive)
    db.session.flush()  # what is copied, the event and the answer need the id
    if copy_of is not None:
        _copy(get_drive(actor, copy_of), drive, unit)
    record(actor, "drive.made", drive, title=title, copy_of=copy_of)
    return drive.id


@action
def edit_drive(
    actor: Actor,
    *,
    drive_id: int,
    version: int,
    title: str,
    date_from: date,
    date_to: date,
    registers_until: date,
    description: str = "",
    document: str = "",
    most_units: int | None = None,
    most_works: int | None = None,
    most_members: int | None = None,
) -> None:
    """Change the frame of a draft."""
    drive = lock_draft(actor, drive_id, version)
    _write(
        drive,
        title=title,
        date_from=date_from,
        date_to=date_to,
        registers_until=registers_until,
        description=description,
        document=document,
        most_units=most_units,
        most_works=most_works,
        most_members=most_members,
    )
    drive.version += 1
    record(actor, "drive.edited", drive, title=title)


@action
def open_drive(actor: Actor, *, drive_id: int) -> None:
    """Open a drive to its units: from now on nobody changes what it asks. Twice changes nothing."""
    drive = lock_drive(actor, drive_id)
    if not can_open_drive(actor, drive):
        raise NotAllowed
    if drive.state == "open":
        return
    if not drive.is_draft:
        raise NotPossible("drive_is_closed")
    if drive.has_ended(clock.today()):
        raise NotPossible("drive_is_over")
    if not db.session.execute(select(Indicator.id).where(Indicator.drive_id == drive_id).limit(1)).first():
        raise NotPossible("drive_asks_nothing")
    if not db.session.execute(select(DriveUnit.id).where(DriveUnit.drive_id == drive_id).limit(1)).first():
        raise NotPossible("drive_has_no_units")
    drive.state, drive.opened_by, drive.opened_at = "open", actor.account_id, clock.now()
    drive.version += 1
    units = select(func.count()).select_from(DriveUnit).where(DriveUnit.drive_id == drive_id)
    record(actor, "drive.opened", drive, title=drive.title, units=db.session.execute(units).scalar_one())


def _write(drive: Drive, **values: Any) -> None:
    if values["date_to"] < values["date_from"]:
        raise NotPossible("drive_ends_before_it_begins", field="date_to")
    if values["registers_until"] > values["date_to"]:
        raise NotPossible("registers_after_the_end", field="registers_until")
    for name, value in values.items():
        setattr(drive, name, value)


def _copy(former: Drive, drive: Drive, unit: Unit) -> None:
    """The former drive's clusters with the units that still stand under this one's unit, its indicators and targets."""
    setup = load_setup(former)
    places: dict[int, DriveUnit] = {}
    for cluster in setup.clusters:
        standing = [
            place
            for place in setup.in_cluster(cluster.id)
            if place.unit.dissolved_on is None and place.unit.path.startswith(unit.path)
        ]
        if standing:
            new = DriveCluster(drive_id=drive.id, name=cluster.name, position=cluster.position)
            db.session.add(new)
            db.session.flush()  # its places need the id
            for place in standing:
                places[place.id] = DriveUnit(drive_id=drive.id, cluster_id=new.id, unit_id=place.unit_id)
    db.session.add_all(places.values())
    db.session.flush()  # targets need the ids
    copied = {column.key for column in Indicator.__mapper__.column_attrs} - {"id", "drive_id"}
    for indicator in setup.indicators:
        asked = Indicator(drive_id=drive.id, **{name: getattr(indicator, name) for name in copied})
        db.session.add(asked)
        db.session.flush()  # its targets need the id
        for (indicator_id, place_id), target in setup.targets.items():
            if indicator_id == indicator.id and place_id in places:
                db.session.add(IndicatorTarget(indicator_id=asked.id, drive_unit_id=places[place_id].id, target=target))

"""What the actions of drives lock before they change anything: the drive first, then what lies in it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.actions import lock
from app.core.actor import Actor
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.drives.models import Claim, Drive, DriveUnit
from app.drives.permissions import can_edit_drive, can_see_drive
from app.extensions import db


def lock_drive(actor: Actor, drive_id: int) -> Drive:
    """A drive that the actor may see, locked, with its unit. Raises NotFound."""
    drive: Drive | None = lock(Drive, Drive.id == drive_id, options=(joinedload(Drive.unit),))
    if drive is None or not can_see_drive(actor, drive):
        raise NotFound
    return drive


def lock_draft(actor: Actor, drive_id: int, version: int | None = None) -> Drive:
    """A drive that the actor may still change. Raises NotFound, NotAllowed, Conflict, NotPossible."""
    drive = lock_drive(actor, drive_id)
    if not can_edit_drive(actor, drive):
        raise NotAllowed
    if version is not None and drive.version != version:
        raise Conflict
    if not drive.is_draft:
        raise NotPossible("drive_is_open_already")
    return drive


def lock_place(actor: Actor, place_id: int) -> DriveUnit:
    """A place in a drive that the actor may see, with drive and unit; the drive is locked. Raises NotFound."""
    drive_id = db.session.execute(select(DriveUnit.drive_id).where(DriveUnit.id == place_id)).scalar_one_or_none()
    if drive_id is None:
        raise NotFound
    lock_drive(actor, drive_id)
    return _with_unit(place_id)


def find_claim(place_id: int, indicator_id: int | None) -> Claim | None:
    """The unit's claim on a condition, if it has one."""
    statement = select(Claim).where(Claim.drive_unit_id == place_id, Claim.indicator_id == indicator_id)
    return db.session.execute(statement).scalar_one_or_none()


def _with_unit(place_id: int) -> Any:
    statement = select(DriveUnit).where(DriveUnit.id == place_id)
    statement = statement.options(joinedload(DriveUnit.unit), joinedload(DriveUnit.drive).joinedload(Drive.unit))
    return db.session.execute(statement.execution_options(populate_existing=True)).scalar_one()

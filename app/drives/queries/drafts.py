"""The list of drives, what a draft can be made from, and drafts to change."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound
from app.core.paging import Page, fetch_page
from app.drives.models import Drive, DriveCluster, Indicator
from app.drives.permissions import can_edit_drive, units_for_drives, visible_drives
from app.drives.queries.setup import Setup, get_drive, load_setup
from app.extensions import db
from app.people.models import Unit


def list_drives(actor: Actor, at: str | None = None) -> Page:
    """The drives that the actor may see, the latest first."""
    return fetch_page(
        select(Drive).where(visible_drives(actor)).options(joinedload(Drive.unit)),
        order=(Drive.date_from, Drive.id),
        key_of=lambda drive: (drive.date_from, drive.id),
        at=at,
        size=20,
        descending=True,
    )


def list_owner_choices(actor: Actor) -> list[tuple[int, str]]:
    """The units whose drives the actor may make, the highest first."""
    statement = select(Unit.id, Unit.name).where(units_for_drives(actor), Unit.dissolved_on.is_(None))
    return [(id_, name) for id_, name in db.session.execute(statement.order_by(Unit.path, Unit.id).limit(200))]


def list_former_choices(actor: Actor) -> list[tuple[int, str]]:
    """Drives to copy from, the latest first."""
    statement = select(Drive.id, Drive.title).where(visible_drives(actor))
    return [(id_, title) for id_, title in db.session.execute(statement.order_by(Drive.id.desc()).limit(100))]


def list_unit_choices(drive: Drive) -> list[tuple[int, str]]:
    """The standing units right under the drive's, and those deeper down, by name."""
    below = select(Unit.id, Unit.short_name).where(
        Unit.path.startswith(drive.unit.path, autoescape=True), Unit.id != drive.unit_id, Unit.dissolved_on.is_(None)
    )
    if drive.unit.kind == "bloc":
        below = below.where(Unit.kind != "chapter")
    return [(id_, name) for id_, name in db.session.execute(below.order_by(Unit.name_sort).limit(1000))]


def get_draft(actor: Actor, drive_id: int) -> Setup:
    """A draft that the actor may change. Raises NotFound, NotAllowed."""
    drive = get_drive(actor, drive_id)
    if not (drive.is_draft and can_edit_drive(actor, drive)):
        raise NotAllowed
    return load_setup(drive)


def get_draft_of_indicator(actor: Actor, indicator_id: int) -> tuple[Setup, Indicator]:
    """An indicator of a draft that the actor may change. Raises NotFound, NotAllowed."""
    drive_id = db.session.execute(select(Indicator.drive_id).where(Indicator.id == indicator_id)).scalar_one_or_none()
    if drive_id is None:
        raise NotFound
    setup = get_draft(actor, drive_id)
    return setup, next(each for each in setup.indicators if each.id == indicator_id)


def get_draft_of_cluster(actor: Actor, cluster_id: int) -> tuple[Setup, DriveCluster]:
    """A cluster of a draft that the actor may change. Raises NotFound, NotAllowed."""
    drive_id = db.session.execute(
        select(DriveCluster.drive_id).where(DriveCluster.id == cluster_id)
    ).scalar_one_or_none()
    if drive_id is None:
        raise NotFound
    setup = get_draft(actor, drive_id)
    return setup, next(each for each in setup.clusters if each.id == cluster_id)

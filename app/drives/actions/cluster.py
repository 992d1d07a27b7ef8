"""Clusters of a draft: which units compete with each other."""

from collections.abc import Collection

from sqlalchemy import delete, func, select

from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotFound, NotPossible
from app.core.events import record
from app.drives.actions.loading import lock_draft
from app.drives.models import Drive, DriveCluster, DriveUnit, IndicatorTarget
from app.extensions import db
from app.people.models import Unit


@action
def make_cluster(actor: Actor, *, drive_id: int, name: str, unit_ids: Collection[int]) -> int:
    """Add a cluster of units to a draft; returns its id."""
    drive = lock_draft(actor, drive_id)
    _check_name(drive, name)
    last = db.session.execute(
        select(func.max(DriveCluster.position)).where(DriveCluster.drive_id == drive_id)
    ).scalar_one()
    cluster = DriveCluster(drive_id=drive_id, name=name, position=(last or 0) + 1)
    db.session.add(cluster)
    db.session.flush()  # its places, the event and the answer need the id
    _place(drive, cluster, unit_ids)
    drive.version += 1
    record(actor, "cluster.made", drive, cluster=cluster.id, name=name, units=sorted(unit_ids))
    return cluster.id


@action
def change_cluster(actor: Actor, *, cluster_id: int, version: int, name: str, unit_ids: Collection[int]) -> None:
    """Give a cluster of a draft another name and other units; without any it goes. `version` is the drive's."""
    cluster = db.session.get(DriveCluster, cluster_id)
    if cluster is None:
        raise NotFound
    drive = lock_draft(actor, cluster.drive_id, version)
    if name != cluster.name:
        _check_name(drive, name)
    cluster.name = name
    gone = select(DriveUnit.id).where(DriveUnit.cluster_id == cluster_id, DriveUnit.unit_id.not_in(list(unit_ids)))
    gone_ids = list(db.session.execute(gone).scalars())
    db.session.execute(delete(IndicatorTarget).where(IndicatorTarget.drive_unit_id.in_(gone_ids)))
    db.session.execute(delete(DriveUnit).where(DriveUnit.id.in_(gone_ids)))
    present = set(db.session.execute(select(DriveUnit.unit_id).where(DriveUnit.cluster_id == cluster_id)).scalars())
    _place(drive, cluster, set(unit_ids) - present)
    if not unit_ids:
        db.session.delete(cluster)
    drive.version += 1
    record(actor, "cluster.changed", drive, cluster=cluster_id, name=name, units=sorted(unit_ids))


def _check_name(drive: Drive, name: str) -> None:
    taken = select(DriveCluster.id).where(DriveCluster.drive_id == drive.id, DriveCluster.name == name)
    if db.session.execute(taken).first():
        raise NotPossible("cluster_name_taken", field="name")


def _place(drive: Drive, cluster: DriveCluster, unit_ids: Collection[int]) -> None:
    """Raises NotPossible for a unit that doesn't stand under the drive's, is placed already, or lies under another.

    Of two units one above the other each record would count twice.
    """
    units = db.session.execute(select(Unit).where(Unit.id.in_(list(unit_ids)))).scalars().all()
    if len(units) != len(set(unit_ids)):
        raise NotFound
    placed = dict(
        db.session.execute(
            select(Unit.id, Unit.path)
            .join(DriveUnit, DriveUnit.unit_id == Unit.id)
            .where(DriveUnit.drive_id == drive.id)
        ).all()
    )
    for unit in sorted(units, key=lambda unit: unit.id):
        if unit.dissolved_on is not None or not unit.path.startswith(drive.unit.path) or unit.id == drive.unit_id:
            raise NotPossible("unit_not_of_the_drive", field="unit_ids", unit=unit.short_name)
        if unit.id in placed:
            raise NotPossible("unit_placed_already", field="unit_ids", unit=unit.short_name)
        if any(unit.path.startswith(path) or path.startswith(unit.path) for path in placed.values()):
            raise NotPossible("unit_under_another", field="unit_ids", unit=unit.short_name)
        placed[unit.id] = unit.path
        db.session.add(DriveUnit(drive_id=drive.id, cluster_id=cluster.id, unit_id=unit.id))

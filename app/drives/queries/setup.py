"""A drive with all that its standings are reckoned from, except the records: five statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.actor import Actor
from app.core.errors import NotFound
from app.drives.models import Drive, DriveCluster, DriveUnit, Indicator, IndicatorTarget
from app.drives.permissions import visible_drives
from app.extensions import db
from app.people.models import Unit


@dataclass(frozen=True)
class Setup:
    """What a drive asks of whom. `targets` are those of single units, by indicator and place."""

    drive: Drive
    clusters: Sequence[DriveCluster]
    places: Sequence[DriveUnit]
    indicators: Sequence[Indicator]
    targets: dict[tuple[int, int], Decimal]

    @property
    def place_by_unit(self) -> dict[int, int]:
        return {place.unit_id: place.id for place in self.places}

    def place_of_unit(self, unit_id: int) -> DriveUnit | None:
        return next((place for place in self.places if place.unit_id == unit_id), None)

    def in_cluster(self, cluster_id: int) -> list[DriveUnit]:
        return [place for place in self.places if place.cluster_id == cluster_id]


def get_drive(actor: Actor, drive_id: int) -> Drive:
    """A drive that the actor may see, with its unit. Raises NotFound."""
    statement = select(Drive).where(Drive.id == drive_id, visible_drives(actor)).options(joinedload(Drive.unit))
    drive = db.session.execute(statement).scalar_one_or_none()
    if drive is None:
        raise NotFound
    return drive


def load_setup(drive: Drive) -> Setup:
    """The drive's clusters, places with their units, indicators and targets: four statements."""
    clusters = db.session.execute(
        select(DriveCluster).where(DriveCluster.drive_id == drive.id).order_by(DriveCluster.position, DriveCluster.id)
    ).scalars()
    places = db.session.execute(
        select(DriveUnit)
        .join(DriveUnit.unit)
        .where(DriveUnit.drive_id == drive.id)
        .options(joinedload(DriveUnit.unit))
        .order_by(Unit.name_sort, DriveUnit.id)
    ).scalars()
    indicators = db.session.execute(
        select(Indicator).where(Indicator.drive_id == drive.id).order_by(Indicator.position, Indicator.id)
    ).scalars()
    targets = db.session.execute(
        select(IndicatorTarget.indicator_id, IndicatorTarget.drive_unit_id, IndicatorTarget.target)
        .join(Indicator, Indicator.id == IndicatorTarget.indicator_id)
        .where(Indicator.drive_id == drive.id)
    ).all()
    return Setup(
        drive,
        list(clusters),
        list(places),
        list(indicators),
        {(indicator_id, place_id): target for indicator_id, place_id, target in targets},
    )

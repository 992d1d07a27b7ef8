"""Activities near a place. Where somebody is stands in the address of the page and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from sqlalchemy import func, select

from app.core import clock
from app.core.actor import Actor
from app.core.coordinates import LATITUDES, LONGITUDES, Point, distance_m, round_for_public
from app.extensions import db
from app.places.models import Commune
from app.volunteering.models import Activity
from app.volunteering.permissions import visible_activities
from app.volunteering.queries.activities import LISTED, ListedActivity, Places, own_states, sum_places

RADII = (5, 10, 20, 50)
USUAL_RADIUS = 20
MOST_SHOWN = 50
KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class Nearby:
    """Coming activities around a point, nearest first, each with its distance in whole kilometres."""

    items: Sequence[tuple[ListedActivity, int]]
    places: dict[int, Places]
    own: dict[int, str]


def find_point(lat: Any, lon: Any) -> Point | None:
    """A point in Vietnam, to about a kilometre; None for anything else."""
    try:
        point = round_for_public(float(lat), float(lon))
    except (TypeError, ValueError, OverflowError):
        return None
    is_inside = LATITUDES[0] <= point.lat <= LATITUDES[1] and LONGITUDES[0] <= point.lon <= LONGITUDES[1]
    return point if is_inside else None


def find_commune_point(commune_id: int | None) -> Point | None:
    """Where a commune is; None where nobody knows."""
    commune = db.session.get(Commune, commune_id) if commune_id is not None else None
    if commune is None or commune.lat is None or commune.lon is None:
        return None
    return round_for_public(commune.lat, commune.lon)


def list_nearby(actor: Actor, point: Point, within: int) -> Nearby:
    """What takes place within so many kilometres of a point, by at most three statements.

    For everybody's distances the activities are rounded to about a kilometre, as the map of border roads is: from exact
    ones somebody could work out what is not told. An activity without a point is where its commune is.
    """
    lat, lon = _rounded(Activity.lat, Commune.lat), _rounded(Activity.lon, Commune.lon)
    north, east = within / KM_PER_DEGREE, within / (KM_PER_DEGREE * cos(radians(point.lat)))
    shrink = cos(radians(point.lat)) ** 2
    away = (lat - point.lat) * (lat - point.lat) + (lon - point.lon) * (lon - point.lon) * shrink
    rows = db.session.execute(
        LISTED.add_columns(lat, lon)
        .where(
            Activity.state == "published",
            Activity.ends_at > clock.now(),
            lat.between(point.lat - north, point.lat + north),
            lon.between(point.lon - east, point.lon + east),
            visible_activities(actor),
        )
        .order_by(away, Activity.starts_at, Activity.id)
        .limit(MOST_SHOWN)
    )
    items = [(ListedActivity(*row[:-2]), distance_m(point, (row[-2], row[-1])) / 1000) for row in rows]
    near = [(activity, round(distance)) for activity, distance in items if distance <= within]
    ids = [activity.id for activity, _distance in near]
    return Nearby(near, sum_places(ids, clock.now()), own_states(actor, ids))


def list_communes_with_point() -> list[tuple[int, str]]:
    """The communes of today that can be chosen in place of a position."""
    rows = db.session.execute(
        select(Commune.id, Commune.name)
        .where(Commune.valid_to.is_(None), Commune.lat.is_not(None))
        .order_by(Commune.name_sort)
    )
    return [(id_, name) for id_, name in rows]


def _rounded(own: Any, commune: Any) -> Any:
    return func.round(func.coalesce(own, commune) * 100) / 100.0

"""Does a point lie in the commune that was named? Elsewhere is allowed, but whoever accepts is told."""

from sqlalchemy import exists, select

from app.extensions import db
from app.places.models import Commune, CommuneArea
from app.places.queries import commune_at


def lies_outside(commune: Commune | None, lat: float | None, lon: float | None) -> bool:
    """True when the point lies in another commune of the same time, or in none that we know."""
    if commune is None or lat is None or lon is None:
        return False
    found = commune_at(lat, lon, commune.valid_to or commune.valid_from)
    if found is None:
        return _has_area(commune.id)  # without areas nobody can tell
    return found.commune.id != commune.id


def _has_area(commune_id: int) -> bool:
    return db.session.execute(select(exists().where(CommuneArea.commune_id == commune_id))).scalar_one()

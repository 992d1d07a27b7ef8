"""Does a point lie in the commune that was named? Elsewhere is allowed, but whoever accepts is told."""

from app.places.models import Commune
from app.places.queries import commune_at


def lies_outside(commune: Commune | None, lat: float | None, lon: float | None) -> bool:
    """True when the point lies in another commune of the same time, or in none that we know."""
    if commune is None or lat is None or lon is None:
        return False
    found = commune_at(lat, lon, commune.valid_to or commune.valid_from)
    return found is None or found.commune.id != commune.id

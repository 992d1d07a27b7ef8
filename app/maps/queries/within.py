"""Which communes of all times lie in one."""

from dataclasses import dataclass

from app.core import clock
from app.places.generations import Generation
from app.places.models import Commune
from app.places.queries import Chronicle, get_generation


@dataclass(frozen=True)
class Within:
    """The communes of all times that lie in one: wholly, or in part, where the generation decides by a work's point."""

    commune_id: int
    whole: list[int]
    split: list[int]
    generation: Generation


def communes_within(commune: Commune, chronicle: Chronicle | None = None) -> Within:
    """What a commune was made of and became. Three statements, or one where the chronicle was read before."""
    generation = get_generation(commune.valid_to or clock.today(), chronicle)
    candidates = {id_: generation.candidates(id_) for id_ in generation.communes}
    whole = [id_ for id_, found in candidates.items() if found == (commune.id,)]
    split = [id_ for id_, found in candidates.items() if commune.id in found and len(found) > 1]
    return Within(commune.id, whole, split, generation)

"""From what was typed as a commune to the commune that was meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core import clock
from app.core.text import fold
from app.places.messages import commune_label
from app.places.queries import communes_today, find_communes

LONGEST = 120  # characters; no commune's name is longer


@dataclass(frozen=True)
class Meant:
    """The commune of today, or what the name may mean: (id, words) pairs to choose from."""

    commune_id: int | None
    choices: list[tuple[int, str]]


def find_meant(text: str, chosen: int | None) -> Meant:
    """Read a commune's name: one of today by itself, several or an old one by choice, each with its district."""
    if not text or len(text) > LONGEST:
        return Meant(None, [])
    today = find_communes(text, on=clock.today())
    exact = [commune for commune in today if fold(commune.name) == fold(text)]
    certain = exact if len(exact) == 1 else today if len(today) == 1 else []
    if certain:
        return Meant(certain[0].id, [])
    choices = [(commune.id, commune_label(commune)) for commune in today] or _old_names(find_communes(text))
    if chosen in {id_ for id_, _words in choices}:
        return Meant(chosen, choices)
    return Meant(None, choices)


def _old_names(communes: Sequence[Any]) -> list[tuple[int, str]]:
    """What old communes are today, each beside its old name with the district."""
    choices: dict[int, str] = {}
    for old in communes[:8]:
        for new in communes_today(old.id).communes:
            choices.setdefault(new.id, f"{commune_label(new)} ← {old.full_name}")
    return list(choices.items())

"""What addresses of the map ask for: the selection, the generation of communes, the shade."""

from dataclasses import dataclass
from datetime import date

from flask import request

from app.core import clock
from app.core.errors import NotPossible
from app.core.web import current_actor
from app.maps import queries
from app.maps.filters import read_filters
from app.maps.queries import Selection

SHADES = ("works", "contribution", "people")


@dataclass(frozen=True)
class Generation:
    """The communes of a day. `text` is what the address says, None for those of today."""

    text: str | None
    day: date


def selection() -> Selection:
    """The works that the address asks for. Raises NotPossible for a box, NotFound for a commune that there isn't."""
    return queries.select_works(current_actor(), read_filters(request.args))


def generation() -> Generation:
    """The generation that the address names. Raises NotPossible for no day at all."""
    text = request.args.get("generation", "").strip() or None
    try:
        return Generation(text, date.fromisoformat(text) if text else clock.today())
    except ValueError:
        raise NotPossible("bad_generation", field="generation") from None


def shade() -> str:
    """By which figure the communes are coloured; "" for none."""
    wanted = request.args.get("shade", "")
    return wanted if wanted in SHADES else ""

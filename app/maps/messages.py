"""The words of the map."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

REASONS: dict[str, Any] = {
    "bad_box": _l("The box of the map can't be read; it is west, south, east, north in degrees."),
    "bad_generation": _l("There is no such day; write 2025-07-01."),
}


def script_words() -> dict[str, str]:
    """What static/js/map.js says, in the language of the page."""
    return {
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "layers": _("Layers"),
        "closePopup": _("Close"),
        "loading": _("Loading…"),
        "failed": _("This could not be loaded. Check the connection and try again."),
        "cluster": _("{count} works here: open"),
        "atCommune": _("shown at the commune's point"),
        "hoangSa": _("Hoàng Sa archipelago (Vietnam)"),
        "truongSa": _("Trường Sa archipelago (Vietnam)"),
        "approximate": _("approximate boundary"),
    }


# The small sign on a marker that isn't accepted yet; with the marker's shape it tells the states apart.
STATE_SIGNS = (
    ("accepted", "check"),
    ("reported", "report"),
    ("under_way", "works"),
    ("approved", "plus"),
    ("submitted", "upload"),
    ("draft", "edit"),
)

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
        "locate": _("Where am I?"),
        "located": _("You are here"),
        "notLocated": _("The phone doesn't tell where you are."),
        "fullScreen": _("Full screen"),
        "picture": _("Save as a picture"),
        "damaged": _("damaged at the last visit"),
        "lost": _("lost at the last visit"),
        "play": _("Play the years"),
        "pause": _("Stop"),
        "upTo": _("up to {year}"),
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

SORT_NAMES: dict[str, Any] = {
    "": _l("Newest first"),
    "value": _l("Largest contribution first"),
    "title": _l("By name"),
}
CONDITION_FILTERS: dict[str, Any] = {
    "working": _l("Still works"),
    "damaged": _l("Damaged"),
    "lost": _l("Lost"),
    "unvisited": _l("Not visited yet"),
    "overdue": _l("A visit is overdue"),
}
COUNTS_AS: dict[str, Any] = {"work": _l("Works only"), "task": _l("Youth tasks only")}
SHADE_NAMES: dict[str, Any] = {
    "contribution": _l("The Union's contribution"),
    "works": _l("Number of works"),
    "people": _l("People reached"),
}
NEED_ORDERS: dict[str, Any] = {
    "works": _l("Fewest works first"),
    "contribution": _l("Least contribution first"),
    "inhabitant": _l("Least contribution per inhabitant first"),
    "border": _l("Fewest works per border kilometre first"),
    "last": _l("Longest without a work first"),
    "name": _l("By name"),
}

# The fields of the files, and so the data dictionary: name, heading, meaning, width in a spreadsheet.
FILE_FIELDS: dict[str, tuple[Any, Any, int]] = {
    "id": (_l("Number"), _l("The work's number; its page is /works/ with this number."), 10),
    "title": (_l("Work"), _l("What it is called."), 50),
    "kind": (_l("Kind"), _l("Kind of work, in the language of the file."), 28),
    "state": (_l("State"), _l("Where it stands; in open data always accepted."), 16),
    "accepted_on": (_l("Accepted on"), _l("The day that reports count it by, YYYY-MM-DD."), 14),
    "unit": (_l("Unit"), _l("The unit that took it on."), 34),
    "commune_code": (_l("Code of the commune"), _l("Official code of the commune it was built in, as of then."), 10),
    "commune": (_l("Commune"), _l("The commune it was built in, as of then."), 22),
    "district": (_l("District"), _l("The district then; empty since 1 July 2025."), 22),
    "village": (_l("Village"), _l("The village (thôn), where it is known."), 22),
    "quantity": (_l("Quantity"), _l("The main quantity of its kind: delivered, else planned."), 12),
    "measure": (_l("Measure"), _l("What the quantity is counted in."), 12),
    "households": (_l("Households"), _l("Households that it serves."), 12),
    "people": (_l("People"), _l("People that it serves."), 12),
    "contribution": (
        _l("Contribution of the Union"),
        _l("What the Union gave and raised up to the acceptance, in whole đồng."),
        22,
    ),
    "condition": (_l("Condition"), _l("What the last visit after the acceptance found."), 14),
    "visited_on": (_l("Visited on"), _l("The day of that visit, YYYY-MM-DD."), 14),
    "lat": (_l("Latitude"), _l("Degrees, WGS 84; of border works rounded to about a kilometre."), 12),
    "lon": (_l("Longitude"), _l("Degrees, WGS 84; of border works rounded to about a kilometre."), 12),
}

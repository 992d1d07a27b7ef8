"""The names of kinds and figures, in the language of the page."""

from app.core.translations import lazy_gettext as _l

KIND_NAMES = {
    "volunteer_saturday": _l("Volunteer Saturday"),
    "service_centre": _l("Team at the public service centre"),
    "legal_advice": _l("Legal advice"),
    "other": _l("Other service to citizens"),
}
FIGURE_NAMES = {
    "people": _l("People helped"),
    "procedures": _l("Procedures handled"),
    "online": _l("Online services guided"),
}

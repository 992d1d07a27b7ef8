"""The names of states and ways, in the language of the page."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

PERSON_STATE_NAMES = {
    "confirmed": _l("Has a place"),
    "attended": _l("Came"),
    "absent": _l("Did not come"),
}
DIRECTION_NAMES = {
    "in": lazy_pgettext("attendance", "Came"),
    "out": lazy_pgettext("attendance", "Left"),
}
CERTIFICATE_STATE_NAMES = {
    "valid": _l("Valid"),
    "replaced": _l("Replaced by another"),
    "withdrawn": _l("Withdrawn"),
}
# Reasons that the product gives by itself.
CERTIFICATE_REASONS = {
    "hours_corrected": _l("The hours were corrected."),
}
WAY_NAMES = {
    "scan": _l("Own code read by the host"),
    "name": _l("Ticked by name"),
    "walk_in": _l("Came without signing up"),
    "shift_code": _l("Read the shift's code"),
}

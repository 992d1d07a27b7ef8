"""The names of states and ways, in the language of the page."""

from flask_babel import lazy_pgettext

from app.core.translations import lazy_gettext as _l

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
PROBLEM_NAMES = {
    "activity_cancelled": _l("The activity was called off meanwhile"),
    "unknown_member": _l("Nobody is known by this name or code"),
    "implausible_time": _l("The moment can't be right"),
    "clock_changed": _l("The phone's clock was changed meanwhile"),
    "place_cancelled": _l("The place was given back before"),
    "waiting": _l("Was on the waiting list"),
    "not_eligible": _l("May have no place in this shift"),
    "full": _l("All places are taken"),
}
WAY_NAMES = {
    "scan": _l("Own code read by the host"),
    "name": _l("Ticked by name"),
    "walk_in": _l("Came without signing up"),
    "shift_code": _l("Read the shift's code"),
}

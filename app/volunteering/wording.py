"""The names of states, marks and audiences, in the language of the page."""

from flask_babel import lazy_gettext as _l

ACTIVITY_STATE_NAMES = {
    "draft": _l("Draft"),
    "published": _l("Open"),
    "cancelled": _l("Called off"),
    "held": _l("Held"),
}
SIGN_UP_STATE_NAMES = {
    "confirmed": _l("You have a place"),
    "waitlisted": _l("On the waiting list"),
    "attended": _l("You were there"),
    "absent": _l("Marked absent"),
}
PERSON_STATE_NAMES = {
    "confirmed": _l("Has a place"),
    "waitlisted": _l("Waiting"),
    "attended": _l("Came"),
    "absent": _l("Did not come"),
}
MARK_NAMES = {
    "heavy": _l("Heavy work"),
    "night": _l("Night work"),
    "away": _l("Away from home"),
    "border_zone": _l("Border zone"),
}
AUDIENCE_NAMES = {
    "all": _l("Everybody"),
    "units": _l("The host and chosen units"),
    "host": _l("The host unit only"),
}
CONSENT_WAYS = {
    "paper": _l("On paper"),
    "phone_link": _l("By a link to the guardian's phone"),
}

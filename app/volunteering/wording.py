"""The names of states, marks and audiences, in the language of the page."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

ACTIVITY_STATE_NAMES = {
    "draft": lazy_pgettext("activity", "Draft"),
    "published": lazy_pgettext("activity", "Open"),
    "cancelled": lazy_pgettext("activity", "Called off"),
    "held": lazy_pgettext("activity", "Held"),
    "suspended": lazy_pgettext("activity", "Suspended"),
}
PATTERN_NAMES = {
    "weekly": _l("By weeks, on the same weekday"),
    "monthly": _l("By months, on the same weekday of the month"),
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

"""The names of states, marks and audiences, in the language of the page."""

from flask_babel import lazy_pgettext

from app.core.translations import lazy_gettext as _l

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
# What a shift may ask for and members say of themselves.
SKILL_NAMES = {
    "first_aid": _l("First aid"),
    "electricity": _l("Electrical work"),
    "masonry": _l("Masonry"),
    "welding": _l("Welding"),
    "driving": _l("Driving licence"),
    "office_it": _l("Computers and online services"),
    "legal": _l("Legal knowledge"),
    "teaching": _l("Teaching and leading games"),
    "photo": _l("Photography and video"),
    "tay_nung": _l("Tày or Nùng language"),
    "dao": _l("Dao language"),
    "foreign_language": _l("A foreign language"),
}
# Why the product took somebody off a list; any other text is what a person wrote.
OFF_THE_LIST = {
    "activity_cancelled": _l("The activity was called off."),
    "shift_changed": _l("The shift was changed, and its rules don't allow it any more."),
    "consent_withdrawn": _l("The guardian took the consent back."),
    "age_or_consent": _l("By age, or without a guardian's consent, the rules don't allow the place any more."),
    "left_unit": _l("The membership that the place needed has ended."),
}
# What a line of a pasted list of members comes to.
LINE_ANSWERS = {
    "confirmed": _l("Has a place"),
    "waitlisted": _l("On the waiting list"),
    "already": _l("Was signed up before"),
    "refused": _l("Not signed up"),
    "unknown": _l("Nobody of your units has this code, name or phone number."),
    "several": _l("Several people fit: write the member code, or the class beside the name."),
    "twice": _l("Stands in the list twice."),
}

"""The words for kinds and states of requests."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext, ngettext

from app.core import clock
from app.core.personal import Field
from app.core.phones import display_phone
from app.privacy.keeping import RULES, months

KIND_NAMES = {"correction": _l("Correction"), "erasure": _l("Erasure")}
STATE_NAMES = {
    "waiting": lazy_pgettext("request", "Came in"),
    "acknowledged": lazy_pgettext("request", "Acknowledged"),
    "done": lazy_pgettext("request", "Carried out"),
    "refused": lazy_pgettext("request", "Refused"),
    "withdrawn": lazy_pgettext("request", "Taken back"),
}


def kept_words(rule: str) -> str:
    """How long a rule keeps, in a sentence: "After the sign-in has ended for 12 months"."""
    count = months(rule)
    words = str(RULES[rule].words)
    if count is None:
        return words
    return _("%(words)s %(time)s", words=words, time=ngettext("%(num)d month", "%(num)d months", count))


def show_value(field: Field, value: Any) -> str:
    """A value of a person's own data as people read it."""
    if isinstance(value, list):
        return ", ".join(show_value(field, one) for one in value)
    if value is None or value == "":
        return "–"
    if field.words is not None:
        return str(field.words.get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return clock.format_datetime(value)
    if isinstance(value, date):
        return clock.format_date(value)
    return display_phone(value) if field.key == "phone" else str(value)


def rule_names() -> dict[str, str]:
    """What the administrator knows the keeping rules by."""
    return {
        "membership": _("Identity of a member who left"),
        "contact": _("Phone number and e-mail of a member who left"),
        "sign_in": _("Sign-ins that have ended"),
        "code": _("One-time codes that have run out"),
        "notice": _("Notices"),
        "guardian": _("Guardians' names, numbers and papers"),
        "request": _("Answered requests about data, and proofs of consent"),
        "day": _("Lists of members that nobody imported"),
    }


PURPOSES = {
    "publication": _l("Photos and stories with me on public pages"),
    "stay_in_touch": _l("Being invited after I have left"),
}
HOW_NAMES = {"signed_in": _l("Signed in"), "paper": _l("On paper")}
SIDE_NAMES = {"own": _l("The person"), "guardian": _l("A guardian")}
_WORDINGS = {
    "publication": _l(
        "I agree that photos on which I can be recognised, and stories that name me, stand on public pages of this "
        "site. I can take this back at any time; they are withheld from then on."
    ),
    "stay_in_touch": _l(
        "I agree that my phone number and e-mail are kept after I have left the Youth Union, so that my unit can "
        "invite me. I can take this back at any time; then they go as everybody else's."
    ),
}


def wording_of(purpose: str) -> str:
    """What somebody agrees to, in the language of the page: kept with the consent as its proof."""
    return str(_WORDINGS[purpose])

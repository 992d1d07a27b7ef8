"""What to do about each reason why not: a sentence, and the page on which it can be done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.core import clock
from app.volunteering.messages import WHAT_TO_DO

# Reason → endpoint and the words of the link. What isn't here: another activity.
PAGES = {
    "already": ("volunteering.places", _l("My places and hours")),
    "overlap": ("volunteering.places", _l("My places and hours")),
    "minor_hours_of_day": ("volunteering.places", _l("My places and hours")),
    "minor_hours_of_week": ("volunteering.places", _l("My places and hours")),
    "age_unknown": ("people.profile", _l("My data")),
    "consent_missing": ("volunteering.my_consents", _l("My guardian's consent")),
    "consent_withdrawn": ("volunteering.my_consents", _l("My guardian's consent")),
    "consent_expired": ("volunteering.my_consents", _l("My guardian's consent")),
    "skill_missing": ("volunteering.my_skills", _l("What I can do")),
}


@dataclass(frozen=True)
class Remedy:
    """What somebody who may not have a place can do."""

    sentence: Any
    url: str
    label: Any


def remedy(reason: str, starts_at: datetime | None = None) -> Remedy:
    """What to do about a reason; `starts_at` of the shift: open activities are listed from that day on."""
    sentence = WHAT_TO_DO[reason]
    if reason in PAGES:
        endpoint, label = PAGES[reason]
        return Remedy(sentence, url_for(endpoint), label)
    narrowed: dict[str, Any] = {"free": 1}
    if starts_at is not None:
        narrowed["from"] = clock.local(starts_at).date().isoformat()
    return Remedy(sentence, url_for("volunteering.activities", **narrowed), _l("Activities with free places"))

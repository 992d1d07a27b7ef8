"""Sentences for the refusals about copies, series, suspension, photos, and a unit that ends."""

from flask_babel import lazy_gettext as _l

REASONS = {
    "called_off_already": _l(
        "Somebody else has called the activity off meanwhile. The reason told to everybody: %(told)s"
    ),
    "day_is_past": _l("Choose a day that is not past."),
    "in_series_already": _l("This activity belongs to a series already. Extend that one."),
    "no_days": _l("No day is left with this pattern until then."),
    "notice_in_future": _l("The notice can't be given in the future."),
    "suspended_already": _l(
        "Somebody else has suspended the activity meanwhile. The reason told to everybody: %(told)s"
    ),
    "not_suspended": _l("The activity is not suspended."),
    "suspended_now": _l("The border post has suspended the activity. Let it go on first, or call it off."),
    "suspend_reason_needed": _l("Write what the border post said: everybody who signed up will read it."),
    "too_many_days": _l("At most %(most)s days at once. Choose an earlier end and extend the series later."),
    "until_not_later": _l("Choose a day after the present end of the series."),
    "consent_to_photo_needed": _l("Confirm that everybody who can be recognised has agreed."),
}

"""Sentences for every refusal of this area."""

from flask_babel import lazy_gettext as _l

REASONS = {
    "not_open_for_attendance": _l("Attendance is recorded for activities that were published."),
    "not_begun": _l("The shift has not begun yet."),
    "too_many_minutes": _l("That is longer than the shift allows: at most %(most)s minutes."),
    "own_hours": _l("Nobody confirms their own hours. Ask another leader."),
    "correction_reason_needed": _l("Write why the hours differ from the record or from what was confirmed."),
}

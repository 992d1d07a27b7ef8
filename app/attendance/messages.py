"""Sentences for every refusal of this area."""

from flask_babel import lazy_gettext as _l

REASONS = {
    "member_code_needed": _l("Write the member code of whoever it was."),
    "shift_is_full": _l("All places of the shift are taken. Raise the number of places first."),
    "no_place_here": _l("You have no place in this shift. Ask the host to write you down."),
    "not_now": _l("The code works from two hours before the shift until two hours after it."),
    "no_confirmed_hours": _l("No hours have been confirmed here, so there is nothing to certify."),
    "certificate_taken_back": _l("The certificate was withdrawn; a new one needs corrected hours. Ask the host."),
    "withdrawal_reason_needed": _l("Write the reason: the certificate's owner will read it."),
    "certificate_replaced": _l("Another certificate has taken the place of this one."),
    "not_open_for_attendance": _l("Attendance is recorded for activities that were published."),
    "not_begun": _l("The shift has not begun yet."),
    "too_many_minutes": _l("That is longer than the shift allows: at most %(most)s minutes."),
    "own_hours": _l("Nobody confirms their own hours. Ask another leader."),
    "correction_reason_needed": _l("Write why the hours differ from the record or from what was confirmed."),
}

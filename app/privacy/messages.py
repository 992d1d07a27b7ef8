"""Sentences for the refusals of this area."""

from flask_babel import lazy_gettext as _l

REASONS = {
    "request_open": _l("A request of this kind is open already; add to it by talking to whoever answers it."),
    "request_answered": _l("This request was answered already."),
    "still_a_member": _l(
        "This person is still a member. End the membership first: that also gives back the places in coming shifts."
    ),
    "holds_office": _l("This person holds an office. End the appointment first."),
    "erased_already": _l("This person was erased already."),
    "agreed_already": _l("That is agreed to already. Take it back first if it has changed."),
    "guardian_needed": _l("Write who the guardian is, as it stands on the paper."),
    "unknown_codes": _l("Nobody whom you may see has this member code: %(codes)s."),
    "answer_needed": _l("Write the answer: it is what the person is told."),
    "keeping_out_of_range": _l("Between %(least)s and %(most)s months."),
}

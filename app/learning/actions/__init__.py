"""Every write of the area, by noun: class, sending, outcome, initiative."""

from app.learning.actions.initiative import (
    Author,
    edit_initiative,
    register_initiative,
    submit_initiative,
    take_up_initiative,
    withdraw_initiative,
)
from app.learning.actions.outcome import record_outcome, withdraw_enrolment
from app.learning.actions.recognition import apply_initiative, recognise_initiative, refuse_initiative
from app.learning.actions.sending import (
    Sending,
    answer_sending_list,
    import_sending_list,
    keep_sending_list,
    send_members,
)
from app.learning.actions.training import add_class, edit_class

__all__ = [
    "Author",
    "Sending",
    "add_class",
    "answer_sending_list",
    "apply_initiative",
    "edit_class",
    "edit_initiative",
    "import_sending_list",
    "keep_sending_list",
    "recognise_initiative",
    "record_outcome",
    "refuse_initiative",
    "register_initiative",
    "send_members",
    "submit_initiative",
    "take_up_initiative",
    "withdraw_enrolment",
    "withdraw_initiative",
]

"""Every write of the area, by noun: activity, shift, sign_up, consent, work."""

from app.volunteering.actions.activity import cancel_activity, mark_held, publish_activity, save_activity
from app.volunteering.actions.consent import record_consent, withdraw_consent
from app.volunteering.actions.shift import add_shift, change_shift
from app.volunteering.actions.sign_up import cancel_sign_up, sign_up_to_shift
from app.volunteering.actions.work import cancel_work

__all__ = [
    "add_shift",
    "cancel_activity",
    "cancel_sign_up",
    "cancel_work",
    "change_shift",
    "mark_held",
    "publish_activity",
    "record_consent",
    "save_activity",
    "sign_up_to_shift",
    "withdraw_consent",
]

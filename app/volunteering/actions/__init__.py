"""Every write of the area, by noun: activity, shift, sign_up, attendance, consent, work."""

from app.volunteering.actions.activity import cancel_activity, mark_held, publish_activity, save_activity
from app.volunteering.actions.attendance import record_attendance
from app.volunteering.actions.consent import record_consent, withdraw_consent
from app.volunteering.actions.consent_request import (
    GuardianAnswer,
    TooManyTries,
    answer_request,
    ask_guardian,
    withdraw_by_link,
)
from app.volunteering.actions.contact import read_contact_of_sign_up
from app.volunteering.actions.membership import end_membership, transfer_member
from app.volunteering.actions.quota import QuotaValues, change_terms, end_due_quotas, end_quotas
from app.volunteering.actions.shift import add_shift, change_shift
from app.volunteering.actions.sign_up import Placed, cancel_sign_up, sign_up_members, sign_up_to_shift
from app.volunteering.actions.skills import record_skills
from app.volunteering.actions.work import cancel_work

__all__ = [
    "GuardianAnswer",
    "Placed",
    "QuotaValues",
    "TooManyTries",
    "add_shift",
    "answer_request",
    "ask_guardian",
    "cancel_activity",
    "cancel_sign_up",
    "cancel_work",
    "change_shift",
    "change_terms",
    "end_due_quotas",
    "end_membership",
    "end_quotas",
    "mark_held",
    "publish_activity",
    "read_contact_of_sign_up",
    "record_attendance",
    "record_consent",
    "record_skills",
    "save_activity",
    "sign_up_members",
    "sign_up_to_shift",
    "transfer_member",
    "withdraw_by_link",
    "withdraw_consent",
]

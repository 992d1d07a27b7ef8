"""Every write of the area, by noun: activity, series, suspension, photo, shift, sign_up, consent, work,
unit."""

from app.volunteering.actions.activity import cancel_activity, mark_held, publish_activity, save_activity
from app.volunteering.actions.consent import record_consent, withdraw_consent
from app.volunteering.actions.consent_request import (
    GuardianAnswer,
    TooManyTries,
    answer_request,
    ask_guardian,
    withdraw_by_link,
)
from app.volunteering.actions.contact import read_contact_of_sign_up
from app.volunteering.actions.membership import accept_transfer, end_membership, let_grow_up, transfer_member
from app.volunteering.actions.photo import name_people_on_activity_photo, remove_activity_photo, set_activity_photo
from app.volunteering.actions.quota import QuotaValues, change_terms, end_due_quotas, end_quotas
from app.volunteering.actions.recheck import recheck_coming_places, recheck_shift
from app.volunteering.actions.series import copy_activity, extend_series, publish_series, start_series
from app.volunteering.actions.shift import add_shift, change_shift
from app.volunteering.actions.sign_up import Placed, cancel_sign_up, sign_up_members, sign_up_to_shift
from app.volunteering.actions.skills import record_skills
from app.volunteering.actions.suspension import record_border_notice, resume_activity, suspend_activity
from app.volunteering.actions.work import cancel_work

__all__ = [
    "GuardianAnswer",
    "Placed",
    "QuotaValues",
    "TooManyTries",
    "accept_transfer",
    "add_shift",
    "answer_request",
    "ask_guardian",
    "cancel_activity",
    "cancel_sign_up",
    "cancel_work",
    "change_shift",
    "change_terms",
    "copy_activity",
    "end_due_quotas",
    "end_membership",
    "end_quotas",
    "extend_series",
    "let_grow_up",
    "mark_held",
    "name_people_on_activity_photo",
    "publish_activity",
    "publish_series",
    "read_contact_of_sign_up",
    "recheck_coming_places",
    "recheck_shift",
    "record_border_notice",
    "record_consent",
    "record_skills",
    "remove_activity_photo",
    "resume_activity",
    "save_activity",
    "set_activity_photo",
    "sign_up_members",
    "sign_up_to_shift",
    "start_series",
    "suspend_activity",
    "transfer_member",
    "withdraw_by_link",
    "withdraw_consent",
]

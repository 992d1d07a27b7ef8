"""Every write of the area, by noun: activity, series, suspension, photo, shift, sign_up, attendance, consent, work,
unit."""

from app.volunteering.actions.activity import cancel_activity, mark_held, publish_activity, save_activity
from app.volunteering.actions.attendance import record_attendance
from app.volunteering.actions.consent import record_consent, withdraw_consent
from app.volunteering.actions.photo import remove_activity_photo, set_activity_photo
from app.volunteering.actions.series import copy_activity, extend_series, publish_series, start_series
from app.volunteering.actions.shift import add_shift, change_shift
from app.volunteering.actions.sign_up import cancel_sign_up, sign_up_to_shift
from app.volunteering.actions.suspension import record_border_notice, resume_activity, suspend_activity
from app.volunteering.actions.unit import dissolve_unit
from app.volunteering.actions.work import cancel_work

__all__ = [
    "add_shift",
    "cancel_activity",
    "cancel_sign_up",
    "cancel_work",
    "change_shift",
    "copy_activity",
    "dissolve_unit",
    "extend_series",
    "mark_held",
    "publish_activity",
    "publish_series",
    "record_attendance",
    "record_border_notice",
    "record_consent",
    "remove_activity_photo",
    "resume_activity",
    "save_activity",
    "set_activity_photo",
    "sign_up_to_shift",
    "start_series",
    "suspend_activity",
    "withdraw_consent",
]

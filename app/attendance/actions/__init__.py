"""Every write of the area, by noun."""

from app.attendance.actions.certificate import (
    issue_certificate,
    issue_certificates,
    publish_certificate,
    withdraw_certificate,
)
from app.attendance.actions.check_in import check_in_by_code
from app.attendance.actions.delivery import deliver_check_ins
from app.attendance.actions.hours import record_attendance
from app.attendance.actions.settling import settle_check_in

__all__ = [
    "check_in_by_code",
    "deliver_check_ins",
    "issue_certificate",
    "issue_certificates",
    "publish_certificate",
    "record_attendance",
    "settle_check_in",
    "withdraw_certificate",
]

"""Every write of the area, by noun."""

from app.attendance.actions.certificate import (
    issue_certificate,
    issue_certificates,
    publish_certificate,
    withdraw_certificate,
)
from app.attendance.actions.hours import record_attendance

__all__ = [
    "issue_certificate",
    "issue_certificates",
    "publish_certificate",
    "record_attendance",
    "withdraw_certificate",
]

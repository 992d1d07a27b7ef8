"""Every read of the area: attendance of a shift, hours of a member."""

from app.attendance.queries.attendance import (
    AttendancePage,
    AttendanceRow,
    HoursPage,
    get_attendance_page,
    get_hours_page,
    get_rules,
    list_seen,
)
from app.attendance.queries.certificates import (
    CertificatesPage,
    get_certificate,
    get_certificate_by_code,
    get_certificates_page,
    get_host_activity,
    list_own_certificates,
)
from app.attendance.queries.check_in import HerePage, get_here_page, get_hosted_shift, get_own_member
from app.attendance.queries.hosting import HostedShift, get_settle_page, list_hosted_shifts
from app.attendance.queries.hours import MemberHours, get_member_hours, list_tasks_of_year, sum_year

__all__ = [
    "AttendancePage",
    "AttendanceRow",
    "CertificatesPage",
    "HerePage",
    "HostedShift",
    "HoursPage",
    "MemberHours",
    "get_attendance_page",
    "get_certificate",
    "get_certificate_by_code",
    "get_certificates_page",
    "get_here_page",
    "get_host_activity",
    "get_hosted_shift",
    "get_hours_page",
    "get_member_hours",
    "get_own_member",
    "get_rules",
    "get_settle_page",
    "list_hosted_shifts",
    "list_own_certificates",
    "list_seen",
    "list_tasks_of_year",
    "sum_year",
]

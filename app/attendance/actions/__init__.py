"""Every write of the area, by noun."""

from app.attendance.actions.hours import record_attendance

__all__ = ["record_attendance"]

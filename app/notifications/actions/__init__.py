"""Every write of the area, by noun: notices and choices of a person, deliveries of the worker, reminders."""

from app.notifications.actions.choices import renew_calendar, save_choices, unsubscribe
from app.notifications.actions.delivery import claim_deliveries, finish_delivery, let_go
from app.notifications.actions.notice import mark_all_read, mark_read
from app.notifications.actions.reminder import remind_of_shifts, remind_of_visits

CHORES = (remind_of_shifts, remind_of_visits)

__all__ = [
    "CHORES",
    "claim_deliveries",
    "finish_delivery",
    "let_go",
    "mark_all_read",
    "mark_read",
    "remind_of_shifts",
    "remind_of_visits",
    "renew_calendar",
    "save_choices",
    "unsubscribe",
]

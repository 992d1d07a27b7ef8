"""Every write on works, by noun."""

from app.works.actions.after import record_handover, record_plaque, record_recognition
from app.works.actions.completion import (
    accept_work,
    cancel_work_rows,
    report_work,
    send_back_report,
    start_work,
)
from app.works.actions.confirmation import change_rules, confirm_report
from app.works.actions.copying import copy_work
from app.works.actions.decision import approve_work, reject_work, return_work
from app.works.actions.follow_up import record_visit
from app.works.actions.history import enter_history, import_history
from app.works.actions.ledger import (
    approve_expense,
    record_contribution,
    record_expense,
    refuse_expense,
    reverse_entry,
)
from app.works.actions.photo import add_photos, remove_photo
from app.works.actions.pledge import record_pledge, withdraw_pledge
from app.works.actions.proposal import save_draft, submit_work
from app.works.actions.revision import approve_revision, draft_revision, refuse_revision, submit_revision
from app.works.actions.steps import lock_work

__all__ = [
    "accept_work",
    "add_photos",
    "approve_expense",
    "approve_revision",
    "approve_work",
    "cancel_work_rows",
    "change_rules",
    "confirm_report",
    "copy_work",
    "draft_revision",
    "enter_history",
    "import_history",
    "lock_work",
    "record_contribution",
    "record_expense",
    "record_handover",
    "record_plaque",
    "record_pledge",
    "record_recognition",
    "record_visit",
    "refuse_expense",
    "refuse_revision",
    "reject_work",
    "remove_photo",
    "report_work",
    "return_work",
    "reverse_entry",
    "save_draft",
    "send_back_report",
    "start_work",
    "submit_revision",
    "submit_work",
    "withdraw_pledge",
]

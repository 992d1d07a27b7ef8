"""Every write on works, by noun."""

from app.works.actions.advance import record_refund, request_advance
from app.works.actions.after import record_handover, record_plaque, record_recognition
from app.works.actions.completion import (
    accept_work,
    cancel_work_rows,
    report_work,
    send_back_report,
    start_work,
)
from app.works.actions.confirmation import change_rules, confirm_report
from app.works.actions.contribution import record_contribution
from app.works.actions.copying import copy_work
from app.works.actions.correction import request_reversal
from app.works.actions.decision import approve_work, reject_work, return_work
from app.works.actions.ending import close_books, request_return
from app.works.actions.expense import approve_expense, record_expense, refuse_expense
from app.works.actions.follow_up import record_visit
from app.works.actions.fund import record_income, request_outlay
from app.works.actions.history import enter_history, import_history
from app.works.actions.kind import (
    add_kind,
    add_measure,
    change_kind,
    change_measure,
    move_kind,
    move_measure,
    put_kind_into_use,
    restore_measure,
    retire_kind,
    retire_measure,
)
from app.works.actions.labour import add_labour_days, confirm_labour_days, withdraw_labour_days
from app.works.actions.letter import note_wrong_code, thank_sponsor
from app.works.actions.photo import add_photos, name_people_on_photo, remove_photo
from app.works.actions.pledge import record_pledge, withdraw_pledge
from app.works.actions.proposal import save_draft, submit_work
from app.works.actions.request import approve_request, refuse_request
from app.works.actions.revision import approve_revision, draft_revision, refuse_revision, submit_revision
from app.works.actions.steps import lock_work
from app.works.actions.transfer import request_transfer

__all__ = [
    "accept_work",
    "add_kind",
    "add_labour_days",
    "add_measure",
    "add_photos",
    "approve_expense",
    "approve_request",
    "approve_revision",
    "approve_work",
    "cancel_work_rows",
    "change_kind",
    "change_measure",
    "change_rules",
    "close_books",
    "confirm_labour_days",
    "confirm_report",
    "copy_work",
    "draft_revision",
    "enter_history",
    "import_history",
    "lock_work",
    "move_kind",
    "move_measure",
    "name_people_on_photo",
    "note_wrong_code",
    "put_kind_into_use",
    "record_contribution",
    "record_expense",
    "record_handover",
    "record_income",
    "record_plaque",
    "record_pledge",
    "record_recognition",
    "record_refund",
    "record_visit",
    "refuse_expense",
    "refuse_request",
    "refuse_revision",
    "reject_work",
    "remove_photo",
    "report_work",
    "request_advance",
    "request_outlay",
    "request_return",
    "request_reversal",
    "request_transfer",
    "restore_measure",
    "retire_kind",
    "retire_measure",
    "return_work",
    "save_draft",
    "send_back_report",
    "start_work",
    "submit_revision",
    "submit_work",
    "thank_sponsor",
    "withdraw_labour_days",
    "withdraw_pledge",
]

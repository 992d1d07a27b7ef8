"""Every write of reports, by noun: targets, letterhead, request, draft, issuing."""

from app.reports.actions.draft import correct_report, save_draft, start_draft
from app.reports.actions.issuing import issue_report
from app.reports.actions.letterhead import set_letterhead
from app.reports.actions.request import ask_for_reports
from app.reports.actions.targets import UnitTargets, set_many_targets, set_targets

__all__ = [
    "UnitTargets",
    "ask_for_reports",
    "correct_report",
    "issue_report",
    "save_draft",
    "set_letterhead",
    "set_many_targets",
    "set_targets",
    "start_draft",
]

"""The words of reports: refusals and what a period is called."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.clock import format_date
from app.reports.figures import Scope

WHAT_VISITS_FOUND = {
    "overdue": _l("Works whose visit is overdue"),
    "damaged": _l("Damaged at the last visit"),
    "lost": _l("Lost at the last visit"),
}

REASONS: dict[str, Any] = {
    "targets_changed": _l("Somebody else changed the targets in the meantime; theirs stand beside yours."),
    "bad_target": _l("A target is a number above zero; leave the field empty for none."),
    "period_upside_down": _l("The period ends before it begins: the first day must not be after the last one."),
    "period_too_early": _l("The period begins before 1901; nothing is recorded of that time."),
    "bad_target_year": _l("Targets are set for a year from 2000 to 2100."),
    "unit_unknown": _l("There is no unit with the code %(code)s."),
    "due_within_the_period": _l("The report is due after the last day of its period."),
    "issued_already": _l("This report has been issued; only a correcting one can replace it."),
    "replaced_already": _l("Another report has replaced this one; correct that."),
    "draft_changed": _l("Somebody else changed this report in the meantime; their text stands beside yours."),
    "unknown_placeholder": _l("%(placeholder)s is no figure of the report."),
    "too_many_typical": _l("Choose at most six works."),
    "period_not_over": _l("The period isn't over yet: a report is issued when no day of it is still to come."),
    "bad_issue_day": _l("The date lies between the last day of the period and today."),
    "number_taken": _l("The unit has issued a report with this number this year."),
}

# What is wrong with a cell of a sheet of targets.
SHEET_PROBLEMS = {
    "no_headings": _l("there are no headings: one column says the unit's code, the others are named as the figures"),
    "no_lines": _l("there is no line below the headings"),
    "no_code": _l("the unit's code is missing"),
    "code_twice": _l("the unit stands in the sheet twice"),
    "unknown_code": _l("there is no such unit, or you don't set its targets"),
    "no_number": _l("this is no whole number"),
}

# The communes of today, or as they were on a day.
GENERATIONS: dict[str, tuple[Any, date | None]] = {
    "today": (_l("Communes of today"), None),
    "2025-06-30": (_l("Communes until 30/06/2025"), date(2025, 6, 30)),
    "2024-11-30": (_l("Communes until 30/11/2024"), date(2024, 11, 30)),
}

GROUPS = (
    ("works", _l("Works and youth tasks"), "works"),
    ("activities", _l("Volunteer activities"), "activities"),
    ("training", _l("Members sent to study"), "book"),
    ("initiatives", _l("Initiatives and topics"), "star"),
    ("models", _l("Models"), "flag"),
    ("service", _l("Service to citizens"), "people"),
    ("members", _l("Members of the Youth Union"), "people"),
    ("units", _l("Organisation"), "unit"),
)


def period_name(scope: Scope) -> str:
    """The days in words."""
    return _("from %(first)s to %(last)s", first=format_date(scope.date_from), last=format_date(scope.date_to))

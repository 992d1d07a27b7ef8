"""The words of reports: refusals and what a period is called."""

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
    "unit_unknown": _l("There is no unit with the code %(code)s."),
}

GROUPS = (
    ("works", _l("Works and youth tasks"), "works"),
    ("activities", _l("Volunteer activities"), "activities"),
    ("service", _l("Service to citizens"), "people"),
    ("members", _l("Members of the Youth Union"), "people"),
    ("units", _l("Organisation"), "unit"),
)


def period_name(scope: Scope) -> str:
    """The days in words."""
    return _("from %(first)s to %(last)s", first=format_date(scope.date_from), last=format_date(scope.date_to))

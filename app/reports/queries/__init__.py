"""What reports read, by noun: counting, records, tables, targets, letterheads, drafts and issued reports."""

from app.reports.queries.content import DRAFTED, MOST_TYPICAL, build_content, list_works_to_show, name_on
from app.reports.queries.counting import count_figures, count_lines, count_many
from app.reports.queries.issued import (
    Asked,
    DraftPage,
    IssuedPage,
    Sender,
    find_issued_of,
    find_last_draft,
    find_report_on,
    get_draft,
    get_draft_page,
    get_issued,
    get_issued_page,
    list_asked_of,
    list_drafts,
    list_issued,
    list_requests,
)
from app.reports.queries.letterheads import get_letterhead, list_letterheads
from app.reports.queries.listing import list_records
from app.reports.queries.tables import break_down, count_matrix
from app.reports.queries.targets import get_unit_to_set_targets_for, list_targets, read_targets
from app.reports.queries.tracing import trace_figures
from app.reports.queries.units import get_office, get_unit, list_units_to_report_on, list_units_to_write_for

__all__ = [
    "DRAFTED",
    "MOST_TYPICAL",
    "Asked",
    "DraftPage",
    "IssuedPage",
    "Sender",
    "break_down",
    "build_content",
    "count_figures",
    "count_lines",
    "count_many",
    "count_matrix",
    "find_issued_of",
    "find_last_draft",
    "find_report_on",
    "get_draft",
    "get_draft_page",
    "get_issued",
    "get_issued_page",
    "get_letterhead",
    "get_office",
    "get_unit",
    "get_unit_to_set_targets_for",
    "list_asked_of",
    "list_drafts",
    "list_issued",
    "list_letterheads",
    "list_records",
    "list_requests",
    "list_targets",
    "list_units_to_report_on",
    "list_units_to_write_for",
    "list_works_to_show",
    "name_on",
    "read_targets",
    "trace_figures",
]

"""Every read of works, with its loading spelled out."""

from app.works.queries.budget import Budget, EntryRow, PledgeRow, get_budget, get_entry, get_expense, get_receipt
from app.works.queries.counting import sees_exact_points, totals
from app.works.queries.listing import (
    Choices,
    Filters,
    WorkRow,
    kind_choices,
    list_choices,
    list_works,
    unit_choices,
)
from app.works.queries.page import (
    WorkPage,
    get_photo,
    get_proposal,
    get_work,
    get_work_page,
    list_changes_since,
    list_history,
)
from app.works.queries.papers import get_ledger, get_voucher
from app.works.queries.plans import PlansPage, VersionRow, get_plans
from app.works.queries.unit_budget import Figures, UnitBudget, get_unit_budget, list_unit_works, sees_unit_budget
from app.works.queries.waiting import Waiting, works_waiting

__all__ = [
    "Budget",
    "Choices",
    "EntryRow",
    "Figures",
    "Filters",
    "PlansPage",
    "PledgeRow",
    "UnitBudget",
    "VersionRow",
    "Waiting",
    "WorkPage",
    "WorkRow",
    "get_budget",
    "get_entry",
    "get_expense",
    "get_ledger",
    "get_photo",
    "get_plans",
    "get_proposal",
    "get_receipt",
    "get_unit_budget",
    "get_voucher",
    "get_work",
    "get_work_page",
    "kind_choices",
    "list_changes_since",
    "list_choices",
    "list_history",
    "list_unit_works",
    "list_works",
    "sees_exact_points",
    "sees_unit_budget",
    "totals",
    "unit_choices",
    "works_waiting",
]

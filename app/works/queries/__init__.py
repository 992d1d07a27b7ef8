"""Every read of works, with its loading spelled out."""

from app.works.queries.after import After, find_confirmation, get_paper
from app.works.queries.budget import Budget, PledgeRow, get_budget, get_entry, get_expense, get_receipt
from app.works.queries.counting import sees_exact_points, states_to_see, totals
from app.works.queries.deciding import DecisionPage, get_decision, list_to_decide
from app.works.queries.follow_up import DueVisit, get_visit_photo, last_visit, list_due_visits
from app.works.queries.fund import Fund, get_fund, list_givers, list_takers
from app.works.queries.history import (
    find_fingerprints,
    find_whereabouts,
    find_work_like,
    list_kinds_with_measures,
    list_units_for_history,
)
from app.works.queries.kinds import KindPage, KindRow, MeasureRow, get_kind_page, list_kinds, narrows_lists
from app.works.queries.labour import LabourPage, LabourRow, get_labour_page, list_labour_waiting
from app.works.queries.labour_sums import LabourSums
from app.works.queries.letters import (
    Gift,
    Letter,
    SponsorsPage,
    Thanks,
    find_thanks,
    get_gift,
    get_letter,
    get_sponsors_page,
    sum_standing,
)
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
from app.works.queries.papers import BookedEntry, get_fund_ledger, get_fund_voucher, get_ledger, get_voucher
from app.works.queries.plans import PlansPage, VersionRow, get_plans
from app.works.queries.proposing import list_occasions, partner_choices, suggest_villages
from app.works.queries.request import AdvanceRow, changes_by, get_request, list_officers
from app.works.queries.submissions import Since, find_changes
from app.works.queries.unit_budget import Figures, UnitBudget, get_unit_budget, list_unit_works, sees_unit_budget
from app.works.queries.waiting import Waiting, works_waiting

__all__ = [
    "AdvanceRow",
    "After",
    "BookedEntry",
    "Budget",
    "Choices",
    "DecisionPage",
    "DueVisit",
    "Figures",
    "Filters",
    "Fund",
    "Gift",
    "KindPage",
    "KindRow",
    "LabourPage",
    "LabourRow",
    "LabourSums",
    "Letter",
    "MeasureRow",
    "PlansPage",
    "PledgeRow",
    "Since",
    "SponsorsPage",
    "Thanks",
    "UnitBudget",
    "VersionRow",
    "Waiting",
    "WorkPage",
    "WorkRow",
    "changes_by",
    "find_changes",
    "find_confirmation",
    "find_fingerprints",
    "find_thanks",
    "find_whereabouts",
    "find_work_like",
    "get_budget",
    "get_decision",
    "get_entry",
    "get_expense",
    "get_fund",
    "get_fund_ledger",
    "get_fund_voucher",
    "get_gift",
    "get_kind_page",
    "get_labour_page",
    "get_ledger",
    "get_letter",
    "get_paper",
    "get_photo",
    "get_plans",
    "get_proposal",
    "get_receipt",
    "get_request",
    "get_sponsors_page",
    "get_unit_budget",
    "get_visit_photo",
    "get_voucher",
    "get_work",
    "get_work_page",
    "kind_choices",
    "last_visit",
    "list_changes_since",
    "list_choices",
    "list_due_visits",
    "list_givers",
    "list_history",
    "list_kinds",
    "list_kinds_with_measures",
    "list_labour_waiting",
    "list_occasions",
    "list_officers",
    "list_takers",
    "list_to_decide",
    "list_unit_works",
    "list_units_for_history",
    "list_works",
    "narrows_lists",
    "partner_choices",
    "sees_exact_points",
    "sees_unit_budget",
    "states_to_see",
    "suggest_villages",
    "sum_standing",
    "totals",
    "unit_choices",
    "works_waiting",
]

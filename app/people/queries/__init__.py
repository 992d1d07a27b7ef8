"""Every read about people."""

from app.people.queries.accounts import (
    account_names,
    find_account,
    get_account,
    get_account_page,
    get_appointment,
    get_own_profile,
    list_accounts,
    list_own_sign_ins,
)
from app.people.queries.contact import list_contact_readings
from app.people.queries.handovers import get_handover, list_handovers
from app.people.queries.members import find_duplicate, find_members, get_member_page, list_members
from app.people.queries.merging import (
    find_merged_into,
    find_to_merge,
    get_merge,
    get_merge_page,
    list_likely_pairs,
    list_merges,
)
from app.people.queries.milestones import count_milestones, get_milestone, get_milestones_page, list_milestones
from app.people.queries.own_sign_ins import list_own_failures, list_own_sign_in_history
from app.people.queries.ratings import list_ratings
from app.people.queries.second_factor import (
    NEED_IT,
    find_own_factor,
    has_second_factor,
    is_second_factor_due,
    is_since,
    list_need_second_factor,
    required_since,
)
from app.people.queries.sign_in import find_candidates, seconds_to_wait
from app.people.queries.slips import count_slips
from app.people.queries.transfers import (
    count_waiting_transfers,
    find_waiting_transfer,
    get_transfer_request,
    get_transfers_page,
    other_units,
)
from app.people.queries.units import (
    count_moving,
    count_present_members,
    get_unit,
    get_unit_page,
    get_unit_paper,
    has_units,
    list_units,
    unit_choices,
)
from app.people.queries.viewer import Viewer, find_viewer, get_viewer, hash_token

__all__ = [
    "NEED_IT",
    "Viewer",
    "account_names",
    "count_milestones",
    "count_moving",
    "count_present_members",
    "count_slips",
    "count_waiting_transfers",
    "find_account",
    "find_candidates",
    "find_duplicate",
    "find_members",
    "find_merged_into",
    "find_own_factor",
    "find_to_merge",
    "find_viewer",
    "find_waiting_transfer",
    "get_account",
    "get_account_page",
    "get_appointment",
    "get_handover",
    "get_member_page",
    "get_merge",
    "get_merge_page",
    "get_milestone",
    "get_milestones_page",
    "get_own_profile",
    "get_transfer_request",
    "get_transfers_page",
    "get_unit",
    "get_unit_page",
    "get_unit_paper",
    "get_viewer",
    "has_second_factor",
    "has_units",
    "hash_token",
    "is_second_factor_due",
    "is_since",
    "list_accounts",
    "list_contact_readings",
    "list_handovers",
    "list_likely_pairs",
    "list_members",
    "list_merges",
    "list_milestones",
    "list_need_second_factor",
    "list_own_failures",
    "list_own_sign_in_history",
    "list_own_sign_ins",
    "list_ratings",
    "list_units",
    "other_units",
    "required_since",
    "seconds_to_wait",
    "unit_choices",
]

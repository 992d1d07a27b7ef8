"""Every read about personal data."""

from app.privacy.queries.consents import (
    Consents,
    Recognised,
    find_by_codes,
    get_member_consents,
    get_own_consents,
    list_recognised,
)
from app.privacy.queries.expiry import Due, list_due
from app.privacy.queries.own_data import Section, get_own_person, list_purposes, read_own_data
from app.privacy.queries.requests import (
    Asked,
    count_overdue,
    days_off,
    get_member_to_ask_for,
    get_request,
    list_own_requests,
    list_requests,
)

__all__ = [
    "Asked",
    "Consents",
    "Due",
    "Recognised",
    "Section",
    "count_overdue",
    "days_off",
    "find_by_codes",
    "get_member_consents",
    "get_member_to_ask_for",
    "get_own_consents",
    "get_own_person",
    "get_request",
    "list_due",
    "list_own_requests",
    "list_purposes",
    "list_recognised",
    "list_requests",
    "read_own_data",
]

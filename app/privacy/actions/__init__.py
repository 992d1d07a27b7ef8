"""Every write about personal data."""

from app.privacy.actions.consents import give_consent, recheck_pictures, record_consent, withdraw_consent
from app.privacy.actions.expiry import expire, set_keeping
from app.privacy.actions.requests import acknowledge_request, ask_request, decide_request, withdraw_request

__all__ = [
    "acknowledge_request",
    "ask_request",
    "decide_request",
    "expire",
    "give_consent",
    "recheck_pictures",
    "record_consent",
    "set_keeping",
    "withdraw_consent",
    "withdraw_request",
]

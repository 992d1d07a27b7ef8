"""Every write of the area, by noun: drive, indicator, cluster, place, claim, objection, closing, commendation."""

from app.drives.actions.claim import score_condition, verify_claim
from app.drives.actions.closing import close_drive, publish_drive
from app.drives.actions.cluster import change_cluster, make_cluster
from app.drives.actions.commendation import (
    check_nomination,
    consent_to_naming,
    decide_commendations,
    nominate,
    note_guardian,
    refuse_nomination,
)
from app.drives.actions.drive import edit_drive, make_drive, open_drive
from app.drives.actions.indicator import add_indicator, add_indicators, edit_indicator, remove_indicator, set_targets
from app.drives.actions.objection import answer_objection, raise_objection
from app.drives.actions.place import register_unit, withdraw_unit

__all__ = [
    "add_indicator",
    "add_indicators",
    "answer_objection",
    "change_cluster",
    "check_nomination",
    "close_drive",
    "consent_to_naming",
    "decide_commendations",
    "edit_drive",
    "edit_indicator",
    "make_cluster",
    "make_drive",
    "nominate",
    "note_guardian",
    "open_drive",
    "publish_drive",
    "raise_objection",
    "refuse_nomination",
    "register_unit",
    "remove_indicator",
    "score_condition",
    "set_targets",
    "verify_claim",
    "withdraw_unit",
]

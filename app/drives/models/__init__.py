"""Emulation: drives with what they ask, who takes part, what was scored by documents, and commendation."""

from app.drives.models.commendation import CommendationDecision, Nomination
from app.drives.models.drive import Drive, DriveCluster, Indicator, IndicatorTarget
from app.drives.models.standing import FrozenStanding
from app.drives.models.taking_part import Claim, DriveUnit, Objection

__all__ = [
    "Claim",
    "CommendationDecision",
    "Drive",
    "DriveCluster",
    "DriveUnit",
    "FrozenStanding",
    "Indicator",
    "IndicatorTarget",
    "Nomination",
    "Objection",
]

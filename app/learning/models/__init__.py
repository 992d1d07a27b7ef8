"""Every table of the area: training, the lists that people are sent by, initiatives."""

from app.learning.models.initiative import (
    INITIATIVE_KINDS,
    INITIATIVE_STATES,
    LEVELS,
    PUBLIC_STATES,
    Initiative,
    InitiativeAuthor,
    InitiativeFile,
    InitiativeUse,
)
from app.learning.models.sending_list import SendingList
from app.learning.models.training import (
    CLASS_KINDS,
    OUTCOMES,
    THEORY_LEVELS,
    TrainingClass,
    TrainingEnrolment,
)

__all__ = [
    "CLASS_KINDS",
    "INITIATIVE_KINDS",
    "INITIATIVE_STATES",
    "LEVELS",
    "OUTCOMES",
    "PUBLIC_STATES",
    "THEORY_LEVELS",
    "Initiative",
    "InitiativeAuthor",
    "InitiativeFile",
    "InitiativeUse",
    "SendingList",
    "TrainingClass",
    "TrainingEnrolment",
]

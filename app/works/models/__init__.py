"""Tables of youth works: kinds, works, budget plans, the ledger, photos, and what follows acceptance."""

from app.works.models.after import Handover, Plaque, Recognition
from app.works.models.confirmation import Confirmation
from app.works.models.follow_up import FollowUp
from app.works.models.kind import KindMeasure, WorkKind
from app.works.models.labour import VillagerLabour
from app.works.models.ledger import UNION_SOURCES, Expense, Ledger, LedgerEntry
from app.works.models.letter import LetterEntry, ThankYouLetter
from app.works.models.photo import WorkPhoto
from app.works.models.plan import PlanLine, PlanSource, PlanVersion
from app.works.models.pledge import Pledge, PledgeReceipt
from app.works.models.request import EntryRequest
from app.works.models.submission import Submission
from app.works.models.work import Acceptance, Work, WorkMeasure, WorkPartner, WorkPhase

__all__ = [
    "UNION_SOURCES",
    "Acceptance",
    "Confirmation",
    "EntryRequest",
    "Expense",
    "FollowUp",
    "Handover",
    "KindMeasure",
    "Ledger",
    "LedgerEntry",
    "LetterEntry",
    "PlanLine",
    "PlanSource",
    "PlanVersion",
    "Plaque",
    "Pledge",
    "PledgeReceipt",
    "Recognition",
    "Submission",
    "ThankYouLetter",
    "VillagerLabour",
    "Work",
    "WorkKind",
    "WorkMeasure",
    "WorkPartner",
    "WorkPhase",
    "WorkPhoto",
]

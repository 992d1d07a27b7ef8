"""The names of kinds, levels, outcomes and states, in the language of the page."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

CLASS_KIND_NAMES = {
    "professional": _l("Professional skill"),
    "it": _l("Computers"),
    "language": _l("Foreign language"),
    "political": _l("Political theory"),
    "social": _l("Social skills"),
}
THEORY_LEVEL_NAMES = {
    "elementary": _l("Elementary level"),
    "intermediate": _l("Intermediate level"),
    "advanced": _l("Advanced level"),
}
OUTCOME_NAMES = {
    "open": _l("Not known yet"),
    "completed": _l("Completed the class"),
    "not_completed": _l("Not completed"),
    "withdrawn": _l("Taken back"),
}
# As the badges of other states look.
OUTCOME_BADGES = {"open": "pending", "completed": "accepted", "not_completed": "rejected", "withdrawn": "cancelled"}
PART_NAMES = {
    "all": _l("All training"),
    "professional": _l("Professional skill, computers, languages"),
    "political_theory": _l("Political theory from the intermediate level on"),
    "social": _l("Social skills"),
}
INITIATIVE_KIND_NAMES = {"initiative": _l("Initiative"), "topic": _l("Topic")}
INITIATIVE_STATE_NAMES = {
    "registered": _l("Registered"),
    "submitted": _l("Handed in"),
    "recognised": _l("Recognised"),
    "applied": _l("Recognised and applied"),
    "not_recognised": _l("Not recognised"),
    "withdrawn": _l("Taken back"),
}
STATE_BADGES = {
    "registered": "draft",
    "submitted": "submitted",
    "recognised": "approved",
    "applied": "accepted",
    "not_recognised": "rejected",
    "withdrawn": "cancelled",
}
NEXT = {
    "registered": _l("The unit's leader hands it in."),
    "submitted": _l("The standing committee recognises it, or says why not."),
    "recognised": _l("The unit shows since when and where it is applied."),
    "applied": _l("It counts in reports by the day from which it is applied. Other units can take it up."),
    "not_recognised": _l("Nothing more happens here. An improved one is registered anew."),
    "withdrawn": _l("Nothing more happens here."),
}
LEVEL_NAMES = {
    "base_unit": _l("Base unit"),
    "bloc": _l("Bloc"),
    "province": _l("Province"),
    "nation": _l("Whole country"),
}
MOMENT_NAMES = {"proposal": _l("Proposal"), "decision": _l("Decision"), "proof": _l("Proof of use")}
_HISTORY = {
    "initiative.registered": _l("Registered"),
    "initiative.edited": _l("The proposal was changed"),
    "initiative.submitted": _l("Handed in"),
    "initiative.recognised": _l("Recognised"),
    "initiative.refused": _l("Not recognised"),
    "initiative.applied": _l("Recognised and applied"),
    "initiative.withdrawn": _l("Taken back"),
    "initiative.handed_over": _l("Went to the unit that takes the old one's place"),
    "initiative.taken_up": _l("Taken up by another unit"),
}


def say_kind(kind: str, level: str | None) -> str:
    """A class' kind, with the level where it is political theory."""
    if level is None:
        return str(CLASS_KIND_NAMES[kind])
    return _("%(kind)s, %(level)s", kind=CLASS_KIND_NAMES[kind], level=str(THEORY_LEVEL_NAMES[level]).lower())


def say_event(verb: str) -> Any:
    """What happened to an initiative."""
    return _HISTORY[verb]

"""The words of drives on a page: contents, ways of scoring, states."""

from flask_babel import lazy_gettext as _l

from app.drives.catalogue import CATALOGUE, MEMBER_FACTS
from app.drives.choices import counts_names, write_counts

CONTENT_NAMES = {
    "self": _l("Responsibility to oneself"),
    "work": _l("Responsibility to the work"),
    "people": _l("Responsibility to the people"),
}
KIND_NAMES = {
    "metric": _l("Counted from records"),
    "condition": _l("Condition proved by a document"),
}
SCORING_NAMES = {
    "proportional": _l("In proportion to the target"),
    "steps": _l("In steps by per cent of the target"),
    "each": _l("For each one counted"),
}
EFFECT_NAMES = {"points": _l("Points"), "bonus": _l("Bonus points"), "minus": _l("Minus points")}
STATE_NAMES = {"draft": _l("Draft"), "open": _l("Running"), "closed": _l("Closed")}
# As ui.badge knows its icons and colours.
STATE_BADGES = {"draft": "draft", "open": "under_way", "closed": "accepted"}
STANDING_NAMES = {
    "competes": _l("Registered for the drive"),
    "invited": _l("Not registered yet"),
    "withdrawn": _l("Withdrawn"),
}
CLAIM_NAMES = {
    "missing": _l("No self-score yet"),
    "submitted": _l("Waits to be verified"),
    "verified": _l("Verified"),
    "returned": _l("Given back"),
}
CLAIM_BADGES = {"missing": "draft", "submitted": "pending", "verified": "confirmed", "returned": "returned"}
OUTCOME_NAMES = {"upheld": _l("Upheld"), "rejected": _l("Not upheld")}
FORM_NAMES = {
    "certificate": _l("Certificate of merit of the Bloc"),
    "provincial_certificate": _l("Proposed to the Provincial Union"),
    "central_certificate": _l("Proposed to the Central Union"),
}
NOMINATED_NAMES = {"unit": _l("Unit"), "work": _l("Work"), "member": _l("Member")}
NOMINATION_NAMES = {
    "nominated": _l("Nominated"),
    "checked": _l("Checked"),
    "refused": _l("Refused"),
    "decided": _l("Commended"),
}
NOMINATION_BADGES = {"nominated": "submitted", "checked": "approved", "refused": "rejected", "decided": "accepted"}
EVIDENCE_NAMES = {
    **{key: metric.label for key, metric in CATALOGUE.items()},
    **MEMBER_FACTS,
    "drive.rank": _l("Rank in the drive"),
    "drive.points": _l("Points in the drive"),
    "work.accepted_on": _l("Accepted on"),
}
WORDS = {
    "content_names": CONTENT_NAMES,
    "kind_names": KIND_NAMES,
    "scoring_names": SCORING_NAMES,
    "effect_names": EFFECT_NAMES,
    "state_names": STATE_NAMES,
    "state_badges": STATE_BADGES,
    "standing_names": STANDING_NAMES,
    "claim_names": CLAIM_NAMES,
    "claim_badges": CLAIM_BADGES,
    "outcome_names": OUTCOME_NAMES,
    "form_names": FORM_NAMES,
    "nominated_names": NOMINATED_NAMES,
    "nomination_names": NOMINATION_NAMES,
    "nomination_badges": NOMINATION_BADGES,
    "evidence_names": EVIDENCE_NAMES,
    "catalogue": CATALOGUE,
    "counts_names": counts_names,
    "write_counts": write_counts,
}

"""The words of works on a page: states, forms, sources, categories, steps, and history in sentences."""

from decimal import Decimal
from typing import Any

from app.core.money import format_money
from app.core.numbers import format_number
from app.core.translations import gettext as _
from app.core.translations import lazy_gettext as _l

STATE_NAMES = {
    "draft": _l("Draft"),
    "submitted": _l("Handed in"),
    "approved": _l("Approved"),
    "under_way": _l("Under way"),
    "reported": _l("Reported"),
    "accepted": _l("Accepted"),
    "rejected": _l("Rejected"),
    "cancelled": _l("Cancelled"),
}
# What happens next, and who does it.
NEXT = {
    "draft": _l("The unit's leader completes the proposal and hands it in."),
    "submitted": _l("The standing committee approves, returns or rejects the proposal."),
    "approved": _l("The unit's leader starts the work; the treasurer records what comes in."),
    "under_way": _l("The unit builds, adds photos and reports when it is finished."),
    "reported": _l("The standing committee accepts the work or sends the report back."),
    "accepted": _l("Accepted: the work counts in reports by its acceptance date."),
    "rejected": _l("Rejected: nothing more happens here."),
    "cancelled": _l("Cancelled: money already received must be returned or moved."),
}
LEVEL_NAMES = {
    "province": _l("Province"),
    "bloc": _l("Bloc"),
    "base_unit": _l("Base unit"),
    "chapter": _l("Chapter"),
}
CATEGORY_NAMES = {
    "materials": _l("Materials"),
    "equipment": _l("Equipment and machines"),
    "transport": _l("Transport"),
    "labour": _l("Labour"),
    "other": _l("Other"),
}
SOURCE_NAMES = {
    "unit_fund": _l("The unit's fund"),
    "higher_level": _l("Higher level"),
    "sponsor": _l("Sponsors found by the Union"),
    "members": _l("Members' contribution"),
    "state_programme": _l("State programme"),
    "own_part": _l("People's own part"),
}
# Those that the Union doesn't raise: all but UNION_SOURCES of the ledger.
OTHERS_SOURCES = ("state_programme", "own_part")
FORM_NAMES = {"cash": _l("Cash"), "in_kind": _l("In kind"), "labour": _l("Labour days")}
# What else an entry can be in: paid by the person who holds an advance.
ENTRY_FORM_NAMES = {**FORM_NAMES, "advance": _l("From an advance")}
CONDITION_NAMES = {"working": _l("Still works"), "damaged": _l("Damaged"), "lost": _l("Lost")}
RECIPIENT_NAMES = {
    "commune": _l("The commune's People's Committee"),
    "village": _l("The village"),
    "border_post": _l("The border post"),
    "school": _l("The school"),
    "family": _l("The family"),
}
BODY_NAMES = {
    "party_committee": _l("The unit's party committee"),
    "agency_head": _l("The agency's head"),
}
MOMENT_NAMES = {"before": _l("Before"), "during": _l("During"), "after": _l("After")}
PLAN_STATE_NAMES = {
    "draft": _l("Draft"),
    "submitted": _l("Handed in"),
    "approved": _l("Approved"),
    "refused": _l("Refused"),
}
ENTRY_NAMES = {
    "contribution": _l("Received"),
    "expense": _l("Paid"),
    "reversal": _l("Correction"),
    "advance": _l("Advance"),
    "refund": _l("Advance given back"),
    "transfer": _l("Transfer of cash"),
    "outlay": _l("Paid by the fund"),
    "return": _l("Given back"),
}
# What waits for another person's approval, beside expenses.
REQUEST_NAMES = {
    "reversal": _l("Correction"),
    "advance": _l("Advance"),
    "transfer": _l("Transfer of cash"),
    "outlay": _l("Payment by the fund"),
    "return": _l("Giving back"),
}
# The figures kept of a work, where a page says how they change.
FIGURE_NAMES = {
    "cash_received": _l("Cash received"),
    "cash_spent": _l("Spent"),
    "cash_advanced": _l("In people's hands as advances"),
    "union_contribution": _l("Contribution of the Union"),
}
GROUP_NAMES = {
    "what": _l("What"),
    "place": _l("Where"),
    "where": _l("Where"),
    "extent": _l("How much and for whom"),
    "dates": _l("When"),
    "lines": _l("Plan"),
    "sources": _l("Sources"),
}
# What may speak against a proposal that could be handed in, by the codes of queries/deciding.py.
WEAKNESSES = {
    "unit_gone": _l("The unit has been dissolved. Return the proposal, so that another unit takes it on."),
    "no_description": _l("Why it is needed isn't said."),
    "no_point": _l("It has no point on the map."),
    "point_outside": _l("The point lies outside the commune that was named."),
    "no_line": _l("It is a road, but no line is drawn."),
    "same_nearby": _l("A work of the same kind lies within 300 m: is it the same one?"),
    "starts_in_past": _l("It is to start on a day that is past."),
    "not_pledged": _l("Sponsors are planned with more than anybody has pledged so far."),
    "no_photo": _l("No photo shows the place before the work."),
}
# State in which the timeline colours a step.
_STATES = {
    "work.drafted": "draft",
    "work.submitted": "submitted",
    "work.returned": "returned",
    "work.approved": "approved",
    "work.rejected": "rejected",
    "work.started": "under_way",
    "work.reported": "reported",
    "work.sent_back": "returned",
    "work.accepted": "accepted",
    "work.entered": "accepted",
    "work.cancelled": "cancelled",
}
_ICONS = {
    "photo.added": "camera",
    "photo.removed": "trash",
    "work.edited": "edit",
    "plan.drafted": "edit",
    "work.visited": "search",
    "work.plaque_recorded": "flag",
    "sponsor.thanked": "heart",
    "labour.added": "people",
    "labour.confirmed": "people",
    "labour.withdrawn": "people",
}

PLAIN_EVENTS = {
    "work.entered": _l("Entered the work afterwards, from its papers"),
    "work.drafted": _l("Started the draft"),
    "work.submitted": _l("Handed the proposal in"),
    "work.returned": _l("Returned the proposal"),
    "work.approved": _l("Approved the proposal and its plan"),
    "work.rejected": _l("Rejected the proposal"),
    "work.started": _l("Started the work"),
    "work.reported": _l("Reported the work as finished"),
    "work.sent_back": _l("Sent the report back"),
    "work.report_confirmed": _l("Recorded who confirmed the report"),
    "work.accepted": _l("Accepted the work"),
    "work.cancelled": _l("Cancelled the work"),
    "plan.drafted": _l("Changed the draft of a plan revision"),
}


def event_sentence(verb: str, details: dict[str, Any]) -> str:
    """What happened, in one sentence of the page's language."""
    if verb in PLAIN_EVENTS:
        return str(PLAIN_EVENTS[verb])
    amount = format_money(abs(details["amount"])) if "amount" in details else ""
    number = details.get("entry")
    if verb == "work.passed_on":
        return _("Handed over to another unit: %(decision)s", decision=details.get("decision", ""))
    if verb == "work.edited":
        groups = ", ".join(str(GROUP_NAMES[name]) for name in details.get("groups", []) if name in GROUP_NAMES)
        return _("Changed the draft: %(groups)s", groups=groups)
    if verb == "photo.added":
        moment = str(MOMENT_NAMES[details["moment"]]).lower()
        return _("Added %(count)s photos (%(moment)s)", count=details["count"], moment=moment)
    if verb == "photo.removed":
        return _("Removed a photo (%(moment)s)", moment=str(MOMENT_NAMES[details["moment"]]).lower())
    if verb == "work.recognised":
        return _("Recorded decision %(number)s, which recognises the work", number=details["number"])
    if verb == "work.handed_over":
        recipient = str(RECIPIENT_NAMES[details["recipient_kind"]]).lower()
        return _("Handed the work over: %(recipient)s", recipient=recipient)
    if verb == "work.plaque_recorded":
        return _("Recorded the plaque") if details["has_plaque"] else _("Recorded that there is no plaque")
    if verb == "work.visited":
        condition = str(CONDITION_NAMES[details["condition"]]).lower()
        return _("Visited the work: %(condition)s", condition=condition)
    if verb == "ledger.contribution":
        form = str(FORM_NAMES[details["form"]]).lower()
        return _("Entry %(number)s: received %(amount)s, %(form)s", number=number, amount=amount, form=form)
    if verb == "ledger.reversal":
        return _("Entry %(number)s corrects entry %(earlier)s", number=number, earlier=details["reverses"])
    if verb == "advance.requested":
        return _("Asked for an advance of %(amount)s to %(name)s", amount=amount, name=details["party"])
    if verb == "advance.refused":
        return _("Refused an advance of %(amount)s", amount=amount)
    if verb == "ledger.advance":
        name = details["party"]
        return _("Entry %(number)s: advance of %(amount)s to %(name)s", number=number, amount=amount, name=name)
    if verb == "ledger.refund":
        name = details["party"]
        return _("Entry %(number)s: %(name)s gave %(amount)s back", number=number, amount=amount, name=name)
    if verb in ("transfer.requested", "outlay.requested"):
        return _("Asked to move or pay %(amount)s: %(name)s", amount=amount, name=details["party"])
    if verb in ("transfer.refused", "outlay.refused"):
        return _("Refused to move or pay %(amount)s", amount=amount)
    if verb == "ledger.transfer":
        if details["amount"] > 0:
            return _("Entry %(number)s: %(amount)s moved here", number=number, amount=amount)
        return _("Entry %(number)s: %(amount)s moved away", number=number, amount=amount)
    if verb == "return.requested":
        return _("Asked to give %(amount)s of entry %(number)s back", amount=amount, number=details["reverses"])
    if verb == "return.refused":
        return _("Refused to give %(amount)s back", amount=amount)
    if verb == "ledger.return":
        return _("Entry %(number)s: gave %(amount)s back", number=number, amount=amount)
    if verb == "ledger.closed":
        return _("Closed the books of the cancelled work, at zero")
    if verb == "reversal.requested":
        return _("Asked to take entry %(number)s back", number=details["reverses"])
    if verb == "reversal.refused":
        return _("Refused to take entry %(number)s back", number=details["reverses"])
    if verb == "sponsor.thanked":
        return _("Thanked a sponsor by letter %(number)s", number=details["number"])
    if verb.startswith("labour."):
        return _labour_sentence(verb, format_number(Decimal(details["days"])))
    if verb == "plan.submitted":
        return _("Handed in version %(number)s of the plan", number=details["number"])
    if verb == "plan.approved":
        return _("Approved version %(number)s of the plan", number=details["number"])
    if verb == "plan.refused":
        return _("Refused version %(number)s of the plan", number=details["number"])
    if verb == "pledge.recorded":
        return _("Recorded a pledge of %(amount)s", amount=amount)
    if verb == "pledge.withdrawn":
        return _("A pledge of %(amount)s was withdrawn", amount=amount)
    if verb == "expense.recorded":
        return _("Recorded an expense of %(amount)s", amount=amount)
    if verb == "expense.approved":
        return _("Entry %(number)s: approved an expense of %(amount)s", number=number, amount=amount)
    if verb == "expense.refused":
        return _("Refused an expense of %(amount)s", amount=amount)
    return verb


def _labour_sentence(verb: str, days: str) -> str:
    if verb == "labour.added":
        return _("Entered %(days)s labour days of villagers", days=days)
    if verb == "labour.confirmed":
        return _("Confirmed %(days)s labour days of villagers", days=days)
    return _("Withdrew %(days)s labour days of villagers", days=days)


def event_state(verb: str) -> str:
    """The state that a step's dot in the timeline has, "" for what is no step."""
    return _STATES.get(verb, "")


def event_icon(verb: str) -> str:
    return _ICONS.get(verb) or (
        "money"
        if verb.startswith(("ledger.", "expense.", "plan.", "pledge.", "reversal.", "advance.", "transfer.", "return."))
        else ""
    )


def event_note(details: dict[str, Any]) -> str:
    """The reason that was given, with the groups it is about."""
    groups = ", ".join(str(GROUP_NAMES[name]) for name in details.get("fields", []) if name in GROUP_NAMES)
    reason = details.get("reason", "")
    return f"{groups}: {reason}" if groups and reason else reason

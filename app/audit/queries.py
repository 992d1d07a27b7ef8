"""Reading the audit trail: by person, thing, time and kind, with the names of what it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select

from app.attendance.models import Certificate
from app.audit.permissions import can_read_trail
from app.core import clock
from app.core.actor import Actor
from app.core.audit import count_unsealed
from app.core.errors import NotAllowed
from app.core.events import AuditSeal, Event
from app.core.paging import Page, fetch_page
from app.core.text import fold
from app.drives.models import Drive, Indicator
from app.extensions import db
from app.learning.models import Initiative, InitiativeAuthor, TrainingClass, TrainingEnrolment
from app.people.life import TransferRequest
from app.people.models import Account, Appointment, Member, Unit
from app.privacy.models import DataRequest
from app.volunteering.models import Activity, GuardianConsent, SignUp
from app.works.models import Work, WorkKind

# Kinds of steps by the first word of what happened.
KINDS: Mapping[str, tuple[str, ...]] = {
    "people": ("member", "roster", "unit", "skills", "member_transfer", "rearrangement"),
    "accounts": ("account", "appointment", "sign_in", "notices", "calendar"),
    "personal_data": ("contact", "data_request", "personal_data", "consent", "privacy_consent", "picture"),
    "works": ("work", "plan", "photo", "labour", "work_kind", "works"),
    "money": (
        *("ledger", "expense", "pledge", "advance", "reversal", "return", "transfer", "outlay", "fund", "sponsor"),
    ),
    "activities": (
        *("activity", "shift", "sign_up", "series", "attendance", "check_in", "certificate"),
        *("service_day", "service_tally", "service_model", "pilot_unit"),
    ),
    "study": ("training", "training_class", "initiative"),
    "emulation": (
        *("drive", "drive_unit", "cluster", "indicator", "claim", "objection", "nomination", "commendation"),
    ),
    "reports": ("report", "report_draft", "report_request", "reports"),
    "settings": ("setting", "places", "boundaries", "classifications", "demonstration", "scale"),
}
# Things that have a name to show, and where it stands.
NAMED: Mapping[str, Any] = {
    "members": Member.full_name,
    "accounts": Account.name,
    "units": Unit.short_name,
    "works": Work.title,
    "activities": Activity.title,
    "work_kinds": WorkKind.name_vi,
    "drives": Drive.title,
    "drive_indicators": Indicator.name,
    "initiatives": Initiative.title,
    "training_classes": TrainingClass.title,
}
MOST_PEOPLE = 20


@dataclass(frozen=True)
class Wanted:
    """What is searched for; empty values search for everything."""

    person: str = ""
    kind: str = ""
    thing: str = ""
    number: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Step:
    """One step of the trail with whoever did it."""

    event: Event
    who: str | None


@dataclass(frozen=True)
class Trail:
    """A page of steps, the latest first, and the names of what they are about, by table and id."""

    page: Page
    names: Mapping[tuple[str, int], str] = field(default_factory=dict)
    people: int | None = None


def find_trail(actor: Actor, wanted: Wanted, at: str | None = None) -> Trail:
    """The steps that were searched for. Raises NotAllowed."""
    if not can_read_trail(actor):
        raise NotAllowed
    statement: Any = select(Event, Account.name).outerjoin(Account, Account.id == Event.account_id)
    found = None
    if wanted.person:
        members, accounts = _find_people(wanted.person)
        found = len(members) + len([id_ for id_, member_id in accounts.items() if member_id not in members])
        statement = statement.where(_concerns(members, set(accounts)))
    if wanted.kind in KINDS:
        statement = statement.where(or_(*(Event.verb.startswith(f"{word}.") for word in KINDS[wanted.kind])))
    if wanted.thing:
        statement = statement.where(Event.subject_type == wanted.thing)
        if wanted.number is not None:
            statement = statement.where(Event.subject_id == wanted.number)
    if wanted.first is not None:
        statement = statement.where(Event.at >= clock.day_bounds(wanted.first, wanted.first)[0])
    if wanted.last is not None:
        statement = statement.where(Event.at < clock.day_bounds(wanted.last, wanted.last)[1])
    page = fetch_page(
        statement, order=(Event.id,), key_of=lambda row: (row[0].id,), at=at, descending=True, scalars=False
    )
    steps = [Step(event, who) for event, who in page.items]
    return Trail(replace(page, items=steps), _names(step.event for step in steps), found)


def get_seal(actor: Actor) -> tuple[AuditSeal | None, int]:
    """The last seal, and how many steps came after it. Raises NotAllowed."""
    if not can_read_trail(actor):
        raise NotAllowed
    last = db.session.execute(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1)).scalar_one_or_none()
    return last, count_unsealed()


def _find_people(text: str) -> tuple[set[int], dict[int, int | None]]:
    """Members with this name or code, and the accounts of these and of officers with this name."""
    folded, code = fold(text), "".join(text.split()).upper()
    named = or_(Member.name_folded.contains(folded, autoescape=True), Member.code == code)
    members = set(db.session.execute(select(Member.id).where(named).order_by(Member.id).limit(MOST_PEOPLE)).scalars())
    rows = db.session.execute(
        select(Account.id, Account.member_id)
        .where(
            or_(
                Account.member_id.in_(members),
                and_(Account.member_id.is_(None), Account.name.icontains(text.strip(), autoescape=True)),
            )
        )
        .limit(2 * MOST_PEOPLE)
    )
    return members, dict(rows.all())


def _concerns(members: set[int], accounts: set[int]) -> Any:
    """They did it, or it was done to them or to something of theirs."""
    own = {
        "sign_ups": select(SignUp.id).where(SignUp.member_id.in_(members)),
        "certificates": select(Certificate.id).where(Certificate.member_id.in_(members)),
        "guardian_consents": select(GuardianConsent.id).where(GuardianConsent.member_id.in_(members)),
        "data_requests": select(DataRequest.id).where(DataRequest.member_id.in_(members)),
        "transfer_requests": select(TransferRequest.id).where(TransferRequest.member_id.in_(members)),
        "training_enrolments": select(TrainingEnrolment.id).where(TrainingEnrolment.member_id.in_(members)),
        "initiatives": select(InitiativeAuthor.initiative_id).where(InitiativeAuthor.member_id.in_(members)),
        "appointments": select(Appointment.id).where(Appointment.account_id.in_(accounts)),
    }
    return or_(
        Event.account_id.in_(accounts),
        and_(Event.subject_type == "members", Event.subject_id.in_(members)),
        and_(Event.subject_type == "accounts", Event.subject_id.in_(accounts)),
        *(and_(Event.subject_type == table, Event.subject_id.in_(ids)) for table, ids in own.items()),
    )


# Details that are the id of something with a name.
REFERENCES = {
    **dict.fromkeys(("member_id", "member", "gone", "other_record"), "members"),
    **dict.fromkeys(("unit", "from_unit", "unit_id", "parent", "from_parent", "parent_id"), "units"),
    **dict.fromkeys(("asked_unit", "asking_unit"), "units"),
    **dict.fromkeys(("account", "asked_by"), "accounts"),
    "activity_id": "activities",
    "work": "works",
    "copy_of": "drives",
    "indicator": "drive_indicators",
}
NOMINATED = {"unit": "units", "work": "works", "member": "members"}
# Details that are a list of such ids; by themselves they are how many.
LISTED = {**dict.fromkeys(("units", "sources", "goals"), "units"), **dict.fromkeys(("members", "authors"), "members")}


def thing_table(details: Mapping[str, Any]) -> str | None:
    """Of a nomination: where the thing stands that is nominated."""
    return NOMINATED.get(details["kind"]) if "thing" in details else None


def _names(events: Iterable[Event]) -> dict[tuple[str, int], str]:
    """The names of all that the steps are about, by one statement for each of the tables that have names."""
    wanted: dict[str, set[int]] = {}
    for event in events:
        wanted.setdefault(event.subject_type, set()).add(event.subject_id)
        for key, table in REFERENCES.items():
            if isinstance(id_ := event.details.get(key), int):
                wanted.setdefault(table, set()).add(id_)
        for key, table in LISTED.items():
            if isinstance(ids := event.details.get(key), list):
                # An author stands there with a share.
                wanted.setdefault(table, set()).update(one[0] if isinstance(one, list) else one for one in ids)
        if nominated := thing_table(event.details):
            wanted.setdefault(nominated, set()).add(event.details["thing"])
    found: dict[tuple[str, int], str] = {}
    for table, column in NAMED.items():
        if ids := wanted.get(table):
            rows = db.session.execute(select(column.class_.id, column).where(column.class_.id.in_(ids)))
            found |= {(table, id_): name for id_, name in rows}
    return found

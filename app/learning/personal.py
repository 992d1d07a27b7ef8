"""What this area holds about people: turns in classes, lists that wait, initiatives."""

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from app.core import clock
from app.core.files import StoredFile, drop_files
from app.core.personal import Expiry, Field, Holding, Person, Pseudonym, Rows
from app.extensions import db
from app.learning.models import (
    Initiative,
    InitiativeAuthor,
    InitiativeUse,
    SendingList,
    TrainingClass,
    TrainingEnrolment,
)
from app.learning.wording import CLASS_KIND_NAMES, INITIATIVE_STATE_NAMES, OUTCOME_NAMES


def _read_turns(person: Person) -> Rows:
    return (
        select(
            *(TrainingClass.title, TrainingClass.kind, TrainingClass.starts_on),
            *(TrainingEnrolment.outcome, TrainingEnrolment.grade, TrainingEnrolment.reason),
        )
        .join(TrainingClass, TrainingClass.id == TrainingEnrolment.class_id)
        .where(TrainingEnrolment.member_id == person.member_id)
        .order_by(TrainingEnrolment.id)
    )


def _erase_turns(person: Person, _as_whom: Pseudonym) -> None:
    """The turn still counts; the certificate, on which a name stands, and words about it go."""
    own = TrainingEnrolment.member_id == person.member_id
    files = select(StoredFile).where(StoredFile.id.in_(select(TrainingEnrolment.certificate_id).where(own)))
    dropped = db.session.execute(files).scalars().all()
    db.session.execute(update(TrainingEnrolment).where(own).values(certificate_id=None, grade=""))
    taken_back = TrainingEnrolment.outcome == "withdrawn"
    db.session.execute(update(TrainingEnrolment).where(own, taken_back).values(reason="–"))
    drop_files(dropped)


def _read_lists(person: Person) -> Rows:
    return (
        select(SendingList.at, SendingList.name)
        .where(SendingList.account_id == person.account_id)
        .order_by(SendingList.id)
    )


def _erase_lists(person: Person, _as_whom: Pseudonym) -> None:
    db.session.execute(delete(SendingList).where(SendingList.account_id == person.account_id))


def _read_shares(person: Person) -> Rows:
    return (
        select(Initiative.title, InitiativeAuthor.share, Initiative.state, Initiative.registered_on)
        .join(Initiative, Initiative.id == InitiativeAuthor.initiative_id)
        .where(InitiativeAuthor.member_id == person.member_id)
        .order_by(InitiativeAuthor.id)
    )


def _read_uses(person: Person) -> Rows:
    return (
        select(Initiative.title, InitiativeUse.taken_on, InitiativeUse.note)
        .join(Initiative, Initiative.id == InitiativeUse.initiative_id)
        .where(InitiativeUse.account_id == person.account_id)
        .order_by(InitiativeUse.id)
    )


TITLE = Field("initiative", _l("Initiative"))

HOLDINGS = (
    Holding(
        "training",
        _l("Training"),
        _l("Report who was sent to study, and how it ended"),
        "record",
        (TrainingEnrolment.member_id,),
        (
            Field("class", _l("What is taught")),
            Field("kind", _l("Kind of class"), words=CLASS_KIND_NAMES),
            Field("starts_on", _l("First day")),
            Field("outcome", _l("How it ended"), words=OUTCOME_NAMES),
            Field("grade", _l("Grade")),
            Field("reason", _l("Reason")),
        ),
        _read_turns,
        _erase_turns,
    ),
    Holding(
        "training_lists",
        _l("Lists for classes that were sent and not yet taken in"),
        _l("Look at a list before it is imported"),
        "day",
        (SendingList.account_id,),
        (Field("at", _l("When")), Field("file", _l("File"))),
        _read_lists,
        _erase_lists,
    ),
    Holding(
        "initiatives",
        _l("Initiatives"),
        _l("Name the authors of what was recognised"),
        "record",
        (InitiativeAuthor.member_id,),
        (
            TITLE,
            Field("share", _l("Share (per cent)")),
            Field("state", _l("State"), words=INITIATIVE_STATE_NAMES),
            Field("registered_on", _l("Registered on")),
        ),
        _read_shares,
    ),
    Holding(
        "initiative_uses",
        _l("Initiatives taken up for a unit"),
        _l("Know which units use what others found"),
        "record",
        (InitiativeUse.account_id,),
        (TITLE, Field("taken_on", _l("Since")), Field("note", _l("Remarks"))),
        _read_uses,
    ),
)


def _due_lists(day: date) -> Rows:
    end = clock.day_bounds(day, day)[0]
    return select(SendingList.id, SendingList.name).where(SendingList.at < end, SendingList.content.is_not(None))


def _empty_lists(ids: list[int]) -> None:
    """What came of a list stays; the list itself goes."""
    db.session.execute(update(SendingList).where(SendingList.id.in_(ids)).values(content=None, answers={}))


EXPIRIES = (Expiry("training_lists", _l("Lists for classes that nobody took in"), "day", _due_lists, _empty_lists),)

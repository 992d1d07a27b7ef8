"""What this area holds about people: places in shifts, skills, guardians' consents."""

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, or_, select, update

from app.core import clock
from app.core.files import StoredFile, drop_files
from app.core.personal import Expiry, Field, Holding, Person, Pseudonym, Rows
from app.extensions import db
from app.people.models import Unit
from app.volunteering.models import Activity, ConsentRequest, GuardianConsent, MemberSkill, Shift, SignUp
from app.volunteering.wording import CONSENT_WAYS, MARK_NAMES, PERSON_STATE_NAMES, SKILL_NAMES

MINORS = _l("Let minors take part only with a guardian's consent, as the law asks")


def _read_places(person: Person) -> Rows:
    columns = (
        *(Activity.title, Shift.role, Shift.starts_at, Shift.ends_at, Unit.name),
        *(SignUp.state, SignUp.at, SignUp.cancel_reason, SignUp.is_late, SignUp.confirmed_minutes),
    )
    return (
        select(*columns)
        .join(Shift, Shift.id == SignUp.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .join(Unit, Unit.id == SignUp.unit_id)
        .where(SignUp.member_id == person.member_id)
        .order_by(Shift.starts_at, SignUp.id)
    )


def _read_skills(person: Person) -> Rows:
    return (
        select(MemberSkill.skill, MemberSkill.at)
        .where(MemberSkill.member_id == person.member_id)
        .order_by(MemberSkill.skill)
    )


def _read_consents(person: Person) -> Rows:
    """Without the guardian's name: that is another person's."""
    own = GuardianConsent
    columns = (own.relation, own.how, own.marks, own.given_on, own.valid_until, own.withdrawn_at)
    return select(*columns).where(own.member_id == person.member_id).order_by(own.id)


def _read_questions(person: Person) -> Rows:
    columns = (ConsentRequest.marks, ConsentRequest.at, ConsentRequest.answer, ConsentRequest.ended_at)
    return select(*columns).where(ConsentRequest.member_id == person.member_id).order_by(ConsentRequest.id)


def _erase_places(person: Person, _as_whom: Pseudonym) -> None:
    """Places, hours and turns stay for the sums; what was written beside them goes."""
    db.session.execute(update(SignUp).where(SignUp.member_id == person.member_id).values(cancel_reason=""))


def _erase_skills(person: Person, _as_whom: Pseudonym) -> None:
    db.session.execute(delete(MemberSkill).where(MemberSkill.member_id == person.member_id))


def _erase_consents(person: Person, _as_whom: Pseudonym) -> None:
    ids = db.session.execute(select(GuardianConsent.id).where(GuardianConsent.member_id == person.member_id))
    _strip_consents(list(ids.scalars()))


def _erase_questions(person: Person, _as_whom: Pseudonym) -> None:
    """A link that is still open closes, too."""
    db.session.execute(
        update(ConsentRequest)
        .where(ConsentRequest.member_id == person.member_id, ConsentRequest.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    db.session.execute(update(ConsentRequest).where(ConsentRequest.member_id == person.member_id).values(phone=""))


def _strip_consents(ids: list[int]) -> None:
    """That there was a consent stays, for the places that rested on it; who gave it and the paper go."""
    files = db.session.execute(
        select(StoredFile)
        .join(GuardianConsent, GuardianConsent.file_id == StoredFile.id)
        .where(GuardianConsent.id.in_(ids))
    ).scalars()
    dropped = list(files)
    db.session.execute(
        update(GuardianConsent).where(GuardianConsent.id.in_(ids)).values(guardian_name="", relation="", file_id=None)
    )
    drop_files(dropped)


HOLDINGS = (
    Holding(
        "places",
        _l("Places in shifts"),
        _l("Plan activities, and count hours and turns"),
        "record",
        (SignUp.member_id,),
        (
            Field("activity", _l("Activity")),
            Field("role", _l("Task")),
            Field("starts_at", _l("Starts")),
            Field("ends_at", _l("Ends")),
            Field("unit", _l("Unit")),
            Field("state", _l("State"), words={**PERSON_STATE_NAMES, "cancelled": _l("Given back")}),
            Field("signed_up_at", _l("Signed up")),
            Field("reason", _l("Reason")),
            Field("is_late", _l("Given back late")),
            Field("confirmed_minutes", _l("Confirmed minutes")),
        ),
        _read_places,
        _erase_places,
    ),
    Holding(
        "skills",
        _l("Skills"),
        _l("Find people for shifts that need a skill"),
        "account",
        (MemberSkill.member_id,),
        (Field("skill", _l("Skill"), words=SKILL_NAMES), Field("at", _l("When"))),
        _read_skills,
        _erase_skills,
    ),
    Holding(
        "guardian_consents",
        _l("A guardian's consents"),
        MINORS,
        "guardian",
        (GuardianConsent.member_id,),
        (
            Field("relation", _l("Relation")),
            Field("how", _l("How"), words=CONSENT_WAYS),
            Field("marks", _l("For which kinds of work"), words=MARK_NAMES),
            Field("given_on", _l("Given on")),
            Field("valid_until", _l("Valid until")),
            Field("withdrawn_at", _l("Taken back")),
        ),
        _read_consents,
        _erase_consents,
    ),
    Holding(
        "guardian_questions",
        _l("Questions to a guardian by a link, with the number it was sent to"),
        MINORS,
        "guardian",
        (ConsentRequest.member_id,),
        (
            Field("marks", _l("For which kinds of work"), words=MARK_NAMES),
            Field("at", _l("When")),
            Field("answer", _l("Answer")),
            Field("ended_at", _l("Ended")),
        ),
        _read_questions,
        _erase_questions,
    ),
)


def _due_consents(day: date) -> Rows:
    end = clock.day_bounds(day, day)[0]
    is_over = or_(GuardianConsent.valid_until < day, GuardianConsent.withdrawn_at < end)
    has_something = or_(GuardianConsent.guardian_name != "", GuardianConsent.file_id.is_not(None))
    return select(GuardianConsent.id, GuardianConsent.guardian_name).where(is_over, has_something)


def _due_questions(day: date) -> Rows:
    end = clock.day_bounds(day, day)[0]
    asked = ConsentRequest
    return select(asked.id, asked.phone).where(asked.expires_at < end, asked.phone != "")


def _strip_questions(ids: list[int]) -> None:
    now = clock.now()
    open_ones = (ConsentRequest.id.in_(ids), ConsentRequest.ended_at.is_(None))
    db.session.execute(update(ConsentRequest).where(*open_ones).values(ended_at=now))
    db.session.execute(update(ConsentRequest).where(ConsentRequest.id.in_(ids)).values(phone=""))


EXPIRIES = (
    Expiry("guardian_consents", _l("Guardians' names and papers"), "guardian", _due_consents, _strip_consents),
    Expiry("guardian_questions", _l("Guardians' phone numbers"), "guardian", _due_questions, _strip_questions),
)

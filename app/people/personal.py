"""What this area holds about people, for their own file, the table of purposes, erasure and expiry."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, or_, select, update

from app.core import clock
from app.core.events import Event
from app.core.personal import Expiry, Field, Holding, Person, Pseudonym, Rows
from app.core.text import fold, name_sort_key
from app.extensions import db
from app.people import personal_life
from app.people.models import (
    Account,
    Appointment,
    Member,
    MemberRating,
    Membership,
    OneTimeCode,
    RecoveryCode,
    SecondFactor,
    SignIn,
    SignInAttempt,
    Unit,
)
from app.people.queries.sign_in import hash_identifier
from app.people.roster.draft import RosterDraft
from app.people.wording import GENDER_NAMES, GRADE_NAMES, ROLE_NAMES

ROSTER = _l("Keep the roster of the Youth Union: who is a member, where, since when")
CONTACT = _l("Reach the member about activities, and sign in")
AGE = _l("Tell people of the same name apart, and keep the rules for minors")
SAFETY = _l("Keep the account safe, and show its owner who signed in")


def _erase_member(person: Person, as_whom: Pseudonym) -> None:
    """The row stays, for it counts in the past of its units; who it was is gone."""
    member = db.session.get_one(Member, person.member_id)
    for name in ("birth_date", "gender", "phone", "email", "joined_on", "occupation", "class_name", "card_number"):
        setattr(member, name, None)
    member.full_name, member.code, member.erased_on = as_whom.name, as_whom.code, clock.today()
    member.name_folded, member.name_sort = fold(as_whom.name), name_sort_key(as_whom.name)
    member.version += 1


def _erase_account(person: Person, as_whom: Pseudonym) -> None:
    """Closed for good, with nothing left to sign in with; what it did keeps its number."""
    account = db.session.get(Account, person.account_id)
    if account is None:
        return
    texts = [text for text in (account.phone, account.email) if text]
    hashes = [hash_identifier(text) for text in texts]
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.identifier_hash.in_(hashes)))
    for model in (SecondFactor, RecoveryCode, OneTimeCode):
        db.session.execute(delete(model).where(model.account_id == account.id))
    account.name, account.phone, account.email, account.password_hash = as_whom.name, None, None, None
    account.is_active = False
    account.version += 1


def _erase_sign_ins(person: Person, _as_whom: Pseudonym) -> None:
    db.session.execute(delete(SignIn).where(SignIn.account_id == person.account_id))


def _erase_drafts(person: Person, _as_whom: Pseudonym) -> None:
    db.session.execute(delete(RosterDraft).where(RosterDraft.account_id == person.account_id))


def _read_member(person: Person) -> Rows:
    columns = (
        *(Member.code, Member.full_name, Member.birth_date, Member.gender, Member.phone, Member.email),
        *(Member.joined_on, Member.occupation, Member.class_name, Member.card_number),
    )
    return select(*columns).where(Member.id == person.member_id)


def _read_memberships(person: Person) -> Rows:
    return (
        select(Unit.name, Membership.valid_from, Membership.valid_until)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Membership.member_id == person.member_id)
        .order_by(Membership.valid_from)
    )


def _read_ratings(person: Person) -> Rows:
    return (
        select(MemberRating.year, MemberRating.grade, Unit.name)
        .join(Unit, Unit.id == MemberRating.unit_id)
        .where(MemberRating.member_id == person.member_id)
        .order_by(MemberRating.year)
    )


def _read_account(person: Person) -> Rows:
    columns = (Account.name, Account.phone, Account.email, Account.is_active, SecondFactor.added_at)
    return (
        select(*columns)
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .where(Account.id == person.account_id)
    )


def _read_appointments(person: Person) -> Rows:
    columns = (Appointment.role, Unit.name, Appointment.title, Appointment.valid_from, Appointment.valid_until)
    return (
        select(*columns)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Appointment.account_id == person.account_id)
        .order_by(Appointment.valid_from, Appointment.id)
    )


def _read_sign_ins(person: Person) -> Rows:
    return (
        select(SignIn.at, SignIn.ended_at, SignIn.address, SignIn.browser)
        .where(SignIn.account_id == person.account_id)
        .order_by(SignIn.id)
    )


def _read_codes(person: Person) -> Rows:
    return (
        select(OneTimeCode.purpose, OneTimeCode.issued_at, OneTimeCode.ended_at)
        .where(OneTimeCode.account_id == person.account_id)
        .order_by(OneTimeCode.id)
    )


def _read_drafts(person: Person) -> Rows:
    return (
        select(RosterDraft.at, RosterDraft.name)
        .where(RosterDraft.account_id == person.account_id)
        .order_by(RosterDraft.id)
    )


def _read_readings(person: Person) -> Rows:
    """Who asked for the contact data, where they are a minor's: the person is told, as the inspector is."""
    return (
        select(Event.at, Account.name, Event.details["on"].as_string())
        .outerjoin(Account, Account.id == Event.account_id)
        .where(Event.verb == "contact.read", Event.subject_type == "members", Event.subject_id == person.member_id)
        .order_by(Event.id)
    )


def _read_doings(person: Person) -> Rows:
    return (
        select(Event.at, Event.verb, Event.subject_type, Event.subject_id)
        .where(Event.account_id == person.account_id)
        .order_by(Event.id)
    )


UNIT_NAME = Field("unit", _l("Unit"))
SINCE, UNTIL = Field("from", _l("From")), Field("until", _l("until"))
MOMENT = Field("at", _l("When"))

HOLDINGS = (
    Holding(
        "member",
        _l("Roster"),
        ROSTER,
        "membership",
        (Member.id,),
        (
            Field("code", _l("Member code")),
            Field("full_name", _l("Full name")),
            Field("birth_date", _l("Birth date"), AGE),
            Field("gender", _l("Gender"), _l("Count women and men in reports on the organisation"), words=GENDER_NAMES),
            Field("phone", _l("Phone"), CONTACT, "contact"),
            Field("email", _l("E-mail"), CONTACT, "contact"),
            Field("joined_on", _l("Joined the Youth Union on")),
            Field("occupation", _l("Occupation")),
            Field("class_name", _l("Class")),
            Field("card_number", _l("Card number")),
        ),
        _read_member,
        _erase_member,
    ),
    Holding(
        "memberships",
        _l("Units"),
        _l("Know who was a member where, and count members of the past"),
        "record",
        (Membership.member_id,),
        (UNIT_NAME, SINCE, UNTIL),
        _read_memberships,
    ),
    Holding(
        "ratings",
        _l("Ratings of the year"),
        _l("The yearly rating that the Union's rules ask for"),
        "record",
        (MemberRating.member_id,),
        (Field("year", _l("Year")), Field("grade", _l("Rating"), words=GRADE_NAMES), UNIT_NAME),
        _read_ratings,
    ),
    Holding(
        "account",
        _l("Account"),
        _l("Sign in"),
        "account",
        (Account.id, Account.member_id, SecondFactor.account_id, RecoveryCode.account_id),
        (
            Field("name", _l("Full name")),
            Field("phone", _l("Phone"), keeping="contact"),
            Field("email", _l("E-mail"), keeping="contact"),
            Field("is_active", _l("Open")),
            Field("second_factor_since", _l("Second step at sign-in since")),
        ),
        _read_account,
        _erase_account,
    ),
    Holding(
        "appointments",
        _l("Offices"),
        _l("Know who decided for a unit, and when"),
        "record",
        (Appointment.account_id,),
        (Field("role", _l("Role"), words=ROLE_NAMES), UNIT_NAME, Field("title", _l("Title")), SINCE, UNTIL),
        _read_appointments,
    ),
    Holding(
        "sign_ins",
        _l("Sign-ins"),
        SAFETY,
        "sign_in",
        (SignIn.account_id,),
        (
            MOMENT,
            Field("ended_at", _l("Ended")),
            Field("address", _l("Network address")),
            Field("browser", _l("Browser")),
        ),
        _read_sign_ins,
        _erase_sign_ins,
    ),
    Holding(
        "codes",
        _l("One-time codes"),
        _l("Set a password, once"),
        "code",
        (OneTimeCode.account_id,),
        (Field("purpose", _l("For")), MOMENT, Field("ended_at", _l("Ended"))),
        _read_codes,
    ),
    Holding(
        "lists",
        _l("Lists that were sent and not yet imported"),
        _l("Look at a list before it is imported"),
        "day",
        (RosterDraft.account_id,),
        (MOMENT, Field("file", _l("File"))),
        _read_drafts,
        _erase_drafts,
    ),
    Holding(
        "readings",
        _l("Who read the contact data of a person under 18"),
        _l("Watch over the data of minors"),
        "trail",
        (Event.member_id,),
        (MOMENT, Field("by", _l("Read by")), Field("page", _l("On which page"))),
        _read_readings,
    ),
    Holding(
        "doings",
        _l("What you did in the product"),
        _l("Show later who did what: the audit trail"),
        "trail",
        (Event.account_id,),
        (MOMENT, Field("what", _l("What")), Field("kind", _l("Kind of thing")), Field("number", _l("Its number"))),
        _read_doings,
    ),
    *personal_life.HOLDINGS,
)


def _due_sign_ins(day: date) -> Rows:
    end = clock.day_bounds(day, day)[0]
    return select(SignIn.id, SignIn.browser).where(or_(SignIn.ended_at < end, SignIn.expires_at < end))


def _due_codes(day: date) -> Rows:
    end = clock.day_bounds(day, day)[0]
    return select(OneTimeCode.id, OneTimeCode.purpose).where(OneTimeCode.expires_at < end)


def _due_drafts(day: date) -> Rows:
    end = clock.day_bounds(day, day)[0]
    return select(RosterDraft.id, RosterDraft.name).where(RosterDraft.at < end, RosterDraft.content.is_not(None))


def _remove(model: Any) -> Any:
    def remove(ids: list[int]) -> None:
        db.session.execute(delete(model).where(model.id.in_(ids)))

    return remove


def _empty_drafts(ids: list[int]) -> None:
    """What came of a list stays; the list itself goes."""
    db.session.execute(update(RosterDraft).where(RosterDraft.id.in_(ids)).values(content=None, answers={}))


EXPIRIES = (
    Expiry("sign_ins", _l("Sign-ins that have ended"), "sign_in", _due_sign_ins, _remove(SignIn)),
    Expiry("codes", _l("One-time codes that have run out"), "code", _due_codes, _remove(OneTimeCode)),
    Expiry("lists", _l("Lists of members that nobody imported"), "day", _due_drafts, _empty_drafts),
)

"""What this area holds about people, and what only it can say has had its time: who left, and the data of theirs."""

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.files import StoredFile, drop_files
from app.core.personal import Expiry, Field, Holding, Person, Pseudonym, Rows
from app.extensions import db
from app.people.models import Account, Appointment, Member, Membership
from app.people.personal_life import remove_contacts
from app.privacy.erasing import erase_member
from app.privacy.models import DataRequest, PicturePerson, PrivacyConsent
from app.privacy.pictures import files_of, refresh_withheld
from app.privacy.wording import HOW_NAMES, KIND_NAMES, PURPOSES, SIDE_NAMES, STATE_NAMES


def _read_requests(person: Person) -> Rows:
    asked = DataRequest
    columns = (asked.kind, asked.text, asked.state, asked.asked_at, asked.due_on, asked.answer)
    return select(*columns).where(asked.member_id == person.member_id).order_by(asked.id)


def _erase_requests(person: Person, _as_whom: Pseudonym) -> None:
    """That it was asked, and when it was answered, is the proof; the words go."""
    db.session.execute(update(DataRequest).where(DataRequest.member_id == person.member_id).values(text="", answer=""))


def _read_consents(person: Person) -> Rows:
    """Without the guardian's name: that is another person's."""
    given = PrivacyConsent
    columns = (given.purpose, given.side, given.wording, given.how, given.given_on, given.withdrawn_at)
    return select(*columns).where(given.member_id == person.member_id).order_by(given.id)


def _erase_consents(person: Person, _as_whom: Pseudonym) -> None:
    """They end, and with them every picture's right to be public; names and papers go."""
    own = PrivacyConsent.member_id == person.member_id
    papers = select(StoredFile).where(StoredFile.id.in_(select(PrivacyConsent.file_id).where(own)))
    dropped = db.session.execute(papers).scalars().all()
    db.session.execute(
        update(PrivacyConsent).where(own, PrivacyConsent.withdrawn_at.is_(None)).values(withdrawn_at=clock.now())
    )
    db.session.execute(update(PrivacyConsent).where(own).values(guardian_name="", relation="", file_id=None))
    drop_files(dropped)
    refresh_withheld(files_of(person))


def _read_pictures(person: Person) -> Rows:
    named = PicturePerson
    columns = (named.at, StoredFile.is_withheld)
    joined = select(*columns).join(StoredFile, StoredFile.id == named.file_id)
    return joined.where(named.member_id == person.member_id).order_by(named.id)


HOLDINGS = (
    Holding(
        "requests",
        _l("Requests about your data"),
        _l("Answer them in time, and show that it was done"),
        "request",
        (DataRequest.member_id,),
        (
            Field("kind", _l("Kind"), words=KIND_NAMES),
            Field("text", _l("What was asked")),
            Field("state", _l("State"), words=STATE_NAMES),
            Field("at", _l("When")),
            Field("due_on", _l("Due")),
            Field("answer", _l("Answer")),
        ),
        _read_requests,
        _erase_requests,
    ),
    Holding(
        "consents",
        _l("What was agreed to"),
        _l("Show that somebody agreed, to what, and when"),
        "request",
        (PrivacyConsent.member_id,),
        (
            Field("purpose", _l("Purpose"), words=PURPOSES),
            Field("side", _l("By"), words=SIDE_NAMES),
            Field("wording", _l("Word by word")),
            Field("how", _l("How"), words=HOW_NAMES),
            Field("given_on", _l("Given on")),
            Field("withdrawn_at", _l("Taken back")),
        ),
        _read_consents,
        _erase_consents,
    ),
    Holding(
        "pictures",
        _l("Pictures with you"),
        _l("Show a picture only if those on it have agreed"),
        "record",
        (PicturePerson.member_id,),
        (Field("at", _l("Named on")), Field("is_withheld", _l("Withheld from the public"))),
        _read_pictures,
    ),
)


def _left_before(day: date) -> Rows:
    """Members whose last membership ended before a day, and who are not erased."""
    later = exists().where(
        Membership.member_id == Member.id, or_(Membership.valid_until.is_(None), Membership.valid_until >= day)
    )
    ever = exists().where(Membership.member_id == Member.id)
    return select(Member.id, Member.code).where(ever, ~later, Member.erased_on.is_(None)).order_by(Member.id)


def _due_members(day: date) -> Rows:
    """Who holds an office without being a member any more stays until it ends."""
    in_force = exists().where(
        Account.member_id == Member.id,
        Appointment.account_id == Account.id,
        or_(Appointment.valid_until.is_(None), Appointment.valid_until > clock.today()),
    )
    return _left_before(day).where(~in_force)


def _erase_members(ids: list[int]) -> None:
    for id_ in ids:
        erase_member(id_)


def _due_contacts(day: date) -> Rows:
    signs_in = exists().where(
        Account.member_id == Member.id, or_(Account.phone.is_not(None), Account.email.is_not(None))
    )
    stays = exists().where(
        PrivacyConsent.member_id == Member.id,
        PrivacyConsent.purpose == "stay_in_touch",
        PrivacyConsent.withdrawn_at.is_(None),
    )
    part = aliased(Member)  # by a merge
    part_has = exists().where(part.merged_into_id == Member.id, or_(part.phone.is_not(None), part.email.is_not(None)))
    own = or_(Member.phone.is_not(None), Member.email.is_not(None))
    return _left_before(day).where(~stays, or_(own, part_has, signs_in))


def _due_consents(day: date) -> Rows:
    end = clock.day_bounds(day, day)[0]
    return select(PrivacyConsent.id, PrivacyConsent.purpose).where(PrivacyConsent.withdrawn_at < end)


def _remove_consents(ids: list[int]) -> None:
    papers = select(PrivacyConsent.file_id).where(PrivacyConsent.id.in_(ids))
    dropped = db.session.execute(select(StoredFile).where(StoredFile.id.in_(papers))).scalars().all()
    db.session.execute(delete(PrivacyConsent).where(PrivacyConsent.id.in_(ids)))
    drop_files(dropped)


def _due_requests(day: date) -> Rows:
    end = clock.day_bounds(day, day)[0]
    return select(DataRequest.id, DataRequest.kind).where(DataRequest.decided_at < end)


def _remove_requests(ids: list[int]) -> None:
    db.session.execute(delete(DataRequest).where(DataRequest.id.in_(ids)))


EXPIRIES = (
    Expiry("contacts", _l("Phone numbers and e-mails of those who left"), "contact", _due_contacts, remove_contacts),
    Expiry("members", _l("Members who left, erased in all areas"), "membership", _due_members, _erase_members),
    Expiry("consents", _l("Consents that were taken back"), "request", _due_consents, _remove_consents),
    Expiry("requests", _l("Answered requests"), "request", _due_requests, _remove_requests),
)

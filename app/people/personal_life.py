"""What this area holds about the life of a member: steps with a decision, transfers asked for, merged records."""

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select, update
from sqlalchemy.orm import aliased

from app.core.personal import Field, Holding, Person, Pseudonym, Rows
from app.extensions import db
from app.people.life import MemberMerge, Milestone, TransferRequest
from app.people.models import Account, Member, Unit
from app.people.wording import MILESTONE_NAMES, TRANSFER_STATES

# Where a merge keeps what the two records and their accounts said: what people are called and how they are reached.
FIELDS, ACCOUNTS = "fields", "accounts.member_id"
CONTACTS = ("phone", "email")


def _read_milestones(person: Person) -> Rows:
    return (
        select(Milestone.kind, Milestone.on, Unit.name, Milestone.decision)
        .join(Unit, Unit.id == Milestone.unit_id)
        .where(Milestone.member_id == person.member_id)
        .order_by(Milestone.on, Milestone.id)
    )


def _read_transfers(person: Person) -> Rows:
    asked, old, new = TransferRequest, aliased(Unit), aliased(Unit)
    return (
        select(asked.asked_at, old.name, new.name, asked.state, asked.note, asked.reason)
        .join(old, old.id == asked.from_unit_id)
        .join(new, new.id == asked.to_unit_id)
        .where(asked.member_id == person.member_id)
        .order_by(asked.id)
    )


def _erase_transfers(person: Person, _as_whom: Pseudonym) -> None:
    """Where somebody was to go stays; what was written about them goes."""
    own = TransferRequest.member_id == person.member_id
    db.session.execute(update(TransferRequest).where(own).values(note=""))
    db.session.execute(update(TransferRequest).where(own, TransferRequest.reason != "").values(reason="–"))


def _read_merges(person: Person) -> Rows:
    """The records that are part of this one now, with what they still say."""
    columns = (MemberMerge.at, Member.code, Member.full_name, Member.birth_date, Member.phone, Member.email)
    return (
        select(*columns, MemberMerge.reason)
        .join(Member, Member.id == MemberMerge.gone_id)
        .where(Member.merged_into_id == person.member_id, MemberMerge.undone_at.is_(None))
        .order_by(MemberMerge.id)
    )


def _erase_merges(person: Person, _as_whom: Pseudonym) -> None:
    """Which rows went over stays; what the records said goes. So such a merge can't be undone any more."""
    for merge in _merges_of([person.member_id]):
        fields = {name: [None, None] for name in merge.moved.get(FIELDS, {})}
        accounts: dict[str, Any] = {id_: {} for id_ in merge.moved.get(ACCOUNTS, {})}
        merge.moved = {**merge.moved, FIELDS: fields, ACCOUNTS: accounts}
        merge.reason, merge.undo_reason = "–", merge.undo_reason and "–"


def _merges_of(member_ids: Collection[int]) -> list[MemberMerge]:
    """Those in which a record took part, undone ones too: they say what it was."""
    took_part = or_(MemberMerge.kept_id.in_(member_ids), MemberMerge.gone_id.in_(member_ids))
    return list(db.session.execute(select(MemberMerge).where(took_part).order_by(MemberMerge.id)).scalars())


def merged_into(member_ids: Collection[int]) -> list[int]:
    """The records that are part of these by a merge."""
    rows = select(Member.id).where(Member.merged_into_id.in_(member_ids)).order_by(Member.id)
    return list(db.session.execute(rows).scalars())


def remove_contacts(member_ids: Collection[int]) -> None:
    """Take phone numbers and e-mails out of members, of the records merged into them and of what merges remember.

    They sign in with the member code from then on.
    """
    ids = [*member_ids, *merged_into(member_ids)]
    nothing = dict.fromkeys(CONTACTS)
    db.session.execute(update(Member).where(Member.id.in_(ids)).values(**nothing, version=Member.version + 1))
    db.session.execute(update(Account).where(Account.member_id.in_(ids)).values(**nothing, version=Account.version + 1))
    for merge in _merges_of(ids):
        fields = {
            name: [None, None] if name in CONTACTS else both for name, both in merge.moved.get(FIELDS, {}).items()
        }
        accounts = {
            id_: {name: None if name in CONTACTS else value for name, value in values.items()}
            for id_, values in merge.moved.get(ACCOUNTS, {}).items()
        }
        merge.moved = {**merge.moved, FIELDS: fields, ACCOUNTS: accounts}


MOMENT = Field("at", _l("When"))

HOLDINGS = (
    Holding(
        "milestones",
        _l("Steps with a decision"),
        _l("Know who was admitted, introduced to the Party, and grew up, by which decision"),
        "record",
        (Milestone.member_id,),
        (
            Field("kind", _l("Step"), words=MILESTONE_NAMES),
            Field("on", _l("Day")),
            Field("unit", _l("Unit")),
            Field("decision", _l("Decision")),
        ),
        _read_milestones,
    ),
    Holding(
        "transfers",
        _l("Transfers asked for"),
        _l("Let both units agree before somebody moves"),
        "record",
        (TransferRequest.member_id,),
        (
            MOMENT,
            Field("from_unit", _l("From")),
            Field("to_unit", _l("To the unit")),
            Field("state", _l("State"), words=TRANSFER_STATES),
            Field("note", _l("Note")),
            Field("reason", _l("Reason")),
        ),
        _read_transfers,
        _erase_transfers,
    ),
    Holding(
        "merges",
        _l("Records of yours that were merged"),
        _l("Have one record of one person, and divide it again if that was a mistake"),
        "membership",
        (MemberMerge.kept_id, MemberMerge.gone_id, Member.merged_into_id),
        (
            MOMENT,
            Field("code", _l("Member code")),
            Field("full_name", _l("Full name")),
            Field("birth_date", _l("Birth date")),
            Field("phone", _l("Phone"), keeping="contact"),
            Field("email", _l("E-mail"), keeping="contact"),
            Field("reason", _l("Reason")),
        ),
        _read_merges,
        _erase_merges,
    ),
)

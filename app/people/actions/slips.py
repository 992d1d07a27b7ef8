"""Activation slips: a unit's members without an activated account get a code each, on paper."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from app.core.actions import action, lock_all
from app.core.actor import Actor
from app.core.codes import new_code
from app.core.errors import NotAllowed, NotPossible
from app.core.events import record
from app.extensions import db
from app.people.actions.account import code_values, end_codes
from app.people.models import Account, Member, OneTimeCode
from app.people.one_time_codes import SLIP_LENGTH, SLIP_VALID_FOR
from app.people.permissions import can_make_slips
from app.people.queries.slips import list_without_account
from app.people.queries.units import get_unit

MOST_SLIPS = 300


@dataclass(frozen=True)
class Slip:
    """What is printed for one member. The code stands nowhere else."""

    name: str
    member_code: str
    unit: str
    code: str
    valid_until: datetime


@action
def make_slips(actor: Actor, *, unit_id: int, below: bool) -> list[Slip]:
    """A slip for each present member of a unit (`below`: and of the units under it) who has no activated account.

    Makes the accounts that are missing, and ends the codes that were open. Only hashes are kept, so the slips can be
    printed now or never. Raises NotPossible("nobody_for_slips" or "too_many_slips").
    """
    unit = get_unit(actor, unit_id)
    if not can_make_slips(actor, unit.path):
        raise NotAllowed
    wanted = [row[0].id for row in list_without_account(actor, unit, below=below, limit=MOST_SLIPS + 1)]
    if not wanted:
        raise NotPossible("nobody_for_slips")
    if len(wanted) > MOST_SLIPS:
        raise NotPossible("too_many_slips", most=MOST_SLIPS)
    lock_all(Member, Member.id.in_(wanted))
    # Read again: while we waited for the locks somebody may have activated, or got an account.
    lock_all(Account, Account.member_id.in_(wanted))
    rows = [
        row for row in list_without_account(actor, unit, below=below, limit=MOST_SLIPS + 1) if row[0].id in set(wanted)
    ]
    account_ids = _accounts_of([row[0] for row in rows if row[2] is None])
    account_ids |= {member.id: account.id for member, _unit, account in rows if account is not None}
    end_codes(list(account_ids.values()))
    codes, slips = [], []
    for member, home, _account in rows:
        text = new_code(SLIP_LENGTH)
        values = code_values(actor, account_ids[member.id], text, purpose="activation", valid_for=SLIP_VALID_FOR)
        codes.append(values)
        slips.append(Slip(member.full_name, member.code, home.name, text, values["expires_at"]))
    db.session.execute(insert(OneTimeCode), codes)
    record(actor, "unit.slips_made", unit, accounts=sorted(account_ids.values()))
    return slips


def _accounts_of(members: list[Member]) -> dict[int, int]:
    """New accounts of these members: their ids by the member's."""
    if not members:
        return {}
    emails = [member.email for member in members if member.email]
    taken = set(db.session.execute(select(Account.email).where(Account.email.in_(emails))).scalars())
    values = []
    for member in members:
        # The e-mail signs in, so only one account can have it; a pupil may share one with a parent.
        email = member.email if member.email not in taken else None
        taken.add(email)
        values.append({"member_id": member.id, "name": member.full_name, "phone": member.phone, "email": email})
    db.session.execute(insert(Account), values)
    ids = [member.id for member in members]
    rows = db.session.execute(select(Account.member_id, Account.id).where(Account.member_id.in_(ids)))
    return {member_id: account_id for member_id, account_id in rows if member_id is not None}

"""Erasure: identity gives way to a pseudonym in all areas; rows, sums, hours and numbers stay as they are."""

from sqlalchemy import exists, or_, select

from app.core import clock
from app.core.actions import lock, lock_all
from app.core.codes import new_checked_code
from app.core.errors import NotFound, NotPossible
from app.core.personal import Person, Pseudonym
from app.extensions import db
from app.people.models import Account, Appointment, Member, Membership
from app.privacy.queries.own_data import all_holdings

# Vietnamese, as names are: it stands in lists and on papers beside them.
PSEUDONYM = "Đoàn viên ẩn danh"


def erase_member(member_id: int) -> None:
    """Erase a member in every area, with the records that were merged into it, for use inside an action.

    Raises NotPossible for who is a member or an officer.
    """
    member = lock(Member, Member.id == member_id)
    if member is None or member.merged_into_id is not None:
        raise NotFound
    if member.erased_on is not None:
        raise NotPossible("erased_already")
    if _has(Membership, Membership.member_id == member_id, Membership.valid_until.is_(None)):
        raise NotPossible("still_a_member")
    records = [member_id, *(one.id for one in lock_all(Member, Member.merged_into_id == member_id))]
    accounts = {account.member_id: account.id for account in lock_all(Account, Account.member_id.in_(records))}
    if _has(
        Appointment,
        Appointment.account_id.in_(accounts.values()),
        or_(Appointment.valid_until.is_(None), Appointment.valid_until > clock.today()),
    ):
        raise NotPossible("holds_office")
    for id_ in records:
        code = f"AD{new_checked_code()}"[:20]
        as_whom = Pseudonym(f"{PSEUDONYM} {code}", code)
        person = Person(id_, accounts.get(id_, 0))
        for holding in all_holdings():
            if holding.erase is not None:
                holding.erase(person, as_whom)


def _has(model: type, *where: object) -> bool:
    return bool(db.session.execute(select(exists(select(model).where(*where)))).scalar())  # type: ignore[arg-type]

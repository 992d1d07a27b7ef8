"""Reading members: the roster for officers, one member, and whoever looks like somebody already there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.paging import Page, fetch_page
from app.core.text import fold, same_name
from app.extensions import db
from app.people.models import Account, Appointment, Member, Membership, Unit
from app.people.permissions import lies_under, visible_members


@dataclass(frozen=True)
class MemberPage:
    """All that a member's page shows; contact data are for the view to hold back."""

    member: Member
    unit: Unit
    # The present membership, or the last one.
    membership: Membership
    memberships: Sequence[Any]
    account: Account | None
    appointments: Sequence[Any]

    @property
    def has_left(self) -> bool:
        return self.membership.valid_until is not None


def list_members(
    actor: Actor, *, text: str = "", unit_path: str | None = None, left: bool = False, at: str | None = None
) -> Page:
    """The roster as far as the actor may see it: rows (Member, unit_id, unit short name), by name.

    `left`: those who left instead of those who are there.
    """
    statement = with_last_unit(select(Member, Unit.id, Unit.short_name)).where(visible_members(actor))
    statement = statement.where(Membership.valid_until.is_not(None) if left else Membership.valid_until.is_(None))
    if unit_path:
        statement = statement.where(lies_under(Unit.path, [unit_path]))
    return fetch_page(
        statement.where(*named(text)),
        order=(Member.name_sort, Member.id),
        key_of=lambda row: (row[0].name_sort, row[0].id),
        at=at,
        scalars=False,
    )


def find_members(actor: Actor, text: str, unit_path: str | None = None, *, limit: int = 20) -> Sequence[Any]:
    """Present members to pick from: rows (id, code, full_name, unit short name), at most `limit`, by name."""
    statement = with_last_unit(select(Member.id, Member.code, Member.full_name, Unit.short_name)).where(
        visible_members(actor), Membership.valid_until.is_(None), *named(text)
    )
    if unit_path:
        statement = statement.where(lies_under(Unit.path, [unit_path]))
    return db.session.execute(statement.order_by(Member.name_sort, Member.id).limit(limit)).all()


def get_member_page(actor: Actor, member_id: int) -> MemberPage:
    """A member that the actor may see, with memberships, account and appointments; raises NotFound."""
    row = db.session.execute(
        with_last_unit(select(Member, Unit, Membership, Account))
        .outerjoin(Account, Account.member_id == Member.id)
        .where(Member.id == member_id, visible_members(actor))
    ).one_or_none()
    if row is None:
        raise NotFound
    member, unit, membership, account = row
    memberships = db.session.execute(
        select(Membership, Unit.name)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Membership.member_id == member.id)
        .order_by(Membership.valid_from.desc())
    ).all()
    return MemberPage(member, unit, membership, memberships, account, appointments_of(account.id) if account else ())


def appointments_of(account_id: int) -> Sequence[Any]:
    """The appointments of an account with the unit's name, newest first."""
    return db.session.execute(
        select(Appointment, Unit.name)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Appointment.account_id == account_id)
        .order_by(Appointment.valid_from.desc(), Appointment.id.desc())
    ).all()


def find_duplicate(full_name: str, birth_date: date | None, *, except_id: int | None = None) -> str | None:
    """The short name of the unit in which somebody of the same name and birth date is, or was last; None if nobody."""
    if birth_date is None:
        return None
    rows = db.session.execute(
        with_last_unit(select(Member.id, Member.full_name, Unit.short_name)).where(
            Member.name_folded == fold(full_name), Member.birth_date == birth_date
        )
    ).all()
    return next((unit for id_, name, unit in rows if id_ != except_id and same_name(name, full_name)), None)


def has_code(code: Any) -> ColumnElement[bool]:
    """Whose code this is: also that of a record which was merged into this one, since cards and QR codes live on."""
    old = aliased(Member)
    merged = select(old.merged_into_id).where(old.code == code, old.merged_into_id.is_not(None))
    return or_(and_(Member.code == code, Member.merged_into_id.is_(None)), Member.id.in_(merged))


def is_last_membership(membership: Any = Membership) -> ColumnElement[bool]:
    """The present membership, or the last one of a member who left."""
    later = aliased(Membership)
    return or_(
        membership.valid_until.is_(None),
        ~exists().where(later.member_id == membership.member_id, later.valid_from > membership.valid_from),
    )


def with_last_unit(statement: Any) -> Any:
    return (
        statement.select_from(Member)
        .join(Membership, and_(Membership.member_id == Member.id, is_last_membership()))
        .join(Unit, Unit.id == Membership.unit_id)
    )


def named(text: str) -> list[ColumnElement[bool]]:
    """Whose name or code has these words in it; no words, no condition."""
    folded = fold(text)
    if not folded:
        return []
    code = "".join(text.split()).upper()
    return [or_(Member.name_folded.contains(folded, autoescape=True), func.upper(Member.code) == code)]

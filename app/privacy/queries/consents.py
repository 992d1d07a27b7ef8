"""What people agreed to, and whether a picture of theirs may be public."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound
from app.core.files import StoredFile
from app.extensions import db
from app.people.models import ADULT, Member, Membership, Unit
from app.people.permissions import can_edit_member, visible_members
from app.people.queries.members import get_member_page, is_last_membership
from app.privacy.models import PicturePerson, PrivacyConsent


@dataclass(frozen=True)
class Consents:
    """A member's live consents by purpose and side, and all that there were, the newest first."""

    member: Member
    all: Sequence[PrivacyConsent]

    @property
    def live(self) -> Mapping[tuple[str, str], PrivacyConsent]:
        return {(one.purpose, one.side): one for one in self.all if one.withdrawn_at is None}

    @property
    def needs_guardian(self) -> bool:
        """Under 18, or of unknown age."""
        age = self.member.age_on(clock.today())
        return age is None or age < ADULT

    @property
    def may_be_published(self) -> bool:
        """Has everybody agreed who must: the person, and under 18 the guardian, too?"""
        sides = {side for purpose, side in self.live if purpose == "publication"}
        return "own" in sides and ("guardian" in sides or not self.needs_guardian)


@dataclass(frozen=True)
class Recognised:
    """Somebody on a picture, and whether all have agreed who must."""

    member: Member
    is_agreed: bool


def get_own_consents(actor: Actor) -> Consents:
    """What one has agreed to oneself. Raises NotFound for who is no member."""
    member = db.session.get(Member, actor.member_id) if actor.member_id is not None else None
    if member is None:
        raise NotFound
    return Consents(member, _of(member.id))


def get_member_consents(actor: Actor, member_id: int) -> Consents:
    """A member's, for the leaders of the unit and the administrator. Raises NotFound, NotAllowed."""
    page = get_member_page(actor, member_id)
    if not can_edit_member(actor, page.unit.path):
        raise NotAllowed
    return Consents(page.member, _of(member_id))


def list_recognised(file_id: int) -> list[Recognised]:
    """Who can be recognised on a picture, by one statement."""
    rows = db.session.execute(
        select(Member, has_agreed(clock.today()))
        .join(PicturePerson, PicturePerson.member_id == Member.id)
        .where(PicturePerson.file_id == file_id, Member.merged_into_id.is_(None))
        .order_by(Member.name_sort, Member.id)
    )
    return [Recognised(member, bool(is_agreed)) for member, is_agreed in rows]


def find_by_codes(actor: Actor, codes: Iterable[str]) -> dict[str, int]:
    """The members with these codes that the actor may see."""
    rows = db.session.execute(
        select(Member.code, Member.id)
        .join(Membership, and_(Membership.member_id == Member.id, is_last_membership()))
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Member.code.in_(list(codes)), Member.erased_on.is_(None), visible_members(actor))
    )
    return dict(rows.all())


def has_agreed(today: date) -> ColumnElement[bool]:
    """`Consents.may_be_published` as a condition over Member."""
    try:
        adult_since: Any = today.replace(year=today.year - ADULT)
    except ValueError:  # born on 29/02 and not yet on 01/03
        adult_since = date(today.year - ADULT, 2, 28)
    is_adult = and_(Member.birth_date.is_not(None), Member.birth_date <= adult_since)
    return and_(_has("own"), or_(is_adult, _has("guardian")))


def somebody_has_not_agreed(today: date) -> ColumnElement[bool]:
    """Over StoredFile: is there somebody on it who has not agreed? A record that was merged into another is no one."""
    return (
        exists()
        .where(
            PicturePerson.file_id == StoredFile.id,
            Member.id == PicturePerson.member_id,
            Member.merged_into_id.is_(None),
            ~has_agreed(today),
        )
        .correlate(StoredFile)
    )


def _has(side: str) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            PrivacyConsent.member_id == Member.id,
            PrivacyConsent.purpose == "publication",
            PrivacyConsent.side == side,
            PrivacyConsent.withdrawn_at.is_(None),
        )
        .correlate(Member)
    )


def _of(member_id: int) -> Sequence[PrivacyConsent]:
    statement = select(PrivacyConsent).where(PrivacyConsent.member_id == member_id).order_by(PrivacyConsent.id.desc())
    return db.session.execute(statement).scalars().all()

"""The links by which guardians are asked."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.errors import NotFound
from app.extensions import db
from app.people.models import Account, Member, Membership, Unit
from app.volunteering.models import ConsentRequest, GuardianConsent

SHOWN = 5


@dataclass(frozen=True)
class LinkPage:
    """What a link shows to whoever holds it: for whom, from which unit, what is asked, and what was answered."""

    request: ConsentRequest
    member_name: str
    unit_name: str
    asked_by: str

    @property
    def consent(self) -> GuardianConsent | None:
        return self.request.consent

    @property
    def state(self) -> str:
        """ "open", "given", "withdrawn", "refused" or "ended"."""
        if self.consent is not None:
            return "given" if self.consent.withdrawn_at is None else "withdrawn"
        if self.request.answer is not None:
            return self.request.answer
        return "open" if self.request.is_open(clock.now()) else "ended"


def hash_link(token: str) -> str:
    """What the database keeps of a link's token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def get_link_page(token: str) -> LinkPage:
    """What the holder of a link sees, by one statement. Raises NotFound for a token that was never given."""
    row = db.session.execute(
        select(ConsentRequest, Member.full_name, Unit.name, Account.name)
        .join(Member, Member.id == ConsentRequest.member_id)
        .outerjoin(Membership, (Membership.member_id == Member.id) & Membership.valid_until.is_(None))
        .outerjoin(Unit, Unit.id == Membership.unit_id)
        .outerjoin(Account, Account.id == ConsentRequest.asked_by)
        .where(ConsentRequest.token_hash == hash_link(token))
        .options(joinedload(ConsentRequest.consent))
    ).first()
    if row is None:
        raise NotFound
    request, member_name, unit_name, asked_by = row
    return LinkPage(request, member_name, unit_name or "", asked_by or "")


def list_requests(member_id: int) -> list[ConsentRequest]:
    """The last links made for a member's guardian, the newest first; for who may see the member's consents."""
    statement = (
        select(ConsentRequest)
        .where(ConsentRequest.member_id == member_id)
        .order_by(ConsentRequest.id.desc())
        .limit(SHOWN)
    )
    return list(db.session.execute(statement).scalars())

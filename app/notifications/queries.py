"""Reading notices and what people chose."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, select

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.paging import Page, fetch_page
from app.extensions import db
from app.notifications.models import QUIET_FROM, QUIET_UNTIL, Delivery, NoticeChoices
from app.notifications.permissions import visible_notices
from app.people.models import Account, Member


def list_notices(actor: Actor, at: str | None = None) -> Page:
    """The actor's notices, the newest first; by one statement."""
    return fetch_page(
        select(Delivery).where(visible_notices(actor)),
        order=(Delivery.at, Delivery.id),
        key_of=lambda delivery: (delivery.at, delivery.id),
        at=at,
        size=30,
        descending=True,
    )


def get_notice(actor: Actor, delivery_id: int) -> Delivery:
    """One of the actor's notices. Raises NotFound."""
    found = db.session.execute(
        select(Delivery).where(Delivery.id == delivery_id, visible_notices(actor))
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def count_unread(account_id: Any) -> Any:
    """How many notices an account hasn't read, as a column beside that of the account."""
    mine = and_(Delivery.account_id == account_id, Delivery.channel == "product", Delivery.read_at.is_(None))
    return select(func.count()).select_from(Delivery).where(mine).correlate_except(Delivery).scalar_subquery()


def get_choices(account_id: int) -> NoticeChoices:
    """What a person chose, or the defaults as a row that isn't kept."""
    kept = db.session.get(NoticeChoices, account_id)
    if kept is not None:
        return kept
    return NoticeChoices(
        account_id=account_id, off=[], quiet_from=QUIET_FROM, quiet_until=QUIET_UNTIL, language="vi", calendar_number=1
    )


def find_address(account_id: int) -> str | None:
    """The e-mail address of an account or of its member."""
    return db.session.execute(
        select(func.coalesce(Account.email, Member.email))
        .outerjoin(Member, Member.id == Account.member_id)
        .where(Account.id == account_id)
    ).scalar_one_or_none()


def load_letters(ids: Sequence[int]) -> list[Any]:
    """What is needed to send deliveries: rows (Delivery, name, address, in use, choices), in the order of ids."""
    return list(
        db.session.execute(
            select(
                Delivery,
                Account.name,
                func.coalesce(Account.email, Member.email),
                Account.is_active,
                NoticeChoices,
            )
            .join(Account, Account.id == Delivery.account_id)
            .outerjoin(Member, Member.id == Account.member_id)
            .outerjoin(NoticeChoices, NoticeChoices.account_id == Account.id)
            .where(Delivery.id.in_(list(ids)))
            .order_by(Delivery.id)
        )
    )

"""Writing deliveries: for whom, by which channels, and not before when. For use inside an action."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from app.core import clock
from app.core.actions import insert_missing
from app.extensions import db
from app.notifications.kinds import KINDS
from app.notifications.models import QUIET_FROM, QUIET_UNTIL, Delivery, NoticeChoices
from app.people.models import Account, Member

# A message that couldn't be sent for so long is not worth sending any more; it still stands in the product.
KEEPS_ITS_WORTH = timedelta(days=7)


@dataclass(frozen=True)
class Recipient:
    """An account with what it takes to write to it. Nobody else is written to: guardians never are."""

    account_id: int
    member_id: int | None
    email: str | None
    off: frozenset[str] = frozenset()
    quiet_from: int = QUIET_FROM
    quiet_until: int = QUIET_UNTIL


@dataclass(frozen=True)
class Notice:
    """Something to tell somebody. `starts_at` is when the shift begins that it is about."""

    recipient: Recipient
    kind: str
    thing: str
    details: Mapping[str, Any] = field(default_factory=dict)
    event_id: int | None = None
    starts_at: datetime | None = None


def members_to_tell(member_ids: Iterable[int]) -> dict[int, Recipient]:
    """Who of the members has an account that is in use, by one statement."""
    found = _recipients(Account.member_id.in_(list(member_ids)))
    return {recipient.member_id: recipient for recipient in found if recipient.member_id is not None}


def accounts_to_tell(account_ids: Iterable[int | None]) -> dict[int, Recipient]:
    """The accounts that are in use, by one statement; none where there are no ids."""
    wanted = sorted({id_ for id_ in account_ids if id_ is not None})
    return {recipient.account_id: recipient for recipient in _recipients(Account.id.in_(wanted))} if wanted else {}


def write(notices: Iterable[Notice]) -> None:
    """Write the deliveries of notices by one statement; what was written before stays as it is."""
    rows: dict[tuple[int, str, str, str], dict[str, Any]] = {}
    for notice in notices:
        for channel in _channels(notice):
            key = (notice.recipient.account_id, notice.thing, notice.kind, channel)
            rows.setdefault(key, _row(notice, channel))
    insert_missing(Delivery, [rows[key] for key in sorted(rows)])


def end_of_quiet(moment: datetime, quiet_from: int, quiet_until: int) -> datetime:
    """The moment itself, or, where it lies in the quiet time, when that ends. Hours are those of a day in Vietnam."""
    if quiet_from == quiet_until:
        return moment
    day = clock.local(moment).date()
    for start in (day - timedelta(days=1), day):
        begins = clock.at_local(start, time(quiet_from))
        ends = clock.at_local(start + timedelta(days=quiet_until < quiet_from), time(quiet_until))
        if begins <= moment < ends:
            return ends
    return moment


def _recipients(where: Any) -> list[Recipient]:
    """Accounts in use. Who never signed in by it gets no e-mail: nobody has asked for one."""
    rows = db.session.execute(
        select(
            Account.id,
            Account.member_id,
            func.coalesce(Account.email, Member.email),
            Account.password_hash.is_not(None),
            NoticeChoices.off,
            NoticeChoices.quiet_from,
            NoticeChoices.quiet_until,
        )
        .outerjoin(Member, Member.id == Account.member_id)
        .outerjoin(NoticeChoices, NoticeChoices.account_id == Account.id)
        .where(Account.is_active, where)
    )
    found = []
    for account_id, member_id, email, is_activated, off, quiet_from, quiet_until in rows:
        quiet = (QUIET_FROM, QUIET_UNTIL) if quiet_from is None else (quiet_from, quiet_until)
        address = email if is_activated else None
        found.append(Recipient(account_id, member_id, address or None, frozenset(off or ()), *quiet))
    return found


def _channels(notice: Notice) -> list[str]:
    """In the product always; by e-mail where there is an address, a mail server, and the person wants it."""
    wants = f"email:{KINDS[notice.kind].topic}" not in notice.recipient.off
    by_mail = current_app.config["MAIL_TRANSPORT"] != "none" and notice.recipient.email and wants
    return ["product", "email"] if by_mail else ["product"]


def _row(notice: Notice, channel: str) -> dict[str, Any]:
    now = clock.now()
    is_product = channel == "product"
    return {
        "account_id": notice.recipient.account_id,
        "kind": notice.kind,
        "thing": notice.thing,
        "channel": channel,
        "details": dict(notice.details),
        "event_id": notice.event_id,
        "at": now,
        "state": "sent" if is_product else "waiting",
        "due_at": now if is_product else _due_at(notice, now),
        "void_after": None if is_product else notice.starts_at or now + KEEPS_ITS_WORTH,
        "attempts": 0,
        "last_error": "",
        "sent_at": now if is_product else None,
    }


def _due_at(notice: Notice, now: datetime) -> datetime:
    """Not in the quiet time; except what can't wait, and what would come only when the shift has begun."""
    recipient, starts_at = notice.recipient, notice.starts_at
    due_at = end_of_quiet(now, recipient.quiet_from, recipient.quiet_until)
    if starts_at is None:
        return due_at
    tomorrow = clock.local(now).date() + timedelta(days=1)
    is_urgent = KINDS[notice.kind].is_urgent and clock.local(starts_at).date() <= tomorrow
    return now if is_urgent or due_at >= starts_at else due_at

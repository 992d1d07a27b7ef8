"""Who read minors' contact data, for the inspector."""

from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from app.core.actor import Actor
from app.core.errors import NotAllowed
from app.core.events import Event
from app.core.paging import Page, fetch_page
from app.people.models import Account, Member
from app.people.permissions import can_see_contact_readings


class Reading(NamedTuple):
    """Somebody read the contact data of a minor: when, who, whose, and on which page."""

    id: int
    at: datetime
    reader: str
    member_id: int
    member: str
    code: str
    on: str


def list_contact_readings(actor: Actor, at: str | None = None) -> Page:
    """A page of `Reading`, the latest first. Raises NotAllowed."""
    if not can_see_contact_readings(actor):
        raise NotAllowed
    statement: Any = (
        select(Event, Account.name, Member.id, Member.full_name, Member.code)
        .join(Member, Member.id == Event.subject_id)
        .outerjoin(Account, Account.id == Event.account_id)
        .where(Event.verb == "contact.read", Event.subject_type == "members")
    )
    page = fetch_page(
        statement,
        order=(Event.id,),
        key_of=lambda row: (row[0].id,),
        at=at,
        descending=True,
        scalars=False,
    )
    rows = [
        Reading(event.id, event.at, who or "", member_id, member, code, event.details["on"])
        for event, who, member_id, member, code in page.items
    ]
    return replace(page, items=rows)

"""Reading a minor's contact data: an action, because who read it is recorded."""

from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotAllowed
from app.core.events import Event, record
from app.people.models import Member
from app.people.permissions import can_see_contact
from app.people.queries.members import get_member_page


@action
def read_contact(actor: Actor, *, member_id: int, on: str) -> None:
    """Note that the actor reads a member's phone number, e-mail and birth date; `on` names the page.

    Raises NotFound, or NotAllowed for who may see the member but not that.
    """
    page = get_member_page(actor, member_id)
    if not can_see_contact(actor, page.unit.path, member_id):
        raise NotAllowed
    note_contact_read(actor, page.member, on=on)


def note_contact_read(actor: Actor, member: Member, *, on: str, **details: object) -> Event:
    """The event of it, for use inside an action that has asked whether the actor may."""
    return record(actor, "contact.read", member, on=on, **details)

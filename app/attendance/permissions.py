"""Who may record who was there, confirm hours, and see them. `activity.host_unit` must be loaded."""

from sqlalchemy import ColumnElement

from app.core.actor import Actor
from app.people.permissions import can_see_contact
from app.volunteering.models import Activity
from app.volunteering.permissions import can_lead_activity, can_see_people, led_activities

__all__ = [
    "can_correct_hours",
    "can_issue_certificate",
    "can_issue_certificates",
    "can_record_attendance",
    "can_see_attendance",
    "can_see_certificate",
    "can_see_hours",
    "can_withdraw_certificate",
    "hosted_activities",
]


def can_record_attendance(actor: Actor, activity: Activity) -> bool:
    """The leaders of the host, and of units above it: note who came, confirm hours."""
    return can_lead_activity(actor, activity)


def hosted_activities(actor: Actor) -> ColumnElement[bool]:
    """The WHERE twin of `can_record_attendance`."""
    return led_activities(actor)


def can_see_attendance(actor: Actor, activity: Activity) -> bool:
    """Those who record it, and those who see or read everything."""
    return can_see_people(actor, activity)


def can_correct_hours(actor: Actor, activity: Activity, member_id: int) -> bool:
    """Who confirms them, but never one's own."""
    return can_record_attendance(actor, activity) and actor.member_id != member_id


def can_see_hours(actor: Actor, member_id: int, unit_path: str) -> bool:
    """The own ones, and those of members of the own units: leaders, committee, inspector."""
    return can_see_contact(actor, unit_path, member_id)


def can_issue_certificate(actor: Actor, activity: Activity, member_id: int) -> bool:
    """The member for the own hours, which somebody else has confirmed; and the host's leaders."""
    return actor.member_id == member_id or can_issue_certificates(actor, activity)


def can_issue_certificates(actor: Actor, activity: Activity) -> bool:
    """To everybody who took part: the host's leaders."""
    return can_lead_activity(actor, activity)


def can_withdraw_certificate(actor: Actor, activity: Activity) -> bool:
    """The host's leaders."""
    return can_lead_activity(actor, activity)


def can_see_certificate(actor: Actor, activity: Activity, member_id: int) -> bool:
    """Its owner, the host's leaders, and those who see or read everything. Its public page is another matter."""
    return actor.member_id == member_id or can_see_people(actor, activity)

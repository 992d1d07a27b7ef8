"""Who may do what with an activity, and which activities a list may show.

`activity.host_unit` must be loaded, and for `can_see_activity` the units beside it with theirs.
"""

from functools import lru_cache

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select, true

from app.core.actor import Actor, Role
from app.people.models import Unit
from app.volunteering.models import Activity, ActivityUnit

SEES_ALL = (Role.COMMITTEE, Role.INSPECTOR)
OFFICERS = (Role.LEADER, Role.TREASURER)


def can_see_activity(actor: Actor, activity: Activity) -> bool:
    """Drafts are for those who lead the host unit; what was published for everybody, or for the invited units."""
    host = activity.host_unit.path
    if actor.is_system or actor.holds(*SEES_ALL, over=host) or actor.holds(Role.LEADER, over=host):
        return True
    if activity.state == "draft" or (activity.state == "cancelled" and activity.published_at is None):
        return False
    if activity.audience == "all":
        return True
    return any(activity.invites(path) for path in _own_paths(actor)) or any(
        actor.holds(*OFFICERS, over=path) for path in activity.invited_paths
    )


@lru_cache(maxsize=100)
def visible_activities(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_see_activity`."""
    if actor.is_system:
        return true()
    # Said by what is hidden: no index fits that, so a list is read in its own order and stops after a page. The plain
    # "or" makes SQLite fetch and sort all activities that match.
    never_published = and_(Activity.state == "cancelled", Activity.published_at.is_(None))
    was_published = not_(or_(Activity.state == "draft", never_published))
    invited = or_(Activity.audience == "all", *_invited(actor))
    return or_(_hosted_under([*actor.paths(*SEES_ALL), *actor.paths(Role.LEADER)]), and_(was_published, invited))


def can_save_activity(actor: Actor, host: Unit) -> bool:
    """The host's leader, or the leader of a unit above it."""
    return actor.is_system or actor.holds(Role.LEADER, over=host.path)


def hosts(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_save_activity`, over units."""
    if actor.is_system:
        return true()
    return _under(actor.paths(Role.LEADER))


def can_lead_activity(actor: Actor, activity: Activity) -> bool:
    """Publish, change, cancel, mark as held, confirm hours: all for the host's leaders."""
    return can_save_activity(actor, activity.host_unit)


def can_see_people(actor: Actor, activity: Activity) -> bool:
    """Who signed up and who came: the host's leaders, and who sees or reads everything."""
    return can_lead_activity(actor, activity) or actor.holds(*SEES_ALL, over=activity.host_unit.path)


def led_activities(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_lead_activity`."""
    return true() if actor.is_system else _hosted_under(actor.paths(Role.LEADER))


can_publish_activity = can_lead_activity
can_cancel_activity = can_lead_activity
can_copy_activity = can_lead_activity
can_suspend_activity = can_lead_activity
can_mark_held = can_lead_activity
can_change_shift = can_lead_activity


def can_sign_up_to_shift(actor: Actor, member_id: int, unit_path: str) -> bool:
    """Oneself, or a member of a unit that the actor leads."""
    return actor.is_system or actor.member_id == member_id or actor.holds(Role.LEADER, over=unit_path)


def can_cancel_sign_up(actor: Actor, member_id: int, unit_path: str, activity: Activity) -> bool:
    """Who may sign the member up, and the host's leader."""
    return can_sign_up_to_shift(actor, member_id, unit_path) or can_lead_activity(actor, activity)


def can_record_consent(actor: Actor, member_id: int, unit_path: str) -> bool:
    """A leader of the member's unit, never for oneself."""
    return actor.is_system or (actor.member_id != member_id and actor.holds(Role.LEADER, over=unit_path))


can_withdraw_consent = can_record_consent


def can_record_skills(actor: Actor, member_id: int, unit_path: str) -> bool:
    """Oneself, or a leader of the member's unit: as with signing up."""
    return can_sign_up_to_shift(actor, member_id, unit_path)


def _own_paths(actor: Actor) -> list[str]:
    """Where the actor belongs: as a member, and as an officer."""
    return [path for path in (actor.unit_path, *actor.paths(*OFFICERS)) if path]


def _invited(actor: Actor) -> list[ColumnElement[bool]]:
    # A unit invites those under it, so the units that invite an actor are the ones named in the actor's own paths;
    # an officer also sees what is for a unit under the own one.
    above = sorted({int(part) for path in _own_paths(actor) for part in path.split("/") if part})
    under = select(Unit.id).where(_under(actor.paths(*OFFICERS)))
    if not above:
        return []
    counts = or_(Activity.audience == "units", ActivityUnit.role == "co_host")
    return [
        Activity.host_unit_id.in_(above),
        Activity.host_unit_id.in_(under),
        exists().where(
            ActivityUnit.activity_id == Activity.id,
            counts,
            or_(ActivityUnit.unit_id.in_(above), ActivityUnit.unit_id.in_(under)),
        ),
    ]


def _under(paths: list[str]) -> ColumnElement[bool]:
    """The units with these paths and all units under them."""
    return or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in paths))


def _hosted_under(paths: list[str]) -> ColumnElement[bool]:
    if not paths:
        return false()
    return Activity.host_unit_id.in_(select(Unit.id).where(_under(paths)))

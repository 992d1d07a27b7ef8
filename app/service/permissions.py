"""Who may count what a service day does, and who chooses the units that pilot a model.

`activity.host_unit` must be loaded, and `model.unit` where a model is asked about.
"""

from sqlalchemy import ColumnElement, false, or_, true

from app.core.actor import Actor, Role
from app.people.models import Unit
from app.service.models import ServiceModel, ServiceTally
from app.volunteering.models import Activity
from app.volunteering.permissions import can_lead_activity

DECIDES = (Role.LEADER, Role.COMMITTEE)

can_mark_service_day = can_lead_activity


def can_record_tally(actor: Actor, activity: Activity, *, takes_part: bool) -> bool:
    """The host's leaders, and whoever has a place in the activity."""
    return takes_part or can_lead_activity(actor, activity)


def can_correct_tally(actor: Actor, activity: Activity, tally: ServiceTally) -> bool:
    """The host's leaders, and who counted it."""
    own = actor.account_id is not None and tally.account_id == actor.account_id
    return own or can_lead_activity(actor, activity)


def can_add_model(actor: Actor, unit: Unit) -> bool:
    """A model is decided on by the unit's leader or the committee over it."""
    return actor.is_system or actor.holds(*DECIDES, over=unit.path)


def units_for_models(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_add_model`, over units."""
    if actor.is_system:
        return true()
    return or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in actor.paths(*DECIDES)))


def can_choose_pilot(actor: Actor, model: ServiceModel) -> bool:
    """Whoever decides over the unit whose model it is."""
    return can_add_model(actor, model.unit)


can_end_pilot = can_choose_pilot


def can_see_models(actor: Actor) -> bool:
    """Models and their pilot units are official information for everybody who is signed in."""
    return actor.is_system or not actor.is_visitor


def visible_models(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_see_models`."""
    return true() if can_see_models(actor) else false()

"""Dissolving a unit asks what it has in hand in works and activities, so it lives here, in the upper of the areas."""

from datetime import date

from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotPossible
from app.people.actions import dissolve_unit_rows
from app.volunteering.queries.hosting import list_in_hand


@action
def dissolve_unit(actor: Actor, *, unit_id: int, version: int, on: date, decision: str) -> None:
    """Dissolve a unit: `on` is the first day without it.

    Refused while it has members, subunits, officers, works that are handed in or going on, or activities that are
    neither held nor called off. Drafts of works stay, as part of what the unit was.
    """
    unit = dissolve_unit_rows(actor, unit_id=unit_id, version=version, on=on, decision=decision)
    works, activities = list_in_hand(unit.id)
    if works:
        raise NotPossible("unit_has_open_works", number=len(works))
    if activities:
        raise NotPossible("unit_has_open_activities", number=len(activities))

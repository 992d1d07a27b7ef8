"""The areas from low to high, with what each adds to the app."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from click import Command
from flask import Blueprint

from app.core.actor import Actor
from app.core.events import Listener

Check = Callable[[], Iterable[str]]


@dataclass(frozen=True)
class Area:
    """What an area adds: pages, sentences for its refusals, terminal commands.

    `checks` recompute its invariants and kept figures for `flask check`, `chains` verify what is chained for
    `flask audit verify`: each gives one line for everything that doesn't hold. `listeners` hear what all areas do.
    `chores` are actions that only the time brings about: `flask worker` calls them every minute, as the system.
    """

    blueprint: Blueprint
    reasons: dict[str, Any]
    commands: tuple[Command, ...] = ()
    checks: tuple[Check, ...] = ()
    chains: tuple[Check, ...] = ()
    listeners: tuple[Listener, ...] = ()
    chores: tuple[Callable[[Actor], Any], ...] = ()


def all_areas() -> tuple[Area, ...]:
    """Imported here and not at the top: areas import core, and core must not wait for them."""
    from app.attendance import checks as attendance_checks
    from app.attendance import listening as attendance_listening
    from app.attendance import messages as attendance_messages
    from app.attendance import views as attendance_views
    from app.drives import checks as drives_checks
    from app.drives import messages as drives_messages
    from app.drives import views as drives_views
    from app.maps import messages as maps_messages
    from app.maps import views as maps_views
    from app.notifications import actions as notifications_actions
    from app.notifications import cli as notifications_cli
    from app.notifications import listening
    from app.notifications import messages as notifications_messages
    from app.notifications import views as notifications_views
    from app.people import checks as people_checks
    from app.people import cli as people_cli
    from app.people import messages as people_messages
    from app.people import views as people_views
    from app.places import checks as places_checks
    from app.places import cli as places_cli
    from app.places import messages as places_messages
    from app.places import views as places_views
    from app.public import views as public_views
    from app.reports import cli as reports_cli
    from app.reports import messages as reports_messages
    from app.reports import views as reports_views
    from app.service import checks as service_checks
    from app.service import messages as service_messages
    from app.service import views as service_views
    from app.volunteering import actions as volunteering_actions
    from app.volunteering import checks as volunteering_checks
    from app.volunteering import cli as volunteering_cli
    from app.volunteering import messages as volunteering_messages
    from app.volunteering import views as volunteering_views
    from app.works import chain as works_chain
    from app.works import checks as works_checks
    from app.works import messages as works_messages
    from app.works import views as works_views

    return (
        Area(places_views.blueprint, places_messages.REASONS, (places_cli.places,), places_checks.CHECKS),
        Area(
            people_views.blueprint,
            people_messages.REASONS,
            (people_cli.people, people_cli.members),
            people_checks.CHECKS,
        ),
        Area(
            works_views.blueprint,
            works_messages.REASONS,
            checks=works_checks.CHECKS,
            chains=(works_chain.verify_ledgers,),
        ),
        Area(
            volunteering_views.blueprint,
            volunteering_messages.REASONS,
            (volunteering_cli.volunteering,),
            checks=volunteering_checks.CHECKS,
            chores=(volunteering_actions.end_due_quotas, volunteering_actions.recheck_coming_places),
        ),
        Area(
            attendance_views.blueprint,
            attendance_messages.REASONS,
            checks=attendance_checks.CHECKS,
            listeners=attendance_listening.LISTENERS,
        ),
        Area(service_views.blueprint, service_messages.REASONS, checks=service_checks.CHECKS),
        Area(drives_views.blueprint, drives_messages.REASONS, checks=drives_checks.CHECKS),
        Area(maps_views.blueprint, maps_messages.REASONS),
        Area(reports_views.blueprint, reports_messages.REASONS, (reports_cli.report,)),
        Area(public_views.blueprint, {}),
        Area(
            notifications_views.blueprint,
            notifications_messages.REASONS,
            (notifications_cli.worker,),
            listeners=listening.LISTENERS,
            chores=notifications_actions.CHORES,
        ),
    )

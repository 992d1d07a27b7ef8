"""The areas from low to high, with what each adds to the app."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from click import Command
from flask import Blueprint

from app.core.actor import Actor
from app.core.events import Listener
from app.core.personal import Expiry, Holding
from app.people.handing_over import Office, OpenThings
from app.people.merging.table import MemberTable
from app.people.rearranging.belongings import Belongings

Check = Callable[[], Iterable[str]]


@dataclass(frozen=True)
class Area:
    """What an area adds: pages, sentences for its refusals, terminal commands.

    `checks` recompute its invariants and kept figures for `flask check`, `chains` verify what is chained for
    `flask audit verify`: each gives one line for everything that doesn't hold. `listeners` hear what all areas do.
    `member_tables` point at members: what a merge of two records moves, and names.
    `open_things` wait in an office, for whoever takes it over.
    `chores` are actions that only the time brings about: `flask worker` calls them every minute, as the system.
    `belongings` are what units have in hand, and how it goes along when one is split, merged or dissolved.
    `holdings` say what it holds about people, `expiries` what of it goes when it has had its time.
    """

    blueprint: Blueprint
    reasons: dict[str, Any]
    commands: tuple[Command, ...] = ()
    checks: tuple[Check, ...] = ()
    chains: tuple[Check, ...] = ()
    listeners: tuple[Listener, ...] = ()
    chores: tuple[Callable[[Actor], Any], ...] = ()
    belongings: tuple[Belongings, ...] = ()
    member_tables: tuple[MemberTable, ...] = ()
    open_things: tuple[Callable[[Office], list[OpenThings]], ...] = ()
    holdings: tuple[Holding, ...] = ()
    expiries: tuple[Expiry, ...] = ()


def all_areas() -> tuple[Area, ...]:
    """Imported here and not at the top: areas import core, and core must not wait for them."""
    from app.attendance import checks as attendance_checks
    from app.attendance import handing_over as attendance_office
    from app.attendance import listening as attendance_listening
    from app.attendance import merging as attendance_merging
    from app.attendance import messages as attendance_messages
    from app.attendance import personal as attendance_personal
    from app.attendance import views as attendance_views
    from app.audit import views as audit_views
    from app.drives import belongings as drives_belongings
    from app.drives import checks as drives_checks
    from app.drives import merging as drives_merging
    from app.drives import messages as drives_messages
    from app.drives import personal as drives_personal
    from app.drives import views as drives_views
    from app.learning import belongings as learning_belongings
    from app.learning import checks as learning_checks
    from app.learning import merging as learning_merging
    from app.learning import messages as learning_messages
    from app.learning import personal as learning_personal
    from app.learning import views as learning_views
    from app.maps import messages as maps_messages
    from app.maps import views as maps_views
    from app.notifications import actions as notifications_actions
    from app.notifications import cli as notifications_cli
    from app.notifications import listening
    from app.notifications import messages as notifications_messages
    from app.notifications import personal as notifications_personal
    from app.notifications import views as notifications_views
    from app.people import checks as people_checks
    from app.people import cli as people_cli
    from app.people import messages as people_messages
    from app.people import personal as people_personal
    from app.people import views as people_views
    from app.people.merging import own as people_merging
    from app.people.queries import handovers as people_handovers
    from app.people.rearranging import own as people_belongings
    from app.places import checks as places_checks
    from app.places import cli as places_cli
    from app.places import messages as places_messages
    from app.places import views as places_views
    from app.privacy import actions as privacy_actions
    from app.privacy import checks as privacy_checks
    from app.privacy import cli as privacy_cli
    from app.privacy import merging as privacy_merging
    from app.privacy import messages as privacy_messages
    from app.privacy import personal as privacy_personal
    from app.privacy import views as privacy_views
    from app.public import views as public_views
    from app.reports import checks as reports_checks
    from app.reports import cli as reports_cli
    from app.reports import messages as reports_messages
    from app.reports import views as reports_views
    from app.service import belongings as service_belongings
    from app.service import checks as service_checks
    from app.service import messages as service_messages
    from app.service import views as service_views
    from app.upkeep import cli as upkeep_cli
    from app.upkeep import views as upkeep_views
    from app.volunteering import actions as volunteering_actions
    from app.volunteering import belongings as volunteering_belongings
    from app.volunteering import checks as volunteering_checks
    from app.volunteering import cli as volunteering_cli
    from app.volunteering import handing_over as volunteering_office
    from app.volunteering import merging as volunteering_merging
    from app.volunteering import messages as volunteering_messages
    from app.volunteering import personal as volunteering_personal
    from app.volunteering import views as volunteering_views
    from app.works import belongings as works_belongings
    from app.works import chain as works_chain
    from app.works import checks as works_checks
    from app.works import handing_over as works_office
    from app.works import messages as works_messages
    from app.works import personal as works_personal
    from app.works import views as works_views

    return (
        Area(places_views.blueprint, places_messages.REASONS, (places_cli.places,), places_checks.CHECKS),
        Area(
            people_views.blueprint,
            people_messages.REASONS,
            (people_cli.people, people_cli.members),
            people_checks.CHECKS,
            belongings=people_belongings.OWN,
            member_tables=people_merging.TABLES,
            open_things=(people_handovers.list_transfers_open,),
            holdings=people_personal.HOLDINGS,
            expiries=people_personal.EXPIRIES,
        ),
        Area(
            privacy_views.blueprint,
            privacy_messages.REASONS,
            (privacy_cli.expire,),
            privacy_checks.CHECKS,
            listeners=privacy_merging.LISTENERS,
            member_tables=privacy_merging.TABLES,
            chores=(privacy_actions.recheck_pictures,),
            holdings=privacy_personal.HOLDINGS,
            expiries=privacy_personal.EXPIRIES,
        ),
        Area(
            works_views.blueprint,
            works_messages.REASONS,
            checks=works_checks.CHECKS,
            chains=(works_chain.verify_ledgers,),
            belongings=works_belongings.BELONGINGS,
            open_things=(works_office.list_works,),
            holdings=works_personal.HOLDINGS,
        ),
        Area(
            volunteering_views.blueprint,
            volunteering_messages.REASONS,
            (volunteering_cli.volunteering,),
            checks=volunteering_checks.CHECKS,
            chores=(volunteering_actions.end_due_quotas, volunteering_actions.recheck_coming_places),
            belongings=volunteering_belongings.BELONGINGS,
            member_tables=volunteering_merging.TABLES,
            open_things=(volunteering_office.list_activities,),
            holdings=volunteering_personal.HOLDINGS,
            expiries=volunteering_personal.EXPIRIES,
        ),
        Area(
            attendance_views.blueprint,
            attendance_messages.REASONS,
            checks=attendance_checks.CHECKS,
            listeners=attendance_listening.LISTENERS,
            member_tables=attendance_merging.TABLES,
            open_things=(attendance_office.list_attendance,),
            holdings=attendance_personal.HOLDINGS,
        ),
        Area(
            service_views.blueprint,
            service_messages.REASONS,
            checks=service_checks.CHECKS,
            belongings=service_belongings.BELONGINGS,
        ),
        Area(
            learning_views.blueprint,
            learning_messages.REASONS,
            checks=learning_checks.CHECKS,
            belongings=learning_belongings.BELONGINGS,
            member_tables=learning_merging.TABLES,
            holdings=learning_personal.HOLDINGS,
            expiries=learning_personal.EXPIRIES,
        ),
        Area(
            drives_views.blueprint,
            drives_messages.REASONS,
            checks=drives_checks.CHECKS,
            belongings=drives_belongings.BELONGINGS,
            member_tables=drives_merging.TABLES,
            holdings=drives_personal.HOLDINGS,
        ),
        Area(maps_views.blueprint, maps_messages.REASONS),
        Area(reports_views.blueprint, reports_messages.REASONS, (reports_cli.report,), checks=reports_checks.CHECKS),
        Area(public_views.blueprint, {}),
        Area(audit_views.blueprint, {}),
        Area(
            notifications_views.blueprint,
            notifications_messages.REASONS,
            (notifications_cli.worker,),
            listeners=listening.LISTENERS,
            chores=notifications_actions.CHORES,
            holdings=notifications_personal.HOLDINGS,
            expiries=notifications_personal.EXPIRIES,
        ),
        Area(upkeep_views.blueprint, {}, upkeep_cli.COMMANDS),
    )

"""What the hour does, from a terminal; the worker does it by itself."""

import click
from flask.cli import AppGroup

from app.core.actor import SYSTEM
from app.volunteering import actions

volunteering = AppGroup("volunteering", help="Volunteer days: what is due by the clock.")


@volunteering.command("end-held-places")
def end_held_places() -> None:
    """Give the places whose hour has come to those who wait; tells how many moved up."""
    click.echo(f"{actions.end_due_quotas(SYSTEM)} moved up.")

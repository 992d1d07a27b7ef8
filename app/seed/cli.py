"""Terminal commands that load data."""

import sys
import time

import click
from flask.cli import AppGroup, with_appcontext

from app.core.settings import setting

seed = AppGroup("seed", help="Load data: what every installation starts with, or a demonstration.")


@seed.command("defaults")
def defaults() -> None:
    """Load the communes and the kinds of works that are missing."""
    from app.seed.defaults import load_defaults

    load_defaults()
    click.echo("The defaults are there.")


@seed.command("demo")
def demo() -> None:
    """Load the demonstration into an empty product; twice changes nothing."""
    from app.seed.demo import load_demo

    started = time.monotonic()
    if load_demo():
        click.echo(f"The demonstration data was loaded in {time.monotonic() - started:.0f} s.")
    else:
        click.echo("The demonstration data is there already.")


@seed.command("scale")
@click.option("--works", default=0, show_default=True, type=click.IntRange(0), help="how many works there shall be")
@click.option("--members", default=0, show_default=True, type=click.IntRange(0), help="how many members")
@click.option("--activities", default=0, show_default=True, type=click.IntRange(0), help="how many activities")
def scale(works: int, members: int, activities: int) -> None:
    """Load much invented data to measure with; never where people work. Twice changes nothing."""
    from app.seed.scale import load_scale

    started = time.monotonic()
    added = load_scale(works=works, members=members, activities=activities)
    click.echo(
        f"{added.works} works, {added.members} members and {added.activities} activities "
        f"were added in {time.monotonic() - started:.0f} s."
    )


@click.command("demo-accounts")
@with_appcontext
def demo_accounts() -> None:
    """Print who can sign in to the demonstration."""
    from app.seed.demo import accounts_text

    if not setting("demonstration", False):
        click.echo("This is not the demonstration.", err=True)
        sys.exit(1)
    click.echo(accounts_text())

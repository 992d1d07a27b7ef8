"""Terminal commands over all areas: consistency and audit."""

import sys

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from app.core.actor import SYSTEM
from app.core.audit import count_unsealed, seal_events, verify_events

audit = AppGroup("audit", help="The audit trail: seal what happened, verify that nothing of it was changed.")


@audit.command("seal")
def seal() -> None:
    """Seal the events since the last seal."""
    click.echo(f"{seal_events(SYSTEM)} events sealed")


@audit.command("verify")
def verify() -> None:
    """Verify seals and chains; exit 1 and name the first bad row of each where one doesn't hold."""
    checks = [verify_events, *(chain for area in current_app.extensions["areas"] for chain in area.chains)]
    _report([line for check in checks for line in check()], f"all hold; {count_unsealed()} events not sealed yet")


@click.command("check")
@with_appcontext
def check() -> None:
    """Recompute every invariant and kept figure; exit 1 with one line for each that doesn't hold."""
    checks = [rule for area in current_app.extensions["areas"] for rule in area.checks]
    _report([line for rule in checks for line in rule()], f"{len(checks)} rules hold")


def _report(problems: list[str], good: str) -> None:
    for line in problems:
        click.echo(line)
    if problems:
        sys.exit(1)
    click.echo(good)

"""Terminal commands over all areas: consistency and audit."""

import sys
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from app.core.actor import SYSTEM
from app.core.audit import count_unsealed, seal_events, verify_events
from app.core.jobs import CHECK, SEAL, VERIFY, note_job

audit = AppGroup("audit", help="The audit trail: seal what happened, verify that nothing of it was changed.")


@audit.command("seal")
def seal() -> None:
    """Seal the events since the last seal."""
    sealed = seal_events(SYSTEM)
    note_job(SYSTEM, name=SEAL, details={"events": sealed})
    click.echo(f"{sealed} events sealed")


@audit.command("verify")
@click.option("--note", is_flag=True, help="Note how it went, for the page of the system's state.")
def verify(note: bool) -> None:
    """Verify seals and chains; exit 1 and name the first bad row of each where one doesn't hold."""
    _report(find_broken_chains(), f"all hold; {count_unsealed()} events not sealed yet", VERIFY if note else None)


@click.command("check")
@click.option("--note", is_flag=True, help="Note how it went, for the page of the system's state.")
@with_appcontext
def check(note: bool) -> None:
    """Recompute every invariant and kept figure; exit 1 with one line for each that doesn't hold."""
    _report(find_broken_rules(), f"{len(_rules())} rules hold", CHECK if note else None)


def find_broken_chains() -> list[str]:
    """One line for the first bad row of each seal and chain that doesn't hold."""
    checks = [verify_events, *(chain for area in current_app.extensions["areas"] for chain in area.chains)]
    return [line for check in checks for line in check()]


def find_broken_rules() -> list[str]:
    """One line for everything that doesn't hold of all the areas' rules."""
    return [line for rule in _rules() for line in rule()]


def _rules() -> list[Any]:
    return [rule for area in current_app.extensions["areas"] for rule in area.checks]


def _report(problems: list[str], good: str, job: str | None) -> None:
    for line in problems:
        click.echo(line)
    if job:
        note_job(SYSTEM, name=job, problem=f"{len(problems)} problems" if problems else "")
    if problems:
        sys.exit(1)
    click.echo(good)

"""Backup, restore and the move to another database, from the terminal."""

import sys
from collections.abc import Callable
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy.exc import SQLAlchemyError

from app.core.actor import SYSTEM
from app.core.cli import find_broken_chains, find_broken_rules
from app.core.errors import DomainError
from app.core.jobs import BACKUP, note_job
from app.extensions import db
from app.upkeep.backup import make_backup
from app.upkeep.restore import compare_rows, restore_backup
from app.upkeep.trouble import Trouble
from app.upkeep.versions import known_revisions


@click.command("backup")
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="Instead of BACKUP_DIR.")
@with_appcontext
def backup(folder: Path | None) -> None:
    """Back up database and uploads while the product runs; older backups go by the rules of BACKUP_KEEP."""
    try:
        made = make_backup(_database_url(), current_app.config, folder)
    except Trouble as error:
        _note(str(error))
        raise click.ClickException(str(error)) from None
    manifest = made.manifest
    _note("", bytes=manifest.size, files=len(manifest.files) - 1, folder=str(made.folder))
    click.echo(
        f"{made.folder}: {len(manifest.files) - 1} files, {sum(manifest.rows.values())} rows, "
        f"{manifest.size / 1e6:.1f} MB; {made.removed} older backups removed"
    )


@click.command("restore")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@with_appcontext
def restore(folder: Path) -> None:
    """Restore a backup into an empty database and an empty DATA_DIR, then check and verify everything."""
    try:
        manifest = restore_backup(folder, _database_url(), current_app.config)
        problems = compare_rows(manifest, _database_url())
    except Trouble as error:
        raise click.ClickException(f"{error}.\nNothing was changed.") from None
    click.echo(f"Restored what was backed up at {manifest.made_at}: {sum(manifest.rows.values())} rows")
    if manifest.revision != known_revisions()[0]:
        click.echo(f"Bringing the database from revision {manifest.revision} to {known_revisions()[0]}")
        upgrade()
    _examine(problems)


def _examine(problems: list[str]) -> None:
    """Say whether every rule holds and every chain is whole; exit with 1 if not."""
    steps: tuple[tuple[str, Callable[[], list[str]]], ...] = (
        ("flask check", find_broken_rules),
        ("flask audit verify", find_broken_chains),
    )
    for name, find in steps:
        found = find()
        click.echo(f"{name}: {'all hold' if not found else f'{len(found)} problems'}")
        problems = problems + found
    for line in problems:
        click.echo(line)
    if problems:
        sys.exit(1)


def _database_url() -> str:
    """With the path as the engine sees it, which an address may give from another folder's view."""
    return db.engine.url.render_as_string(hide_password=False)


def _note(problem: str, **details: object) -> None:
    """Write down how it went, for the page of the system's state, unless the database itself is away."""
    try:
        note_job(SYSTEM, name=BACKUP, problem=problem, details=details)
    except (SQLAlchemyError, DomainError) as error:
        click.echo(f"How the backup went could not be noted: {type(error).__name__}", err=True)


COMMANDS = (backup, restore)

"""Backup, restore and the move to another database, from the terminal."""

import sys
from collections.abc import Callable
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.config import driver_url
from app.core.actor import SYSTEM
from app.core.cli import find_broken_chains, find_broken_rules
from app.core.database import set_up_engine
from app.core.errors import DomainError
from app.core.jobs import BACKUP, note_job
from app.extensions import db
from app.upkeep import dumps, moving
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


@click.command("move-to")
@click.argument("url", envvar="MOVE_TO")
@with_appcontext
def move_to(url: str) -> None:
    """Copy everything into an empty database at URL, of either kind, and compare both value by value.

    Stop web and worker before: what is written meanwhile does not move. A password in URL is seen by whoever lists
    processes; give the address as MOVE_TO in the environment then.
    """
    url = driver_url(url)
    revision = db.session.execute(text("SELECT version_num FROM alembic_version")).scalars().first()
    db.session.remove()
    try:
        if revision != known_revisions()[0]:
            raise Trouble(f"The database stands at revision {revision}: run `flask db upgrade` before")
        if not dumps.is_empty(url):
            raise Trouble("The other database is not empty. Name a new one; nothing is ever written over")
        target = create_engine(url)
        set_up_engine(target)
        try:
            moved = _move(target)
        except BaseException:
            moving.empty(target)
            raise
        finally:
            target.dispose()
    except Trouble as error:
        raise click.ClickException(f"{error}.\nThe product goes on with the database that it has.") from None
    click.echo(
        f"Moved {len(moved)} tables with {sum(table.rows for table in moved)} rows; every value is the same. "
        "Set DATABASE_URL to the new address and start web and worker."
    )


def _move(target: Engine) -> list[moving.Moved]:
    source = db.engine
    with moving.instead(target):
        upgrade()
    moved = moving.move(source, target, lambda line: click.echo(f"  {line}"))
    if changed := moving.changed_meanwhile(source, moved):
        raise Trouble(f"Somebody wrote to {', '.join(changed)} meanwhile. Stop web and worker, and start again")
    with moving.instead(target):
        if problems := find_broken_rules() + find_broken_chains():
            raise Trouble(f"In the other database something doesn't hold: {problems[0]}")
    click.echo("flask check: all hold\nflask audit verify: all hold")
    return moved


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


COMMANDS = (backup, restore, move_to)

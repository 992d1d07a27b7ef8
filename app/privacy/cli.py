"""Removing what has had its time, from a terminal."""

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from app.core import clock
from app.core.actor import SYSTEM
from app.core.files import remove_unused
from app.privacy import actions, queries


@click.command("expire")
@click.option("--yes", "does_it", is_flag=True, help="Remove it. Without this nothing is changed.")
@click.option("--dry-run", "dry", is_flag=True, help="Only show what would be removed (the default).")
@with_appcontext
def expire(does_it: bool, dry: bool) -> None:
    """Show what personal data have had their time, and with --yes remove them."""
    today = clock.today()
    with force_locale("en"):
        due = queries.list_due(today)
        for line in due:
            examples = f" ({', '.join(line.examples)}{', …' if line.count > len(line.examples) else ''})"
            click.echo(f"{line.count:>6}  {line.expiry.title}, before {line.before}{examples if line.count else ''}")
    if not does_it or dry:
        click.echo("Nothing was removed. Run it with --yes to remove this.")
        return
    removed = actions.expire(SYSTEM, today=today)
    remove_unused()
    click.echo(f"{removed} removed")

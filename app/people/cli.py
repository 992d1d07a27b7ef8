"""For the first set-up, from a terminal: a password, the first administrator, the roster."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from app.core import clock
from app.core.actor import SYSTEM
from app.core.errors import NotPossible, explain
from app.core.lists import NotAList, read_list
from app.core.messages import sentence
from app.core.phones import NotAPhone, normalise_phone
from app.core.text import normalise
from app.core.wrong_input import WrongInput
from app.people import actions, queries
from app.people.queries import roster as roster_queries
from app.people.roster.files import bad_rows, write_marked
from app.people.roster.reading import read_roster

people = AppGroup("people", help="Accounts: set a password, add an administrator.")


@people.command("set-password")
@click.argument("who", metavar="CODE|PHONE")
@click.password_option(help="Asked for, twice, when it isn't given.")
def set_password(who: str, password: str) -> None:
    """Set the password of the account with this member code or phone number; signs it out everywhere."""
    account = queries.find_account(who)
    if account is None:
        raise click.ClickException(f"{who} is not the code or phone number of just one account")
    account_id, name = account.id, account.name
    try:
        actions.set_password(SYSTEM, account_id=account_id, password=password)
    except NotPossible as error:
        raise click.ClickException(explain(error)) from error
    click.echo(f"The password of {name} is set.")


@people.command("reset-second-factor")
@click.argument("who", metavar="CODE|PHONE")
@click.option("--reason", prompt="Reason", help="Recorded in the audit trail.")
def reset_second_factor(who: str, reason: str) -> None:
    """Take the second factor off the account with this member code or phone number; signs it out everywhere."""
    account = queries.find_account(who)
    if account is None:
        raise click.ClickException(f"{who} is not the code or phone number of just one account")
    account_id, name = account.id, account.name
    actions.reset_second_factor(SYSTEM, account_id=account_id, reason=normalise(reason))
    click.echo(f"{name} signs in with the password alone.")


@people.command("found-bloc")
@click.option("--code", prompt="Short code for good, such as DK")
@click.option("--name", prompt="Full name")
@click.option("--short-name", default=None, help="Where there is little room; the name where it isn't given.")
@click.option("--founded-on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Today where it isn't given.")
def found_bloc(code: str, name: str, short_name: str | None, founded_on: datetime | None) -> None:
    """Found the unit that stands above all others: the first step of a new installation."""
    if queries.has_units():
        raise click.ClickException("There are units already; an administrator founds more of them on the page of units")
    try:
        actions.found_unit(
            SYSTEM,
            code=normalise(code),
            name=normalise(name),
            short_name=normalise(short_name or name),
            kind="bloc",
            sector=None,
            parent_id=None,
            founded_on=founded_on.date() if founded_on else clock.today(),
            decision=None,
        )
    except NotPossible as error:
        raise click.ClickException(explain(error)) from error
    click.echo(f"{normalise(name)} is founded.")


@people.command("add-administrator")
@click.option("--name", prompt="Full name")
@click.option("--phone", prompt="Phone number")
@click.option("--email", default=None)
@click.password_option(help="Asked for, twice, when it isn't given.")
def add_administrator(name: str, phone: str, email: str | None, password: str) -> None:
    """Add an account that holds the administrator's role over the Bloc from today on."""
    try:
        actions.add_administrator(
            SYSTEM,
            name=normalise(name),
            phone=normalise_phone(phone),
            email=email.strip().lower() if email else None,
            password=password,
        )
    except NotAPhone as error:
        raise click.ClickException(f"{phone}: not a phone number ({error.code})") from error
    except NotPossible as error:
        raise click.ClickException(explain(error)) from error
    click.echo(f"{normalise(name)} is an administrator.")


members = AppGroup("members", help="The roster: members from a list.")


@members.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", "code", required=True, help="Code of the unit; rows may name units under it.")
@click.option("--dry", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--leave-out", is_flag=True, help="Import the other rows where some can't be.")
@click.option(
    "--marked", type=click.Path(dir_okay=False, path_type=Path), help="Write the list with marked cells here."
)
def import_members(file: Path, code: str, dry: bool, leave_out: bool, marked: Path | None) -> None:
    """Import the members of a list (.xlsx or CSV); the same list again changes nothing."""
    with force_locale("vi"):  # the columns' names are Vietnamese as well
        _import_members(file, code, dry, leave_out, marked)


def _import_members(file: Path, code: str, dry: bool, leave_out: bool, marked: Path | None) -> None:
    unit_id = roster_queries.find_standing_unit(code)
    if unit_id is None:
        raise click.ClickException(f"There is no unit with the code {code}")
    try:
        read = read_list(file.read_bytes())
    except WrongInput as error:
        raise click.ClickException(f"{file.name}: {sentence(error)}") from error
    units = roster_queries.get_unit_names(SYSTEM, unit_id)
    reading = read_roster(read, units)
    if reading.is_empty:
        raise click.ClickException(f"{file.name}: {sentence(NotAList('no_headings'))}")
    plan = roster_queries.plan_roster(SYSTEM, units, reading, {})
    for _sheet, asked in reading.asked:
        click.echo(f"Column “{asked.heading}”: unclear what it is. Rename it: “{asked.suggested or '…'}”?")
    for doubt in sorted(plan.doubts):
        click.echo(f"{doubt.cell} {doubt.heading}: “{doubt.text}”: {doubt.reason}")
    for question in plan.questions:
        click.echo(f"Row {question.row.row} {question.row.name}: {question.reason}")
    click.echo(
        f"{len(plan.create)} new, {len(plan.change)} changed, {len(plan.same)} the same, {len(bad_rows(plan))} open"
    )
    if marked is not None:
        marked.write_bytes(write_marked(read, reading, plan))
    if dry:
        return
    try:
        with click.progressbar(length=len(plan.create) + len(plan.change), label="Importing") as bar:
            actions.import_roster(
                SYSTEM,
                unit_id=unit_id,
                reading=reading,
                answers={},
                leave_out=leave_out,
                seen=plan.digest,
                progress=lambda done: bar.update(done - bar.pos),
            )
    except NotPossible as error:
        raise click.ClickException(explain(error)) from error
    click.echo("Imported.")

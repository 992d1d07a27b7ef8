"""For the first set-up, from a terminal: a password, the first administrator."""

import click
from flask.cli import AppGroup

from app.core.actor import SYSTEM
from app.core.errors import NotPossible, explain
from app.core.phones import NotAPhone, normalise_phone
from app.core.text import normalise
from app.people import actions, queries

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

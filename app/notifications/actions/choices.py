"""What people choose about notices, and the secret address of their calendar."""

from collections.abc import Sequence

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotAllowed
from app.core.events import record
from app.extensions import db
from app.notifications.kinds import TOPICS
from app.notifications.models import NoticeChoices
from app.people.models import Account


@action
def save_choices(actor: Actor, *, off: Sequence[str], quiet_from: int, quiet_until: int, language: str = "vi") -> None:
    """Write what the actor wants: `off` lists topics not wanted by e-mail, hours are those of a day in Vietnam."""
    choices = _own_choices(actor)
    if not set(off) <= set(TOPICS):
        raise ValueError(off)
    wanted = {
        "off": [f"email:{topic}" for topic in TOPICS if topic in off],
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "language": language,
    }
    if all(getattr(choices, name) == value for name, value in wanted.items()):
        return
    for name, value in wanted.items():
        setattr(choices, name, value)
    _finish(actor, choices)


@action
def unsubscribe(actor: Actor, *, account_id: int, topic: str) -> None:
    """Stop e-mails about a topic ("all": about everything); asked by who holds the signed address of a message."""
    if not actor.is_system:
        raise NotAllowed
    choices = _choices(account_id)
    wanted = {f"email:{one}" for one in (TOPICS if topic == "all" else [topic])}
    if wanted <= set(choices.off):
        return
    choices.off = sorted({*choices.off, *wanted})
    _finish(actor, choices)


@action
def renew_calendar(actor: Actor, *, number: int) -> None:
    """Give the actor's calendar another secret address; the old one leads nowhere from now on.

    `number` is that of the address to be replaced: asked twice, it is replaced once.
    """
    choices = _own_choices(actor)
    if choices.calendar_number != number:
        return
    choices.calendar_number += 1
    choices.changed_at = clock.now()
    record(actor, "calendar.renewed", db.session.get_one(Account, choices.account_id))


def _own_choices(actor: Actor) -> NoticeChoices:
    if actor.account_id is None:
        raise NotAllowed
    return _choices(actor.account_id)


def _choices(account_id: int) -> NoticeChoices:
    """The row of an account, made where there is none; the account's lock keeps two from making it."""
    if lock(Account, Account.id == account_id) is None:
        raise NotAllowed
    choices = db.session.get(NoticeChoices, account_id)
    if choices is None:
        choices = NoticeChoices(account_id=account_id, off=[], calendar_number=1, changed_at=clock.now())
        db.session.add(choices)
        db.session.flush()  # so that its defaults are there
    return choices


def _finish(actor: Actor, choices: NoticeChoices) -> None:
    choices.changed_at = clock.now()
    record(actor, "notices.chosen", db.session.get_one(Account, choices.account_id), off=choices.off)

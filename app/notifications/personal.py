"""What this area holds about people: what they were told, and how they want it."""

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from app.core import clock
from app.core.personal import Expiry, Field, Holding, Person, Pseudonym, Rows
from app.extensions import db
from app.notifications.models import Delivery, NoticeChoices

TELL = _l("Tell people what concerns them")


def _read_notices(person: Person) -> Rows:
    columns = (Delivery.at, Delivery.kind, Delivery.channel, Delivery.state, Delivery.read_at)
    return select(*columns).where(Delivery.account_id == person.account_id).order_by(Delivery.id)


def _read_choices(person: Person) -> Rows:
    own = NoticeChoices
    return select(own.off, own.quiet_from, own.quiet_until, own.language).where(own.account_id == person.account_id)


def _erase_notices(person: Person, _as_whom: Pseudonym) -> None:
    db.session.execute(delete(Delivery).where(Delivery.account_id == person.account_id))


def _erase_choices(person: Person, _as_whom: Pseudonym) -> None:
    """The secret address of the calendar dies with it, for the account is closed."""
    db.session.execute(delete(NoticeChoices).where(NoticeChoices.account_id == person.account_id))


HOLDINGS = (
    Holding(
        "notices",
        _l("Notices"),
        TELL,
        "notice",
        (Delivery.account_id,),
        (
            Field("at", _l("When")),
            Field("kind", _l("Kind")),
            Field("channel", _l("Channel")),
            Field("state", _l("State")),
            Field("read_at", _l("Read at")),
        ),
        _read_notices,
        _erase_notices,
    ),
    Holding(
        "notice_choices",
        _l("How you want to be told"),
        TELL,
        "account",
        (NoticeChoices.account_id,),
        (
            Field("off", _l("Switched off")),
            Field("quiet_from", _l("Quiet from, hour")),
            Field("quiet_until", _l("Quiet until, hour")),
            Field("language", _l("Language")),
        ),
        _read_choices,
        _erase_choices,
    ),
)


def _due_notices(day: date) -> Rows:
    end = clock.day_bounds(day, day)[0]
    is_over = Delivery.state.not_in(("waiting", "claimed"))
    return select(Delivery.id, Delivery.kind).where(Delivery.at < end, is_over)


def _remove_notices(ids: list[int]) -> None:
    db.session.execute(delete(Delivery).where(Delivery.id.in_(ids)))


EXPIRIES = (Expiry("notices", _l("Notices"), "notice", _due_notices, _remove_notices),)

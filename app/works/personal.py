"""What this area holds about people besides who did what: advances that somebody was given."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core.personal import Field, Holding, Person, Rows
from app.works.models import EntryRequest


def _read_advances(person: Person) -> Rows:
    columns = (EntryRequest.amount, EntryRequest.reason, EntryRequest.party, EntryRequest.requested_at)
    return select(*columns).where(EntryRequest.recipient_id == person.account_id).order_by(EntryRequest.id)


HOLDINGS = (
    Holding(
        "advances",
        _l("Advances you were given"),
        _l("Account for the money of works"),
        "books",
        (EntryRequest.recipient_id,),
        (
            Field("amount", _l("Amount")),
            Field("reason", _l("Reason")),
            Field("party", _l("Name as it stands in the books")),
            Field("at", _l("When")),
        ),
        _read_advances,
    ),
)

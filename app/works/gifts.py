"""What sponsors gave, as parts of a statement: what of it stands, and which letters of thanks still say the truth."""

from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import aliased

from app.works.models import EntryRequest, LedgerEntry, LetterEntry


def is_gift() -> tuple[ColumnElement[bool], ...]:
    """The entries that a letter may thank for: what sponsors gave."""
    return LedgerEntry.kind == "contribution", LedgerEntry.source == "sponsor"


def standing(entry: Any = LedgerEntry) -> Any:
    """What stands of a contribution, in đồng: nothing where it was taken back, else what wasn't given back of it."""
    reversal, given_back = aliased(LedgerEntry), aliased(LedgerEntry)
    back = (
        select(func.coalesce(func.sum(given_back.amount), 0))
        .join(EntryRequest, EntryRequest.id == given_back.request_id)
        .where(EntryRequest.kind == "return", EntryRequest.entry_id == entry.id)
        .correlate(entry)
        .scalar_subquery()
    )
    return case((exists().where(reversal.reverses_id == entry.id), 0), else_=entry.amount + back)


def is_fallen(letter_id: Any) -> ColumnElement[bool]:
    """Something that the letter thanks for was taken back or given back since, so it says too much."""
    beside, gift = aliased(LetterEntry), aliased(LedgerEntry)
    return exists().where(beside.letter_id == letter_id, gift.id == beside.entry_id, beside.amount != standing(gift))

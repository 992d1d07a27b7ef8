"""Rules over letters of thanks and villagers' labour days that `flask check` looks at."""

from collections.abc import Iterator

from sqlalchemy import func, or_, select

from app.extensions import db
from app.works.models import LedgerEntry, LetterEntry, ThankYouLetter, VillagerLabour
from app.works.models.labour import most_days


def check_letters() -> Iterator[str]:
    """A letter thanks for what sponsors gave to its work; a unit's letters of a year are numbered without a gap."""
    for letter_id, entry_id in db.session.execute(
        select(LetterEntry.letter_id, LetterEntry.entry_id)
        .join(LedgerEntry, LedgerEntry.id == LetterEntry.entry_id)
        .join(ThankYouLetter, ThankYouLetter.id == LetterEntry.letter_id)
        .where(
            or_(
                LedgerEntry.work_id != ThankYouLetter.work_id,
                LedgerEntry.kind != "contribution",
                LedgerEntry.source != "sponsor",
            )
        )
        .order_by(LetterEntry.letter_id, LetterEntry.entry_id)
    ):
        yield f"letter_entries {letter_id}/{entry_id}: no contribution of a sponsor to the letter's work"
    series = (ThankYouLetter.unit_id, ThankYouLetter.year)
    last = func.max(ThankYouLetter.number)
    for unit_id, year, letters, highest in db.session.execute(
        select(*series, func.count(), last).group_by(*series).having(last != func.count()).order_by(*series)
    ):
        yield f"thank_you_letters of unit {unit_id} in {year}: the last number is {highest}, there are {letters}"


def check_labour_days() -> Iterator[str]:
    """Nobody gives more than one labour day a day."""
    for row in db.session.execute(select(VillagerLabour).order_by(VillagerLabour.id)).scalars():
        most = most_days(row.persons, row.from_on, row.to_on)
        if row.days > most:
            yield f"villager_labour {row.id}: {row.days} days, but {row.persons} persons give at most {most}"


SPONSOR_CHECKS = (check_letters, check_labour_days)

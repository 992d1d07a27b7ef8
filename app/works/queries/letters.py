"""Letters that thank sponsors: for those who keep the money, and for anyone who holds the code of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import fold
from app.extensions import db
from app.people.models import Account
from app.works import permissions
from app.works.gifts import is_fallen, is_gift, standing
from app.works.models import FollowUp, LedgerEntry, LetterEntry, ThankYouLetter, Work
from app.works.queries.follow_up import last_visit
from app.works.queries.page import Measured, ShownPhoto, get_work, list_measures, list_photos


class Part(NamedTuple):
    """A contribution in a letter, and what of it the letter thanks for, in đồng."""

    entry: LedgerEntry
    amount: int


@dataclass(frozen=True)
class Letter:
    """A letter with what it thanks for, in the order of the ledger."""

    letter: ThankYouLetter
    work: Work
    parts: list[Part]
    is_valid: bool

    @property
    def party(self) -> str:
        """Who is thanked, as it was written last."""
        return self.parts[-1].entry.party

    @property
    def is_anonymous(self) -> bool:
        """Whoever asked for it once isn't named."""
        return any(part.entry.is_anonymous for part in self.parts)

    @property
    def value(self) -> int:
        """What was given in all, in đồng."""
        return sum(part.amount for part in self.parts)

    def of_form(self, form: str) -> int:
        return sum(part.amount for part in self.parts if part.entry.form == form)

    @property
    def given_on(self) -> date:
        return max(part.entry.on for part in self.parts)


@dataclass(frozen=True)
class Thanks:
    """What anyone reads who has a letter's code. Photos, quantities and visits only of an accepted work."""

    letter: Letter
    measures: list[Measured]
    photos: Sequence[ShownPhoto]
    condition: str | None
    visited_on: date | None


@dataclass(frozen=True)
class Gift:
    """A sponsor's contribution that a letter is to be written for, what stands of it in đồng, and how many others of
    the same sponsor may stand in the letter."""

    work: Work
    entry: LedgerEntry
    amount: int
    others: int
    leader: str


class GiftRow(NamedTuple):
    """What a sponsor gave, the newest letter that thanks for it, what stands of the gift (đồng), and whether the letter
    says more than stands."""

    entry: LedgerEntry
    letter: ThankYouLetter | None
    amount: int
    is_fallen: bool

    @property
    def given_back(self) -> int:
        """What the sponsor got back, in đồng; all of it where the entry was a mistake."""
        return self.entry.amount - self.amount

    @property
    def may_be_thanked(self) -> bool:
        """It stands in no letter that holds. A letter falls with any of its gifts, so the others are thanked anew."""
        return self.amount > 0 and (self.letter is None or self.is_fallen)


@dataclass(frozen=True)
class SponsorsPage:
    """What sponsors gave to a work, first gift first, and who may be thanked still."""

    work: Work
    rows: list[GiftRow]
    can_thank: bool

    @property
    def unthanked(self) -> int:
        return sum(row.may_be_thanked for row in self.rows)


def get_letter(actor: Actor, work_id: int, letter_id: int) -> Letter:
    """A letter of a work, by three statements. Raises NotFound where the actor may not see the money."""
    work = get_work(actor, work_id)
    if not permissions.can_see_budget(actor, work):
        raise NotFound
    letter = db.session.execute(
        select(ThankYouLetter).where(ThankYouLetter.id == letter_id, ThankYouLetter.work_id == work.id)
    ).scalar_one_or_none()
    if letter is None:
        raise NotFound
    return _with_entries(letter, work)


def find_thanks(code: str) -> Thanks | None:
    """What a letter's code opens, for anyone, by at most four statements; None where there is no such letter."""
    row = db.session.execute(
        select(ThankYouLetter, Work, last_visit(FollowUp.condition), last_visit(FollowUp.visited_on))
        .join(Work, Work.id == ThankYouLetter.work_id)
        .where(ThankYouLetter.code == code)
        .options(joinedload(Work.kind, innerjoin=True), joinedload(Work.unit, innerjoin=True), joinedload(Work.commune))
    ).one_or_none()
    if row is None:
        return None
    letter, work, condition, visited_on = row
    is_accepted = work.state == "accepted"
    return Thanks(
        letter=_with_entries(letter, work),
        measures=list_measures(work) if is_accepted else [],
        photos=_photos(work.id) if is_accepted else [],
        condition=condition,
        visited_on=visited_on,
    )


def get_gift(actor: Actor, work_id: int, entry_id: int) -> Gift:
    """A sponsor's contribution for a new letter. Raises NotFound where it is none or the actor may not see it."""
    work = get_work(actor, work_id)
    if not permissions.can_see_budget(actor, work):
        raise NotFound
    rows = db.session.execute(
        select(LedgerEntry, standing())
        .where(LedgerEntry.work_id == work.id, *is_gift(), standing() > 0)
        .order_by(LedgerEntry.number)
    )
    by_id = {gift.id: (gift, int(amount)) for gift, amount in rows}
    if entry_id not in by_id:
        raise NotFound
    party = fold(by_id[entry_id][0].party)
    others = sum(1 for gift, _amount in by_id.values() if gift.id != entry_id and fold(gift.party) == party)
    name = db.session.execute(select(Account.name).where(Account.id == actor.account_id)).scalar()
    return Gift(work, *by_id[entry_id], others, name or "")


def sum_standing(entry: LedgerEntry) -> int:
    """What stands of a contribution, in đồng."""
    return int(db.session.execute(select(standing()).where(LedgerEntry.id == entry.id)).scalar_one())


def get_sponsors_page(actor: Actor, work_id: int) -> SponsorsPage:
    """What sponsors gave to a work, by two statements. Raises NotFound where the actor may not see the money."""
    work = get_work(actor, work_id)
    if not permissions.can_see_budget(actor, work):
        raise NotFound
    newest: Any = select(func.max(LetterEntry.letter_id)).where(LetterEntry.entry_id == LedgerEntry.id)
    rows = db.session.execute(
        select(LedgerEntry, ThankYouLetter, standing(), is_fallen(ThankYouLetter.id))
        .outerjoin(ThankYouLetter, ThankYouLetter.id == newest.correlate(LedgerEntry).scalar_subquery())
        .where(LedgerEntry.work_id == work.id, *is_gift())
        .order_by(LedgerEntry.number)
    )
    return SponsorsPage(work, [GiftRow(*row) for row in rows], permissions.can_thank_sponsor(actor, work))


def _with_entries(letter: ThankYouLetter, work: Work) -> Letter:
    rows = db.session.execute(
        select(LedgerEntry, LetterEntry.amount, standing())
        .join(LetterEntry, LetterEntry.entry_id == LedgerEntry.id)
        .where(LetterEntry.letter_id == letter.id)
        .order_by(LedgerEntry.number)
    ).all()
    parts = [Part(entry, amount) for entry, amount, _stands in rows]
    return Letter(letter, work, parts, is_valid=all(amount == stands for _entry, amount, stands in rows))


def _photos(work_id: int) -> Sequence[ShownPhoto]:
    """The first photo before the work and the last one after it."""
    by_moment: dict[str, ShownPhoto] = {}
    for photo in list_photos(work_id, is_insider=False):
        if photo.moment == "after" or photo.moment not in by_moment:
            by_moment[photo.moment] = photo
    return [by_moment[moment] for moment in ("before", "after") if moment in by_moment]

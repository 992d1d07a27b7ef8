"""Letters that thank sponsors, each with a code that anyone can verify."""

from datetime import date

from sqlalchemy import func, select

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.codes import new_checked_code
from app.core.errors import NotFound, NotPossible
from app.core.events import record
from app.core.text import fold
from app.extensions import db
from app.people.actions.signing_in import count_failure
from app.people.models import Unit
from app.works import permissions
from app.works.actions.steps import allow, lock_work
from app.works.gifts import is_fallen, is_gift, standing
from app.works.models import LedgerEntry, LetterEntry, ThankYouLetter, Work

CODE_LENGTH = 12


@action
def thank_sponsor(
    actor: Actor,
    *,
    work_id: int,
    entry_id: int,
    with_others: bool,
    issued_on: date,
    signer: str,
    signer_title: str,
    words: str = "",
) -> int:
    """Issue a letter for a sponsor's contribution and return its id.

    `with_others`: for everything else that the same sponsor gave to the work and was not thanked for, too. Only what a
    sponsor gave and what stands of it can be thanked for, and only once; a letter that no longer holds doesn't count.
    It gets the next number in the unit's year.
    """
    work = lock_work(actor, work_id)
    allow(permissions.can_thank_sponsor(actor, work))
    gifts = _gifts(work)
    party = next((fold(gift.party) for gift, _amount in gifts if gift.id == entry_id), None)
    if party is None:
        raise _why_not(work, entry_id)
    thanked = _thanked(work)
    if entry_id in thanked:
        raise NotPossible("thanked_before")
    chosen = [
        (gift, amount)
        for gift, amount in gifts
        if gift.id == entry_id or (with_others and fold(gift.party) == party and gift.id not in thanked)
    ]
    if issued_on > clock.today():
        raise NotPossible("in_the_future", field="issued_on")
    if issued_on < max(gift.on for gift, _amount in chosen):
        raise NotPossible("thanks_before_gift", field="issued_on")
    for name, text in (("signer", signer), ("signer_title", signer_title)):
        if not text.strip():
            raise NotPossible("signer_missing", field=name)
    letter = ThankYouLetter(
        work_id=work.id,
        unit_id=work.unit_id,
        year=issued_on.year,
        number=_next_number(work, issued_on.year),
        code=new_checked_code(CODE_LENGTH),
        issued_on=issued_on,
        unit_name=work.unit.name,
        above_name=_name_of(work.unit.parent_id),
        signer=signer,
        signer_title=signer_title,
        words=words,
        issued_by=actor.account_id,
        at=clock.now(),
    )
    db.session.add(letter)
    db.session.flush()  # its entries, the event and the answer need the id
    db.session.add_all(LetterEntry(letter_id=letter.id, entry_id=gift.id, amount=amount) for gift, amount in chosen)
    numbers = [gift.number for gift, _amount in chosen]
    record(actor, "sponsor.thanked", work, letter=letter.id, number=letter.reference, entries=numbers)
    return letter.id


@action
def note_wrong_code(actor: Actor, *, origin: str) -> None:
    """Count a code that was typed and belongs to no letter. No event: nothing of ours was changed."""
    count_failure(identifier="thanks", origin=origin)


def _gifts(work: Work) -> list[tuple[LedgerEntry, int]]:
    """What sponsors gave and what stands of it (đồng), in the order of the ledger; nothing that is gone wholly."""
    rows = db.session.execute(
        select(LedgerEntry, standing())
        .where(LedgerEntry.work_id == work.id, *is_gift(), standing() > 0)
        .order_by(LedgerEntry.number)
    )
    return [(entry, int(amount)) for entry, amount in rows]


def _why_not(work: Work, entry_id: int) -> NotFound | NotPossible:
    entry = db.session.execute(
        select(LedgerEntry).where(LedgerEntry.id == entry_id, LedgerEntry.work_id == work.id)
    ).scalar_one_or_none()
    if entry is None:
        return NotFound()
    is_from_sponsor = entry.kind == "contribution" and entry.source == "sponsor"
    return NotPossible("gift_reversed" if is_from_sponsor else "not_a_gift")


def _thanked(work: Work) -> set[int]:
    """The entries that stand in a letter that holds."""
    return set(
        db.session.execute(
            select(LetterEntry.entry_id)
            .join(ThankYouLetter, ThankYouLetter.id == LetterEntry.letter_id)
            .where(ThankYouLetter.work_id == work.id, ~is_fallen(ThankYouLetter.id))
        ).scalars()
    )


def _name_of(unit_id: int | None) -> str:
    return db.session.execute(select(Unit.name).where(Unit.id == unit_id)).scalar() or ""


def _next_number(work: Work, year: int) -> int:
    """The unit's lock keeps it unique, as it does for vouchers."""
    lock(Unit, Unit.id == work.unit_id)
    last = db.session.execute(
        select(func.max(ThankYouLetter.number)).where(
            ThankYouLetter.unit_id == work.unit_id, ThankYouLetter.year == year
        )
    ).scalar()
    return (last or 0) + 1

"""How works and funds go along when their unit is split, merged or dissolved.

A work that is not at its end goes whole, with its plan, money, pledges and photos. Accepted, rejected and closed ones
stay with the unit as it was. Cash in a fund leaves it by a transfer: two entries, as always.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, delete, func, or_, select

from app.core import clock
from app.core.actions import lock_all
from app.core.actor import Actor
from app.core.events import record
from app.core.money import format_money
from app.extensions import db
from app.people.models import Unit
from app.people.rearranging.belongings import Belongings, Handing, Hindrance, Item, Situation
from app.works.actions.fund import fund_ledger_id
from app.works.actions.ledger import append_asked, lock_books
from app.works.models import EntryRequest, Ledger, LedgerEntry, Work, WorkPartner
from app.works.wording import STATE_NAMES

AT_WORK = ("draft", "submitted", "approved", "under_way", "reported")


def is_open() -> Any:
    """Not at its end, or at its end with money that is still to be returned or moved."""
    return or_(Work.state.in_(AT_WORK), and_(Work.state == "cancelled", Work.books_closed_on.is_(None)))


def list_works(situation: Situation) -> list[Item]:
    works = db.session.execute(
        select(Work).where(Work.unit_id.in_(situation.ids), is_open()).order_by(Work.sort_on, Work.id)
    ).scalars()
    return [
        Item(
            work.id,
            work.unit_id,
            work.title,
            STATE_NAMES[work.state],
            str(work.version),
            ("works.work", {"work_id": work.id}),
        )
        for work in works
    ]


def what_keeps_works(situation: Situation) -> list[Hindrance]:
    """Cash that is left of an accepted work: nobody of the unit could move it any more."""
    left = Work.cash_received - Work.cash_spent - Work.cash_advanced
    works = db.session.execute(
        select(Work)
        .where(Work.unit_id.in_(situation.ending), Work.state == "accepted", left > 0)
        .order_by(Work.sort_on, Work.id)
    ).scalars()
    return [
        Hindrance(
            _l(
                "%(work)s is accepted and still has %(amount)s: move it to another work or to the unit's fund first.",
                work=work.title,
                amount=format_money(work.cash_left),
            ),
            ("works.budget", {"work_id": work.id}),
        )
        for work in works
    ]


def what_stays_of_works(situation: Situation) -> list[Any]:
    accepted, entries = db.session.execute(
        select(
            select(func.count()).where(Work.unit_id.in_(situation.ids), Work.state == "accepted").scalar_subquery(),
            select(func.count())
            .select_from(LedgerEntry)
            .join(Ledger, Ledger.id == LedgerEntry.ledger_id)
            .where(Ledger.unit_id.in_(situation.ids))
            .scalar_subquery(),
        )
    ).one()
    found = []
    if accepted:
        found.append(_l("%(number)s accepted works, with their visits, papers and figures", number=accepted))
    if entries:
        found.append(_l("%(number)s entries in the fund's ledger", number=entries))
    return found


def lock_works(sources: Sequence[int], goals: Sequence[int], _members: Sequence[int]) -> None:
    """The works that go along, then the ledgers of all funds that give or take."""
    lock_all(Work, Work.unit_id.in_(sources), is_open())
    lock_all(Ledger, Ledger.unit_id.in_([*sources, *goals]))


def hand_over_works(actor: Actor, handing: Handing) -> None:
    for work_id, goal in handing.chosen["work"].items():
        work = db.session.get_one(Work, work_id)
        if work.unit_id == goal.id:
            continue
        before, work.unit_id = work.unit_id, goal.id
        work.version += 1
        db.session.execute(delete(WorkPartner).where(WorkPartner.work_id == work.id, WorkPartner.unit_id == goal.id))
        record(actor, "work.passed_on", work, from_unit=before, unit=goal.id, decision=handing.decision)
    _replace_partners(handing)


def _replace_partners(handing: Handing) -> None:
    """Where a unit that ends takes part in open works of others, those that take its place do."""
    rows = db.session.execute(
        select(WorkPartner, Work.unit_id)
        .join(Work, Work.id == WorkPartner.work_id)
        .where(WorkPartner.unit_id.in_(handing.situation.ending), is_open())
    ).all()
    work_ids = [row.work_id for row, _unit_id in rows]
    taking_part = select(WorkPartner.work_id, WorkPartner.unit_id).where(WorkPartner.work_id.in_(work_ids))
    there = {(work_id, unit_id) for work_id, unit_id in db.session.execute(taking_part)}
    for row, owner in rows:
        for unit in handing.successors(row.unit_id):
            if unit.id != owner and (row.work_id, unit.id) not in there:
                there.add((row.work_id, unit.id))
                db.session.add(WorkPartner(work_id=row.work_id, unit_id=unit.id))
        db.session.delete(row)


def balances(situation: Situation) -> Mapping[int, int]:
    rows = db.session.execute(select(Ledger.unit_id, Ledger.balance).where(Ledger.unit_id.in_(situation.ids)))
    return {unit_id: balance for unit_id, balance in rows if unit_id is not None}


def what_keeps_funds(situation: Situation) -> list[Hindrance]:
    """Something that waits for somebody's approval would come into a fund that is closed, or leave it."""
    rows = db.session.execute(
        select(Ledger.unit_id, func.count())
        .join(EntryRequest, or_(EntryRequest.ledger_id == Ledger.id, EntryRequest.to_ledger_id == Ledger.id))
        .where(Ledger.unit_id.in_(situation.ending), EntryRequest.state == "pending")
        .group_by(Ledger.unit_id)
    )
    return [
        Hindrance(
            _l("%(number)s requests about the unit's fund wait: approve or refuse them first.", number=number),
            ("works.fund", {"unit_id": unit_id}),
        )
        for unit_id, number in rows
    ]


def hand_over_funds(actor: Actor, handing: Handing) -> None:
    """A transfer from fund to fund: asked for by who prepared the plan, approved by who agreed to it."""
    for source_id, by_goal in handing.shares.items():
        for goal_id, amount in by_goal.items():
            giving, taking = fund_ledger_id(source_id), fund_ledger_id(goal_id)
            books = lock_books({giving, taking})
            giver, taker = books[giving], books[taking]
            request = EntryRequest(
                ledger_id=giving,
                to_ledger_id=taking,
                kind="transfer",
                amount=-amount,
                party=taker.name[:200],
                reason=handing.decision,
                state="approved",
                requested_by=handing.recorded_by,
                requested_at=clock.now(),
                decided_by=handing.approved_by,
                decided_at=clock.now(),
            )
            db.session.add(request)
            db.session.flush()  # its entries name it
            lock_all(Unit, Unit.id.in_({source_id, goal_id}))  # both number a voucher
            approved = {"kind": "transfer", "form": "cash", "approved_by": handing.approved_by}
            for book, other, moved in ((giver, taker, -amount), (taker, giver, amount)):
                source = "unit_fund" if moved > 0 else None
                entry = append_asked(
                    actor, book, request, **approved, amount=moved, source=source, party=other.name[:200]
                )
                record(actor, "ledger.transfer", book.subject, entry=entry.number, request=request.id, amount=moved)


BELONGINGS = (
    Belongings(
        "work",
        _l("Works"),
        hand_over_works,
        list_works,
        what_keeps_works,
        what_stays_of_works,
        lock_works,
    ),
    Belongings("fund", _l("The unit's fund"), hand_over_funds, hinders=what_keeps_funds, balances=balances),
)

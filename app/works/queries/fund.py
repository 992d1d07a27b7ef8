"""A unit's fund: what is in it, its entries, what waits for whom; and what is in the funds of units under it."""

from dataclasses import dataclass, field

from sqlalchemy import func, select

from app.core import clock
from app.core.actor import Actor, Role
from app.extensions import db
from app.people.models import Unit
from app.works import permissions
from app.works.models import Ledger, Work
from app.works.models.work import TAKES_MONEY
from app.works.queries.entries import EntryRow, list_entries
from app.works.queries.request import RequestRow, leaders_over, list_requests, waiting_rows
from app.works.queries.unit_budget import visible_unit


@dataclass(frozen=True)
class Fund:
    """The page of a unit's fund; `balance` in đồng."""

    unit: Unit
    balance: int
    entries: list[EntryRow]
    requests: list[RequestRow]
    can_record: bool
    reversed_ids: frozenset[int] = field(default=frozenset())

    @property
    def requested_ids(self) -> frozenset[int]:
        """The entries that somebody asks to take back."""
        return frozenset(row.request.entry_id for row in self.requests if row.request.entry_id)

    @property
    def can_correct(self) -> bool:
        return self.can_record


def get_fund(actor: Actor, unit_id: int) -> Fund:
    """A unit's fund by five statements. Raises NotFound where the actor may not see the unit's money."""
    unit = visible_unit(actor, unit_id)
    ledger = db.session.execute(select(Ledger).where(Ledger.unit_id == unit.id)).scalar_one_or_none()
    entries = list_entries(ledger_id=ledger.id) if ledger else []
    requests = list_requests(unit_id=unit.id) if ledger else []
    leaders = leaders_over(unit, clock.today()) if requests else []
    return Fund(
        unit=unit,
        balance=ledger.balance if ledger else 0,
        entries=entries,
        requests=waiting_rows(actor, unit, None, requests, leaders),
        can_record=permissions.can_record_in_book(actor, unit),
        reversed_ids=frozenset(row.entry.reverses_id for row in entries if row.entry.reverses_id),
    )


def list_givers(actor: Actor, unit: Unit) -> list[tuple[int, str, int]]:
    """The funds that can give to a work of this unit, its own and those above, if the actor keeps them; with cash."""
    above = [int(id_) for id_ in unit.path.strip("/").split("/")]
    rows = db.session.execute(
        select(Unit, func.coalesce(Ledger.balance, 0))
        .outerjoin(Ledger, Ledger.unit_id == Unit.id)
        .where(Unit.id.in_(above))
        .order_by(Unit.path.desc())
    )
    return [(unit.id, unit.short_name, int(cash)) for unit, cash in rows if permissions.can_record_in_book(actor, unit)]


def list_takers(actor: Actor, work: Work) -> list[tuple[int, str]]:
    """The other works that the actor records money of and that take it now; (id, title)."""
    paths = actor.paths(Role.LEADER, Role.TREASURER)
    rows = db.session.execute(
        select(Work.id, Work.title)
        .where(Work.id != work.id, Work.state.in_(TAKES_MONEY), permissions.works_under(paths))
        .order_by(Work.sort_on.desc(), Work.id.desc())
        .limit(200)
    )
    return [(id_, title) for id_, title in rows]

"""Plans and ledgers of `seed scale`: about a dozen entries for a finished work, chained as the product chains them."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random
from types import SimpleNamespace
from typing import Any

from sqlalchemy import func, select

from app.core import clock
from app.extensions import db
from app.seed.scale.batch import Batch
from app.seed.scale.people import BaseUnit
from app.works.chain import COVERED, entry_hash
from app.works.models import UNION_SOURCES, Expense, Ledger, LedgerEntry, PlanLine, PlanSource, PlanVersion

GOODS = (
    ("materials", "Xi măng, cát, đá", "m³"),
    ("equipment", "Bộ đèn năng lượng mặt trời", "bộ"),
    ("transport", "Vận chuyển vật tư", "chuyến"),
)
SPONSORS = ("Công ty Điện lực", "Ngân hàng Nông nghiệp", "Hội Doanh nhân trẻ", "Công ty Xi măng", "Bưu điện tỉnh")
LABOUR_SHARE = 4  # one work of four counts the villagers' own labour
CASH_PIECES, GOODS_PIECES, EXPENSES_OF_A_LINE = 4, 2, 2
# How the version of the plan ends in each state of its work.
PLAN_STATES = {"draft": "draft", "submitted": "submitted", "rejected": "refused"}


@dataclass
class Figures:
    """The money of one work in đồng: lines and sources as planned, entries as received and paid."""

    lines: list[int]
    sources: list[tuple[str, str, int]]
    # source (None: an expense), form, amount, place of the plan line
    entries: list[tuple[str | None, str, int, int | None]] = field(default_factory=list)

    @property
    def kept(self) -> dict[str, int]:
        """What the work's row keeps of it."""
        cash = [entry for entry in self.entries if entry[1] == "cash"]
        return {
            "cash_received": sum(entry[2] for entry in cash if entry[0]),
            "cash_spent": -sum(entry[2] for entry in cash if not entry[0]),
            "union_contribution": sum(
                amount
                for source, form, amount, _line in self.entries
                if source in UNION_SOURCES and form in ("cash", "in_kind")
            ),
            "planned_total": sum(self.lines),
        }


class MoneyMaker:
    """Writes plans and ledgers; numbers the vouchers of each unit and year on from what is there."""

    def __init__(self, batch: Batch, chance: Random, receipt: int) -> None:
        self.batch, self.chance, self.receipt = batch, chance, receipt
        self.vouchers: dict[tuple[str | None, int | None], int | None] = {
            (series, year): last
            for series, year, last in db.session.execute(
                select(LedgerEntry.voucher_series, LedgerEntry.voucher_year, func.max(LedgerEntry.voucher_number))
                .where(LedgerEntry.voucher_series.is_not(None))
                .group_by(LedgerEntry.voucher_series, LedgerEntry.voucher_year)
            )
        }

    def figures(self, total: int, *, takes_money: bool) -> Figures:
        """Split a cost into plan lines and sources; where money was taken, also into what came and what was paid."""
        lines = _split(self.chance, total, len(GOODS))
        labour = total // 10 if self.chance.randrange(LABOUR_SHARE) == 0 else 0
        cash = total * 7 // 10
        sources = [
            ("unit_fund", "cash", cash // 2),
            ("sponsor", "cash", cash - cash // 2),
            ("sponsor", "in_kind", total - cash - labour),
            ("own_part", "labour", labour),
        ]
        figures = Figures(lines, [source for source in sources if source[2]])
        if takes_money:
            for kind, form, amount in figures.sources:
                pieces = CASH_PIECES // 2 if form == "cash" else GOODS_PIECES if form == "in_kind" else 1
                figures.entries += [(kind, form, piece, None) for piece in _split(self.chance, amount, pieces)]
            # Six tenths of each line are bought; the rest was given as goods.
            for place, line in enumerate(lines):
                figures.entries += [
                    (None, "cash", -piece, place) for piece in _split(self.chance, line * 6 // 10, EXPENSES_OF_A_LINE)
                ]
        return figures

    def write(self, work_id: int, unit: BaseUnit, committee: int, figures: Figures, *, state: str, last: date) -> None:
        """Add the plan's version, the ledger and its entries. Money came and went in the two months before `last`."""
        line_ids = self._add_plan(work_id, unit, committee, figures, state, last)
        first = last - timedelta(days=58)
        entries = []
        ledger_id = self.batch.next_id(Ledger)
        head = ""
        for number, (source, form, amount, place) in enumerate(figures.entries, 1):
            day = first + timedelta(days=number * 4)
            entry = self._entry(work_id, unit, source, form, amount, day)
            if place is not None:
                entry |= {"plan_line_id": line_ids[place], "file_id": self.receipt, "approved_by": unit.leader}
                entry["expense_id"] = self._add_expense(work_id, unit, entry)
            entry |= {"ledger_id": ledger_id, "number": number, "previous_hash": head}
            entry["hash"] = head = entry_hash(SimpleNamespace(**entry))  # type: ignore[arg-type]
            entries.append(entry)
        balance = sum(entry["amount"] for entry in entries if entry["form"] == "cash")
        self.batch.add(Ledger, work_id=work_id, balance=balance, entries=len(entries), head=head)
        for entry in entries:
            self.batch.add(LedgerEntry, **entry)

    def _entry(
        self, work_id: int, unit: BaseUnit, source: str | None, form: str, amount: int, day: date
    ) -> dict[str, Any]:
        """An entry with every column that the chain covers, None where it has nothing to say."""
        entry: dict[str, Any] = dict.fromkeys(COVERED)
        entry |= {
            "work_id": work_id,
            "kind": "contribution" if source else "expense",
            "form": form,
            "amount": amount,
            "on": day,
            "counts_on": day,
            "source": source,
            "party": self.chance.choice(SPONSORS) if source else "Cửa hàng vật liệu",
            "is_anonymous": False,
            "description": "",
            "recorded_by": unit.treasurer,
            "at": _noon(day),
        }
        if form == "cash":
            series = f"{'PT' if amount > 0 else 'PC'}-{unit.id}"
            number = (self.vouchers.get((series, day.year)) or 0) + 1
            self.vouchers[series, day.year] = number
            entry |= {"voucher_series": series, "voucher_year": day.year, "voucher_number": number}
        return entry

    def _add_expense(self, work_id: int, unit: BaseUnit, entry: dict[str, Any]) -> int:
        return self.batch.add(
            Expense,
            work_id=work_id,
            plan_line_id=entry["plan_line_id"],
            amount=-entry["amount"],
            payee=entry["party"],
            on=entry["on"],
            description="",
            file_id=self.receipt,
            state="approved",
            recorded_by=unit.treasurer,
            recorded_at=entry["at"],
            decided_by=unit.leader,
            decided_at=entry["at"],
            reason="",
        )

    def _add_plan(
        self, work_id: int, unit: BaseUnit, committee: int, figures: Figures, state: str, last: date
    ) -> list[int]:
        """Add the plan; gives the ids of its lines."""
        is_decided = state not in ("draft", "submitted")
        version_id = self.batch.add(
            PlanVersion,
            work_id=work_id,
            number=1,
            state=PLAN_STATES.get(state, "approved"),
            reason="",
            made_by=unit.leader,
            made_at=_noon(last - timedelta(days=75)),
            decided_by=committee if is_decided else None,
            decided_at=_noon(last - timedelta(days=68)) if is_decided else None,
        )
        for position, (kind, form, amount) in enumerate(figures.sources, 1):
            self.batch.add(
                PlanSource, version_id=version_id, position=position, kind=kind, form=form, amount=amount, name=""
            )
        return [
            self.batch.add(
                PlanLine,
                version_id=version_id,
                position=position,
                category=category,
                description=description,
                quantity=Decimal(1),
                unit=unit_word,
                unit_price=amount,
                amount=amount,
            )
            for position, ((category, description, unit_word), amount) in enumerate(
                zip(GOODS, figures.lines, strict=True), 1
            )
        ]


def _split(chance: Random, total: int, pieces: int) -> list[int]:
    """Whole thousands that add up to the total, each at least half of an even share."""
    even = total // pieces
    parts = [even * chance.randint(50, 100) // 100 // 1_000 * 1_000 for _piece in range(pieces - 1)]
    return [*parts, total - sum(parts)]


@lru_cache(maxsize=5_000)
def _noon(day: date) -> datetime:
    return clock.at_local(day, time(12))

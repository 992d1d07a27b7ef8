"""A list that was sent and is looked at before anything of it is imported: kept for one day, for who sent it alone."""

import json
import zlib
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import BigId, Model, UtcDateTime
from app.core.workbooks import Cell, Row, Sheet
from app.people.roster.columns import find_headings

KEPT_FOR = timedelta(days=1)


class RosterDraft(Model):
    """The cells of a list, what was answered about them, and what came of it; the cells go when it is imported."""

    __tablename__ = "roster_drafts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(200))
    # Packed by `pack`; None once it is imported.
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    # "c-<sheet>-<position>": which column that is; "r-<sheet>-<row>": who that is; "leave_out": rows with errors.
    answers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    result: Mapped[dict[str, int] | None] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def pack(sheets: list[Sheet]) -> bytes:
    """The cells of all sheets as they were read, without those that may not be kept: religion, identity card, …"""
    plain = []
    for sheet in sheets:
        headings = find_headings(sheet.rows)
        private = set(headings.private)
        rows = []
        for index, row in enumerate(sheet.rows):
            is_below = index >= headings.first
            cells = [
                None if is_below and position in private else _plain(cell) for position, cell in enumerate(row.cells)
            ]
            rows.append([row.number, cells])
        plain.append([sheet.name, rows])
    return zlib.compress(json.dumps(plain, ensure_ascii=False).encode(), 1)


def unpack(content: bytes) -> list[Sheet]:
    """What `pack` has packed."""
    return [
        Sheet(name, [Row(number, tuple(map(_cell, cells))) for number, cells in rows])
        for name, rows in json.loads(zlib.decompress(content))
    ]


def _plain(cell: Cell) -> Any:
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    return {"number": str(cell)} if isinstance(cell, Decimal) else cell


def _cell(plain: Any) -> Cell:
    if isinstance(plain, dict):
        return date.fromisoformat(plain["day"]) if "day" in plain else Decimal(plain["number"])
    return plain

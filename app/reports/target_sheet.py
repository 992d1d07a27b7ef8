"""Targets of many units on one Excel sheet: written with what is set, read back as it came."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import force_locale

from app.core.money import parse_money
from app.core.numbers import parse_decimal
from app.core.sheets import Column, write_sheet
from app.core.text import fold
from app.core.workbooks import Cell, Row, letters
from app.core.wrong_input import WrongInput
from app.reports.figures import BY_KEY, IN_DONG
from app.reports.targets import LARGEST, TARGETED, Targets

CODE, NAME, DOCUMENT = "Mã đơn vị", "Đơn vị", "Văn bản giao chỉ tiêu"


class Problem(NamedTuple):
    """A cell that can't be read: "C5", and a code of `messages.SHEET_PROBLEMS`."""

    cell: str
    code: str
    value: str


class SheetLine(NamedTuple):
    """A unit's code with its targets by key; None empties one. `document` is None where there is no such column."""

    code: str
    cell: str
    values: dict[str, int | None]
    document: str | None


def write_targets(rows: Sequence[tuple[Any, Targets]], year: int) -> bytes:
    """A line for each unit with what is set for it."""
    with force_locale("vi"):
        labels = [str(BY_KEY[key].label) for key in TARGETED]
    columns = [Column(CODE, 14, ""), Column(NAME, 40), *(Column(label, 18) for label in labels), Column(DOCUMENT, 30)]
    lines = [
        [unit.code, unit.name, *(targets.values.get(key) for key in TARGETED), targets.document]
        for unit, targets in rows
    ]
    return write_sheet(f"Chỉ tiêu {year}", columns, lines)


def read_targets_sheet(rows: Sequence[Row]) -> tuple[list[SheetLine], list[Problem]]:
    """The lines of a sheet, and every cell that can't be read. Columns are found by their headings in any order."""
    headings = _find_headings(rows)
    if headings is None:
        return [], [Problem("A1", "no_headings", "")]
    top, columns = headings
    lines: list[SheetLine] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for row in rows[top + 1 :]:
        cells = {name: row.cells[at] if at < len(row.cells) else None for name, at in columns.items()}
        code = str(cells[CODE] or "").strip()
        place = f"{letters(columns[CODE])}{row.number}"
        if not code:
            problems.append(Problem(place, "no_code", ""))
            continue
        if code in seen:
            problems.append(Problem(place, "code_twice", code))
        seen.add(code)
        values: dict[str, int | None] = {}
        for key in TARGETED:
            if key in columns:
                number = _read_number(key, cells[key])
                values[key] = number or None
                if number is None and cells[key] not in (None, ""):
                    problems.append(Problem(f"{letters(columns[key])}{row.number}", "no_number", str(cells[key])))
        document = str(cells[DOCUMENT] or "")[:200] if DOCUMENT in columns else None
        lines.append(SheetLine(code, place, values, document))
    if not lines and not problems:
        problems.append(Problem(f"A{rows[top].number + 1}", "no_lines", ""))
    return lines, problems


def _find_headings(rows: Sequence[Row]) -> tuple[int, Mapping[str, int]] | None:
    names = {fold(CODE): CODE, fold(DOCUMENT): DOCUMENT, **{fold(key): key for key in TARGETED}}
    for language in ("en", "vi"):
        with force_locale(language):
            names |= {fold(str(BY_KEY[key].label)): key for key in TARGETED}
    for number, row in enumerate(rows[:20]):
        found = {
            names[fold(str(cell))]: at
            for at, cell in enumerate(row.cells)
            if cell is not None and fold(str(cell)) in names
        }
        if CODE in found and len(found) > 1:
            return number, found
    return None


def _read_number(key: str, cell: Cell) -> int | None:
    """A whole number above zero, 0 for an empty cell or a zero, None for what is no number."""
    if cell in (None, ""):
        return 0
    if isinstance(cell, str):
        try:
            number = parse_money(cell) if key in IN_DONG else int(parse_decimal(cell, decimals=0))
        except WrongInput:
            return None
    elif isinstance(cell, int):
        number = cell
    else:  # a fraction, or a day
        return None
    return number if 0 <= number <= LARGEST else None

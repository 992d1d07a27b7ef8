"""The plan as it stands in a sheet: rows that Excel put on the clipboard, with or without a header."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.messages import sentence
from app.core.money import parse_money
from app.core.numbers import parse_decimal
from app.core.text import fold, normalise
from app.core.wrong_input import WrongInput
from app.works.wording import CATEGORY_NAMES

# What the headers of plans say, folded; the first that fits counts. What is named nowhere here is skipped.
HEADERS = {
    "description": ("noi dung", "hang muc", "dien giai", "mo ta", "ten hang", "ten vat tu", "description"),
    "unit": ("dvt", "don vi", "unit of measure"),
    "quantity": ("so luong", "khoi luong", "sl", "quantity"),
    "unit_price": ("don gia", "unit price"),
    "category": ("loai", "nhom", "category"),
}
COLUMNS = ("description", "unit", "quantity", "unit_price")
TOTALS = ("tong", "cong", "total", "sum")


@dataclass(frozen=True)
class PastedPlan:
    """The rows as values of the form of a line, and a sentence for each row that can't be read."""

    rows: list[dict[str, Any]]
    wrong: list[str]


def read_pasted(text: str) -> PastedPlan:
    """Read rows of cells with tabs between them. Empty rows, the header and sums at the end are left out.

    Without a header the columns are: description, unit of measure, quantity, unit price; a running number may stand
    before them, the amount after them, and a category before or after them.
    """
    rows: list[dict[str, Any]] = []
    wrong: list[str] = []
    header: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        cells = [normalise(cell) for cell in line.split("\t")]
        if not any(cells):
            continue
        found = _read_header(cells) if not rows else {}
        if found:
            header, wrong = found, []  # what stands above a header is a title
            continue
        if _is_sum(cells):
            continue
        named = _by_header(cells, header) if header else _by_place(cells)
        if named is None:
            wrong.append(str(_l("Row %(number)s: four columns are needed.", number=number)))
            continue
        try:
            rows.append(_read_row(named))
        except WrongInput as error:
            wrong.append(str(_l("Row %(number)s: %(reason)s", number=number, reason=str(sentence(error)))))
    return PastedPlan(rows, wrong)


def _read_header(cells: list[str]) -> dict[str, int]:
    """The place of each column; empty where the row doesn't name all that are needed."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        word = fold(cell)
        for name, words in HEADERS.items():
            if name not in found and any(word.startswith(known) for known in words):
                found[name] = place
                break
    return found if all(name in found for name in COLUMNS) else {}


def _by_header(cells: list[str], header: dict[str, int]) -> dict[str, str] | None:
    padded = [*cells, *[""] * (max(header.values()) + 1 - len(cells))]
    named = {name: padded[place] for name, place in header.items()}
    return named if all(named[name] for name in COLUMNS) else None


def _by_place(cells: list[str]) -> dict[str, str] | None:
    if len(cells) > len(COLUMNS) and cells[0].rstrip(".").isdecimal():
        cells = cells[1:]
    category = next((cells[place] for place in (0, -1) if _category(cells[place])), "")
    if category:
        cells = cells[1:] if cells[0] == category else cells[:-1]
    if len(cells) < len(COLUMNS) or not all(cells[: len(COLUMNS)]):
        return None
    return {**dict(zip(COLUMNS, cells, strict=False)), "category": category}


def _read_row(named: dict[str, str]) -> dict[str, Any]:
    return {
        "category": _category(named.get("category", "")) or "materials",
        "description": named["description"][:200],
        "unit": named["unit"][:30],
        "quantity": parse_decimal(named["quantity"]),
        "unit_price": parse_money(named["unit_price"]),
    }


def _category(cell: str) -> str | None:
    word = fold(cell)
    return next((code for code, name in CATEGORY_NAMES.items() if word and word in (code, fold(str(name)))), None)


def _is_sum(cells: list[str]) -> bool:
    """A row that says "total" and holds one figure at most."""
    filled = [cell for cell in cells if cell]
    return len(filled) <= 2 and fold(filled[0]).startswith(TOTALS)

"""Excel files that people send us: the cells of their sheets, and nothing that a spreadsheet can do.

Formulas are read as the value that was saved with them and never computed; macros, document types and files that
unpack to far more than they weigh are refused before anything reads them.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from app.core.text import normalise
from app.core.wrong_input import WrongInput

LARGEST_FILE = 5_000_000  # bytes
LARGEST_UNPACKED = 16_000_000  # bytes: about a second of reading
MOST_PARTS = 200
MOST_ROWS = 3_000
# A stray cell at the end of a sheet declares a million rows above it.
LAST_ROW = 20_000
MOST_COLUMNS = 60
LONGEST_CELL = 2_000

Cell = str | int | Decimal | date | None


class NotASheet(WrongInput):
    """The file is no sheet to read.

    `empty`, `too_large` (bytes, packed or unpacked), `wrong_type` (not .xlsx), `macros`, `unsafe` (a document type,
    with which XML reaches for other files), `damaged`, `too_many_rows`.
    """

    kind = "sheet"
    codes = frozenset({"empty", "too_large", "wrong_type", "macros", "unsafe", "damaged", "too_many_rows"})


class Row(NamedTuple):
    """A row with its number as Excel shows it."""

    number: int
    cells: tuple[Cell, ...]


class Sheet(NamedTuple):
    """A sheet's name and its rows that hold anything."""

    name: str
    rows: list[Row]


def read_rows(raw: bytes) -> list[Row]:
    """The rows of the first sheet that hold anything; raises NotASheet."""
    return read_sheets(raw, most_sheets=1)[0].rows


def read_sheets(raw: bytes, *, most_sheets: int, most_rows: int = MOST_ROWS) -> list[Sheet]:
    """The visible sheets that hold anything, at most so many, with at most so many rows together; raises NotASheet."""
    _check(raw)
    from openpyxl import load_workbook  # only who sends a sheet pays for it

    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise NotASheet("empty")
        found: list[Sheet] = []
        for sheet in sheets[:most_sheets]:
            sheet.reset_dimensions()  # what the file says about its size is not to be believed
            left = most_rows - sum(len(one.rows) for one in found)
            rows = list(_filled(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), left))
            found += [Sheet(normalise(sheet.title), rows)] if rows else []
    except WrongInput:
        raise
    except Exception as error:  # written by hundreds of programs, and read with as many ways to fail
        raise NotASheet("damaged") from error
    if not found:
        raise NotASheet("empty")
    return found


def _check(raw: bytes) -> None:
    if not raw:
        raise NotASheet("empty")
    if len(raw) > LARGEST_FILE:
        raise NotASheet("too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            _check_parts(package)
    except zipfile.BadZipFile as error:
        raise NotASheet("wrong_type") from error
    except WrongInput:
        raise
    except Exception as error:  # encrypted, or packed in a way that we don't know
        raise NotASheet("damaged") from error


def _check_parts(package: zipfile.ZipFile) -> None:
    """Reading a part never gives more than the size it declares, so the sizes can be added up first."""
    parts = package.infolist()
    names = [part.filename for part in parts]
    if "xl/workbook.xml" not in names:
        raise NotASheet("wrong_type")
    if any(name.lower().endswith((".bin", ".vba")) and "vba" in name.lower() for name in names):
        raise NotASheet("macros")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise NotASheet("too_large")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            content = package.read(part)
            # Excel writes UTF-8; another encoding would hide what is looked for here.
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise NotASheet("unsafe")
            if b"macroEnabled" in content and part.filename == "[Content_Types].xml":
                raise NotASheet("macros")


def _filled(rows: Iterator[tuple[Any, ...]], most_rows: int) -> Iterator[Row]:
    found = 0
    for number, values in enumerate(rows, 1):
        if number > LAST_ROW:
            raise NotASheet("too_many_rows")
        filled = list(values)
        while filled and filled[-1] is None:  # each row comes with all the columns that may be
            filled.pop()
        cells = [_cell(value) for value in filled]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            found += 1
            if found > most_rows:
                raise NotASheet("too_many_rows")
            yield Row(number, tuple(cells))


def _cell(value: Any) -> Cell:
    """Text in canonical Unicode, whole numbers as int, others as exact decimals, days as dates."""
    if value is None or isinstance(value, bool):
        return None if value is None else str(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date | int):
        return value
    if isinstance(value, float):
        try:
            exact = Decimal(repr(value))
        except InvalidOperation:
            return str(value)
        if not exact.is_finite():
            return str(value)
        return int(exact) if exact == exact.to_integral_value() and abs(exact) < 10**15 else exact
    return normalise(str(value)[:LONGEST_CELL]) or None


def letters(position: int) -> str:
    """The name of a column, from 0: A, B, …, Z, AA."""
    name = ""
    position += 1
    while position:
        position, letter = divmod(position - 1, 26)
        name = chr(ord("A") + letter) + name
    return name

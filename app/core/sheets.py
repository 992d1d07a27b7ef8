"""Excel files that we write. What people typed is written as text, so a cell never runs as a formula."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from flask import Response

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel refuses these in a sheet's name.
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


class Column(NamedTuple):
    """A column: its heading, its width in characters, and how its numbers look ("" for text and dates)."""

    heading: str
    width: int = 16
    number_format: str = "#,##0"


class SheetOf(NamedTuple):
    """A sheet of a workbook: its name, columns, rows of text, int, Decimal, date or None, and a title above them."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    title: str = ""


def write_sheet(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, title: str = "") -> bytes:
    """A workbook of one sheet: title, headings that stay in view, rows of text, int, Decimal, date or None."""
    return write_book([SheetOf(name, columns, rows, title)])


def write_book(sheets: Sequence[SheetOf]) -> bytes:
    """A workbook of several sheets."""
    import xlsxwriter  # only who downloads a sheet pays for it

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "constant_memory": False})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    formats = {
        number_format: book.add_format({"num_format": number_format})
        for number_format in sorted({column.number_format for sheet in sheets for column in sheet.columns})
    }
    for name, columns, rows, title in sheets:
        sheet = book.add_worksheet(sheet_name(name))
        top = 0
        if title:
            sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
            top = 2
        for x, column in enumerate(columns):
            sheet.set_column(x, x, column.width)
            sheet.write_string(top, x, column.heading, bold)
        sheet.freeze_panes(top + 1, 0)
        for y, row in enumerate(rows, top + 1):
            for x, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(y, x, value, day)
                elif isinstance(value, int | Decimal):
                    sheet.write_number(y, x, value, formats[columns[x].number_format])
                elif value not in (None, ""):
                    sheet.write_string(y, x, str(value))
    book.close()
    return target.getvalue()


def sheet_name(name: str) -> str:
    """A name as Excel allows it."""
    return _NOT_IN_NAMES.sub(" ", name)[:31].strip()


def send_bytes(content: bytes, *, name: str, media_type: str = MEDIA_TYPE) -> Response:
    """A file made for this one request, offered for download and kept by nobody on the way."""
    response = Response(content, mimetype=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response

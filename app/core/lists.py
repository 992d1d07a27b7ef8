"""Lists that people send us, as Excel files or as text: the cells of every sheet in Unicode, or refused with advice."""

import codecs
import csv
import io
import re
import unicodedata

from app.core.filetypes import sniff
from app.core.old_fonts import old_font
from app.core.text import normalise
from app.core.workbooks import LARGEST_FILE, LONGEST_CELL, MOST_COLUMNS, NotASheet, Row, Sheet, read_sheets
from app.core.wrong_input import WrongInput

MOST_ROWS = 10_000
MOST_SHEETS = 30
_DELIMITERS = ",;\t"
# Windows-1258 has the marks of the tones as characters of their own.
_VIETNAMESE = set("aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz")


class NotAList(WrongInput):
    """The file is no list to read.

    `wrong_type`, `too_large` (bytes), `too_many_rows`, `unreadable` (an encoding that we don't know), `tcvn3`, `vni`
    (fonts of the time before Unicode), `no_headings`.
    """

    kind = "list"
    codes = frozenset({"wrong_type", "too_large", "too_many_rows", "unreadable", "tcvn3", "vni", "no_headings"})


def read_list(raw: bytes) -> list[Sheet]:
    """The sheets of an Excel file, or a text as one sheet. Raises NotAList or NotASheet."""
    if len(raw) > LARGEST_FILE:
        raise NotAList("too_large")
    if raw.startswith(b"PK"):
        try:
            sheets = read_sheets(raw, most_sheets=MOST_SHEETS, most_rows=MOST_ROWS)
        except NotASheet as error:
            if error.code == "too_many_rows":
                raise NotAList("too_many_rows") from error
            raise
    else:
        sheets = [Sheet("", _read_text(raw))]
    font = old_font(cell for sheet in sheets for row in sheet.rows for cell in row.cells if isinstance(cell, str))
    if font:
        raise NotAList(font)
    return sheets


def decode(raw: bytes) -> str:
    """A text file in UTF-8, UTF-16 or Windows-1258, in the composed form. Raises NotAList."""
    for bom, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if raw.startswith(bom):
            return _composed(raw, name)
    head = raw[:2000]
    if head.count(0) > len(head) // 5:  # UTF-16 without its mark: every other byte of plain letters is 0
        return _composed(raw, "utf-16-be" if head[:1] == b"\0" else "utf-16-le")
    if 0 in raw:
        raise NotAList("wrong_type")
    try:
        return _composed(raw, "utf-8")
    except NotAList:
        return _from_one_byte_a_letter(raw)


def _composed(raw: bytes, encoding: str) -> str:
    try:
        return unicodedata.normalize("NFC", raw.decode(encoding))
    except UnicodeDecodeError as error:
        raise NotAList("unreadable") from error


def _from_one_byte_a_letter(raw: bytes) -> str:
    """Windows-1258, unless it is one of the old fonts."""
    font = old_font(raw.decode("cp1252", "replace").splitlines())
    if font:
        raise NotAList(font)
    text = _composed(raw, "cp1258")
    letters = [char for char in text if char.isalpha() and not char.isascii()]
    strange = sum(unicodedata.normalize("NFD", char.casefold())[0] not in _VIETNAMESE for char in letters)
    loose = sum(unicodedata.category(char) == "Mn" for char in text)
    if (strange + loose) * 20 > len(letters):
        raise NotAList("unreadable")
    return text


def _read_text(raw: bytes) -> list[Row]:
    if not raw:
        raise NotASheet("empty")
    if sniff(raw):
        raise NotAList("wrong_type")
    text = decode(raw)
    rows = []
    try:
        for number, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), 1):
            cells = [normalise(value[:LONGEST_CELL]) or None for value in values[:MOST_COLUMNS]]
            while cells and cells[-1] is None:
                cells.pop()
            if cells:
                rows.append(Row(number, tuple(cells)))
            if len(rows) > MOST_ROWS or number > 3 * MOST_ROWS:
                raise NotAList("too_many_rows")
    except csv.Error as error:
        raise NotAList("unreadable") from error
    if not rows:
        raise NotASheet("empty")
    return rows


def _delimiter(text: str) -> str:
    """The sign that parts the most cells in the first lines, outside of quotes."""
    head = re.sub(r'"[^"]*"', "", "\n".join(text[:20_000].splitlines()[:40]))
    return max(_DELIMITERS, key=head.count)

"""Excel files that people send: read as text and numbers, or refused, and never slowly."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook

from app.core.workbooks import MOST_ROWS, NotASheet, letters, read_rows


def save(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def sheet(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return save(book)


def repack(raw, **parts):
    """The same file with some parts replaced or added, by the end of their names."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        names = source.namelist()
        for name in names:
            new.writestr(name, parts.get(name, source.read(name)))
        for name in set(parts) - set(names):
            new.writestr(name, parts[name])
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def with_sheet(content):
    return repack(sheet(["a"]), **{SHEET: HEAD + content + b"</worksheet>"})


def test_cells_are_text_whole_numbers_decimals_and_days():
    rows = read_rows(sheet(["  Nà   Lùng "], [], [20, 1.25, 20.0, date(2023, 5, 2), True, None, ""]))
    assert [row.number for row in rows] == [1, 3]
    assert rows[0].cells == ("Nà Lùng",)
    assert rows[1].cells[:5] == (20, Decimal("1.25"), 20, date(2023, 5, 2), "True")


def test_columns_have_the_names_that_excel_shows():
    assert [letters(position) for position in (0, 25, 26, 51, 52, 701, 702)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA")
    ]


def test_a_formula_is_never_computed():
    rows = read_rows(sheet(["x", '=HYPERLINK("http://example.org")', "=1+1", "=cmd|' /C calc'!A0"]))
    assert rows[0].cells == ("x",)


BOMB = b"<sheetData>" + b"<row><c><v>1</v></c></row>" * 3_000_000 + b"</sheetData>"
FAR = b'<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
WIDE = b"<sheetData>" + b'<row><c r="XFD1"><v>1</v></c></row>' * 10_000 + b"</sheetData>"
EMPTY_ROWS = b"<sheetData>" + b"<row/>" * 1_000_000 + b"</sheetData>"
ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst><si><t>&e;</t></si></sst>'
LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(10))
    + b"]><sst><si><t>&k;</t></si></sst>"
)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"", "empty"),
        (lambda: sheet([]), "empty"),
        (lambda: b"%PDF-1.4 not a sheet", "wrong_type"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "wrong_type"),
        (lambda: b"x" * 5_000_001, "too_large"),
        (lambda: sheet(["a"])[:-200], "wrong_type"),
        (lambda: repack(sheet(["a"]), **{SHEET: b"<worksheet"}), "damaged"),
        (lambda: with_sheet(BOMB), "too_large"),
        (lambda: repack(sheet(["a"]), **{f"x/{n}.xml": b"" for n in range(300)}), "too_large"),
        (lambda: with_sheet(FAR), "too_many_rows"),
        (lambda: with_sheet(EMPTY_ROWS), "too_many_rows"),
        (lambda: sheet(*(["x"] for _ in range(MOST_ROWS + 1))), "too_many_rows"),
        (lambda: repack(sheet(["a"]), **{"xl/sharedStrings.xml": ENTITY}), "unsafe"),
        (lambda: repack(sheet(["a"]), **{"xl/sharedStrings.xml": LAUGHS}), "unsafe"),
        (lambda: repack(sheet(["a"]), **{"xl/sharedStrings.xml": "<?xml?>".encode("utf-16")}), "unsafe"),
        (lambda: repack(sheet(["a"]), **{"xl/vbaProject.bin": b"macro"}), "macros"),
    ],
)
def test_what_is_no_harmless_sheet_is_refused_at_once(make, code):
    raw = make()
    with pytest.raises(NotASheet) as refused:
        read_rows(raw)
    assert refused.value.code == code


def test_cells_far_to_the_right_cost_nothing():
    with pytest.raises(NotASheet, match="empty"):
        read_rows(with_sheet(WIDE))


def test_a_long_cell_and_control_characters_are_cut():
    rows = read_rows(sheet(["a\u200bb" + "x" * 10_000]))
    assert rows[0].cells[0].startswith("abx")
    assert len(rows[0].cells[0]) <= 2_000

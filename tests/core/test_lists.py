"""Lists that people send: read in whatever encoding, refused with advice in an old font, and never slowly."""

import time

import pytest

from app.core.lists import MOST_ROWS, NotAList, read_list
from app.core.old_fonts import is_old_font
from app.core.workbooks import NotASheet
from tests.people import rosters

READ = [tuple(cell for cell in row if cell) for row in rosters.PLAIN]


def cells(raw):
    (sheet,) = read_list(raw)
    return [row.cells for row in sheet.rows]


@pytest.mark.parametrize(
    "raw",
    [
        rosters.text(rosters.PLAIN),
        rosters.text(rosters.PLAIN, encoding="utf-8-sig", delimiter=";"),
        rosters.text(rosters.PLAIN, encoding="utf-16", delimiter="\t"),
        rosters.text(rosters.PLAIN, encoding="utf-16-le"),
        rosters.text(rosters.PLAIN, encoding="utf-16-be"),
        rosters.text(rosters.PLAIN, form="NFD"),
        rosters.windows_1258(),
        rosters.sheet(*rosters.PLAIN),
    ],
    ids=["utf-8", "bom", "utf-16", "utf-16-le", "utf-16-be", "nfd", "windows-1258", "xlsx"],
)
def test_every_encoding_gives_the_same_cells(raw):
    assert cells(raw) == READ


@pytest.mark.parametrize(("rows", "code"), [(rosters.TCVN3, "tcvn3"), (rosters.VNI, "vni")])
@pytest.mark.parametrize("write", [rosters.sheet, None, "cp1252"], ids=["xlsx", "utf-8", "one byte"])
def test_fonts_of_the_time_before_unicode_are_refused_by_name(rows, code, write):
    raw = write(*rows) if callable(write) else rosters.text(rows, encoding=write or "utf-8")
    with pytest.raises(NotAList) as refused:
        read_list(raw)
    assert refused.value.code == code


def test_unicode_headings_above_old_names_are_refused_too():
    with pytest.raises(NotAList):
        read_list(rosters.sheet(rosters.PLAIN[0], *rosters.TCVN3[1:], *rosters.TCVN3[1:], *rosters.TCVN3[1:]))


@pytest.mark.parametrize("name", ["Nguyễn Văn Đức", "Tuân", "Quyên Loan", "Zoë", "H'Niê", "Hoà", "Thuỳ"])
def test_a_sound_name_is_no_old_font(name):
    assert not is_old_font(name)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b"\n\n , ,\n", "empty"),
        (b"%PDF-1.7 list", "wrong_type"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "wrong_type"),
        (b"\x89PNG\r\n\x1a\n", "wrong_type"),
        (b"a,b\0c,d" + b"x" * 99, "wrong_type"),
        (b"\xff\xfe\x00", "unreadable"),
        (bytes(range(0x80, 0x100)) * 9, "unreadable"),
        (b"a\n" * (MOST_ROWS + 1), "too_many_rows"),
        (b"\n" * 100_000 + b"a", "too_many_rows"),
        (b"x" * 5_000_001, "too_large"),
        (b'a,"' + b"x" * 200_000, "unreadable"),
    ],
)
def test_what_is_no_list_is_refused(raw, code):
    with pytest.raises((NotAList, NotASheet)) as refused:
        read_list(raw)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (rosters.zip_bomb, "too_large"),
        (rosters.million_rows, "too_many_rows"),
        (rosters.external_entity, "unsafe"),
        (rosters.macro, "macros"),
        (lambda: rosters.large(100_000), "too_large"),
        (lambda: rosters.large(MOST_ROWS + 1), "too_many_rows"),
    ],
    ids=["zip bomb", "a million rows", "external entity", "macro", "100,000 rows", "10,001 rows"],
)
def test_a_hostile_or_endless_file_is_refused_within_five_seconds(build, code):
    raw = build()
    began = time.process_time()
    with pytest.raises((NotAList, NotASheet)) as refused:
        read_list(raw)
    assert time.process_time() - began < 5
    assert refused.value.code == code


def test_formulas_of_a_text_are_read_as_text():
    assert cells(rosters.text([[formula, "x"] for formula in rosters.FORMULAS])) == [
        (formula, "x") for formula in rosters.FORMULAS
    ]

"""Rosters as offices really keep them, built by code: each as the bytes of a file."""

import csv
import io
import unicodedata
import zipfile
from datetime import date, timedelta

from openpyxl import Workbook

FAMILIES = ("Nguyễn", "Trần", "Hoàng", "Nông", "Lương", "Vi", "Đặng", "Triệu", "Bế", "Lý")
MIDDLES = ("Thị", "Văn", "Minh", "Thu", "Quốc", "Đức", "Ngọc", "Hữu")
GIVEN = ("Hà", "Hải", "Dũng", "Ước", "Phượng", "Tuấn", "Thuỷ", "Kiên", "Nhung", "Sơn", "Đạt", "Vỹ")
TONES = "\u0300\u0301\u0303\u0309\u0323"


def name(number):
    """A name for a number; in the first 960 each stands once."""
    return f"{FAMILIES[number % 10]} {MIDDLES[number // 10 % 8]} {GIVEN[number // 80 % 12]}"


def birth(number):
    return date(2008, 1, 1) + timedelta(days=number % 700)


def phone(number):
    return f"09{12_000_000 + number:08}"


def save(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def sheet(*rows):
    """A file of one sheet with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return save(book)


def text(rows, *, encoding="utf-8", delimiter=",", form="NFC"):
    """The same as a text file."""
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter).writerows(rows)
    return unicodedata.normalize(form, target.getvalue()).encode(encoding)


PLAIN = (
    ("Họ và tên", "Ngày sinh", "Giới tính", "Số điện thoại"),
    ("Nguyễn Thị Phượng", "26/03/2008", "Nữ", "0912 345 678"),
    ("Đặng Hữu Ước", "05/11/2007", "Nam", "0987 654 321"),
    ("Lương Thuỷ", "19/05/2008", "Nữ", ""),
)


def school():
    """Titles merged over the table, headings in two rows, an x for the gender, dates and phones that Excel changed."""
    book = Workbook()
    page = book.active
    page["A1"], page["E1"] = "ĐOÀN TNCS HỒ CHÍ MINH TỈNH LẠNG SƠN", "Lạng Sơn, ngày 05 tháng 9 năm 2026"
    page["A3"] = "DANH SÁCH ĐOÀN VIÊN NĂM HỌC 2026 – 2027"
    for area in ("A1:D1", "E1:H1", "A3:H3", "A5:A6", "B5:B6", "C5:C6", "D5:E5", "F5:F6"):
        page.merge_cells(area)
    headings = ("STT", "Họ và tên", "Ngày, tháng, năm sinh", "Giới tính", None, "SĐT", "Lớp", "Dân tộc", "Ghi chú")
    for x, heading in enumerate(headings, 1):
        if heading:
            page.cell(5, x, heading)
    page["D6"], page["E6"] = "Nam", "Nữ"
    for x in range(1, 10):
        page.cell(7, x, x)
    rows = (
        (1, "NGUYỄN THỊ PHƯỢNG", date(2008, 3, 26), None, "x", 912345678, "11A1", "Tày"),
        (2, "Đặng Hữu Ước", date(2007, 11, 5), "X", None, 987654321, "11A1", "Kinh"),
        (3, "Lương Thuỷ", date(2008, 5, 19), None, "x", None, "11A2", "Nùng"),
    )
    for y, row in enumerate(rows, 8):
        for x, cell in enumerate(row, 1):
            page.cell(y, x, cell)
    page["A11"], page["B11"], page["F11"] = "Tổng cộng:", "03 đoàn viên", 3
    page["B13"], page["F13"] = "Người lập danh sách", "TM. BAN CHẤP HÀNH"
    page["B14"], page["F14"] = "(Ký, ghi rõ họ tên)", "BÍ THƯ"
    page["B18"], page["F18"] = "Nông Thị Lan", "Hoàng Văn Sự"
    return save(book)


def agency():
    """Dates as everybody likes to write them; and a heading that may mean a phone number."""
    days = ("26-3-1998", "26.03.1998", "1998-03-26", "26/3/1998 00:00:00", "ngày 26 tháng 3 năm 1998", "26031998")
    rows = [(n, name(n), day, "nam", f"+84 9{12_000_000 + n:08}") for n, day in enumerate(days, 1)]
    return sheet(("TT", "Họ tên đoàn viên", "Ngày tháng năm sinh", "Phái", "Liên hệ (Zalo)"), *rows)


def two_sheets():
    """A sheet for each chapter, named after it, and one that tells how to fill them in."""
    book = Workbook()
    book.active.title = "Hướng dẫn"
    book.active.append(("Ghi đầy đủ họ tên, ngày sinh",))
    for title, rows in (("11A1", PLAIN), ("Chi đoàn 11A2", (PLAIN[0], ("Bế Văn Kiên", "01/01/2008", "Nam", "")))):
        page = book.create_sheet(title)
        page.append((f"DANH SÁCH LỚP {title}",))
        for row in rows:
            page.append(row)
    return save(book)


def days_under_gender():
    """ "Năm sinh" over "Nam" and "Nữ": the day stands in the column of the gender."""
    return sheet(
        ("DANH SÁCH ĐOÀN VIÊN",),
        ("STT", "Họ và tên", "Ngày tháng năm sinh", None, "Ngày vào Đoàn"),
        (None, None, "Nam", "Nữ", None),
        (1, "Đặng Hữu Ước", "05/11/2007", None, "26/03/2023"),
        (2, "Lương Thuỷ", None, "19/05/2008", "26/03/2024"),
    )


def split_columns():
    """ "Họ và tên" merged over two columns; day, month and year in three."""
    return sheet(
        ("TT", "Họ và tên", None, "Ngày sinh", None, None, "Giới tính"),
        (None, None, None, "Ngày", "Tháng", "Năm", None),
        (1, "Nguyễn Thị", "Phượng", 26, 3, 2008, "Nữ"),
        (2, "Đặng Hữu", "Ước", "05", "11", "2007", "Nam"),
        (3, "Lương", "Thuỷ", 19, 5, 2008, "Nữ"),
    )


def with_units():
    """Each row names its unit, by name or code."""
    return sheet(
        (*PLAIN[0], "Chi đoàn"),
        (*PLAIN[1], "Chi đoàn 11A1"),
        (*PLAIN[2], "CL-11A1"),
        (*PLAIN[3], "11A1"),
        ("Vi Văn Sơn", "01/02/2008", "Nam", "", "Chi đoàn Sở Tài chính"),
    )


def doubtful():
    """A year only, a year of two digits, no such day, no gender, two phones, the future, no name, a wrong e-mail."""
    return sheet(
        (*PLAIN[0], "Email"),
        ("Nguyễn Thị Phượng", 2008, "Nữ", None, None),
        ("Đặng Hữu Ước", "5/11/07", "Nam", None, None),
        ("Lương Thuỷ", "31/02/2008", "Nữ", None, None),
        ("Bế Văn Kiên", "01/01/2008", "?", "0912345678/0987654321", None),
        ("Vi Văn Sơn", "01/01/2090", "Nam", None, "son@"),
        (None, "01/02/2008", "Nam", "0912345678", None),
        ("Lý Thu Nhung 2", "01/02/2008", "Nữ", None, None),
        ("Triệu Minh Hà", "03/02/2008", "Nữ", None, None),
    )


def windows_1258(rows=PLAIN):
    """What old Excel saves as CSV on a Vietnamese Windows: tones as characters of their own."""
    target = b""
    for char in text(rows).decode():
        parts = unicodedata.normalize("NFD", char)
        tones = "".join(part for part in parts if part in TONES)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
        try:
            target += char.encode("cp1258")
        except UnicodeEncodeError:
            target += (base + tones).encode("cp1258")
    return target


TCVN3 = (("Hä vµ tªn", "Ngµy sinh"), ("NguyÔn V¨n §øc", "26/03/2008"), ("TrÇn ThÞ Hoµng", "19/05/2008"))
VNI = (("Hoï vaø teân", "Ngaøy sinh"), ("Nguyeãn Vaên Ñöùc", "26/03/2008"), ("Traàn Thò Höông", "19/05/2008"))


def large(count=3399, *, unit_codes=("CL",), last_word=""):
    """A whole Bloc in one list, as the office keeps it; with another last word of the names it is other people."""
    headings = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số điện thoại", "Ngày vào Đoàn", "Mã đơn vị", "Lớp")
    rows = (
        (
            n + 1,
            f"{name(n)} {last_word}".strip(),
            birth(n // 960 * 37 + n),
            ("Nam", "Nữ")[n % 2],
            int(phone(n)),
            date(2023, 3, 26),
            unit_codes[n % len(unit_codes)],
            f"11A{n % 9 + 1}",
        )
        for n in range(count)
    )
    book = Workbook(write_only=True)
    page = book.create_sheet("Đoàn viên")
    for row in (("DANH SÁCH ĐOÀN VIÊN TOÀN KHỐI",), (), headings, *rows):
        page.append(row)
    return save(book)


def _with_part(part, content, *, raw=None):
    """A sound file with one part of it replaced, or added."""
    source, target = io.BytesIO(raw or sheet(*PLAIN)), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename != part:
                new.writestr(item, old.read(item))
        new.writestr(part, content)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def zip_bomb():
    return _with_part(SHEET, b"<worksheet>" + b" " * 200_000_000)


def million_rows():
    """Three people, and a stray cell in the last row that Excel has."""
    rows = "".join(
        f'<row r="{y}">' + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
        for y, row in ((*enumerate(PLAIN, 1), (1_048_576, ("x",))))
    )
    head = f'<worksheet xmlns="{NAMESPACE}"><dimension ref="A1:XFD1048576"/><sheetData>'
    return _with_part(SHEET, f"{head}{rows}</sheetData></worksheet>".encode())


def external_entity():
    return _with_part(SHEET, b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>')


def macro():
    return _with_part("xl/vbaProject.bin", b"macro")


FORMULAS = ('=HYPERLINK("http://x","y")', "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3")


def formulas():
    return sheet(PLAIN[0], *((formula, "26/03/2008", "Nam", "") for formula in FORMULAS))

"""The columns of a roster: what people call them, where they stand in a sheet, and which of them have to be asked."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from app.core.text import fold
from app.core.workbooks import Cell, Row

# Title rows, merged over the table, stand above the headings.
HEADINGS_WITHIN = 30


class Column(NamedTuple):
    """A column: its heading in our own files, what else it is called (folded), and words that hint at it."""

    name: str
    heading: str
    aliases: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    width: int = 16


COLUMNS = (
    Column("code", "Mã đoàn viên", ("ma dv", "ma so doan vien", "ma so", "ma thanh vien"), ("ma doan", "ma so"), 14),
    Column(
        "full_name",
        "Họ và tên",
        (
            "ho ten",
            "ho va ten doan vien",
            "ho ten doan vien",
            "ten doan vien",
            "ho va ten khai sinh",
            "ho va ten hoc sinh",
        ),
        ("ho ten", "ho va ten", "ten hoc sinh", "ten day du"),
        28,
    ),
    Column("family", "Họ và tên đệm", ("ho dem", "ho", "ho lot", "ho va dem", "ho va chu dem", "ho va ten lot"), ()),
    Column("given", "Tên", ("ten goi",), ()),
    Column(
        "birth_date",
        "Ngày sinh",
        ("ngay thang nam sinh", "ngay thang sinh", "nam sinh", "sinh ngay", "ngay sinh dd mm yyyy", "ntns"),
        ("sinh",),
    ),
    Column("birth_day", "Ngày", (), ()),
    Column("birth_month", "Tháng", (), ()),
    Column("birth_year", "Năm", (), ()),
    Column("gender", "Giới tính", ("gt", "phai", "nam nu"), ("gioi",), 10),
    Column("male", "Nam", ("gioi tinh nam",), ()),
    Column("female", "Nữ", ("gioi tinh nu",), ()),
    Column(
        "phone",
        "Số điện thoại",
        (
            "dien thoai",
            "sdt",
            "so dt",
            "dt",
            "dtdd",
            "so dtdd",
            "di dong",
            "so di dong",
            "dien thoai di dong",
            "so dien thoai lien he",
            "dien thoai lien he",
            "so dien thoai di dong",
        ),
        ("dien thoai", "di dong", "zalo", "lien he", "sdt"),
    ),
    Column("email", "E-mail", ("email", "thu dien tu", "dia chi email", "dia chi thu dien tu", "gmail"), ("mail",), 26),
    Column(
        "joined_on",
        "Ngày vào Đoàn",
        (
            "ngay ket nap",
            "ngay ket nap doan",
            "ngay thang nam vao doan",
            "ngay thang vao doan",
            "vao doan",
            "ngay vao doan tncs hcm",
            "ngay vao doan tncs ho chi minh",
            "nam vao doan",
        ),
        ("vao doan", "ket nap"),
    ),
    Column(
        "unit", "Đơn vị", ("ten don vi", "doan co so", "co so doan", "don vi truc thuoc"), ("don vi", "co quan"), 30
    ),
    Column("chapter", "Chi đoàn", ("ten chi doan", "chi doan sinh hoat", "chi doan co so"), ("chi doan",), 24),
    Column("unit_code", "Mã đơn vị", ("ma chi doan", "ma co so doan"), ("ma don vi",), 14),
    Column("member_since", "Ngày vào đơn vị", ("ngay chuyen den", "sinh hoat tu ngay"), ("chuyen den",)),
    Column("occupation", "Nghề nghiệp", ("cong viec", "nghe nghiep hien nay"), ("nghe",), 24),
    Column("class_name", "Lớp", ("lop hoc", "ten lop", "hoc lop"), ("lop",), 12),
    Column(
        "card_number",
        "Số thẻ đoàn viên",
        ("so the", "so the doan", "the doan vien", "ma the", "so the dv", "ma so the"),
        ("so the",),
    ),
)
BY_NAME = {column.name: column for column in COLUMNS}
# What our own files have, in this order. The others are ways in which people split these.
WRITTEN = (
    "code",
    "full_name",
    "birth_date",
    "gender",
    "phone",
    "email",
    "joined_on",
    "unit_code",
    "unit",
    "member_since",
    "occupation",
    "class_name",
    "card_number",
)
# On many lists, and nothing that is kept here.
IGNORED = frozenset(
    (
        "stt",
        "tt",
        "so tt",
        "so thu tu",
        "ghi chu",
        "que quan",
        "dia chi",
        "noi o",
        "ho khau",
        "thuong tru",
        "noi sinh",
        "chuc vu",
        "trinh do",
        "nam",
        "ky ten",
        "ngay vao dang",
        "dang vien",
        "doan phi",
        "xep loai",
        "danh gia",
        "noi ket nap",
        "noi cap",
        "ngay cap",
    )
)
# The law lets nobody ask for these without need: they aren't read, and not kept for the preview either.
_PRIVATE = re.compile(
    r"\b(dan toc|ton giao|suc khoe|benh|cccd|cmnd|cmtnd|can cuoc|chung minh|dinh danh|bao hiem|bhyt)\b"
)
# Somebody else's name, number or day.
_OF_OTHERS = re.compile(r"\b(cha|bo|me|phu huynh|giam ho|nguoi than|gvcn|giao vien|chu nhiem|noi|dang|truong)\b")


class Asked(NamedTuple):
    """A column whose heading may mean something: where it stands, its heading, and what we would take it for."""

    position: int
    heading: str
    suggested: str


@dataclass
class Headings:
    """What the headings of a sheet say."""

    places: dict[str, int] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    passed: list[int] = field(default_factory=list)
    private: list[int] = field(default_factory=list)
    # The index of the first row below the headings.
    first: int = 0

    @property
    def is_table(self) -> bool:
        """Does it look like a list of people: a name, and one thing more?"""
        names = {*self.places, *(one.suggested for one in self.asked)}
        return bool({"full_name", "given"} & names) and len(names) > 1


def find_headings(rows: list[Row]) -> Headings:
    """The headings under the titles, in one row or two, with the most columns that we know."""
    best = Headings()
    for index in range(len(rows[:HEADINGS_WITHIN])):
        for span in (1, 2):
            found = _read_headings(rows[index : index + span])
            found.first = index + span
            if found.is_table and len(found.places) > len(best.places):
                best = found
    _find_unnamed_given(rows, best)
    return best


def answer(headings: Headings, answers: dict[int, str]) -> None:
    """Take what somebody said about columns: the name of a column, or "" for none of them."""
    for position, name in answers.items():
        headings.asked = [one for one in headings.asked if one.position != position]
        headings.passed = [one for one in headings.passed if one != position]
        headings.places = {known: at for known, at in headings.places.items() if at != position and known != name}
        if name in BY_NAME and position not in headings.private:
            headings.places[name] = position
        else:
            headings.passed.append(position)


def at(row: Row, position: int | None) -> Cell:
    """A cell, None beyond the end of its row."""
    return row.cells[position] if position is not None and position < len(row.cells) else None


def _read_headings(rows: list[Row]) -> Headings:
    """The lower of two rows says it, under a group that the upper one names, perhaps merged over several columns."""
    found, group = Headings(), ""
    for position in range(max(len(row.cells) for row in rows)):
        upper = at(rows[0], position)
        group = upper if isinstance(upper, str) else group
        texts = [cell for cell in (at(row, position) for row in reversed(rows)) if isinstance(cell, str)]
        if not texts:
            continue
        found.texts[position] = " – ".join(reversed(texts)) if len(texts) > 1 else texts[0]
        if any(_PRIVATE.search(fold(text)) for text in texts):
            found.private.append(position)
            continue
        name = next((name for name in (_named(text, group) for text in texts) if name), "")
        if name and name not in found.places:
            found.places[name] = position
        elif name:  # twice the same: which of them is it?
            found.asked.append(Asked(position, found.texts[position], ""))
        elif not any(_bare(text) in IGNORED for text in texts):
            found.passed.append(position)
    taken = Counter(_hinted(found.texts[position]) for position in found.passed)
    for position in list(found.passed):
        hint = _hinted(found.texts[position])
        if hint and hint not in found.places and not (hint == "full_name" and "given" in found.places):
            found.passed.remove(position)
            found.asked.append(Asked(position, found.texts[position], hint if taken[hint] == 1 else ""))
    return found


def _find_unnamed_given(rows: list[Row], found: Headings) -> None:
    """ "Họ và tên" merged over two columns: the second, without a heading of its own, holds the given names."""
    position = found.places.get("full_name", -2) + 1
    if position <= 0 or position in found.texts or "given" in found.places:
        return
    below = rows[found.first :]
    filled = sum(isinstance(at(row, position), str) for row in below)
    if filled * 2 > len(below):
        found.places["family"] = found.places.pop("full_name")
        found.places["given"] = position
        found.texts[position] = found.texts[position - 1]


def _named(heading: str, group: str) -> str:
    name, whole = _bare(heading), fold(heading)
    under = fold(group)
    is_male = heading.strip().casefold() == "nam"  # folded, "Năm" and "Nam" are alike
    if "sinh" in under.split() and name in ("ngay", "thang", "nam") and not is_male:
        return {"ngay": "birth_day", "thang": "birth_month", "nam": "birth_year"}[name]
    if name == "nam":
        return "male" if is_male else ""
    for column in COLUMNS:
        if column.name.startswith("birth_") and column.name != "birth_date":
            continue
        if {name, whole} & {fold(column.heading), *column.aliases}:
            return column.name
    return ""


def _hinted(heading: str) -> str:
    """What a heading that we don't know might be, by a word in it."""
    name = fold(heading)
    if _OF_OTHERS.search(name) or len(name) > 60:
        return ""
    return next((column.name for column in COLUMNS if any(hint in name for hint in column.hints)), "")


def _bare(heading: str) -> str:
    """Without what stands in brackets, and without the star of a required column."""
    return fold(re.sub(r"\(.*?\)", " ", heading)) or fold(heading)

"""Reading the list of a decision: a sheet with headings as a roster has them, or lines of text with a name in each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from app.core.lists import NotAList, read_list
from app.core.messages import sentence
from app.core.text import fold
from app.core.workbooks import Row, Sheet
from app.core.wrong_input import WrongInput
from app.people.roster.cells import Unclear, shown, text_of_at_most
from app.people.roster.columns import Headings, at, find_headings
from app.people.roster.reading import Doubt, UnitNames, read_roster

# The columns of a roster that say who somebody is; the others of a decision's list aren't read.
READ = frozenset(
    (
        *("code", "full_name", "family", "given", "birth_date", "birth_day", "birth_month", "birth_year"),
        *("unit", "chapter", "unit_code"),
    )
)
_OUTCOME = frozenset({"ket qua", "ket qua hoc tap", "ket qua dao tao", "ket qua boi duong", "hoan thanh"})
_GRADE = frozenset({"xep loai", "loai", "diem", "xep hang", "danh gia", "xep loai tot nghiep", "ghi ro xep loai"})
_SAID = {
    **dict.fromkeys(("dat", "hoan thanh", "da hoan thanh", "tot nghiep", "x", "co", "dat yeu cau"), "completed"),
    **dict.fromkeys(
        ("khong dat", "chua dat", "khong hoan thanh", "chua hoan thanh", "bo hoc", "khong", "thoi hoc"), "not_completed"
    ),
    **dict.fromkeys(("dang hoc", "chua co", "chua co ket qua", "cho ket qua"), ""),
}
_GRADES = frozenset({"xuat sac", "gioi", "kha", "tot", "trung binh", "trung binh kha"})
LONGEST_GRADE = 60


@dataclass(frozen=True)
class SentRow:
    """A person as a row says. `unit_id` is None where the list names no unit; `said` is what stands for the outcome.

    `places` gives position and heading of "name", "code" and "outcome", to say where something is wrong.
    """

    sheet: int
    number: int
    name: str
    code: str | None
    birth_date: date | None
    unit_id: int | None
    outcome: str
    grade: str
    said: str
    places: Mapping[str, tuple[int, str]]

    @property
    def key(self) -> str:
        """What answers about the row are kept by."""
        return f"{self.sheet}-{self.number}"


class ListReading(NamedTuple):
    """The people of a list, its cells that can't be taken, and the rows that are nobody."""

    rows: list[SentRow]
    doubts: list[Doubt]
    # What stands in them, to be looked at.
    passed: list[str]


def sheets_of_file(raw: bytes, units: UnitNames) -> list[Sheet]:
    """The sheets of a file, those without headings as lines of text. Raises NotAList or NotASheet."""
    return _with_headings(read_list(raw), units)


def sheets_of_text(text: str, units: UnitNames) -> list[Sheet]:
    """What was pasted: a table from a sheet, or lines. Raises NotAList."""
    # In the lines of a decision a comma parts a name from what is said about it; only tabs make a table.
    if "\t" in text:
        return sheets_of_file(text.encode(), units)
    lines = [Row(number, (line,)) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    return _with_headings([Sheet("", lines)], units)


def _with_headings(sheets: list[Sheet], units: UnitNames) -> list[Sheet]:
    found = [sheet if _is_table(find_headings(sheet.rows)) else _from_lines(sheet, units) for sheet in sheets]
    found = [sheet for sheet in found if len(sheet.rows) > 1]
    if not found:
        raise NotAList("no_headings")
    return found


def _is_table(headings: Headings) -> bool:
    """A name, and one thing more of what is read here."""
    names = {*headings.places, *(asked.suggested for asked in headings.asked)} & READ
    return bool({"full_name", "given"} & names) and len(names) > 1


_NUMBER = re.compile(r"^\(?\d{1,4}\s*[.):/\-]?\s+|^\d{1,4}[.)]\s*|^[-+•*]\s*")
_TITLE = re.compile(r"^(các )?(đ/c|đồng chí|ông|bà|anh|chị|em)[ :.]+", re.IGNORECASE)
_PARTS = re.compile(r"\s*[\t;,|]\s*|\s+[-–—]\s+|\s*[()]\s*")
HEADINGS = ("STT", "Họ và tên", "Mã đoàn viên", "Ngày sinh", "Đơn vị", "Kết quả")


def _from_lines(sheet: Sheet, units: UnitNames) -> Sheet:
    """A sheet with headings, of lines such as "1. Đồng chí Nông Thị Hà, Sở Tư pháp". What isn't understood is left."""
    rows = [Row(0, HEADINGS)]
    for row in sheet.rows:
        line = "\t".join(shown(cell) for cell in row.cells if cell is not None)
        line = _TITLE.sub("", _NUMBER.sub("", line.strip()))
        name, *others = [part for part in (part.strip(" .:") for part in _PARTS.split(line)) if part] or [""]
        if not _looks_like_name(name):
            continue
        code = next((part for part in others if re.fullmatch(r"[A-Za-z]{1,4}\d{4,}", part)), None)
        birth = next((part for part in others if re.fullmatch(r"(sinh )?[\d/.\-]{8,10}", part.lower())), None)
        said = next((part for part in others if fold(part) in _SAID or fold(part) in _GRADES), None)
        unit = next((part for part in others if fold(part) in units.by_name), None)
        birth = birth.lower().removeprefix("sinh ") if birth else None
        rows.append(Row(row.number, (str(row.number), name, code, birth, unit, said)))
    return Sheet(sheet.name, rows)


def _looks_like_name(text: str) -> bool:
    words = text.split()
    is_spelt = 2 <= len(words) <= 6 and all(word[0].isupper() and word.isalpha() for word in words)
    return is_spelt and fold(text) not in ("ho va ten", "danh sach", "quyet dinh", "noi nhan")


def read_people(sheets: list[Sheet], units: UnitNames) -> ListReading:
    """Everybody of a list. `units` say what the names of units mean."""
    tables = [(index, sheet, find_headings(sheet.rows)) for index, sheet in enumerate(sheets)]
    answers = {}
    for index, _sheet, headings in tables:
        for name, position in headings.places.items():
            if name not in READ:
                answers[f"c-{index}-{position}"] = ""
        for asked in headings.asked:
            is_wanted = asked.suggested in READ and asked.suggested not in headings.places
            answers[f"c-{index}-{asked.position}"] = asked.suggested if is_wanted else ""
        # A row with a name and nothing else is a heading to the roster. One with a result beside it is somebody, so
        # that column is read as one that nobody looks at here.
        results = [position for position, text in headings.texts.items() if fold(text) in _OUTCOME | _GRADE]
        if results:
            answers[f"c-{index}-{results[0]}"] = "occupation"
    reading = read_roster(sheets, units, answers)
    rows, doubts = [], list(reading.doubts)
    cells = {(index, row.number): row for index, sheet, _headings in tables for row in sheet.rows}
    for person in reading.people:
        headings = tables[person.sheet][2]
        found = _Outcome(headings, cells[person.sheet, person.row], person.sheet)
        places = {
            "name": _place(headings, "full_name", "given"),
            "code": _place(headings, "code"),
            "outcome": found.place,
        }
        doubts += found.doubts
        if not found.doubts:
            rows.append(
                SentRow(
                    person.sheet,
                    person.row,
                    person.name,
                    person.values.get("code"),
                    person.values.get("birth_date"),
                    person.unit_id if person.is_unit_named else None,
                    found.outcome,
                    found.grade,
                    found.said,
                    places,
                )
            )
    return ListReading(rows, doubts, [row.text for row in reading.passed])


def _place(headings: Headings, *names: str) -> tuple[int, str]:
    position = next((headings.places[name] for name in names if name in headings.places), 0)
    return position, headings.texts.get(position, "")


class _Outcome:
    """How a turn ended as far as a row says: in a column for the result, one for the grade, or both."""

    def __init__(self, headings: Headings, row: Row, sheet: int) -> None:
        self.outcome = self.grade = self.said = ""
        self.doubts: list[Doubt] = []
        self.place = (0, "")
        for position, heading in headings.texts.items():
            name = fold(heading)
            cell = at(row, position)
            if cell is None or name not in _OUTCOME | _GRADE:
                continue
            self.place, self.said = (position, heading), shown(cell)
            try:
                self._read(shown(cell), is_grade=name in _GRADE)
            except (Unclear, WrongInput) as error:
                reason = error.reason if isinstance(error, Unclear) else str(sentence(error))
                self.doubts.append(Doubt(sheet, row.number, position, heading, shown(cell), reason, is_refused=True))

    def _read(self, text: str, *, is_grade: bool) -> None:
        known = _SAID.get(fold(text))
        if known is not None:
            self.outcome = self.outcome or known
        elif is_grade or fold(text) in _GRADES:
            self.grade = text_of_at_most(LONGEST_GRADE)(text)
            self.outcome = self.outcome or "completed"
        else:
            raise Unclear(_("Write “Đạt” or “Không đạt”, or the grade."))

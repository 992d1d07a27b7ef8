"""Every row of a roster as a person, or its cells that can't be taken, each with the reason."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.core import clock
from app.core.messages import sentence
from app.core.text import fold
from app.core.workbooks import Cell, Row, Sheet, letters
from app.core.wrong_input import WrongInput
from app.people.roster.cells import READERS, Unclear, is_mark, read_day, read_name, shown
from app.people.roster.columns import BY_NAME, Asked, Headings, answer, at, find_headings


class Doubt(NamedTuple):
    """A cell that can't be taken as it is: where it stands, its heading, what is in it, and why."""

    sheet: int
    row: int
    position: int
    heading: str
    text: str
    reason: str
    is_refused: bool

    @property
    def cell(self) -> str:
        return f"{letters(self.position)}{self.row}"


@dataclass(frozen=True)
class PersonRow:
    """A person as a row says: only what stands in it. `is_unit_named`: by the row itself, not chosen for all."""

    sheet: int
    row: int
    unit_id: int
    is_unit_named: bool
    values: Mapping[str, Any]

    @property
    def key(self) -> str:
        """What answers about the row are kept by."""
        return f"{self.sheet}-{self.row}"

    @property
    def name(self) -> str:
        return str(self.values["full_name"])


class PassedRow(NamedTuple):
    """A row that is no person: a total, a signature, the numbers of the columns."""

    sheet: int
    row: int
    text: str


@dataclass
class SheetReading:
    """How the headings of one sheet were understood."""

    name: str
    headings: Headings
    unit_id: int | None = None


@dataclass
class Reading:
    """What the sheets hold."""

    sheets: list[SheetReading] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    passed: list[PassedRow] = field(default_factory=list)

    @property
    def asked(self) -> list[tuple[int, Asked]]:
        return [(index, one) for index, sheet in enumerate(self.sheets) for one in sheet.headings.asked]

    @property
    def is_empty(self) -> bool:
        return not any(sheet.headings.is_table for sheet in self.sheets)


@dataclass(frozen=True)
class UnitNames:
    """What the names of units mean in this list. `chosen` is the unit that it was sent for."""

    chosen: int
    by_name: Mapping[str, frozenset[int]]
    paths: Mapping[int, str]
    founded: Mapping[int, date]

    def find(self, text: str, under: int | None = None) -> int:
        """The unit of this name or code. Raises Unclear where there is none, or several."""
        found = {
            unit_id
            for unit_id in self.by_name.get(fold(text), frozenset())
            if under is None or self.paths[unit_id].startswith(self.paths[under])
        }
        if len(found) > 1:
            raise Unclear(_("Several units are called so. Write the unit's code in a column “Mã đơn vị”."))
        if not found:
            raise Unclear(_("There is no unit of this name under the chosen one."), is_refused=True)
        return found.pop()


# What people write where there is nothing to write.
_DASHES = "-–—._…/ "
_NOTHING = frozenset({"khong", "khong co", "chua co", "ko", "n a"})
_NUMBERS = ("birth_date", "birth_year", "male", "female", "code", "phone", "joined_on", "card_number")
# A total by its marks, because Tống and Công are names.
_TOTAL = re.compile(r"(tổng|cộng)\b|tong (cong|so)\b", re.IGNORECASE)
_TAIL = re.compile(
    r"(an dinh )?danh sach( nay)? (gom|co|nay)|(nguoi|can bo) (lap|tong hop)|t ?m |ky (ten|ghi|va)\b|ghi ro ho|"
    r"noi nhan|xac nhan|thu truong|hieu truong|bi thu$|thay mat|ban (chap hanh|thuong vu)|"
    r"([\w ]{2,30} )?ngay( \d+)? thang( \d+)? nam"
)


def read_roster(sheets: list[Sheet], units: UnitNames, answers: Mapping[str, str] | None = None) -> Reading:
    """Read all sheets. `answers` say which column is what where that was asked: "c-<sheet>-<position>" → its name."""
    reading = Reading()
    for index, sheet in enumerate(sheets):
        headings = find_headings(sheet.rows)
        said = _answers_for(index, answers or {})
        answer(headings, said)
        one = SheetReading(sheet.name, headings)
        reading.sheets.append(one)
        if not headings.is_table:
            continue
        taken = {**{ask.suggested: ask.position for ask in headings.asked if ask.suggested}, **headings.places}
        # A sheet for each chapter is named after it.
        found = units.by_name.get(fold(sheet.name), frozenset()) if sheet.name else frozenset()
        one.unit_id = (
            next(iter(found)) if len(found) == 1 and not {"unit", "chapter", "unit_code"} & set(taken) else None
        )
        _SheetReader(index, one, taken, units, reading).read(sheet.rows[headings.first :])
    return reading


def _answers_for(sheet: int, answers: Mapping[str, str]) -> dict[int, str]:
    start = f"c-{sheet}-"
    return {int(key.removeprefix(start)): name for key, name in answers.items() if key.startswith(start)}


class _SheetReader:
    """Reads the rows of one sheet into a reading."""

    def __init__(self, index: int, sheet: SheetReading, places: dict[str, int], units: UnitNames, reading: Reading):
        self.index, self.sheet, self.places, self.units, self.reading = index, sheet, places, units, reading
        self.in_tail = False
        self.today = clock.today()

    def read(self, rows: list[Row]) -> None:
        for row in rows:
            cells = {name: at(row, position) for name, position in self.places.items()}
            if self._is_nobody(row, cells):
                text = " · ".join(shown(cell) for cell in row.cells if cell is not None)
                self.reading.passed.append(PassedRow(self.index, row.number, text[:120]))
            else:
                _PersonReader(self, row, cells).read()

    def _is_nobody(self, row: Row, cells: Mapping[str, Cell]) -> bool:
        """A total, a signature, a group ("I. Chi đoàn 10A1"), the headings again, or the numbers under them."""
        filled = {name for name, cell in cells.items() if cell is not None}
        # Days, numbers and codes have digits; who signs below stands in the same columns without any.
        is_somebody = any(len(re.findall(r"\d", shown(cells.get(name)))) >= 4 for name in _NUMBERS)
        is_somebody = is_somebody or self._is_numbered(row)
        if not is_somebody and any(
            _TOTAL.match(cell) or _TAIL.match(fold(cell)) for cell in row.cells if isinstance(cell, str)
        ):
            self.in_tail = True
        if self.in_tail and not is_somebody:
            return True
        if len(filled) <= 1 and not (filled and self._is_numbered(row)):
            return True
        given = [cell for cell in row.cells if cell is not None]
        if all(isinstance(cell, int) or re.fullmatch(r"\(?\d{1,2}\)?", str(cell)) for cell in given):
            return True
        name = at(row, self.places.get("full_name", self.places.get("given")))
        return isinstance(name, str) and fold(name) in ("ho va ten", "ho ten", "ten")

    def _is_numbered(self, row: Row) -> bool:
        """The first cell is a number, and there is a name: a person of whom nothing else is known."""
        name = at(row, self.places.get("full_name", self.places.get("given")))
        return name is not None and re.fullmatch(r"\d{1,5}\.?", str(row.cells[0])) is not None


class _PersonReader:
    """Reads one row; each cell that can't be taken becomes a doubt, and the row gives a person only without any."""

    def __init__(self, sheet: _SheetReader, row: Row, cells: dict[str, Cell]) -> None:
        self.sheet, self.row, self.cells = sheet, row, cells
        self.doubts: list[Doubt] = []

    def read(self) -> None:
        values = {"full_name": self._name(), "birth_date": self._birth_date(), "gender": self._gender()}
        for name, read in READERS.items():
            if name not in values:
                values[name] = self.take(name, read)
        unit_id, is_named = self._unit()
        self._check_days(values, unit_id)
        if self.doubts:
            self.sheet.reading.doubts.extend(self.doubts)
        elif unit_id is not None:
            given = {name: value for name, value in values.items() if value is not None}
            self.sheet.reading.people.append(PersonRow(self.sheet.index, self.row.number, unit_id, is_named, given))

    def take(self, name: str, read: Any) -> Any:
        """The value of a cell; None where it is empty, or doubtful."""
        cell = self.cells.get(name)
        if cell is None or (isinstance(cell, str) and (fold(cell) in _NOTHING or not cell.strip(_DASHES))):
            return None
        try:
            return read(cell)
        except WrongInput as error:
            self.doubt(name, sentence(error), is_refused=True)
        except Unclear as error:
            self.doubt(name, error.reason, is_refused=error.is_refused)
        return None

    def doubt(self, name: str, reason: str, *, is_refused: bool) -> None:
        position = self.sheet.places.get(name, 0)
        heading = self.sheet.sheet.headings.texts.get(position) or BY_NAME[name].heading
        text = shown(self.cells.get(name))
        self.doubts.append(Doubt(self.sheet.index, self.row.number, position, heading, text, reason, is_refused))

    def _name(self) -> str | None:
        if "full_name" in self.cells:
            name = "full_name"
        else:
            name = "given" if "given" in self.cells else "family"
            parts = [shown(self.cells.get(part)) for part in ("family", "given")]
            self.cells[name] = " ".join(part for part in parts if part) or None
        if self.cells[name] is None:
            self.doubt(name, _("The name is missing."), is_refused=True)
        return self.take(name, read_name)

    def _birth_date(self) -> date | None:
        """From its own column, from three for day, month and year, or from one of the two for men and for women."""
        if self.cells.get("birth_date") is not None:
            return self.take("birth_date", READERS["birth_date"])
        parts = [self.cells.get(f"birth_{part}") for part in ("day", "month", "year")]
        if parts[2] is not None:
            self.cells["birth_year"] = "/".join(shown(part) for part in parts if part is not None)
            return self.take("birth_year", read_day)
        for name in ("male", "female"):
            if self.cells.get(name) is not None and not is_mark(self.cells[name]):
                return self.take(name, read_day)
        return None

    def _gender(self) -> str | None:
        if self.cells.get("gender") is not None:
            return self.take("gender", READERS["gender"])
        marked = [name for name in ("male", "female") if self.cells.get(name) is not None]
        if len(marked) > 1:
            self.doubt("female", _("Both columns are marked. Leave one of them empty."), is_refused=False)
            return None
        return marked[0] if marked else None

    def _unit(self) -> tuple[int | None, bool]:
        """The row's own unit, else the sheet's, else the chosen one; and whether the list itself named it."""
        units = self.sheet.units
        code = self.cells.get("unit_code")
        if code is not None:
            return self.take("unit_code", lambda cell: units.find(shown(cell))), True
        found = None
        for name in ("unit", "chapter"):
            if self.cells.get(name) is not None:
                above = found
                found = self.take(name, lambda cell, above=above: units.find(shown(cell), under=above))
                if found is None:
                    return None, True
        if found is not None:
            return found, True
        return (self.sheet.sheet.unit_id, True) if self.sheet.sheet.unit_id else (units.chosen, False)

    def _check_days(self, values: dict[str, Any], unit_id: int | None) -> None:
        today, birth, joined, since = (
            self.sheet.today,
            *(values[name] for name in ("birth_date", "joined_on", "member_since")),
        )
        if birth is not None and birth >= today:
            columns = ("birth_date", "birth_year", "male", "female")
            name = next(name for name in columns if self.cells.get(name) is not None)
            self.doubt(name, _("The birth date must lie in the past."), is_refused=True)
        if joined is not None and (joined > today or (birth is not None and joined <= birth)):
            reason = _("The date of joining must lie after the birth date and not in the future.")
            self.doubt("joined_on", reason, is_refused=True)
        if since is not None and (since > today or (unit_id is not None and since < self.sheet.units.founded[unit_id])):
            reason = _("This day lies in the future, or before the unit was founded.")
            self.doubt("member_since", reason, is_refused=True)

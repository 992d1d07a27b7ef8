"""Reading the tables that communes are loaded from: CSV in UTF-8, the columns of the files in `data/`.

A bad row never stops the reading: every one is listed with its line and reason, and nothing is loaded then.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from app.core.text import canonical_tone, normalise
from app.places.models import COMMUNE_KINDS

DATA = Path(__file__).resolve().parent / "data"
CLASSIFICATION_KINDS = ("border", "area_1", "area_2", "area_3", "difficult_villages")
MOST_ROWS = 50_000

Row = TypeVar("Row")


class RowProblem(NamedTuple):
    """What is wrong with a line of a table; line 1 holds the names of the columns."""

    line: int
    column: str
    key: str
    value: str = ""


class TableError(Exception):
    """A table that can't be read, with everything that is wrong in it."""

    def __init__(self, problems: list[RowProblem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True)
class CommuneRow:
    code: str
    name: str
    kind: str
    district: str | None
    valid_from: date
    valid_to: date | None
    lat: float | None
    lon: float | None


@dataclass(frozen=True)
class ConversionRow:
    old_code: str
    old_valid_from: date
    new_code: str
    new_valid_from: date
    is_part: bool


@dataclass(frozen=True)
class ClassificationRow:
    """`commune_valid_from` may be missing: then the commune with this code that stands on `valid_from` is meant."""

    line: int
    code: str
    commune_valid_from: date | None
    village: str | None
    kind: str
    valid_from: date
    valid_to: date | None
    document: str
    is_illustrative: bool


@dataclass(frozen=True)
class FiguresRow:
    """How many people live in a commune of today, and how many kilometres of national border it has; None: unknown."""

    line: int
    code: str
    population: int | None
    border_km: float | None


class ProvinceRow(NamedTuple):
    code: str
    name: str


class CountryPoint(NamedTuple):
    code: str
    name: str
    kind: str
    province_code: str
    lat: float
    lon: float


def read_communes(content: bytes) -> list[CommuneRow]:
    """The communes of a province. Raises TableError."""

    def row(cell: "_Cells") -> CommuneRow:
        lat, lon = cell.number("lat", 6, 24), cell.number("lon", 102, 118)
        read = CommuneRow(
            cell.code("code"),
            canonical_tone(cell.text("name")),
            cell.choice("kind", COMMUNE_KINDS),
            cell.text("district", required=False) or None,
            cell.day("valid_from"),
            cell.day("valid_to", required=False),
            lat,
            lon,
        )
        cell.check_order("valid_from", "valid_to")
        cell.check_once(("code", "valid_from"), (read.code, read.valid_from))
        return read

    return _read(content, ("code", "name", "kind", "valid_from"), row)


def read_conversions(content: bytes) -> list[ConversionRow]:
    """What became of each commune. Raises TableError."""

    def row(cell: "_Cells") -> ConversionRow:
        read = ConversionRow(
            cell.code("old_code"),
            cell.day("old_valid_from"),
            cell.code("new_code"),
            cell.day("new_valid_from"),
            cell.flag("is_part"),
        )
        cell.check_once(("old_code", "new_code"), (read.old_code, read.old_valid_from, read.new_code))
        return read

    return _read(content, ("old_code", "old_valid_from", "new_code", "new_valid_from"), row)


def read_classifications(content: bytes, document: str = "") -> list[ClassificationRow]:
    """Dated classifications; `document` stands for those rows that name none. Raises TableError."""

    def row(cell: "_Cells") -> ClassificationRow:
        read = ClassificationRow(
            cell.line,
            cell.code("code"),
            cell.day("commune_valid_from", required=False),
            cell.text("village", required=False) or None,
            cell.choice("kind", CLASSIFICATION_KINDS),
            cell.day("valid_from"),
            cell.day("valid_to", required=False),
            cell.text("document", required=not document, longest=300) or document,
            cell.flag("is_illustrative"),
        )
        cell.check_order("valid_from", "valid_to")
        cell.check_once(
            ("code", "kind", "valid_from"),
            (read.code, read.commune_valid_from, read.village, read.kind, read.valid_from),
        )
        return read

    return _read(content, ("code", "kind", "valid_from"), row)


def read_figures(content: bytes) -> list[FiguresRow]:
    """Inhabitants and kilometres of border of communes of today. Raises TableError."""

    def row(cell: "_Cells") -> FiguresRow:
        people, border = cell.number("population", 0, 10_000_000), cell.number("border_km", 0, 5_000)
        read = FiguresRow(cell.line, cell.code("code"), int(people) if people is not None else None, border)
        cell.check_once(("code",), (read.code,))
        return read

    return _read(content, ("code",), row)


def provinces() -> dict[str, ProvinceRow]:
    """The country's provinces since 1 July 2025, by code."""
    with (DATA / "vietnam-provinces.csv").open(encoding="utf-8") as file:
        return {row["code"]: ProvinceRow(row["code"], row["name"]) for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def country_points() -> tuple[CountryPoint, ...]:
    """A point in each of the country's communes of today."""
    with (DATA / "vietnam-communes-2025.csv").open(encoding="utf-8") as file:
        return tuple(
            CountryPoint(r["code"], r["name"], r["kind"], r["province_code"], float(r["lat"]), float(r["lon"]))
            for r in csv.DictReader(file)
        )


def communes_of_today(province_code: str) -> list[CommuneRow]:
    """A province's communes since 1 July 2025 from the country's table: enough to start with another province."""
    start = date(2025, 7, 1)
    return [
        CommuneRow(p.code, p.name, p.kind, None, start, None, p.lat, p.lon)
        for p in country_points()
        if p.province_code == province_code
    ]


class _Cells:
    """One line of a table; its readers note what is wrong and go on."""

    def __init__(self, line: int, cells: dict[str, str], seen: dict[Any, int]) -> None:
        self.line = line
        self.problems: list[RowProblem] = []
        self._cells = cells
        self._seen = seen

    def text(self, column: str, *, required: bool = True, longest: int = 100) -> str:
        value = normalise(self._cells.get(column) or "")
        if required and not value:
            self._wrong(column, "cell_empty")
        if len(value) > longest:
            self._wrong(column, "cell_too_long")
        return value

    def code(self, column: str) -> str:
        """A commune's code; spreadsheets drop its leading zeros."""
        value = self.text(column).zfill(5)
        if not (value.isascii() and value.isdigit() and len(value) == 5):
            self._wrong(column, "cell_no_code")
        return value

    def choice(self, column: str, choices: Iterable[str]) -> str:
        value = self.text(column)
        if value and value not in choices:
            self._wrong(column, "cell_no_choice")
        return value

    def day(self, column: str, *, required: bool = True) -> Any:
        """A date as 2025-07-01 or 01/07/2025."""
        value = self.text(column, required=required)
        if not value:
            return None
        try:
            if "/" in value:
                day, month, year = value.split("/")
                return date(int(year), int(month), int(day))
            return date.fromisoformat(value)
        except ValueError:
            self._wrong(column, "cell_no_date")
            return None

    def number(self, column: str, least: float, most: float) -> float | None:
        value = self.text(column, required=False)
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if not least <= number <= most:
            self._wrong(column, "cell_no_coordinate")
            return None
        return number

    def flag(self, column: str) -> bool:
        value = self.text(column, required=False)
        if value not in ("", "0", "1"):
            self._wrong(column, "cell_no_flag")
        return value == "1"

    def check_order(self, first: str, last: str) -> None:
        start, end = self.day(first), self.day(last, required=False)
        if start and end and end < start:
            self._wrong(last, "cell_before_start")

    def check_once(self, columns: tuple[str, ...], identity: tuple[Any, ...]) -> None:
        if identity in self._seen:
            self._wrong(columns[0], "cell_repeated")
        self._seen.setdefault(identity, self.line)

    def _wrong(self, column: str, key: str) -> None:
        problem = RowProblem(self.line, column, key, (self._cells.get(column) or "")[:40])
        if problem not in self.problems:
            self.problems.append(problem)


def _read(content: bytes, required: tuple[str, ...], row: Callable[[_Cells], Row]) -> list[Row]:
    rows: list[Row] = []
    problems: list[RowProblem] = []
    seen: dict[Any, int] = {}
    for line, cells in _lines(content, required):
        cell = _Cells(line, cells, seen)
        read = row(cell)
        problems += cell.problems
        rows.append(read)
    if not rows and not problems:
        problems.append(RowProblem(1, "", "table_empty"))
    if problems:
        raise TableError(problems)
    return rows


def _lines(content: bytes, required: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableError([RowProblem(1, "", "not_utf8")]) from None
    first = text.split("\n", 1)[0]
    # Vietnamese Excel writes semicolons.
    reader = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        columns = [name.strip() for name in next(reader, [])]
        if missing := [name for name in required if name not in columns]:
            raise TableError([RowProblem(1, name, "column_missing") for name in missing])
        for count, cells in enumerate(reader):
            if count >= MOST_ROWS:
                raise TableError([RowProblem(reader.line_num, "", "table_too_long")])
            if any(cell.strip() for cell in cells):
                yield reader.line_num, dict(zip(columns, cells, strict=False))
    except csv.Error:
        raise TableError([RowProblem(reader.line_num, "", "table_broken")]) from None

"""Works of the past from an Excel sheet: its columns, its template, and each row read or named as doubtful."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.core import clock
from app.core.messages import sentence
from app.core.money import LARGEST, NotMoney, parse_money
from app.core.numbers import NotANumber, parse_decimal
from app.core.text import fold, parse_markers
from app.core.workbooks import Cell, Row, letters
from app.core.wrong_input import WrongInput
from app.works.models import WorkKind
from app.works.values import PastWork

# Title rows, merged over the table, stand above the headings.
HEADINGS_WITHIN = 30
# In characters: what the columns hold.
LONGEST = {"title": 200, "village": 100, "document": 300, "description": 5000}
# As in the forms (see core/numbers.py), for cells that are numbers already.
LARGEST_QUANTITY = 10**9
# Đồng. Above that, a plain number under "triệu đồng" was most likely written in đồng after all.
LARGEST_SCALED = 10**11


class Column(NamedTuple):
    """A column of the sheet: its heading in the template, and what else people call it (folded)."""

    name: str
    heading: str
    aliases: tuple[str, ...]
    is_required: bool = False
    width: int = 18


COLUMNS = (
    Column("title", "Tên công trình", ("ten cong trinh phan viec", "cong trinh", "noi dung"), True, 40),
    Column("kind", "Loại công trình", ("loai", "loai hinh"), True, 28),
    Column("unit", "Đơn vị thực hiện", ("don vi", "don vi dam nhan", "co so doan"), True, 28),
    Column("commune", "Xã, phường, thị trấn", ("xa", "xa phuong", "xa thi tran", "dia ban"), True),
    Column("district", "Huyện, thành phố (cũ)", ("huyen", "huyen cu", "huyen thanh pho cu"), False),
    Column("village", "Thôn, khối phố", ("thon", "thon ban", "thon khoi"), False),
    Column("accepted_on", "Ngày nghiệm thu", ("ngay hoan thanh", "ngay", "thoi gian hoan thanh"), True),
    Column("quantity", "Số lượng", ("khoi luong", "quy mo"), True, 12),
    Column("markers", "Các mốc", ("moc", "moc gioi"), False),
    Column("households", "Số hộ hưởng lợi", ("so ho", "ho huong loi"), False, 12),
    Column("people", "Số người hưởng lợi", ("so nguoi", "nguoi huong loi"), False, 12),
    Column("own", "Quỹ đơn vị và đoàn viên đóng góp", ("doan vien dong gop", "quy don vi"), False),
    Column("raised", "Đoàn vận động, xã hội hoá", ("van dong", "xa hoi hoa", "kinh phi", "gia tri", "tri gia"), False),
    Column("others", "Nhà nước, nhân dân đối ứng", ("doi ung", "nhan dan dong gop"), False),
    Column("document", "Văn bản làm căn cứ", ("can cu", "van ban", "bien ban nghiem thu", "bien ban"), True, 30),
    Column("description", "Ghi chú", ("mo ta",), False, 24),
)
# Headings that are on every list and say nothing here.
IGNORED = {"stt", "tt", "so tt", "so thu tu"}
_SCALES = ((re.compile(r"\btrieu( dong)?$"), 10**6), (re.compile(r"\b(nghin|ngan)( dong)?$"), 1000))


class Doubt(NamedTuple):
    """A cell that can't be taken as it is: its name ("C12"), its heading, what stands there, and why."""

    row: int
    cell: str
    heading: str
    text: str
    reason: str


@dataclass
class Reading:
    """What a sheet holds: works by row, doubtful cells, rows and headings that were passed over."""

    works: dict[int, PastWork] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    passed_rows: list[int] = field(default_factory=list)
    passed_headings: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """What names in a sheet can mean. Each finder returns an id, or raises Unclear with the reason."""

    kinds: list[WorkKind]
    unit_id: Callable[[str], int]
    commune_id: Callable[[str, str, date], int]


class Unclear(Exception):
    """A name that means nothing here, or several things; `reason` is a sentence for the reader."""

    def __init__(self, reason: str, column: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column


class Place(NamedTuple):
    """Where a column stands in this sheet, and what its plain numbers are in (đồng, thousands, millions)."""

    position: int
    heading: str
    scale: int


def read_sheet(rows: list[Row], known: Known) -> Reading:
    """Every row of the sheet as a work, or each of its doubtful cells with the reason."""
    reading = Reading()
    places, first = _find_headings(rows, reading)
    reading.missing = [column.heading for column in COLUMNS if column.is_required and column.name not in places]
    if reading.missing:
        return reading
    for row in rows[first:]:
        cells = {name: _at(row, place.position) for name, place in places.items()}
        if _is_no_work(cells):
            reading.passed_rows.append(row.number)
        else:
            _RowReader(row, cells, places, known, reading).read()
    return reading


def _at(row: Row, position: int) -> Cell:
    return row.cells[position] if position < len(row.cells) else None


def _is_no_work(cells: dict[str, Cell]) -> bool:
    """A row of a group ("I. Huyện Cao Lộc"), of numbers under the headings, or of sums."""
    filled = [name for name, cell in cells.items() if cell is not None]
    named = {"title", "kind", "unit", "commune"} & set(filled)
    is_sum = isinstance(cells["title"], str) and fold(cells["title"]).startswith(("tong", "cong"))
    are_numbers = all(isinstance(cell, int) for cell in cells.values() if cell is not None)
    return len(filled) <= 1 or not named or are_numbers or (is_sum and named == {"title"})


def _find_headings(rows: list[Row], reading: Reading) -> tuple[dict[str, Place], int]:
    """Where each column stands, and the index of the first row below the headings, which may take two rows."""
    found = []
    for index in range(len(rows[:HEADINGS_WITHIN])):
        for span in (1, 2):
            places, passed = _read_headings(rows[index : index + span])
            found.append((-len(places), span, index, places, passed))
    _count, span, index, places, reading.passed_headings = min(found, key=lambda one: one[:3])
    return places, index + span


def _read_headings(rows: list[Row]) -> tuple[dict[str, Place], list[str]]:
    """The columns that the headings name. Of two rows the lower one says it, under a group that the upper one names."""
    places: dict[str, Place] = {}
    passed, group = [], ""
    for position in range(max(len(row.cells) for row in rows)):
        upper = _at(rows[0], position)
        group = upper if isinstance(upper, str) else group
        texts = [cell for cell in (_at(row, position) for row in reversed(rows)) if isinstance(cell, str)]
        column = next((found for found in map(_column, texts) if found and found.name not in places), None)
        if column is not None:
            scale = _scale([*texts, group if len(rows) > 1 else ""])
            places[column.name] = Place(position, texts[0], scale)
        elif texts and fold(texts[0]) not in IGNORED:
            passed.append(texts[0])
    return places, passed


def _column(heading: str) -> Column | None:
    name, bare = fold(heading), fold(re.sub(r"\(.*?\)", " ", heading))
    for column in COLUMNS:
        own = {fold(column.heading), fold(re.sub(r"\(.*?\)", " ", column.heading)), *column.aliases}
        if name in own or bare in own:
            return column
    return None


def _scale(headings: list[str]) -> int:
    """ "Kinh phí (triệu đồng)": plain numbers under it are millions."""
    for heading in headings:
        for pattern, scale in _SCALES:
            if pattern.search(fold(heading)):
                return scale
    return 1


class _RowReader:
    """Reads one row; each cell that can't be taken becomes a doubt, and the row gives a work only without any."""

    def __init__(
        self, row: Row, cells: dict[str, Cell], places: dict[str, Place], known: Known, reading: Reading
    ) -> None:
        self.row, self.cells, self.places, self.known, self.reading = row, cells, places, known, reading
        self.doubts: list[Doubt] = []

    def read(self) -> None:
        accepted_on = self.take("accepted_on", _read_day)
        kind = self.take("kind", self._kind)
        work = {
            "title": self._text("title"),
            "unit_id": self.take("unit", lambda cell: self.known.unit_id(str(cell))),
            "commune_id": self._commune(accepted_on),
            "document": self._text("document"),
            "quantities": self._quantities(kind) if kind else {},
            "village": self._text("village"),
            "households": self.take("households", _read_count),
            "people": self.take("people", _read_count),
            "description": self._text("description") or "",
        }
        for name in ("own", "raised", "others"):
            scale = self.places[name].scale if name in self.places else 1
            work[name] = self.take(name, partial(_read_money, scale=scale)) or 0
        if self.doubts:
            self.reading.doubts.extend(self.doubts)
        elif kind and accepted_on:
            self.reading.works[self.row.number] = PastWork(kind_id=kind.id, accepted_on=accepted_on, **work)

    def take(self, name: str, read: Callable[[Any], Any]) -> Any:
        """The value of a cell; None where it is empty, or doubtful."""
        cell = self.cells.get(name)
        if cell is None:
            if next(column for column in COLUMNS if column.name == name).is_required:
                self.doubt(name, _("Please fill this in."))
            return None
        try:
            return read(cell)
        except WrongInput as error:
            self.doubt(name, sentence(error))
        except Unclear as error:
            self.doubt(error.column or name, error.reason)
        return None

    def _text(self, name: str) -> str | None:
        """A text as it stands; never cut silently."""
        return self.take(name, partial(_read_text, longest=LONGEST[name]))

    def doubt(self, name: str, reason: str) -> None:
        place = self.places.get(name)
        cell = self.cells.get(name)
        self.doubts.append(
            Doubt(
                self.row.number,
                f"{letters(place.position) if place else ''}{self.row.number}",
                place.heading if place else next(c.heading for c in COLUMNS if c.name == name),
                shown(cell),
                str(reason),
            )
        )

    def _kind(self, cell: Cell) -> WorkKind:
        wanted = fold(str(cell))
        for kind in self.known.kinds:
            if wanted in (fold(kind.name_vi), fold(kind.name_en), fold(kind.code)):
                return kind
        names = ", ".join(kind.name_vi for kind in self.known.kinds)
        raise Unclear(_("There is no such kind of work. There are: %(names)s.", names=names))

    def _commune(self, accepted_on: date | None) -> int | None:
        district = shown(self.cells.get("district"))
        if accepted_on is None:  # the day is in doubt itself, and without it a name says too little
            return self.take("commune", lambda _cell: None)
        return self.take("commune", lambda cell: self.known.commune_id(str(cell), district, accepted_on))

    def _quantities(self, kind: WorkKind) -> dict[str, Any]:
        quantity = self.take("quantity", _read_quantity)
        markers = self.take("markers", lambda cell: parse_markers(str(cell)))
        try:
            return quantities_of(kind, quantity, markers)
        except Unclear as error:
            if not any(doubt.cell.startswith(letters(self.places["quantity"].position)) for doubt in self.doubts):
                self.doubt(error.column, error.reason)
            return {}


def quantities_of(kind: WorkKind, quantity: Decimal | None, markers: list[str] | None) -> dict[str, Any]:
    """The main quantity and the list of markers as the kind's measures. Raises Unclear where one is missing."""
    taken: dict[str, Any] = {}
    main = min(kind.measures, key=lambda measure: measure.position, default=None)
    for measure in kind.measures:
        value: Any = markers if measure.type == "list" else quantity if measure is main else None
        if measure.is_required and not value:
            column = "markers" if measure.type == "list" else "quantity"
            raise Unclear(_("Say how much was delivered."), column)
        if value:
            if measure.type == "integer" and value % 1:
                raise Unclear(_("Write a whole number."), "quantity")
            taken[measure.code] = value
    return taken


def shown(cell: Cell) -> str:
    """A cell as people read it."""
    return "" if cell is None else clock.format_date(cell) if isinstance(cell, date) else str(cell)


def _read_text(cell: Cell, longest: int) -> str:
    text = shown(cell)
    if len(text) > longest:
        raise Unclear(_("This is too long: at most %(most)s characters.", most=longest))
    return text


def _read_day(cell: Cell) -> date:
    """A date that Excel knows as one, its bare number of days, or text."""
    if isinstance(cell, date):
        day = cell
    elif isinstance(cell, int) and 20_000 < cell < 80_000:
        day = date(1899, 12, 30) + timedelta(days=cell)
    else:
        day = clock.parse_date(str(cell))
    if day.year not in clock.YEARS:
        raise clock.NotADate("far_year")
    if day > clock.today():
        raise Unclear(_("This day is in the future."))
    return day


def _read_quantity(cell: Cell) -> Decimal:
    if not isinstance(cell, int | Decimal):
        return parse_decimal(str(cell))
    value = _not_negative(Decimal(cell))
    if value > LARGEST_QUANTITY:
        raise NotANumber("too_large")
    rounded = value.quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)
    if rounded != value:
        raise NotANumber("fraction")
    return rounded.normalize() if rounded % 1 else rounded.quantize(Decimal(1))


def _read_count(cell: Cell) -> int:
    value = _read_quantity(cell)
    if value % 1:
        raise NotANumber("fraction")
    return int(value)


def _not_negative(value: Decimal) -> Decimal:
    if value < 0:
        raise NotANumber("negative")
    if value > 10**13:
        raise NotANumber("too_large")
    return value


def _read_money(cell: Cell, scale: int) -> int:
    """Đồng. A plain number is in the unit of its heading; one with a unit of its own ("1,5 triệu") is not."""
    if isinstance(cell, int | Decimal):
        value = Decimal(cell)
    elif scale > 1 and re.fullmatch(r"[0-9., ]+", str(cell)):
        value = parse_decimal(str(cell))
    else:
        return parse_money(str(cell))
    amount = _not_negative(value) * scale
    if scale > 1 and amount > LARGEST_SCALED:
        raise NotMoney("ambiguous")  # "1.500.000" under millions
    if amount > LARGEST:
        raise NotMoney("too_large")
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def write_template(kinds: list[WorkKind], units: list[str]) -> bytes:
    """The sheet to fill in, and beside it the names that it knows. Names are written as text, never as formulas."""
    import xlsxwriter  # only who downloads the template pays for it

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#FFF2CC"})
        title = book.add_format({"bold": True, "font_size": 14, "align": "center"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Công trình")
        sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, "DANH SÁCH CÔNG TRÌNH THANH NIÊN ĐÃ HOÀN THÀNH", title)
        for x, column in enumerate(COLUMNS):
            sheet.set_column(x, x, column.width, day if column.name == "accepted_on" else None)
            sheet.write_string(2, x, column.heading + (" *" if column.is_required else ""), bold)
        sheet.freeze_panes(3, 1)
        names = book.add_worksheet("Danh mục")
        for x, (heading, values) in enumerate((("Loại công trình", [k.name_vi for k in kinds]), ("Đơn vị", units))):
            names.set_column(x, x, 40)
            names.write_string(0, x, heading, bold)
            for y, value in enumerate(values, 1):
                names.write_string(y, x, value)
    return target.getvalue()

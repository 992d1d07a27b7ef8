"""The indicators of a drive as an Excel sheet: written out, and read again into what a drive asks.

The sheet is in Vietnamese in either language of the page: it goes from office to office.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from flask_babel import force_locale
from flask_babel import gettext as _

from app.core.numbers import parse_decimal
from app.core.sheets import Column, write_sheet
from app.core.text import fold
from app.core.workbooks import Row
from app.core.wrong_input import WrongInput
from app.drives.choices import CONDITION, counts_choices, read_counts, write_counts
from app.drives.models import Indicator
from app.drives.values import Asked, format_steps, parse_steps
from app.drives.wording import CONTENT_NAMES, EFFECT_NAMES, SCORING_NAMES

HEADINGS = (
    "Nội dung",
    "Chỉ tiêu",
    "Tính từ",
    "Hiệu lực",
    "Cách cho điểm",
    "Điểm",
    "Định mức",
    "Theo đoàn viên",
    "Các bậc",
    "Điểm tối đa",
)
WIDTHS = (28, 50, 44, 16, 30, 10, 12, 14, 26, 12)
YES = "Có"
# Titles may stand above the headings.
HEADINGS_WITHIN = 10


class Problem(NamedTuple):
    """A cell that can't be read: the row as Excel counts, the heading, and why."""

    row: int
    heading: str
    why: str


def write_indicators(title: str, indicators: Iterable[Indicator]) -> bytes:
    """The sheet of a drive; reading it again gives the same indicators."""
    with force_locale("vi"):
        names = dict(counts_choices())
        rows = [
            (
                str(CONTENT_NAMES[each.content]),
                each.name,
                str(names.get(write_counts(each), write_counts(each))),
                str(EFFECT_NAMES[each.effect]),
                str(SCORING_NAMES[each.scoring]) if each.kind == "metric" else "",
                each.points,
                each.target,
                YES if each.by_head else "",
                format_steps(each.steps),
                each.cap,
            )
            for each in indicators
        ]
    columns = [Column(heading, width, "#,##0.##") for heading, width in zip(HEADINGS, WIDTHS, strict=True)]
    return write_sheet("Chỉ tiêu", columns, rows, title=title)


def read_indicators(rows: Sequence[Row]) -> tuple[list[Asked], list[Problem]]:
    """What the rows ask, and every cell that can't be read; where there is one, nothing of the sheet is to be used."""
    start = next((place for place, row in enumerate(rows[:HEADINGS_WITHIN]) if _is_headings(row)), None)
    if start is None:
        return [], [Problem(1, HEADINGS[1], _("The headings are missing: take the sheet of a drive as a pattern."))]
    columns = {fold(str(cell)): place for place, cell in enumerate(rows[start].cells) if cell is not None}
    with force_locale("vi"):
        words = _Words()
    asked: list[Asked] = []
    problems: list[Problem] = []
    for row in rows[start + 1 :]:
        cells = {heading: _cell(row, columns.get(fold(heading))) for heading in HEADINGS}
        found = _read(row.number, cells, words, problems)
        if found is not None:
            asked.append(found)
    if not asked and not problems:
        problems.append(Problem(rows[start].number, HEADINGS[1], _("There is no indicator in this sheet.")))
    return asked, problems


class _Words:
    """What the cells may say, folded, and what each means."""

    def __init__(self) -> None:
        self.contents = {fold(str(name)): code for code, name in CONTENT_NAMES.items()}
        self.counts = {fold(str(label)): value for value, label in counts_choices()}
        self.effects = {fold(str(name)): code for code, name in EFFECT_NAMES.items()}
        self.scorings = {fold(str(name)): code for code, name in SCORING_NAMES.items()}


def _is_headings(row: Row) -> bool:
    found = {fold(str(cell)) for cell in row.cells if cell is not None}
    return {fold(HEADINGS[1]), fold(HEADINGS[2])} <= found


def _read(number: int, cells: dict[str, Any], words: _Words, problems: list[Problem]) -> Asked | None:
    before = len(problems)

    def word(heading: str, known: dict[str, str], default: str | None = None) -> str:
        text = fold(str(cells[heading] or ""))
        if not text and default is not None:
            return default
        if text not in known:
            problems.append(
                Problem(number, heading, _("“%(text)s” isn't one of the choices.", text=cells[heading] or ""))
            )
        return known.get(text, "")

    def figure(heading: str) -> Decimal | None:
        cell = cells[heading]
        if cell is None or isinstance(cell, int | Decimal):
            return None if cell is None else Decimal(cell)
        try:
            return parse_decimal(str(cell))
        except WrongInput:
            problems.append(Problem(number, heading, _("“%(text)s” isn't a number.", text=cell)))
            return None

    name = str(cells[HEADINGS[1]] or "")
    if not name or len(name) > 200:
        problems.append(Problem(number, HEADINGS[1], _("Write a name of at most 200 letters.")))
    content = word(HEADINGS[0], words.contents)
    counts = word(HEADINGS[2], words.counts)
    effect, scoring = word(HEADINGS[3], words.effects, "points"), word(HEADINGS[4], words.scorings, "proportional")
    points, target, cap = (figure(HEADINGS[place]) for place in (5, 6, 9))
    for heading, value, most in ((HEADINGS[5], points, 1000), (HEADINGS[6], target, 10**12), (HEADINGS[9], cap, 1000)):
        if value is not None and not 0 <= value <= most:
            problems.append(Problem(number, heading, _("Write a number from 0 to %(most)s.", most=most)))
    try:
        steps = parse_steps(str(cells[HEADINGS[8]] or ""))
    except ValueError:
        problems.append(Problem(number, HEADINGS[8], _("Write each step as per cent = points.")))
        steps = ()
    if len(problems) > before:
        return None
    metric, filters = read_counts(counts)
    return Asked(
        content=content,
        name=name,
        kind="condition" if counts == CONDITION else "metric",
        points=points or Decimal(0),
        metric=metric,
        filters=filters,
        scoring=scoring,
        effect=effect,
        target=target,
        by_head=fold(str(cells[HEADINGS[7]] or "")) == fold(YES),
        cap=cap,
        steps=steps,
    )


def _cell(row: Row, place: int | None) -> Any:
    return row.cells[place] if place is not None and place < len(row.cells) else None

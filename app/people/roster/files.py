"""Rosters that we write: the members of a unit, the empty list to fill in, a list with its doubtful cells marked."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from app.core import sheets
from app.core.phones import display_phone
from app.core.workbooks import Sheet
from app.people.roster.columns import BY_NAME, WRITTEN
from app.people.roster.comparing import Plan
from app.people.roster.reading import Doubt, Reading

# In the language of the columns: the file is read again by us, whatever the page's language was.
GENDERS = {"male": "Nam", "female": "Nữ", None: None}
REFUSED, UNCLEAR = "#F8CBAD", "#FFE699"


def write_roster(rows: Iterable[dict[str, Any]], *, title: str) -> bytes:
    """The columns that an import reads, each with what it would read back."""
    columns = [sheets.Column(BY_NAME[name].heading, BY_NAME[name].width, "0") for name in WRITTEN]
    written = [[_written(name, row) for name in WRITTEN] for row in rows]
    return sheets.write_sheet("Đoàn viên", columns, written, title=title)


def _written(name: str, row: dict[str, Any]) -> Any:
    value = row[name]
    if name == "gender":
        return GENDERS[value]
    return display_phone(value) if name == "phone" and value else value


def write_marked(read: list[Sheet], reading: Reading, plan: Plan) -> bytes:
    """The list as it was sent, with each cell that can't be taken coloured and the reason as its comment."""
    import xlsxwriter  # only who downloads a sheet pays for it

    doubts = _by_cell(reading, plan)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        colours = {color: book.add_format({"bg_color": color}) for color in (REFUSED, UNCLEAR)}
        days = {color: book.add_format({"bg_color": color, "num_format": "dd/mm/yyyy"}) for color in (REFUSED, UNCLEAR)}
        plain_day = book.add_format({"num_format": "dd/mm/yyyy"})
        for index, one in enumerate(read):
            # Names of sheets are cleaned by whoever wrote the list; a text file has none.
            sheet = book.add_worksheet(sheets.sheet_name(one.name) or f"Danh sách {index + 1}")
            sheet.set_column(0, 30, 18)
            for row in one.rows:
                for position in range(len(row.cells)):
                    doubt = doubts.get((index, row.number, position))
                    colour = (REFUSED if doubt.is_refused else UNCLEAR) if doubt else None
                    value = row.cells[position]
                    if isinstance(value, date):
                        look = days[colour] if colour else plain_day
                        sheet.write_datetime(row.number - 1, position, value, look)
                    elif isinstance(value, int | Decimal):
                        sheet.write_number(row.number - 1, position, value, colours[colour] if colour else None)
                    elif value is not None:
                        sheet.write_string(row.number - 1, position, value, colours[colour] if colour else None)
            for (at_sheet, number, position), doubt in doubts.items():
                if at_sheet == index:
                    cells = next((row.cells for row in one.rows if row.number == number), ())
                    if position >= len(cells) or cells[position] is None:
                        sheet.write_blank(number - 1, position, None, colours[REFUSED if doubt.is_refused else UNCLEAR])
                    sheet.write_comment(number - 1, position, doubt.reason, {"x_scale": 2})
    return target.getvalue()


def _by_cell(reading: Reading, plan: Plan) -> dict[tuple[int, int, int], Doubt]:
    """The doubts by sheet, row and column; a question stands at the name."""
    found = {(doubt.sheet, doubt.row, doubt.position): doubt for doubt in plan.doubts}
    for question in plan.questions:
        places = reading.sheets[question.row.sheet].headings.places
        position = places.get("full_name", places.get("given", 0))
        doubt = Doubt(question.row.sheet, question.row.row, position, "", question.row.name, question.reason, False)
        found.setdefault((doubt.sheet, doubt.row, doubt.position), doubt)
    return found


def bad_rows(plan: Plan) -> Sequence[tuple[int, int]]:
    """Sheet and row of everything that can't be imported as it is."""
    doubtful = {(doubt.sheet, doubt.row) for doubt in plan.doubts}
    return sorted(doubtful | {(question.row.sheet, question.row.row) for question in plan.questions})

"""The report as Excel: the figures, the matrix of units, and the records behind each figure. Always in Vietnamese."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.core.sheets import Column, SheetOf, write_book
from app.reports import prose


class Record(NamedTuple):
    """A record behind a figure as its reader may know it: its id always, its name where they may see it."""

    key: str
    id: int
    name: str
    unit: str
    day: date | None
    amount: int


FIGURES = (
    Column("Chỉ tiêu", 48),
    Column("Đơn vị tính", 14),
    Column("Chỉ tiêu năm", 16),
    Column("Kỳ này", 16),
    Column("Lũy kế từ đầu năm", 18),
    Column("% chỉ tiêu", 12, '0"%"'),
    Column("Cùng kỳ năm trước", 18),
    Column("Số bản ghi", 12),
    Column("Mã số liệu", 26, ""),
)
RECORDS = (
    Column("Mã số liệu", 26, ""),
    Column("Chỉ tiêu", 40),
    Column("Mã bản ghi", 12, "0"),
    Column("Tên", 50),
    Column("Đơn vị", 30),
    Column("Ngày", 12),
    Column("Tính vào số liệu", 18),
)


def write_workbook(content: Mapping[str, Any], records: Sequence[Record]) -> bytes:
    """Three sheets from the report's content and the records behind it."""
    period = prose.say_period(date.fromisoformat(content["from"]), date.fromisoformat(content["to"]))
    number = f", số {content['number']}" if content.get("number") else ""
    title = f"{content['unit_name']} – báo cáo {period}{number}"
    figures = content["figures"]
    labels = {figure["key"]: figure["label"] for figure in figures}
    rows = [
        [
            f"– {figure['label']}" if figure["is_part"] else figure["label"],
            figure["measure"],
            *(figure[name] for name in ("target", "value", "total", "share", "before", "count_of_records")),
            figure["key"],
        ]
        for figure in figures
    ]
    matrix = content["matrix"]
    units = [Column("Mã", 14), Column("Đơn vị", 36), *(Column(column["label"], 16) for column in matrix["columns"])]
    return write_book(
        [
            SheetOf("Số liệu", FIGURES, rows, title),
            SheetOf(
                "Theo đơn vị", units, [[row["unit"], row["name"], *row["values"]] for row in matrix["rows"]], title
            ),
            SheetOf(
                "Bản ghi",
                RECORDS,
                [[row.key, labels.get(row.key, ""), *row[1:]] for row in records],
                title,
            ),
        ]
    )

"""A sheet of works of the past, as an office has it: title rows, two rows of headings, text dates, money as written."""

import io
from datetime import date
from typing import Any

import xlsxwriter

HEADINGS = (
    ("TT", ""),
    ("Tên công trình", ""),
    ("Loại công trình", ""),
    ("Đơn vị thực hiện", ""),
    ("Địa điểm", "Thôn"),
    ("", "Xã"),
    ("", "Huyện"),
    ("Ngày hoàn thành", ""),
    ("Số lượng", ""),
    ("Các mốc", ""),
    ("Kinh phí", "Đoàn viên đóng góp"),
    ("", "Xã hội hoá"),
    ("", "Đối ứng"),
    ("Số hộ", ""),
    ("Căn cứ", ""),
)
NAMES = (
    *("", "title", "kind", "unit", "village", "commune", "district", "accepted_on", "quantity", "markers"),
    *("own", "raised", "others", "households", "document"),
)
# Written as offices do; the last three are the same amount.
AMOUNTS: tuple[Any, ...] = ("1,5 triệu", 2_000_000, "3.250.000", "4.500.000 đ", "500k", "1tr5", "1 triệu rưỡi")
DONG = (1_500_000, 2_000_000, 3_250_000, 4_500_000, 500_000, 1_500_000, 1_500_000)
DATES: tuple[Any, ...] = ("26/03/2023", date(2022, 12, 20), "1-9-2021", 44_682, "2020-05-19")
DAYS = (date(2023, 3, 26), date(2022, 12, 20), date(2021, 9, 1), date(2022, 5, 1), date(2020, 5, 19))


def row(number: int, unit: str, **values: Any) -> dict[str, Any]:
    """One of many good rows."""
    return {
        "title": f"Thắp sáng đường thôn số {number}",
        "kind": "Thắp sáng đường thôn",
        "unit": unit,
        "village": f"Thôn {number}",
        "commune": "xã Hòa Bình",
        "district": ("Bình Gia", "huyện Chi Lăng", "Hữu Lũng", "h. Văn Quan")[number % 4],
        "accepted_on": DATES[number % len(DATES)],
        "quantity": ("20", 20, "20,5", 12.5)[number % 4] if number % 4 < 2 else 20,
        "raised": AMOUNTS[number % len(AMOUNTS)],
        "own": 250_000,
        "others": "2 triệu",
        "households": 30,
        "document": f"Biên bản nghiệm thu số {number}/BB",
        **values,
    }


def sheet(rows: list[dict[str, Any]], headings: Any = HEADINGS) -> bytes:
    """The workbook: two merged title rows, an empty one, headings in two rows, a group, the works, a sum."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        paper = book.add_worksheet("2020-2023")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        paper.merge_range(0, 0, 0, 14, "ĐOÀN KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP TỈNH")
        paper.merge_range(1, 0, 1, 14, "DANH SÁCH CÔNG TRÌNH, PHẦN VIỆC THANH NIÊN")
        for x, (upper, lower) in enumerate(headings):
            paper.write(3, x, upper)
            paper.write(4, x, lower)
        paper.write(5, 0, "I. Các công trình thắp sáng")
        for y, values in enumerate(rows, 6):
            paper.write(y, 0, y - 5)
            for x, name in enumerate(NAMES):
                value = values.get(name)
                if isinstance(value, date):
                    paper.write_datetime(y, x, value, day)
                elif value is not None:
                    paper.write(y, x, value)
        paper.write(6 + len(rows), 1, "Tổng cộng")
        paper.write(6 + len(rows), 11, 1_000_000_000)
    return target.getvalue()

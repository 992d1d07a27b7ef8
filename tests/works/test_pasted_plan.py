"""Plans pasted from Excel: as offices write them, and every row that can't be read is named."""

from decimal import Decimal

import pytest

from app.works.pasted_plan import read_pasted

HEADER = "STT\tNội dung\tĐVT\tSố lượng\tĐơn giá (đồng)\tThành tiền\n"


@pytest.fixture(autouse=True)
def _in_a_page(one_app):
    with one_app.test_request_context():
        yield


def only(text):
    plan = read_pasted(text)
    assert plan.wrong == []
    return plan.rows


def test_four_columns_are_a_line():
    (row,) = only("Xi măng\ttấn\t2,5\t1.600.000")
    assert row == {
        "category": "materials",
        "description": "Xi măng",
        "unit": "tấn",
        "quantity": Decimal("2.5"),
        "unit_price": 1_600_000,
    }


@pytest.mark.parametrize(
    ("price", "amount"),
    [("1,5 triệu", 1_500_000), ("300 nghìn", 300_000), ("1.500.000 đ", 1_500_000), ("2tr5", 2_500_000)],
)
def test_prices_are_read_in_the_usual_writings(price, amount):
    assert only(f"Đèn\tbộ\t20\t{price}")[0]["unit_price"] == amount


def test_a_header_says_which_column_is_which_and_is_no_line():
    rows = only(HEADER + "1\tĐèn LED\tbộ\t20\t450.000\t9.000.000\n2\tCột thép\tcái\t20\t1.200.000\t24.000.000\n")
    assert [row["description"] for row in rows] == ["Đèn LED", "Cột thép"]
    other = only("Số lượng\tĐơn giá\tNội dung\tĐơn vị tính\n20\t450.000\tĐèn LED\tbộ\n")
    assert other[0] == rows[0]


def test_a_title_above_the_header_is_no_line():
    rows = only("DỰ TOÁN KINH PHÍ\n" + HEADER + "1\tĐèn\tbộ\t2\t1000\t2000\n")
    assert [row["description"] for row in rows] == ["Đèn"]


def test_empty_rows_and_sums_are_left_out():
    rows = only("\n\t\t\t\nĐèn\tbộ\t2\t1000\n\nTổng cộng\t\t\t\t2.000\n")
    assert len(rows) == 1


def test_a_running_number_an_amount_and_a_category_may_stand_beside_the_columns():
    rows = only("1\tĐèn\tbộ\t2\t1000\t2000\n2.\tCông\tcông\t3\t300 nghìn\tNhân công\nVật liệu\tCát\tm3\t1\t5000")
    assert [(row["description"], row["category"]) for row in rows] == [
        ("Đèn", "materials"),
        ("Công", "labour"),
        ("Cát", "materials"),
    ]


def test_each_row_that_cannot_be_read_is_named():
    plan = read_pasted("Xi măng\ttấn\t2,5\tđắt\nCát\tm3\nĐèn\tbộ\t2\t1000\nCột\tcái\tnhiều\t1000")
    assert len(plan.rows) == 1
    assert [sentence.split(":")[0][-1] for sentence in plan.wrong] == ["1", "2", "4"]

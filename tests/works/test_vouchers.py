"""Vouchers on paper and as Word, and the ledger as Excel."""

import io

import openpyxl
import pytest
from docx import Document
from sqlalchemy import text

from app.core import clock
from app.core.database import no_longer_append_only
from app.works.actions import approve_expense
from app.works.money_checks import check_vouchers
from tests.works import walk


def url(id_, entry, ending=""):
    return f"/works/{id_}/budget/entries/{entry}/voucher{ending}"


def words_of(answer):
    document = Document(io.BytesIO(answer.data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def sheet_of(answer):
    return openpyxl.load_workbook(io.BytesIO(answer.data)).active


def test_what_came_in_has_a_receipt_voucher_with_the_amount_in_words(cast, client):
    id_ = walk.approved(cast)
    entry = walk.give(cast, id_, 1_500_000, party="Công ty Điện lực", description="Ủng hộ đèn")
    page = client.as_(cast.dung).get(url(id_, entry))
    year = clock.today().year
    assert f"Phiếu thu PT 0001/{year}" in page.text
    for words in (
        "Công ty Điện lực",
        "Ủng hộ đèn",
        "1.500.000",
        "Một triệu năm trăm nghìn đồng",
        "Hoàng Dũng",
        "Đoàn trường THPT Chi Lăng",
        clock.format_date(clock.today()),
    ):
        assert words in page.text
    assert len(page.statements) <= 6


def test_what_was_paid_has_a_payment_voucher_with_its_line_and_who_approved(cast, client):
    id_ = walk.approved(cast)
    walk.give(cast, id_)
    paid = approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, 1_000_000))
    page = client.as_(cast.khanh).get(url(id_, paid))
    for words in ("Phiếu chi PC 0001/", "Cửa hàng điện Hùng", "Bóng đèn LED 50 W", "Một triệu đồng", "Lê Thị An"):
        assert words in page.text
    assert "01 chứng từ gốc" in page.text


def test_a_correction_has_a_voucher_on_the_other_side(cast, client):
    id_ = walk.approved(cast)
    entry = walk.reverse(cast, walk.give(cast, id_))
    page = client.as_(cast.dung).get(url(id_, entry))
    assert "Phiếu chi PC 0001/" in page.text
    assert "Điều chỉnh bút toán trước: Ghi nhầm" in page.text


def test_the_same_stands_in_the_word_document(cast, client):
    id_ = walk.approved(cast)
    entry = walk.give(cast, id_, 1_500_000, party="Bà \x02Lê <b>&\ufffe")
    answer = client.as_(cast.dung).get(url(id_, entry, ".docx")).response
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=PT-0001-")
    words = words_of(answer)
    for part in ("PHIẾU THU", "Bà Lê <b>&", "1.500.000\u00a0₫", "Một triệu năm trăm nghìn đồng", "Thủ trưởng đơn vị"):
        assert part in words


def test_goods_have_no_voucher_and_a_foreign_entry_is_not_found(cast, client):
    first, second = walk.approved(cast), walk.approved(cast)
    goods, cash = walk.give(cast, first, form="in_kind"), walk.give(cast, second)
    an = client.as_(cast.an)
    for ending in ("", ".docx"):
        an.get(url(first, goods, ending), status=404)
        an.get(url(first, cash, ending), status=404)


def test_vouchers_and_ledger_open_for_those_who_see_the_budget(cast, client):
    id_ = walk.approved(cast)
    entry = walk.give(cast, id_)
    for address in (url(id_, entry), url(id_, entry, ".docx"), f"/works/{id_}/budget/ledger.xlsx"):
        for person in (cast.an, cast.dung, cast.ha, cast.khanh):
            client.as_(person).get(address)
        for person in (cast.binh, cast.chi, cast.giang, cast.lan):
            client.as_(person).get(address, status=404)


def test_the_ledger_as_excel_has_every_entry_and_the_cash_left_after_it(cast, client):
    id_ = walk.approved(cast)
    walk.give(cast, id_, 5_000_000)
    walk.give(cast, id_, 2_000_000, form="in_kind")
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, 1_000_000))
    sheet = sheet_of(client.as_(cast.an).get(f"/works/{id_}/budget/ledger.xlsx").response)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [(row[0], row[10], row[11]) for row in rows] == [
        (1, 5_000_000, 5_000_000),
        (2, 2_000_000, 5_000_000),
        (3, -1_000_000, 4_000_000),
    ]
    assert rows[2][9] == "Bóng đèn LED 50 W"
    assert rows[0][2].date() == clock.today()


@pytest.mark.parametrize("typed", ["=1+1", "+84912345678", "-5", "@SUM(A1)", '=HYPERLINK("http://x","y")', "{=1+1}"])
def test_what_people_typed_never_runs_as_a_formula(cast, client, typed):
    id_ = walk.approved(cast)
    walk.give(cast, id_, party=typed, description=typed)
    sheet = sheet_of(client.as_(cast.an).get(f"/works/{id_}/budget/ledger.xlsx").response)
    for cell in (sheet["H4"], sheet["I4"]):
        assert (cell.data_type, cell.value) == ("s", typed)


def test_statements_of_the_ledger_do_not_grow_with_entries(cast, client):
    id_ = walk.approved(cast)
    walk.give(cast, id_)
    an = client.as_(cast.an)
    few = len(an.get(f"/works/{id_}/budget/ledger.xlsx").statements)
    for _ in range(9):
        walk.give(cast, id_)
    assert len(an.get(f"/works/{id_}/budget/ledger.xlsx").statements) == few <= 6


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DELETE FROM ledger_entries WHERE number = 1", "the last number is 2, there are 1"),
        (
            "UPDATE ledger_entries SET voucher_series = NULL, voucher_number = NULL WHERE number = 2",
            "cash entries have",
        ),
    ],
)
def test_flask_check_finds_a_gap_in_a_series_and_cash_without_a_voucher(cast, db, statement, found):
    id_ = walk.approved(cast)
    walk.give(cast, id_)
    walk.give(cast, id_)
    assert not list(check_vouchers())
    for unlock in no_longer_append_only("ledger_entries", db.engine.dialect.name):
        db.session.execute(text(unlock))
    db.session.execute(text(statement))
    assert any(found in line for line in check_vouchers())

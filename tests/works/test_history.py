"""Works of the past: by form and by sheet, counted in reports, entered once."""

import io
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.core import clock
from app.core.actor import SYSTEM, VISITOR
from app.core.errors import NotPossible
from app.people.models import Unit
from app.places.queries import find_communes
from app.works import permissions
from app.works.actions import add_photos, enter_history, import_history
from app.works.chain import verify_ledgers
from app.works.checks import CHECKS
from app.works.models import FollowUp, LedgerEntry, Work, WorkMeasure
from app.works.queries import find_whereabouts
from app.works.values import PastWork
from tests import factories
from tests.works import history, walk

MAKE = {"quantities": {"lamps": Decimal(20)}, "document": "Biên bản số 5/BB ngày 26/03/2023"}
URL = "/works/history/import"


def past(cast, **values):
    (commune,) = [c for c in find_communes("Hòa Bình", date(2023, 3, 26)) if "Bình Gia" in (c.district or "")]
    given = {
        "unit_id": cast.unit.id,
        "kind_id": factories.kind().id,
        "title": "Thắp sáng đường thôn Khuổi Tao",
        "commune_id": commune.id,
        "accepted_on": date(2023, 3, 26),
        **MAKE,
        **values,
    }
    return PastWork(**given)


def works(db):
    db.session.rollback()
    return list(db.session.execute(select(Work).order_by(Work.id)).scalars())


def send(client, person, rows, status=200, **kw):
    raw = rows if isinstance(rows, bytes) else history.sheet(rows, **kw)
    return client.as_(person).post(URL, {"rows": (io.BytesIO(raw), "cong-trinh.xlsx")}, status=status)


def confirm(client, person, page):
    return client.as_(person).post("/works/history/confirm", {"works": page.values["works"]})


def problems():
    return [line for check in (*CHECKS, verify_ledgers) for line in check()]


def test_a_work_of_the_past_is_accepted_on_its_day_and_marked_with_its_document(cast, db):
    id_ = enter_history(
        cast.an.actor, past=past(cast, households=30, own=1_000_000, raised=2_000_000, others=5_000_000)
    )
    work = walk.fresh(id_)
    assert (work.state, work.accepted_on, work.sort_on) == ("accepted", date(2023, 3, 26), date(2023, 3, 26))
    assert (work.is_history, work.history_document) == (True, MAKE["document"])
    assert (work.delivered_households, work.cash_received) == (30, 0)
    assert db.session.execute(select(WorkMeasure.delivered)).scalar_one() == 20
    assert problems() == []


def test_the_unions_contribution_becomes_ledger_entries_and_the_others_part_none_of_it(cast, db):
    id_ = enter_history(cast.an.actor, past=past(cast, own=1_000_000, raised=2_000_000, others=5_000_000))
    rows = db.session.execute(select(LedgerEntry.source, LedgerEntry.amount, LedgerEntry.counts_on)).all()
    day = date(2023, 3, 26)
    assert rows == [("unit_fund", 1_000_000, day), ("sponsor", 2_000_000, day), ("own_part", 5_000_000, day)]
    assert walk.fresh(id_).union_contribution == 3_000_000


def test_the_same_work_entered_twice_is_there_once_and_with_other_figures_it_is_refused(cast, db):
    first = past(cast, raised=1_000_000)
    assert enter_history(cast.an.actor, past=first) == enter_history(cast.an.actor, past=first)
    with pytest.raises(NotPossible, match="entered_before"):
        enter_history(cast.an.actor, past=replace(first, raised=2_000_000))
    assert len(works(db)) == 1


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"title": " "}, "title_missing"),
        ({"document": ""}, "history_document_missing"),
        ({"quantities": {}}, "delivered_missing"),
        ({"kind_id": 999}, "kind_unknown"),
        ({"commune_id": 999_999}, "commune_unknown"),
        ({"accepted_on": date(2026, 1, 5)}, "commune_not_then"),
        ({"accepted_on": date(2200, 1, 5)}, "in_the_future"),
        ({"raised": -1}, "negative"),
        ({"level": "moon"}, "level_unknown"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(cast, db, values, reason):
    with pytest.raises(NotPossible, match=reason):
        enter_history(cast.an.actor, past=past(cast, **values))
    assert works(db) == []


def test_a_leader_enters_for_the_units_led_and_the_administrator_for_all(cast):
    for person in (cast.an, cast.lan):
        enter_history(person.actor, past=past(cast, title=f"Công trình {person.account.id}"))
    for person in (cast.binh, cast.dung, cast.giang, cast.ha, cast.khanh):
        with pytest.raises(NotPossible, match="unit_not_yours"):
            enter_history(person.actor, past=past(cast))


def test_units_for_history_agree_with_the_single_unit(cast, db):
    units = list(db.session.execute(select(Unit).order_by(Unit.id)).scalars())
    people = (cast.an, cast.binh, cast.dung, cast.giang, cast.ha, cast.khanh, cast.lan)
    for actor in (VISITOR, SYSTEM, *(person.actor for person in people)):
        alone = [unit.id for unit in units if permissions.can_enter_history(actor, unit)]
        found = select(Unit.id).where(permissions.units_to_enter_history_for(actor)).order_by(Unit.id)
        assert list(db.session.execute(found).scalars()) == alone


def test_of_a_work_of_the_past_only_visits_still_to_come_are_due(cast, db):
    enter_history(cast.an.actor, past=past(cast))
    assert db.session.query(FollowUp).count() == 0
    today = clock.today()
    recent = past(cast, title="Mới đây", accepted_on=today - timedelta(days=250), commune_id=factories.commune().id)
    enter_history(cast.an.actor, past=recent)
    assert [row.months for row in db.session.execute(select(FollowUp)).scalars()] == [12]
    assert problems() == []


def test_photos_of_a_work_of_the_past_can_still_be_added(cast):
    id_ = enter_history(cast.an.actor, past=past(cast))
    assert add_photos(cast.an.actor, work_id=id_, moment="after", photos=(walk.photo(),)) == 1


def test_nothing_of_a_list_is_entered_when_one_work_of_it_is_refused(cast, db):
    good = past(cast)
    with pytest.raises(NotPossible, match="delivered_missing"):
        import_history(cast.an.actor, works=(good, replace(good, title="Khác", quantities={})))
    assert works(db) == []


def test_an_old_name_is_found_by_its_district_and_undecided_without(cast):
    day = date(2023, 3, 26)
    assert find_whereabouts("xã Hòa Bình", "huyện Bình Gia", day).commune.district.endswith("Bình Gia")
    several = find_whereabouts("Hoà Bình", "", day)
    assert (several.commune, several.problem) == (None, "several")
    assert len(several.candidates) == 4
    assert find_whereabouts("Hòa Bình", "Không Có", day).problem == "unknown"
    assert find_whereabouts("Atlantis", "", day).problem == "unknown"
    old = find_whereabouts("Hòa Bình", "Bình Gia", date(2011, 1, 1))
    assert old.commune is not None, "older than the first communes that we know"


def test_a_name_of_another_time_is_not_taken(cast):
    found = find_whereabouts("Hòa Bình", "Bình Gia", clock.today())
    assert (found.commune, found.problem) == (None, "not_then")


def test_a_sheet_of_245_works_is_previewed_entered_and_changes_nothing_a_second_time(cast, client, db):
    units = (cast.unit.code, cast.unit.name, cast.chapter.name)
    rows = [history.row(number, units[number % 3]) for number in range(245)]
    page = send(client, cast.an, rows)
    assert works(db) == [], "a preview keeps nothing"
    assert "Có thể nhập 245 công trình" in page.text
    confirm(client, cast.an, page)
    entered = works(db)
    assert len(entered) == 245
    assert Counter(work.accepted_on for work in entered) == Counter(history.DAYS[n % 5] for n in range(245))
    raised = sum(history.DONG[number % 7] for number in range(245))
    assert sum(work.union_contribution for work in entered) == raised + 245 * 250_000
    communes = {work.commune_id for work in entered}
    assert len(communes) == 4, "each of the four of one name by its district"
    assert problems() == []
    again = send(client, cast.an, rows, status=422)
    assert "không còn gì để nhập" in again.text
    confirm(client, cast.an, page)
    assert db.session.execute(select(func.count()).select_from(Work)).scalar() == 245
    assert db.session.execute(select(func.count()).select_from(LedgerEntry)).scalar() == 245 * 3
    assert client.as_(cast.ha).get("/reports/period?from=2020-01-01&to=2023-12-31").text.count("245") >= 1


BAD = [
    ({"commune": "Hòa Bình", "district": None}, "F", "nhiều xã trùng tên"),
    ({"commune": "Atlantis"}, "F", "Không có xã nào"),
    ({"accepted_on": "31/02/2023"}, "H", "Không có ngày này"),
    ({"accepted_on": "năm 2023"}, "H", "ngày/tháng/năm"),
    ({"accepted_on": "01/01/2199"}, "H", "1900"),
    ({"raised": "1.5"}, "L", "hai cách"),
    ({"raised": "một ít"}, "L", "chữ số"),
    ({"raised": -5}, "L", "không âm"),
    ({"quantity": "nhiều"}, "I", "chữ số"),
    ({"quantity": 20.5}, "I", "số nguyên"),
    ({"quantity": None}, "I", ""),
    ({"kind": "Cầu"}, "C", "Không có loại công trình này"),
    ({"unit": "Chi đoàn Sở Tài chính"}, "D", "không thể nhập"),
    ({"title": None}, "B", ""),
    ({"document": None}, "O", ""),
    ({"households": "ba"}, "N", "chữ số"),
    ({"households": 5_000_000_000}, "N", "quá lớn"),
    ({"quantity": 5_000_000_000}, "I", "quá lớn"),
    ({"title": "Thắp sáng " * 21}, "B", "tối đa 200 ký tự"),
    ({"village": "Thôn " * 21}, "E", "tối đa 100 ký tự"),
    ({"document": "Biên bản " * 34}, "O", "tối đa 300 ký tự"),
]


@pytest.mark.parametrize(("values", "column", "words"), BAD)
def test_each_doubtful_cell_is_named_with_its_reason_and_nothing_is_entered(cast, client, db, values, column, words):
    rows = [history.row(number, cast.unit.code) for number in range(3)]
    rows[1].update(values)
    page = send(client, cast.an, rows, status=422)
    cells = [cell.text for cell in page.all("td") if cell.get("data-label") == "Ô"]
    assert cells == [f"{column}8"]
    assert words in page.text
    assert "works" not in page.values
    assert works(db) == []


def test_a_row_that_stands_twice_or_differs_only_in_figures_is_named(cast, client):
    first = history.row(1, cast.unit.code)
    page = send(client, cast.an, [first, {**first}, {**first, "raised": 9_000_000}], status=422)
    assert "Trùng với dòng 7" in page.text
    assert "cùng công trình này nhưng khác số liệu" in page.text


def test_a_heading_in_millions_makes_plain_numbers_millions(cast, client, db):
    headings = tuple(
        ("Kinh phí (triệu đồng)", lower) if upper == "Kinh phí" else (upper, lower) for upper, lower in history.HEADINGS
    )
    row = history.row(0, cast.unit.code, raised=1.5, own="2,25", others="500.000 đ")
    page = send(client, cast.an, [row], headings=headings)
    confirm(client, cast.an, page)
    amounts = dict(db.session.execute(select(LedgerEntry.source, LedgerEntry.amount)).all())
    assert amounts == {"sponsor": 1_500_000, "unit_fund": 2_250_000, "own_part": 500_000}


@pytest.mark.parametrize("amount", ["1.500.000", 1_500_000, "500.000"])
def test_an_amount_of_dong_under_a_heading_in_millions_is_in_doubt(cast, client, db, amount):
    headings = tuple(
        ("Kinh phí (triệu đồng)", lower) if upper == "Kinh phí" else (upper, lower) for upper, lower in history.HEADINGS
    )
    row = history.row(0, cast.unit.code, raised=amount, own=2, others=None)
    page = send(client, cast.an, [row], headings=headings, status=422)
    assert "hai cách" in page.text
    assert works(db) == []


def test_a_list_of_markers_is_read_for_a_road_to_them(cast, client, db):
    row = history.row(0, cast.unit.code, kind="Đường bê tông lên mốc quốc giới", quantity=350, markers="1146/1, 1145")
    confirm(client, cast.an, send(client, cast.an, [row]))
    lists = [m.delivered_list for m in db.session.execute(select(WorkMeasure)).scalars() if m.delivered_list]
    assert lists == [["1145", "1146/1"]]


def test_a_sheet_without_the_needed_columns_says_which(cast, client):
    page = send(client, cast.an, [history.row(0, cast.unit.code)], status=422, headings=history.HEADINGS[:7])
    assert "Không tìm thấy các cột: Ngày nghiệm thu" in page.text


def test_the_preview_of_another_person_or_a_changed_one_is_not_entered(cast, client, db):
    page = send(client, cast.an, [history.row(0, cast.unit.code)])
    for person, token in ((cast.giang, page.values["works"]), (cast.an, page.values["works"] + "x")):
        client.as_(person).post("/works/history/confirm", {"works": token})
    assert works(db) == []


def test_a_hostile_file_is_refused_with_a_sentence(cast, client):
    page = send(client, cast.an, b"PK not a sheet", status=422)
    assert any(".xlsx" in error for error in page.errors)


def test_a_title_that_looks_like_a_formula_stays_text(cast, client, db):
    row = history.row(0, cast.unit.code, title="@SUM(1+1)*cmd|' /C calc'!A0")
    confirm(client, cast.an, send(client, cast.an, [row]))
    assert works(db)[0].title.startswith("@SUM")


def test_the_template_can_be_filled_in_and_sent_back(cast, client, db):
    response = client.as_(cast.an).call("get", "/works/history/template.xlsx")
    book = load_workbook(io.BytesIO(response.data))
    paper = book.worksheets[0]
    headings = [cell.value for cell in paper[3]]
    filled = history.row(0, cast.unit.code)
    by_heading = {
        "Tên công trình *": "title",
        "Loại công trình *": "kind",
        "Đơn vị thực hiện *": "unit",
        "Xã, phường, thị trấn *": "commune",
        "Huyện, thành phố (cũ)": "district",
        "Ngày nghiệm thu *": "accepted_on",
        "Số lượng *": "quantity",
        "Văn bản làm căn cứ *": "document",
    }
    for x, heading in enumerate(headings, 1):
        if heading in by_heading:
            paper.cell(4, x, filled[by_heading[heading]])
    target = io.BytesIO()
    book.save(target)
    page = send(client, cast.an, target.getvalue())
    confirm(client, cast.an, page)
    assert [work.title for work in works(db)] == [filled["title"]]


def test_the_form_enters_one_work_and_keeps_what_was_typed(cast, client, db):
    an = client.as_(cast.an)
    typed = {
        "once": an.get("/works/history/new").values["once"],
        "unit_id": cast.unit.id,
        "kind_id": factories.kind().id,
        "title": "Thắp sáng đường thôn Khuổi Tao",
        "level": "base_unit",
        "accepted_on": "26/03/2023",
        "document": "Biên bản số 5/BB",
        "commune": "Hòa Bình",
        "quantity": "20",
        "raised": "1,5 triệu",
    }
    page = an.post("/works/history/new", typed, status=422)
    assert any("nhiều xã trùng tên" in error for error in page.errors)
    assert page.values["raised"] == "1,5 triệu"
    page = an.follow(an.post("/works/history/new", {**typed, "district": "Bình Gia"}))
    assert "Biên bản số 5/BB" in page.text
    assert works(db)[0].union_contribution == 1_500_000


def test_pages_of_history_are_for_leaders_and_the_administrator(cast, client):
    for path in ("/works/history/new", URL, "/works/history/template.xlsx"):
        for person in (cast.an, cast.giang, cast.lan):
            client.as_(person).get(path)
        for person in (cast.binh, cast.dung, cast.ha, cast.khanh):
            client.as_(person).get(path, status=403)

"""The budget page, its forms, and who may open its papers."""

import io

import pytest
from sqlalchemy import select

from app.works.actions import approve_expense
from app.works.models import Expense, LedgerEntry
from tests.works import walk


@pytest.fixture
def dung(cast, client):
    return client.as_(cast.dung)


def gift(**values):
    return {
        "source": "sponsor",
        "form": "cash",
        "amount": "5 triệu",
        "received_on": walk.clock.today().isoformat(),
        "party": "Công ty A",
        **values,
    }


def claim(id_, **values):
    return {
        "plan_line_id": walk.line_id(id_),
        "amount": "1.000.000",
        "paid_on": walk.clock.format_date(walk.clock.today()),
        "payee": "Cửa hàng điện Hùng",
        "receipt": (io.BytesIO(walk.picture()), "hoa-don.jpg"),
        **values,
    }


def test_the_treasurer_records_and_the_leader_approves_over_the_pages(cast, client, dung, db):
    id_ = walk.approved(cast)
    dung.post(f"/works/{id_}/budget/contribution", gift())
    dung.post(f"/works/{id_}/budget/expense", claim(id_), content_type="multipart/form-data")
    expense = db.session.execute(select(Expense.id)).scalar_one()
    page = dung.get(f"/works/{id_}/budget")
    assert page.find("form", action=f"/works/{id_}/budget/expenses/{expense}/approve") is None
    assert "Lê Thị An" in page.text
    an = client.as_(cast.an)
    assert (
        an.get(f"/works/{id_}/budget").find("form", action=f"/works/{id_}/budget/expenses/{expense}/approve")
        is not None
    )
    an.post(f"/works/{id_}/budget/expenses/{expense}/approve")
    work = walk.fresh(id_)
    assert (work.cash_received, work.cash_spent) == (5_000_000, 1_000_000)
    page = an.get(f"/works/{id_}/budget")
    assert "4 triệu" in page.text.replace("\u00a0", " ")
    assert "PT 0001/" in page.text
    assert "PC 0001/" in page.text


def test_an_approval_beyond_the_cash_says_what_is_left(cast, client):
    id_ = walk.approved(cast)
    expense = walk.spend(cast, id_, 1_000_000)
    page = client.as_(cast.an).post(f"/works/{id_}/budget/expenses/{expense}/approve", status=422)
    assert "1.000.000" in page.find(class_="form-errors").find(".//li").text


def test_a_decision_that_somebody_else_took_is_a_conflict(cast, client):
    id_ = walk.approved(cast)
    walk.give(cast, id_)
    expense = walk.spend(cast, id_)
    approve_expense(cast.an.actor, expense_id=expense)
    client.as_(cast.ha).post(f"/works/{id_}/budget/expenses/{expense}/approve", status=409)


def test_refuse_and_correct_ask_for_a_reason(cast, client):
    id_ = walk.approved(cast)
    entry = walk.give(cast, id_)
    expense = walk.spend(cast, id_)
    an = client.as_(cast.an)
    for url in (f"/works/{id_}/budget/expenses/{expense}/refuse", f"/works/{id_}/budget/entries/{entry}/reverse"):
        an.get(url)
        assert an.post(url, {"reason": ""}, status=422).errors
        an.post(url, {"reason": "Ghi nhầm"})
    page = an.get(f"/works/{id_}/budget")
    assert page.text.count("Ghi nhầm") == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "năm triệu"},
        {"amount": "-5"},
        {"amount": "1.5"},
        {"amount": ""},
        {"amount": "0"},
        {"received_on": "31/02/2026"},
        {"received_on": "2090-01-01"},
        {"party": ""},
    ],
)
def test_a_wrong_contribution_is_kept_beside_its_message(cast, dung, wrong):
    id_ = walk.approved(cast)
    page = dung.post(f"/works/{id_}/budget/contribution", gift(**wrong), status=422)
    assert len(page.errors) == 1
    for name, value in gift(**wrong).items():
        # A day that there is stands in the calendar field as the browser writes it.
        is_day = name == "received_on" and value != "31/02/2026"
        assert page.values[name] == (walk.clock.parse_date(value).isoformat() if is_day else value)


def test_a_double_click_enters_a_contribution_once(cast, dung, db):
    id_ = walk.approved(cast)
    once = dung.get(f"/works/{id_}/budget/contribution").values["once"]
    for _ in range(2):
        dung.post(f"/works/{id_}/budget/contribution", gift(once=once))
    assert db.session.query(LedgerEntry).count() == 1


def test_a_double_click_with_a_receipt_records_one_expense(cast, dung, db):
    id_ = walk.approved(cast)
    once = dung.get(f"/works/{id_}/budget/expense").values["once"]
    for _ in range(2):
        dung.post(f"/works/{id_}/budget/expense", claim(id_, once=once), content_type="multipart/form-data")
    assert db.session.query(Expense).count() == 1


def test_an_expense_needs_its_receipt_and_a_real_one(cast, dung):
    id_ = walk.approved(cast)
    without = claim(id_)
    del without["receipt"]
    page = dung.post(f"/works/{id_}/budget/expense", without, status=422, content_type="multipart/form-data")
    assert len(page.errors) == 1
    assert page.values["amount"] == "1.000.000"
    fake = claim(id_, receipt=(io.BytesIO(b"MZ\x90 not a paper"), "hoa-don.pdf"))
    page = dung.post(f"/works/{id_}/budget/expense", fake, status=422, content_type="multipart/form-data")
    assert len(page.errors) == 1


def test_the_budget_is_open_to_those_who_answer_for_it_or_watch_over_it(cast, client):
    id_ = walk.approved(cast)
    walk.give(cast, id_)
    for person in (cast.an, cast.dung, cast.ha, cast.khanh):
        client.as_(person).get(f"/works/{id_}/budget")
    for person in (cast.binh, cast.chi, cast.giang, cast.lan):
        client.as_(person).get(f"/works/{id_}/budget", status=404)


def test_only_leader_and_treasurer_open_the_forms(cast, client):
    id_ = walk.approved(cast)
    for form in ("contribution", "expense"):
        for person in (cast.an, cast.dung):
            client.as_(person).get(f"/works/{id_}/budget/{form}")
        for person, status in ((cast.ha, 403), (cast.khanh, 403), (cast.binh, 404)):
            client.as_(person).get(f"/works/{id_}/budget/{form}", status=status)
    closed = walk.accepted(cast)
    client.as_(cast.an).get(f"/works/{closed}/budget/contribution", status=400)


def test_a_receipt_opens_for_nobody_without_the_right(cast, client, db):
    id_ = walk.accepted(cast)
    other = walk.approved(cast)
    walk.spend(cast, other)
    file_id = db.session.execute(select(Expense.file_id)).scalar_one()
    for person in (cast.an, cast.dung, cast.ha, cast.khanh):
        answer = client.as_(person).get(f"/works/receipts/{file_id}").response
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for person in (cast.binh, cast.chi, cast.giang, cast.lan):
        client.as_(person).get(f"/works/receipts/{file_id}", status=404)
    client.get(f"/works/receipts/{file_id}", status=303)
    # A file that is no receipt, such as a photo, isn't served as one.
    from app.works.models import WorkPhoto

    photo_file = db.session.execute(select(WorkPhoto.file_id).where(WorkPhoto.work_id == id_)).scalars().first()
    client.as_(cast.an).get(f"/works/receipts/{photo_file}", status=404)


def test_a_long_ledger_shows_its_newest_entries_and_all_of_them_when_asked(cast, client):
    id_ = walk.under_way(cast)
    for number in range(51):
        walk.give(cast, id_, 1000 + number)
    an, address = client.as_(cast.an), f"/works/{id_}/budget"
    page = an.get(address)
    assert len(page.all("tr")) == 51
    assert len(an.get(page.find("a", href=f"{address}?entries=all").get("href")).all("tr")) == 52


def test_statements_do_not_grow_with_entries(cast, client):
    id_ = walk.approved(cast)
    walk.give(cast, id_)
    walk.spend(cast, id_)
    an = client.as_(cast.an)
    few = len(an.get(f"/works/{id_}/budget").statements)
    for _ in range(15):
        walk.give(cast, id_)
        walk.spend(cast, id_, 1000)
    page = an.get(f"/works/{id_}/budget")
    assert len(page.statements) == few
    assert few <= 10


def test_an_expense_of_another_work_is_not_found_under_this_one(cast, client):
    first, second = walk.approved(cast), walk.approved(cast)
    walk.give(cast, second)
    expense = walk.spend(cast, second)
    client.as_(cast.an).post(f"/works/{first}/budget/expenses/{expense}/approve", status=404)

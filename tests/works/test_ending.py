"""A cancelled work with money in it: each đồng goes back, is moved or answered for, then its books are closed."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.volunteering.actions import cancel_work
from app.works.actions import approve_expense, approve_request, close_books, request_return
from app.works.chain import verify_ledgers
from app.works.checks import CHECKS
from app.works.models import EntryRequest, LedgerEntry
from app.works.money_checks import check_closed_books
from app.works.queries import works_waiting
from tests.cast import somebody
from tests.works import walk


def problems():
    return [line for check in (*CHECKS, verify_ledgers) for line in check()]


def cancel(cast, id_):
    cancel_work(cast.an.actor, work_id=id_, version=walk.version(id_), reason="Mưa lũ")


def give_back(cast, entry_id, amount, approver=None):
    request = request_return(cast.dung.actor, entry_id=entry_id, amount=amount, reason="Công trình dừng")
    return approve_request((approver or cast.an).actor, request_id=request)


@pytest.fixture
def ended(cast):
    """A cancelled work with 5 million of a sponsor in its box, and the entry that says so."""
    id_ = walk.approved(cast)
    entry = walk.give(cast, id_, 5_000_000)
    cancel(cast, id_)
    return id_, entry


def test_each_dong_goes_back_to_the_sponsor_to_the_fund_or_to_another_work_and_then_the_books_close(cast, ended):
    id_, entry = ended
    other = walk.approved(cast)
    give_back(cast, entry, 2_000_000)
    walk.transfer(cast, id_, cast.unit, 1_000_000)
    with pytest.raises(NotPossible, match="books_not_empty"):
        close_books(cast.dung.actor, work_id=id_)
    walk.transfer(cast, id_, other, 2_000_000)
    assert close_books(cast.dung.actor, work_id=id_) == id_
    work = walk.fresh(id_)
    assert (work.cash_received, work.cash_left, work.union_contribution) == (0, 0, 0)
    assert work.books_closed_on == clock.today()
    assert walk.fresh(other).union_contribution == 2_000_000
    assert problems() == []


def test_what_goes_back_is_approved_by_another_person_and_has_a_voucher(cast, ended):
    request = request_return(cast.dung.actor, entry_id=ended[1], amount=5_000_000, reason="Công trình dừng")
    for person in (cast.dung, cast.khanh):
        with pytest.raises(NotAllowed):
            approve_request(person.actor, request_id=request)
    with pytest.raises(NotFound):
        approve_request(cast.giang.actor, request_id=request)
    row = walk.db.session.get_one(LedgerEntry, approve_request(cast.an.actor, request_id=request))
    assert (row.kind, row.party, row.source, row.voucher[:2]) == ("return", "Công ty A", "sponsor", "PC")


def test_no_more_goes_back_than_was_given_and_is_still_there(cast, ended):
    id_, entry = ended
    give_back(cast, entry, 1_000_000)
    with pytest.raises(NotPossible, match="beyond_contribution"):
        give_back(cast, entry, 4_000_001)
    walk.transfer(cast, id_, cast.unit, 3_000_000)
    with pytest.raises(NotPossible, match="beyond_contribution"):
        give_back(cast, entry, 1_000_001)
    give_back(cast, entry, 1_000_000)
    with pytest.raises(NotPossible, match="cash_already_spent"):
        walk.reverse(cast, entry)


def test_books_stay_open_while_an_advance_is_out_or_something_waits(cast):
    id_ = walk.approved(cast)
    entry = walk.give(cast, id_, 5_000_000)
    advance = walk.advance(cast, id_, 2_000_000)
    cancel(cast, id_)
    give_back(cast, entry, 3_000_000)
    with pytest.raises(NotPossible, match="advance_open"):
        close_books(cast.dung.actor, work_id=id_)
    expense = walk.spend(cast, id_, 1_500_000, advance_id=advance)
    with pytest.raises(NotPossible, match="money_waits"):
        close_books(cast.dung.actor, work_id=id_)
    approve_expense(cast.an.actor, expense_id=expense)
    walk.give_back(cast, advance, 500_000)
    give_back(cast, entry, 500_000)
    close_books(cast.an.actor, work_id=id_)
    assert walk.fresh(id_).cash_spent == 1_500_000
    assert problems() == []


def test_after_the_cancelling_only_what_was_paid_before_is_entered(cast, ended, travel):
    with travel(clock.today() + timedelta(days=3)):
        with pytest.raises(NotPossible, match="after_cancelling"):
            walk.spend(cast, ended[0], 1000)
        approve_expense(
            cast.an.actor,
            expense_id=walk.spend(cast, ended[0], 1000, paid_on=clock.today() - timedelta(days=3)),
        )
    for more in (lambda: walk.give(cast, ended[0]), lambda: walk.ask_advance(cast, ended[0])):
        with pytest.raises(NotPossible, match="money_closed"):
            more()


def test_closed_books_take_no_entry_and_no_correction(cast, ended):
    id_, entry = ended
    back = give_back(cast, entry, 5_000_000)
    close_books(cast.dung.actor, work_id=id_)
    assert close_books(cast.dung.actor, work_id=id_) == id_
    with pytest.raises(NotPossible, match="books_closed"):
        walk.reverse(cast, back)
    with pytest.raises(NotPossible, match="money_closed"):
        walk.ask_transfer(cast, id_, cast.unit, 1000)
    with pytest.raises(NotPossible, match="money_closed"):
        walk.spend(cast, id_, 1000)


def test_a_work_into_which_nothing_came_closes_its_books_when_it_is_cancelled(cast):
    id_ = walk.approved(cast)
    cancel(cast, id_)
    assert walk.fresh(id_).books_closed_on == clock.today()
    assert works_waiting(cast.an.actor).ending == []


def test_only_a_cancelled_works_books_are_closed_and_by_who_records_its_money(cast, ended):
    with pytest.raises(NotPossible, match="wrong_step"):
        close_books(cast.dung.actor, work_id=walk.approved(cast))
    for person in (cast.ha, cast.khanh):
        with pytest.raises(NotAllowed):
            close_books(person.actor, work_id=ended[0])


def test_a_cancelled_work_with_money_stands_on_the_lists_and_its_page_says_what_must_happen(cast, client, ended):
    id_, entry = ended
    for person in (cast.an, cast.dung):
        assert [row[0] for row in works_waiting(person.actor).ending] == [id_]
        client.as_(person).get("/")
    assert works_waiting(cast.giang.actor).ending == []
    dung, an = client.as_(cast.dung), client.as_(cast.an)
    page = dung.get(f"/works/{id_}/budget")
    assert "Mỗi đồng phải trả lại" in page.text
    assert "5.000.000" in page.text
    dung.post(f"/works/{id_}/budget/close", status=422)
    address = f"/works/{id_}/budget/entries/{entry}/give-back"
    form = {**dung.get(address).values, "reason": "Công trình dừng"}
    dung.post(address, {**form, "amount": "9 triệu"}, status=422)
    dung.post(address, form)
    (request,) = walk.db.session.execute(select(EntryRequest.id)).scalars()
    an.post(f"/works/{id_}/budget/requests/{request}/approve")
    dung.post(f"/works/{id_}/budget/close")
    assert "Sổ đã khoá" in dung.get(f"/works/{id_}/budget").text


def test_one_contribution_is_asked_back_by_one_request_at_a_time(cast, ended):
    request_return(cast.dung.actor, entry_id=ended[1], amount=1000, reason="Dừng")
    with pytest.raises(Conflict, match="request_waits"):
        request_return(cast.an.actor, entry_id=ended[1], amount=1000, reason="Dừng")


def test_flask_check_finds_closed_books_that_are_not_empty(cast, db, ended):
    db.session.execute(text("UPDATE works SET books_closed_on = '2026-01-01' WHERE state = 'cancelled'"))
    assert any("its books are closed with 5000000" in line for line in check_closed_books())
    db.session.rollback()


def test_who_is_recorder_and_only_approver_waits_for_the_leader_of_the_unit_above_and_the_page_says_so(cast, client):
    chief = somebody(cast.bloc, "Trần Trưởng", "leader")
    id_ = walk.approved(cast)
    walk.give(cast, id_)
    expense = walk.spend(cast, id_, by=cast.an)
    walk.ask_advance(cast, id_, by=cast.an)
    page = client.as_(cast.an).get(f"/works/{id_}/budget")
    assert page.text.count("Trần Trưởng") == 2
    assert page.find("form", action=f"/works/{id_}/budget/expenses/{expense}/approve") is None
    client.as_(cast.an).post(f"/works/{id_}/budget/expenses/{expense}/approve", status=403)
    assert works_waiting(cast.an.actor).expenses == []
    assert works_waiting(cast.ha.actor).expenses == []  # a leader can
    assert [row[0] for row in works_waiting(chief.actor).expenses] == [id_]
    client.as_(chief).post(f"/works/{id_}/budget/expenses/{expense}/approve")
    assert walk.fresh(id_).cash_spent == 1_000_000


def test_the_form_to_give_a_contribution_back_proposes_what_stands_of_it(cast, client, ended):
    id_, entry = ended
    give_back(cast, entry, 1_500_000)
    page = client.as_(cast.dung).get(f"/works/{id_}/budget/entries/{entry}/give-back")
    assert page.values["amount"] == "3.500.000"


def test_what_is_asked_back_in_part_is_shown_by_its_own_sum_and_kind(cast, client, ended):
    id_, entry = ended
    request = request_return(cast.dung.actor, entry_id=entry, amount=2_000_000, reason="Công trình dừng")
    an, budget = client.as_(cast.an), f"/works/{id_}/budget"
    assert "Trả lại đóng góp · Bút toán 1 · Công ty A: 2.000.000 ₫" in an.get(budget).text
    refuse = next(a.get("href") for a in an.get(budget).all("a") if (a.get("href") or "").endswith("/refuse"))
    assert "Trả lại đóng góp · Công ty A: 2.000.000 ₫" in an.get(refuse).text
    approve_request(cast.an.actor, request_id=request)
    assert client.as_(cast.dung).get(f"{budget}/entries/{entry}/give-back").values["amount"] == "3.000.000"

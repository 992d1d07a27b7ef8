"""Advances: cash in somebody's hands, which is neither spent nor in the box until it is settled."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.works.actions import approve_expense, approve_request, refuse_request
from app.works.chain import verify_ledgers
from app.works.checks import CHECKS
from app.works.models import EntryRequest, Ledger, LedgerEntry
from app.works.queries import get_budget, get_unit_budget, works_waiting
from tests.cast import somebody
from tests.works import walk


def figures(id_):
    """Received, spent, in people's hands, and what the box holds."""
    work = walk.fresh(id_)
    balance = walk.db.session.execute(select(Ledger.balance).where(Ledger.work_id == id_)).scalar_one()
    assert balance == work.cash_left
    assert [line for check in (*CHECKS, verify_ledgers) for line in check()] == []
    return work.cash_received, work.cash_spent, work.cash_advanced, balance


@pytest.fixture
def work(cast):
    """A work with 9 million in it, under way, with its photos."""
    id_ = walk.proved(cast)
    walk.give(cast, id_, 9_000_000)
    return id_


def test_an_advance_leaves_the_box_only_when_another_person_approves_it(cast, work):
    request = walk.ask_advance(cast, work, 2_000_000)
    assert figures(work) == (9_000_000, 0, 0, 9_000_000)
    entry = walk.db.session.get_one(LedgerEntry, approve_request(cast.an.actor, request_id=request))
    assert (entry.kind, entry.amount, entry.voucher[:2]) == ("advance", -2_000_000, "PC")
    assert (entry.recorded_by, entry.approved_by) == (cast.dung.account.id, cast.an.account.id)
    assert figures(work) == (9_000_000, 0, 2_000_000, 7_000_000)


def test_an_advance_is_settled_by_expenses_and_money_given_back(cast, work):
    advance = walk.advance(cast, work, 2_000_000)
    expense = walk.spend(cast, work, 1_400_000, advance_id=advance)
    entry = walk.db.session.get_one(LedgerEntry, approve_expense(cast.an.actor, expense_id=expense))
    assert (entry.form, entry.voucher) == ("advance", "")
    assert figures(work) == (9_000_000, 1_400_000, 600_000, 7_000_000)
    back = walk.db.session.get_one(LedgerEntry, walk.give_back(cast, advance, 600_000))
    assert (back.kind, back.amount, back.voucher[:2]) == ("refund", 600_000, "PT")
    assert figures(work) == (9_000_000, 1_400_000, 0, 7_600_000)
    assert get_budget(cast.an.actor, work).advances == []


def test_nobody_approves_an_advance_that_they_asked_for_or_get(cast, work):
    own = walk.ask_advance(cast, work, recipient_id=cast.an.account.id)
    with pytest.raises(NotAllowed):
        approve_request(cast.an.actor, request_id=own)
    asked = walk.ask_advance(cast, work, by=cast.an)
    for person in (cast.an, cast.dung, cast.khanh):
        with pytest.raises(NotAllowed):
            approve_request(person.actor, request_id=asked)
    with pytest.raises(NotFound):
        approve_request(cast.giang.actor, request_id=own)
    # Nobody else leads the unit or one above it, so both stand on the committee's list.
    assert len(works_waiting(cast.ha.actor).requests) == 2
    assert works_waiting(cast.an.actor).requests == []
    approve_request(cast.ha.actor, request_id=own)


@pytest.mark.parametrize("who", ["an", "dung", "ha"])
def test_an_officer_gets_an_advance_by_the_list_and_not_by_a_typed_name(cast, client, work, who):
    person = getattr(cast, who)
    for typed in (person.account.name, person.account.name.upper() + " "):
        with pytest.raises(NotPossible, match="holder_on_the_list"):
            walk.ask_advance(cast, work, party=typed)
    page = client.as_(cast.dung).get(f"/works/{work}/budget/advance")
    assert page.find("option", value=str(person.account.id)) is not None
    walk.ask_advance(cast, work, party=f"{person.account.name}, thôn Nà Lùng")


def test_who_held_the_advance_neither_approves_its_expenses_nor_records_what_came_back(cast, work):
    advance = walk.advance(cast, work, recipient_id=cast.an.account.id, approver=cast.ha)
    expense = walk.spend(cast, work, 1_000_000, advance_id=advance)
    with pytest.raises(NotAllowed):
        approve_expense(cast.an.actor, expense_id=expense)
    assert works_waiting(cast.an.actor).expenses == []
    assert len(works_waiting(cast.ha.actor).expenses) == 1
    approve_expense(cast.ha.actor, expense_id=expense)
    with pytest.raises(NotAllowed):
        walk.give_back(cast, advance, 1_000_000, by=cast.an)
    walk.give_back(cast, advance, 1_000_000)
    assert figures(work)[2] == 0


def test_an_advance_never_goes_beyond_the_cash_in_the_box(cast, work):
    walk.advance(cast, work, 6_000_000)
    request = walk.ask_advance(cast, work, 3_000_001)
    with pytest.raises(NotPossible, match="not_enough_cash_to_give"):
        approve_request(cast.an.actor, request_id=request)
    expense = walk.spend(cast, work, 3_000_001)
    with pytest.raises(NotPossible, match="not_enough_cash"):
        approve_expense(cast.an.actor, expense_id=expense)


def test_an_advance_never_goes_beyond_what_the_plan_has_left(cast, work):
    walk.give(cast, work, 50_000_000)
    walk.advance(cast, work, 11_000_000)
    with pytest.raises(NotPossible, match="beyond_plan"):
        walk.advance(cast, work, 250_001)
    walk.advance(cast, work, 250_000)


def test_no_more_is_spent_or_given_back_than_is_left_of_an_advance(cast, work):
    advance = walk.advance(cast, work, 2_000_000)
    with pytest.raises(NotPossible, match="beyond_advance"):
        walk.spend(cast, work, 2_000_001, advance_id=advance)
    with pytest.raises(NotPossible, match="beyond_advance"):
        walk.give_back(cast, advance, 2_000_001)
    first, second = (walk.spend(cast, work, 1_500_000, advance_id=advance) for _ in range(2))
    approve_expense(cast.an.actor, expense_id=first)
    with pytest.raises(NotPossible, match="beyond_advance"):
        approve_expense(cast.an.actor, expense_id=second)


def test_an_expense_from_an_advance_stays_within_the_plan_too(cast, work):
    walk.give(cast, work, 50_000_000)
    advance = walk.advance(cast, work, 11_000_000)
    expense = walk.spend(cast, work, 2_475_001, line=2, advance_id=advance)
    with pytest.raises(NotPossible, match="beyond_line"):
        approve_expense(cast.an.actor, expense_id=expense)


def test_an_advance_of_another_work_pays_for_nothing_here(cast, work):
    other = walk.approved(cast)
    walk.give(cast, other)
    with pytest.raises(NotPossible, match="advance_unknown"):
        walk.spend(cast, work, 1000, advance_id=walk.advance(cast, other))


def test_a_work_is_neither_reported_nor_accepted_while_an_advance_is_open(cast, work):
    advance = walk.advance(cast, work, 2_000_000)
    with pytest.raises(NotPossible, match="advance_open"):
        walk.report(cast, work)
    walk.give_back(cast, advance, 2_000_000)
    walk.report(cast, work)
    walk.advance(cast, work, 1_000_000)
    with pytest.raises(NotPossible, match="advance_open"):
        walk.accept(cast, work)


def test_a_work_is_not_reported_while_an_advance_waits_to_be_decided_on(cast, work):
    request = walk.ask_advance(cast, work)
    with pytest.raises(NotPossible, match="advance_waits"):
        walk.report(cast, work)
    refuse_request(cast.an.actor, request_id=request, reason="Chưa cần")
    walk.report(cast, work)


def test_an_expense_taken_back_after_the_acceptance_opens_its_advance_again_and_the_money_can_come_back(cast, work):
    advance = walk.advance(cast, work, 2_000_000)
    paid = approve_expense(cast.an.actor, expense_id=walk.spend(cast, work, 2_000_000, advance_id=advance))
    walk.accept(cast, walk.report(cast, work))
    walk.reverse(cast, paid, approver=cast.ha)
    assert figures(work) == (9_000_000, 0, 2_000_000, 7_000_000)
    walk.give_back(cast, advance, 2_000_000)
    assert figures(work) == (9_000_000, 0, 0, 9_000_000)


def test_an_advance_that_is_settled_in_part_is_not_taken_back_as_a_mistake(cast, work):
    advance = walk.advance(cast, work, 2_000_000)
    entry = walk.db.session.execute(select(LedgerEntry.id).where(LedgerEntry.kind == "advance")).scalar_one()
    back = walk.give_back(cast, advance, 500_000)
    with pytest.raises(NotPossible, match="advance_settled"):
        walk.reverse(cast, entry)
    refuse_request(
        cast.an.actor,
        request_id=walk.db.session.execute(select(EntryRequest.id).where(EntryRequest.state == "pending")).scalar_one(),
        reason="Đã hoàn một phần",
    )
    walk.reverse(cast, back, reason="Ghi nhầm số")
    walk.reverse(cast, entry, reason="Chưa giao tiền")
    assert figures(work) == (9_000_000, 0, 0, 9_000_000)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"amount": 0}, "amount_not_positive"),
        ({"party": " "}, "holder_missing"),
        ({"reason": ""}, "reason_needed"),
        ({"due_on": clock.today() - timedelta(days=1)}, "due_in_the_past"),
        ({"recipient_id": 9_999_999}, "recipient_unknown_here"),
    ],
)
def test_an_advance_says_how_much_for_whom_for_what_and_until_when(cast, work, wrong, reason):
    with pytest.raises(NotPossible, match=reason):
        walk.ask_advance(cast, work, **wrong)


def test_an_advance_never_settled_stands_on_the_lists_of_leader_and_treasurer_with_its_age(cast, client, travel):
    with travel(clock.today() - timedelta(days=40)):
        id_ = walk.approved(cast)
        walk.give(cast, id_)
        walk.advance(cast, id_, 2_000_000)
    for person in (cast.an, cast.dung):
        (row,) = works_waiting(person.actor).advances
        assert (row[0], row[4], row[5]) == (id_, 2_000_000, "Nguyễn Văn Bình")
        assert (clock.today() - row[3]).days == 40
        assert row[6] < clock.today()
        page = client.as_(person).get("/")
        assert "40 ngày" in page.text
    for person in (cast.ha, cast.giang):
        assert works_waiting(person.actor).advances == []
    page = client.as_(cast.an).get(f"/works/{id_}/budget")
    assert "40 ngày" in page.text
    assert "Quá hạn" in page.text


def test_an_advance_is_no_spending_on_the_units_page(cast, work):
    walk.advance(cast, work, 2_000_000)
    total = get_unit_budget(cast.an.actor, cast.unit.id).total
    assert (total.received, total.spent, total.advanced, total.left) == (9_000_000, 0, 2_000_000, 7_000_000)


def test_the_pages_ask_approve_settle_and_take_back(cast, client, work):
    dung, an = client.as_(cast.dung), client.as_(cast.an)
    address = f"/works/{work}/budget/advance"
    form = {
        **dung.get(address).values,
        "recipient_id": "0",
        "party": "Nguyễn Văn Bình",
        "amount": "2 triệu",
        "reason": "Mua dây",
    }
    assert dung.post(address, {**form, "amount": "0"}, status=422).errors
    dung.post(address, form)
    dung.post(address, form)
    (request,) = walk.db.session.execute(select(EntryRequest.id)).scalars()
    page = an.get(f"/works/{work}/budget")
    assert page.find("form", action=f"/works/{work}/budget/requests/{request}/approve") is not None
    an.post(f"/works/{work}/budget/requests/{request}/approve")
    assert "Nguyễn Văn Bình" in dung.get(f"/works/{work}/budget/expense?advance={request}").text
    back = f"/works/{work}/budget/advances/{request}/refund"
    form = dung.get(back).values
    dung.post(back, {**form, "amount": "9 triệu"}, status=422)
    dung.post(back, {**form, "amount": "2 triệu"})
    assert figures(work) == (9_000_000, 0, 0, 9_000_000)
    dung.get(back, status=404)


def test_two_who_approve_the_same_advance_give_it_once(cast, work):
    second = somebody(cast.unit, "Lý Phó", "leader")
    request = walk.ask_advance(cast, work)
    first = approve_request(cast.an.actor, request_id=request)
    assert approve_request(cast.an.actor, request_id=request) == first
    with pytest.raises(Conflict, match="request_decided"):
        approve_request(second.actor, request_id=request)
    assert figures(work)[2] == 2_000_000

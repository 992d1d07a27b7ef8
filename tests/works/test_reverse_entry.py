"""Taking an entry back: one person asks with a reason, another one approves, then the ledger has a second entry."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.people.models import Unit
from app.works import permissions
from app.works.actions import approve_expense, approve_request, refuse_request, request_reversal
from app.works.models import EntryRequest, LedgerEntry, Work
from app.works.money_checks import check_reversals
from app.works.queries import works_waiting
from tests.cast import somebody
from tests.works import walk


def figures(id_):
    work = walk.fresh(id_)
    return work.cash_received, work.cash_spent, work.union_contribution


def entry(db, id_):
    db.session.rollback()
    return db.session.get_one(LedgerEntry, id_)


def ask(person, entry_id, reason="Ghi nhầm"):
    return request_reversal(person.actor, entry_id=entry_id, reason=reason)


@pytest.fixture
def given(cast):
    """A work with 5 million in it, and the entry that says so."""
    id_ = walk.approved(cast)
    return id_, walk.give(cast, id_, 5_000_000)


def test_a_reversal_enters_the_ledger_only_when_another_person_approves_it(cast, db, given):
    id_, first = given
    request = ask(cast.dung, first)
    assert figures(id_) == (5_000_000, 0, 5_000_000)
    row = entry(db, approve_request(cast.an.actor, request_id=request))
    assert (row.amount, row.kind, row.reverses_id, row.description) == (-5_000_000, "reversal", first, "Ghi nhầm")
    assert (row.recorded_by, row.approved_by) == (cast.dung.account.id, cast.an.account.id)
    assert figures(id_) == (0, 0, 0)
    assert list(check_reversals()) == []


def test_a_reversal_counts_on_the_day_of_its_entry_and_is_booked_today(cast, db, travel):
    with travel(clock.today() - timedelta(days=9)):
        id_ = walk.approved(cast)
        first = walk.give(cast, id_, 5_000_000)
    row = entry(db, walk.reverse(cast, first))
    assert (row.counts_on, row.on) == (clock.today() - timedelta(days=9), clock.today())


def test_a_reversed_expense_gives_its_cash_and_its_line_back(cast):
    id_ = walk.approved(cast)
    walk.give(cast, id_, 50_000_000)
    paid = approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, 9_000_000))
    walk.reverse(cast, paid, reason="Trả hàng")
    assert figures(id_)[:2] == (50_000_000, 0)
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, 9_000_000))


def test_leader_and_treasurer_ask_and_nobody_else(cast, given):
    for person in (cast.ha, cast.khanh):
        with pytest.raises(NotAllowed):
            ask(person, given[1])
    for person in (cast.binh, cast.chi, cast.giang, cast.lan):
        with pytest.raises(NotFound):
            ask(person, given[1])
    ask(cast.an, given[1])


def test_who_asked_never_approves_and_a_treasurer_never_does(cast, given):
    request = ask(cast.an, given[1])
    for person in (cast.an, cast.dung, cast.khanh):
        with pytest.raises(NotAllowed):
            approve_request(person.actor, request_id=request)
    with pytest.raises(NotFound):
        approve_request(cast.giang.actor, request_id=request)
    # Nobody else leads the unit or one above it: it goes up to the committee.
    assert [row[0] for row in works_waiting(cast.ha.actor).requests] == [given[0]]
    approve_request(cast.ha.actor, request_id=request)
    assert figures(given[0])[0] == 0


def test_the_database_itself_refuses_a_request_decided_by_who_made_it(cast, db, given):
    row = db.session.get_one(EntryRequest, ask(cast.dung, given[1]))
    row.state, row.decided_by = "approved", row.requested_by
    with pytest.raises(DBAPIError, match="decided_by_another"):
        db.session.commit()
    db.session.rollback()


def test_a_request_goes_to_a_leader_first_and_then_not_to_the_committee(cast, given):
    ask(cast.dung, given[1])
    assert [row[0] for row in works_waiting(cast.an.actor).requests] == [given[0]]
    assert works_waiting(cast.ha.actor).requests == []


def test_the_list_of_requests_agrees_with_the_single_one(cast, db, given):
    other = walk.proved(cast)
    late = walk.give(cast, other)
    walk.accept(cast, walk.report(cast, other))
    ask(cast.dung, given[1])
    ask(cast.an, late)
    people = (cast.an, cast.binh, cast.chi, cast.dung, cast.giang, cast.ha, cast.hai, cast.khanh, cast.lan)
    joined = (
        select(EntryRequest, Work)
        .join(LedgerEntry, LedgerEntry.id == EntryRequest.entry_id)
        .join(Work, Work.id == LedgerEntry.work_id)
        .join(Unit, Unit.id == Work.unit_id)
        .options(joinedload(Work.unit))
    )
    for person in people:
        actor = person.actor
        rows = db.session.execute(joined)
        alone = {r.id for r, work in rows if permissions.can_approve_request(actor, work.unit, work, r)}
        listed = {r.id for r, _work in db.session.execute(joined.where(permissions.requests_to_decide(actor)))}
        assert alone == listed


def test_after_the_acceptance_the_committee_approves_and_a_leader_does_not(cast):
    id_ = walk.proved(cast)
    first = walk.give(cast, id_, 5_000_000)
    walk.accept(cast, walk.report(cast, id_))
    request = ask(cast.dung, first)
    with pytest.raises(NotAllowed):
        approve_request(cast.an.actor, request_id=request)
    assert works_waiting(cast.an.actor).requests == []
    assert [row[0] for row in works_waiting(cast.ha.actor).requests] == [id_]
    approve_request(cast.ha.actor, request_id=request)
    assert figures(id_) == (0, 0, 0)


def test_after_the_acceptance_the_page_says_which_figure_changes(cast, client):
    id_ = walk.proved(cast)
    first = walk.give(cast, id_, 5_000_000)
    walk.accept(cast, walk.report(cast, id_))
    page = client.as_(cast.dung).get(f"/works/{id_}/budget/entries/{first}/reverse")
    assert "5.000.000 ₫ → 0 ₫" in page.text.replace("\u00a0", " ")
    ask(cast.dung, first)
    page = client.as_(cast.ha).get(f"/works/{id_}/budget")
    assert "5.000.000 ₫ → 0 ₫" in page.text.replace("\u00a0", " ")


def test_a_contribution_already_spent_is_not_reversed(cast):
    id_ = walk.approved(cast)
    first = walk.give(cast, id_, 1_000_000)
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, 1))
    request = ask(cast.dung, first)
    with pytest.raises(NotPossible, match="cash_already_spent"):
        approve_request(cast.an.actor, request_id=request)


def test_an_entry_is_reversed_once_and_a_reversal_never(cast, given):
    request = ask(cast.dung, given[1])
    assert ask(cast.dung, given[1]) == request
    with pytest.raises(Conflict, match="request_waits"):
        ask(cast.an, given[1], "Khác")
    first = approve_request(cast.an.actor, request_id=request)
    assert approve_request(cast.an.actor, request_id=request) == first
    with pytest.raises(Conflict, match="request_decided"):
        approve_request(cast.ha.actor, request_id=request)
    with pytest.raises(Conflict, match="entry_reversed"):
        ask(cast.an, given[1], "Khác")
    with pytest.raises(NotPossible, match="reversal_of_reversal"):
        ask(cast.an, first)


def test_asking_and_refusing_need_a_reason_and_a_refused_entry_stays(cast, given):
    with pytest.raises(NotPossible, match="reason_needed"):
        ask(cast.dung, given[1], " ")
    request = ask(cast.dung, given[1])
    with pytest.raises(NotPossible, match="reason_needed"):
        refuse_request(cast.an.actor, request_id=request, reason="")
    refuse_request(cast.an.actor, request_id=request, reason="Số đúng rồi")
    assert refuse_request(cast.an.actor, request_id=request, reason="Số đúng rồi") == request
    assert figures(given[0])[0] == 5_000_000
    ask(cast.dung, given[1], "Đã kiểm tra lại")


def test_two_leaders_need_no_committee(cast, given):
    second = somebody(cast.unit, "Lý Phó", "leader")
    approve_request(second.actor, request_id=ask(cast.an, given[1]))
    assert figures(given[0])[0] == 0


def test_a_request_of_another_work_is_not_found_under_this_one(cast, client, given):
    other = walk.approved(cast)
    request = ask(cast.dung, given[1])
    client.as_(cast.an).post(f"/works/{other}/budget/requests/{request}/approve", status=404)
    client.as_(cast.an).get(f"/works/{other}/budget/requests/{request}/refuse", status=404)


def test_the_pages_ask_approve_and_refuse(cast, client, given):
    id_, first = given
    dung, an = client.as_(cast.dung), client.as_(cast.an)
    address = f"/works/{id_}/budget/entries/{first}/reverse"
    assert dung.post(address, {"reason": ""}, status=422).errors
    dung.post(address, {"reason": "Ghi nhầm"})
    request = walk.db.session.execute(select(EntryRequest.id)).scalar_one()
    page = an.get(f"/works/{id_}/budget")
    assert page.find("form", action=f"/works/{id_}/budget/requests/{request}/approve") is not None
    an.get(f"/works/{id_}/budget/requests/{request}/refuse")
    an.post(f"/works/{id_}/budget/requests/{request}/refuse", {"reason": "Số đúng"})
    dung.post(address, {"reason": "Xin sửa lại"})
    an.post(f"/works/{id_}/budget/requests/{request + 1}/approve")
    assert walk.fresh(id_).cash_received == 0


def test_flask_check_finds_a_reversal_that_nobody_approved(cast, db, given):
    walk.reverse(cast, given[1])
    db.session.execute(text("UPDATE entry_requests SET state = 'refused'"))
    assert any("nobody approved it" in line for line in check_reversals())

"""A unit's fund and transfers: cash moves between pots, both ledgers or none, and nothing of it is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.core import clock
from app.core.database import append_only, no_longer_append_only
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.people.models import Unit
from app.works import permissions
from app.works.actions import approve_request, request_outlay, request_reversal
from app.works.chain import verify_ledgers
from app.works.checks import CHECKS
from app.works.models import EntryRequest, Ledger, LedgerEntry, Work
from app.works.queries import get_fund, get_unit_budget, works_waiting
from tests.cast import somebody
from tests.works import walk


@pytest.fixture(autouse=True)
def books_hold(cast):
    """Whatever a test does: the figures are those of the entries, and each chain holds."""
    yield
    walk.db.session.rollback()
    assert [line for check in (*CHECKS, verify_ledgers) for line in check()] == []


def in_fund(cast, unit=None):
    walk.db.session.rollback()
    statement = select(Ledger.balance).where(Ledger.unit_id == (unit or cast.unit).id)
    return walk.db.session.execute(statement).scalar() or 0


def figures(id_):
    work = walk.fresh(id_)
    return work.cash_received, work.cash_left, work.union_contribution


def entries_of(request_id):
    walk.db.session.rollback()
    statement = select(LedgerEntry).where(LedgerEntry.request_id == request_id).order_by(LedgerEntry.id)
    return list(walk.db.session.execute(statement).scalars())


def outlay(cast, amount=1_000_000, by=None):
    return request_outlay(
        (by or cast.dung).actor,
        unit_id=cast.unit.id,
        amount=amount,
        party="Nhà in",
        reason="In băng rôn",
        receipt=walk.receipt(),
    )


def test_what_comes_into_a_fund_has_a_voucher_of_the_units_year(cast, db):
    row = db.session.get_one(LedgerEntry, walk.fill_fund(cast, 5_000_000))
    assert (row.work_id, row.source, row.voucher) == (None, "members", f"PT 0001/{clock.today().year}")
    work = walk.approved(cast)
    assert db.session.get_one(LedgerEntry, walk.give(cast, work)).voucher_number == 2
    assert in_fund(cast) == 5_000_000


def test_leader_and_treasurer_of_the_unit_keep_its_fund_and_nobody_else(cast):
    walk.fill_fund(cast, by=cast.an)
    for person in (cast.ha, cast.khanh):
        with pytest.raises(NotAllowed):
            walk.fill_fund(cast, by=person)
    for person in (cast.binh, cast.chi, cast.giang, cast.lan):
        with pytest.raises(NotFound):
            walk.fill_fund(cast, by=person)
    with pytest.raises(NotPossible, match="source_unknown"):
        walk.fill_fund(cast, source="own_part")


def test_a_fund_pays_when_another_person_approves_and_never_more_than_is_in_it(cast):
    walk.fill_fund(cast, 1_500_000)
    first, second = outlay(cast), outlay(cast)
    for person in (cast.dung, cast.khanh):
        with pytest.raises(NotAllowed):
            approve_request(person.actor, request_id=first)
    with pytest.raises(NotFound):
        approve_request(cast.giang.actor, request_id=first)
    approve_request(cast.an.actor, request_id=first)
    with pytest.raises(NotPossible, match="not_enough_cash_to_give"):
        approve_request(cast.an.actor, request_id=second)
    assert in_fund(cast) == 500_000


def test_from_the_fund_to_a_work_both_ledgers_get_their_entry_with_a_voucher(cast):
    walk.fill_fund(cast, 5_000_000)
    work = walk.approved(cast)
    request = walk.ask_transfer(cast, cast.unit, work, 2_000_000)
    assert (in_fund(cast), figures(work)) == (5_000_000, (0, 0, 0))
    approve_request(cast.an.actor, request_id=request)
    assert (in_fund(cast), figures(work)) == (3_000_000, (2_000_000, 2_000_000, 2_000_000))
    out, into = entries_of(request)
    assert (out.work_id, out.amount, out.voucher[:2], out.source) == (None, -2_000_000, "PC", None)
    assert (into.work_id, into.amount, into.voucher[:2], into.source) == (work, 2_000_000, "PT", "unit_fund")
    assert {(e.recorded_by, e.approved_by) for e in (out, into)} == {(cast.dung.account.id, cast.an.account.id)}


def test_from_a_work_to_the_fund_the_source_has_less_and_the_fund_knows_whose_it_was(cast):
    work = walk.approved(cast)
    walk.give(cast, work, 5_000_000)
    entry = walk.transfer(cast, work, cast.unit, 1_000_000)
    assert (in_fund(cast), figures(work)) == (1_000_000, (4_000_000, 4_000_000, 4_000_000))
    assert [e.source for e in entries_of(walk.db.session.get_one(LedgerEntry, entry).request_id)] == ["sponsor"] * 2


def test_from_work_to_work_the_money_stays_that_of_its_source(cast):
    first, second = walk.approved(cast), walk.approved(cast)
    walk.give(cast, first, 5_000_000, source="state_programme")
    walk.transfer(cast, first, second, 5_000_000, source="state_programme")
    assert (figures(first), figures(second)) == ((0, 0, 0), (5_000_000, 5_000_000, 0))


def test_the_fund_of_a_unit_above_is_the_higher_level(cast):
    chief = somebody(cast.bloc, "Trần Trưởng", "leader")
    keeper = somebody(cast.bloc, "Ngô Thủ", "treasurer")
    walk.fill_fund(cast, 5_000_000, unit=cast.bloc, by=keeper)
    work = walk.approved(cast)
    with pytest.raises(NotFound):
        walk.ask_transfer(cast, cast.bloc, work, 1_000_000)
    request = walk.ask_transfer(cast, cast.bloc, work, 1_000_000, by=keeper)
    with pytest.raises(NotFound):
        approve_request(cast.an.actor, request_id=request)
    approve_request(chief.actor, request_id=request)
    assert entries_of(request)[1].source == "higher_level"


def test_no_more_leaves_a_work_than_is_in_its_box_or_came_from_that_source(cast):
    work = walk.approved(cast)
    walk.give(cast, work, 3_000_000)
    walk.give(cast, work, 2_000_000, source="members")
    with pytest.raises(NotPossible, match="source_has_less"):
        walk.transfer(cast, work, cast.unit, 2_000_001, source="members")
    with pytest.raises(NotPossible, match="not_enough_cash_to_give"):
        walk.transfer(cast, work, cast.unit, 5_000_001)
    with pytest.raises(NotPossible, match="not_enough_cash_to_give"):
        walk.transfer(cast, cast.unit, work, 1)


def test_a_transfer_needs_two_places_a_reason_and_a_taker_that_takes_money(cast):
    work, draft = walk.approved(cast), walk.draft(cast)
    walk.give(cast, work)
    for giver, taker, values, reason in (
        (work, work, {}, "transfer_to_itself"),
        (cast.unit, cast.bloc, {}, "transfer_to_itself"),
        (work, draft, {}, "taker_closed"),
        (draft, work, {}, "money_closed"),
        (work, cast.unit, {"reason": " "}, "reason_needed"),
        (work, cast.unit, {"source": "moon"}, "source_unknown"),
    ):
        with pytest.raises(NotPossible, match=reason):
            walk.ask_transfer(cast, giver, taker, 1000, **values)
    with pytest.raises(NotPossible, match="amount_not_positive"):
        walk.ask_transfer(cast, work, cast.unit, 0)


def test_what_is_left_after_the_acceptance_moves_by_the_committees_approval_and_changes_no_contribution(cast, travel):
    work = walk.proved(cast)
    walk.give(cast, work, 5_000_000)
    walk.accept(cast, walk.report(cast, work))
    with travel(clock.today() + timedelta(days=1)):
        request = walk.ask_transfer(cast, work, cast.unit, 5_000_000)
        with pytest.raises(NotAllowed):
            approve_request(cast.an.actor, request_id=request)
        approve_request(cast.ha.actor, request_id=request)
    assert (in_fund(cast), figures(work)) == (5_000_000, (0, 0, 5_000_000))


def test_a_transfer_is_taken_back_on_both_sides_or_not_at_all(cast):
    walk.fill_fund(cast, 2_000_000)
    work = walk.approved(cast)
    entry = walk.transfer(cast, cast.unit, work, 2_000_000)
    advance = walk.advance(cast, work, 500_000)
    request = request_reversal(cast.dung.actor, entry_id=entry, reason="Nhầm công trình")
    with pytest.raises(NotPossible, match="cash_already_spent"):
        approve_request(cast.an.actor, request_id=request)
    assert (in_fund(cast), figures(work)[0]) == (0, 2_000_000)
    walk.give_back(cast, advance, 500_000)
    approve_request(cast.an.actor, request_id=request)
    assert (in_fund(cast), figures(work)) == (2_000_000, (0, 0, 0))
    other = walk.db.session.execute(
        select(LedgerEntry.id).where(LedgerEntry.kind == "transfer", LedgerEntry.work_id == work)
    ).scalar_one()
    with pytest.raises(Conflict, match="entry_reversed"):
        request_reversal(cast.dung.actor, entry_id=other, reason="Nữa")


def test_the_list_of_requests_of_funds_agrees_with_the_single_one(cast):
    walk.fill_fund(cast)
    walk.ask_transfer(cast, cast.unit, walk.approved(cast), 1000, by=cast.an)
    outlay(cast)
    people = (cast.an, cast.binh, cast.chi, cast.dung, cast.giang, cast.ha, cast.hai, cast.khanh, cast.lan)
    rows = list(walk.db.session.execute(select(EntryRequest)).scalars())
    for person in people:
        actor = person.actor
        alone = {r.id for r in rows if permissions.can_approve_request(actor, cast.unit, None, r)}
        listed = walk.db.session.execute(
            select(EntryRequest.id)
            .join(Ledger, Ledger.id == EntryRequest.ledger_id)
            .join(Unit, Unit.id == Ledger.unit_id)
            .outerjoin(Work, Work.id == Ledger.work_id)
            .where(permissions.requests_to_decide(actor))
        ).scalars()
        assert alone == set(listed)
    assert [row[6] for row in works_waiting(cast.an.actor).requests] == [cast.unit.id]
    assert [row[6] for row in works_waiting(cast.ha.actor).requests] == [cast.unit.id]


def test_the_unit_page_shows_the_fund_and_those_under_it_within_ten_statements(cast, client):
    walk.fill_fund(cast, 5_000_000)
    walk.fill_fund(cast, 1_000_000, unit=cast.chapter, by=cast.an)
    budget = get_unit_budget(cast.an.actor, cast.unit.id)
    assert (budget.fund, budget.funds_below) == (5_000_000, 1_000_000)
    page = client.as_(cast.an).get(f"/units/{cast.unit.id}/budget")
    assert len(page.statements) <= 10
    page = client.as_(cast.an).get(f"/units/{cast.unit.id}/fund")
    assert "5.000.000" in page.text
    few = len(page.statements)
    assert few <= 10
    for _ in range(5):
        outlay(cast)
        walk.fill_fund(cast, 1000)
    assert len(client.as_(cast.an).get(f"/units/{cast.unit.id}/fund").statements) == few + 1  # who approves


def test_the_database_refuses_to_change_a_fund_and_audit_finds_what_was_changed_all_the_same(cast, db):
    walk.fill_fund(cast)
    for statement in ("UPDATE ledger_entries SET amount = 1", "DELETE FROM ledger_entries"):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()
    dialect = db.engine.dialect.name
    for statement in no_longer_append_only("ledger_entries", dialect):
        db.session.execute(text(statement))
    db.session.execute(text("UPDATE ledger_entries SET party = 'Ai đó'"))
    assert "was changed" in next(iter(verify_ledgers()))
    db.session.execute(text("UPDATE ledger_entries SET party = 'Đoàn viên'"))
    for statement in append_only("ledger_entries", dialect):
        db.session.execute(text(statement))
    db.session.commit()


def test_a_ledger_belongs_to_a_work_or_to_a_unit_never_to_both(cast, db):
    work = walk.approved(cast)
    with pytest.raises(DBAPIError, match="one_owner"):
        db.session.execute(text(f"UPDATE ledgers SET unit_id = {cast.unit.id} WHERE work_id = {work}"))
    db.session.rollback()


def test_sent_twice_it_came_in_once(cast):
    first = walk.fill_fund(cast, once="a-key-of-the-fund")
    assert walk.fill_fund(cast, once="a-key-of-the-fund") == first
    assert in_fund(cast) == 5_000_000


def test_the_pages_of_a_fund_and_of_a_transfer(cast, client):
    unit, work = cast.unit.id, walk.approved(cast)
    dung, an = client.as_(cast.dung), client.as_(cast.an)
    dung.get(f"/units/{unit}/fund")
    address = f"/units/{unit}/fund/income"
    form = {**dung.get(address).values, "source": "members", "amount": "3 triệu", "party": "Đoàn viên"}
    assert dung.post(address, {**form, "party": ""}, status=422).errors
    dung.post(address, form)
    address = f"/works/{work}/budget/transfer"
    form = {**dung.get(address).values, "way": f"from-unit-{unit}", "amount": "2 triệu", "reason": "Mở công trình"}
    dung.post(address, form)
    dung.post(address, form)
    (request,) = walk.db.session.execute(select(EntryRequest.id)).scalars()
    page = an.get(f"/units/{unit}/fund")
    assert page.find("form", action=f"/units/{unit}/fund/requests/{request}/approve") is not None
    an.get(f"/units/{unit}/fund/requests/{request}/refuse")
    an.post(f"/units/{unit}/fund/requests/{request}/approve")
    assert (in_fund(cast), figures(work)[0]) == (1_000_000, 2_000_000)
    (entry,) = (row.entry.id for row in get_fund(cast.an.actor, unit).entries if row.entry.kind == "transfer")
    assert "Hai triệu đồng" in dung.get(f"/units/{unit}/fund/entries/{entry}/voucher").text
    dung.post(f"/units/{unit}/fund/entries/{entry}/reverse", {"reason": "Nhầm"})
    for path in (f"entries/{entry}/voucher.docx", "ledger.xlsx"):
        assert dung.call("GET", f"/units/{unit}/fund/{path}").status_code == 200
    way = {**dung.get(address).values, "way": f"to-unit-{unit}", "source": "unit_fund", "amount": "1", "reason": "Thừa"}
    dung.post(address, way)
    assert "Thừa" in an.get(f"/works/{work}/budget").text


def test_the_receipt_of_an_outlay_opens_for_those_who_see_the_fund(cast, client):
    outlay(cast)
    file_id = walk.db.session.execute(select(EntryRequest.file_id)).scalar_one()
    for person, status in ((cast.an, 200), (cast.ha, 200), (cast.giang, 404), (cast.binh, 404)):
        assert client.as_(person).call("GET", f"/works/receipts/{file_id}").status_code == status


def test_a_long_ledger_of_a_fund_shows_the_newest_and_leads_to_all_of_them(cast, client):
    for number in range(51):
        walk.fill_fund(cast, 1_000, party=f"Đoàn viên số {number}.")
    an = client.as_(cast.an)
    address = f"/units/{cast.unit.id}/fund"
    assert "Đoàn viên số 0." not in an.get(address).text
    more = next(a.get("href") for a in an.get(address).all("a") if "entries=all" in (a.get("href") or ""))
    assert "Đoàn viên số 0." in an.get(more).text

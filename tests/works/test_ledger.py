"""Money: what comes in, what another person lets out, what takes a mistake back."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.settings import write_setting
from app.volunteering.actions import cancel_work
from app.works.actions import approve_expense, refuse_expense
from app.works.models import Expense, Ledger, LedgerEntry
from tests import factories
from tests.works import walk


def figures(id_):
    work = walk.fresh(id_)
    return work.cash_received, work.cash_spent, work.union_contribution


def balance(db, id_):
    return db.session.execute(select(Ledger.balance).where(Ledger.work_id == id_)).scalar_one()


def entry(db, id_):
    db.session.rollback()
    return db.session.get_one(LedgerEntry, id_)


def test_cash_in_kind_and_labour_are_three_figures(cast, db):
    id_ = walk.approved(cast)
    walk.give(cast, id_, 5_000_000)
    walk.give(cast, id_, 2_000_000, form="in_kind")
    walk.give(cast, id_, 1_000_000, form="labour")
    assert figures(id_) == (5_000_000, 0, 7_000_000)
    assert balance(db, id_) == 5_000_000


def test_what_the_state_and_the_family_bring_is_no_contribution_of_the_union(cast):
    id_ = walk.approved(cast)
    walk.give(cast, id_, 3_000_000, source="state_programme")
    walk.give(cast, id_, 2_000_000, source="own_part", form="in_kind")
    walk.give(cast, id_, 1_000_000, source="higher_level")
    assert figures(id_) == (4_000_000, 0, 1_000_000)


def test_a_contribution_sent_twice_is_entered_once(cast, db):
    id_ = walk.approved(cast)
    first = walk.give(cast, id_, once="a-key-of-a-gift")
    assert walk.give(cast, id_, once="a-key-of-a-gift") == first
    assert figures(id_)[0] == 5_000_000
    with pytest.raises(Conflict, match="key_reused"):
        walk.give(cast, id_, 6_000_000, once="a-key-of-a-gift")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"amount": 0}, "amount_not_positive"),
        ({"amount": -5}, "amount_not_positive"),
        ({"form": "gold"}, "form_unknown"),
        ({"source": "moon"}, "source_unknown"),
        ({"party": " "}, "party_missing"),
        ({"received_on": date(2099, 1, 1)}, "in_the_future"),
    ],
)
def test_a_contribution_says_how_much_from_whom_and_when(cast, wrong, reason):
    id_ = walk.approved(cast)
    with pytest.raises(NotPossible, match=reason):
        walk.give(cast, id_, **{"amount": 1000, **wrong})


def test_money_is_recorded_from_approval_until_acceptance(cast):
    with pytest.raises(NotPossible, match="money_closed"):
        walk.give(cast, walk.submitted(cast))
    with pytest.raises(NotPossible, match="money_closed"):
        walk.give(cast, walk.accepted(cast))
    id_ = walk.approved(cast)
    cancel_work(cast.an.actor, work_id=id_, version=walk.version(id_), reason="Mưa lũ")
    with pytest.raises(NotPossible, match="money_closed"):
        walk.give(cast, id_)


def test_leader_and_treasurer_of_the_unit_record_money_and_nobody_else(cast):
    from app.works.actions import record_contribution

    id_ = walk.approved(cast)
    given = {
        "work_id": id_,
        "form": "cash",
        "source": "sponsor",
        "amount": 1000,
        "received_on": clock.today(),
        "party": "A",
    }
    record_contribution(cast.an.actor, **given)
    record_contribution(cast.dung.actor, **given)
    for person in (cast.binh, cast.giang, cast.ha, cast.khanh, cast.lan):
        with pytest.raises(NotAllowed):
            record_contribution(person.actor, **given)


def test_an_expense_counts_only_when_another_person_approves_it(cast, db):
    id_ = walk.approved(cast)
    walk.give(cast, id_)
    expense = walk.spend(cast, id_, 1_000_000)
    assert figures(id_) == (5_000_000, 0, 5_000_000)
    row = entry(db, approve_expense(cast.an.actor, expense_id=expense))
    assert figures(id_) == (5_000_000, 1_000_000, 5_000_000)
    assert balance(db, id_) == 4_000_000
    assert (row.amount, row.recorded_by, row.approved_by) == (-1_000_000, cast.dung.account.id, cast.an.account.id)
    assert row.file_id is not None


def test_who_recorded_an_expense_does_not_approve_it(cast):
    id_ = walk.approved(cast)
    walk.give(cast, id_)
    expense = walk.spend(cast, id_, by=cast.an)
    with pytest.raises(NotAllowed):
        approve_expense(cast.an.actor, expense_id=expense)
    with pytest.raises(NotAllowed):
        approve_expense(cast.dung.actor, expense_id=expense)
    approve_expense(cast.ha.actor, expense_id=expense)


def test_the_database_itself_refuses_an_expense_approved_by_its_recorder(cast, db):
    expense = walk.spend(cast, walk.approved(cast))
    row = db.session.get_one(Expense, expense)
    row.state, row.decided_by = "approved", row.recorded_by
    with pytest.raises(DBAPIError, match="decided_by_another"):
        db.session.commit()
    db.session.rollback()


def test_a_stranger_does_not_find_the_expense(cast):
    expense = walk.spend(cast, walk.approved(cast))
    for person in (cast.binh, cast.chi, cast.giang, cast.lan):
        with pytest.raises(NotFound):
            approve_expense(person.actor, expense_id=expense)


def test_approving_twice_enters_it_once_and_another_approver_is_told(cast, db):
    id_ = walk.approved(cast)
    walk.give(cast, id_)
    expense = walk.spend(cast, id_)
    first = approve_expense(cast.an.actor, expense_id=expense)
    assert approve_expense(cast.an.actor, expense_id=expense) == first
    with pytest.raises(Conflict, match="expense_decided"):
        approve_expense(cast.ha.actor, expense_id=expense)
    with pytest.raises(Conflict, match="expense_decided"):
        refuse_expense(cast.an.actor, expense_id=expense, reason="x")
    assert figures(id_)[1] == 1_000_000


def test_a_refused_expense_never_enters_the_ledger_and_needs_a_reason(cast, db):
    expense = walk.spend(cast, walk.approved(cast))
    with pytest.raises(NotPossible, match="reason_needed"):
        refuse_expense(cast.an.actor, expense_id=expense, reason="")
    refuse_expense(cast.an.actor, expense_id=expense, reason="Không có hoá đơn")
    assert refuse_expense(cast.an.actor, expense_id=expense, reason="Không có hoá đơn") == expense
    assert db.session.query(LedgerEntry).count() == 0


def test_approved_expenses_never_exceed_the_cash_received(cast):
    id_ = walk.approved(cast)
    walk.give(cast, id_, 1_000_000)
    walk.give(cast, id_, 9_000_000, form="in_kind")
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, 600_000))
    second = walk.spend(cast, id_, 400_001)
    with pytest.raises(NotPossible, match="not_enough_cash"):
        approve_expense(cast.an.actor, expense_id=second)
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, 400_000))
    assert figures(id_)[:2] == (1_000_000, 1_000_000)


def test_approved_expenses_never_exceed_the_plan_in_total(cast):
    id_ = walk.approved(cast)
    walk.give(cast, id_, 50_000_000)
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, 9_900_000, line=1))
    over = walk.spend(cast, id_, 1_350_001, line=2)
    with pytest.raises(NotPossible, match="beyond_plan"):
        approve_expense(cast.an.actor, expense_id=over)
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, 1_350_000, line=2))
    assert figures(id_)[1] == 11_250_000


def test_approved_expenses_exceed_a_line_by_no_more_than_the_tolerance(cast, db):
    id_ = walk.approved(cast)
    walk.give(cast, id_, 50_000_000)
    over = walk.spend(cast, id_, 9_900_001, line=1)
    with pytest.raises(NotPossible, match="beyond_line"):
        approve_expense(cast.an.actor, expense_id=over)
    write_setting(cast.lan.actor, "expense_line_tolerance_percent", 20)
    db.session.commit()
    approve_expense(cast.an.actor, expense_id=over)
    assert figures(id_)[1] == 9_900_001


def test_an_expense_names_a_line_of_the_plan_in_force(cast):
    first, second = walk.approved(cast), walk.approved(cast)
    with pytest.raises(NotPossible, match="line_unknown"):
        walk.spend(cast, first, plan_line_id=walk.line_id(second))


def test_cash_vouchers_are_numbered_in_the_units_year(cast, db):
    first, second = walk.approved(cast), walk.approved(cast)
    vouchers = []
    for id_ in (first, second, first):
        row = entry(db, walk.give(cast, id_))
        vouchers.append((row.voucher_series, row.voucher_year, row.voucher_number))
    year, unit = clock.today().year, cast.unit.id
    assert vouchers == [(f"PT-{unit}", year, 1), (f"PT-{unit}", year, 2), (f"PT-{unit}", year, 3)]
    paid = entry(db, approve_expense(cast.an.actor, expense_id=walk.spend(cast, first)))
    assert (paid.voucher_series, paid.voucher_number) == (f"PC-{unit}", 1)
    last_year = entry(db, walk.give(cast, first, received_on=date(year - 1, 12, 31)))
    assert (last_year.voucher_year, last_year.voucher_number) == (year - 1, 1)


def test_goods_and_labour_have_no_voucher(cast, db):
    row = entry(db, walk.give(cast, walk.approved(cast), form="in_kind"))
    assert row.voucher_number is None


def test_the_database_itself_refuses_to_change_or_delete_an_entry(cast, db):
    walk.give(cast, walk.approved(cast))
    for statement in ("UPDATE ledger_entries SET amount = 1", "DELETE FROM ledger_entries"):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_a_leader_of_a_unit_above_approves(cast):
    chief = factories.account()
    factories.appointment(chief, "leader", cast.bloc)
    from tests.cast import sign_in

    id_ = walk.approved(cast)
    walk.give(cast, id_)
    expense = walk.spend(cast, id_, by=cast.an)
    approve_expense(sign_in(chief).actor, expense_id=expense)
    assert figures(id_)[1] == 1_000_000

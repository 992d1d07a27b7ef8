"""Sixteen approvals at once that together exceed the cash: never over, on every database."""

from concurrent.futures import ThreadPoolExecutor

from app.core.errors import Busy, NotPossible
from app.extensions import db as database
from app.works.actions import approve_expense
from app.works.chain import verify_ledgers
from app.works.checks import CHECKS
from tests.works import walk


def test_parallel_approvals_never_exceed_the_cash(app, cast):
    id_ = walk.approved(cast)
    walk.give(cast, id_, 1_000_000)
    expenses = [walk.spend(cast, id_, 100_000 + n) for n in range(16)]
    actor = cast.an.actor
    database.session.remove()

    def approve(expense_id: int) -> str:
        with app.app_context():
            try:
                approve_expense(actor, expense_id=expense_id)
            except (NotPossible, Busy) as error:
                return getattr(error, "reason", "busy")
            finally:
                database.session.remove()
            return "approved"

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(approve, expenses))
    work = walk.fresh(id_)
    assert answers.count("approved") == 9
    assert answers.count("not_enough_cash") == 7
    assert work.cash_spent <= work.cash_received
    assert list(verify_ledgers()) == []
    assert [line for check in CHECKS for line in check()] == []


def test_parallel_approvals_of_one_expense_enter_it_once(app, cast):
    id_ = walk.approved(cast)
    walk.give(cast, id_, 1_000_000)
    expense = walk.spend(cast, id_, 100_000)
    actor = cast.an.actor
    database.session.remove()

    def approve(_number: int) -> int:
        with app.app_context():
            try:
                return approve_expense(actor, expense_id=expense)
            finally:
                database.session.remove()

    with ThreadPoolExecutor(5) as pool:
        assert len(set(pool.map(approve, range(5)))) == 1
    assert walk.fresh(id_).cash_spent == 100_000


def test_vouchers_of_one_unit_are_numbered_without_a_gap_over_all_its_works(app, cast):
    from app.core import clock
    from app.works.actions import record_contribution
    from app.works.models import LedgerEntry

    works = [walk.approved(cast) for _ in range(4)]
    actor = cast.dung.actor
    database.session.remove()

    def give(number: int) -> None:
        with app.app_context():
            try:
                record_contribution(
                    actor,
                    work_id=works[number % 4],
                    form="cash",
                    source="sponsor",
                    amount=1000,
                    received_on=clock.today(),
                    party="Công ty A",
                )
            finally:
                database.session.remove()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(give, range(16)))
    numbers = database.session.execute(database.select(LedgerEntry.voucher_number)).scalars()
    assert sorted(numbers) == list(range(1, 17))

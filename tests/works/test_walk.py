"""One work from the proposal to its acceptance, and the figures that it leaves."""

from app.works.actions import approve_expense
from app.works.chain import verify_ledgers
from app.works.checks import CHECKS
from tests.works import walk


def test_a_work_goes_from_the_proposal_to_its_acceptance(cast):
    id_ = walk.proved(cast)
    walk.give(cast, id_, 5_000_000)
    walk.give(cast, id_, 2_000_000, form="in_kind", source="members")
    walk.give(cast, id_, 3_000_000, form="in_kind", source="own_part")
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, 1_500_000))
    walk.accept(cast, walk.report(cast, id_))
    work = walk.fresh(id_)
    assert work.state == "accepted"
    assert (work.cash_received, work.cash_spent) == (5_000_000, 1_500_000)
    assert work.union_contribution == 7_000_000
    assert work.planned_total == 11_250_000
    assert not list(verify_ledgers())
    assert [line for check in CHECKS for line in check()] == []

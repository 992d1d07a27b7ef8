"""Whatever raw SQL does to the ledger or to a kept figure is found and named."""

import pytest
from sqlalchemy import text

from app.core.database import append_only, no_longer_append_only
from app.works.actions import approve_expense
from app.works.chain import verify_ledgers
from app.works.checks import CHECKS
from tests.works import walk


@pytest.fixture
def money(cast, db):
    """A work with four entries, its triggers taken off, as somebody with the database's password could."""
    id_ = walk.proved(cast)
    walk.give(cast, id_, 5_000_000)
    walk.give(cast, id_, 1_000_000, form="in_kind")
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, 2_000_000))
    walk.give(cast, id_, 7_000)
    for statement in no_longer_append_only("ledger_entries", db.engine.dialect.name):
        db.session.execute(text(statement))
    db.session.commit()
    assert not problems()
    return id_


def problems():
    return [line for check in CHECKS for line in check()]


def run(db, statement):
    db.session.execute(text(statement))
    db.session.commit()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE ledger_entries SET amount = 6000000 WHERE number = 1", "number 1): was changed"),
        ("UPDATE ledger_entries SET party = 'B' WHERE number = 3", "number 3): was changed"),
        ("UPDATE ledger_entries SET counts_on = '2020-01-01' WHERE number = 2", "number 2): was changed"),
        ("DELETE FROM ledger_entries WHERE number = 2", "number 3): number 2 before it is missing"),
        ("DELETE FROM ledger_entries WHERE number = 4", "ledger_entries number 4 is missing"),
        ("UPDATE ledger_entries SET number = 9 WHERE number = 2", "number 3): number 2 before it is missing"),
        ("UPDATE ledgers SET head = 'x'", "the last entry, number 4"),
    ],
)
def test_the_first_bad_row_of_a_changed_ledger_is_named(money, db, statement, found):
    run(db, statement)
    lines = list(verify_ledgers())
    assert len(lines) == 1
    assert found in lines[0]


def test_an_added_entry_is_named(money, db):
    run(
        db,
        'INSERT INTO ledger_entries (ledger_id, work_id, number, kind, form, amount, "on", counts_on, source, party, '
        'is_anonymous, description, at, previous_hash, hash) SELECT ledger_id, work_id, 5, kind, form, amount, "on", '
        "counts_on, source, party, is_anonymous, description, at, hash, hash FROM ledger_entries WHERE number = 2",
    )
    assert "number 5): was changed" in next(iter(verify_ledgers()))


def test_an_entry_moved_to_another_work_is_named(cast, money, db):
    other = walk.approved(cast)
    run(db, f"UPDATE ledger_entries SET work_id = {other} WHERE number = 2")
    assert "number 2): was changed" in next(iter(verify_ledgers()))


def test_the_ledger_holds_again_with_its_triggers(money, db):
    for statement in append_only("ledger_entries", db.engine.dialect.name):
        db.session.execute(text(statement))
    db.session.commit()
    assert list(verify_ledgers()) == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE ledgers SET balance = 1", "its cash entries sum to 3007000"),
        ("UPDATE works SET cash_received = 1", "cash_received is 1, its entries say 5007000"),
        ("UPDATE works SET cash_spent = 1", "cash_spent is 1, its entries say 2000000"),
        ("UPDATE works SET union_contribution = 1", "union_contribution is 1, its entries say 6007000"),
        ("UPDATE works SET planned_total = 1", "planned_total is 1, its plan says 11250000"),
        ("UPDATE plan_lines SET amount = 1 WHERE position = 1", "quantity × price is 9000000"),
        ("UPDATE plan_versions SET state = 'refused'", "past approval without an approved plan"),
        ("UPDATE expenses SET state = 'refused'", "its state and its ledger entry"),
        ("UPDATE works SET state = 'accepted', accepted_on = '2026-01-01'", "accepted without minutes"),
        ("UPDATE works SET state = 'reported' WHERE 1 = 1", None),
    ],
)
def test_flask_check_finds_a_figure_that_is_not_what_its_rows_say(money, db, statement, found):
    run(db, statement)
    lines = problems()
    assert any(found in line for line in lines) if found else not lines


def test_flask_check_finds_a_reported_work_without_a_photo(money, db):
    run(db, "UPDATE works SET state = 'reported'")
    run(db, "DELETE FROM work_photos WHERE moment = 'after'")
    assert any("reported without a photo after" in line for line in problems())

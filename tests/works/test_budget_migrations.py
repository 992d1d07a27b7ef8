"""The revisions that the budget needed go up and down with data in the tables, and the ledger stays append-only."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.works.actions import approve_expense
from app.works.chain import verify_ledgers
from app.works.checks import CHECKS
from tests.works import walk


def rows(db):
    """What both revisions know of the money, in the order of its ids."""
    statement = (
        "SELECT e.id, e.amount, e.hash, l.description, v.state FROM ledger_entries e "
        "LEFT JOIN plan_lines l ON l.id = e.plan_line_id LEFT JOIN plan_versions v ON v.id = l.version_id ORDER BY e.id"
    )
    found = db.session.execute(text(statement)).all()
    db.session.remove()
    return found


def test_each_revision_of_the_ledger_goes_down_and_up_alone(cast, db):
    id_ = walk.approved(cast)
    walk.reverse(cast, walk.give(cast, id_))
    before = rows(db)
    for revision in ("0011", "0010", "0009", "0010", "0011", "0012", "0013", "0009", "0010", "0011", "0012", "0013"):
        (upgrade if revision > at(db) else downgrade)(revision=revision)
        assert rows(db) == before
    upgrade()
    assert [line for check in (*CHECKS, verify_ledgers) for line in check()] == []


def at(db):
    found = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    db.session.remove()
    return found


def test_down_and_up_again_keeps_every_row_and_the_triggers(cast, db):
    id_ = walk.approved(cast)
    walk.give(cast, id_)
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_))
    before = rows(db)
    for _ in range(2):
        downgrade(revision="0003")
        assert rows(db) == before
        upgrade()
        assert rows(db) == before
    assert [line for check in (*CHECKS, verify_ledgers) for line in check()] == []
    for statement in ("UPDATE ledger_entries SET amount = 1", "DELETE FROM ledger_entries"):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()
    walk.give(cast, id_)
    assert walk.fresh(id_).cash_received == 10_000_000

"""`flask seed scale`: much data that holds all that the product's own data holds."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.people.models import Member
from app.seed.scale import Amounts, count_scale, load_scale
from app.volunteering.models import Shift, SignUp
from app.works.models import LedgerEntry, Work
from tests.conftest import Databases

AMOUNTS = {"works": 120, "members": 400, "activities": 130}


@pytest.fixture
def loaded(app: Flask, db: Any) -> Amounts:
    added = load_scale(**AMOUNTS)
    db.session.remove()
    return added


def run(app: Flask, *command: str) -> str:
    result = app.test_cli_runner().invoke(args=list(command))
    return "" if result.exit_code == 0 else result.output or repr(result.exception)


def test_it_makes_as_many_as_asked_for(loaded: Amounts) -> None:
    assert loaded == count_scale() == Amounts(**AMOUNTS)


def test_every_invariant_and_chain_holds(loaded: Amounts, app: Flask) -> None:
    assert run(app, "check") == ""
    assert run(app, "audit", "verify") == ""


def test_twice_changes_nothing_and_more_adds_the_difference(loaded: Amounts, app: Flask) -> None:
    assert load_scale(**AMOUNTS) == Amounts(0, 0, 0)
    assert load_scale(works=125, members=400, activities=171) == Amounts(5, 0, 41)
    assert run(app, "check") == ""
    assert run(app, "audit", "verify") == ""


def test_loaded_in_parts_or_at_once_it_is_the_same(app: Flask, db: Any, databases: Databases) -> None:
    load_scale(works=30, members=100, activities=50)
    load_scale(works=60, members=100, activities=90)
    in_parts = snapshot(db)
    db.session.remove()
    db.engine.dispose()
    databases.make_fresh("test")
    load_scale(works=60, members=100, activities=90)
    assert snapshot(db) == in_parts


def snapshot(db: Any) -> list[list[Any]]:
    """What can differ, in the order of ids."""
    return [
        db.session.execute(select(*columns).order_by(columns[0])).all()
        for columns in (
            (Work.id, Work.title, Work.state, Work.commune_id, Work.sort_on, Work.planned_total),
            (LedgerEntry.id, LedgerEntry.work_id, LedgerEntry.amount, LedgerEntry.voucher_number, LedgerEntry.hash),
            (Member.id, Member.code, Member.full_name, Member.birth_date),
            (Shift.id, Shift.starts_at, Shift.confirmed, Shift.waiting),
            (SignUp.id, SignUp.shift_id, SignUp.member_id, SignUp.state),
        )
    ]

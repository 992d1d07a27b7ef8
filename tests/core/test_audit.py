"""Events are append-only, and a seal shows every change behind it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.actor import SYSTEM
from app.core.audit import count_unsealed, seal_events, verify_events
from app.works.kinds import load_default_kinds
from app.works.models import KindMeasure, WorkKind


def _some_events(db):
    db.session.query(KindMeasure).delete()
    db.session.query(WorkKind).delete()
    db.session.commit()
    load_default_kinds(SYSTEM)
    seal_events(SYSTEM)


def _unlocked(db, statement):
    """Change events as somebody with full rights on the database could: without the triggers."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("DROP TRIGGER events_no_update"))
        db.session.execute(text("DROP TRIGGER events_no_delete"))
    else:
        db.session.execute(text("ALTER TABLE events DISABLE TRIGGER ALL"))
    db.session.execute(text(statement))
    db.session.commit()


@pytest.mark.parametrize("statement", ["UPDATE events SET verb = 'x'", "DELETE FROM events"])
def test_the_database_itself_refuses_to_change_an_event(db, statement):
    _some_events(db)
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(statement))
    db.session.rollback()


def test_seals_hold_over_what_was_not_touched(db):
    _some_events(db)
    assert list(verify_events()) == []
    assert count_unsealed() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET verb = 'work_kind.other' WHERE id = (SELECT max(id) FROM events)",
        "DELETE FROM events WHERE id = (SELECT min(id) FROM events)",
        "DELETE FROM events WHERE id = (SELECT max(id) FROM events)",
        "UPDATE events SET subject_id = subject_id + 1 WHERE id = (SELECT min(id) FROM events)",
        "UPDATE audit_seals SET digest = 'x'",
    ],
)
def test_a_change_behind_a_seal_is_named(db, statement):
    _some_events(db)
    _unlocked(db, statement)
    assert len(list(verify_events())) == 1


def test_sealing_twice_makes_one_seal(db):
    _some_events(db)
    assert seal_events(SYSTEM) == 0

"""Events are append-only, and a seal shows every change behind it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core import audit
from app.core.actor import SYSTEM
from app.core.audit import count_unsealed, seal_events, verify_events
from app.core.events import AuditSeal
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
    ("statement", "found"),
    [
        ("UPDATE events SET verb = 'work_kind.other' WHERE id = {last}", "events {last}: was changed"),
        ("UPDATE events SET subject_id = subject_id + 1 WHERE id = {first}", "events {first}: was changed"),
        ("UPDATE events SET details = '{{}}' WHERE id = {middle}", "events {middle}: was changed"),
        ("UPDATE events SET account_id = 1 WHERE id = {middle}", "events {middle}: was changed"),
        ("DELETE FROM events WHERE id = {first}", "events: the one before {second} is missing"),
        ("DELETE FROM events WHERE id = {last}", "events: one after {before_last} is missing"),
        ("UPDATE events SET id = {last} + 1 WHERE id = {middle}", "events: the one before {after_middle} is missing"),
        ("UPDATE audit_seals SET digest = 'x'", "audit_seals 1: was changed itself"),
        ("UPDATE audit_seals SET first_event_id = 2", "audit_seals 1: begins at event 2"),
        ("UPDATE audit_seals SET marks = ''", ""),  # the digest has the word, marks only find the row
    ],
)
def test_the_first_bad_row_behind_a_seal_is_named(db, statement, found):
    _some_events(db)
    ids = db.session.execute(text("SELECT id FROM events ORDER BY id")).scalars().all()
    at = len(ids) // 2
    named = {
        "first": ids[0],
        "second": ids[1],
        "middle": ids[at],
        "after_middle": ids[at + 1],
        "before_last": ids[-2],
        "last": ids[-1],
    }
    _unlocked(db, statement.format(**named))
    lines = list(verify_events())
    assert len(lines) == bool(found)
    assert not found or lines[0].startswith(found.format(**named))


def test_an_event_that_was_put_between_others_is_named(db):
    _some_events(db)
    last = db.session.execute(text("SELECT max(id) FROM events")).scalar()
    _unlocked(db, f"UPDATE events SET id = id + 10 WHERE id = {last}")
    db.session.execute(text(f"UPDATE audit_seals SET last_event_id = {last + 10}"))
    db.session.commit()
    assert next(iter(verify_events())).startswith(f"events {last + 10}: was changed")  # its number is part of it
    columns = "at, verb, subject_type, subject_id, details"
    db.session.execute(text(f"INSERT INTO events (id, {columns}) SELECT {last}, {columns} FROM events WHERE id = 1"))
    db.session.execute(text(f"UPDATE events SET id = {last + 20} WHERE id = {last + 10}"))
    db.session.commit()
    assert next(iter(verify_events())).startswith(f"events {last}: was changed")


def test_many_events_go_under_several_seals_that_follow_one_another(db, monkeypatch):
    monkeypatch.setattr(audit, "BATCH", 3)
    _some_events(db)
    assert db.session.query(AuditSeal).count() > 2
    assert list(verify_events()) == []
    assert count_unsealed() == 0


def test_sealing_twice_makes_one_seal(db):
    _some_events(db)
    assert seal_events(SYSTEM) == 0

"""The one way to write: `@action` makes a function one transaction, and `lock()` takes rows in order.

On SQLite an action begins IMMEDIATE, so that two writers wait for each other instead of losing updates; on
PostgreSQL it begins plainly and `lock()` holds the rows. Locks are taken in one order everywhere: member, shift;
work, ledger.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import clock
from app.core.actor import Actor
from app.core.database import Model, UtcDateTime
from app.core.errors import Busy, Conflict
from app.core.events import tell_listeners
from app.extensions import db

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 3
LOCK_TIMEOUT = "3s"
# PostgreSQL: deadlock, serialization failure (try again); lock not available (give up).
RETRY_CODES = {"40P01", "40001"}
BUSY_CODES = {"55P03", "57014"}

# Only the test of the rush switches this off, to show that it fails without locks.
locks_are_on = True


class OnceKey(Model):
    """A form's one-time key: what was asked with it, and what came of it."""

    __tablename__ = "once_keys"

    key: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int | None]
    asked: Mapped[str]
    result: Mapped[int | None]
    at: Mapped[Any] = mapped_column(UtcDateTime)


def action(function: Callable[Concatenate[Actor, P], R]) -> Callable[..., R]:
    """Make a function one transaction: all of it is committed, or nothing.

    The wrapped function takes `once=` beside its own values: a form's one-time key. The same key with the same values
    gives the first answer again (such actions return the new id); with other values it raises Conflict("key_reused").
    Raises Busy when a lock can't be had in time.
    """
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def run(actor: Actor, *args: P.args, **values: P.kwargs) -> R:
        once: Any = values.pop("once", None)
        if args:
            raise TypeError(f"{name} takes its values by keyword")
        if "action" in db.session.info:
            raise RuntimeError(f"{name} was called inside {db.session.info['action']}: an action never calls an action")
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with _session_of_its_own(name) as session:
                    _begin()
                    if once is not None and (earlier := _claim(once, actor, name, values)) is not None:
                        return earlier.result  # type: ignore[return-value]
                    result = function(actor, **values)  # type: ignore[call-arg]
                    tell_listeners()
                    if once is not None:
                        session.get_one(OnceKey, once).result = result  # type: ignore[assignment]
                    session.commit()
                    return result
            except DBAPIError as error:
                again = _can_retry(error)
                if again is None:
                    raise
                if not again or attempt == ATTEMPTS:
                    raise Busy from error
        raise AssertionError("unreachable")

    run.is_action = True  # type: ignore[attr-defined]
    return run


def lock(model: type[Any], *where: Any, options: tuple[Any, ...] = ()) -> Any | None:
    """The row that matches, locked until the action ends and read afresh; None if there is none."""
    statement = select(model).where(*where).options(*options).execution_options(populate_existing=True)
    if locks_are_on:
        statement = statement.with_for_update(of=model)
    return db.session.execute(statement).unique().scalar_one_or_none()


def lock_row(model: type[Any], id_: int) -> Any | None:
    """As `lock`, of the row with this id: by a statement that is built once, for what is done in a rush."""
    return db.session.execute(_locking(model, locks_are_on), {"id": id_}).scalar_one_or_none()  # type: ignore[arg-type]


@cache
def _locking(model: Any, with_lock: bool) -> Any:
    statement = select(model).where(model.id == bindparam("id")).execution_options(populate_existing=True)
    return statement.with_for_update(of=model) if with_lock else statement


def lock_all(
    model: type[Any], *where: Any, skip_locked: bool = False, limit: int | None = None, order: tuple[Any, ...] = ()
) -> list[Any]:
    """The rows that match, locked in the order of their ids until the action ends and read afresh.

    `skip_locked` leaves out what somebody else holds: for workers that share out a queue (the first `limit` rows in its
    `order`), and for the rare lock that comes out of order and must not wait.
    """
    statement = select(model).where(*where).order_by(*order, model.id).limit(limit)
    statement = statement.execution_options(populate_existing=True)
    if locks_are_on:
        statement = statement.with_for_update(of=model, skip_locked=skip_locked)
    return list(db.session.execute(statement).scalars())


def lock_table(model: type[Any]) -> None:
    """Keep everybody else from writing to a table until the action ends. On SQLite an action has that anyway."""
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text(f"LOCK TABLE {model.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))


def advance_ids(model: type[Any]) -> None:
    """Let the database's counter know of ids that were given by hand. SQLite looks at the table itself."""
    if db.session.connection().dialect.name == "postgresql":
        table = model.__tablename__
        db.session.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        )


def insert_missing(model: type[Any], rows: list[dict[str, Any]]) -> None:
    """Insert the rows that break no unique constraint, by one statement; the others are there already.

    Hand them in one order everywhere: two actions that insert the same rows wait for each other.
    """
    if not rows:
        return
    connection = db.session.connection()
    connection.execute(_inserting(model, connection.dialect.name), rows)  # type: ignore[arg-type]


@cache
def _inserting(model: Any, dialect: str) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(model.__table__).on_conflict_do_nothing()


def new_key() -> str:
    """A fresh one-time key for a form."""
    return secrets.token_urlsafe(18)


@contextmanager
def _session_of_its_own(name: str) -> Iterator[Session]:
    """A fresh session in place of the request's, which lets go of its connection but keeps what it has read.

    So an action sees nothing older than its locks, and the page of a refused form can still show what it had loaded.
    After an action that went well, what was read before is read anew.
    """
    outer = db.session()
    if outer.new or outer.dirty or outer.deleted:
        raise RuntimeError(f"{name} was called with unsaved changes: only actions write")
    read = list(outer.identity_map.values())
    outer.close()  # ends the read that signing-in has opened, and would forget what it read
    outer.add_all(read)
    inner = db.session.session_factory()
    inner.info["action"] = name
    db.session.registry.set(inner)
    try:
        yield inner
    except BaseException:
        inner.rollback()
        raise
    else:
        outer.expire_all()
    finally:
        db.session.registry.set(outer)
        inner.close()


def _begin() -> None:
    connection = db.session.connection(execution_options={"writes": locks_are_on})
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))


def _claim(key: str, actor: Actor, name: str, values: dict[str, Any]) -> OnceKey | None:
    """Take the key, or return the row of whoever took it before with the same request."""
    asked = hashlib.sha256(json.dumps([name, values], sort_keys=True, default=repr).encode()).hexdigest()
    session = db.session()
    earlier = session.get(OnceKey, key)
    if earlier is None:
        try:
            with session.begin_nested():
                session.add(OnceKey(key=key, account_id=actor.account_id, asked=asked, at=clock.now()))
        except IntegrityError:  # another request with this key was committed in between
            earlier = session.get_one(OnceKey, key)
        else:
            return None
    if earlier.asked != asked or earlier.account_id != actor.account_id:
        raise Conflict("key_reused")
    return earlier


def _can_retry(error: DBAPIError) -> bool | None:
    """True: try again; False: give up as busy; None: not about locks at all."""
    code = getattr(error.orig, "sqlstate", None)
    if code in RETRY_CODES:
        return True
    if code in BUSY_CODES or "database is locked" in str(error.orig):
        return False
    return None

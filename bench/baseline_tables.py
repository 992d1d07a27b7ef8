"""The two tables of the baseline's sign-up command, beside the product's."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    create_engine,
    insert,
    select,
)

tables = MetaData()
shifts = Table(
    "bench_shifts",
    tables,
    Column("id", Integer, primary_key=True),
    Column("capacity", Integer, nullable=False),
    Column("confirmed", Integer, CheckConstraint("confirmed <= capacity"), nullable=False, default=0),
    Column("asked", Integer, nullable=False, default=0),
)
sign_ups = Table(
    "bench_sign_ups",
    tables,
    Column("id", Integer, primary_key=True),
    Column("shift_id", ForeignKey("bench_shifts.id"), nullable=False),
    Column("member_id", Integer, nullable=False),
    Column("is_waiting", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    UniqueConstraint("shift_id", "member_id"),
)


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection in a transaction, for the few rows written from here."""
    engine = create_engine(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def create(url: str) -> None:
    """Make the tables."""
    with connected(url) as connection:
        tables.create_all(connection)


def add_shift(url: str, capacity: int) -> int:
    """A new shift; gives its id."""
    with connected(url) as connection:
        added = connection.execute(insert(shifts).values(capacity=capacity)).inserted_primary_key
    assert added is not None
    return int(added[0])


def count_confirmed(url: str, shift_id: int) -> int:
    """How many got a place."""
    with connected(url) as connection:
        return connection.execute(select(shifts.c.confirmed).where(shifts.c.id == shift_id)).scalar_one()

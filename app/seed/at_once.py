"""Many actions as one transaction: an interrupted load leaves nothing behind, and the disk is waited for once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from app.extensions import db


@contextmanager
def at_once() -> Iterator[None]:
    """Run the actions of the block inside one transaction of the database; each becomes a savepoint of it.

    Only for loading data from the terminal: whoever else wants to write waits until the block ends.
    """
    engines = cast(dict[str | None, Any], db.engines)
    engine = engines[None]
    db.session.remove()
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        db.session.configure(join_transaction_mode="create_savepoint")
        engines[None] = connection
        try:
            yield
        finally:
            db.session.remove()
            engines[None] = engine
            db.session.configure(join_transaction_mode="conditional_savepoint")

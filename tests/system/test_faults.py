"""The database gone and back, full or open for reading only; no room for files: a clear 503, no restart."""

import errno
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url

from app.extensions import db as database
from tests import factories
from tests.cast import Cast
from tests.checks import PageClient
from tests.conftest import Databases
from tests.works import walk

FROM_ELSEWHERE = "postgres"


@contextmanager
def away(databases: Databases) -> Iterator[None]:
    """Take the test's database away from under the product, for as long as the block lasts."""
    url = database.engine.url
    database.session.remove()  # what requests have used stays in the pool, and breaks there
    if databases.kind == "sqlite":
        path = Path(url.database or "")
        database.engine.dispose()
        path.rename(f"{path}.away")
        path.mkdir()
        try:
            yield
        finally:
            path.rmdir()
            Path(f"{path}.away").rename(path)
        return
    other = make_url(databases.server.url(FROM_ELSEWHERE)).set(drivername="postgresql")
    name = url.database
    with psycopg.connect(other.render_as_string(hide_password=False), autocommit=True) as server:
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            yield
        finally:
            server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


@contextmanager
def only_reads(databases: Databases) -> Iterator[None]:
    """As on a read-only disk, or on a standby."""

    def refuse_writes(connection: Any, _record: Any, _proxy: Any) -> None:
        cursor = connection.cursor()
        statement = "PRAGMA query_only = ON" if databases.kind == "sqlite" else "SET default_transaction_read_only = on"
        cursor.execute(statement)
        if databases.kind == "postgresql":
            connection.commit()
        cursor.close()

    event.listen(database.engine, "checkout", refuse_writes)
    try:
        yield
    finally:
        event.remove(database.engine, "checkout", refuse_writes)
        database.session.remove()
        database.engine.dispose()


def test_a_database_that_is_away_gives_a_clear_page_and_all_goes_on_when_it_is_back(
    client: PageClient, cast: Cast, databases: Databases
) -> None:
    an = client.as_(cast.an)
    an.get("/works/")
    with away(databases):
        # Each is a whole page with its headers; `get` looks at that.
        for browser in (client, an):
            for path in ("/", "/works/", "/no-such-page"):
                page = browser.get(path, status=503)
                assert "Dữ liệu không bị mất. Hãy đợi một lát rồi thử lại." in page.text
                assert page.response.headers["Retry-After"] == "10"
            browser.get("/healthz", status=503)
            assert browser.call("get", "/works/", headers={"Accept": "application/json"}).get_json()["status"] == 503
        assert client.get("/healthz", status=503).response.get_json() == {"status": "unavailable"}
        an.post("/works/new", {"title": "Thắp sáng đường thôn"}, status=503)
    assert an.get("/").find("form", action="/sign-out") is not None  # still signed in
    client.get("/healthz")


def test_where_only_reads_are_possible_pages_open_and_writes_are_told_so(
    client: PageClient, cast: Cast, databases: Databases
) -> None:
    id_ = walk.approved(cast)
    version = str(walk.version(id_))
    an = client.as_(cast.an)
    with only_reads(databases):
        assert "Nà Lùng" in an.get(f"/works/{id_}").text
        an.post(f"/works/{id_}/start", {"version": version}, status=503)
    assert walk.fresh(id_).state == "approved"
    an.post(f"/works/{id_}/start", {"version": version})
    assert walk.fresh(id_).state == "under_way"


def test_a_full_database_refuses_a_write_whole_and_pages_open(
    client: PageClient, cast: Cast, databases: Databases
) -> None:
    if databases.kind == "postgresql":
        return  # it has no limit of its own to fill; what it says of a full disk is an error of the same kind
    id_ = walk.draft(cast)
    an = client.as_(cast.an)

    def fill(connection: Any, _record: Any, _proxy: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    values = {"unit_id": str(cast.unit.id), "kind_id": str(factories.kind().id)}
    statuses = []
    event.listen(database.engine, "checkout", fill)
    try:
        while 503 not in statuses and len(statuses) < 200:  # some still find room in pages that are there
            title = f"Công trình {len(statuses)}"
            statuses.append(an.post("/works/new", {**values, "title": title}, status=None).status)
        assert "Nà Lùng" in an.get(f"/works/{id_}").text
    finally:
        event.remove(database.engine, "checkout", fill)
        database.session.remove()
        database.engine.dispose()
    assert statuses[-1] == 503
    assert set(statuses[:-1]) <= {303}
    assert count("works") == len(statuses)
    assert count("events") >= count("works")
    assert database.session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def test_no_room_for_a_photo_leaves_neither_row_nor_file(
    client: PageClient, cast: Cast, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = walk.under_way(cast)
    folder = Path(app.config["DATA_DIR"]) / "files"
    before = {path for path in folder.rglob("*") if path.is_file()}
    an = client.as_(cast.an)

    def send(status: int) -> None:
        values = {"moment": "before", "files": (io.BytesIO(walk.picture()), "anh.jpg")}
        an.post(f"/works/{id_}/photos", values, status=status, content_type="multipart/form-data")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        send(503)
    assert count("work_photos") == 0
    assert {path for path in folder.rglob("*") if path.is_file()} == before
    send(303)
    assert count("work_photos") == 1


def count(table: str) -> int:
    database.session.rollback()
    return int(database.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())

"""The PostgreSQL that tests run on: it starts, copies databases, is shared, and never stays behind."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests import postgres

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def server():
    with postgres.running_postgres() as running:
        yield running


@pytest.fixture
def own_server(monkeypatch):
    monkeypatch.delenv(postgres.SHARED, raising=False)
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)


def name(suffix):
    return f"test_server_{os.getpid()}_{suffix}"


def run(url, statement):
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            result = connection.execute(text(statement))
            return result.scalar() if result.returns_rows else None
    finally:
        engine.dispose()


def test_copied_database_holds_what_its_template_holds(server):
    run(server.create(name("one")), "CREATE TABLE words AS SELECT 'thắp sáng' AS word")
    try:
        assert run(server.create(name("two"), template=name("one")), "SELECT upper(word) FROM words") == "THẮP SÁNG"
    finally:
        server.drop(name("one"))
        server.drop(name("two"))


def test_dropping_throws_out_whoever_is_connected(server):
    engine = create_engine(server.create(name("busy")))
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        server.drop(name("busy"))
        assert not server.exists(name("busy"))
        connection.invalidate()
    engine.dispose()


@pytest.mark.usefixtures("own_server")
def test_server_and_its_folder_are_gone_after_the_block():
    with postgres.running_postgres() as own:
        folder = Path(psycopg.conninfo.conninfo_to_dict(own.url("postgres").replace("+psycopg", ""))["host"])
        assert folder.is_dir()
    assert not folder.exists()


@pytest.mark.usefixtures("own_server")
def test_workers_share_the_server_of_their_controller():
    with postgres.share_between_workers():
        program = "from tests.postgres import *\nwith running_postgres() as s: print(s.base)"
        with contextlib.ExitStack() as stack:
            children = [
                stack.enter_context(
                    subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
                )
                for _ in range(2)
            ]
            addresses = {child.communicate(timeout=60)[0] for child in children}
        with postgres.running_postgres() as own:
            assert addresses == {own.base + "\n"}
            assert run(own.base, "SELECT 1") == 1


@pytest.mark.usefixtures("own_server")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_server_ends_with_the_process_that_started_it(how):
    program = "\n".join(
        (
            "import signal",
            "from tests.postgres import *",
            # Who runs the tests in the background hands SIGINT down as ignored.
            "signal.signal(signal.SIGINT, signal.default_int_handler)",
            "with running_postgres() as s: print(s.base, flush=True); time.sleep(60)",
        )
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as child:
        folder = Path(child.stdout.readline().strip().rpartition("host=")[2].replace("%2F", "/"))
        assert (folder / "started").exists()
        child.send_signal(how)
        child.wait(20)
    deadline = time.monotonic() + 20
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not folder.exists()


@pytest.mark.usefixtures("own_server")
def test_missing_postgresql_is_an_error_that_says_what_to_install(monkeypatch, tmp_path):
    # An interpreter without the wheel, and an empty PATH; Debian's place is looked at too.
    monkeypatch.setattr(postgres.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(postgres, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(postgres.PostgresMissingError, match="TEST_DATABASE_URL"), postgres.running_postgres():
        pass

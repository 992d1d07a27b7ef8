"""The power fails while SQLite writes: its log is cut anywhere, and the database opens clean with what came before.

A killed process doesn't show this, for the system still writes out what it had taken over. So a log is taken from a
running product and cut at many points, each in a copy of its own, some with rubbish where the end was being written.
`POWER_CUTS=200` is the long form (`make soak`).
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from app.core.database import set_up_engine
from app.extensions import db
from app.upkeep.moving import instead
from tests.cast import make_cast
from tests.conftest import Databases
from tests.serving import ROOT, Site
from tests.works import walk

CUTS = int(os.environ.get("POWER_CUTS", "20"))
# All rules are recomputed on so many of the copies.
CHECKED = max(2, CUTS // 20)
STEPS = 8


@pytest.fixture
def site(databases: Databases) -> Site:
    databases.make_fresh("power")
    return Site(databases.settings("power")["SQLALCHEMY_DATABASE_URI"], databases.folder / "power-data")


def write_and_stop(site: Site, folder: Path) -> tuple[Path, list[int]]:
    """Let a process write, stop it, and take its files; gives the copy, and how long the log was at each step."""
    path = Path(site.database_url.removeprefix("sqlite:///"))
    wal = Path(f"{path}-wal")
    with site.app.app_context():
        cast = make_cast()
        work_id = walk.under_way(cast)
        walk.give(cast, work_id)
        arguments = [str(work_id), cast.dung.token, str(walk.line_id(work_id))]
        site.let_go()  # the last connection: what the log held is in the database now
    before = path.read_bytes()
    command = [sys.executable, "-m", "tests.upkeep.writing", *arguments, str(folder / "never")]
    environment = site.environment | {"APP_ENV": "development"}
    lengths = []
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as writer:
        try:
            for _ in range(STEPS):
                assert writer.stdout is not None
                assert writer.stdout.readline()
                lengths.append(wal.stat().st_size)
            writer.send_signal(signal.SIGSTOP)
            copy = folder / "taken.db"
            shutil.copyfile(path, copy)
            shutil.copyfile(wal, f"{copy}-wal")
        finally:
            writer.kill()
    assert copy.read_bytes() == before, "the log was carried over meanwhile: there is nothing to cut"
    return copy, lengths


def rows(path: Path) -> tuple[str, list[tuple], list[tuple]]:
    """Whether the file is sound, and what happened according to it."""
    with closing(sqlite3.connect(path)) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
        events = connection.execute("SELECT id, verb, subject_id FROM events ORDER BY id").fetchall()
        entries = connection.execute("SELECT id, amount FROM ledger_entries ORDER BY id").fetchall()
    return sound, events, entries


def test_a_log_that_is_cut_anywhere_leaves_what_came_before(site: Site, databases: Databases, tmp_path: Path) -> None:
    if databases.kind == "postgresql":
        return  # it keeps this promise with a log of its own, which is not ours to cut
    chance = random.Random(7)
    taken, lengths = write_and_stop(site, tmp_path)
    log = Path(f"{taken}-wal").read_bytes()
    whole = tmp_path / "whole.db"
    shutil.copyfile(taken, whole)
    Path(f"{whole}-wal").write_bytes(log)
    _sound, all_events, all_entries = rows(whole)
    points = sorted({0, len(log), *(chance.randrange(len(log)) for _ in range(CUTS - 2))})
    fewest = -1
    for number, point in enumerate(points):
        path = tmp_path / f"cut-{number}.db"
        shutil.copyfile(taken, path)
        rubbish = chance.randbytes(chance.randrange(5000)) if number % 2 else b""
        Path(f"{path}-wal").write_bytes(log[:point] + rubbish)
        sound, events, entries = rows(path)
        assert sound == "ok"
        assert events == all_events[: len(events)]
        assert entries == all_entries[: len(entries)]
        # The later the cut, the more is there; and whatever was answered before the cut is.
        assert len(events) >= fewest
        fewest = len(events)
        answered = sum(length <= point for length in lengths)
        assert len(entries) >= 1 + answered
        if number % (len(points) // CHECKED) == 0:
            check_everything(site, path)
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
    assert len(all_entries) >= 1 + STEPS


def check_everything(site: Site, path: Path) -> None:
    """All rules and chains on a copy."""
    engine = create_engine(f"sqlite:///{path}")
    set_up_engine(engine)
    with site.app.app_context(), instead(engine):
        for command in (["check"], ["audit", "verify"]):
            result = site.app.test_cli_runner().invoke(args=command)
            assert result.exit_code == 0, result.output
        db.session.remove()
    engine.dispose()


def test_each_connection_waits_for_the_disk(site: Site, databases: Databases) -> None:
    if databases.kind == "postgresql":
        return  # whether its log waits for the disk is the server's own setting
    with site.app.app_context():
        with db.engine.connect() as connection:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
        site.let_go()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10000}

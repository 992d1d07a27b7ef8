"""`systemctl reload` under load, as production runs: new processes take over, and no request fails."""

import json
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import Databases
from tests.serving import Browser, Site

# Each reload must meet requests in hand; the long form sends ten thousand in all.
REQUESTS = int(os.environ.get("RELOAD_REQUESTS", "40"))
THREADS = [int(word) for word in os.environ.get("RELOAD_THREADS", "1").split()]
RELOADS = int(os.environ.get("RELOADS", "1"))
AT_ONCE = 4
TIMEOUT_S = 60


@pytest.fixture
def site(databases: Databases) -> Site:
    databases.make_fresh("reload")
    return Site(databases.settings("reload")["SQLALCHEMY_DATABASE_URI"], databases.folder / "reload-data")


def processes_started(log: Path) -> int:
    return sum(json.loads(line)["message"].startswith("Booting worker") for line in log.read_text().splitlines())


@pytest.mark.parametrize("threads", THREADS)
def test_a_reload_under_load_fails_no_request(site: Site, threads: int) -> None:
    statuses: list[int] = []
    enough = threading.Event()
    log = site.data_dir / "gunicorn.log"
    with site.served(workers=2, threads=threads, preload=False) as address, ThreadPoolExecutor(AT_ONCE) as pool:

        def ask_on() -> None:
            while not enough.is_set():
                # A connection for each, as a proxy does that keeps none.
                browser = Browser(address, timeout=TIMEOUT_S)
                try:
                    statuses.append(browser.get("/works/").status)
                except OSError:
                    statuses.append(0)
                finally:
                    browser.close()

        asking = [pool.submit(ask_on) for _ in range(AT_ONCE)]
        deadline = time.monotonic() + TIMEOUT_S + REQUESTS / 20
        try:
            for reload in range(1, RELOADS + 1):
                before = processes_started(log)
                os.kill(site.master, signal.SIGHUP)
                while processes_started(log) < before + 2 or len(statuses) < REQUESTS * reload / RELOADS:
                    assert time.monotonic() < deadline, (len(statuses), site.log[-2000:])
                    time.sleep(0.02)
        finally:
            enough.set()
        for one in asking:
            one.result()
    assert len(statuses) >= REQUESTS
    assert {status: statuses.count(status) for status in set(statuses)} == {200: len(statuses)}

"""Workers as processes, on each database: several at once, one killed in the middle, and every message exactly once.

Exactly once holds for the folder of files, where a name can be taken once. A mail server on another machine may get a
message twice if a worker dies between the server's answer and the row that says so: then both have one Message-ID.
"""

import email
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.extensions import db
from app.notifications.models import Delivery
from tests import factories
from tests.cast import make_cast
from tests.conftest import Databases
from tests.serving import ROOT, Site

MESSAGES = int(os.environ.get("WORKER_MESSAGES", "150"))
LEASE_S = 2
TIMEOUT_S = 60


@pytest.fixture
def site(databases: Databases) -> Site:
    databases.make_fresh("workers")
    site = Site(databases.settings("workers")["SQLALCHEMY_DATABASE_URI"], databases.folder / "workers-data")
    with site.app.app_context():
        cast = make_cast()
        account = db.session.get_one(factories.Account, cast.binh.account.id)
        account.email, account.password_hash = "binh@example.org", "set"
        now = clock.now()
        for number in range(MESSAGES):
            values = {"account_id": account.id, "kind": "consent_recorded", "thing": f"event:{number}", "at": now}
            db.session.add(
                Delivery(
                    **values,
                    channel="email",
                    details={},
                    state="waiting",
                    due_at=now,
                    void_after=now + timedelta(days=1),
                )
            )
        db.session.commit()
        site.let_go()
    return site


def start_worker(site: Site, stack: ExitStack) -> subprocess.Popen:
    environment = site.environment | {"MAIL_TRANSPORT": "files", "WORKER_LEASE_SECONDS": str(LEASE_S)}
    process = subprocess.Popen([sys.executable, "-m", "flask", "--app", "wsgi", "worker"], cwd=ROOT, env=environment)
    stack.callback(lambda: (process.kill(), process.wait()))
    return process


def states(site: Site) -> Counter:
    with site.app.app_context():
        rows = db.session.execute(select(Delivery.state, func.count()).group_by(Delivery.state)).all()
        site.let_go()
    return Counter(dict(rows))


def wait_until(reached, what: str) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    while not reached():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def test_two_workers_and_a_killed_one_send_every_message_exactly_once(site: Site) -> None:
    folder = site.data_dir / "mail"
    with ExitStack() as stack:
        first, second = start_worker(site, stack), start_worker(site, stack)
        for share, victim in ((5, first), (3, second)):
            wait_until(lambda share=share: len(list(folder.glob("*.eml"))) > MESSAGES // share, "nothing was sent")
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            start_worker(site, stack)
        wait_until(lambda: states(site) == {"sent": MESSAGES}, f"not all were sent: {states(site)}")
    files = [email.message_from_bytes(path.read_bytes()) for path in folder.glob("*.eml")]
    assert len(files) == MESSAGES
    assert len({message["Message-ID"] for message in files}) == MESSAGES
    with site.app.app_context():
        attempts = db.session.execute(select(func.max(Delivery.attempts))).scalar_one()
        site.let_go()
    assert 1 <= attempts <= 3


def test_a_worker_that_is_told_to_stop_leaves_nothing_claimed(site: Site) -> None:
    with ExitStack() as stack:
        worker = start_worker(site, stack)
        wait_until(lambda: states(site)["sent"] > 0, "nothing was sent")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    left = states(site)
    assert left["claimed"] == 0
    assert left["sent"] + left["waiting"] == MESSAGES

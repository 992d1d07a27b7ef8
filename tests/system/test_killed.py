"""Workers of the server are killed at random while people sign up and money is entered, each with retries: what was
answered is there, nothing is there twice, every rule holds and the chains verify.

`KILLS=200 KILL_WRITES=5000` is the long form (`make soak`).
"""

import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.actions import new_key
from app.extensions import db
from app.volunteering.models import Shift, SignUp
from app.works.models import LedgerEntry
from tests import factories
from tests.cast import make_cast
from tests.conftest import Databases
from tests.serving import Browser, Site, Visit
from tests.works import walk

KILLS = int(os.environ.get("KILLS", "4"))
WRITES = int(os.environ.get("KILL_WRITES", "36"))
AT_ONCE = 6
TIMEOUT_S = 60 + WRITES / 10
PLACES = 20


class Town:
    """Members who sign up for shifts without end, and a treasurer who enters gifts."""

    def __init__(self, site: Site) -> None:
        self.site = site
        with site.app.app_context():
            cast = make_cast()
            self.work_id = walk.under_way(cast)
            people = [factories.member(cast.unit) for _ in range(AT_ONCE)]
            accounts = [factories.account(member).id for member in people]
            self.members = [member.id for member in people]
            starts = clock.now().replace(hour=1, minute=0)
            self.shifts = []
            for number in range(-(-WRITES // 2 // AT_ONCE)):
                activity = factories.activity(cast.unit, capacity=PLACES, starts_at=starts + timedelta(days=number + 1))
                self.shifts.append(
                    db.session.execute(select(Shift.id).where(Shift.activity_id == activity.id)).scalar_one()
                )
            treasurer = cast.dung.account.id
            site.let_go()
        self.visits = site.sign_in_all(accounts)
        self.treasurer = site.sign_in(treasurer)
        self.retries = 0

    def send(self, address: str, visit: Visit, path: str, values: dict[str, str], deadline: float) -> None:
        """Send until there is an answer: what a person does who reads "please try again"."""
        while True:
            assert time.monotonic() < deadline, "no answer"
            browser = Browser(address, visit, timeout=10)
            try:
                status = browser.post(path, values).status
            except OSError:
                status = 0
            finally:
                browser.close()
            if status == 303:
                return
            assert status in (0, 503), status
            self.retries += 1
            time.sleep(0.05)

    def live_through(self, address: str, number: int, deadline: float) -> int:
        """One person's share: a place in each shift, and after each a gift entered. Gives the number of gifts."""
        for shift in self.shifts:
            self.send(address, self.visits[number], f"/shifts/{shift}/sign-up", {}, deadline)
            gift = {"amount": str(1000 + number), "source": "sponsor", "form": "cash", "party": f"Công ty {number}"}
            gift |= {"received_on": clock.today().isoformat(), "once": new_key()}
            self.send(address, self.treasurer, f"/works/{self.work_id}/budget/contribution", gift, deadline)
        return len(self.shifts)


@pytest.fixture
def town(databases: Databases) -> Town:
    databases.make_fresh("killed")
    return Town(Site(databases.settings("killed")["SQLALCHEMY_DATABASE_URI"], databases.folder / "killed-data"))


def workers_of(master: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def test_killed_workers_lose_no_answered_write_and_write_nothing_twice(town: Town) -> None:
    chance = random.Random(20260325)
    killed = 0
    deadline = time.monotonic() + TIMEOUT_S
    with town.site.served(workers=2) as address, ThreadPoolExecutor(AT_ONCE) as pool:
        people = [pool.submit(town.live_through, address, number, deadline) for number in range(AT_ONCE)]
        while not all(person.done() for person in people):
            if killed < KILLS and (workers := workers_of(town.site.master)):
                os.kill(chance.choice(workers), signal.SIGKILL)
                killed += 1
            time.sleep(chance.uniform(0.02, 0.3))
        gifts = sum(person.result() for person in people)
    assert killed == KILLS, "the writes were over before the workers were killed: more of them are needed"
    with town.site.app.app_context():
        entries = db.session.execute(
            select(func.count()).select_from(LedgerEntry).where(LedgerEntry.work_id == town.work_id)
        ).scalar_one()
        places = db.session.execute(
            select(SignUp.member_id, SignUp.shift_id).where(SignUp.member_id.in_(town.members))
        ).all()
        town.site.let_go()
    assert entries == gifts
    assert len(places) == len(set(places)) == AT_ONCE * len(town.shifts)
    runner = town.site.app.test_cli_runner()
    for command in (["check"], ["audit", "seal"], ["audit", "verify"]):
        assert runner.invoke(args=command).exit_code == 0
    with town.site.app.app_context():
        town.site.let_go()

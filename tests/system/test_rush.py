"""The rush: 200 members ask for 50 places, 32 at once, through gunicorn, on each database and three sets of workers.

`RUSH_TIMES=20` runs each of them that often.
"""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from app.core import clock
from app.core.text import fold, name_sort_key
from app.extensions import db
from app.people.models import Account, Member, Membership
from app.volunteering.models import Shift, SignUp
from tests import factories
from tests.conftest import Databases
from tests.serving import Browser, Site, Visit

TIMES = int(os.environ.get("RUSH_TIMES", "1"))
MEMBERS, PLACES, AT_ONCE = 200, 50, 32
# workers, threads
SET_UPS = {"2 sync": (2, 1), "8 sync": (8, 1), "2 x 8 threads": (2, 8)}


@dataclass(frozen=True)
class Asked:
    """One request for a place: by whom, when it was sent and answered, and how."""

    member_id: int
    sent: float
    answered: float
    status: int


class Crowd:
    """200 signed-in members of one installation, and as many shifts as they are sent to."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.shifts = 0
        with site.app.app_context():
            bloc = factories.unit("Đoàn Khối thử nghiệm", kind="bloc")
            self.host_id = factories.unit("Đoàn xã chủ nhà", parent=bloc).id
            guests = factories.unit("Chi đoàn khách", parent=bloc)
            self.account_of = _add_members(guests.id)
            site.let_go()
        visits = site.sign_in_all(list(self.account_of.values()))
        self.visits: dict[int, Visit] = dict(zip(self.account_of, visits, strict=True))

    def rush(
        self, address: str, *, beside: Callable[[int], None] | None = None, **values: Any
    ) -> tuple[int, list[Asked]]:
        """Send everybody to a new shift on a day of its own; gives the shift's id and what was answered.

        `beside` is called with the shift's id while they ask; `values` are the shift's.
        """
        with self.site.app.app_context():
            self.shifts += 1
            starts_at = clock.now() + timedelta(days=2 * self.shifts)
            host = db.session.get_one(factories.Unit, self.host_id)
            activity = factories.activity(host, capacity=PLACES, starts_at=starts_at)
            shift = db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()
            for name, value in values.items():
                setattr(shift, name, value)
            db.session.commit()
            shift_id = shift.id
            self.site.let_go()

        def ask(member_id: int) -> Asked:
            browser = Browser(address, self.visits[member_id])
            sent = time.monotonic()
            try:
                status = browser.post(f"/shifts/{shift_id}/sign-up").status
            except OSError:
                status = 0
            finally:
                browser.close()
            return Asked(member_id, sent, time.monotonic(), status)

        with ThreadPoolExecutor(AT_ONCE + 1) as pool:
            meanwhile = pool.submit(beside, shift_id) if beside else None
            answers = list(pool.map(ask, self.visits))
            if meanwhile is not None:
                meanwhile.result()
            return shift_id, answers

    def problems(self, shift_id: int, answers: list[Asked]) -> list[str]:
        """Everything that is not as it must be after a rush; nothing when all went well."""
        with self.site.app.app_context():
            shift = db.session.get_one(Shift, shift_id)
            queue = list(
                db.session.execute(
                    select(SignUp).where(SignUp.shift_id == shift_id).order_by(SignUp.position)
                ).scalars()
            )
            self.site.let_go()
        waiting = MEMBERS - PLACES
        expected = {
            "answers": ([303] * MEMBERS, sorted(asked.status for asked in answers)),
            "states in the order of asking": (
                ["confirmed"] * PLACES + ["waitlisted"] * waiting,
                [sign_up.state for sign_up in queue],
            ),
            "positions": (list(range(1, MEMBERS + 1)), [sign_up.position for sign_up in queue]),
            "members": (sorted(self.account_of), sorted(sign_up.member_id for sign_up in queue)),
            "order of writing": (sorted(sign_up.id for sign_up in queue), [sign_up.id for sign_up in queue]),
            "counts on the shift": (
                (PLACES, waiting, MEMBERS + 1),
                (shift.confirmed, shift.waiting, shift.next_position),
            ),
        }
        found = [f"{name}: {seen}, not {wanted}" for name, (wanted, seen) in expected.items() if seen != wanted]
        return [*found, *_overtaken(queue, answers)]

    def verify(self, *command: str) -> str:
        """What `flask check` or `flask audit verify` says if it fails; nothing when it passes."""
        result = self.site.app.test_cli_runner().invoke(args=list(command))
        with self.site.app.app_context():
            self.site.let_go()
        return "" if result.exit_code == 0 else f"{result.output} {result.exception!r}"


def _add_members(unit_id: int) -> dict[int, int]:
    """Adults of a unit with an account each, in three statements: {member id: account id}."""
    now = date(2020, 1, 1)
    names = {f"TR{number:04}": f"Nguyễn Văn {number}" for number in range(MEMBERS)}
    db.session.execute(
        insert(Member),
        [
            {
                "code": code,
                "full_name": name,
                "name_folded": fold(name),
                "name_sort": name_sort_key(name),
                "birth_date": date(1998, 5, 20),
            }
            for code, name in names.items()
        ],
    )
    ids = list(db.session.execute(select(Member.id).where(Member.code.in_(names))).scalars())
    db.session.execute(insert(Membership), [{"member_id": id_, "unit_id": unit_id, "valid_from": now} for id_ in ids])
    db.session.execute(insert(Account), [{"member_id": id_, "name": f"Tài khoản {id_}"} for id_ in ids])
    db.session.commit()
    accounts = db.session.execute(select(Account).where(Account.member_id.in_(ids))).scalars()
    return {account.member_id: account.id for account in accounts if account.member_id is not None}


def _overtaken(queue: list[SignUp], answers: list[Asked]) -> list[str]:
    """Who was answered before somebody else had even asked, and stands behind them all the same."""
    position = {sign_up.member_id: sign_up.position for sign_up in queue}
    by_answer = sorted((asked for asked in answers if asked.member_id in position), key=lambda asked: asked.answered)
    found = []
    for later in answers:
        if later.member_id not in position:
            continue
        for earlier in by_answer:
            if earlier.answered >= later.sent:
                break
            if position[earlier.member_id] > position[later.member_id]:
                found.append(f"member {later.member_id} overtook {earlier.member_id}")
    return found


@pytest.fixture(scope="module")
def crowd(databases: Databases) -> Crowd:
    databases.make_fresh("rush")
    settings = databases.settings("rush")
    site = Site(settings["SQLALCHEMY_DATABASE_URI"], databases.folder / "rush-data")
    return Crowd(site)


@pytest.mark.parametrize("set_up", SET_UPS)
def test_the_first_50_of_200_get_the_places_and_150_wait_in_order(crowd: Crowd, set_up: str) -> None:
    workers, threads = SET_UPS[set_up]
    with crowd.site.served(workers=workers, threads=threads) as address:
        for _time in range(TIMES):
            shift_id, answers = crowd.rush(address)
            assert crowd.problems(shift_id, answers) == []
    assert crowd.verify("check") == ""
    assert crowd.verify("audit", "verify") == ""


def test_without_locks_the_rush_fails(databases: Databases) -> None:
    databases.make_fresh("rush_without")
    settings: dict[str, Any] = databases.settings("rush_without")
    crowd = Crowd(Site(settings["SQLALCHEMY_DATABASE_URI"], databases.folder / "rush-without-data"))
    workers, threads = SET_UPS["2 x 8 threads"]
    with crowd.site.served(workers=workers, threads=threads, wsgi="tests.system.wsgi_without_locks:app") as address:
        shift_id, answers = crowd.rush(address)
    statuses = {asked.status for asked in answers}
    assert 303 in statuses  # nobody was kept away by something else
    assert statuses <= {303, 500, 503}
    assert crowd.problems(shift_id, answers) != []

"""Forty scans made offline arrive over a broken line, twice at once, from a phone three hours behind: each once.

The product runs as in production; the phone is a plain HTTP client that may hang up in the middle.
"""

import http.client
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.attendance.codes import make_card
from app.attendance.models import CheckIn
from app.core import clock
from app.core.actor import SYSTEM
from app.extensions import db
from app.volunteering.actions import cancel_activity
from app.volunteering.models import Shift, SignUp
from tests import factories
from tests.cast import make_cast
from tests.conftest import Databases
from tests.serving import Site, Visit

PEOPLE = 40
BEHIND = timedelta(hours=3)


class Phone:
    """The host's phone: forty records in its queue, a clock that is three hours behind."""

    def __init__(self, site: Site) -> None:
        self.site = site
        with site.app.app_context():
            cast = make_cast()
            starts_at = clock.now() - timedelta(minutes=30)
            shifts = []
            for people in (PEOPLE - 1, 1):
                activity = factories.activity(cast.unit, capacity=people, starts_at=starts_at)
                shifts.append(db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one())
            places = [
                factories.sign_up(shifts[number == PEOPLE - 1], factories.member(cast.unit), cast.unit)
                for number in range(PEOPLE)
            ]
            self.places = [place.id for place in places]
            self.records = [self._record(number, place, shifts) for number, place in enumerate(places)]
            self.called_off = shifts[1].activity_id
            account_id = cast.an.account.id
            site.let_go()
        self.visit: Visit = site.sign_in(account_id)

    def _record(self, number: int, place: SignUp, shifts: list[Shift]) -> dict[str, Any]:
        member = db.session.get_one(factories.Member, place.member_id)
        seen_at = clock.now() - timedelta(minutes=25) + timedelta(seconds=20 * number)
        return {
            "id": f"{number:032x}",
            "shift": place.shift_id,
            "direction": "in",
            "how": "scan",
            "at": _ms(seen_at - BEHIND),
            "card": make_card(self.site.secret_key, member.code),
            "offset": BEHIND.total_seconds(),
        }

    def deliver(self, address: str) -> dict[str, Any]:
        """Send the whole queue and read the answer."""
        connection = http.client.HTTPConnection(address, timeout=60)
        try:
            connection.request("POST", "/site/deliver", self._body(), self._headers())
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
            return dict(json.loads(answer.read())["results"])
        finally:
            connection.close()

    def break_off(self, address: str, *, after: float) -> None:
        """Send a part of the queue (1.0: all of it), and be gone before an answer comes."""
        host, port = address.split(":")
        body = self._body().encode()
        lines = [f"POST /site/deliver HTTP/1.1\r\nHost: {address}\r\nContent-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in self._headers().items()]
        with socket.create_connection((host, int(port)), timeout=60) as line:
            line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body[: int(len(body) * after)])

    def _body(self) -> str:
        return json.dumps({"now": _ms(clock.now() - BEHIND), "records": self.records})

    def _headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "Cookie": self.visit.cookie,
            "X-CSRFToken": self.visit.csrf_token,
        }


def _ms(moment: Any) -> int:
    return int(moment.timestamp() * 1000)


@pytest.fixture
def phone(databases: Databases) -> Phone:
    databases.make_fresh("delivery")
    settings = databases.settings("delivery")
    return Phone(Site(settings["SQLALCHEMY_DATABASE_URI"], databases.folder / "delivery-data"))


def kept(site: Site) -> list[CheckIn]:
    with site.app.app_context():
        rows = list(db.session.execute(select(CheckIn).order_by(CheckIn.at)).scalars())
        site.let_go()
        return rows


def test_forty_scans_over_a_broken_line_twice_with_a_wrong_clock_are_forty_attendances(phone: Phone) -> None:
    with phone.site.app.app_context():
        cancel_activity(SYSTEM, activity_id=phone.called_off, reason="Đồn biên phòng báo dừng")
        phone.site.let_go()
    with phone.site.served(workers=2, threads=4) as address:
        phone.break_off(address, after=0.5)
        assert kept(phone.site) == []  # half a queue is nothing
        phone.break_off(address, after=1.0)  # the answer is lost; perhaps it arrived, perhaps not
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(phone.deliver, [address] * 4))
    assert all(answer == answers[0] for answer in answers)
    assert len(answers[0]) == PEOPLE
    rows = kept(phone.site)
    assert len(rows) == PEOPLE
    counted = [row for row in rows if row.state == "counted"]
    assert sorted(row.sign_up_id or 0 for row in counted) == phone.places[:-1]
    (open_one,) = [row for row in rows if row.state == "open"]
    assert (open_one.problem, open_one.key) == ("activity_cancelled", phone.records[-1]["id"])
    for row, record in zip(rows, phone.records, strict=True):
        assert abs((row.offset_seconds or 0) - BEHIND.total_seconds()) < 60
        assert abs(_ms(row.at - BEHIND) - record["at"]) < 60_000
        assert row.phone_at is not None
        assert _ms(row.phone_at) == record["at"]
    for command in (("check",), ("audit", "verify")):
        answer = phone.site.flask(*command)
        assert answer.returncode == 0, answer.stdout + answer.stderr

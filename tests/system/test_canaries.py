"""No phone number, birth date or address of a co-volunteer in any answer to someone without the right.

Everybody in one shift carries canaries: a phone number, an e-mail and a birth date that stand nowhere else. Every
address of the product is opened by somebody in the same shift, whatever it answers with: a page, JSON, a calendar, a
sheet (unpacked), a document. All other roles are those of test_every_canary.py.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.extensions import db as database
from app.volunteering.models import Shift
from tests import factories
from tests.cast import somebody
from tests.system.reading import text_of
from tests.system.test_every_route import _url
from tests.system.world import World, make_world


@dataclass(frozen=True)
class Canary:
    """What must not be found: in every way of writing it that the product has."""

    name: str
    needles: tuple[str, ...]

    @classmethod
    def of(cls, member):
        digits = member.phone[3:]
        born = member.birth_date
        return cls(
            member.full_name,
            (digits, born.isoformat(), clock.format_date(born), f"{born:%Y%m%d}", member.email, member.card_number),
        )


@pytest.fixture
def world(app):
    return make_world()


@pytest.fixture
def shift(world):
    """An open shift of the stranger's unit, seen by everybody, in which the canaries have places or wait."""
    host = database.session.get(factories.Unit, world.foreign["unit_id"])
    activity = factories.activity(host, capacity=2, title="Ngày của những người cùng ca")
    return database.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


@pytest.fixture
def canaries(world, shift):
    """An adult with a place, a minor with one, a minor who waits, and one who gave the place back."""
    host = database.session.get(factories.Unit, world.foreign["unit_id"])
    found = []
    for number, (state, born) in enumerate(
        (
            ("confirmed", date(1987, 7, 13)),
            ("confirmed", clock.today() - timedelta(days=16 * 365 + 77)),
            ("waitlisted", clock.today() - timedelta(days=15 * 365 + 78)),
            ("cancelled", date(1986, 8, 14)),
        )
    ):
        member = somebody(
            host,
            f"Hoàng Yến {number}",
            phone=f"+8496770{number}813",
            email=f"hoang-yen-{number}@kin.example",
            card_number=f"THE-{number}-7731",
            birth_date=born,
        ).member
        factories.sign_up(shift, member, host, state)
        found.append(Canary.of(member))
    return found


def without_spaces(text):
    return text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "").replace("&nbsp;", "")


def addresses(app, world: World, shift):
    """Every address that can be opened, with the ids of the shared shift where it takes them."""
    values = {**world.foreign, "activity_id": shift.activity_id, "shift_id": shift.id}
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint != "static":
            yield _url(app, rule, values)
    yield f"/activities/{shift.activity_id}/people"
    yield "/activities/?q=ngay"
    yield "/"


def test_a_co_volunteer_in_the_same_shift_learns_nothing_either(app, client, world, shift, canaries):
    host = database.session.get(factories.Unit, world.foreign["unit_id"])
    beside = somebody(host, "Lý Đứng Cạnh", birth_date=date(1990, 1, 1))
    factories.sign_up(database.session.get(Shift, shift.id), beside.member, host, "waitlisted")
    browser = client.as_(beside)
    for url in addresses(app, world, shift):
        seen = without_spaces(text_of(browser.call("GET", url)))
        for canary in canaries:
            assert not [needle for needle in canary.needles if without_spaces(needle) in seen], (url, canary.name)


def test_the_test_finds_canaries_where_there_is_the_right_to_them(app, client, world, shift, canaries):
    """The test of the test: the host's leader reads the adults' numbers, by the very addresses above."""
    browser = client.as_(world.roles["other_leader"])
    seen = without_spaces(text_of(browser.call("GET", f"/activities/{shift.activity_id}/people")))
    assert canaries[0].needles[0] in seen
    # but no minor's, unless asked for
    assert canaries[1].needles[0] not in seen
    assert canaries[2].needles[0] not in seen

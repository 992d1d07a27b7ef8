"""The rush while a leader changes capacity and held places, members give back, and guardians take consents back.

`RUSH_TIMES=20` runs each of the three set-ups that often.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import cycle
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.actor import SYSTEM
from app.core.errors import Busy, NotPossible
from app.extensions import db
from app.people.models import Member, Membership
from app.volunteering.actions import (
    QuotaValues,
    cancel_sign_up,
    change_shift,
    change_terms,
    end_due_quotas,
    withdraw_consent,
)
from app.volunteering.models import GuardianConsent, Shift, SignUp
from app.volunteering.values import ShiftValues
from tests import factories
from tests.conftest import Databases
from tests.serving import Site
from tests.system.test_rush import MEMBERS, PLACES, SET_UPS, TIMES, Crowd

MINORS = 40
CAPACITIES = (40, 60, PLACES)


class Meddler:
    """Does everything at once that may happen to a shift while members ask for its places."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd, self.chance = crowd, Random(50)
        self.done: Counter[str] = Counter()

    def __call__(self, shift_id: int) -> None:
        """One step after the other until every kind was done several times."""
        with self.crowd.site.app.app_context():
            steps: Iterator[Callable[[int], None]] = cycle(
                (self.resize, self.give_back, self.hold, self.withdraw, self.give_back, self.end_holding)
            )
            for _number in range(24):
                step = next(steps)
                for _attempt in range(20):
                    try:
                        step(shift_id)
                    except Busy:
                        time.sleep(0.05)
                    else:
                        self.done[step.__name__] += 1
                        break
                db.session.remove()
            self.crowd.site.let_go()

    def resize(self, shift_id: int) -> None:
        shift = db.session.get_one(Shift, shift_id)
        values = ShiftValues(
            shift.role,
            shift.starts_at,
            shift.ends_at,
            CAPACITIES[self.done["resize"] % len(CAPACITIES)],
            is_away=shift.is_away,
            id=shift_id,
        )
        self._if_possible(change_shift, version=shift.version, shift=values, move_last=True)

    def give_back(self, shift_id: int) -> None:
        live = select(SignUp.id).where(SignUp.shift_id == shift_id, SignUp.state != "cancelled")
        ids = list(db.session.execute(live).scalars())
        if ids:
            cancel_sign_up(SYSTEM, sign_up_id=self.chance.choice(ids))

    def hold(self, shift_id: int) -> None:
        shift = db.session.get_one(Shift, shift_id)
        quota = QuotaValues(self.crowd.host_id, 5, shift.starts_at - timedelta(hours=1))
        self._if_possible(change_terms, shift_id=shift_id, version=shift.version, quotas=[quota], needed_skills=())

    def end_holding(self, shift_id: int) -> None:
        shift = db.session.get_one(Shift, shift_id)
        with clock.travel(shift.starts_at - timedelta(minutes=30)):
            end_due_quotas(SYSTEM)

    def withdraw(self, shift_id: int) -> None:
        consents = select(GuardianConsent.id).where(GuardianConsent.withdrawn_at.is_(None)).order_by(GuardianConsent.id)
        consent_id = db.session.execute(consents.limit(1)).scalar()
        if consent_id is not None:
            withdraw_consent(SYSTEM, consent_id=consent_id)

    def _if_possible(self, change: Any, **values: Any) -> None:
        try:
            change(SYSTEM, **values)
        except NotPossible:
            self.done["refused"] += 1


@pytest.fixture(scope="module")
def crowd(databases: Databases) -> Crowd:
    databases.make_fresh("rush_changes")
    settings: dict[str, Any] = databases.settings("rush_changes")
    crowd = Crowd(Site(settings["SQLALCHEMY_DATABASE_URI"], databases.folder / "rush-changes-data"))
    with crowd.site.app.app_context():
        ids = sorted(crowd.account_of)[:MINORS]
        born = clock.today() - timedelta(days=17 * 365)
        for member in db.session.execute(select(Member).where(Member.id.in_(ids))).scalars():
            member.birth_date = born
        # Some of the crowd are the host's, for whom places are held.
        joined = select(Membership).where(Membership.member_id.in_(sorted(crowd.account_of)[::7]))
        for membership in db.session.execute(joined).scalars():
            membership.unit_id = crowd.host_id
        db.session.commit()
        crowd.site.let_go()
    return crowd


def give_consents(crowd: Crowd) -> None:
    """Every minor has one for the shift that comes next."""
    with crowd.site.app.app_context():
        for id_ in sorted(crowd.account_of)[:MINORS]:
            factories.consent(db.session.get_one(Member, id_), ["away"])
        crowd.site.let_go()


@pytest.mark.parametrize("set_up", SET_UPS)
def test_whatever_happens_during_the_rush_nobody_is_lost_and_nothing_overbooked(crowd: Crowd, set_up: str) -> None:
    workers, threads = SET_UPS[set_up]
    with crowd.site.served(workers=workers, threads=threads) as address:
        for _time in range(TIMES):
            give_consents(crowd)
            meddler = Meddler(crowd)
            shift_id, answers = crowd.rush(address, beside=meddler, is_away=True)
            assert [asked.status for asked in answers if asked.status != 303] == []
            assert set(meddler.done) >= {"resize", "give_back", "hold", "withdraw", "end_holding"}
            assert problems(crowd, shift_id) == []
    assert crowd.verify("check") == ""
    assert crowd.verify("audit", "verify") == ""


def problems(crowd: Crowd, shift_id: int) -> list[str]:
    """What is not as it must be: everybody asked once and stands in the order of writing, none beyond the capacity."""
    with crowd.site.app.app_context():
        shift = db.session.get_one(Shift, shift_id)
        statement = select(SignUp).where(SignUp.shift_id == shift_id).order_by(SignUp.position)
        queue = list(db.session.execute(statement).scalars())
        crowd.site.let_go()
    members = Counter(sign_up.member_id for sign_up in queue)
    missing = set(crowd.account_of) - set(members)
    # Who lost the consent before asking has no sign-up: minors only.
    minors = set(sorted(crowd.account_of)[:MINORS])
    taken = [sign_up for sign_up in queue if sign_up.state == "confirmed"]
    found = []
    if missing - minors:
        found.append(f"members without a sign-up: {missing - minors}")
    if max(members.values()) > 1:
        found.append("somebody has two sign-ups")
    if [sign_up.id for sign_up in queue] != sorted(sign_up.id for sign_up in queue):
        found.append("positions are not in the order of writing")
    if len(taken) != min(shift.capacity, len([s for s in queue if s.state != "cancelled"])):
        found.append(f"{len(taken)} places of {shift.capacity} are taken")
    if len(queue) > MEMBERS or shift.confirmed != len(taken):
        found.append("the counts are wrong")
    return found

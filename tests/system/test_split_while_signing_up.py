"""A unit is split while its members sign up and work goes on: whoever is later sees what the earlier one has done."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from app.core.errors import Busy, Conflict, NotPossible
from app.extensions import db as database
from app.people.actions import assign_members, carry_out_rearrangement
from app.people.models import Membership
from app.volunteering.actions import sign_up_to_shift
from app.volunteering.models import Shift, SignUp
from tests import factories
from tests.cast import somebody
from tests.people import rearranging
from tests.people.rearranging import part
from tests.works import walk

PEOPLE = 16


def test_a_split_and_sign_ups_at_once_leave_each_member_one_place_of_the_unit_they_are_in(app, cast):
    unit, lan = cast.unit, cast.lan.actor
    activity = factories.activity(unit, audience="host", capacity=PEOPLE - 4)
    shift_id = database.session.execute(select(Shift.id).where(Shift.activity_id == activity.id)).scalar_one()
    people = [somebody(unit, f"Học sinh {number}").actor for number in range(PEOPLE)]
    id_ = rearranging.prepare(lan, "split", [unit], [unit, part("CL-2")])
    half = [actor.member_id for actor in people[::2]]
    assign_members(lan, rearrangement_id=id_, version=1, member_ids=half, goal=1)
    found = rearranging.look(lan, id_)
    version, seen = found.plan.version, found.seen
    database.session.remove()
    started = threading.Event()

    def sign_up(actor):
        with app.app_context():
            started.wait(10)
            try:
                sign_up_to_shift(actor, shift_id=shift_id)
            except Busy:
                time.sleep(0.2)
                sign_up_to_shift(actor, shift_id=shift_id)
            finally:
                database.session.remove()

    def split(_nobody):
        with app.app_context():
            started.set()
            try:
                for _attempt in range(20):
                    try:
                        return carry_out_rearrangement(lan, rearrangement_id=id_, version=version, seen=seen)
                    except Busy:
                        time.sleep(0.1)
            finally:
                database.session.remove()

    with ThreadPoolExecutor(PEOPLE + 1) as pool:
        jobs = [pool.submit(sign_up, actor) for actor in people[:8]]
        jobs.append(pool.submit(split, None))
        jobs += [pool.submit(sign_up, actor) for actor in people[8:]]
        for job in jobs:
            job.result()
    assert rearranging.plan_of(id_).state == "done"
    rows = database.session.execute(
        select(SignUp.member_id, SignUp.unit_id, Membership.unit_id, SignUp.state)
        .join(Membership, Membership.member_id == SignUp.member_id)
        .where(Membership.valid_until.is_(None))
    ).all()
    assert sorted(row[0] for row in rows) == sorted(actor.member_id for actor in people)
    assert [row for row in rows if row[1] != row[2]] == []
    assert sorted(row[3] for row in rows) == ["confirmed"] * (PEOPLE - 4) + ["waitlisted"] * 4
    assert rearranging.all_checks(app) == []


def test_two_who_carry_out_at_once_do_it_once_and_money_entered_meanwhile_is_not_lost(app, cast):
    unit, lan = cast.unit, cast.lan.actor
    third = factories.unit("Đoàn trường THPT Hai", parent=cast.bloc, kind="union", code="HAI")
    walk.fill_fund(cast, 1_000_000)
    id_ = rearranging.prepare(lan, "dissolve", [unit], [third])
    rearranging.agree(cast.ha.actor, id_)
    found = rearranging.look(lan, id_)
    version, seen = found.plan.version, found.seen
    database.session.remove()

    def carry_out(_number):
        with app.app_context():
            try:
                carry_out_rearrangement(lan, rearrangement_id=id_, version=version, seen=seen)
            except Conflict:
                return "stale"
            finally:
                database.session.remove()
            return "done"

    def give(_number):
        with app.app_context():
            try:
                walk.fill_fund(cast, 500_000)
            except NotPossible as error:
                return error.reason
            finally:
                database.session.remove()
            return "given"

    with ThreadPoolExecutor(5) as pool:
        first, gift = pool.submit(carry_out, 0), pool.submit(give, 0)
        others = [pool.submit(carry_out, number) for number in range(3)]
        answers = {first.result(), *(other.result() for other in others)}
    # Either the money came first, and everybody is told; or it was too late for it, and what was there has moved.
    assert (gift.result(), answers) in (("given", {"stale"}), ("fund_closed", {"done"}))
    assert rearranging.all_checks(app) == []

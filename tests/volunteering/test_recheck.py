"""A birth date that is put right, or an age that the administrator raises, is checked for the places to come."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.actor import SYSTEM
from app.core.errors import NotFound
from app.core.events import Event
from app.people.models import Member
from app.volunteering.actions import recheck_coming_places, recheck_shift, sign_up_to_shift
from app.volunteering.checks import CHECKS
from app.volunteering.models import SignUp
from tests import factories
from tests.notifications.conftest import told


@pytest.fixture
def heavy(cast):
    return factories.shift(factories.activity(cast.unit), capacity=1, is_heavy=True)


def state(db, sign_up_id):
    return db.session.get(SignUp, sign_up_id, populate_existing=True).state


def set_birth_date(db, person, value):
    db.session.get(Member, person.member.id).birth_date = value
    db.session.commit()


def test_who_turns_out_to_be_too_young_loses_the_place_and_the_next_one_gets_it(db, cast, heavy):
    first = sign_up_to_shift(cast.binh.actor, shift_id=heavy.id).id
    second = sign_up_to_shift(cast.chi.actor, shift_id=heavy.id).id
    assert recheck_coming_places(SYSTEM) == 0
    set_birth_date(db, cast.binh, clock.today() - timedelta(days=16 * 366))
    assert recheck_coming_places(SYSTEM) == 1
    assert recheck_coming_places(SYSTEM) == 0
    assert (state(db, first), state(db, second)) == ("cancelled", "confirmed")
    assert len(db.session.execute(select(Event).where(Event.verb == "shift.rechecked")).all()) == 1
    assert [line for check in CHECKS for line in check()] == []
    assert told(cast.binh)[-1] == "place_lost_by_age"
    assert told(cast.chi)[-1] == "moved_up"


def test_who_is_old_enough_on_the_day_of_the_shift_keeps_the_place(db, cast):
    with clock.travel(clock.at_local(date(2028, 2, 20), time(12))):
        starts_at = clock.at_local(date(2028, 2, 29), time(8))
        shift = factories.shift(factories.activity(cast.unit, starts_at=starts_at), is_heavy=True)
        place = sign_up_to_shift(SYSTEM, shift_id=shift.id, member_id=cast.binh.member.id).id
        set_birth_date(db, cast.binh, date(2010, 2, 28))
        assert recheck_coming_places(SYSTEM) == 0
        set_birth_date(db, cast.binh, date(2010, 3, 1))
        assert recheck_coming_places(SYSTEM) == 1
    assert state(db, place) == "cancelled"


def test_what_has_begun_is_left_to_the_hosts_leader(db, cast, heavy):
    place = sign_up_to_shift(cast.binh.actor, shift_id=heavy.id).id
    set_birth_date(db, cast.binh, None)
    with clock.travel(heavy.starts_at):
        assert recheck_coming_places(SYSTEM) == 0
    assert state(db, place) == "confirmed"


def test_only_the_product_itself_checks_again(cast, heavy):
    with pytest.raises(NotFound):
        recheck_shift(cast.an.actor, shift_id=heavy.id)
    with pytest.raises(NotFound):
        recheck_shift(SYSTEM, shift_id=10**9)


def test_checking_many_places_takes_as_few_statements_as_checking_one(db, cast, statements):
    shift = factories.shift(factories.activity(cast.unit), capacity=50, is_away=True)

    def add():
        minor = factories.member(cast.unit, birth_date=clock.today() - timedelta(days=16 * 366))
        factories.consent(minor, ["away"])
        factories.sign_up(shift, minor, cast.unit)

    add()
    with statements() as few:
        assert recheck_coming_places(SYSTEM) == 0
    for _number in range(20):
        add()
    with statements() as many:
        assert recheck_coming_places(SYSTEM) == 0
    assert len(many) <= len(few) <= 7

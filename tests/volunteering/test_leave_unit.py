"""A member who leaves a unit loses the places that need the membership."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import NotAllowed
from app.core.events import Event
from app.volunteering.actions import (
    QuotaValues,
    change_terms,
    end_membership,
    sign_up_to_shift,
    transfer_member,
)
from app.volunteering.checks import CHECKS
from app.volunteering.models import Activity, Shift, SignUp
from tests import factories


def shift_of(db, activity):
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


@pytest.fixture
def own(db, cast):
    """A shift for the members of An's unit only, with one place."""
    return shift_of(db, factories.activity(cast.unit, capacity=1, audience="host"))


@pytest.fixture
def open_to_all(db, cast, own):
    return shift_of(db, factories.activity(cast.unit, starts_at=own.starts_at + timedelta(days=1)))


def states(db, *sign_ups):
    db.session.rollback()
    return [db.session.get(SignUp, s.id, populate_existing=True).state for s in sign_ups]


def leave(cast, person, **values):
    values = {"on": clock.today(), "version": 1, "reason": "Trưởng thành Đoàn", **values}
    return end_membership(cast.an.actor, member_id=person.member.id, **values)


def move(cast, person, unit):
    return transfer_member(
        cast.ha.actor, member_id=person.member.id, unit_id=unit.id, on=clock.today(), version=person.member.version
    )


def assert_consistent():
    assert [line for check in CHECKS for line in check()] == []


def test_who_leaves_the_union_loses_all_coming_places_and_who_waits_moves_up(db, cast, own, open_to_all):
    places = [sign_up_to_shift(cast.binh.actor, shift_id=s.id) for s in (own, open_to_all)]
    waiting = sign_up_to_shift(cast.dung.actor, shift_id=own.id)
    assert leave(cast, cast.binh) == 2
    assert states(db, *places, waiting) == ["cancelled", "cancelled", "confirmed"]
    assert db.session.get(SignUp, places[0].id).cancel_reason == "left_unit"
    verbs = db.session.execute(select(Event.verb).order_by(Event.id)).scalars().all()
    assert verbs[-3:] == ["member.left", "sign_up.moved_up", "member.lost_places"]
    happened = db.session.execute(select(Event).where(Event.verb == "member.lost_places")).scalar_one()
    assert happened.details == {
        "member_id": cast.binh.member.id,
        "released": [place.id for place in places],
        "moved_up": [waiting.id],
    }
    assert_consistent()


def test_a_transfer_ends_the_places_to_which_the_new_unit_is_not_invited_and_no_others(db, cast, own, open_to_all):
    places = [sign_up_to_shift(cast.binh.actor, shift_id=s.id) for s in (own, open_to_all)]
    assert move(cast, cast.binh, cast.other_unit) == 1
    assert states(db, *places) == ["cancelled", "confirmed"]
    assert db.session.get(SignUp, places[1].id).unit_id == cast.unit.id  # it stays with the unit as it was then
    assert_consistent()


def test_a_transfer_to_a_unit_under_the_old_one_ends_nothing(db, cast, own):
    place = sign_up_to_shift(cast.binh.actor, shift_id=own.id)
    assert move(cast, cast.binh, cast.chapter) == 0
    assert states(db, place) == ["confirmed"]


def test_waiting_ends_too(db, cast, own):
    sign_up_to_shift(cast.dung.actor, shift_id=own.id)
    waiting = sign_up_to_shift(cast.binh.actor, shift_id=own.id)
    assert move(cast, cast.binh, cast.other_unit) == 1
    assert states(db, waiting) == ["cancelled"]
    assert_consistent()


def test_a_place_that_was_held_for_the_old_unit_ends_while_it_is_held(db, cast, open_to_all):
    hour = open_to_all.starts_at - timedelta(hours=3)
    quota = QuotaValues(cast.unit.id, 1, hour)
    change_terms(cast.an.actor, shift_id=open_to_all.id, version=1, quotas=[quota], needed_skills=())
    place = sign_up_to_shift(cast.binh.actor, shift_id=open_to_all.id)
    assert move(cast, cast.binh, cast.other_unit) == 1
    assert states(db, place) == ["cancelled"]
    other = sign_up_to_shift(cast.dung.actor, shift_id=open_to_all.id)
    with clock.travel(hour):
        assert move(cast, cast.dung, cast.other_unit) == 0
    assert states(db, other) == ["confirmed"]
    assert_consistent()


def test_past_places_stay(db, cast, own):
    place = sign_up_to_shift(cast.binh.actor, shift_id=own.id)
    with clock.travel(own.ends_at):
        assert leave(cast, cast.binh) == 0
    assert states(db, place) == ["confirmed"]


def test_where_leaving_is_refused_the_places_stay(db, cast, own):
    place = sign_up_to_shift(cast.binh.actor, shift_id=own.id)
    with pytest.raises(NotAllowed):
        end_membership(cast.dung.actor, member_id=cast.binh.member.id, on=clock.today(), version=1, reason="x")
    assert states(db, place) == ["confirmed"]


def test_the_page_tells_which_places_are_at_stake(db, cast, client, own):
    sign_up_to_shift(cast.binh.actor, shift_id=own.id)
    url = f"/members/{cast.binh.member.id}"
    an = client.as_(cast.an)
    title = db.session.get(Activity, own.activity_id).title
    for page in ("leave", "transfer"):
        assert "1 chỗ sắp tới" in (text := an.get(f"{url}/{page}").text)
        assert title in text
    data = {"on": clock.today().isoformat(), "version": "1", "reason": "Trưởng thành"}
    page = an.follow(an.post(f"{url}/leave", data))
    assert "Đã trả lại 1 chỗ" in page.text

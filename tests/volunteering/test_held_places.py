"""A unit may hold a quota of a shift's places until a set hour."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.actor import SYSTEM
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import Event
from app.volunteering.actions import (
    QuotaValues,
    cancel_sign_up,
    change_shift,
    change_terms,
    end_due_quotas,
    end_quotas,
    sign_up_to_shift,
)
from app.volunteering.checks import CHECKS
from app.volunteering.models import Shift, ShiftQuota, SignUp
from app.volunteering.values import ShiftValues
from tests import factories
from tests.cast import somebody


@pytest.fixture
def shift(db, cast):
    activity = factories.activity(cast.unit, capacity=3)
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


@pytest.fixture
def hour(shift):
    return shift.starts_at - timedelta(hours=6)


def hold(cast, shift, unit, places, hour, **values):
    quotas = [QuotaValues(unit.id, places, hour)]
    values = {"version": shift.version, "needed_skills": (), **values}
    return change_terms(cast.an.actor, shift_id=shift.id, quotas=quotas, **values)


def states(db, *sign_ups):
    db.session.rollback()
    return [db.session.get(SignUp, s.id, populate_existing=True).state for s in sign_ups]


def assert_consistent():
    assert [line for check in CHECKS for line in check()] == []


def refused(reason, call):
    with pytest.raises(NotPossible) as error:
        call()
    assert error.value.reason == reason


def test_held_places_are_for_the_members_of_the_unit_and_others_wait(db, cast, shift, hour):
    hold(cast, shift, cast.other_unit, 2, hour)
    others = [factories.member(cast.unit) for _ in range(2)]
    made = [sign_up_to_shift(cast.an.actor, shift_id=shift.id, member_id=m.id) for m in others]
    assert [s.state for s in made] == ["confirmed", "waitlisted"]
    assert sign_up_to_shift(cast.chi.actor, shift_id=shift.id).state == "confirmed"
    assert_consistent()


def test_units_under_the_unit_take_its_held_places(db, cast, shift, hour):
    hold(cast, shift, cast.unit, 3, hour)
    pupil = somebody(cast.chapter, "Vy Thị Em")
    assert sign_up_to_shift(cast.chi.actor, shift_id=shift.id).state == "waitlisted"
    assert sign_up_to_shift(pupil.actor, shift_id=shift.id).state == "confirmed"


def test_after_the_hour_the_places_are_everybodys_and_who_waits_moves_up_in_order(db, cast, shift, hour):
    hold(cast, shift, cast.other_unit, 2, hour)
    members = [factories.member(cast.unit) for _ in range(4)]
    made = [sign_up_to_shift(cast.an.actor, shift_id=shift.id, member_id=m.id) for m in members]
    assert [s.state for s in made] == ["confirmed", "waitlisted", "waitlisted", "waitlisted"]
    with clock.travel(hour):
        assert end_due_quotas(SYSTEM) == 2
        assert states(db, *made) == ["confirmed", "confirmed", "confirmed", "waitlisted"]
        assert end_due_quotas(SYSTEM) == 0
        assert_consistent()
    told = db.session.execute(select(Event.subject_id).where(Event.verb == "sign_up.moved_up").order_by(Event.id))
    assert list(told.scalars()) == [made[1].id, made[2].id]


def test_nobody_overtakes_who_waits_when_the_hour_has_come(db, cast, shift, hour):
    hold(cast, shift, cast.other_unit, 3, hour)
    waiting = [
        sign_up_to_shift(cast.an.actor, shift_id=shift.id, member_id=factories.member(cast.unit).id) for _ in range(3)
    ]
    with clock.travel(hour):
        assert sign_up_to_shift(cast.chi.actor, shift_id=shift.id).state == "waitlisted"
        assert states(db, *waiting) == ["confirmed"] * 3
        assert_consistent()


def test_a_freed_held_place_goes_to_the_first_of_the_unit_that_waits(db, cast, shift, hour):
    hold(cast, shift, cast.other_unit, 2, hour)
    own = [
        sign_up_to_shift(cast.giang.actor, shift_id=shift.id, member_id=factories.member(cast.other_unit).id)
        for _ in range(2)
    ]
    third = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    stranger = sign_up_to_shift(cast.dung.actor, shift_id=shift.id)
    late = sign_up_to_shift(cast.chi.actor, shift_id=shift.id)
    assert [third.state, stranger.state, late.state] == ["confirmed", "waitlisted", "waitlisted"]
    cancel_sign_up(cast.giang.actor, sign_up_id=own[0].id)
    assert states(db, stranger, late) == ["waitlisted", "confirmed"]
    assert_consistent()


def test_fewer_held_places_let_who_waits_move_up_at_once(db, cast, shift, hour):
    hold(cast, shift, cast.other_unit, 3, hour)
    waiting = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    db.session.refresh(shift)
    assert change_terms(cast.an.actor, shift_id=shift.id, version=shift.version, quotas=(), needed_skills=()) == 1
    assert states(db, waiting) == ["confirmed"]
    assert db.session.execute(select(ShiftQuota)).first() is None
    assert_consistent()


def test_no_more_places_are_held_than_are_free(db, cast, shift, hour):
    sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    db.session.refresh(shift)
    refused("more_held_than_free", lambda: hold(cast, shift, cast.other_unit, 3, hour))
    hold(cast, shift, cast.other_unit, 2, hour)
    assert_consistent()


def test_places_that_the_units_members_have_already_count_as_held(db, cast, shift, hour):
    sign_up_to_shift(cast.chi.actor, shift_id=shift.id)
    db.session.refresh(shift)
    hold(cast, shift, cast.other_unit, 3, hour)
    assert sign_up_to_shift(cast.binh.actor, shift_id=shift.id).state == "waitlisted"


@pytest.mark.parametrize(
    ("places", "moved", "reason"),
    [(0, 0, "no_places_held"), (1, 7, "held_too_long"), (1, -24 * 30, "held_in_the_past")],
)
def test_what_cannot_be_held(cast, shift, hour, places, moved, reason):
    refused(reason, lambda: hold(cast, shift, cast.other_unit, places, hour + timedelta(hours=moved)))


def test_a_unit_and_one_under_it_cannot_both_hold_places(cast, shift, hour):
    quotas = [QuotaValues(cast.unit.id, 1, hour), QuotaValues(cast.chapter.id, 1, hour)]
    refused(
        "units_overlap",
        lambda: change_terms(cast.an.actor, shift_id=shift.id, version=shift.version, quotas=quotas, needed_skills=()),
    )


def test_only_the_hosts_leader_says_for_whom_places_are_held(cast, shift, hour):
    for person, answer in ((cast.binh, NotAllowed), (cast.giang, NotAllowed), (cast.ha, NotAllowed)):
        with pytest.raises(answer):
            change_terms(person.actor, shift_id=shift.id, version=1, quotas=(), needed_skills=())
    with pytest.raises(NotFound):
        change_terms(cast.an.actor, shift_id=10**9, version=1, quotas=(), needed_skills=())
    with pytest.raises(NotFound):
        end_quotas(cast.an.actor, shift_id=shift.id)
    with pytest.raises(Conflict):
        hold(cast, shift, cast.other_unit, 1, hour, version=9)


def test_a_capacity_below_the_held_places_is_refused(db, cast, shift, hour):
    from app.volunteering.actions import change_shift
    from app.volunteering.values import ShiftValues

    hold(cast, shift, cast.other_unit, 2, hour)
    db.session.refresh(shift)
    values = ShiftValues(shift.role, shift.starts_at, shift.ends_at, 1, id=shift.id)
    refused("capacity_below_held", lambda: change_shift(cast.an.actor, version=shift.version, shift=values))


def test_the_page_tells_what_is_held_and_offers_the_waiting_list_to_others(cast, client, shift, hour):
    hold(cast, shift, cast.other_unit, 3, hour)
    page = client.as_(cast.binh).get(f"/activities/{shift.activity_id}")
    assert "3 chỗ dành cho Chi đoàn Sở Tài chính đến" in page.text
    assert "Vào danh sách chờ" in page.text
    assert "Vào danh sách chờ" not in client.as_(cast.chi).get(f"/activities/{shift.activity_id}").text


def test_a_leader_holds_places_and_asks_for_skills_on_one_page(db, cast, client, shift, hour):
    an = client.as_(cast.an)
    url = f"/shifts/{shift.id}/terms"
    page = an.get(url)
    assert page.values["version"] == "1"
    data = {
        "version": "1",
        "needed_skills": ["first_aid"],
        "quotas-0-unit_id": str(cast.other_unit.id),
        "quotas-0-places": "2",
        "quotas-0-until": clock.local(hour).strftime("%Y-%m-%dT%H:%M"),
        "quotas-1-unit_id": "",
        "quotas-1-places": "",
        "quotas-1-until": "",
    }
    too_many = an.post(url, data={**data, "quotas-0-places": "4"}, status=422)
    assert "Chỉ còn 3 chỗ trống" in too_many.text
    assert too_many.values["quotas-0-places"] == "4"
    no_hour = an.post(url, data={**data, "quotas-0-until": ""}, status=422)
    assert no_hour.errors
    an.post(url, data=data)
    row = db.session.execute(select(ShiftQuota)).scalar_one()
    assert (row.unit_id, row.places) == (cast.other_unit.id, 2)
    page = client.as_(cast.binh).get(f"/activities/{shift.activity_id}")
    assert "Cần: Sơ cứu" in page.text
    assert "kỹ năng chưa có trong hồ sơ" in page.text
    assert page.find("a", href="/my/skills") is not None


def test_a_member_says_what_the_member_can_do_and_may_then_sign_up(db, cast, client, shift):
    change_terms(cast.an.actor, shift_id=shift.id, version=1, quotas=(), needed_skills=["first_aid"])
    refused("skill_missing", lambda: sign_up_to_shift(cast.binh.actor, shift_id=shift.id))
    binh = client.as_(cast.binh)
    binh.get("/my/skills")
    binh.post("/my/skills", data={"skills": ["first_aid", "photo"]})
    assert sign_up_to_shift(cast.binh.actor, shift_id=shift.id).state == "confirmed"
    page = binh.get("/my/skills")
    assert sorted(e.get("value") for e in page.all("input", name="skills") if e.get("checked") is not None) == [
        "first_aid",
        "photo",
    ]
    happened = db.session.execute(select(Event).where(Event.verb == "skills.changed")).scalar_one()
    assert happened.details == {"added": ["first_aid", "photo"], "gone": []}


def test_a_shift_that_moves_forward_holds_places_until_it_begins_and_no_longer(db, cast, shift, hour):
    hold(cast, shift, cast.other_unit, 2, hour)
    now = db.session.get(Shift, shift.id, populate_existing=True)
    earlier = now.starts_at - timedelta(hours=12)
    values = ShiftValues(now.role, earlier, earlier + timedelta(hours=3), now.capacity, id=shift.id)
    change_shift(cast.an.actor, version=now.version, shift=values)
    db.session.rollback()
    quota = db.session.execute(select(ShiftQuota)).scalar_one()
    assert (quota.until, db.session.get(Shift, shift.id).quota_until) == (earlier, earlier)
    assert_consistent()

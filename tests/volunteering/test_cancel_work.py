"""Cancelling a work releases the places of its activities that are not held yet."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.attendance.actions import record_attendance
from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.volunteering.actions import cancel_work, sign_up_to_shift
from app.volunteering.checks import CHECKS
from app.volunteering.models import Activity, Shift, SignUp
from app.works.models import Work
from tests import factories


@pytest.fixture
def work(cast):
    return factories.work(cast.unit)


def only_shift(db, activity):
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


def state(db, model, row):
    return db.session.get(model, row.id, populate_existing=True).state


def test_activities_to_come_are_called_off_and_held_ones_stay(db, cast, work):
    held = factories.activity(
        cast.unit, work_id=work.id, state="held", held_on=clock.today(), starts_at=clock.now() - timedelta(days=1)
    )
    draft = factories.activity(cast.unit, work_id=work.id, state="draft")
    coming = factories.activity(cast.unit, work_id=work.id)
    unrelated = factories.activity(cast.unit)
    place = sign_up_to_shift(cast.binh.actor, shift_id=only_shift(db, coming).id)
    assert cancel_work(cast.an.actor, work_id=work.id, version=1, reason="Mưa lũ") == 2
    assert state(db, Work, work) == "cancelled"
    states = [state(db, Activity, activity) for activity in (held, draft, coming, unrelated)]
    assert states == ["held", "cancelled", "cancelled", "published"]
    assert state(db, SignUp, place) == "cancelled"
    assert [line for check in CHECKS for line in check()] == []


def test_an_activity_with_attendance_stays_for_its_leader_to_close(db, cast, work):
    begun = factories.activity(cast.unit, work_id=work.id)
    shift = only_shift(db, begun)
    place = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    with clock.travel(shift.ends_at):
        record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: ("attended", None)})
        assert cancel_work(cast.an.actor, work_id=work.id, version=1, reason="Mưa lũ") == 0
    assert state(db, Activity, begun) == "published"


def test_sending_it_twice_changes_nothing_more(db, cast, work):
    activity = factories.activity(cast.unit, work_id=work.id)
    assert cancel_work(cast.an.actor, work_id=work.id, version=1, reason="Mưa lũ") == 1
    assert cancel_work(cast.an.actor, work_id=work.id, version=1, reason="Mưa lũ") == 0
    assert db.session.get(Activity, activity.id, populate_existing=True).version == 2


def test_a_refused_cancellation_leaves_the_activities_alone(db, cast, work):
    activity = factories.activity(cast.unit, work_id=work.id)
    for actor, values, error in (
        (cast.binh.actor, {"version": 1, "reason": "x"}, NotAllowed),
        (cast.an.actor, {"version": 1, "reason": " "}, NotPossible),
        (cast.an.actor, {"version": 9, "reason": "x"}, Conflict),
    ):
        with pytest.raises(error):
            cancel_work(actor, work_id=work.id, **values)
    with pytest.raises(NotFound):
        cancel_work(cast.an.actor, work_id=10**9, version=1, reason="x")
    assert state(db, Activity, activity) == "published"


def test_the_page_says_what_ends_with_the_work(db, cast, client, work):
    activity = factories.activity(cast.unit, work_id=work.id)
    sign_up_to_shift(cast.binh.actor, shift_id=only_shift(db, activity).id)
    an, url = client.as_(cast.an), f"/works/{work.id}/cancel"
    page = an.get(url)
    assert "1 hoạt động" in page.text
    assert "1 lượt đăng ký" in page.text
    assert "lý do" in an.post(url, {"version": page.values["version"], "reason": ""}, status=422).errors[0]
    an.post(url, {"version": "9", "reason": "Mưa lũ"}, status=409)
    client.as_(cast.binh).get(url, status=403)
    an.follow(an.post(url, {"version": page.values["version"], "reason": "Mưa lũ"}))
    assert state(db, Work, work) == "cancelled"
    client.as_(cast.binh).get("/works/999999/cancel", status=404)

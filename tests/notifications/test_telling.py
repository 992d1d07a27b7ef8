"""What people are told when something happens: in the transaction of what happened, each once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.attendance.actions import issue_certificate, issue_certificates, record_attendance
from app.core import clock
from app.core.errors import NotPossible
from app.core.events import Event
from app.extensions import db as database
from app.notifications.models import Delivery
from app.volunteering.actions import (
    cancel_activity,
    cancel_sign_up,
    change_shift,
    end_membership,
    save_activity,
    sign_up_to_shift,
    withdraw_consent,
)
from app.volunteering.models import Shift, SignUp
from app.volunteering.values import ActivityValues, ShiftValues
from app.works.actions import approve_work, reject_work, return_work
from tests import factories
from tests.cast import somebody
from tests.notifications.conftest import deliveries, has_mail, told

NAMES = ("id", "role", "starts_at", "ends_at", "capacity", "minimum", "minimum_age", "skills")
MARKS = ("is_heavy", "is_away", "is_border_zone")


def values(shift, **changes):
    return replace(ShiftValues(**{name: getattr(shift, name) for name in (*NAMES, *MARKS)}), **changes)


def change(db, cast, shift, **changes):
    now = db.session.get(Shift, shift.id, populate_existing=True)
    move_last = changes.pop("move_last", False)
    return change_shift(cast.an.actor, version=now.version, shift=values(now, **changes), move_last=move_last)


def test_who_gets_a_place_is_told_when_and_where(cast, shift):
    sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    (notice,) = deliveries(cast.binh)
    assert notice.kind == "place_given"
    assert notice.details["place"] == "Cổng UBND xã"
    assert notice.details["starts_at"] == shift.starts_at.isoformat()


def test_a_refused_action_tells_nobody(db, cast, shift):
    sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    with pytest.raises(NotPossible):
        change(db, cast, shift, capacity=0)
    assert told(cast.binh) == ["place_given"]


def test_asking_twice_tells_once(cast, shift):
    for _time in range(3):
        sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    assert told(cast.binh) == ["place_given"]


def test_who_is_put_on_the_waiting_list_by_a_leader_is_told_and_who_did_it_knows(cast, shift):
    for person in (cast.chi, cast.dung):
        sign_up_to_shift(person.actor, shift_id=shift.id)
    sign_up_to_shift(cast.an.actor, shift_id=shift.id, member_id=cast.binh.member.id)
    sign_up_to_shift(cast.ha.actor, shift_id=shift.id)
    assert told(cast.binh) == ["put_on_list"]
    assert told(cast.ha) == []


def test_who_moves_up_is_told_once_and_in_order(db, cast, shift):
    waiting = [somebody(cast.unit, f"Nguyễn Văn {number}") for number in range(5)]
    taken = [sign_up_to_shift(person.actor, shift_id=shift.id) for person in (cast.chi, cast.dung)]
    for person in waiting:
        sign_up_to_shift(person.actor, shift_id=shift.id)
    for sign_up in taken:
        cancel_sign_up(cast.an.actor, sign_up_id=sign_up.id, reason="ốm")
    assert [told(person) for person in waiting] == [["moved_up"], ["moved_up"], [], [], []]
    assert told(cast.chi) == ["place_given", "place_taken_back"]
    change(db, cast, shift, capacity=4)
    assert [told(person) for person in waiting] == [["moved_up"]] * 4 + [[]]


def test_who_gives_the_own_place_back_is_not_told_what_they_did(cast, shift):
    sign_up = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    cancel_sign_up(cast.binh.actor, sign_up_id=sign_up.id)
    assert told(cast.binh) == ["place_given"]


def test_a_place_that_is_freed_by_calling_another_activity_off_is_told_too(cast, shift):
    full = factories.activity(cast.other_unit, capacity=1)
    first = full_shift(full)
    sign_up_to_shift(cast.binh.actor, shift_id=first.id)
    waits = factories.shift(factories.activity(cast.unit), capacity=1, starts_at=first.starts_at)
    sign_up_to_shift(cast.chi.actor, shift_id=waits.id)
    factories.sign_up(waits, cast.binh.member, cast.unit, "waitlisted")
    cancel_activity(cast.giang.actor, activity_id=full.id, reason="bão")
    assert told(cast.binh) == ["place_given", "called_off"]


def full_shift(activity):
    return database.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


def test_everybody_in_a_changed_shift_is_told_and_who_lost_the_place_is_told_that(db, cast, shift):
    other = factories.shift(factories.activity(cast.other_unit), starts_at=shift.ends_at)
    sign_up_to_shift(cast.binh.actor, shift_id=other.id)
    for person in (cast.binh, cast.chi, cast.dung):
        sign_up_to_shift(person.actor, shift_id=shift.id)
    change(db, cast, shift, ends_at=shift.ends_at + timedelta(minutes=1))
    assert told(cast.binh)[2:] == ["place_lost_by_change"]
    assert told(cast.chi)[1:] == ["shift_changed"]
    assert sorted(told(cast.dung)) == ["moved_up", "shift_changed"]


def test_a_new_capacity_alone_is_no_news_but_for_whom_it_moves(db, cast, shift):
    for person in (cast.binh, cast.chi):
        sign_up_to_shift(person.actor, shift_id=shift.id)
    change(db, cast, shift, capacity=1, move_last=True)
    assert told(cast.binh) == ["place_given"]
    assert told(cast.chi) == ["place_given", "back_on_list"]


def test_a_new_meeting_point_is_told_and_a_new_description_is_not(db, cast, activity, shift):
    sign_up_to_shift(cast.binh.actor, shift_id=shift.id)

    def save(**changes):
        db.session.rollback()
        now = db.session.get(factories.Activity, activity.id, populate_existing=True)
        kept = ActivityValues(now.title, commune_id=now.commune_id, meeting_point=now.meeting_point)
        shifts = [values(db.session.get(Shift, shift.id, populate_existing=True))]
        save_activity(
            cast.an.actor,
            host_unit_id=cast.unit.id,
            activity=replace(kept, **changes),
            shifts=shifts,
            activity_id=activity.id,
            version=now.version,
        )

    save(description="Nhổ cỏ")
    assert told(cast.binh) == ["place_given"]
    save(meeting_point="Nhà văn hoá")
    assert told(cast.binh) == ["place_given", "shift_changed"]
    assert deliveries(cast.binh)[-1].details["place"] == "Nhà văn hoá"


def test_everybody_who_signed_up_is_told_that_it_is_called_off_and_why(cast, activity, shift):
    for person in (cast.binh, cast.chi, cast.dung):
        sign_up_to_shift(person.actor, shift_id=shift.id)
    for _time in range(2):
        cancel_activity(cast.an.actor, activity_id=activity.id, reason="Mưa to")
    assert [told(person)[-1] for person in (cast.binh, cast.chi, cast.dung)] == ["called_off"] * 3
    assert deliveries(cast.dung)[-1].details["reason"] == "Mưa to"


def test_whose_consent_is_withdrawn_is_told_with_the_places_that_end(db, cast):
    minor = somebody(cast.unit, "Vy Văn Nhỏ", birth_date=clock.today() - timedelta(days=16 * 366))
    consent = factories.consent(minor.member, ["away"])
    shift = factories.shift(factories.activity(cast.unit), is_away=True)
    sign_up_to_shift(minor.actor, shift_id=shift.id)
    withdraw_consent(cast.an.actor, consent_id=consent.id)
    assert sorted(told(minor)) == ["consent_withdrawn", "place_given", "place_lost_by_consent"]


def test_confirmed_hours_are_told_and_corrected_ones_again(db, cast, shift):
    sign_up = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    with clock.travel(shift.ends_at):
        for minutes in (180, 180, 170):
            mark = ("attended", minutes, "Về sớm")
            record_attendance(cast.an.actor, shift_id=shift.id, marks={sign_up.id: mark})
        record_attendance(cast.an.actor, shift_id=shift.id, marks={sign_up.id: ("absent", None, "Nhầm người")})
    assert told(cast.binh) == ["place_given", "hours_confirmed", "hours_confirmed", "marked_absent"]
    assert [notice.details.get("minutes") for notice in deliveries(cast.binh)] == [None, 180, 170, None]


def test_who_is_certified_by_the_host_is_told_once_and_led_to_the_certificate(db, cast, client, activity, shift):
    sign_ups = [sign_up_to_shift(person.actor, shift_id=shift.id) for person in (cast.binh, cast.chi)]
    with clock.travel(activity.ends_at):
        marks = {sign_up.id: ("attended", None) for sign_up in sign_ups}
        record_attendance(cast.an.actor, shift_id=shift.id, marks=marks)
        own = issue_certificate(cast.chi.actor, activity_id=activity.id)
        for _time in range(2):
            issue_certificates(cast.an.actor, activity_id=activity.id)
        assert [told(person)[2:] for person in (cast.binh, cast.chi)] == [["certificate_issued"], []]
        notice = deliveries(cast.binh)[-1]
        assert notice.details["title"] == activity.title
        assert notice.details["certificate_id"] != own
        browser = client.as_(cast.binh)
        assert activity.title in browser.get("/notices/").text
        answer = browser.call("post", f"/notices/{notice.id}/open")
        assert answer.headers["Location"].endswith(f"/my/certificates/{notice.details['certificate_id']}")


@pytest.mark.parametrize(
    ("act", "kind"), [(approve_work, "work_approved"), (return_work, "work_returned"), (reject_work, "work_rejected")]
)
def test_leaders_hear_what_was_decided_on_their_work_and_who_decided_does_not(cast, act, kind):
    work = factories.work(cast.unit, state="submitted", proposed_by=cast.an.account.id)
    more = {} if act is approve_work else {"reason": "Thiếu dự toán"}
    act(cast.ha.actor, work_id=work.id, version=work.version, **more)
    assert told(cast.an) == [kind]
    assert told(cast.ha) == told(cast.giang) == []


def test_nobody_else_is_told(cast, shift):
    sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    assert [told(person) for person in (cast.an, cast.chi, cast.ha, cast.lan)] == [[]] * 4


def test_a_closed_account_is_told_nothing(db, cast, shift):
    db.session.get(factories.Account, cast.binh.account.id).is_active = False
    db.session.commit()
    sign_up_to_shift(cast.an.actor, shift_id=shift.id, member_id=cast.binh.member.id)
    assert told(cast.binh) == []


def test_guardians_are_never_written_to(db, cast, shift):
    """There is no other way out than an account's own list and an account's or member's own address."""
    minor = somebody(cast.unit, "Vy Văn Nhỏ", birth_date=clock.today() - timedelta(days=16 * 366))
    factories.consent(minor.member, ["away"])
    sign_up_to_shift(minor.actor, shift_id=shift.id)
    assert set(db.session.execute(select(Delivery.account_id)).scalars()) == {minor.account.id}


def test_nobody_who_never_signed_in_gets_an_e_mail(db, cast, shift):
    account = db.session.get(factories.Account, cast.binh.account.id)
    account.email = "binh@example.org"
    db.session.commit()
    sign_up_to_shift(cast.an.actor, shift_id=shift.id, member_id=cast.binh.member.id)
    assert (told(cast.binh), told(cast.binh, "email")) == (["place_given"], [])
    has_mail(cast.binh)
    cancel_sign_up(cast.an.actor, sign_up_id=sign_up_of(cast.binh, shift))
    assert told(cast.binh, "email") == ["place_taken_back"]


def sign_up_of(person, shift):
    statement = select(SignUp.id).where(SignUp.shift_id == shift.id, SignUp.member_id == person.member.id)
    return database.session.execute(statement).scalar_one()


def test_every_delivery_names_its_event(db, cast, shift):
    sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    (notice,) = deliveries(cast.binh)
    assert db.session.get(Event, notice.event_id).verb == "sign_up.confirmed"


def test_telling_a_hundred_takes_no_more_statements_than_telling_two(db, cast, statements):
    def called_off(people):
        activity = factories.activity(cast.unit, capacity=people)
        shift = full_shift(activity)
        for number in range(people):
            person = somebody(cast.unit, f"Nguyễn Văn {number}")
            factories.sign_up(shift, person.member, cast.unit)
        with statements() as counted:
            cancel_activity(cast.an.actor, activity_id=activity.id, reason="Mưa to")
        return len(counted)

    few = called_off(2)
    assert called_off(40) <= few + 1  # many sign-ups are loaded in slices
    total = select(func.count()).select_from(Delivery).where(Delivery.kind == "called_off")
    assert db.session.execute(total).scalar_one() == 42


def test_signing_up_stays_within_twelve_statements(cast, client, shift, statements):
    has_mail(cast.binh)
    browser = client.as_(cast.binh)
    with statements() as counted:
        browser.post(f"/shifts/{shift.id}/sign-up")
    assert len(counted) <= 12, counted
    assert told(cast.binh, "email") == ["place_given"]


def test_who_leaves_the_union_is_told_of_the_places_that_end_with_it(db, cast, shift):
    sign_up_to_shift(cast.chi.actor, shift_id=shift.id)
    values = {"on": clock.today(), "version": cast.chi.member.version, "reason": "Trưởng thành Đoàn"}
    assert end_membership(cast.giang.actor, member_id=cast.chi.member.id, **values) == 1
    assert told(cast.chi)[-1] == "place_taken_back"

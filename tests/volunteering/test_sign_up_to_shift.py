"""A member signs up to a shift."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.actor import VISITOR
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import Event
from app.core.settings import write_setting
from app.volunteering.actions import sign_up_to_shift
from app.volunteering.models import Activity, Shift, SignUp
from tests import factories
from tests.cast import somebody


@pytest.fixture
def activity(cast):
    return factories.activity(cast.unit, capacity=1)


@pytest.fixture
def shift(db, activity):
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


def counts(db, shift):
    return tuple(db.session.execute(select(Shift.confirmed, Shift.waiting).where(Shift.id == shift.id)).one())


def refused(reason, actor, shift, **values):
    with pytest.raises(NotPossible) as error:
        sign_up_to_shift(actor, shift_id=shift.id, **values)
    assert error.value.reason == reason


def test_a_member_gets_a_free_place(db, cast, shift):
    sign_up = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    assert (sign_up.state, sign_up.position, sign_up.unit_id) == ("confirmed", 1, cast.unit.id)
    assert counts(db, shift) == (1, 0)
    happened = db.session.execute(select(Event).where(Event.verb == "sign_up.confirmed")).scalar_one()
    assert (happened.subject_id, happened.member_id) == (sign_up.id, cast.binh.member.id)


def test_full_shift_puts_the_member_on_the_waiting_list(db, cast, shift):
    sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    sign_up = sign_up_to_shift(cast.chi.actor, shift_id=shift.id)
    assert (sign_up.state, sign_up.position) == ("waitlisted", 2)
    assert counts(db, shift) == (1, 1)


def test_repeating_the_same_request_changes_nothing(db, cast, shift):
    first = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    again = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    assert again.id == first.id
    assert counts(db, shift) == (1, 0)
    assert db.session.execute(select(func.count()).where(Event.subject_type == "sign_ups")).scalar_one() == 1


def test_a_visitor_and_an_officer_who_is_no_member_have_nobody_to_sign_up(cast, shift):
    for actor in (VISITOR, cast.lan.actor):
        with pytest.raises(NotAllowed):
            sign_up_to_shift(actor, shift_id=shift.id)


def test_a_leader_signs_members_of_the_own_unit_up(cast, shift):
    sign_up = sign_up_to_shift(cast.an.actor, shift_id=shift.id, member_id=cast.binh.member.id)
    assert (sign_up.member_id, sign_up.signed_up_by) == (cast.binh.member.id, cast.an.account.id)


def test_nobody_else_signs_a_member_up(cast, shift):
    for person in (cast.giang, cast.dung, cast.chi, cast.ha):
        with pytest.raises(NotFound):
            sign_up_to_shift(person.actor, shift_id=shift.id, member_id=cast.binh.member.id)


def test_what_the_actor_cannot_see_is_not_there(db, cast, shift, activity):
    db.session.get(Activity, activity.id).state = "draft"
    db.session.commit()
    with pytest.raises(NotFound):
        sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    with pytest.raises(NotFound):
        sign_up_to_shift(cast.binh.actor, shift_id=10**9)


def test_a_leader_cannot_sign_up_who_is_not_invited(db, cast, shift, activity):
    db.session.get(Activity, activity.id).audience = "host"
    db.session.commit()
    stranger = factories.member(cast.bloc)
    leads_all = somebody(cast.bloc, "Mã Thế Vinh", "leader")
    refused("not_invited", leads_all.actor, shift, member_id=stranger.id)


def test_nothing_outside_the_registration_window(db, cast, shift, activity):
    now = clock.now()
    row = db.session.get(Activity, activity.id)
    row.sign_up_opens_at, row.sign_up_closes_at = now + timedelta(hours=1), now + timedelta(hours=2)
    db.session.commit()
    refused("not_open_yet", cast.binh.actor, shift)
    with clock.travel(now + timedelta(hours=2)):
        refused("closed", cast.binh.actor, shift)
    with clock.travel(now + timedelta(hours=1)):
        assert sign_up_to_shift(cast.binh.actor, shift_id=shift.id).state == "confirmed"


def test_nobody_holds_two_overlapping_places(db, cast, shift):
    sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    other = factories.activity(cast.other_unit, starts_at=shift.ends_at - timedelta(minutes=1))
    overlapping = db.session.execute(select(Shift).where(Shift.activity_id == other.id)).scalar_one()
    refused("overlap", cast.binh.actor, overlapping)


def test_touching_ends_are_no_overlap(cast, db, shift):
    sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    other = factories.activity(cast.other_unit, starts_at=shift.ends_at)
    following = db.session.execute(select(Shift).where(Shift.activity_id == other.id)).scalar_one()
    assert sign_up_to_shift(cast.binh.actor, shift_id=following.id).state == "confirmed"


def test_a_minor_without_consent_gets_no_place_in_marked_work(db, cast, activity):
    away = factories.shift(activity, is_away=True)
    person = minor(cast)
    refused("consent_missing", person.actor, away)
    consent = factories.consent(person.member, ["away"])
    assert sign_up_to_shift(person.actor, shift_id=away.id).state == "confirmed"
    assert consent.covers(["away"], away.local_date)


def minor(cast, age=16):
    today = clock.today()
    return somebody(cast.chapter, "Vy Thị Em", birth_date=today - timedelta(days=366 * age))


def test_heavy_work_is_refused_to_a_minor_by_its_rule(cast, activity):
    refused("too_young", minor(cast).actor, factories.shift(activity, is_heavy=True))


def test_a_night_shift_is_refused_to_a_minor_by_its_rule(cast, activity):
    night = clock.at_local(clock.today() + timedelta(days=3), time(21))
    refused("minor_at_night", minor(cast).actor, factories.shift(activity, starts_at=night))


def test_the_limits_are_set_by_the_administrator(app, db, cast, activity):
    write_setting(cast.lan.actor, "volunteering", {"heavy_minimum_age": 16})
    db.session.commit()
    refused("consent_missing", minor(cast).actor, factories.shift(activity, is_heavy=True))


def test_turning_18_between_sign_up_and_shift_counts(cast, activity):
    day = clock.today() + timedelta(days=20)
    birthday = date(day.year - 18, day.month, day.day if (day.month, day.day) != (2, 29) else 28)
    person = somebody(cast.chapter, "Vy Văn Út", birth_date=birthday)
    heavy = factories.shift(activity, is_heavy=True, starts_at=clock.at_local(day, time(8)))
    assert sign_up_to_shift(person.actor, shift_id=heavy.id).state == "confirmed"


def test_who_gave_the_place_back_signs_up_again_at_the_end(db, cast, shift):
    factories.sign_up(shift, cast.binh.member, cast.unit, "cancelled")
    sign_up = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    assert (sign_up.state, sign_up.position) == ("confirmed", 2)
    assert db.session.execute(select(func.count()).select_from(SignUp)).scalar_one() == 2


def test_the_database_has_the_last_word_on_overbooking(db, cast, shift):
    sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    row = db.session.get(Shift, shift.id)
    row.confirmed = 2
    with pytest.raises(IntegrityError, match="confirmed_within_capacity"):
        db.session.commit()
    db.session.rollback()


def test_the_whole_request_takes_at_most_12_statements_and_one_commit(db, cast, shift, client, statements):
    commits = []

    def note(connection):
        commits.append(connection)

    binh = client.as_(cast.binh)
    event.listen(db.engine, "commit", note)
    try:
        with statements() as counted:
            page = binh.post(f"/shifts/{shift.id}/sign-up")
    finally:
        event.remove(db.engine, "commit", note)
    assert page.status == 303
    assert counts(db, shift) == (1, 0)
    assert len(counted) <= 12, counted
    assert len(commits) == 1

"""A guardian's consent is a dated record; its withdrawal releases the places that need it."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.actions import new_key
from app.core.actor import SYSTEM
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.files import NewFile
from app.volunteering.actions import record_consent, sign_up_to_shift, withdraw_consent
from app.volunteering.checks import CHECKS
from app.volunteering.models import GuardianConsent, SignUp
from tests import factories
from tests.cast import somebody


@pytest.fixture
def minor(cast):
    return somebody(cast.chapter, "Vy Thị Em", birth_date=clock.today() - timedelta(days=16 * 366))


@pytest.fixture
def activity(cast):
    return factories.activity(cast.unit)


def consent_values(member, **changes):
    today = clock.today()
    return {
        "member_id": member.id,
        "guardian_name": "Vy Văn Cha",
        "relation": "Bố",
        "how": "paper",
        "file": NewFile("0" * 64, "giấy.pdf", "application/pdf", size=1, key=new_key()),
        "marks": ["away"],
        "given_on": today,
        "valid_until": today + timedelta(days=200),
        **changes,
    }


def test_the_leader_of_the_members_unit_records_who_how_for_what_and_until_when(db, cast, minor):
    values = consent_values(minor.member, marks=["border_zone", "away"])
    row = db.session.get(GuardianConsent, record_consent(cast.an.actor, **values))
    assert (row.guardian_name, row.relation, row.how, row.marks) == (
        "Vy Văn Cha",
        "Bố",
        "paper",
        ["away", "border_zone"],
    )
    assert (row.valid_until, row.recorded_by) == (values["valid_until"], cast.an.account.id)


def test_nobody_else_records_a_consent(cast, minor):
    for person in (cast.binh, cast.giang, cast.dung, cast.ha, cast.khanh, cast.lan):
        with pytest.raises(NotFound):
            record_consent(person.actor, **consent_values(minor.member))
    with pytest.raises(NotAllowed):
        record_consent(minor.actor, **consent_values(minor.member))


def test_a_young_leader_does_not_consent_for_oneself(cast):
    young = somebody(cast.unit, "Vy Văn Anh", "leader", birth_date=clock.today() - timedelta(days=17 * 365))
    with pytest.raises(NotAllowed):
        record_consent(young.actor, **consent_values(young.member))


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"marks": []}, "no_marks", "marks"),
        ({"marks": ["fun"]}, "no_marks", "marks"),
        ({"given_on": 1}, "given_in_future", "given_on"),
        ({"valid_until": -1}, "ends_before_start", "valid_until"),
        ({"file": None}, "paper_missing", "file"),
    ],
)
def test_what_a_consent_cannot_be(cast, minor, changes, reason, field):
    days = {name: clock.today() + timedelta(days=value) for name, value in changes.items() if isinstance(value, int)}
    with pytest.raises(NotPossible) as error:
        record_consent(cast.an.actor, **consent_values(minor.member, **{**changes, **days}))
    assert (error.value.reason, error.value.field) == (reason, field)


def test_nobody_else_says_what_a_guardian_answered_by_the_link(cast, minor):
    for actor in (cast.an.actor, SYSTEM):
        with pytest.raises(ValueError, match="phone_link"):
            record_consent(actor, **consent_values(minor.member, how="phone_link"))


def test_withdrawal_releases_the_places_that_need_it_and_no_others(db, cast, minor, activity):
    later = clock.at_local(clock.today() + timedelta(days=3), time(7))
    away = factories.shift(activity, is_away=True, starts_at=later, capacity=1)
    plain = factories.shift(activity, starts_at=later + timedelta(hours=4))
    night = factories.shift(activity, is_night=True, starts_at=later + timedelta(hours=24))
    consent = factories.consent(minor.member, ["away"])
    factories.consent(minor.member, ["night"])
    places = [sign_up_to_shift(minor.actor, shift_id=s.id) for s in (away, plain, night)]
    waiting = sign_up_to_shift(cast.binh.actor, shift_id=away.id)
    assert withdraw_consent(cast.an.actor, consent_id=consent.id) == 1
    db.session.rollback()
    states = [db.session.get(SignUp, s.id, populate_existing=True).state for s in (*places, waiting)]
    assert states == ["cancelled", "confirmed", "confirmed", "confirmed"]
    assert db.session.get(SignUp, places[0].id).cancel_reason == "consent_withdrawn"
    assert [line for check in CHECKS for line in check()] == []


def test_a_second_consent_for_the_same_work_keeps_the_place(db, cast, minor, activity):
    away = factories.shift(activity, is_away=True)
    first, _second = factories.consent(minor.member, ["away"]), factories.consent(minor.member, ["away"])
    place = sign_up_to_shift(minor.actor, shift_id=away.id)
    assert withdraw_consent(cast.an.actor, consent_id=first.id) == 0
    assert db.session.get(SignUp, place.id, populate_existing=True).state == "confirmed"


def test_past_places_stay_when_a_consent_is_withdrawn(db, cast, minor, activity):
    away = factories.shift(activity, is_away=True)
    consent = factories.consent(minor.member, ["away"])
    place = sign_up_to_shift(minor.actor, shift_id=away.id)
    with clock.travel(away.ends_at):
        assert withdraw_consent(cast.an.actor, consent_id=consent.id) == 0
    assert db.session.get(SignUp, place.id, populate_existing=True).state == "confirmed"


def test_withdrawing_twice_changes_nothing(db, cast, minor):
    consent = factories.consent(minor.member, ["away"])
    withdraw_consent(cast.an.actor, consent_id=consent.id)
    before = db.session.get(GuardianConsent, consent.id, populate_existing=True).withdrawn_at
    assert withdraw_consent(cast.an.actor, consent_id=consent.id) == 0
    assert db.session.get(GuardianConsent, consent.id, populate_existing=True).withdrawn_at == before


def test_nobody_else_withdraws_a_consent(cast, minor):
    consent = factories.consent(minor.member, ["away"])
    for person in (minor, cast.giang, cast.ha):
        with pytest.raises(NotFound):
            withdraw_consent(person.actor, consent_id=consent.id)
    with pytest.raises(NotFound):
        withdraw_consent(SYSTEM, consent_id=10**9)


def test_the_day_of_the_shift_is_the_one_that_consent_must_cover(cast, db, minor, activity):
    away = factories.shift(activity, is_away=True)
    factories.consent(minor.member, ["away"], valid_until=away.local_date - timedelta(days=1))
    with pytest.raises(NotPossible, match="consent_expired"):
        sign_up_to_shift(minor.actor, shift_id=away.id)
    assert db.session.execute(select(SignUp)).first() is None

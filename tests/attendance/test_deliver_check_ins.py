"""What the host's phone recorded without a network: each record once, moments set right, nothing lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.attendance.actions import deliver_check_ins, record_attendance
from app.attendance.checks import check_records
from app.attendance.codes import make_card
from app.attendance.models import CheckIn
from app.attendance.records import CLOCK, Record, read_clock
from app.core import clock
from app.core.errors import NotAllowed
from app.core.events import Event
from app.volunteering.actions import QuotaValues, cancel_activity, cancel_sign_up, change_terms
from app.volunteering.checks import check_counts
from app.volunteering.models import Shift, ShiftQuota, SignUp
from tests import factories

KEY = "a key for tests only, thirty-two letters"
THREE_HOURS = timedelta(hours=3)


@pytest.fixture
def activity(cast):
    return factories.activity(cast.unit)


@pytest.fixture
def shift(db, activity):
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


@pytest.fixture
def place(cast, shift):
    return factories.sign_up(shift, cast.binh.member, cast.unit)


@pytest.fixture
def at_the_start(shift, place):
    with clock.travel(shift.starts_at) as traveller:
        yield traveller


def seen(shift, number=1, **values):
    """A record that a phone with a right clock made just now."""
    held = {"key": f"record-{number}", "direction": "in", "how": "scan", "phone_at": clock.now()}
    return Record(shift_id=shift.id, **{**held, **values})


def deliver(person, *records, phone_now=None):
    return deliver_check_ins(person.actor, phone_now=phone_now or clock.now(), records=records)


def rows(db):
    return db.session.execute(select(CheckIn).order_by(CheckIn.id)).scalars().all()


def test_a_scan_of_the_members_card_counts(db, cast, shift, place, at_the_start):
    answers = deliver(cast.an, seen(shift, card=make_card(KEY, cast.binh.member.code)))
    assert answers == {"record-1": ("counted", None)}
    assert [(row.member_id, row.sign_up_id, row.at) for row in rows(db)] == [
        (cast.binh.member.id, place.id, shift.starts_at)
    ]


def test_a_tick_by_name_counts(db, cast, shift, place, at_the_start):
    assert deliver(cast.an, seen(shift, how="name", sign_up_id=place.id)) == {"record-1": ("counted", None)}


def test_delivered_twice_is_recorded_once_with_the_same_answer(db, cast, shift, place, at_the_start):
    record = seen(shift, sign_up_id=place.id)
    first = deliver(cast.an, record)
    at_the_start.tick(3600)
    assert deliver(cast.an, record, record) == first
    assert len(rows(db)) == 1
    assert len(db.session.execute(select(Event).where(Event.verb == "attendance.delivered")).all()) == 1


def test_a_clock_that_is_wrong_is_set_right_and_both_moments_are_kept(db, cast, shift, place, at_the_start):
    made = clock.now() - THREE_HOURS  # the phone is three hours behind
    at_the_start.tick(5400)
    deliver(
        cast.an,
        seen(shift, sign_up_id=place.id, phone_at=made, known_offset=10_800),
        phone_now=clock.now() - THREE_HOURS,
    )
    (row,) = rows(db)
    assert (row.state, row.at, row.phone_at, row.offset_seconds) == ("counted", shift.starts_at, made, 10_800)
    assert row.received_at == clock.now()


def test_a_clock_that_was_changed_while_the_record_waited_is_looked_at(db, cast, shift, place, at_the_start):
    made = clock.now() - THREE_HOURS
    answers = deliver(cast.an, seen(shift, sign_up_id=place.id, phone_at=made, known_offset=10_800))
    assert answers == {"record-1": ("open", "clock_changed")}


@pytest.mark.parametrize("hours", [-30, -8, 8, 400])
def test_a_moment_that_cannot_be_is_looked_at(db, cast, shift, place, at_the_start, hours):
    at_the_start.tick(1800)
    answers = deliver(cast.an, seen(shift, sign_up_id=place.id, phone_at=clock.now() + timedelta(hours=hours)))
    assert answers == {"record-1": ("open", "implausible_time")}


def test_what_happened_meanwhile_is_kept_for_the_leader(db, cast, activity, shift, place, at_the_start):
    waiting = factories.sign_up(shift, cast.dung.member, cast.unit, "waitlisted")
    with clock.travel(shift.starts_at - timedelta(hours=1)):
        cancel_sign_up(cast.binh.actor, sign_up_id=place.id)
        shift_row = db.session.get(Shift, shift.id, populate_existing=True)
    assert shift_row.confirmed == 1  # who waited moved up
    answers = deliver(
        cast.an,
        seen(shift, 1, sign_up_id=place.id),
        seen(shift, 2, sign_up_id=waiting.id),
        seen(shift, 3, how="walk_in", name="Người lạ"),
        seen(shift, 4, card="TS1:TS000001.FORGEDFORGEDFORG"),
    )
    assert answers == {
        "record-1": ("open", "place_cancelled"),
        "record-2": ("counted", None),
        "record-3": ("open", "unknown_member"),
        "record-4": ("open", "unknown_member"),
    }
    assert rows(db)[2].name == "Người lạ"


def test_an_activity_called_off_meanwhile_keeps_its_records(db, cast, activity, shift, place, at_the_start):
    cancel_activity(cast.an.actor, activity_id=activity.id, reason="Mưa lớn")
    answers = deliver(cast.an, seen(shift, sign_up_id=place.id))
    assert answers == {"record-1": ("open", "activity_cancelled")}
    assert rows(db)[0].member_id == cast.binh.member.id


def test_a_walk_in_whom_the_rules_allow_gets_a_place(db, cast, shift, at_the_start):
    answers = deliver(cast.an, seen(shift, how="walk_in", name=cast.chi.member.code.lower()))
    assert answers == {"record-1": ("counted", None)}
    made = db.session.execute(select(SignUp).where(SignUp.member_id == cast.chi.member.id)).scalar_one()
    assert (made.state, made.unit_id, made.signed_up_by) == ("confirmed", cast.other_unit.id, cast.an.account.id)
    assert not list(check_counts())
    assert not list(check_records())


def test_a_walk_in_gets_no_place_that_is_held_for_another_unit(db, cast):
    shift = factories.shift(factories.activity(cast.unit), capacity=2)
    until = shift.starts_at
    db.session.add(ShiftQuota(shift_id=shift.id, unit_id=cast.unit.id, places=1, until=until))
    shift.quota_until = until
    db.session.commit()
    early = shift.starts_at - timedelta(hours=1)
    with clock.travel(early):
        walk_ins = [
            seen(shift, number, how="walk_in", name=person.member.code)
            for number, person in enumerate((cast.chi, cast.giang, cast.binh))
        ]
        answers = deliver(cast.an, *walk_ins)
    assert list(answers.values()) == [("counted", None), ("open", "full"), ("counted", None)]
    assert not list(check_counts())


def test_a_walk_in_gets_no_place_that_the_rules_refuse(db, cast, at_the_start):
    heavy = factories.activity(cast.unit, starts_at=clock.now(), capacity=1)
    row = db.session.execute(select(Shift).where(Shift.activity_id == heavy.id)).scalar_one()
    row.is_heavy = True
    db.session.commit()
    today = clock.today()
    child = factories.member(cast.unit, birth_date=today.replace(year=today.year - 15))
    answers = deliver(
        cast.an,
        seen(row, 1, how="walk_in", name=child.code),
        seen(row, 2, how="walk_in", name=cast.chi.member.code),
        seen(row, 3, how="walk_in", name=cast.dung.member.code),
    )
    assert answers == {
        "record-1": ("open", "not_eligible"),
        "record-2": ("counted", None),
        "record-3": ("open", "full"),
    }
    assert rows(db)[0].note == "too_young"


def test_only_the_hosts_leader_delivers(db, cast, shift, place, at_the_start):
    record = seen(shift, sign_up_id=place.id)
    for person in (cast.binh, cast.dung, cast.ha, cast.khanh):
        with pytest.raises(NotAllowed):
            deliver(person, record)
    # A leader of elsewhere gets the same answer as for a shift that doesn't exist, and nothing is kept.
    nowhere = Record(key="record-2", shift_id=999_999, direction="in", how="scan", phone_at=clock.now())
    assert deliver(cast.giang, record, nowhere) == {
        "record-1": ("refused", "not_host"),
        "record-2": ("refused", "not_host"),
    }
    assert not rows(db)


def test_a_sign_up_of_another_shift_is_nobody_here(db, cast, shift, place, at_the_start):
    other = factories.activity(cast.other_unit, starts_at=clock.now())
    foreign = db.session.execute(select(Shift).where(Shift.activity_id == other.id)).scalar_one()
    theirs = factories.sign_up(foreign, cast.chi.member, cast.other_unit)
    assert deliver(cast.an, seen(shift, sign_up_id=theirs.id)) == {"record-1": ("open", "unknown_member")}


def test_coming_and_leaving_give_the_hours(db, cast, shift, place, at_the_start):
    deliver(
        cast.an,
        seen(shift, 1, sign_up_id=place.id),
        seen(shift, 2, sign_up_id=place.id, direction="out", phone_at=clock.now() + timedelta(minutes=100)),
        phone_now=clock.now(),
    )
    with clock.travel(shift.ends_at):
        deliver(
            cast.an, seen(shift, 3, sign_up_id=place.id, direction="out", phone_at=shift.starts_at + timedelta(hours=2))
        )
        record_attendance(cast.an.actor, shift_id=shift.id, marks={place.id: ("attended", None)})
    assert db.session.get(SignUp, place.id, populate_existing=True).confirmed_minutes == 120


def test_forty_records_take_as_few_statements_as_two(db, cast, statements, at_the_start):
    big = factories.activity(cast.unit, capacity=60, starts_at=clock.now())
    row = db.session.execute(select(Shift).where(Shift.activity_id == big.id)).scalar_one()
    places = [factories.sign_up(row, factories.member(cast.unit), cast.unit) for _number in range(42)]
    records = [seen(row, number, sign_up_id=place.id) for number, place in enumerate(places)]
    with statements() as few:
        deliver(cast.an, *records[:2])
    with statements() as many:
        deliver(cast.an, *records[2:])
    assert len(many) <= len(few)
    assert len(rows(db)) == 42


def test_a_sign_up_of_another_shift_in_the_same_batch_is_nobody_here_either(db, cast, shift, place, at_the_start):
    other = factories.activity(cast.other_unit, starts_at=clock.now())
    foreign = db.session.execute(select(Shift).where(Shift.activity_id == other.id)).scalar_one()
    theirs = factories.sign_up(foreign, cast.chi.member, cast.other_unit)
    answers = deliver(cast.an, seen(foreign, 1, sign_up_id=theirs.id), seen(shift, 2, sign_up_id=theirs.id))
    assert answers == {"record-1": ("refused", "not_host"), "record-2": ("open", "unknown_member")}


def test_a_walk_in_takes_no_place_that_is_held_for_another_unit(db, cast):
    activity = factories.activity(cast.unit, capacity=2)
    shift = db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()
    quotas = [QuotaValues(cast.other_unit.id, 2, shift.starts_at)]
    change_terms(cast.an.actor, shift_id=shift.id, version=shift.version, quotas=quotas, needed_skills=())
    with clock.travel(shift.starts_at - timedelta(hours=1)):
        walk_in = seen(shift, 1, how="walk_in", name=cast.binh.member.code)
        assert deliver(cast.an, walk_in) == {"record-1": ("open", "full")}
        of_unit = seen(shift, 2, how="walk_in", name=cast.chi.member.code)
        assert deliver(cast.an, of_unit) == {"record-2": ("counted", None)}
    with clock.travel(shift.starts_at):
        later = seen(shift, 3, how="walk_in", name=cast.binh.member.code)
        assert deliver(cast.an, later) == {"record-3": ("counted", None)}


def test_a_draft_has_no_attendance(db, cast):
    draft = factories.activity(cast.unit, state="draft", starts_at=clock.now())
    shift = db.session.execute(select(Shift).where(Shift.activity_id == draft.id)).scalar_one()
    walk_in = seen(shift, how="walk_in", name=cast.binh.member.code)
    assert deliver(cast.an, walk_in) == {"record-1": ("refused", "not_host")}
    assert not rows(db)


@pytest.mark.parametrize("milliseconds", [CLOCK[0], CLOCK[1]])
def test_a_clock_that_is_decades_wrong_is_written_down(db, cast, shift, place, at_the_start, milliseconds):
    phone_now = read_clock(milliseconds)
    record = seen(shift, sign_up_id=place.id, phone_at=phone_now)
    assert deliver(cast.an, record, phone_now=phone_now) == {"record-1": ("counted", None)}
    (row,) = rows(db)
    assert (row.at, row.phone_at) == (shift.starts_at, phone_now)
    assert abs(row.offset_seconds) < 2**31
    assert (CLOCK[1] - CLOCK[0]) / 1000 < 2**31

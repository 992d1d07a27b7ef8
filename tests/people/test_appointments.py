"""Appointments: made and ended by the administrator, never for oneself, in force only in their time."""

from datetime import date, timedelta

import pytest

from app.core import clock
from app.core.actor import Role
from app.core.errors import NotFound, NotPossible
from app.people.actions import appoint, end_appointment
from app.people.models import Appointment
from tests import factories


def make(cast, who=None, actor=None, **values):
    return appoint(
        actor or cast.lan.actor,
        **{
            "account_id": (who or cast.binh).account.id,
            "role": "treasurer",
            "unit_id": cast.unit.id,
            "valid_from": clock.today(),
            "valid_until": None,
            "title": None,
            "decision": "QĐ 3/2026",
            **values,
        },
    )


def reason(call, *args, **values):
    with pytest.raises(NotPossible) as refused:
        call(*args, **values)
    return refused.value.reason


def end(cast, appointment_id, actor=None, on=None):
    end_appointment(
        actor or cast.lan.actor, appointment_id=appointment_id, on=on or clock.today(), reason="Hết nhiệm kỳ"
    )


def test_an_appointment_counts_at_the_next_request(cast):
    assert not cast.binh.actor.has(Role.TREASURER)
    make(cast)
    assert cast.binh.actor.holds(Role.TREASURER, over=cast.chapter.path)
    assert not cast.binh.actor.holds(Role.TREASURER, over=cast.other_unit.path)


def test_its_end_counts_at_the_next_request(cast):
    id_ = make(cast)
    end(cast, id_)
    assert not cast.binh.actor.has(Role.TREASURER)


def test_an_appointment_that_begins_later_or_has_expired_gives_nothing(cast):
    today = clock.today()
    make(cast, valid_from=today + timedelta(days=1))
    make(cast, valid_from=today - timedelta(days=9), valid_until=today)
    assert not cast.binh.actor.has(Role.TREASURER)
    with clock.travel(today + timedelta(days=1)):
        assert cast.binh.actor.has(Role.TREASURER)


@pytest.mark.parametrize("role", list(Role))
def test_nobody_appoints_themselves(cast, role):
    assert reason(make, cast, cast.lan, role=role, unit_id=cast.bloc.id) == "not_oneself"


def test_nobody_ends_an_appointment_of_their_own(cast, db):
    own = db.session.query(Appointment).filter_by(account_id=cast.lan.account.id).one()
    assert reason(end, cast, own.id) == "not_oneself"


@pytest.mark.parametrize("who", ["an", "binh", "ha", "khanh"])
def test_others_know_of_no_appointments(cast, who):
    with pytest.raises(NotFound):
        make(cast, actor=getattr(cast, who).actor)
    with pytest.raises(NotFound):
        end(cast, 1, getattr(cast, who).actor)


def test_the_same_role_at_the_same_time_is_refused_another_time_is_not(cast):
    today = clock.today()
    make(cast, valid_from=today - timedelta(days=30), valid_until=today)
    make(cast)
    assert reason(make, cast) == "already_appointed"
    assert reason(make, cast, valid_from=today - timedelta(days=5), valid_until=today + timedelta(days=1)) == (
        "already_appointed"
    )


def test_roles_over_the_whole_are_held_over_the_bloc(cast):
    for role in (Role.COMMITTEE, Role.INSPECTOR, Role.ADMINISTRATOR):
        assert reason(make, cast, role=role) == "role_of_the_top"


def test_an_end_before_the_start_is_refused(cast):
    assert reason(make, cast, valid_until=clock.today()) == "end_before_start"
    id_ = make(cast)
    assert reason(end, cast, id_, on=date(2020, 1, 1)) == "end_before_start"


def test_the_last_administrator_stays(cast, db):
    second = factories.account(name="Quản trị thứ hai")
    id_ = make(cast, role="administrator", unit_id=cast.bloc.id, account_id=second.id)
    first = db.session.query(Appointment).filter_by(account_id=cast.lan.account.id).one()
    from tests.cast import sign_in

    other = sign_in(second)
    end(cast, first.id, other.actor)
    third = factories.account(name="Quản trị thứ ba")
    third_id = make(cast, actor=other.actor, role="administrator", unit_id=cast.bloc.id, account_id=third.id)
    end(cast, id_, sign_in(third).actor)
    from app.core.actor import SYSTEM

    assert reason(end, cast, third_id, SYSTEM) == "last_administrator"


def test_the_same_form_sent_twice_appoints_once(cast):
    assert make(cast, once="a key of a form") == make(cast, once="a key of a form")


def test_the_pages_appoint_and_end(client, cast):
    lan = client.as_(cast.lan)
    account = cast.binh.account.id
    form = {
        "role": "leader",
        "unit_id": cast.chapter.id,
        "valid_from": clock.today().isoformat(),
        "valid_until": "31/02/2027",
        "title": "Phó bí thư",
        "decision": "QĐ 4",
    }
    page = lan.post(f"/accounts/{account}/appoint", form, status=422)
    assert page.values["valid_until"] == "31/02/2027"
    page = lan.follow(lan.post(f"/accounts/{account}/appoint", form | {"valid_until": ""}))
    assert "Phó bí thư" in page.text
    link = next(a.get("href") for a in page.all("a") if "/appointments/" in (a.get("href") or ""))
    lan.get(link)
    lan.post(link, {"on": clock.today().isoformat(), "reason": "Chuyển công tác"})
    assert not cast.binh.actor.has(Role.LEADER)
    own = lan.get(f"/accounts/{cast.lan.account.id}")
    assert not [a for a in own.all("a") if "/appoint" in (a.get("href") or "")]
    page = lan.post(f"/accounts/{cast.lan.account.id}/appoint", form | {"valid_until": ""}, status=422)
    assert "chính mình" in page.text

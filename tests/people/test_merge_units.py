"""Units become one, which stood before or is founded: everything goes to it, and what was before stays as it was."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.extensions import db as database
from app.people.actions import move_unit
from app.people.models import Appointment, Membership, Unit, UnitSuccession
from app.reports.figures import Scope
from app.reports.queries import count_figures
from app.service.models import PilotUnit
from app.volunteering.models import Activity, ActivityUnit, Shift, ShiftQuota, SignUp
from app.works.models import WorkPartner
from tests import factories
from tests.people import rearranging
from tests.people.rearranging import part


@pytest.fixture
def other(cast):
    """Another school with its own leader, a chapter and members."""
    unit = factories.unit("Đoàn trường THPT Hai", parent=cast.bloc, kind="union", code="HAI", sector="school")
    factories.unit("Chi đoàn 10C", parent=unit, kind="chapter", sector="school")
    for number in range(3):
        factories.member(unit, f"Học sinh {number}")
    return unit


def figures(day, unit=None):
    """The figures of a period that ends on this day."""
    scope = Scope(date(2025, 1, 1), day, unit.id if unit else None)
    return {figure.key: figure.value for figure in count_figures(scope)}


def one_unit_of(member):
    """Where a member is now."""
    return database.session.query(Membership.unit_id).filter_by(member_id=member.id, valid_until=None).scalar()


def shift_of(activity):
    return database.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


def test_two_units_become_a_new_one_and_periods_count_what_stood_in_them(app, cast, other):
    lan, today = cast.lan.actor, clock.today()
    yesterday = today - timedelta(days=1)
    before = figures(yesterday)
    id_ = rearranging.prepare(lan, "merge", [cast.unit, other], [part("LC", "Đoàn trường Liên cấp")])
    rearranging.carry_out(lan, id_)
    merged = rearranging.new_unit("LC")
    present = {row.unit_id for row in database.session.query(Membership.unit_id).filter_by(valid_until=None)}
    assert present == {merged.id, cast.other_unit.id}
    children = database.session.query(Unit).filter_by(parent_id=merged.id)
    assert {child.path for child in children} == {f"{merged.path}{child.id}/" for child in children}
    assert children.count() == 2
    links = {(row.unit_id, row.successor_id) for row in database.session.query(UnitSuccession)}
    assert links == {(cast.unit.id, merged.id), (other.id, merged.id)}
    # Nobody holds an office over what is new unless that was chosen.
    assert cast.an.actor.held == ()
    assert rearranging.all_checks(app) == []
    then, now = figures(yesterday), figures(today)
    assert then == before
    assert (then["units.union"], now["units.union"]) == (2, 1)
    assert then["members.total"] == now["members.total"]
    assert figures(yesterday, other)["members.total"] == 3
    assert (figures(today, other)["members.total"], figures(today, other)["units.union"]) == (0, 0)


def test_one_becomes_part_of_another_and_takes_its_place_wherever_it_took_part(app, cast, other):
    lan, unit = cast.lan.actor, cast.unit
    beside = factories.activity(cast.other_unit, audience="units", title="Của Sở")
    database.session.add_all(
        ActivityUnit(activity_id=beside.id, unit_id=id_, role=role)
        for id_, role in ((unit.id, "co_host"), (cast.chapter.id, "invited"))
    )
    held = factories.activity(cast.other_unit, state="held", held_on=date(2025, 3, 26))
    database.session.add(ActivityUnit(activity_id=held.id, unit_id=unit.id, role="co_host"))
    work, done = factories.work(cast.other_unit), factories.work(cast.other_unit, state="rejected")
    for one in (work, done):
        database.session.add(WorkPartner(work_id=one.id, unit_id=unit.id))
    quota_shift = shift_of(beside)
    quota_shift.capacity, until = 9, clock.now() + timedelta(hours=3)
    database.session.add(ShiftQuota(shift_id=quota_shift.id, unit_id=unit.id, places=4, until=until))
    quota_shift.quota_until = until
    database.session.commit()
    place = factories.sign_up(quota_shift, cast.binh.member, unit)
    own = factories.appointment(cast.an.account, "leader", other)
    model = factories.service_model(cast.bloc)
    for pilot in (unit, other):
        factories.pilot(model, pilot)

    id_ = rearranging.prepare(lan, "merge", [unit], [other])
    officer = database.session.query(Appointment.id).filter_by(account_id=cast.an.account.id, unit_id=unit.id).scalar()
    rearranging.choose(lan, id_, officer={officer: 0})
    rearranging.carry_out(lan, id_)

    assert rearranging.all_checks(app) == []
    sides = {(row.activity_id, row.unit_id, row.role) for row in database.session.query(ActivityUnit)}
    assert sides == {
        (beside.id, other.id, "co_host"),
        (beside.id, cast.chapter.id, "invited"),
        (held.id, unit.id, "co_host"),
    }
    partners = {(row.work_id, row.unit_id) for row in database.session.query(WorkPartner)}
    assert partners == {(work.id, other.id), (done.id, unit.id)}
    # Three of the four places that were held were still free, and Bình has one as a member of the new unit.
    quota = database.session.query(ShiftQuota).one()
    assert (quota.unit_id, quota.places) == (other.id, 4)
    assert database.session.get_one(SignUp, place.id).unit_id == other.id
    # An led the other unit already: no second appointment.
    assert database.session.query(Appointment).filter_by(account_id=cast.an.account.id, unit_id=other.id).count() == 1
    assert [held.unit_id for held in cast.an.actor.held] == [other.id]
    assert own.valid_until is None
    pilots = {(row.unit_id, row.valid_until) for row in database.session.query(PilotUnit)}
    assert pilots == {(unit.id, clock.today()), (other.id, None)}


def test_members_keep_places_to_which_only_the_old_unit_above_was_invited(app, cast, other):
    """The chapter goes under another school; the first school's own day stays open to those who signed up."""
    lan = cast.lan.actor
    activity = factories.activity(cast.unit, audience="host", title="Ngày của trường")
    pupil, pupil_two = factories.member(cast.chapter, "Một"), factories.member(cast.chapter, "Hai")
    place = factories.sign_up(shift_of(activity), pupil, cast.chapter)
    target = database.session.query(Unit).filter_by(parent_id=other.id).one()
    id_ = rearranging.prepare(lan, "merge", [cast.chapter], [target])
    rearranging.carry_out(lan, id_)
    fresh = database.session.get_one(SignUp, place.id)
    assert (fresh.state, fresh.unit_id) == ("confirmed", target.id)
    row = database.session.query(ActivityUnit).one()
    assert (row.activity_id, row.unit_id, row.role) == (activity.id, target.id, "invited")
    assert database.session.get_one(Activity, activity.id).audience == "units"
    assert one_unit_of(pupil_two) == target.id
    assert rearranging.all_checks(app) == []
    # What has ended moves no more.
    ended = database.session.get_one(Unit, cast.chapter.id)
    with pytest.raises(Exception, match="unit_dissolved"):
        move_unit(lan, unit_id=ended.id, version=ended.version, parent_id=other.id, on=clock.today(), decision="QĐ")

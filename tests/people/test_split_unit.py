"""A unit is split: members, open works and activities go along, what is over stays; everybody's rights are right."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import NotAllowed, NotFound
from app.core.text import fold, name_sort_key
from app.extensions import db as database
from app.people.actions import assign_members, choose_goals
from app.people.models import Appointment, Member, Membership, Unit, UnitSuccession
from app.people.permissions import can_add_member
from app.people.queries import get_member_page
from app.reports.figures import Scope
from app.reports.queries import count_figures
from app.volunteering.actions import sign_up_to_shift
from app.volunteering.models import Activity, Shift, SignUp
from app.volunteering.queries import get_people_page
from app.works import permissions as works_permissions
from app.works.actions import start_work
from app.works.models import Work
from app.works.queries import get_work
from tests import factories
from tests.cast import somebody
from tests.people import rearranging
from tests.people.rearranging import part
from tests.works import walk

LAST_YEAR = Scope(date(2025, 1, 1), date(2025, 12, 31))


def figures(scope, *units):
    """All figures of a period, of the whole and of each unit."""
    scopes = [scope, *(Scope(scope.date_from, scope.date_to, unit.id) for unit in units)]
    return [{figure.key: figure.value for figure in count_figures(one)} for one in scopes]


@pytest.fixture
def school(cast, travel):
    """The unit with 300 members in two classes and a chapter, five open works and one accepted, a shift that runs."""
    unit = cast.unit
    database.session.add_all(
        Member(
            code=f"P{number:04}",
            full_name=f"Học sinh Số {number}",
            name_folded=fold(f"Học sinh Số {number}"),
            name_sort=name_sort_key(f"Học sinh Số {number}"),
            class_name="11A1" if number < 180 else "11A2",
        )
        for number in range(300 - 3)  # An, Bình and Dũng are members, too
    )
    database.session.flush()
    ids = database.session.execute(select(Member.id).where(Member.code.startswith("P"))).scalars().all()
    database.session.add_all(Membership(member_id=id_, unit_id=unit.id, valid_from=date(2023, 9, 5)) for id_ in ids)
    database.session.commit()
    with travel(date(2025, 5, 1)):
        accepted = walk.accepted(cast)
    states = ("draft", "submitted", "approved", "under_way", "reported")
    works = {state: getattr(walk, state)(cast) for state in states}
    walk.give(cast, works["under_way"], 1_000_000)
    held = factories.activity(unit, state="held", held_on=date(2025, 3, 26), title="Ra quân").id
    running = factories.activity(unit, starts_at=clock.now() - timedelta(hours=1), audience="host", title="Đang làm")
    coming = factories.activity(unit, audience="host", title="Tuần tới")
    pupils = database.session.execute(select(Member).where(Member.code.in_(["P0001", "P0290"]))).scalars().all()
    shifts = {}
    for activity in (running, coming):
        shift = database.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()
        shifts[activity.title] = shift.id
        for pupil in pupils:
            factories.sign_up(shift, pupil, unit)
    return {
        "unit": unit,
        "works": works,
        "accepted": accepted,
        "held": held,
        "running": running.id,
        "coming": coming.id,
        "shifts": shifts,
        "second_class": [m.id for m in database.session.query(Member).filter_by(class_name="11A2")],
        "pupils": {pupil.code: pupil for pupil in pupils},
    }


def test_splitting_a_unit_in_two_leaves_checks_green_reports_unchanged_and_rights_right(app, cast, school):
    unit, works, lan = school["unit"], school["works"], cast.lan.actor
    second = somebody(unit, "Bế Thị Hai", "leader", class_name="11A2")
    before = figures(LAST_YEAR, cast.bloc, unit, cast.chapter)
    id_ = rearranging.prepare(lan, "split", [unit], [part("CL1"), part("CL2")])
    assign_members(
        lan,
        rearrangement_id=id_,
        version=1,
        member_ids=[*school["second_class"], second.member.id],
        goal=1,
    )
    choose_goals(
        lan,
        rearrangement_id=id_,
        version=2,
        goals={"work": {works["approved"]: 1, works["draft"]: 1}, "activity": {school["running"]: 1}},
        amounts={},
    )
    found = rearranging.look(lan, id_)
    assert list(found.hindrances) == []
    assert found.counts(found.group("member")) == [183, 118]
    assert found.counts(found.group("work")) == [3, 2]
    assert found.counts(found.group("activity")) == [1, 1]
    rearranging.carry_out(lan, id_)

    assert rearranging.all_checks(app) == []
    assert figures(LAST_YEAR, cast.bloc, unit, cast.chapter) == before
    one, two = rearranging.new_unit("CL1"), rearranging.new_unit("CL2")
    # Members are in one of the two since today, and were in the unit until then.
    counts = {
        row: database.session.query(Membership).filter_by(unit_id=row.id, valid_until=None).count()
        for row in (unit, one, two)
    }
    assert list(counts.values()) == [0, 183, 118]
    assert database.session.query(Membership).filter_by(unit_id=unit.id, valid_until=clock.today()).count() == 301
    assert database.session.get_one(Unit, unit.id).dissolved_on == clock.today()
    successors = database.session.query(UnitSuccession.successor_id).filter_by(unit_id=unit.id)
    assert {row.successor_id for row in successors} == {one.id, two.id}
    assert database.session.get_one(Unit, cast.chapter.id).path == f"{one.path}{cast.chapter.id}/"
    # Works and activities.
    owners = {state: database.session.get_one(Work, work_id).unit_id for state, work_id in works.items()}
    assert owners == {
        "draft": two.id,
        "submitted": one.id,
        "approved": two.id,
        "under_way": one.id,
        "reported": one.id,
    }
    assert database.session.get_one(Work, school["accepted"]).unit_id == unit.id
    hosts = [database.session.get_one(Activity, school[name]).host_unit_id for name in ("held", "running", "coming")]
    assert hosts == [unit.id, two.id, one.id]
    # Everybody keeps the place; one in a shift that has begun stays with the unit in which it was taken.
    places = {
        (sign_up.shift_id, sign_up.member_id): (sign_up.state, sign_up.unit_id)
        for sign_up in database.session.query(SignUp)
    }
    first_pupil, last_pupil = school["pupils"]["P0001"], school["pupils"]["P0290"]
    running, coming = school["shifts"]["Đang làm"], school["shifts"]["Tuần tới"]
    assert places == {
        (running, first_pupil.id): ("confirmed", unit.id),
        (running, last_pupil.id): ("confirmed", unit.id),
        (coming, first_pupil.id): ("confirmed", one.id),
        (coming, last_pupil.id): ("confirmed", two.id),
    }
    _rights_are_right(cast, school, second, one, two)


def _rights_are_right(cast, school, second, one, two):
    """An leads the first part, her colleague the second, and each of them that alone, at the next request."""
    works = school["works"]
    an, hai, dung = cast.an.actor, second.actor, cast.dung.actor
    assert {(held.role, held.unit_id) for held in an.held} == {("leader", one.id)}
    assert {(held.role, held.unit_id) for held in hai.held} == {("leader", two.id)}
    assert {(held.role, held.unit_id) for held in dung.held} == {("treasurer", one.id)}
    assert (an.unit_id, hai.unit_id, cast.binh.actor.unit_id) == (one.id, two.id, one.id)
    ended = database.session.query(Appointment).filter_by(unit_id=school["unit"].id)
    assert {row.valid_until for row in ended} == {clock.today()}
    for actor, own, other in ((an, one, two), (hai, two, one)):
        assert can_add_member(actor, own.path)
        assert not can_add_member(actor, other.path)
    with pytest.raises(NotFound):
        get_work(an, works["draft"])
    assert get_work(hai, works["draft"]).id == works["draft"]
    with pytest.raises(NotAllowed):
        start_work(an, work_id=works["approved"], version=walk.version(works["approved"]))
    start_work(hai, work_id=works["approved"], version=walk.version(works["approved"]))
    # A work is still nobody's to decide who had a hand in it, and the committee's as before.
    assert works_permissions.can_approve_work(cast.ha.actor, get_work(cast.ha.actor, works["submitted"]))
    first_pupil, last_pupil = school["pupils"]["P0001"], school["pupils"]["P0290"]
    assert get_member_page(an, first_pupil.id).unit.id == one.id
    with pytest.raises(NotFound):
        get_member_page(an, last_pupil.id)
    assert get_member_page(hai, last_pupil.id).unit.id == two.id
    assert get_people_page(hai, school["running"]).can_lead
    with pytest.raises(NotAllowed):
        get_people_page(an, school["running"])
    # What was for the unit's own members is for those of both parts, and for nobody else.
    database.session.rollback()
    assert sign_up_to_shift(hai, shift_id=school["shifts"]["Tuần tới"])
    with pytest.raises(NotFound):
        sign_up_to_shift(cast.chi.actor, shift_id=school["shifts"]["Tuần tới"])

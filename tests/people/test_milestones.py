"""Steps in the life of a member by a decision: admitted, introduced to the Party, grown up."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import Event
from app.people.actions import record_milestones, take_back_milestone
from app.people.life import Milestone
from app.people.models import Member, Membership
from app.people.queries import count_milestones, get_milestones_page
from app.people.queries.milestones import born_before
from app.volunteering.actions import let_grow_up, sign_up_to_shift
from app.volunteering.checks import CHECKS
from app.volunteering.models import Shift, SignUp
from tests import factories

DAY = date(2026, 3, 26)


def admit(cast, *members, kind="admission", actor=None, **values):
    ids = [member.id for member in members]
    named = {"on": DAY, "decision": "QĐ 12-QĐ/ĐTN", **values}
    return record_milestones(actor or cast.an.actor, unit_id=cast.unit.id, kind=kind, member_ids=ids, **named)


def grow_up(cast, *members, actor=None, **values):
    named = {"on": clock.today(), "decision": "QĐ 5-QĐ/ĐTN", **values}
    return let_grow_up(actor or cast.an.actor, unit_id=cast.unit.id, member_ids=[m.id for m in members], **named)


def refused(change, *args, **values):
    with pytest.raises(NotPossible) as refusal:
        change(*args, **values)
    return refusal.value.reason


def test_many_are_admitted_by_one_decision_each_once_and_counted_in_their_unit_and_those_above(db, cast):
    new = [factories.member(unit, joined_on=None) for unit in (cast.unit, cast.chapter)]
    assert admit(cast, *new) == 2
    assert admit(cast, *new) == 0  # nobody is admitted twice
    rows = db.session.execute(select(Milestone.member_id, Milestone.unit_id, Milestone.on, Milestone.decision)).all()
    assert rows == [(new[0].id, cast.unit.id, DAY, "QĐ 12-QĐ/ĐTN"), (new[1].id, cast.chapter.id, DAY, "QĐ 12-QĐ/ĐTN")]
    assert [db.session.get(Member, member.id).joined_on for member in new] == [DAY, DAY]
    year = (date(2026, 1, 1), date(2026, 12, 31))
    assert count_milestones(cast.unit.path, *year) == {"admission": 2}
    assert count_milestones(cast.chapter.path, *year) == {"admission": 1}
    assert count_milestones(cast.other_unit.path, *year) == {}
    assert count_milestones(cast.unit.path, date(2026, 3, 27), date(2026, 12, 31)) == {}
    happened = db.session.execute(select(Event).where(Event.verb == "unit.admission_recorded")).scalar_one()
    assert happened.details["members"] == [member.id for member in new]


def test_a_step_stays_with_the_unit_that_the_member_was_in_then(db, cast):
    member = factories.member(cast.chapter)
    old = db.session.execute(select(Membership).where(Membership.member_id == member.id)).scalar_one()
    old.valid_until = date(2024, 1, 1)
    db.session.add(Membership(member_id=member.id, unit_id=cast.unit.id, valid_from=date(2024, 1, 1)))
    db.session.commit()
    admit(cast, member, on=date(2023, 3, 26))
    admit(cast, member, kind="party_introduction", on=DAY)
    rows = db.session.execute(select(Milestone.kind, Milestone.unit_id).order_by(Milestone.id)).all()
    assert rows == [("admission", cast.chapter.id), ("party_introduction", cast.unit.id)]


def test_an_introduction_to_the_party_may_be_made_again_after_a_year(db, cast):
    for day in (date(2024, 5, 19), date(2026, 5, 19)):
        assert admit(cast, cast.binh.member, kind="party_introduction", on=day) == 1
    page = get_milestones_page(cast.an.actor, cast.unit.id, kind="party_introduction", year=2026)
    assert len(page.rows) == 1
    assert cast.binh.member.id not in {member.id for member, _unit in page.candidates}
    assert cast.dung.member.id in {member.id for member, _unit in page.candidates}


def test_only_leaders_record_and_only_for_members_of_the_unit_and_days_that_have_been(cast):
    member = cast.binh.member
    for actor in (cast.giang.actor, cast.dung.actor, cast.khanh.actor, cast.binh.actor):
        with pytest.raises(NotAllowed):
            admit(cast, member, actor=actor)
    assert refused(admit, cast, cast.chi.member) == "not_in_unit"
    assert refused(admit, cast) == "nobody_chosen"
    assert refused(admit, cast, member, on=clock.today() + timedelta(days=1)) == "in_the_future"
    assert refused(admit, cast, member, on=member.birth_date) == "before_birth"


def test_who_is_past_the_usual_age_is_proposed_and_nobody_leaves_by_age_alone(db, cast):
    today = clock.today()
    old = factories.member(cast.unit, "Lý Lớn", birth_date=born_before(30, today))
    factories.member(cast.unit, "Lý Vừa", birth_date=born_before(30, today) + timedelta(days=1))
    assert old.age_on(today) == 31
    page = get_milestones_page(cast.an.actor, cast.unit.id, kind="growing_up", year=today.year)
    assert [member.full_name for member, _unit in page.candidates] == ["Lý Lớn"]
    assert db.session.execute(select(Membership.valid_until).where(Membership.member_id == old.id)).scalar() is None
    found = get_milestones_page(cast.an.actor, cast.unit.id, kind="growing_up", year=today.year, text="ly vua")
    assert [member.full_name for member, _unit in found.candidates] == ["Lý Vừa"]
    assert get_milestones_page(cast.khanh.actor, cast.unit.id, kind="growing_up", year=today.year).candidates == ()


def test_who_grows_up_leaves_with_a_decision_and_their_places_go_to_who_waits(db, cast):
    activity = factories.activity(cast.unit, capacity=2)
    shift = db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()
    old = factories.member(cast.chapter, birth_date=date(1990, 1, 1))
    places = [factories.sign_up(shift, member, cast.unit).id for member in (cast.binh.member, old)]
    waits = sign_up_to_shift(cast.dung.actor, shift_id=shift.id).id
    assert grow_up(cast, cast.binh.member, old) == 2
    db.session.rollback()
    assert [db.session.get(SignUp, id_).state for id_ in (*places, waits)] == ["cancelled", "cancelled", "confirmed"]
    ended = select(Membership.valid_until).where(Membership.member_id.in_((cast.binh.member.id, old.id)))
    assert db.session.execute(ended).scalars().all() == [clock.today()] * 2
    kinds = db.session.execute(select(Milestone.kind, Milestone.unit_id).order_by(Milestone.id)).all()
    assert kinds == [("growing_up", cast.unit.id), ("growing_up", cast.chapter.id)]
    assert [line for check in CHECKS for line in check()] == []
    assert refused(grow_up, cast, old) == "not_in_unit"
    assert refused(grow_up, cast, cast.an.member) == "not_own_growing_up"
    assert refused(grow_up, cast, cast.dung.member, on=date(2019, 1, 1)) == "before_membership"
    with pytest.raises(NotAllowed):
        grow_up(cast, cast.dung.member, actor=cast.giang.actor)


def test_a_step_recorded_by_mistake_is_taken_back_and_the_event_keeps_it(db, cast):
    admit(cast, cast.binh.member)
    id_ = db.session.execute(select(Milestone.id)).scalar_one()
    for actor, expected in ((cast.giang.actor, NotFound), (cast.khanh.actor, NotAllowed)):
        with pytest.raises(expected):
            take_back_milestone(actor, milestone_id=id_, reason="Nhầm")
    take_back_milestone(cast.an.actor, milestone_id=id_, reason="Nhầm người")
    assert db.session.execute(select(Milestone)).first() is None
    happened = db.session.execute(select(Event).where(Event.verb == "member.milestone_taken_back")).scalar_one()
    assert happened.details["decision"] == "QĐ 12-QĐ/ĐTN"


def test_the_pages_take_ticks_and_show_who_it_was(db, cast, client):
    an, today = client.as_(cast.an), clock.today().isoformat()
    url = f"/units/{cast.unit.id}/milestones"
    page = an.get(url)
    assert "Nguyễn Văn Bình" in page.text
    few = len(page.statements)
    assert few <= 8
    for _number in range(3):
        factories.member(cast.unit)
    assert len(an.get(url).statements) == few
    an.post(url, {"on": today, "decision": "QĐ 1"}, status=422)
    data = {"members": [str(cast.binh.member.id), str(cast.dung.member.id)], "on": today, "decision": "QĐ 1"}
    assert "Đã ghi cho 2 đoàn viên" in (done := an.follow(an.post(url, data))).text
    assert "2 đoàn viên trong năm" in done.text
    assert "Kết nạp đoàn viên" in an.get(f"/members/{cast.binh.member.id}").text
    grown = f"/units/{cast.unit.id}/growing-up"
    assert "Không ai quá tuổi" in an.get(grown).text
    data = {"members": str(cast.binh.member.id), "on": today, "decision": "QĐ 2"}
    assert "Nguyễn Văn Bình" in an.follow(an.post(grown, data)).text
    client.as_(cast.khanh).get(grown)
    client.as_(cast.khanh).post(grown, data, status=403)
    client.as_(cast.giang).get(url, status=403)
    id_ = db.session.execute(select(Milestone.id).where(Milestone.kind == "growing_up")).scalar_one()
    done = an.follow(an.post(f"/milestones/{id_}/take-back", {"reason": "Ghi nhầm"}))
    assert "Đã thu hồi" in done.text

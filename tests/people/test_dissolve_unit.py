"""A unit is dissolved: what it has in hand goes to units that stand, its money by ledger entries; nothing is lost."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.extensions import db as database
from app.people.actions import agree_to_rearrangement, carry_out_rearrangement, choose_goals, prepare_rearrangement
from app.people.models import Appointment, Membership, Unit
from app.people.rearranging.plan import NOWHERE
from app.volunteering.actions import save_activity
from app.volunteering.values import ActivityValues, ShiftValues
from app.works.actions import record_income, request_outlay
from app.works.models import EntryRequest, Ledger, LedgerEntry
from tests import factories
from tests.cast import somebody
from tests.people import rearranging
from tests.people.rearranging import DECISION
from tests.works import walk


@pytest.fixture
def empty(cast):
    return factories.unit("Chi đoàn trống", parent=cast.bloc)


def balance(unit):
    database.session.rollback()
    return database.session.query(Ledger.balance).filter_by(unit_id=unit.id).scalar()


def test_an_empty_unit_needs_nobody_to_take_over_and_one_that_is_not_does(app, cast, empty):
    rearranging.dissolve(cast.lan.actor, empty, on=clock.today())
    assert database.session.get_one(Unit, empty.id, populate_existing=True).dissolved_on == clock.today()
    id_ = rearranging.prepare(cast.lan.actor, "dissolve", [cast.other_unit], [])
    assert len(rearranging.hindrances(cast.lan.actor, id_)) == 1
    with pytest.raises(NotPossible, match="rearrangement_hindered"):
        rearranging.carry_out(cast.lan.actor, id_)
    with pytest.raises(NotPossible, match="unit_dissolved"):
        rearranging.prepare(cast.lan.actor, "dissolve", [empty], [])
    assert rearranging.all_checks(app) == []


def test_only_the_administrator_dissolves(cast, empty):
    for person in (cast.an, cast.binh, cast.ha, cast.khanh):
        with pytest.raises(NotAllowed):
            rearranging.prepare(person.actor, "dissolve", [empty], [])


def test_nobody_plans_for_a_unit_that_is_gone(cast, empty):
    leader = somebody(cast.unit, "Bí thư Khối", "leader", cast.bloc).actor
    rearranging.dissolve(cast.lan.actor, empty, on=clock.today())
    start = clock.now()
    shift = ShiftValues("Ca", start, start + timedelta(hours=1), 1)
    with pytest.raises(NotPossible, match="host_dissolved"):
        save_activity(leader, host_unit_id=empty.id, activity=ActivityValues(title="Muộn"), shifts=(shift,))


def test_money_in_the_fund_goes_by_entries_that_two_persons_agreed_on(app, cast):
    unit, lan = cast.unit, cast.lan.actor
    walk.fill_fund(cast, 3_000_000)
    third = factories.unit("Đoàn trường THPT Hai", parent=cast.bloc, kind="union", code="HAI")
    id_ = rearranging.prepare(lan, "dissolve", [unit], [third, cast.other_unit])
    choose = {"goals": {}, "amounts": {unit.id: {1: 1_000_000}}}
    choose_goals(lan, rearrangement_id=id_, version=1, **choose)
    # The administrator alone moves no money; nor does who prepared it agree to it, nor anybody else than the committee.
    assert any("standing committee" in text for text in rearranging.hindrances(lan, id_))
    with pytest.raises(NotPossible, match="rearrangement_hindered"):
        rearranging.carry_out(lan, id_)
    for person in (cast.lan, cast.khanh):
        with pytest.raises(NotAllowed):
            rearranging.agree(person.actor, id_)
    rearranging.agree(cast.ha.actor, id_)
    rearranging.agree(cast.ha.actor, id_)  # twice is once
    # Who agreed has agreed to these amounts and no others.
    choose_goals(
        lan, rearrangement_id=id_, version=rearranging.version(id_), goals={}, amounts={unit.id: {1: 4_000_000}}
    )
    assert any("than is in it" in text for text in rearranging.hindrances(lan, id_))
    with pytest.raises(NotPossible, match="no_money_moves"):
        rearranging.agree(cast.ha.actor, id_)
    choose_goals(lan, rearrangement_id=id_, version=rearranging.version(id_), **choose)
    assert any("standing committee" in text for text in rearranging.hindrances(lan, id_))
    rearranging.agree(cast.ha.actor, id_)
    assert rearranging.hindrances(lan, id_) == []
    rearranging.carry_out(lan, id_)

    assert (balance(unit), balance(third), balance(cast.other_unit)) == (0, 2_000_000, 1_000_000)
    entries = database.session.query(LedgerEntry).filter_by(kind="transfer").all()
    assert sorted(entry.amount for entry in entries) == [-2_000_000, -1_000_000, 1_000_000, 2_000_000]
    assert {(e.recorded_by, e.approved_by) for e in entries} == {(cast.lan.account.id, cast.ha.account.id)}
    assert {entry.description for entry in entries} == {DECISION}
    assert rearranging.all_checks(app) == []
    # The fund is closed with its unit: whoever leads above it enters nothing there any more.
    leader = somebody(third, "Bí thư Khối", "leader", cast.bloc).actor
    with pytest.raises(NotPossible, match="fund_closed"):
        record_income(
            leader, unit_id=unit.id, source="members", amount=1000, received_on=clock.today(), party="Đoàn viên"
        )
    database.session.execute(Ledger.__table__.update().where(Ledger.unit_id == unit.id).values(balance=5))
    database.session.commit()
    assert any("are left in its fund" in line for line in rearranging.all_checks(app))


def test_what_hinders_is_named_with_what_to_do_about_it(cast):
    unit, lan, today = cast.unit, cast.lan.actor, clock.today()
    walk.fill_fund(cast, 3_000_000)
    request_outlay(cast.dung.actor, unit_id=unit.id, amount=1000, party="Nhà in", reason="In", receipt=walk.receipt())
    accepted = walk.reported(cast)
    walk.give(cast, accepted, 9_000)
    walk.accept(cast, accepted)
    factories.activity(unit, title="Hôm kia", starts_at=clock.now() - timedelta(days=2))
    late = factories.member(unit, "Người Mới")
    row = database.session.query(Membership).filter_by(member_id=late.id).one()
    row.valid_until = today - timedelta(days=1)
    database.session.commit()
    factories.appointment(factories.account(), "treasurer", unit, valid_from=today - timedelta(days=1))
    id_ = rearranging.prepare(lan, "dissolve", [unit], [cast.other_unit], on=today - timedelta(days=3))
    found = "\n".join(rearranging.hindrances(lan, id_))
    for words in (
        "9.000",  # cash left of an accepted work
        "Somebody left the unit after this day",
        "An appointment over it began on",
        "1 requests about the unit's fund wait",
        "can't stand under",  # the chapter, under a grassroots chapter
        "standing committee",
    ):
        assert words in found
    assert "Hôm kia" not in found  # it ends after that day, so it goes along
    id_ = rearranging.prepare(lan, "dissolve", [unit], [cast.other_unit])
    assert "“Hôm kia” is over" in "\n".join(rearranging.hindrances(lan, id_))
    tomorrow = today + timedelta(days=1)
    for wrong, values in (
        ("in_the_future", {"on": tomorrow}),
        ("bloc_stays_on_top", {"source_ids": [cast.bloc.id]}),
        ("goal_under_source", {"goal_ids": [cast.chapter.id]}),
        ("needs_two_units", {"kind": "merge", "goal_ids": [unit.id]}),
        ("needs_two_parts", {"kind": "split", "goal_ids": [unit.id]}),
        ("one_under_the_other", {"kind": "merge", "source_ids": [unit.id, cast.chapter.id]}),
    ):
        with pytest.raises(NotPossible, match=wrong):
            prepare_rearrangement(
                lan,
                **{
                    "kind": "dissolve",
                    "source_ids": [unit.id],
                    "goal_ids": [cast.other_unit.id],
                    "new_units": [],
                    "on": today,
                    "decision": DECISION,
                    **values,
                },
            )


def test_a_day_that_is_past_moves_who_joined_since_as_if_they_had_joined_the_new_unit(app, cast):
    chapter, lan, on = cast.chapter, cast.lan.actor, clock.today() - timedelta(days=30)
    old, late = factories.member(chapter, "Cũ"), factories.member(chapter, "Mới")
    row = database.session.query(Membership).filter_by(member_id=late.id).one()
    row.valid_from = on + timedelta(days=9)
    database.session.commit()
    head = somebody(chapter, "Lý Trưởng", "leader")
    coming = factories.appointment(
        factories.account(), "treasurer", chapter, valid_from=clock.today() + timedelta(days=9)
    )
    rearranging.dissolve(lan, chapter, [cast.unit], on=on)
    spans = database.session.query(Membership.unit_id, Membership.valid_from, Membership.valid_until)
    joined = factories.date(2020, 1, 1)
    assert spans.filter_by(member_id=old.id).order_by(Membership.valid_from).all() == [
        (chapter.id, joined, on),
        (cast.unit.id, on, None),
    ]
    assert spans.filter_by(member_id=late.id).all() == [(cast.unit.id, on + timedelta(days=9), None)]
    assert head.actor.held == ()
    assert head.actor.unit_id == cast.unit.id
    # One that was to begin later never does.
    ended = database.session.get_one(Appointment, coming.id)
    assert ended.valid_until == ended.valid_from
    assert rearranging.all_checks(app) == []


def test_an_appointment_goes_on_over_another_unit_where_that_was_chosen_but_never_by_oneself(cast):
    chapter, lan = cast.chapter, cast.lan.actor
    head = somebody(chapter, "Lý Trưởng", "leader")
    own = factories.appointment(cast.lan.account, "leader", chapter)
    theirs = database.session.query(Appointment).filter_by(account_id=head.account.id).one().id
    id_ = rearranging.prepare(lan, "dissolve", [chapter], [cast.unit])
    goals = {"officer": {own.id: 0, theirs: 0}}
    choose_goals(lan, rearrangement_id=id_, version=1, goals=goals, amounts={})
    assert any("appoints themselves" in text for text in rearranging.hindrances(lan, id_))
    choose_goals(lan, rearrangement_id=id_, version=2, goals={"officer": {own.id: NOWHERE}}, amounts={})
    rearranging.carry_out(lan, id_)
    assert [(held.role, held.unit_id) for held in head.actor.held] == [("leader", cast.unit.id)]
    assert {held.role for held in cast.lan.actor.held} == {"administrator"}


@pytest.mark.parametrize("change", ["joined", "left", "work", "money"])
def test_a_stale_preview_carries_nothing_out(cast, change):
    unit, lan = cast.unit, cast.lan.actor
    work = factories.work(unit)
    third = factories.unit("Đoàn trường THPT Hai", parent=cast.bloc, kind="union", code="HAI")
    id_ = rearranging.prepare(lan, "dissolve", [unit], [third])
    found = rearranging.look(lan, id_)
    assert found.hindrances == []
    if change == "joined":
        factories.member(unit)
    elif change == "left":
        row = database.session.query(Membership).filter_by(member_id=cast.binh.member.id).one()
        row.valid_until = clock.today()
    elif change == "work":
        database.session.get_one(factories.Work, work.id).version += 1
    else:
        walk.fill_fund(cast, 1000)
    database.session.commit()
    with pytest.raises(Conflict, match="rearrangement_stale"):
        carry_out_rearrangement(lan, rearrangement_id=id_, version=found.plan.version, seen=found.seen)
    assert database.session.get_one(Unit, unit.id, populate_existing=True).dissolved_on is None
    assert database.session.query(Membership).filter_by(unit_id=third.id).count() == 0
    assert database.session.query(EntryRequest).count() == 0
    with pytest.raises(Conflict):
        agree_to_rearrangement(cast.ha.actor, rearrangement_id=id_, version=99)

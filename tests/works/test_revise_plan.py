"""An approved plan changes only by a revision that the committee approves; every version stays."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import joinedload

from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.works import permissions
from app.works.actions import (
    approve_expense,
    approve_revision,
    draft_revision,
    refuse_revision,
    submit_revision,
)
from app.works.checks import CHECKS
from app.works.models import PlanLine, PlanVersion, Work
from app.works.queries import works_waiting
from app.works.values import Source
from tests import factories
from tests.works import walk

REASON = "Giá đèn tăng"


def lines_of(id_, **changed):
    """The lines in force as a revision names them; `first` and `second` replace values of those two."""
    first, second = walk.LINES
    first = replace(first, root=walk.line_id(id_, 1), **changed.get("first", {}))
    second = replace(second, root=walk.line_id(id_, 2), **changed.get("second", {}))
    return [first, second]


def source(amount):
    return [Source("sponsor", "cash", amount, "Công ty A")]


def draft(cast, id_, lines=None, sources=None, by=None):
    lines = lines_of(id_, first={"unit_price": 500_000}) if lines is None else lines
    total = sum(int(line.quantity * line.unit_price) for line in lines)
    return draft_revision(
        (by or cast.an).actor,
        work_id=id_,
        version=walk.version(id_),
        lines=lines,
        sources=source(total) if sources is None else sources,
    )


def submit(cast, id_, by=None):
    return submit_revision((by or cast.an).actor, work_id=id_, version=walk.version(id_), reason=REASON)


def approve(cast, id_, by=None):
    return approve_revision((by or cast.ha).actor, work_id=id_, version=walk.version(id_))


def revised(cast, id_, lines=None):
    draft(cast, id_, lines)
    submit(cast, id_)
    return approve(cast, id_)


def states(db, id_):
    db.session.rollback()
    return (
        db.session.execute(select(PlanVersion.state).where(PlanVersion.work_id == id_).order_by(PlanVersion.number))
        .scalars()
        .all()
    )


def problems():
    return [line for check in CHECKS for line in check()]


def test_the_plan_in_force_changes_when_the_committee_approves_and_not_before(cast, db):
    id_ = walk.approved(cast)
    draft(cast, id_)
    submit(cast, id_)
    assert (walk.fresh(id_).planned_total, states(db, id_)) == (11_250_000, ["approved", "submitted"])
    approve(cast, id_)
    assert (walk.fresh(id_).planned_total, states(db, id_)) == (12_250_000, ["approved", "approved"])
    assert not problems()


def test_the_draft_is_saved_over_and_over_as_one_version(cast, db):
    id_ = walk.approved(cast)
    first = draft(cast, id_)
    assert draft(cast, id_, lines_of(id_, first={"quantity": Decimal(30)})) == first
    assert states(db, id_) == ["approved", "draft"]


def test_a_revision_needs_a_reason_to_be_handed_in_and_to_be_refused(cast):
    id_ = walk.approved(cast)
    draft(cast, id_)
    with pytest.raises(NotPossible, match="reason_needed"):
        submit_revision(cast.an.actor, work_id=id_, version=walk.version(id_), reason=" ")
    submit(cast, id_)
    with pytest.raises(NotPossible, match="reason_needed"):
        refuse_revision(cast.ha.actor, work_id=id_, version=walk.version(id_), reason="")


def test_a_refused_revision_leaves_the_plan_and_the_leader_goes_on_from_it(cast, db):
    id_ = walk.approved(cast)
    draft(cast, id_)
    submit(cast, id_)
    refuse_revision(cast.ha.actor, work_id=id_, version=walk.version(id_), reason="Chưa có báo giá")
    assert (walk.fresh(id_).planned_total, states(db, id_)) == (11_250_000, ["approved", "refused"])
    draft(cast, id_)
    assert states(db, id_) == ["approved", "refused", "draft"]


def test_leaders_of_the_unit_revise_and_nobody_else(cast):
    id_ = walk.approved(cast)
    for person in (cast.dung, cast.binh, cast.giang, cast.ha, cast.khanh, cast.lan):
        with pytest.raises(NotAllowed):
            draft(cast, id_, by=person)
    draft(cast, id_)
    for person in (cast.dung, cast.ha):
        with pytest.raises(NotAllowed):
            submit(cast, id_, by=person)


def test_the_committee_decides_and_never_who_made_the_revision(cast, db):
    factories.appointment(cast.hai.account, "leader", cast.unit)
    id_ = walk.approved(cast)
    draft(cast, id_, by=cast.hai)
    submit(cast, id_)
    for person in (cast.an, cast.hai, cast.dung, cast.khanh):
        with pytest.raises(NotAllowed):
            approve(cast, id_, by=person)
        with pytest.raises(NotAllowed):
            refuse_revision(person.actor, work_id=id_, version=walk.version(id_), reason="x")
    approve(cast, id_)


def test_who_changed_the_draft_of_a_revision_before_others_did_does_not_decide_on_it(cast, db):
    factories.appointment(cast.hai.account, "leader", cast.unit)
    id_ = walk.approved(cast)
    draft(cast, id_, by=cast.hai)
    draft(cast, id_, lines_of(id_, first={"unit_price": 480_000}))  # An saved it last and hands it in
    submit(cast, id_)
    for decide in (approve_revision, lambda actor, **values: refuse_revision(actor, reason="x", **values)):
        with pytest.raises(NotAllowed):
            decide(cast.hai.actor, work_id=id_, version=walk.version(id_))
    db.session.rollback()
    assert works_waiting(cast.hai.actor).revisions == []
    approve(cast, id_)


def test_a_revision_that_comes_to_more_than_anybody_has_is_refused(cast):
    id_ = walk.approved(cast)
    dear = lines_of(id_, first={"quantity": Decimal(999_999_999), "unit_price": 9_999_999_999_999})
    for lines, sources in ((dear, source(1)), (lines_of(id_), source(10**13 + 1))):
        with pytest.raises(NotPossible, match="sum_too_large"):
            draft(cast, id_, lines, sources)


def test_the_database_itself_refuses_a_revision_decided_by_who_handed_it_in(cast, db):
    id_ = walk.approved(cast)
    plan = db.session.get_one(PlanVersion, draft(cast, id_))
    plan.submitted_by = plan.decided_by = cast.an.account.id
    with pytest.raises(DBAPIError, match="decided_by_another"):
        db.session.commit()
    db.session.rollback()


def test_the_database_itself_refuses_a_second_open_version(cast, db):
    id_ = walk.approved(cast)
    draft(cast, id_)
    db.session.add(PlanVersion(work_id=id_, number=9, state="submitted", made_at=walk.clock.now()))
    with pytest.raises(DBAPIError, match=r"one_open|plan_versions\.work_id"):
        db.session.commit()
    db.session.rollback()


def test_every_dong_of_a_revision_needs_a_source(cast):
    id_ = walk.approved(cast)
    draft(cast, id_, sources=source(1))
    with pytest.raises(NotPossible, match="sources_differ"):
        submit(cast, id_)


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ({"unit_price": 50_000}, {"unit_price": 3_000_000}, "line_below_spent"),
        ({"unit_price": 50_000}, {}, "revision_below_spent"),
    ],
)
def test_a_revision_below_what_is_spent_is_refused(cast, first, second, reason):
    id_ = walk.approved(cast)
    walk.give(cast, id_, 9_000_000)
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, 8_000_000))
    draft(cast, id_, lines_of(id_, first=first, second=second))
    with pytest.raises(NotPossible, match=reason):
        submit(cast, id_)


def test_what_is_spent_after_handing_in_is_looked_at_again_on_approval(cast):
    id_ = walk.approved(cast)
    walk.give(cast, id_, 9_000_000)
    draft(cast, id_, lines_of(id_, first={"unit_price": 50_000}, second={"unit_price": 3_000_000}))
    submit(cast, id_)
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, 2_000_000))
    with pytest.raises(NotPossible, match="line_below_spent"):
        approve(cast, id_)


def test_a_line_overspent_within_the_tolerance_may_stay_as_it_is(cast):
    id_ = walk.approved(cast)
    walk.give(cast, id_, 20_000_000)
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, 9_500_000))
    revised(cast, id_, lines_of(id_, second={"unit_price": 400_000}))
    assert not problems()


def test_a_line_is_dropped_only_where_nothing_is_spent_and_nothing_waits(cast):
    id_ = walk.approved(cast)
    walk.give(cast, id_, 20_000_000)
    walk.spend(cast, id_, 1_000_000, line=2)
    draft(cast, id_, lines_of(id_)[:1])
    with pytest.raises(NotPossible, match="line_has_expense"):
        submit(cast, id_)


def test_an_expense_that_waits_follows_its_line_into_the_new_version(cast):
    id_ = walk.approved(cast)
    walk.give(cast, id_, 20_000_000)
    waiting = walk.spend(cast, id_, 9_950_000)
    with pytest.raises(NotPossible, match="beyond_line"):
        approve_expense(cast.an.actor, expense_id=waiting)
    revised(cast, id_)
    approve_expense(cast.an.actor, expense_id=waiting)
    assert walk.fresh(id_).cash_spent == 9_950_000
    assert not problems()


def test_what_was_spent_on_the_old_version_counts_on_the_line_in_force(cast):
    id_ = walk.approved(cast)
    walk.give(cast, id_, 20_000_000)
    paid = approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, 9_000_000))
    revised(cast, id_)
    second = walk.spend(cast, id_, 2_500_000)
    with pytest.raises(NotPossible, match="beyond_line"):
        approve_expense(cast.an.actor, expense_id=second)
    walk.reverse(cast, paid)
    approve_expense(cast.an.actor, expense_id=second)


def test_an_expense_recorded_from_a_page_opened_before_the_revision_finds_its_line(cast):
    id_ = walk.approved(cast)
    old = walk.line_id(id_)
    revised(cast, id_)
    walk.give(cast, id_, 20_000_000)
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, plan_line_id=old, line=1))
    assert walk.fresh(id_).cash_spent == 1_000_000


def test_a_root_that_is_not_in_force_makes_a_new_line(cast, db):
    first, other = walk.approved(cast), walk.approved(cast)
    foreign = walk.line_id(other)
    taken = walk.line_id(first)
    lines = [replace(walk.LINES[0], root=root) for root in (taken, taken, foreign, 9_999_999)]
    plan = draft(cast, first, lines)
    roots = (
        db.session.execute(select(PlanLine.root_id).where(PlanLine.version_id == plan).order_by(PlanLine.position))
        .scalars()
        .all()
    )
    assert roots == [taken, None, None, None]


def test_a_plan_is_revised_from_approval_until_acceptance(cast):
    id_ = walk.accepted(cast)
    with pytest.raises(NotPossible, match="revision_closed"):
        draft(cast, id_)
    with pytest.raises(NotFound):
        draft_revision(cast.giang.actor, work_id=walk.draft(cast), version=1, lines=walk.LINES, sources=walk.SOURCES)


def test_a_work_is_not_accepted_while_a_revision_waits(cast):
    id_ = walk.reported(cast)
    draft(cast, id_)
    submit(cast, id_)
    with pytest.raises(NotPossible, match="revision_waits"):
        walk.accept(cast, id_)
    with pytest.raises(NotPossible, match="revision_waits"):
        draft(cast, id_)
    approve(cast, id_)
    walk.accept(cast, id_)
    assert not problems()


def test_a_step_sent_twice_is_taken_once_and_a_stale_page_is_told(cast):
    id_ = walk.approved(cast)
    draft(cast, id_)
    version = walk.version(id_)
    first = submit_revision(cast.an.actor, work_id=id_, version=version, reason=REASON)
    assert submit_revision(cast.an.actor, work_id=id_, version=version, reason=REASON) == first
    version = walk.version(id_)
    assert approve_revision(cast.ha.actor, work_id=id_, version=version) == first
    assert approve_revision(cast.ha.actor, work_id=id_, version=version) == first
    with pytest.raises(Conflict, match="stale"):
        refuse_revision(cast.hai.actor, work_id=id_, version=version, reason="x")


def test_a_revision_waits_for_the_committee_and_not_for_who_made_it(cast, db):
    factories.appointment(cast.hai.account, "leader", cast.unit)
    id_ = walk.approved(cast)
    draft(cast, id_, by=cast.hai)
    assert works_waiting(cast.ha.actor).revisions == []
    submit(cast, id_)
    db.session.rollback()
    assert [row[0] for row in works_waiting(cast.ha.actor).revisions] == [id_]
    assert works_waiting(cast.ha.actor).count == 1
    for person in (cast.hai, cast.an, cast.khanh):
        assert works_waiting(person.actor).revisions == []
    approve(cast, id_)
    db.session.rollback()
    assert works_waiting(cast.ha.actor).revisions == []


def test_who_may_decide_and_what_the_queue_lists_agree(cast, db):
    id_ = walk.approved(cast)
    plan = db.session.get_one(PlanVersion, draft(cast, id_))
    submit(cast, id_)
    db.session.rollback()
    work = db.session.execute(select(Work).where(Work.id == id_).options(joinedload(Work.unit))).scalar_one()
    for person in (cast.an, cast.binh, cast.dung, cast.giang, cast.ha, cast.hai, cast.khanh, cast.lan):
        listed = db.session.execute(
            select(PlanVersion.id)
            .join(Work, Work.id == PlanVersion.work_id)
            .where(PlanVersion.id == plan.id, permissions.revisions_to_decide(person.actor))
        ).all()
        assert bool(listed) == permissions.can_approve_revision(person.actor, work, plan)

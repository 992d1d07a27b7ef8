"""Approve, return, reject: the committee's three answers to a proposal."""

import pytest
from sqlalchemy import select

from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import Event
from app.works.actions import approve_work, reject_work, return_work, save_draft, submit_work
from app.works.models import PlanVersion
from app.works.values import Dates
from tests.works import walk

DECISIONS = (
    (approve_work, {}),
    (return_work, {"reason": "Thiếu vật tư"}),
    (reject_work, {"reason": "Không phù hợp"}),
)


def plan_states(db):
    return list(db.session.execute(select(PlanVersion.state).order_by(PlanVersion.number)).scalars())


def test_approval_takes_the_plan_with_it(cast, db):
    id_ = walk.submitted(cast)
    approve_work(cast.ha.actor, work_id=id_, version=walk.version(id_))
    work = walk.fresh(id_)
    assert work.state == "approved"
    assert work.approved_at is not None
    assert plan_states(db) == ["approved"]


def test_a_returned_proposal_is_a_draft_again_with_the_reason_and_a_copy_of_its_plan(cast, db):
    id_ = walk.submitted(cast)
    return_work(cast.ha.actor, work_id=id_, version=walk.version(id_), reason="Thiếu vật tư", fields=("lines",))
    work = walk.fresh(id_)
    assert (work.state, work.return_reason, work.planned_total) == ("draft", "Thiếu vật tư", 11_250_000)
    assert plan_states(db) == ["refused", "draft"]
    submit_work(cast.an.actor, work_id=id_, version=walk.version(id_))
    approve_work(cast.ha.actor, work_id=id_, version=walk.version(id_))
    assert plan_states(db) == ["refused", "approved"]
    assert walk.fresh(id_).return_reason is None


def test_a_rejected_proposal_is_closed(cast, db):
    id_ = walk.submitted(cast)
    reject_work(cast.ha.actor, work_id=id_, version=walk.version(id_), reason="Không phù hợp")
    assert walk.fresh(id_).state == "rejected"
    with pytest.raises(NotPossible, match="wrong_step"):
        approve_work(cast.ha.actor, work_id=id_, version=walk.version(id_))


@pytest.mark.parametrize("decide", [return_work, reject_work])
def test_return_and_reject_need_a_reason(cast, decide):
    id_ = walk.submitted(cast)
    with pytest.raises(NotPossible) as refused:
        decide(cast.ha.actor, work_id=id_, version=walk.version(id_), reason="  ")
    assert (refused.value.reason, refused.value.field) == ("reason_needed", "reason")


@pytest.mark.parametrize(("decide", "words"), DECISIONS)
def test_only_the_committee_decides(cast, decide, words):
    id_ = walk.submitted(cast)
    for person in (cast.an, cast.dung, cast.khanh, cast.lan):
        with pytest.raises(NotAllowed):
            decide(person.actor, work_id=id_, version=walk.version(id_), **words)
    for person in (cast.binh, cast.chi, cast.giang):
        with pytest.raises(NotFound):
            decide(person.actor, work_id=id_, version=walk.version(id_), **words)


@pytest.mark.parametrize(("decide", "words"), DECISIONS)
def test_nobody_decides_on_what_they_proposed_themselves(cast, decide, words):
    from tests import factories

    factories.appointment(cast.an.account, "committee", cast.bloc)
    id_ = walk.submitted(cast)
    with pytest.raises(NotAllowed):
        decide(cast.an.actor, work_id=id_, version=walk.version(id_), **words)


@pytest.mark.parametrize(("decide", "words"), DECISIONS)
def test_the_second_officer_gets_a_conflict_and_the_same_officer_the_same_answer(cast, decide, words):
    id_ = walk.submitted(cast)
    seen = walk.version(id_)
    decide(cast.ha.actor, work_id=id_, version=seen, **words)
    assert decide(cast.ha.actor, work_id=id_, version=seen, **words) == id_
    assert walk.version(id_) == seen + 1
    with pytest.raises(Conflict, match="stale"):
        decide(cast.hai.actor, work_id=id_, version=seen, **words)


def test_the_same_officer_with_another_reason_gets_a_conflict(cast):
    id_ = walk.submitted(cast)
    seen = walk.version(id_)
    return_work(cast.ha.actor, work_id=id_, version=seen, reason="Thiếu vật tư")
    with pytest.raises(Conflict):
        return_work(cast.ha.actor, work_id=id_, version=seen, reason="Thiếu ảnh")


def test_a_draft_cannot_be_approved(cast):
    id_ = walk.draft(cast)
    with pytest.raises(NotPossible, match="wrong_step"):
        approve_work(cast.ha.actor, work_id=id_, version=walk.version(id_))


def test_each_step_says_who_when_and_why_in_the_history(cast, db):
    id_ = walk.submitted(cast)
    return_work(cast.ha.actor, work_id=id_, version=walk.version(id_), reason="Thiếu ảnh", fields=("where",))
    event = db.session.execute(select(Event).where(Event.verb == "work.returned")).scalar_one()
    assert event.account_id == cast.ha.account.id
    assert event.details == {"reason": "Thiếu ảnh", "fields": ["where"], "version": walk.version(id_)}


def test_an_edit_between_two_officers_makes_the_decision_stale(cast):
    id_ = walk.submitted(cast)
    seen = walk.version(id_)
    return_work(cast.ha.actor, work_id=id_, version=seen, reason="Sửa ngày")
    save_draft(cast.an.actor, work_id=id_, version=walk.version(id_), dates=Dates(None, None))
    with pytest.raises(Conflict):
        approve_work(cast.hai.actor, work_id=id_, version=seen)

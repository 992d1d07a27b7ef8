"""Who sees which works, and that the list agrees with the single thing."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.actor import SYSTEM, VISITOR, Role
from app.core.errors import NotAllowed
from app.people.models import Unit
from app.works import permissions
from app.works.actions import approve_work, save_draft, submit_work
from app.works.models import Expense, Work
from app.works.models.work import STATES
from app.works.queries import works_waiting
from tests import factories
from tests.works import walk

PEOPLE = ("an", "binh", "chi", "dung", "giang", "ha", "hai", "khanh", "lan")


def all_works():
    return list(db_scalars(select(Work).options(joinedload(Work.unit)).order_by(Work.id)))


def db_scalars(statement):
    from app.extensions import db

    return db.session.execute(statement).scalars()


@pytest.fixture
def works(cast):
    """A work in each state in each of the three units."""
    for unit in (cast.unit, cast.chapter, cast.other_unit):
        for state in STATES:
            accepted_on = {"accepted_on": unit.founded_on} if state == "accepted" else {}
            factories.work(unit, state=state, **accepted_on)
    return all_works()


def test_lists_show_exactly_the_works_that_the_actor_may_see(cast, works):
    actors = [VISITOR, SYSTEM, *(getattr(cast, name).actor for name in PEOPLE)]
    for actor in actors:
        alone = [work.id for work in works if permissions.can_see_work(actor, work)]
        listed = list(db_scalars(select(Work.id).where(permissions.visible_works(actor)).order_by(Work.id)))
        assert alone == listed


def test_the_queue_of_decisions_agrees_with_the_single_decision(cast, works):
    from app.extensions import db

    mine = {cast.ha.account.id: "proposed_by", cast.hai.account.id: "drafted_by"}
    submitted = [work for work in works if work.state in ("submitted", "reported")]
    for number, work in enumerate(submitted):
        account, column = list(mine.items())[number % 2]
        setattr(work, column, account if number % 3 else None)
        work.edited_by = f"/{cast.ha.account.id}/" if number % 4 == 0 else f"/1{cast.ha.account.id}/"
        work.reported_by = cast.hai.account.id if number % 5 == 0 else None
    db.session.commit()
    for actor in [VISITOR, SYSTEM, *(getattr(cast, name).actor for name in PEOPLE)]:
        for single, listed in (
            (permissions.can_approve_work, permissions.works_to_decide),
            (permissions.can_accept_work, permissions.works_to_accept),
        ):
            alone = [work.id for work in all_works() if single(actor, work)]
            assert alone == list(db_scalars(select(Work.id).where(listed(actor)).order_by(Work.id)))


def test_budget_lists_agree_with_the_single_budget(cast, works):
    for actor in [VISITOR, SYSTEM, *(getattr(cast, name).actor for name in PEOPLE)]:
        alone = [work.id for work in works if permissions.can_see_budget(actor, work)]
        listed = list(db_scalars(select(Work.id).where(permissions.visible_budgets(actor)).order_by(Work.id)))
        assert alone == listed


def test_units_to_propose_for_agree_with_the_single_unit(cast):
    units = list(db_scalars(select(Unit).order_by(Unit.id)))
    for actor in [VISITOR, SYSTEM, *(getattr(cast, name).actor for name in PEOPLE)]:
        alone = [unit.id for unit in units if permissions.can_propose_work(actor, unit)]
        listed = list(db_scalars(select(Unit.id).where(permissions.units_to_propose_for(actor)).order_by(Unit.id)))
        assert alone == listed


def states_seen(actor, works, unit):
    return {work.state for work in works if work.unit_id == unit.id and permissions.can_see_work(actor, work)}


def test_a_visitor_sees_accepted_works_only(cast, works):
    assert states_seen(VISITOR, works, cast.unit) == {"accepted"}


def test_a_member_sees_no_draft_of_anybody(cast, works):
    assert states_seen(cast.binh.actor, works, cast.unit) == {"approved", "under_way", "reported", "accepted"}
    assert states_seen(cast.chi.actor, works, cast.unit) == {"approved", "under_way", "reported", "accepted"}


def test_a_leader_sees_everything_of_the_unit_and_those_under_it_but_not_of_others(cast, works):
    assert states_seen(cast.an.actor, works, cast.unit) == set(STATES)
    assert states_seen(cast.an.actor, works, cast.chapter) == set(STATES)
    assert "draft" not in states_seen(cast.an.actor, works, cast.other_unit)


def test_committee_inspector_and_administrator_see_everything(cast, works):
    for person in (cast.ha, cast.khanh, cast.lan):
        assert states_seen(person.actor, works, cast.unit) == set(STATES)


def steps(actor, works, state, unit):
    work = next(w for w in works if w.unit_id == unit.id and w.state == state)
    return permissions.steps_for(actor, work)


def test_each_step_is_offered_to_who_may_take_it_only(cast, works):
    assert steps(cast.an.actor, works, "draft", cast.unit) == ["submit"]
    assert steps(cast.ha.actor, works, "submitted", cast.unit) == ["return", "approve", "reject"]
    assert steps(cast.an.actor, works, "approved", cast.unit) == ["start", "cancel"]
    assert steps(cast.ha.actor, works, "approved", cast.unit) == ["cancel"]
    assert steps(cast.an.actor, works, "under_way", cast.unit) == ["report", "cancel"]
    assert steps(cast.ha.actor, works, "reported", cast.unit) == ["send_back", "accept"]
    for state in STATES:
        for person in (cast.binh, cast.chi, cast.dung, cast.giang, cast.khanh, cast.lan):
            assert steps(person.actor, works, state, cast.unit) == []
        assert steps(cast.an.actor, works, state, cast.other_unit) == []


def test_who_proposed_or_reported_never_decides(cast, works):
    own = cast.ha.actor.account_id
    submitted = next(w for w in works if w.state == "submitted")
    submitted.proposed_by = own
    assert permissions.steps_for(cast.ha.actor, submitted) == []
    assert permissions.steps_for(cast.hai.actor, submitted) == ["return", "approve", "reject"]
    reported = next(w for w in works if w.state == "reported")
    reported.reported_by = own
    assert permissions.steps_for(cast.ha.actor, reported) == []


def test_who_wrote_the_draft_never_decides_also_where_another_leader_handed_it_in(cast, db):
    factories.appointment(cast.ha.account, Role.LEADER, cast.unit)
    id_ = save_draft(cast.ha.actor, **walk.proposal(cast))
    submit_work(cast.an.actor, work_id=id_, version=walk.version(id_))
    with pytest.raises(NotAllowed):
        approve_work(cast.ha.actor, work_id=id_, version=walk.version(id_))
    assert id_ not in {row.id for row in works_waiting(cast.ha.actor).proposals}
    approve_work(cast.hai.actor, work_id=id_, version=walk.version(id_))
    work = walk.fresh(id_)
    assert (work.drafted_by, work.proposed_by) == (cast.ha.account.id, cast.an.account.id)
    work = db.session.execute(select(Work).where(Work.id == id_).options(joinedload(Work.unit))).scalar_one()
    assert not permissions.can_accept_work(cast.ha.actor, work)


def test_who_recorded_an_expense_never_approves_it(cast, works):
    work = next(w for w in works if w.unit_id == cast.unit.id and w.state == "approved")
    by_an = Expense(recorded_by=cast.an.actor.account_id)
    by_dung = Expense(recorded_by=cast.dung.actor.account_id)
    assert permissions.can_approve_expense(cast.an.actor, work, by_dung)
    assert not permissions.can_approve_expense(cast.an.actor, work, by_an)
    assert not permissions.can_approve_expense(cast.dung.actor, work, by_dung)


def test_where_nobody_else_in_the_unit_may_approve_an_expense_it_goes_up(cast, works):
    of_chapter = next(w for w in works if w.unit_id == cast.chapter.id and w.state == "approved")
    of_unit = next(w for w in works if w.unit_id == cast.unit.id and w.state == "approved")
    by_an = Expense(recorded_by=cast.an.actor.account_id)
    assert permissions.can_approve_expense(cast.an.actor, of_chapter, Expense(recorded_by=None))
    assert permissions.can_approve_expense(cast.ha.actor, of_unit, by_an)


def test_authority_ends_when_the_appointment_does(cast, works, travel):
    from app.core import clock
    from app.extensions import db
    from app.people.models import Appointment

    held = db.session.execute(select(Appointment).where(Appointment.account_id == cast.an.account.id)).scalar_one()
    held.valid_until = clock.today()
    db.session.commit()
    assert not cast.an.actor.held
    assert "draft" not in states_seen(cast.an.actor, all_works(), cast.unit)

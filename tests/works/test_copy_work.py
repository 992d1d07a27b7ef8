"""A new draft from an earlier work: what is copied, and what never is."""

import pytest
from sqlalchemy import func, select

from app.core.errors import NotFound, NotPossible
from app.core.events import Event
from app.volunteering.actions import cancel_work
from app.works.actions import copy_work
from app.works.models import (
    Acceptance,
    LedgerEntry,
    PlanSource,
    PlanVersion,
    WorkMeasure,
    WorkPartner,
    WorkPhase,
    WorkPhoto,
)
from app.works.values import Dates, Phase, What
from tests import factories
from tests.works import walk


def finished(cast):
    """An accepted work with everything that a work can have."""
    start = walk.clock.today()
    what = What(cast.unit.id, factories.kind().id, "Thắp sáng", "Đường tối", "base_unit", "26/3", (cast.other_unit.id,))
    dates = Dates(start, start.replace(year=start.year + 1), (Phase("Dựng cột", start, start),))
    id_ = walk.proved(cast, what=what, dates=dates)
    walk.give(cast, id_)
    walk.accept(cast, walk.report(cast, id_))
    return id_


def count(db, model, id_):
    return db.session.scalar(select(func.count()).select_from(model).where(model.work_id == id_))


def plan_of(db, id_):
    plan = db.session.execute(select(PlanVersion).where(PlanVersion.work_id == id_)).scalar_one()
    sources = db.session.scalar(select(func.count()).select_from(PlanSource).where(PlanSource.version_id == plan.id))
    return plan.state, sources


def test_a_copy_has_what_is_built_how_much_for_whom_and_the_plans_lines(cast, db):
    first = finished(cast)
    id_ = copy_work(cast.an.actor, work_id=first, unit_id=cast.chapter.id)
    work = walk.fresh(id_)
    assert (work.state, work.unit_id, work.title, work.occasion) == ("draft", cast.chapter.id, "Thắp sáng", "26/3")
    assert (work.planned_households, work.planned_people, work.planned_total) == (30, 120, 11_250_000)
    measures = db.session.execute(select(WorkMeasure.planned, WorkMeasure.delivered).where(WorkMeasure.work_id == id_))
    assert sorted((float(planned), delivered) for planned, delivered in measures) == [(1.2, None), (20.0, None)]
    assert db.session.scalar(select(WorkPartner.unit_id).where(WorkPartner.work_id == id_)) == cast.other_unit.id
    phase = db.session.execute(select(WorkPhase).where(WorkPhase.work_id == id_)).scalar_one()
    assert (phase.name, phase.starts_on, phase.ends_on) == ("Dựng cột", None, None)


def test_a_copy_never_takes_money_evidence_place_days_or_decisions_with_it(cast, db):
    id_ = copy_work(cast.an.actor, work_id=finished(cast), unit_id=cast.unit.id)
    work = walk.fresh(id_)
    for name in ("commune_id", "village", "lat", "line", "starts_on", "ends_on", "accepted_on", "approved_at"):
        assert getattr(work, name) is None, name
    for name in ("submitted_at", "reported_at", "reported_by", "return_reason", "delivered_households"):
        assert getattr(work, name) is None, name
    assert (work.cash_received, work.cash_spent, work.union_contribution, work.report_text) == (0, 0, 0, "")
    assert [count(db, model, id_) for model in (LedgerEntry, WorkPhoto, Acceptance)] == [0, 0, 0]
    assert plan_of(db, id_) == ("draft", 0)
    assert (work.drafted_by, work.edited_by) == (cast.an.account.id, f"/{cast.an.account.id}/")


def test_the_history_of_the_copy_says_where_it_comes_from(cast, db):
    first = finished(cast)
    id_ = copy_work(cast.an.actor, work_id=first, unit_id=cast.unit.id)
    event = db.session.execute(select(Event).where(Event.subject_type == "works", Event.subject_id == id_)).scalar_one()
    assert (event.verb, event.details["copied_from"]) == ("work.drafted", first)


def test_a_stranger_unit_copies_the_work_but_not_its_prices(cast, db):
    id_ = copy_work(cast.giang.actor, work_id=finished(cast), unit_id=cast.other_unit.id)
    work = walk.fresh(id_)
    assert (work.planned_total, work.planned_households) == (0, 30)
    assert count(db, PlanVersion, id_) == 0


def test_only_accepted_and_cancelled_works_are_copied(cast):
    id_ = walk.approved(cast)
    with pytest.raises(NotPossible, match="copy_too_early"):
        copy_work(cast.an.actor, work_id=id_, unit_id=cast.unit.id)
    cancel_work(cast.an.actor, work_id=id_, version=walk.version(id_), reason="Không có tiền")
    copied = copy_work(cast.an.actor, work_id=id_, unit_id=cast.unit.id)
    assert walk.fresh(copied).planned_total == 11_250_000


def test_a_copy_is_for_a_unit_that_one_leads_of_a_work_that_one_sees(cast):
    first = finished(cast)
    for person in (cast.an, cast.binh, cast.ha):
        with pytest.raises(NotPossible, match="unit_not_yours"):
            copy_work(person.actor, work_id=first, unit_id=cast.other_unit.id)
    hidden = walk.draft(cast)
    with pytest.raises(NotFound):
        copy_work(cast.giang.actor, work_id=hidden, unit_id=cast.other_unit.id)


def test_the_page_starts_one_draft_however_often_it_is_sent(cast, client, db):
    first = finished(cast)
    an = client.as_(cast.an)
    assert an.get(f"/works/{first}").find("a", href=f"/works/{first}/copy") is not None
    sent = {"once": an.get(f"/works/{first}/copy").values["once"], "unit_id": cast.unit.id}
    places = {an.post(f"/works/{first}/copy", sent).response.headers["Location"] for _ in range(2)}
    assert len(places) == 1
    an.post(f"/works/{first}/copy", {"unit_id": cast.other_unit.id}, status=422)
    for person, status in ((cast.binh, 403), (cast.ha, 403), (cast.dung, 403)):
        client.as_(person).get(f"/works/{first}/copy", status=status)
    an.get(f"/works/{walk.approved(cast)}/copy", status=400)

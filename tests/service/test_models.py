"""Models of serving and the units chosen to pilot them: from, to, by which decision."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.people.models import Unit
from app.service.actions import add_model, choose_pilot, end_pilot, mark_service_day, record_tally
from app.service.counted import of_kind
from app.service.models import PilotUnit, ServiceModel
from app.service.permissions import can_add_model, can_choose_pilot, can_see_models, units_for_models, visible_models
from app.service.queries import Counted, get_model_page, list_models, list_owner_choices
from tests import factories

DECIDED = date(2025, 3, 1)


def make(cast, person=None, unit=None, **more):
    values = {"name": "Ngày thứ Bảy tình nguyện", "description": "", "decision": "12-QĐ/ĐTN", "decided_on": DECIDED}
    unit = unit or cast.bloc
    return add_model((person or cast.ha).actor, unit_id=unit.id, **{**values, **more})


def choose(cast, model_id, unit, since=DECIDED, person=None):
    actor = (person or cast.ha).actor
    return choose_pilot(actor, model_id=model_id, unit_id=unit.id, valid_from=since, decision="13-QĐ/ĐTN")


def refused(call) -> str:
    with pytest.raises(NotPossible) as error:
        call()
    return error.value.reason


def test_the_committee_and_a_units_leader_put_models_on_record_and_nobody_else(cast):
    make(cast)
    make(cast, cast.an, cast.unit, name="Bàn tư vấn tại trường")
    for person, unit in ((cast.an, cast.bloc), (cast.binh, cast.unit), (cast.khanh, cast.bloc), (cast.lan, cast.bloc)):
        with pytest.raises(NotAllowed):
            make(cast, person, unit, name="Khác")


def test_a_model_has_a_name_of_its_own_and_a_decision_of_the_past(cast):
    make(cast)
    assert refused(lambda: make(cast)) == "model_name_taken"
    assert refused(lambda: make(cast, name="Khác", decided_on=clock.today() + timedelta(days=1))) == "decided_in_future"


def test_units_are_chosen_from_a_day_until_a_day_each_by_a_decision(db, cast):
    model_id = make(cast)
    pilot = choose(cast, model_id, cast.unit)
    choose(cast, model_id, cast.other_unit, DECIDED + timedelta(days=30))
    end_pilot(cast.ha.actor, pilot_id=pilot, valid_until=date(2025, 6, 1), decision="20-QĐ/ĐTN")
    row = db.session.get(PilotUnit, pilot, populate_existing=True)
    assert (row.valid_from, row.valid_until, row.end_decision) == (DECIDED, date(2025, 6, 1), "20-QĐ/ĐTN")
    page = get_model_page(cast.binh.actor, model_id)
    assert [p.unit_id for p in page.pilots] == [cast.other_unit.id, cast.unit.id]
    assert [(model.id, number) for model, number in list_models(cast.binh.actor)] == [(model_id, 1)]


def test_a_unit_pilots_a_model_once_at_a_time_and_again_later(cast):
    model_id = make(cast)
    pilot = choose(cast, model_id, cast.unit)
    assert refused(lambda: choose(cast, model_id, cast.unit, date(2025, 9, 1))) == "pilots_already"
    end_pilot(cast.ha.actor, pilot_id=pilot, valid_until=date(2025, 6, 1), decision="20")
    assert refused(lambda: choose(cast, model_id, cast.unit, date(2025, 5, 31))) == "pilots_already"
    choose(cast, model_id, cast.unit, date(2025, 6, 1))


def test_a_pilot_lies_in_order(cast):
    model_id = make(cast)
    pilot = choose(cast, model_id, cast.unit)
    assert refused(lambda: choose(cast, model_id, cast.other_unit, DECIDED - timedelta(days=1))) == "before_the_model"
    end = {"pilot_id": pilot, "decision": "20"}
    assert refused(lambda: end_pilot(cast.ha.actor, valid_until=DECIDED, **end)) == "ends_before_it_begins"
    for _time in range(2):
        end_pilot(cast.ha.actor, valid_until=date(2025, 6, 1), **end)
    assert refused(lambda: end_pilot(cast.ha.actor, valid_until=date(2025, 7, 1), **end)) == "pilot_has_ended"


def test_only_units_under_the_models_own_are_chosen_and_only_by_who_decides_over_it(cast):
    own = make(cast, cast.an, cast.unit)
    choose(cast, own, cast.chapter, person=cast.an)
    assert refused(lambda: choose(cast, own, cast.other_unit)) == "not_under_the_model"
    blocs = make(cast, name="Của Khối")
    with pytest.raises(NotAllowed):
        choose(cast, blocs, cast.unit, person=cast.an)
    pilot = choose(cast, blocs, cast.unit)
    with pytest.raises(NotFound):
        end_pilot(cast.an.actor, pilot_id=pilot, valid_until=date(2026, 1, 1), decision="20")


def test_permissions_and_their_lists_agree(db, cast):

    make(cast)
    people = (cast.an, cast.binh, cast.chi, cast.dung, cast.giang, cast.ha, cast.khanh, cast.lan)
    units = db.session.execute(select(Unit)).scalars().all()
    for person in people:
        actor = person.actor
        listed = set(db.session.execute(select(Unit.id).where(units_for_models(actor))).scalars())
        assert listed == {unit.id for unit in units if can_add_model(actor, unit)}
        seen = db.session.execute(select(ServiceModel.id).where(visible_models(actor))).scalars().all()
        assert bool(seen) == can_see_models(actor)
        assert get_model_page(actor, seen[0]).can_choose == can_choose_pilot(
            actor, get_model_page(actor, seen[0]).model
        )
    assert list_owner_choices(cast.binh.actor) == []


def test_a_model_shows_what_its_service_days_counted(cast):
    model_id = make(cast)
    for people in (3, 4):
        activity = factories.activity(cast.unit, starts_at=clock.now() - timedelta(minutes=5))
        mark_service_day(cast.an.actor, activity_id=activity.id, kind="volunteer_saturday", model_id=model_id)
        record_tally(cast.an.actor, activity_id=activity.id, people=people, online=1)
    page = get_model_page(cast.chi.actor, model_id)
    assert page.total == Counted(7, 0, 2)
    assert [counted.people for _day, counted in page.days] == [4, 3]


def test_the_units_that_pilot_the_volunteer_saturday_are_told_from_those_of_other_models(db, cast):
    saturday, other = make(cast, kind="volunteer_saturday"), make(cast, name="Bàn tư vấn", kind="legal_advice")
    pilot = choose(cast, saturday, cast.unit)
    choose(cast, other, cast.unit)
    found = db.session.execute(select(PilotUnit.id).where(of_kind("volunteer_saturday"))).scalars().all()
    assert found == [pilot]
    assert refused(lambda: make(cast, name="Lạ", kind="strange")) == "no_such_service_kind"


def test_the_pages_from_a_new_model_to_the_end_of_a_pilot(cast, client):
    browser = client.as_(cast.ha)
    values = {
        "name": "Ngày thứ Bảy",
        "kind": "volunteer_saturday",
        "unit_id": str(cast.bloc.id),
        "decision": "12",
        "decided_on": "01/03/2025",
    }
    assert browser.post("/service/models/new", {**values, "name": ""}, status=422).errors
    page = browser.follow(browser.post("/service/models/new", values))
    address = page.find("form", method="post", novalidate="")
    assert address is not None
    (model, _number) = list_models(cast.ha.actor)[0]
    pilot = {"unit_id": str(cast.unit.id), "valid_from": "2025-03-10", "decision": "13"}
    page = browser.follow(browser.post(f"/service/models/{model.id}", pilot))
    assert cast.unit.short_name in page.text
    assert browser.post(f"/service/models/{model.id}", pilot, status=422).errors
    end = page.find("a", href=f"/service/pilots/{get_model_page(cast.ha.actor, model.id).pilots[0].id}/end")
    browser.post(end.get("href"), {"valid_until": "2025-12-31", "decision": "20"})
    page = client.as_(cast.binh).get(f"/service/models/{model.id}")
    assert "31/12/2025" in page.text
    assert len(page.statements) <= 10
    client.as_(cast.binh).post(f"/service/models/{model.id}", pilot, status=403)
    client.as_(cast.binh).get("/service/models/new", status=403)
    assert "Ngày thứ Bảy" in client.as_(cast.binh).get("/service/models/").text

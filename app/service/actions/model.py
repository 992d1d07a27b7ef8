"""Models of serving, and the units chosen to pilot them."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.people.models import Unit
from app.service.models import KINDS, PilotUnit, ServiceModel
from app.service.permissions import can_add_model, can_choose_pilot, can_end_pilot, can_see_models


@action
def add_model(
    actor: Actor, *, name: str, description: str, unit_id: int, decision: str, decided_on: date, kind: str = "other"
) -> int:
    """Put a model on record, with the decision that it rests on; returns its id. `kind`: of its service days."""
    if kind not in KINDS:
        raise NotPossible("no_such_service_kind", field="kind")
    unit = db.session.get(Unit, unit_id)
    if unit is None or not can_add_model(actor, unit):
        raise NotAllowed
    if decided_on > clock.today():
        raise NotPossible("decided_in_future", field="decided_on")
    if db.session.execute(select(ServiceModel.id).where(ServiceModel.name == name)).first():
        raise NotPossible("model_name_taken", field="name")
    model = ServiceModel(
        name=name, kind=kind, description=description, unit_id=unit_id, decision=decision, decided_on=decided_on
    )
    db.session.add(model)
    db.session.flush()  # the event and the answer need the id
    record(actor, "service_model.added", model, name=name, decision=decision)
    return model.id


@action
def choose_pilot(actor: Actor, *, model_id: int, unit_id: int, valid_from: date, decision: str) -> int:
    """Choose a unit to pilot a model from a day on; returns the id. A unit pilots a model once at a time."""
    model = _lock_model(actor, model_id)
    if not can_choose_pilot(actor, model):
        raise NotAllowed
    unit = db.session.get(Unit, unit_id)
    if unit is None or not unit.path.startswith(model.unit.path):
        raise NotPossible("not_under_the_model", field="unit_id")
    if valid_from < model.decided_on:
        raise NotPossible("before_the_model", field="valid_from")
    overlapping = select(PilotUnit.id).where(
        PilotUnit.model_id == model_id,
        PilotUnit.unit_id == unit_id,
        PilotUnit.valid_until.is_(None) | (PilotUnit.valid_until > valid_from),
    )
    if db.session.execute(overlapping.limit(1)).first():
        raise NotPossible("pilots_already", field="unit_id")
    pilot = PilotUnit(model_id=model_id, unit_id=unit_id, valid_from=valid_from, decision=decision)
    db.session.add(pilot)
    db.session.flush()  # the event and the answer need the id
    record(actor, "pilot_unit.chosen", model, unit=unit_id, since=valid_from.isoformat(), decision=decision)
    return pilot.id


@action
def end_pilot(actor: Actor, *, pilot_id: int, valid_until: date, decision: str) -> None:
    """End the pilot of a unit: `valid_until` is the first day without it. The same twice changes nothing."""
    model_id = db.session.execute(select(PilotUnit.model_id).where(PilotUnit.id == pilot_id)).scalar_one_or_none()
    if model_id is None:
        raise NotFound
    model = _lock_model(actor, model_id)
    if not can_end_pilot(actor, model):
        raise NotFound
    pilot = lock(PilotUnit, PilotUnit.id == pilot_id)
    assert pilot is not None  # never deleted
    if (pilot.valid_until, pilot.end_decision) == (valid_until, decision):
        return
    if pilot.valid_until is not None:
        raise NotPossible("pilot_has_ended")
    if valid_until <= pilot.valid_from:
        raise NotPossible("ends_before_it_begins", field="valid_until")
    pilot.valid_until, pilot.end_decision = valid_until, decision
    record(actor, "pilot_unit.ended", model, unit=pilot.unit_id, until=valid_until.isoformat(), decision=decision)


def _lock_model(actor: Actor, model_id: int) -> ServiceModel:
    model = lock(ServiceModel, ServiceModel.id == model_id, options=(joinedload(ServiceModel.unit),))
    if model is None or not can_see_models(actor):
        raise NotFound
    return model

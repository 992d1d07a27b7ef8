"""How models of serving and their pilots go along when a unit is split, merged or dissolved."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actor import Actor
from app.core.events import record
from app.extensions import db
from app.people.rearranging.belongings import Belongings, Handing, Item, Situation
from app.service.models import PilotUnit, ServiceModel


def _in_force() -> Any:
    return or_(PilotUnit.valid_until.is_(None), PilotUnit.valid_until > clock.today())


def list_pilots(situation: Situation) -> list[Item]:
    """The models that the units pilot, today or from a day to come."""
    rows = db.session.execute(
        select(PilotUnit, ServiceModel.name)
        .join(ServiceModel, ServiceModel.id == PilotUnit.model_id)
        .where(PilotUnit.unit_id.in_(situation.ids), _in_force())
        .order_by(ServiceModel.name, PilotUnit.id)
    )
    return [
        Item(
            pilot.id,
            pilot.unit_id,
            name,
            _l("since %(day)s", day=clock.format_date(pilot.valid_from)),
            str(pilot.valid_until or ""),
            ("service.model", {"model_id": pilot.model_id}),
        )
        for pilot, name in rows
    ]


def hand_over_pilots(actor: Actor, handing: Handing) -> None:
    """The pilot ends on the day, and the new unit goes on with it, unless it pilots the same model already."""
    on = handing.situation.on
    for pilot_id, goal in handing.chosen["pilot"].items():
        pilot = db.session.get_one(PilotUnit, pilot_id, options=[joinedload(PilotUnit.unit)])
        if pilot.unit_id == goal.id:
            continue
        model = db.session.get_one(ServiceModel, pilot.model_id)
        same = select(PilotUnit.id).where(
            PilotUnit.model_id == pilot.model_id, PilotUnit.unit_id == goal.id, _in_force()
        )
        pilots_already = db.session.execute(same.limit(1)).scalar() is not None
        until, before = pilot.valid_until, pilot.unit_id
        has_not_begun = pilot.valid_from >= on  # while the old unit stood
        if has_not_begun and pilots_already:
            db.session.delete(pilot)
        elif has_not_begun:
            pilot.unit_id = goal.id
        else:
            pilot.valid_until, pilot.end_decision = on, handing.decision[:200]
            if not pilots_already:
                values = {"valid_from": on, "valid_until": until, "decision": handing.decision[:200]}
                db.session.add(PilotUnit(model_id=pilot.model_id, unit_id=goal.id, **values))
        details = {"from_unit": before, "unit": goal.id, "on": on.isoformat(), "decision": handing.decision}
        record(actor, "pilot_unit.handed_over", model, **details)


def list_models(situation: Situation) -> list[Item]:
    rows = db.session.execute(
        select(ServiceModel).where(ServiceModel.unit_id.in_(situation.ids)).order_by(ServiceModel.name)
    ).scalars()
    return [
        Item(row.id, row.unit_id, row.name, row.decision, "", ("service.model", {"model_id": row.id})) for row in rows
    ]


def hand_over_models(actor: Actor, handing: Handing) -> None:
    for model_id, goal in handing.chosen["model"].items():
        model = db.session.get_one(ServiceModel, model_id)
        if model.unit_id != goal.id:
            before, model.unit_id = model.unit_id, goal.id
            details = {"from_unit": before, "unit": goal.id, "decision": handing.decision}
            record(actor, "service_model.handed_over", model, **details)


BELONGINGS = (
    Belongings("model", _l("Models of serving"), hand_over_models, list_models),
    Belongings("pilot", _l("Models that are piloted"), hand_over_pilots, list_pilots),
)

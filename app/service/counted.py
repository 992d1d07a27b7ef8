"""Service to citizens as something to count: service days, what was counted there, and pilots of models."""

from collections.abc import Collection
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, or_, select, union_all

from app.core.actor import Actor
from app.core.counting import Filter, Metric, Shown, Source
from app.extensions import db
from app.service.models import FIGURES, PilotUnit, ServiceDay, ServiceModel, ServiceTally
from app.service.permissions import visible_models
from app.service.wording import KIND_NAMES
from app.volunteering.counted import held_by_unit, show_activities
from app.volunteering.models import Activity


def piloting_on(day: date) -> ColumnElement[bool]:
    """Over PilotUnit: in force on a day."""
    return and_(PilotUnit.valid_from <= day, or_(PilotUnit.valid_until.is_(None), PilotUnit.valid_until > day))


def of_kind(kind: str) -> ColumnElement[bool]:
    """Over PilotUnit: those that pilot a model of this kind of service, "volunteer_saturday" say."""
    return PilotUnit.model_id.in_(select(ServiceModel.id).where(ServiceModel.kind == kind))


def tally_sum(part: str) -> Any:
    """What one service day counted, as a column beside Activity."""
    total = func.coalesce(func.sum(getattr(ServiceTally, part)), 0)
    return select(total).where(ServiceTally.activity_id == Activity.id).correlate(Activity).scalar_subquery()


def _days(first: date, last: date) -> Any:
    counted = (ServiceDay.kind.label("kind"), *(tally_sum(name).label(name) for name in FIGURES))
    parts = held_by_unit(first, last, *counted)
    return select(
        union_all(*(part.join(ServiceDay, ServiceDay.activity_id == Activity.id) for part in parts)).subquery()
    )


def _pilots(_first: Any, last: Any) -> Any:
    return select(PilotUnit.unit_id.label("unit_id"), last.label("day"), PilotUnit.id.label("record_id")).where(
        piloting_on(last)
    )


def _show_pilots(actor: Actor, ids: Collection[int]) -> dict[int, Shown]:
    rows = db.session.execute(
        select(PilotUnit.id, ServiceModel.id, ServiceModel.name)
        .join(ServiceModel, ServiceModel.id == PilotUnit.model_id)
        .where(PilotUnit.id.in_(ids), visible_models(actor))
    )
    return {id_: Shown(name, "service.model", {"model_id": model_id}) for id_, model_id, name in rows}


DAYS = Source(
    "service",
    _days,
    show_activities,
    (Filter("kind", _l("Kind of service"), lambda: list(KIND_NAMES.items())),),
    is_shared=True,
)
PILOTS = Source("pilots", _pilots, _show_pilots)
_COUNTED = _l("Service days held on a day in the period, as host or co-host, with what was counted there.")
METRICS = (
    Metric("service.days", _l("Service days held"), _COUNTED, _l("days"), DAYS),
    Metric("service.people", _l("Citizens helped on service days"), _COUNTED, _l("people"), DAYS, amount="people"),
    Metric(
        "service.procedures",
        _l("Procedures handled on service days"),
        _COUNTED,
        _l("procedures"),
        DAYS,
        amount="procedures",
    ),
    Metric(
        "service.online", _l("Online services guided on service days"), _COUNTED, _l("services"), DAYS, amount="online"
    ),
    Metric(
        "service.pilots",
        _l("Models of service piloted"),
        _l("Models that the unit pilots on the last day of the period."),
        _l("models"),
        PILOTS,
    ),
)

"""What reports count of models: one WHERE for a figure and for its records."""

from sqlalchemy import ColumnElement, select

from app.service.models import PilotUnit, ServiceModel


def of_kind(kind: str) -> ColumnElement[bool]:
    """Over PilotUnit: those that pilot a model of this kind of service, "volunteer_saturday" say."""
    return PilotUnit.model_id.in_(select(ServiceModel.id).where(ServiceModel.kind == kind))

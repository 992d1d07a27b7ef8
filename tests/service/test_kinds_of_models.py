"""The revision that gives each model a kind reads it from its service days, or from its name."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from app.core import clock
from app.extensions import db
from app.service.actions import add_model, mark_service_day
from app.service.models import ServiceModel
from tests import factories


def test_models_of_before_get_the_kind_of_their_days_or_of_their_name(cast):
    def add(name):
        decided = {"decision": "Số 1", "decided_on": clock.today()}
        return add_model(cast.ha.actor, name=name, description="", unit_id=cast.bloc.id, **decided)

    names = {"Bàn tư vấn": "legal_advice", "Ngày thứ 7 tình nguyện vì dân": "volunteer_saturday", "Khác": "other"}
    ids = {name: add(name) for name in names}
    activity = factories.activity(cast.unit)
    mark_service_day(cast.an.actor, activity_id=activity.id, kind="legal_advice", model_id=ids["Bàn tư vấn"])
    db.session.remove()
    db.engine.dispose()
    downgrade(revision="0150")
    upgrade()
    found = dict(db.session.execute(text("SELECT name, kind FROM service_models")).all())
    assert found == names
    assert db.session.query(ServiceModel).count() == 3

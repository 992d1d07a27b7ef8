"""Reading service days: what was counted, by whom and when; models, their pilot units and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotFound
from app.extensions import db
from app.people.models import Account, Unit
from app.service.models import PilotUnit, ServiceDay, ServiceModel, ServiceTally
from app.service.permissions import (
    can_choose_pilot,
    can_correct_tally,
    can_mark_service_day,
    can_record_tally,
    units_for_models,
    visible_models,
)
from app.volunteering.models import PLACE_STATES, Activity, Shift, SignUp
from app.volunteering.permissions import can_see_people
from app.volunteering.queries import get_activity
from app.volunteering.queries.activities import LISTED, ListedActivity

DAYS_SHOWN = 50


class Counted(NamedTuple):
    """What was counted: people helped, procedures handled, online services guided."""

    people: int = 0
    procedures: int = 0
    online: int = 0


SUMS = tuple(
    func.coalesce(func.sum(column), 0) for column in (ServiceTally.people, ServiceTally.procedures, ServiceTally.online)
)


@dataclass(frozen=True)
class ServiceFigures:
    """A service day as the activity's page shows it."""

    kind: str
    model_id: int | None
    model: str | None
    counted: Counted


@dataclass(frozen=True)
class TallyRow:
    """An entry as it stands after its corrections: `first` is the row itself, `present` what it counts today."""

    first: ServiceTally
    who: str
    present: Counted
    corrections: Sequence[tuple[ServiceTally, str]]
    can_correct: bool


@dataclass(frozen=True)
class ServicePage:
    """The page on which people count."""

    activity: Activity
    day: ServiceDay | None
    counted: Counted
    rows: Sequence[TallyRow]
    can_record: bool
    can_mark: bool


@dataclass(frozen=True)
class ModelPage:
    """A model with its pilot units, the present ones first, and its latest service days."""

    model: ServiceModel
    pilots: Sequence[PilotUnit]
    days: Sequence[tuple[ListedActivity, Counted]]
    total: Counted
    can_choose: bool


@cache
def _figures() -> Any:
    """Built once: each page of an activity asks it."""
    return (
        select(ServiceDay.kind, ServiceModel.id, ServiceModel.name, *SUMS)
        .outerjoin(ServiceModel, ServiceModel.id == ServiceDay.model_id)
        .outerjoin(ServiceTally, ServiceTally.activity_id == ServiceDay.activity_id)
        .where(ServiceDay.activity_id == bindparam("activity_id"))
        .group_by(ServiceDay.kind, ServiceModel.id, ServiceModel.name)
    )


def find_figures(activity_id: int) -> ServiceFigures | None:
    """What an activity counted, by one statement; None for one that is no service day."""
    row = db.session.execute(_figures(), {"activity_id": activity_id}).one_or_none()
    return ServiceFigures(row[0], row[1], row[2], Counted(*(int(n) for n in row[3:]))) if row else None


def get_service_page(actor: Actor, activity_id: int) -> ServicePage:
    """What the page of counting shows. Raises NotFound for who may neither count nor read it."""
    activity = get_activity(actor, activity_id)
    may = can_record_tally(actor, activity, takes_part=takes_part(actor, activity_id))
    can_mark = can_mark_service_day(actor, activity)
    day = db.session.execute(
        select(ServiceDay).where(ServiceDay.activity_id == activity_id).options(joinedload(ServiceDay.model))
    ).scalar_one_or_none()
    if not can_mark and (day is None or not (may or can_see_people(actor, activity))):
        raise NotFound
    rows = _rows(actor, activity) if day else []
    counted = Counted(*(sum(row.present[place] for row in rows) for place in range(3)))
    return ServicePage(activity, day, counted, rows, can_record=may and has_begun(activity), can_mark=can_mark)


def get_tally(actor: Actor, tally_id: int) -> tuple[Activity, TallyRow]:
    """An entry that the actor may correct, with its activity. Raises NotFound."""
    tally = db.session.get(ServiceTally, tally_id)
    if tally is None:
        raise NotFound
    activity = get_activity(actor, tally.activity_id)
    row = next((row for row in _rows(actor, activity) if row.first.id == tally_id), None)
    if row is None or not row.can_correct:
        raise NotFound
    return activity, row


def takes_part(actor: Actor, activity_id: int) -> bool:
    """Does the actor have a place in the activity?"""
    if actor.member_id is None:
        return False
    place = select(SignUp.id).join(Shift, Shift.id == SignUp.shift_id)
    place = place.where(
        Shift.activity_id == activity_id, SignUp.member_id == actor.member_id, SignUp.state.in_(PLACE_STATES)
    )
    return db.session.execute(place.limit(1)).first() is not None


def has_begun(activity: Activity) -> bool:
    """Is there anything to count yet: from the morning of the first shift's day on."""
    if activity.state not in ("published", "held") or activity.starts_at is None:
        return False
    return clock.local(activity.starts_at).date() <= clock.today()


def list_models(actor: Actor) -> list[tuple[ServiceModel, int]]:
    """The models with how many units pilot each today; the newest decision first."""
    today = clock.today()
    pilots = (
        select(func.count())
        .select_from(PilotUnit)
        .where(
            PilotUnit.model_id == ServiceModel.id,
            PilotUnit.valid_from <= today,
            PilotUnit.valid_until.is_(None) | (PilotUnit.valid_until > today),
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(ServiceModel, pilots)
        .where(visible_models(actor))
        .options(joinedload(ServiceModel.unit))
        .order_by(ServiceModel.decided_on.desc(), ServiceModel.id.desc())
        .limit(DAYS_SHOWN)
    )
    return [(model, number) for model, number in rows]


def get_model_page(actor: Actor, model_id: int) -> ModelPage:
    """A model with its pilot units and service days, by four statements. Raises NotFound."""
    model = db.session.execute(
        select(ServiceModel)
        .where(ServiceModel.id == model_id, visible_models(actor))
        .options(joinedload(ServiceModel.unit))
    ).scalar_one_or_none()
    if model is None:
        raise NotFound
    pilots = db.session.execute(
        select(PilotUnit)
        .where(PilotUnit.model_id == model_id)
        .options(joinedload(PilotUnit.unit))
        .order_by(PilotUnit.valid_until.is_not(None), PilotUnit.valid_from.desc(), PilotUnit.id)
    ).scalars()
    total = db.session.execute(
        select(*SUMS)
        .join(ServiceDay, ServiceDay.activity_id == ServiceTally.activity_id)
        .where(ServiceDay.model_id == model_id)
    ).one()
    return ModelPage(
        model,
        list(pilots),
        _days_of(model_id),
        Counted(*(int(n) for n in total)),
        can_choose=can_choose_pilot(actor, model),
    )


def get_pilot(actor: Actor, pilot_id: int) -> tuple[ServiceModel, PilotUnit]:
    """A pilot unit that the actor may end, with its model. Raises NotFound."""
    row = db.session.execute(
        select(ServiceModel, PilotUnit)
        .join(PilotUnit, PilotUnit.model_id == ServiceModel.id)
        .where(PilotUnit.id == pilot_id, visible_models(actor))
        .options(joinedload(ServiceModel.unit), joinedload(PilotUnit.unit))
    ).one_or_none()
    if row is None or not can_choose_pilot(actor, row[0]):
        raise NotFound
    return row[0], row[1]


def list_model_choices() -> list[tuple[int, str]]:
    """Models to choose from, as (id, name)."""
    rows = db.session.execute(select(ServiceModel.id, ServiceModel.name).order_by(ServiceModel.id.desc()).limit(200))
    return [(id_, name) for id_, name in rows]


def list_owner_choices(actor: Actor) -> list[tuple[int, str]]:
    """The units whose models the actor may decide on, the highest first."""
    return _units(units_for_models(actor))


def list_pilot_choices(model: ServiceModel) -> list[tuple[int, str]]:
    """The units that may pilot a model: the model's own and all under it."""
    return _units(Unit.path.startswith(model.unit.path, autoescape=True))


def _units(where: Any) -> list[tuple[int, str]]:
    statement = select(Unit.id, Unit.short_name).where(where, Unit.dissolved_on.is_(None))
    rows = db.session.execute(statement.order_by(func.length(Unit.path), Unit.name_sort).limit(500))
    return [(id_, name) for id_, name in rows]


def _days_of(model_id: int) -> list[tuple[ListedActivity, Counted]]:
    columns = (ServiceTally.people, ServiceTally.procedures, ServiceTally.online)
    sums = [
        select(func.coalesce(func.sum(column), 0)).where(ServiceTally.activity_id == Activity.id).scalar_subquery()
        for column in columns
    ]
    rows = db.session.execute(
        LISTED.add_columns(*sums)
        .join(ServiceDay, ServiceDay.activity_id == Activity.id)
        .where(ServiceDay.model_id == model_id, Activity.state.in_(("published", "held")), Activity.audience == "all")
        .order_by(Activity.ends_at.desc(), Activity.id.desc())
        .limit(DAYS_SHOWN)
    )
    return [(ListedActivity(*row[:-3]), Counted(*(int(n) for n in row[-3:]))) for row in rows]


def _rows(actor: Actor, activity: Activity) -> list[TallyRow]:
    """The entries of a day, the newest first, each with its corrections."""
    found = db.session.execute(
        select(ServiceTally, Account.name)
        .outerjoin(Account, Account.id == ServiceTally.account_id)
        .where(ServiceTally.activity_id == activity.id)
        .order_by(ServiceTally.id)
    ).all()
    corrections: dict[int, list[tuple[ServiceTally, str]]] = {}
    for tally, who in found:
        if tally.corrects_id is not None:
            corrections.setdefault(tally.corrects_id, []).append((tally, who or ""))
    rows = []
    for first, who in found:
        if first.corrects_id is None:
            own = corrections.get(first.id, [])
            parts = [first, *(tally for tally, _who in own)]
            present = Counted(*(sum(getattr(part, name) for part in parts) for name in Counted._fields))
            rows.append(TallyRow(first, who or "", present, own, can_correct_tally(actor, activity, first)))
    return rows[::-1]

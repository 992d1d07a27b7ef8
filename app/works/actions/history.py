"""Works of the past: finished before the product was there, entered afterwards from their papers."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.actions import action, lock_all
from app.core.actor import Actor
from app.core.errors import NotPossible
from app.core.events import record
from app.core.text import fold
from app.extensions import db
from app.people.models import Unit
from app.places.models import Commune
from app.works import permissions
from app.works.actions.contribution import enter_past_contribution
from app.works.actions.follow_up import schedule_follow_ups
from app.works.actions.proposal import kind_measures, split_quantity
from app.works.actions.siting import lies_outside
from app.works.models import Acceptance, Ledger, Work, WorkKind, WorkMeasure
from app.works.models.work import LEVELS
from app.works.queries.history import day_of_communes, find_work_like
from app.works.values import PastWork

SOURCE_OF = {"own": "unit_fund", "raised": "sponsor", "others": "own_part"}


@action
def enter_history(actor: Actor, *, past: PastWork) -> int:
    """Enter one work of the past and return its id, the same when the same is entered again."""
    _lock_units([past])
    return _enter(actor, past)[0]


@action
def import_history(actor: Actor, *, works: tuple[PastWork, ...]) -> int:
    """Enter the works of a sheet and return how many were new. Refused as a whole where one can't be entered."""
    _lock_units(works)
    return sum(is_new for _id, is_new in (_enter(actor, past) for past in works))


def fingerprint(past: PastWork) -> str:
    """Equal for equal rows: of everything that a row says."""
    return hashlib.sha256(json.dumps(asdict(past), sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: Any) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value.isoformat()


def _lock_units(works: Sequence[PastWork]) -> None:
    """Two people who enter the same sheet at once do it one after the other."""
    lock_all(Unit, Unit.id.in_({past.unit_id for past in works}))


def _enter(actor: Actor, past: PastWork) -> tuple[int, bool]:
    """The id of the work, and whether it is new."""
    print_ = fingerprint(past)
    earlier = db.session.execute(select(Work.id).where(Work.history_fingerprint == print_)).scalar()
    unit = db.session.get(Unit, past.unit_id)
    if unit is None or not permissions.can_enter_history(actor, unit):
        raise NotPossible("unit_not_yours", field="unit_id")
    if earlier is not None:
        return earlier, False
    commune = _check(past)
    if find_work_like(past) is not None:
        raise NotPossible("entered_before", field="title")
    work = _write_work(actor, past, commune, print_)
    for name, source in SOURCE_OF.items():
        if amount := getattr(past, name):
            enter_past_contribution(actor, work, source=source, amount=amount, on=past.accepted_on, paper=past.document)
    schedule_follow_ups(work)
    record(actor, "work.entered", work, document=past.document, version=work.version)
    return work.id, True


def _check(past: PastWork) -> Commune:
    if db.session.get(WorkKind, past.kind_id) is None:
        raise NotPossible("kind_unknown", field="kind_id")
    if not past.title.strip():
        raise NotPossible("title_missing", field="title")
    if not past.document.strip():
        raise NotPossible("history_document_missing", field="document")
    if past.level not in LEVELS:
        raise NotPossible("level_unknown", field="level")
    if past.accepted_on > clock.today():
        raise NotPossible("in_the_future", field="accepted_on")
    for name in ("households", "people", *SOURCE_OF):
        if (getattr(past, name) or 0) < 0:
            raise NotPossible("negative", field=name)
    return _commune_of(past.commune_id, past.accepted_on)


def _commune_of(commune_id: int, accepted_on: date) -> Commune:
    """A work keeps the commune it was built in: one that there was on that day."""
    commune = db.session.get(Commune, commune_id)
    if commune is None:
        raise NotPossible("commune_unknown", field="commune")
    day = day_of_communes(accepted_on)
    if commune.valid_from > day or (commune.valid_to is not None and commune.valid_to < day):
        raise NotPossible("commune_not_then", field="commune")
    return commune


def _write_work(actor: Actor, past: PastWork, commune: Commune, print_: str) -> Work:
    """The accepted work with its measures, minutes and an empty ledger."""
    now = clock.now()
    work = Work(
        unit_id=past.unit_id,
        kind_id=past.kind_id,
        title=past.title,
        title_folded=fold(past.title),
        description=past.description,
        level=past.level,
        state="accepted",
        version=1,
        commune_id=commune.id,
        village=past.village or None,
        lat=past.lat,
        lon=past.lon,
        is_point_outside=lies_outside(commune, past.lat, past.lon),
        delivered_households=past.households,
        delivered_people=past.people,
        proposed_by=actor.account_id,
        created_at=now,
        accepted_on=past.accepted_on,
        sort_on=past.accepted_on,
        is_history=True,
        history_document=past.document[:300],
        history_fingerprint=print_,
        cash_received=0,
        cash_spent=0,
        union_contribution=0,
        planned_total=0,
    )
    db.session.add(work)
    db.session.flush()  # everything else needs its id
    for measure in kind_measures(past.kind_id):
        delivered, delivered_list = split_quantity(measure, past.quantities.get(measure.code))
        if measure.is_required and not delivered:
            raise NotPossible("delivered_missing", field="markers" if measure.type == "list" else "quantity")
        if delivered is not None:
            row = WorkMeasure(work_id=work.id, measure_id=measure.id)
            row.delivered, row.delivered_list = delivered, delivered_list
            db.session.add(row)
    db.session.add(
        Acceptance(work_id=work.id, accepted_on=past.accepted_on, participants="", note=past.document, at=now)
    )
    db.session.add(Ledger(work_id=work.id, balance=0, entries=0, head=""))
    return work

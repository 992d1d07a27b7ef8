"""After acceptance: the decision that recognises a work, its handover to whoever maintains it, its plaque.

Recording one of them again corrects it; the history keeps what was said before.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotPossible
from app.core.events import record
from app.core.files import NewFile, add_file
from app.extensions import db
from app.works import permissions
from app.works.actions.steps import allow, check_version, lock_work, was_done_before
from app.works.models import Handover, Plaque, Recognition, Work
from app.works.models.after import RECIPIENTS
from app.works.models.work import LEVELS


@action
def record_recognition(
    actor: Actor,
    *,
    work_id: int,
    version: int,
    number: str,
    decided_on: date,
    level: str,
    paper: NewFile | None = None,
) -> int:
    """Write down the decision that recognises the work; its paper is needed once. There is one of each level."""
    work = lock_work(actor, work_id)
    allow(permissions.can_record_recognition(actor, work))
    details = {"number": number, "decided_on": decided_on.isoformat(), "level": level}
    if was_done_before(actor, work, "work.recognised", version, details):
        return work.id
    _check(work, version, decided_on, "decided_on")
    if not number.strip():
        raise NotPossible("number_missing", field="number")
    if level not in LEVELS:
        raise NotPossible("level_unknown", field="level")
    row = _find(Recognition, Recognition.work_id == work.id, Recognition.level == level)
    values = {"number": number, "decided_on": decided_on, "level": level}
    _write(actor, work, row or Recognition(work_id=work.id), paper, values, needs_paper=True)
    _finish(actor, work, "work.recognised", details)
    return work.id


@action
def record_handover(
    actor: Actor,
    *,
    work_id: int,
    version: int,
    recipient_kind: str,
    recipient: str,
    handed_on: date,
    paper: NewFile | None = None,
) -> int:
    """Write down to whom the work was handed over; the signed paper is needed once."""
    work = lock_work(actor, work_id)
    allow(permissions.can_record_handover(actor, work))
    details = {"recipient_kind": recipient_kind, "recipient": recipient, "handed_on": handed_on.isoformat()}
    if was_done_before(actor, work, "work.handed_over", version, details):
        return work.id
    _check(work, version, handed_on, "handed_on")
    if recipient_kind not in RECIPIENTS:
        raise NotPossible("recipient_unknown", field="recipient_kind")
    if not recipient.strip():
        raise NotPossible("recipient_missing", field="recipient")
    row = _find(Handover, Handover.work_id == work.id)
    values = {"recipient_kind": recipient_kind, "recipient": recipient, "handed_on": handed_on}
    _write(actor, work, row or Handover(work_id=work.id), paper, values, needs_paper=True)
    _finish(actor, work, "work.handed_over", details)
    return work.id


@action
def record_plaque(
    actor: Actor,
    *,
    work_id: int,
    version: int,
    has_plaque: bool,
    put_up_on: date | None = None,
    text: str = "",
    paper: NewFile | None = None,
) -> int:
    """Write down whether the work has a plaque, since when, and what it says."""
    work = lock_work(actor, work_id)
    allow(permissions.can_record_plaque(actor, work))
    day = put_up_on if has_plaque else None
    details = {"has_plaque": has_plaque, "put_up_on": day.isoformat() if day else None, "text": text}
    if was_done_before(actor, work, "work.plaque_recorded", version, details):
        return work.id
    if has_plaque and day is None:
        raise NotPossible("plaque_date_missing", field="put_up_on")
    _check(work, version, day, "put_up_on")
    row = _find(Plaque, Plaque.work_id == work.id)
    values = {"has_plaque": has_plaque, "put_up_on": day, "text": text}
    _write(actor, work, row or Plaque(work_id=work.id), paper, values, needs_paper=False)
    _finish(actor, work, "work.plaque_recorded", details)
    return work.id


def _check(work: Work, version: int, day: date | None, field: str) -> None:
    """Raises Conflict for a stale page, NotPossible before acceptance or for a day before it or to come."""
    check_version(work, version)
    if work.accepted_on is None:
        raise NotPossible("not_accepted")
    if day is not None and day > clock.today():
        raise NotPossible("in_the_future", field=field)
    if day is not None and day < work.accepted_on:
        raise NotPossible("before_acceptance", field=field)


def _find(model: type[Any], *where: ColumnElement[bool]) -> Any | None:
    return db.session.execute(select(model).where(*where)).scalar_one_or_none()


def _write(
    actor: Actor, work: Work, row: Any, paper: NewFile | None, values: dict[str, Any], *, needs_paper: bool
) -> None:
    """Without a new paper the one that is there stays."""
    if paper is not None:
        stored = add_file(actor, paper)
        db.session.flush()  # the row needs the file's id
        row.file_id = stored.id
    elif needs_paper and row.file_id is None:
        raise NotPossible("handover_paper_missing", field="paper")
    for name, value in values.items():
        setattr(row, name, value)
    row.recorded_by, row.at = actor.account_id, clock.now()
    db.session.add(row)


def _finish(actor: Actor, work: Work, verb: str, details: dict[str, Any]) -> None:
    work.version += 1
    record(actor, verb, work, **details, version=work.version)

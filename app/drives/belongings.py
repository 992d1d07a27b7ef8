"""What becomes of a unit's places in drives when it is split, merged or dissolved.

Where it has registered, its place stays: it stands for the parts that are founded out of it, and keeps what was done
(see `homes.py`). Where it has not, those that take its place are asked to take part instead.
"""

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actions import lock_all
from app.core.actor import Actor
from app.core.events import record
from app.drives.models import Claim, Drive, DriveUnit, Indicator, IndicatorTarget, Nomination
from app.extensions import db
from app.people.models import Unit
from app.people.rearranging.belongings import Belongings, Handing, Situation


def _can_begin() -> ColumnElement[bool]:
    """Over Drive: a draft, or one for which units may still register."""
    return or_(Drive.state == "draft", and_(Drive.state == "open", Drive.registers_until >= clock.today()))


def _competes() -> ColumnElement[bool]:
    """Over DriveUnit joined with Drive: registered in a drive that runs."""
    return and_(Drive.state == "open", DriveUnit.registered_at.is_not(None), DriveUnit.withdrawn_on.is_(None))


def what_stays(situation: Situation) -> list[Any]:
    """The registration goes on as it is; what only the unit's own leader could still do is named."""
    ending = DriveUnit.unit_id.in_(situation.ending)
    rows = db.session.execute(
        select(Drive.title, Unit.short_name, _open_conditions(), _open_nominations())
        .join(DriveUnit, DriveUnit.drive_id == Drive.id)
        .join(Unit, Unit.id == DriveUnit.unit_id)
        .where(ending, _competes())
        .order_by(Drive.date_from, Drive.id, Unit.name_sort)
    )
    found: list[Any] = []
    for title, unit, conditions, nominations in rows:
        found.append(
            _l(
                "The place of %(unit)s in the drive %(drive)s: it keeps what was done, and stands for the parts that "
                "are founded out of it",
                unit=unit,
                drive=title,
            )
        )
        if conditions:
            found.append(
                _l(
                    "%(number)s conditions of that drive without a self-score that counts: nobody scores for the unit "
                    "once it has ended",
                    number=conditions,
                )
            )
        if nominations:
            found.append(_l("%(number)s nominations that wait for the committee", number=nominations))
    return found


def _open_conditions() -> Any:
    """How many conditions of a place have no self-score, or one that was given back."""
    scored = exists().where(
        Claim.indicator_id == Indicator.id, Claim.drive_unit_id == DriveUnit.id, Claim.state != "returned"
    )
    count = select(func.count(Indicator.id)).where(
        Indicator.drive_id == Drive.id, Indicator.kind == "condition", ~scored.correlate(Indicator, DriveUnit)
    )
    return count.correlate(Drive, DriveUnit).scalar_subquery()


def _open_nominations() -> Any:
    count = select(func.count(Nomination.id)).where(
        Nomination.drive_id == Drive.id,
        Nomination.unit_id == DriveUnit.unit_id,
        Nomination.state.in_(("nominated", "checked")),
    )
    return count.correlate(Drive, DriveUnit).scalar_subquery()


def lock_drives(sources: Sequence[int], _goals: Sequence[int], _members: Sequence[int]) -> None:
    """Nobody registers meanwhile."""
    lock_all(Drive, Drive.id.in_(select(DriveUnit.drive_id).where(DriveUnit.unit_id.in_(sources))), _can_begin())


def hand_over_places(actor: Actor, handing: Handing) -> None:
    """Places of units that end and haven't registered go to those that take their place, in the same cluster."""
    rows = db.session.execute(
        select(DriveUnit)
        .join(DriveUnit.drive)
        .where(DriveUnit.unit_id.in_(handing.situation.ending), DriveUnit.registered_at.is_(None), _can_begin())
        .options(joinedload(DriveUnit.drive).joinedload(Drive.unit))
        .order_by(DriveUnit.id)
    ).scalars()
    ended = list(rows)
    for place in ended:
        db.session.execute(delete(IndicatorTarget).where(IndicatorTarget.drive_unit_id == place.id))
        db.session.delete(place)
    db.session.flush()  # they are no longer in the way of those that come
    for place in ended:
        drive = place.drive
        taken = _paths(drive.id)
        invited = []
        for unit in handing.successors(place.unit_id):
            if _fits(unit, drive, taken):
                taken.append(unit.path)
                invited.append(unit.id)
                db.session.add(DriveUnit(drive_id=drive.id, cluster_id=place.cluster_id, unit_id=unit.id))
        db.session.flush()  # the next place of the drive sees who has one
        drive.version += 1
        details = {"from_unit": place.unit_id, "units": invited, "decision": handing.decision}
        record(actor, "drive_unit.replaced", drive, **details)


def _paths(drive_id: int) -> list[str]:
    rows = select(Unit.path).join(DriveUnit, DriveUnit.unit_id == Unit.id).where(DriveUnit.drive_id == drive_id)
    return list(db.session.execute(rows).scalars())


def _fits(unit: Unit, drive: Drive, taken: Collection[str]) -> bool:
    """Under the drive's unit, and neither above nor under another that takes part."""
    is_under = unit.path.startswith(drive.unit.path) and unit.id != drive.unit_id
    return is_under and not any(unit.path.startswith(path) or path.startswith(unit.path) for path in taken)


BELONGINGS = (Belongings("drive_place", _l("Places in drives"), hand_over_places, stays=what_stays, lock=lock_drives),)

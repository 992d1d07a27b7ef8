"""What a drive asks: indicators and the targets of single units, while it is a draft."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import delete, func, select

from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotFound, NotPossible
from app.core.events import record
from app.drives.actions.loading import lock_draft
from app.drives.catalogue import CATALOGUE
from app.drives.models import Drive, DriveUnit, Indicator, IndicatorTarget
from app.drives.values import Asked
from app.extensions import db

MOST_INDICATORS = 60


@action
def add_indicator(actor: Actor, *, drive_id: int, asked: Asked) -> int:
    """Add an indicator to a draft, at the end; returns its id."""
    drive = lock_draft(actor, drive_id)
    return _add(actor, drive, asked).id


@action
def add_indicators(actor: Actor, *, drive_id: int, asked: Sequence[Asked]) -> int:
    """Add all indicators of a sheet, or none; returns how many."""
    drive = lock_draft(actor, drive_id)
    for each in asked:
        _add(actor, drive, each)
    return len(asked)


@action
def edit_indicator(actor: Actor, *, indicator_id: int, version: int, asked: Asked) -> None:
    """Change an indicator of a draft; `version` is the drive's."""
    indicator = _get(indicator_id)
    drive = lock_draft(actor, indicator.drive_id, version)
    _write(indicator, asked)
    drive.version += 1
    record(actor, "indicator.edited", drive, indicator=indicator_id, name=asked.name)


@action
def remove_indicator(actor: Actor, *, indicator_id: int) -> None:
    """Take an indicator out of a draft, with its targets."""
    indicator = _get(indicator_id)
    drive = lock_draft(actor, indicator.drive_id)
    indicator = _get(indicator_id)  # somebody may have taken it out while we waited
    db.session.execute(delete(IndicatorTarget).where(IndicatorTarget.indicator_id == indicator_id))
    db.session.delete(indicator)
    drive.version += 1
    record(actor, "indicator.removed", drive, indicator=indicator_id, name=indicator.name)


@action
def set_targets(actor: Actor, *, indicator_id: int, version: int, targets: Mapping[int, Decimal | None]) -> None:
    """Give units targets of their own, by place; None: that of all. `version` is the drive's."""
    indicator = _get(indicator_id)
    drive = lock_draft(actor, indicator.drive_id, version)
    if indicator.target is None:
        raise NotPossible("has_no_target")
    known = set(db.session.execute(select(DriveUnit.id).where(DriveUnit.drive_id == drive.id)).scalars())
    if not targets.keys() <= known:
        raise NotFound
    db.session.execute(delete(IndicatorTarget).where(IndicatorTarget.indicator_id == indicator_id))
    for place_id, target in sorted(targets.items()):
        if target is not None:
            db.session.add(IndicatorTarget(indicator_id=indicator_id, drive_unit_id=place_id, target=target))
    drive.version += 1
    changed = {str(place_id): str(target) for place_id, target in targets.items() if target is not None}
    record(actor, "indicator.targets_set", drive, indicator=indicator_id, targets=changed)


def check_asked(asked: Asked) -> None:
    """Raises NotPossible for what no indicator can ask."""
    if asked.kind == "condition":
        if asked.metric or asked.target is not None or asked.scoring != "proportional" or asked.points <= 0:
            raise NotPossible("condition_has_only_points", field="kind")
        return
    metric = CATALOGUE.get(asked.metric or "")
    if metric is None:
        raise NotPossible("choose_a_metric", field="metric")
    choices = {each.column: {str(value) for value, _label in each.choices()} for each in metric.source.filters}
    for column, value in asked.filters.items():
        if value not in choices.get(column, set()):
            raise NotPossible("filter_does_not_fit", field="metric")
    if asked.scoring != "each" and asked.target is None:
        raise NotPossible("target_is_needed", field="target")
    if asked.scoring == "each" and asked.target is not None:
        raise NotPossible("each_has_no_target", field="target")
    if asked.scoring == "steps":
        _check_steps(asked)
    elif asked.points <= 0:
        raise NotPossible("points_are_needed", field="points")


def _check_steps(asked: Asked) -> None:
    starts, points = [start for start, _points in asked.steps], [points for _start, points in asked.steps]
    if not asked.steps:
        raise NotPossible("steps_are_needed", field="steps")
    if starts != sorted(set(starts)) or points != sorted(points):
        raise NotPossible("steps_must_rise", field="steps")


def _add(actor: Actor, drive: Drive, asked: Asked) -> Indicator:
    rows = select(func.count(), func.max(Indicator.position)).where(Indicator.drive_id == drive.id)
    number, last = db.session.execute(rows).one()
    if number >= MOST_INDICATORS:
        raise NotPossible("too_many_indicators", most=MOST_INDICATORS)
    indicator = Indicator(drive_id=drive.id, position=(last or 0) + 1)
    _write(indicator, asked)
    db.session.add(indicator)
    db.session.flush()  # the event and the answer need the id, and the next one its position
    drive.version += 1
    record(actor, "indicator.added", drive, indicator=indicator.id, name=asked.name)
    return indicator


def _write(indicator: Indicator, asked: Asked) -> None:
    check_asked(asked)
    for name in ("content", "name", "kind", "metric", "scoring", "effect", "target", "by_head", "points", "cap"):
        setattr(indicator, name, getattr(asked, name))
    indicator.filters = dict(asked.filters)
    indicator.steps = [[str(start), str(points)] for start, points in asked.steps]


def _get(indicator_id: int) -> Indicator:
    indicator = db.session.get(Indicator, indicator_id, populate_existing=True)
    if indicator is None:
        raise NotFound
    return indicator

"""Proposing: a draft that grows group by group, until it is handed in."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import selectinload

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotPossible
from app.core.events import record
from app.core.money import LARGEST
from app.core.text import fold
from app.extensions import db
from app.people.models import Unit
from app.places.models import Commune
from app.works import permissions
from app.works.actions.siting import lies_outside
from app.works.actions.steps import (
    allow,
    begin_step,
    check_version,
    finish_step,
    lock_work,
    newest_plan,
    was_done_before,
)
from app.works.actions.submission import keep_submission
from app.works.line import MOST_POINTS, to_geojson
from app.works.models import (
    KindMeasure,
    Ledger,
    PlanLine,
    PlanSource,
    PlanVersion,
    Work,
    WorkKind,
    WorkMeasure,
    WorkPartner,
    WorkPhase,
)
from app.works.models.plan import line_amount
from app.works.values import Dates, Extent, Line, Phase, Place, Source, What

MOST_LINES, MOST_PARTNERS, MOST_PHASES = 200, 60, 20
# Groups of questions whose value has another name.
GROUP_OF = {"place": "where"}


@action
def save_draft(
    actor: Actor,
    *,
    work_id: int | None = None,
    version: int = 0,
    what: What | None = None,
    place: Place | None = None,
    extent: Extent | None = None,
    dates: Dates | None = None,
    lines: Sequence[Line] | None = None,
    sources: Sequence[Source] | None = None,
) -> int:
    """Start a draft (without `work_id`; then `what` is needed), or write the groups that are given; returns its id.

    A group that is None stays as it was. Lines and sources replace those of the draft plan. Raises NotFound,
    NotAllowed, Conflict("stale") and NotPossible beside the field that a rule is about.
    """
    if work_id is None:
        if what is None:
            raise TypeError("a new draft needs `what`")
        work = start_draft(actor, what)
    else:
        work = lock_work(actor, work_id)
        allow(permissions.can_submit_work(actor, work))
        details = _describe(what=what, place=place, extent=extent, dates=dates, lines=lines, sources=sources)
        if was_done_before(actor, work, "work.edited", version, details):
            return work.id
        check_version(work, version)
        if not work.is_editable:
            raise NotPossible("not_a_draft")
        if what is not None:
            _write_what(actor, work, what)
        _note_editor(actor, work, list(details["groups"]))
        work.version += 1
        record(actor, "work.edited", work, **details, version=work.version)
    write_groups(actor, work, place=place, extent=extent, dates=dates, lines=lines, sources=sources)
    work.sort_on = clock.today()
    return work.id


@action
def submit_work(actor: Actor, *, work_id: int, version: int) -> int:
    """Hand the draft in to the committee. Raises NotPossible with the first thing that is missing."""
    work = lock_work(actor, work_id)
    if not begin_step(actor, work, "submit", version):
        return work.id
    measures = _measures(work)
    plan = newest_plan(work.id, selectinload(PlanVersion.lines), selectinload(PlanVersion.sources))
    missing = missing_for_submission(work, measures, plan)
    if missing:
        raise NotPossible(missing[0])
    assert plan is not None
    plan.state = "submitted"
    plan.submitted_by = actor.account_id
    work.proposed_by = actor.account_id
    work.submitted_at = clock.now()
    keep_submission(actor, work, measures, plan)
    finish_step(actor, work, "submit")
    return work.id


def missing_for_submission(
    work: Work, measures: list[tuple[KindMeasure, WorkMeasure | None]], plan: PlanVersion | None
) -> list[str]:
    """The reasons why a draft can't be handed in yet, in the order of the questions. `work.unit` must be loaded."""
    missing = []
    if not work.unit.stands_on(clock.today()):
        missing.append("work_unit_gone")
    if work.commune_id is None:
        missing.append("commune_missing")
    if any(m.is_required and (w is None or not (w.planned or w.planned_list)) for m, w in measures):
        missing.append("quantity_missing")
    if not (work.planned_households or work.planned_people):
        missing.append("beneficiaries_missing")
    if work.starts_on is None or work.ends_on is None:
        missing.append("dates_missing")
    if plan is None or not plan.lines:
        missing.append("lines_missing")
    elif plan.total_of_sources != plan.total:
        missing.append("sources_differ")
    return missing


def _describe(**groups: Any) -> dict[str, Any]:
    """Which groups were written, and a digest of their content, by which a repeated request is known."""
    given = {name: value for name, value in groups.items() if value is not None}
    digest = hashlib.sha256(repr(given).encode()).hexdigest()[:16]
    return {"groups": list(given), "digest": digest}


def start_draft(actor: Actor, what: What, **details: Any) -> Work:
    """A new draft with its ledger; `details` go into the event."""
    work = Work(created_at=clock.now(), sort_on=clock.today(), version=1, state="draft", unit_id=what.unit_id)
    _write_what(actor, work, what)
    work.drafted_by = work.proposed_by = actor.account_id
    _note_editor(actor, work, [])
    db.session.add(work)
    db.session.flush()  # ledger, measures and event need the id
    _write_partners(work, what.partners)
    db.session.add(Ledger(work_id=work.id))
    record(actor, "work.drafted", work, title=work.title, version=1, **details)
    return work


def write_groups(
    actor: Actor,
    work: Work,
    *,
    place: Place | None = None,
    extent: Extent | None = None,
    dates: Dates | None = None,
    lines: Sequence[Line] | None = None,
    sources: Sequence[Source] | None = None,
) -> None:
    """Write the groups that are given into a draft that is locked or new."""
    if place is not None:
        _write_place(work, place)
    if extent is not None:
        _write_extent(work, extent)
    if dates is not None:
        _write_dates(work, dates)
    if lines is not None or sources is not None:
        _write_plan(actor, work, lines, sources)


def _note_editor(actor: Actor, work: Work, groups: list[str]) -> None:
    """Who changes a draft may not decide on it later; and what was changed is no longer asked for again."""
    if actor.account_id is not None and not work.was_edited_by(actor.account_id):
        work.edited_by = f"{work.edited_by or '/'}{actor.account_id}/"
    if work.return_groups is not None:
        changed = {GROUP_OF.get(name, name) for name in groups}
        work.return_groups = [name for name in work.return_groups if name not in changed]


def _write_what(actor: Actor, work: Work, what: What) -> None:
    unit = db.session.execute(select(Unit).where(Unit.id == what.unit_id)).scalar_one_or_none()
    if unit is None or not permissions.can_propose_work(actor, unit):
        raise NotPossible("unit_not_yours", field="unit_id")
    if not unit.stands_on(clock.today()):
        raise NotPossible("work_unit_gone", field="unit_id")
    kind = db.session.execute(select(WorkKind).where(WorkKind.id == what.kind_id)).scalar_one_or_none()
    if kind is None or not (kind.is_active or kind.id == work.kind_id):
        raise NotPossible("kind_unknown", field="kind_id")
    if not what.title.strip():
        raise NotPossible("title_missing", field="title")
    if work.id is not None and kind.id != work.kind_id:
        for measure in _written_measures(work).values():
            db.session.delete(measure)  # other kinds count other things
    work.unit_id = unit.id
    work.kind_id = kind.id
    work.title = what.title
    work.title_folded = fold(what.title)
    work.description = what.description
    work.level = what.level
    work.occasion = what.occasion or None
    if work.id is not None:
        _write_partners(work, what.partners)


def _write_partners(work: Work, unit_ids: Sequence[int]) -> None:
    """The units that take part, beside the one that takes the work on."""
    wanted = dict.fromkeys(id_ for id_ in unit_ids if id_ != work.unit_id)
    if len(wanted) > MOST_PARTNERS:
        raise NotPossible("too_many_partners", field="partners")
    known = set(db.session.execute(select(Unit.id).where(Unit.id.in_(wanted))).scalars()) if wanted else set()
    if known != set(wanted):
        raise NotPossible("partner_unknown", field="partners")
    rows = db.session.execute(select(WorkPartner).where(WorkPartner.work_id == work.id)).scalars()
    written = {row.unit_id: row for row in rows}
    for unit_id, row in written.items():
        if unit_id not in wanted:
            db.session.delete(row)
    db.session.add_all(WorkPartner(work_id=work.id, unit_id=id_) for id_ in wanted if id_ not in written)


def _write_place(work: Work, place: Place) -> None:
    commune = None
    if place.commune_id is not None:
        commune = db.session.execute(select(Commune).where(Commune.id == place.commune_id)).scalar_one_or_none()
        if commune is None:
            raise NotPossible("commune_unknown", field="commune")
    work.commune_id = place.commune_id
    work.village = place.village or None
    work.lat, work.lon = place.lat, place.lon
    if len(place.line) == 1 or len(place.line) > MOST_POINTS:
        raise NotPossible("line_points", field="line", most=MOST_POINTS)
    work.line = to_geojson(place.line)
    work.is_point_outside = lies_outside(commune, place.lat, place.lon)


def _write_extent(work: Work, extent: Extent) -> None:
    for name, count in (("households", extent.households), ("people", extent.people)):
        if count is not None and count < 0:
            raise NotPossible("negative", field=name)
    written = _written_measures(work)
    for measure in kind_measures(work.kind_id, work.id):
        if measure.code not in extent.quantities:
            continue
        row = written.get(measure.id)
        if row is None:
            row = WorkMeasure(work_id=work.id, measure_id=measure.id)
            db.session.add(row)
        row.planned, row.planned_list = split_quantity(measure, extent.quantities[measure.code])
    work.planned_households = extent.households
    work.planned_people = extent.people


def split_quantity(measure: KindMeasure, value: Decimal | list[str] | None) -> tuple[Decimal | None, list[str] | None]:
    """A quantity as the two columns of WorkMeasure: a list of markers counts as its length too."""
    if isinstance(value, list):
        return (Decimal(len(value)), value) if value else (None, None)
    if value is not None and value < 0:
        raise NotPossible("negative", field=measure.code)
    return value, None


def kind_measures(kind_id: int, work_id: int | None = None) -> list[KindMeasure]:
    """What is counted on a kind of work, the main quantity first; a retired measure only where the work has it."""
    held = KindMeasure.id.in_(select(WorkMeasure.measure_id).where(WorkMeasure.work_id == work_id))
    is_asked = KindMeasure.is_active if work_id is None else or_(KindMeasure.is_active, held)
    statement = select(KindMeasure).where(KindMeasure.kind_id == kind_id, is_asked).order_by(KindMeasure.position)
    return list(db.session.execute(statement).scalars())


def _written_measures(work: Work) -> dict[int, WorkMeasure]:
    rows = db.session.execute(select(WorkMeasure).where(WorkMeasure.work_id == work.id)).scalars()
    return {row.measure_id: row for row in rows}


def _measures(work: Work) -> list[tuple[KindMeasure, WorkMeasure | None]]:
    written = _written_measures(work)
    return [(measure, written.get(measure.id)) for measure in kind_measures(work.kind_id, work.id)]


def _write_dates(work: Work, dates: Dates) -> None:
    if dates.starts_on and dates.ends_on and dates.ends_on < dates.starts_on:
        raise NotPossible("work_ends_before_start", field="ends_on")
    work.starts_on, work.ends_on = dates.starts_on, dates.ends_on
    _write_phases(work, dates)


def _write_phases(work: Work, dates: Dates) -> None:
    if len(dates.phases) > MOST_PHASES:
        raise NotPossible("too_many_phases")
    for phase in dates.phases:
        if not phase.name.strip():
            raise NotPossible("phase_name_missing")
        _check_phase(phase, dates)
    db.session.execute(delete(WorkPhase).where(WorkPhase.work_id == work.id))
    db.session.add_all(
        WorkPhase(work_id=work.id, position=position, name=p.name, starts_on=p.starts_on, ends_on=p.ends_on)
        for position, p in enumerate(dates.phases, 1)
    )


def _check_phase(phase: Phase, dates: Dates) -> None:
    """A phase ends after it starts, and lies within the days of the work."""
    if phase.starts_on and phase.ends_on and phase.ends_on < phase.starts_on:
        raise NotPossible("phase_ends_before_start", name=phase.name)
    days = [day for day in (phase.starts_on, phase.ends_on) if day]
    if any((dates.starts_on and day < dates.starts_on) or (dates.ends_on and day > dates.ends_on) for day in days):
        raise NotPossible("phase_outside", name=phase.name)


def _write_plan(actor: Actor, work: Work, lines: Sequence[Line] | None, sources: Sequence[Source] | None) -> None:
    plan = draft_plan(actor, work)
    if lines is not None:
        if len(lines) > MOST_LINES:
            raise NotPossible("too_many_lines")
        plan.lines[:] = [_line(position, line) for position, line in enumerate(lines, 1)]
        check_sum(plan.total)
        work.planned_total = plan.total
    if sources is not None:
        check_sum(sum(source.amount for source in sources))
        plan.sources[:] = [
            PlanSource(position=position, kind=s.kind, form=s.form, amount=s.amount, name=s.name)
            for position, s in enumerate(sources, 1)
        ]


def check_sum(amount: int) -> None:
    """A price and a quantity that may each be right can come to more than anybody has, or the column holds."""
    if amount > LARGEST:
        raise NotPossible("sum_too_large")


def draft_plan(actor: Actor, work: Work) -> PlanVersion:
    """The draft of the plan; a new version, with the last one's lines, where that one was decided on."""
    load: tuple[Any, ...] = (selectinload(PlanVersion.lines), selectinload(PlanVersion.sources))
    last = newest_plan(work.id, *load)
    if last is not None and last.state == "draft":
        return last
    plan = PlanVersion(
        work_id=work.id,
        number=last.number + 1 if last else 1,
        state="draft",
        made_by=actor.account_id,
        made_at=clock.now(),
        lines=[_line(old.position, old) for old in last.lines] if last else [],
        sources=[
            PlanSource(position=old.position, kind=old.kind, form=old.form, amount=old.amount, name=old.name)
            for old in last.sources
        ]
        if last
        else [],
    )
    db.session.add(plan)
    return plan


def _line(position: int, line: Line | PlanLine) -> PlanLine:
    return PlanLine(
        position=position,
        category=line.category,
        description=line.description,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        amount=line_amount(Decimal(line.quantity), line.unit_price),
    )

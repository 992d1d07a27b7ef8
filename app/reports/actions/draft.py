"""Writing a report: begun from the figures, and changed until it is issued."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.people.models import Unit
from app.reports import prose, queries
from app.reports.figures import Scope
from app.reports.models import IssuedReport, ReportDraft
from app.reports.period import BadPeriod, check_period
from app.reports.permissions import can_write_report


@action
def start_draft(actor: Actor, *, unit_id: int, date_from: date, date_to: date) -> int:
    """Begin a unit's report on a period with a text made from its figures; returns its id, or that of the open one.

    Raises NotPossible where the report was issued already: then `correct_report` begins the one that replaces it.
    """
    unit = _lock_unit(actor, unit_id)
    try:
        check_period(date_from, date_to)
    except BadPeriod as error:
        raise NotPossible(error.code) from error
    draft, issued = queries.find_report_on(unit_id, date_from, date_to)
    if draft is not None:
        return draft.id
    if issued is not None:
        raise NotPossible("issued_already")
    scope = Scope(date_from, date_to, unit_id)
    lines = {line.key: line for line in queries.count_lines(scope, queries.read_targets(date_from.year, unit_id))}
    works = [work.id for work, _value in queries.list_works_to_show(scope)[: queries.DRAFTED]]
    return _add(actor, unit, scope, prose.draft_texts(lines), works, None)


@action
def correct_report(actor: Actor, *, report_id: int) -> int:
    """Begin the report that is to replace an issued one, with its text; returns its id, or that of the open one."""
    report = db.session.execute(
        select(IssuedReport).where(IssuedReport.id == report_id).options(joinedload(IssuedReport.unit))
    ).scalar_one_or_none()
    if report is None:
        raise NotFound
    unit = _lock_unit(actor, report.unit_id)
    draft, issued = queries.find_report_on(report.unit_id, report.date_from, report.date_to)
    if draft is not None:
        return draft.id
    if issued is None or issued.id != report_id:
        raise NotPossible("replaced_already")
    before = db.session.get_one(ReportDraft, report.draft_id)
    scope = Scope(report.date_from, report.date_to, report.unit_id)
    return _add(actor, unit, scope, before.texts, before.works, report_id)


@action
def save_draft(actor: Actor, *, draft_id: int, version: int, texts: Mapping[str, str], works: Sequence[int]) -> int:
    """Keep the text and the typical works of a draft; returns the new version.

    Raises Conflict for a stale page, NotPossible for a placeholder that means nothing.
    """
    draft = lock_draft(actor, draft_id)
    wanted = {section: texts.get(section, "") for section in prose.SECTIONS}
    chosen = list(dict.fromkeys(works))
    if (draft.texts, draft.works) == (wanted, chosen):
        return draft.version
    if not draft.is_open:
        raise NotPossible("issued_already")
    if draft.version != version:
        raise Conflict("draft_changed")
    for section, text in wanted.items():
        unknown = prose.find_unknown(text)
        if unknown:
            raise NotPossible("unknown_placeholder", field=section, placeholder=unknown)
    if len(chosen) > queries.MOST_TYPICAL:
        raise NotPossible("too_many_typical", field="works")
    draft.texts, draft.works, draft.version = wanted, chosen, draft.version + 1
    record(actor, "report_draft.changed", draft, version=draft.version)
    return draft.version


def lock_draft(actor: Actor, draft_id: int) -> ReportDraft:
    """A draft of a unit that the actor writes for, locked. Raises NotFound."""
    draft: ReportDraft | None = lock(ReportDraft, ReportDraft.id == draft_id, options=(joinedload(ReportDraft.unit),))
    if draft is None or not can_write_report(actor, draft.unit.path):
        raise NotFound
    return draft


def _lock_unit(actor: Actor, unit_id: int) -> Unit:
    """The unit, locked: two who begin its report at once begin the same one."""
    unit: Unit | None = lock(Unit, Unit.id == unit_id)
    if unit is None or not can_write_report(actor, unit.path):
        raise NotFound
    return unit


def _add(
    actor: Actor, unit: Unit, scope: Scope, texts: Mapping[str, str], works: Sequence[int], replaces: int | None
) -> int:
    draft = ReportDraft(
        unit_id=unit.id,
        date_from=scope.date_from,
        date_to=scope.date_to,
        texts=dict(texts),
        works=list(works),
        replaces_id=replaces,
        created_by=actor.account_id,
        created_at=clock.now(),
    )
    db.session.add(draft)
    db.session.flush()  # the event and the answer need the id
    period = {"date_from": scope.date_from.isoformat(), "date_to": scope.date_to.isoformat()}
    record(actor, "report_draft.begun", draft, unit=unit.id, replaces=replaces, **period)
    return draft.id

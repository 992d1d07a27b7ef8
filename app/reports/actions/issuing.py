"""Issuing a report: from then on it is what it was."""

from datetime import date
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import Busy, Conflict, NotPossible
from app.core.events import record
from app.extensions import db
from app.reports import frozen, queries
from app.reports.actions.draft import lock_draft
from app.reports.figures import Scope
from app.reports.models import IssuedReport, ReportDraft

ATTEMPTS = 3


@action
def issue_report(
    actor: Actor, *, draft_id: int, version: int, number: str, issued_on: date, signer_title: str, signer: str
) -> int:
    """Freeze a draft with its figures and the ids of their records, under a number; returns the issued report's id.

    The report is with the unit above from this moment. Raises Conflict where the text was changed since the page that
    asked, NotPossible for a period that isn't over, a day that can't be, a number that the unit has used this year.
    """
    draft = lock_draft(actor, draft_id)
    if not draft.is_open:
        raise NotPossible("issued_already")
    if draft.version != version:
        raise Conflict("draft_changed")
    today = clock.today()
    if draft.date_to > today:
        raise NotPossible("period_not_over")
    if not draft.date_to <= issued_on <= today:
        raise NotPossible("bad_issue_day", field="issued_on")
    head = queries.get_letterhead(draft.unit, issued_on)
    reference = f"{number}-{head.symbol}" if head.symbol else number
    taken = select(IssuedReport.id).where(
        IssuedReport.unit_id == draft.unit_id, IssuedReport.year == issued_on.year, IssuedReport.number == reference
    )
    if db.session.execute(taken).first():
        raise NotPossible("number_taken", field="number")
    replaced = db.session.get(IssuedReport, draft.replaces_id) if draft.replaces_id else None
    content = {
        **_count(draft),
        "number": reference,
        "issued_on": issued_on.isoformat(),
        "letterhead": {**head.words(), "signer_title": signer_title, "signer": signer},
        "replaces": {"number": replaced.number, "issued_on": replaced.issued_on.isoformat()} if replaced else None,
    }
    written = frozen.write_down(content)
    report = IssuedReport(
        draft_id=draft.id,
        unit_id=draft.unit_id,
        date_from=draft.date_from,
        date_to=draft.date_to,
        number=reference,
        year=issued_on.year,
        issued_on=issued_on,
        frozen=written,
        checksum=frozen.checksum(written),
        replaces_id=draft.replaces_id,
        issued_by=actor.account_id,
        at=clock.now(),
    )
    db.session.add(report)
    draft.is_open, draft.version = False, draft.version + 1
    db.session.flush()  # the event and the answer need the id
    record(
        actor,
        "report.issued",
        report,
        unit=draft.unit_id,
        number=reference,
        checksum=report.checksum,
        replaces=draft.replaces_id,
        date_from=draft.date_from.isoformat(),
        date_to=draft.date_to.isoformat(),
    )
    return report.id


def _count(draft: ReportDraft) -> dict[str, Any]:
    """Figures and records that agree: where somebody writes in between, PostgreSQL may show them at two moments."""
    scope = Scope(draft.date_from, draft.date_to, draft.unit_id)
    for _attempt in range(ATTEMPTS):
        content = queries.build_content(draft.unit, scope, texts=draft.texts, works=draft.works)
        records = queries.trace_figures(scope)
        if all(sum(amount for _id, amount in records[f["key"]]) == f["value"] for f in content["figures"]):
            return {**content, "records": {key: [list(row) for row in rows] for key, rows in records.items()}}
    raise Busy

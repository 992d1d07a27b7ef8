"""Drafts and issued reports, and who has sent theirs to the unit above."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, defer, joinedload

from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.paging import Page, fetch_page
from app.extensions import db
from app.people.models import Account, Unit, UnitVersion
from app.reports import counted, frozen
from app.reports.figures import Line, Scope
from app.reports.models import IssuedReport, ReportDraft, ReportRequest
from app.reports.permissions import can_read_report, can_write_report, own_units, reports_to_read
from app.reports.prose import SECTIONS, Piece, fill_in, say_period
from app.reports.queries.content import list_works_to_show, name_on
from app.reports.queries.counting import count_figures, count_lines
from app.reports.queries.targets import read_targets
from app.reports.queries.tracing import trace_figures
from app.works.models import Work, WorkPhoto


def get_draft(actor: Actor, draft_id: int) -> ReportDraft:
    """A draft with its unit. Raises NotFound for whoever doesn't write this unit's reports."""
    draft = db.session.execute(
        select(ReportDraft).where(ReportDraft.id == draft_id).options(joinedload(ReportDraft.unit))
    ).scalar_one_or_none()
    if draft is None or not can_write_report(actor, draft.unit.path):
        raise NotFound
    return draft


def get_issued(actor: Actor, report_id: int) -> IssuedReport:
    """An issued report with its unit. Raises NotFound where the actor may not read it."""
    report = db.session.execute(
        select(IssuedReport).where(IssuedReport.id == report_id).options(joinedload(IssuedReport.unit))
    ).scalar_one_or_none()
    if report is None or not can_read_report(actor, report.unit.path):
        raise NotFound
    return report


def find_issued_of(draft_id: int) -> int | None:
    """The id of what was issued from a draft."""
    return db.session.scalar(select(IssuedReport.id).where(IssuedReport.draft_id == draft_id))


@dataclass(frozen=True)
class DraftPage:
    """A draft with its figures, what it would say, and the works that it may show (with value and a photo's id)."""

    draft: ReportDraft
    lines: dict[str, Line]
    texts: dict[str, list[list[Piece]]]
    works: list[tuple[Work, int, int | None]]
    next_number: int
    issued_id: int | None


def get_draft_page(actor: Actor, draft_id: int) -> DraftPage:
    """All that the pages of a draft show. Raises NotFound."""
    draft = get_draft(actor, draft_id)
    unit, scope = draft.unit, Scope(draft.date_from, draft.date_to, draft.unit_id)
    lines = {line.key: line for line in count_lines(scope, read_targets(scope.date_from.year, unit.id))}
    words = {"unit": name_on(unit, scope), "period": say_period(scope.date_from, scope.date_to)}
    offered = list_works_to_show(scope)
    others = set(draft.works) - {work.id for work, _value in offered}
    offered += list_works_to_show(scope, sorted(others)) if others else []
    photos = _last_photos([work.id for work, _value in offered])
    used = select(func.count()).where(IssuedReport.unit_id == unit.id, IssuedReport.year == clock.today().year)
    return DraftPage(
        draft=draft,
        lines=lines,
        texts={section: fill_in(draft.texts.get(section, ""), lines, words) for section in SECTIONS},
        works=[(work, value, photos.get(work.id)) for work, value in offered],
        next_number=1 + int(db.session.scalar(used) or 0),
        issued_id=None if draft.is_open else find_issued_of(draft.id),
    )


def _last_photos(ids: list[int]) -> dict[int, int]:
    """The last photo after of each of these works."""
    rows = db.session.execute(
        select(WorkPhoto.work_id, func.max(WorkPhoto.id))
        .where(WorkPhoto.work_id.in_(ids), WorkPhoto.moment == "after")
        .group_by(WorkPhoto.work_id)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class IssuedPage:
    """An issued report as it was, with what is counted otherwise today, and the reports before and after it."""

    report: IssuedReport
    content: dict[str, Any]
    is_intact: bool
    differences: list[frozen.Difference]
    issuer: str
    replaces: IssuedReport | None
    replaced_by: IssuedReport | None


def get_issued_page(actor: Actor, report_id: int) -> IssuedPage:
    """All that the page of an issued report shows. Raises NotFound."""
    report = get_issued(actor, report_id)
    content = json.loads(report.frozen)
    scope = Scope(report.date_from, report.date_to, report.unit_id)
    figures = {figure.key: figure.value for figure in count_figures(scope)}
    around = db.session.scalars(
        select(IssuedReport)
        .where(or_(IssuedReport.id == report.replaces_id, IssuedReport.replaces_id == report.id))
        .options(defer(IssuedReport.frozen))
    ).all()
    return IssuedPage(
        report=report,
        content=content,
        is_intact=frozen.checksum(report.frozen) == report.checksum,
        differences=frozen.compare(content, figures, trace_figures(scope)),
        issuer=db.session.scalar(select(Account.name).where(Account.id == report.issued_by)) or "",
        replaces=next((other for other in around if other.id == report.replaces_id), None),
        replaced_by=next((other for other in around if other.replaces_id == report.id), None),
    )


def find_report_on(unit_id: int, date_from: date, date_to: date) -> tuple[ReportDraft | None, IssuedReport | None]:
    """The open draft and the valid issued report of a unit on exactly these days. Two statements."""
    draft = db.session.execute(
        select(ReportDraft).where(
            ReportDraft.unit_id == unit_id,
            ReportDraft.date_from == date_from,
            ReportDraft.date_to == date_to,
            ReportDraft.is_open,
        )
    ).scalar_one_or_none()
    issued = db.session.execute(
        select(IssuedReport)
        .where(
            IssuedReport.unit_id == unit_id,
            IssuedReport.date_from == date_from,
            IssuedReport.date_to == date_to,
            not_replaced(),
        )
        .order_by(IssuedReport.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return draft, issued


def find_last_draft(unit_id: int, date_from: date, date_to: date) -> ReportDraft | None:
    """The draft whose text a report on these days has: the open one, else that of the last one issued."""
    return db.session.execute(
        select(ReportDraft)
        .where(ReportDraft.unit_id == unit_id, ReportDraft.date_from == date_from, ReportDraft.date_to == date_to)
        .order_by(ReportDraft.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def not_replaced() -> Any:
    """Over IssuedReport: no other one took its place."""
    later = aliased(IssuedReport)
    return ~exists().where(later.replaces_id == IssuedReport.id)


def list_issued(actor: Actor, at: str | None = None) -> Page:
    """A page of the issued reports that the actor may read, the latest first, without what is frozen in them."""
    statement = (
        select(IssuedReport)
        .join(IssuedReport.unit)
        .options(contains_eager(IssuedReport.unit), defer(IssuedReport.frozen))
        .where(reports_to_read(actor))
    )
    return fetch_page(statement, order=(IssuedReport.id,), key_of=lambda report: (report.id,), at=at, descending=True)


def list_drafts(actor: Actor) -> list[ReportDraft]:
    """The open drafts of the actor's own units, the latest first."""
    statement = (
        select(ReportDraft)
        .join(ReportDraft.unit)
        .options(contains_eager(ReportDraft.unit))
        .where(ReportDraft.is_open, ReportDraft.unit_id.in_(own_units(actor)))
        .order_by(ReportDraft.id.desc())
        .limit(50)
    )
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class Sender:
    """A unit that was asked for its report, and what has come: `late` days (still running where nothing has)."""

    unit_id: int
    code: str
    name: str
    report_id: int | None
    number: str | None
    sent_on: date | None
    late: int


@dataclass(frozen=True)
class Asked:
    """A request with whom it went to: the units right under the asking one on the period's last day."""

    request: ReportRequest
    senders: list[Sender] = field(default_factory=list)

    @property
    def sent(self) -> int:
        return sum(sender.report_id is not None for sender in self.senders)

    @property
    def missing(self) -> int:
        return len(self.senders) - self.sent


MOST_REQUESTS = 12


def list_requests(actor: Actor) -> list[Asked]:
    """The latest requests of the units that the actor writes or reads reports of, with who has sent. Two statements."""
    requests = db.session.scalars(
        select(ReportRequest)
        .join(ReportRequest.unit)
        .options(contains_eager(ReportRequest.unit))
        .where(reports_to_read(actor))
        .order_by(ReportRequest.due_on.desc(), ReportRequest.id.desc())
        .limit(MOST_REQUESTS)
    ).all()
    by_id = {request.id: Asked(request) for request in requests}
    for request, sender in _senders(ReportRequest.id.in_(by_id)):
        by_id[request.id].senders.append(sender)
    return list(by_id.values())


def list_asked_of(actor: Actor) -> list[tuple[ReportRequest, Sender]]:
    """What the actor's own units were asked for and haven't sent, the next due first. One statement."""
    rows = _senders(Unit.id.in_(own_units(actor)))
    return [row for row in rows if row[1].report_id is None][:MOST_REQUESTS]


def _senders(where: Any) -> list[tuple[ReportRequest, Sender]]:
    """Requests beside each unit that stood right under the asking one on the last day, and the report that it sent."""
    first, last = aliased(IssuedReport), aliased(IssuedReport)
    sent = and_(
        first.unit_id == Unit.id,
        first.date_from == ReportRequest.date_from,
        first.date_to == ReportRequest.date_to,
        first.replaces_id.is_(None),
    )
    # What was corrected later had come when the first one came, but the correction is what is read.
    later = aliased(IssuedReport)
    valid = and_(
        last.unit_id == Unit.id,
        last.date_from == ReportRequest.date_from,
        last.date_to == ReportRequest.date_to,
        ~exists().where(later.replaces_id == last.id),
    )
    rows: Any = db.session.execute(
        select(ReportRequest, Unit.id, Unit.code, UnitVersion.short_name, last.id, last.number, first.at)
        .join(UnitVersion, UnitVersion.parent_id == ReportRequest.unit_id)
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .outerjoin(first, sent)
        .outerjoin(last, valid)
        .where(
            where,
            counted.in_force(ReportRequest.date_to),
            or_(Unit.dissolved_on.is_(None), Unit.dissolved_on > ReportRequest.date_to),
        )
        .order_by(ReportRequest.due_on, ReportRequest.id, Unit.name_sort)
        .options(joinedload(ReportRequest.unit))
    )
    found = []
    for request, unit_id, code, name, report_id, number, at in rows:
        sent_on = clock.local(at).date() if at else None
        late = max(0, ((sent_on or clock.today()) - request.due_on).days)
        found.append((request, Sender(unit_id, code, name, report_id, number, sent_on, late)))
    return found

"""Writing and issuing a report."""

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible, explain
from app.core.web import current_actor, form_page
from app.reports import actions, permissions, prose, queries
from app.reports.figures import BY_KEY, Scope
from app.reports.forms import DraftForm, IssueForm
from app.reports.messages import period_name
from app.reports.views import blueprint
from app.reports.views.asking import days, read_rightly, reader

if TYPE_CHECKING:
    from app.reports.models import ReportDraft


@blueprint.post("/drafts")
def start() -> Response:
    """Begin the report on the period and unit of the address, or go on with it."""
    actor = reader()
    asked = read_rightly(actor)
    unit, scope = asked.reporter, asked.scope
    if not permissions.can_write_report(actor, unit.path):
        raise NotAllowed
    try:
        draft_id = actions.start_draft(actor, unit_id=unit.id, date_from=scope.date_from, date_to=scope.date_to)
    except NotPossible as error:
        flash(explain(error), "warning")
        return redirect(asked.url("reports.period"), 303)
    return redirect(url_for("reports.draft", report_draft_id=draft_id), 303)


@blueprint.route("/drafts/<int:report_draft_id>", methods=["GET", "POST"])
def draft(report_draft_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_draft_page(actor, report_draft_id)
    found = page.draft
    if not found.is_open:
        return redirect(url_for("reports.issued", report_id=page.issued_id), 303)
    form = DraftForm(data={"version": found.version, "works": found.works, **found.texts})
    form.works.choices = [(work.id, work.title) for work, _value, _photo in page.works]
    there_now: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            actions.save_draft(
                actor,
                draft_id=found.id,
                version=form.seen_version,
                texts={section: form[section].data or "" for section in prose.SECTIONS},
                works=form.works.data or [],
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            page = queries.get_draft_page(actor, report_draft_id)  # an action lets go of what was read before it
            if isinstance(error, Conflict):
                there_now = [(title, page.draft.texts.get(section, "")) for section, title in prose.SECTIONS.items()]
                form.version.raw_data, form.version.data = None, str(page.draft.version)
        else:
            flash(_("The report is saved."), "success")
            return redirect(url_for("reports.draft", report_draft_id=found.id), 303)
    return form_page("reports/draft.html", form, page=page, there_now=there_now, **_shown(page.draft))


@blueprint.route("/drafts/<int:report_draft_id>/issue", methods=["GET", "POST"])
def issue(report_draft_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_draft_page(actor, report_draft_id)
    found = page.draft
    head = queries.get_letterhead(found.unit, clock.today())
    form = IssueForm(
        data={
            "version": found.version,
            "number": str(page.next_number),
            "issued_on": clock.today(),
            "signer_title": head.signer_title,
            "signer": head.signer,
        }
    )
    if form.validate_on_submit():
        try:
            report_id = actions.issue_report(
                actor,
                once=form.once_key,
                draft_id=found.id,
                version=form.seen_version,
                number=form.number.data,
                issued_on=form.issued_on.data,
                signer_title=form.signer_title.data,
                signer=form.signer.data,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            page = queries.get_draft_page(actor, report_draft_id)
        else:
            flash(_("The report is issued. From now on it stays as it is."), "success")
            return redirect(url_for("reports.issued", report_id=report_id), 303)
    elif not found.is_open:
        return redirect(url_for("reports.issued", report_id=page.issued_id), 303)
    return form_page("reports/issue.html", form, page=page, head=head, **_shown(page.draft))


@blueprint.get("/issued/<int:report_id>")
def issued(report_id: int) -> str:
    actor = reader()
    page = queries.get_issued_page(actor, report_id)
    report = page.report
    return render_template(
        "reports/issued.html",
        page=page,
        report=report,
        content=page.content,
        kinds=BY_KEY,
        chapters=prose.CHAPTERS,
        sections=prose.SECTIONS,
        name=period_name(Scope(report.date_from, report.date_to)),
        address={"unit": report.unit.code, **days(report.date_from, report.date_to)},
        can_correct=page.replaced_by is None and permissions.can_write_report(actor, report.unit.path),
    )


@blueprint.post("/issued/<int:report_id>/correct")
def correct(report_id: int) -> Response:
    actor = reader()
    report = queries.get_issued(actor, report_id)
    if not permissions.can_write_report(actor, report.unit.path):
        raise NotAllowed
    try:
        draft_id = actions.correct_report(actor, report_id=report_id)
    except NotPossible as error:
        flash(explain(error), "warning")
        return redirect(url_for("reports.issued", report_id=report_id), 303)
    return redirect(url_for("reports.draft", report_draft_id=draft_id), 303)


def _shown(draft: "ReportDraft") -> dict[str, Any]:
    """What the pages of a draft say about it."""
    return {
        "draft": draft,
        "name": period_name(Scope(draft.date_from, draft.date_to)),
        "address": {"unit": draft.unit.code, **days(draft.date_from, draft.date_to)},
        "chapters": prose.CHAPTERS,
        "sections": prose.SECTIONS,
        "is_over": draft.date_to <= clock.today(),
    }

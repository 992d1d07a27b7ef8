"""Reporting a work as finished, and accepting it."""

from decimal import Decimal
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.web import current_actor, form_page
from app.works import queries
from app.works.actions import accept_work, report_work
from app.works.conflict import as_timelines, say_present
from app.works.forms import AcceptForm, ReportForm, with_measures
from app.works.permissions import MAY
from app.works.rules import read_rules
from app.works.views import blueprint
from app.works.views.proposal import measure_fields
from app.works.views.works import WORDS
from app.works.wording import BODY_NAMES


@blueprint.route("/works/<int:work_id>/report", methods=["GET", "POST"])
def report(work_id: int) -> Response | tuple[str, int]:
    page = _load(work_id, "report")
    wanted = measure_fields(page.measures)
    form = with_measures(ReportForm, wanted)(data={**_shown(page), "version": page.work.version})
    if form.validate_on_submit():
        quantities: dict[str, Decimal | list[str] | None] = {code: form[f"m_{code}"].data for code, *_r in wanted}
        answer = _try(
            form,
            work_id,
            report_work,
            _("The work is reported as finished. The standing committee accepts it."),
            quantities={code: Decimal(v) if isinstance(v, int) else v for code, v in quantities.items()},
            households=form.households.data,
            people=form.people.data,
            text=form.text.data or "",
            benefit=form.benefit.data,
            benefit_reason=form.benefit_reason.data or "",
        )
        if answer:
            return answer
    return _show("works/report.html", form, page, measures=wanted)


@blueprint.route("/works/<int:work_id>/accept", methods=["GET", "POST"])
def accept(work_id: int) -> Response | tuple[str, int]:
    page = _load(work_id, "accept")
    form = AcceptForm(data={"version": page.work.version, "accepted_on": clock.today()})
    if form.validate_on_submit():
        answer = _try(
            form,
            work_id,
            accept_work,
            _("The work is accepted. It counts in reports from now on."),
            accepted_on=form.accepted_on.data,
            participants=form.participants.data,
            note=form.note.data or "",
            minutes=form.minutes.stored,
        )
        if answer:
            return answer
    confirmation = queries.find_confirmation(page.work)
    lacks = confirmation is None and read_rules().needs_confirmation
    return _show("works/accept.html", form, page, confirmation=confirmation, lacks_confirmation=lacks)


def _load(work_id: int, step: str) -> queries.WorkPage:
    """The work, for whoever may take the step. Raises NotFound, NotAllowed; opened too early or late, NotPossible.

    What was sent goes on to the action: it knows a double click from a second officer who was slower.
    """
    actor = current_actor()
    page = queries.get_work_page(actor, work_id)
    if not MAY[step](actor, page.work):
        raise NotAllowed
    if request.method == "GET" and not page.work.can_go(step):
        raise NotPossible("wrong_step")
    return page


def _shown(page: queries.WorkPage) -> dict[str, Any]:
    """What the report starts from: what was delivered in an earlier report, else what was planned."""
    work = page.work
    shown: dict[str, Any] = {"text": work.report_text}
    shown |= {"benefit": work.benefit, "benefit_reason": work.benefit_reason}
    shown["households"] = work.delivered_households if work.reported_at else work.planned_households
    shown["people"] = work.delivered_people if work.reported_at else work.planned_people
    return shown | {f"m_{row.measure.code}": row.delivered or row.planned for row in page.measures}


def _try(form: Any, work_id: int, action: Any, done: str, **values: Any) -> Response | None:
    try:
        action(current_actor(), work_id=work_id, version=form.seen_version, **values)
    except NotPossible as error:
        if error.field and f"m_{error.field}" in form:
            error.field = f"m_{error.field}"
        form.refuse(error)
    except Conflict as error:
        form.changes = queries.list_changes_since(work_id, form.seen_version)
        form.refuse(error)
        form.version.raw_data, form.version.data = None, str(queries.get_work(current_actor(), work_id).version)
    else:
        flash(done, "success")
        return redirect(url_for("works.work", work_id=work_id), 303)
    return None


def _show(template: str, form: Any, page: queries.WorkPage, **values: Any) -> tuple[str, int]:
    changes = as_timelines(getattr(form, "changes", []))
    if form.is_submitted():  # a refused action has ended the transaction that the page was read in
        page = queries.get_work_page(current_actor(), page.work.id)
    accepted = page.acceptance
    present = {name: getattr(accepted, name) for name in ("accepted_on", "participants", "note")} if accepted else {}
    there_now = say_present(form, {**_shown(page), **present}) if changes else []
    return form_page(
        template,
        form,
        page=page,
        work=page.work,
        changes=changes,
        there_now=there_now,
        body_names=BODY_NAMES,
        **WORDS,
        **values,
    )

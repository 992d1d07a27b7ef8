"""Versions of a plan: compare them, draft a revision, hand it in, decide on it."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.web import current_actor, form_page, id_arg
from app.works import queries
from app.works.actions import approve_revision, draft_revision, refuse_revision, submit_revision
from app.works.forms import SPARE_ROWS, ReasonForm, RevisionForm, StepForm
from app.works.values import Line, Source
from app.works.views import blueprint
from app.works.views.works import WORDS
from app.works.wording import PLAN_STATE_NAMES, event_sentence


@blueprint.get("/works/<int:work_id>/budget/plans")
def plans(work_id: int) -> tuple[str, int]:
    page = queries.get_plans(current_actor(), work_id, id_arg("from"), id_arg("to"))
    return _show(page, StepForm(formdata=None, obj=page.work))


@blueprint.route("/works/<int:work_id>/budget/plans/revise", methods=["GET", "POST"])
def revise(work_id: int) -> Response | tuple[str, int]:
    page = queries.get_plans(current_actor(), work_id)
    if not page.may_draft:
        raise NotAllowed
    if page.newest is None or (request.method == "GET" and not page.can_draft):  # what was sent is answered below
        raise NotPossible("revision_waits" if page.is_open else "revision_closed")
    plan = page.newest
    form = RevisionForm(data={"lines": plan.lines, "sources": plan.sources, "version": page.work.version})
    changes: Any = ()
    if "add_row" not in request.form and form.validate_on_submit():
        try:
            draft_revision(
                current_actor(), work_id=work_id, version=form.seen_version, lines=_lines(form), sources=_sources(form)
            )
        except NotPossible as error:
            form.refuse(error)
        except Conflict as error:
            changes = queries.list_changes_since(work_id, form.seen_version)
            form.refuse(error)
            form.version.raw_data, form.version.data = None, str(queries.get_work(current_actor(), work_id).version)
        else:
            flash(_("The draft of the revision is saved. Check it, then hand it in."), "success")
            return redirect(url_for("works.plans", work_id=work_id), 303)
    return _form(form, work_id, changes)


@blueprint.post("/works/<int:work_id>/budget/plans/submit")
def submit_plan(work_id: int) -> Response | tuple[str, int]:
    form = ReasonForm()
    done = _("The revision is handed in.")
    return _take(work_id, "may_draft", form, submit_revision, done, reason=form.reason.data)


@blueprint.post("/works/<int:work_id>/budget/plans/approve")
def approve_plan(work_id: int) -> Response | tuple[str, int]:
    return _take(work_id, "may_decide", StepForm(), approve_revision, _("The revision is approved and in force."))


@blueprint.post("/works/<int:work_id>/budget/plans/refuse")
def refuse_plan(work_id: int) -> Response | tuple[str, int]:
    form = ReasonForm()
    done = _("The revision is refused.")
    return _take(work_id, "may_decide", form, refuse_revision, done, reason=form.reason.data)


def _take(work_id: int, may: str, form: Any, action: Any, done: str, **values: Any) -> Response | tuple[str, int]:
    """Take a step and go back to the versions; refused, show them with what was typed and what changed."""
    if not getattr(queries.get_plans(current_actor(), work_id), may):
        raise NotAllowed  # before anything is said about the form
    changes: Any = ()
    if form.validate_on_submit():
        try:
            action(current_actor(), work_id=work_id, version=form.seen_version, **values)
        except NotPossible as error:
            form.refuse(error)
        except Conflict as error:
            changes = queries.list_changes_since(work_id, form.seen_version)
            form.refuse(error)
        else:
            flash(done, "success")
            return redirect(url_for("works.plans", work_id=work_id), 303)
    page = queries.get_plans(current_actor(), work_id)
    form.version.raw_data, form.version.data = None, str(page.work.version)
    has_form = page.can_submit if may == "may_draft" else page.can_decide
    return _show(page, form, changes, "" if has_form else values.get("reason") or "")


def _show(page: queries.PlansPage, form: Any, changes: Any = (), typed: str = "") -> tuple[str, int]:
    reason = form if isinstance(form, ReasonForm) else ReasonForm(formdata=None, obj=page.work)
    return form_page(
        "works/plans.html",
        form,
        reason_form=reason,
        page=page,
        work=page.work,
        changes=_sentences(changes),
        typed=typed,
        plan_state_names=PLAN_STATE_NAMES,
        **WORDS,
    )


def _form(form: Any, work_id: int, changes: Any) -> tuple[str, int]:
    """The form with some spare rows at the end of both lists."""
    for entries in (form.lines, form.sources):
        spare = sum(1 for entry in entries if entry.form.is_empty)
        wanted = SPARE_ROWS - spare + (SPARE_ROWS if request.form.get("add_row") == entries.name else 0)
        for _number in range(max(0, min(wanted, entries.max_entries - len(entries)))):
            entries.append_entry()
    page = queries.get_plans(current_actor(), work_id)
    shown, status = form_page(
        "works/revise.html", form, page=page, work=page.work, changes=_sentences(changes), **WORDS
    )
    return shown, status if form.errors or form.form_errors else 200


def _sentences(changes: Any) -> list[Any]:
    return [(row.name, event_sentence(row.verb, row.details), row.at) for row in changes]


def _lines(form: Any) -> tuple[Line, ...]:
    rows = (entry.form.data for entry in form.lines if not entry.form.is_empty)
    return tuple(
        Line(row["category"], row["description"], row["quantity"], row["unit"], row["unit_price"], row["root"])
        for row in rows
    )


def _sources(form: Any) -> tuple[Source, ...]:
    rows = (entry.form.data for entry in form.sources if not entry.form.is_empty)
    return tuple(Source(row["kind"], row["form"], row["amount"], row["name"] or "") for row in rows)

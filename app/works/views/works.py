"""The list of works, one work, and the decisions on it."""

from collections.abc import Iterable
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.actor import Role
from app.core.coordinates import round_for_public
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.web import current_actor, is_public, language, page_links
from app.volunteering.queries import get_staffing
from app.works import queries
from app.works.actions import (
    approve_work,
    reject_work,
    return_work,
    send_back_report,
    start_work,
)
from app.works.conflict import as_history, as_timelines
from app.works.forms import ReasonForm, ReturnForm, StepForm
from app.works.models import Work
from app.works.permissions import MAY, can_change_rules, can_confirm_report, can_edit_kinds, can_submit_work
from app.works.rules import read_rules
from app.works.views import blueprint
from app.works.wording import (
    CATEGORY_NAMES,
    CONDITION_NAMES,
    FORM_NAMES,
    LEVEL_NAMES,
    MOMENT_NAMES,
    NEXT,
    RECIPIENT_NAMES,
    SOURCE_NAMES,
    STATE_NAMES,
)

# From here on there may be days that somebody confirmed.
BUILDING = ("approved", "under_way", "reported", "accepted")
# States in which a work may be given activities.
STAFFED = ("approved", "under_way")
# Steps that need no words share a form.
FORM_OF = {"approve": "step", "start": "step"}
# The forms of steps that are taken on the page itself, each with its prefix.
FORMS: dict[str, tuple[type[Any], str]] = {
    "step": (StepForm, ""),
    "return": (ReturnForm, "return-"),
    "reject": (ReasonForm, "reject-"),
    "send_back": (ReasonForm, "back-"),
}
WORDS = {
    "state_names": STATE_NAMES,
    "form_names": FORM_NAMES,
    "source_names": SOURCE_NAMES,
    "category_names": CATEGORY_NAMES,
    "moment_names": MOMENT_NAMES,
    "condition_names": CONDITION_NAMES,
    "recipient_names": RECIPIENT_NAMES,
    "level_names": LEVEL_NAMES,
}


@blueprint.get("/works/")
@is_public
def works() -> str:
    actor = current_actor()
    filters = read_filters()
    page = queries.list_works(actor, filters, request.args.get("at"))
    choices = queries.list_choices()
    return render_template(
        "works/works.html",
        page=page,
        pager=page_links(page),
        filters=filters,
        is_filtered=bool(filters),
        choices=choices,
        kind_options=[(kind.code, kind.name_en if language() == "en" else kind.name_vi) for kind in choices.kinds],
        year_options=[(year, year) for year in range(clock.today().year, 2019, -1)],
        can_propose=actor.has(Role.LEADER),
        decides=actor.has(Role.COMMITTEE),
        can_change_rules=can_change_rules(actor),
        can_edit_kinds=can_edit_kinds(actor),
        can_enter_history=actor.has(Role.LEADER, Role.ADMINISTRATOR),
        is_visitor=actor.is_visitor,
        **WORDS,
    )


def read_filters() -> queries.Filters:
    """The filters in the address; what can't be read filters nothing."""
    args = request.args
    state, year = args.get("state", ""), args.get("year", type=int)
    unit = args.get("unit", type=int)
    return queries.Filters(
        text=args.get("q", "")[:100],
        kind=args.get("kind", "")[:40],
        state=state if state in STATE_NAMES else "",
        unit_id=unit if unit is not None and 0 < unit < 2**31 else None,
        year=year if year is not None and 1900 <= year <= 2100 else None,
        commune=args.get("commune", "")[:100],
    )


@blueprint.get("/works/<int:work_id>")
@is_public
def work(work_id: int) -> str:
    page = queries.get_work_page(current_actor(), work_id, whole_history="history" in request.args)
    return show_work(page, forms_of(page.work, page.steps))


def forms_of(work: Work, steps: Iterable[str]) -> dict[str, Any]:
    """The forms that stand on a work's page for these steps, each with the page's version."""
    wanted = {FORM_OF.get(step, step) for step in steps}
    return {
        name: kind(formdata=None, obj=work, prefix=prefix) for name, (kind, prefix) in FORMS.items() if name in wanted
    }


def show_work(page: queries.WorkPage, forms: dict[str, Any], changes: Any = (), typed: str = "") -> str:
    """The work's page; `changes` are what a stale page didn't know of, `typed` words that have no form any more."""
    return render_template(
        "works/work.html",
        page=page,
        work=page.work,
        work_forms=forms,
        next_words=NEXT,
        today=clock.today(),
        timeline=as_history(page.history),
        changes=as_timelines(changes),
        typed=typed,
        staffing=get_staffing(current_actor(), page.work.id) if page.plan is None else None,
        labour=page.labour if page.work.state in BUILDING else None,
        can_staff=can_submit_work(current_actor(), page.work) and page.work.state in STAFFED,
        map_url=_map_url(page.work),
        point=_shown_point(page),
        needs_confirmation=_lacks_confirmation(page),
        can_confirm=can_confirm_report(current_actor(), page.work),
        can_copy=page.work.can_be_copied and current_actor().has(Role.LEADER),
        **WORDS,
    )


def _lacks_confirmation(page: queries.WorkPage) -> bool:
    """Does the report wait for the party committee or agency head, as the office wants it?"""
    is_asked = page.work.state == "reported" and page.is_insider and read_rules().needs_confirmation
    return is_asked and queries.find_confirmation(page.work) is None


def _shown_point(page: queries.WorkPage) -> str | None:
    """The point, rounded where it is a patrol road's or marker's and the reader is no officer."""
    work = page.work
    if work.lat is None or work.lon is None:
        return None
    if work.kind.is_border and not queries.sees_exact_points(current_actor()):
        return "{:.2f}, {:.2f}".format(*round_for_public(work.lat, work.lon))
    return f"{work.lat:.5f}, {work.lon:.5f}"


def _map_url(work: Work) -> str | None:
    if work.lat is None or "maps.map_page" not in current_app.view_functions:
        return None
    return url_for("maps.map_page", work=work.id)


@blueprint.post("/works/<int:work_id>/approve")
def approve(work_id: int) -> Response | tuple[str, int]:
    return _take(work_id, "approve", StepForm(), approve_work, _("The proposal is approved."))


@blueprint.post("/works/<int:work_id>/return")
def return_(work_id: int) -> Response | tuple[str, int]:
    form = ReturnForm(prefix="return-")
    return _take(
        work_id,
        "return",
        form,
        return_work,
        _("The proposal is returned to the unit."),
        reason=form.reason.data,
        fields=tuple(form.fields.data or ()),
    )


@blueprint.post("/works/<int:work_id>/reject")
def reject(work_id: int) -> Response | tuple[str, int]:
    form = ReasonForm(prefix="reject-")
    return _take(work_id, "reject", form, reject_work, _("The proposal is rejected."), reason=form.reason.data)


@blueprint.post("/works/<int:work_id>/start")
def start(work_id: int) -> Response | tuple[str, int]:
    return _take(work_id, "start", StepForm(), start_work, _("The work is under way."))


@blueprint.post("/works/<int:work_id>/send-back")
def send_back(work_id: int) -> Response | tuple[str, int]:
    form = ReasonForm(prefix="back-")
    return _take(work_id, "send_back", form, send_back_report, _("The report is sent back."), reason=form.reason.data)


def _take(work_id: int, step: str, form: Any, action: Any, done: str, **values: Any) -> Response | tuple[str, int]:
    """Take a step and go back to the work's page; refused, show the page with what was typed and what changed."""
    actor = current_actor()
    if not MAY[step](actor, queries.get_work(actor, work_id)):
        raise NotAllowed  # before anything is said about the form
    changes: Any = ()
    if form.validate_on_submit():
        try:
            action(actor, work_id=work_id, version=form.seen_version, **values)
        except NotPossible as error:
            form.refuse(error)
        except Conflict as error:
            changes = queries.list_changes_since(work_id, form.seen_version)
            form.refuse(error)
        else:
            flash(done, "success")
            return redirect(url_for("works.work", work_id=work_id), 303)
    page = queries.get_work_page(actor, work_id)
    form.version.raw_data, form.version.data = None, str(page.work.version)
    typed = "" if step in page.steps else values.get("reason") or ""
    return show_work(
        page, {**forms_of(page.work, page.steps), FORM_OF.get(step, step): form}, changes, typed
    ), form.status

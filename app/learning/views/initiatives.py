"""Initiatives and topics: the public list, one of them, proposing one, and each step that it takes."""

from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import Conflict, NotAllowed, NotPossible, explain
from app.core.files import serve
from app.core.text import normalise
from app.core.web import current_actor, form_page, id_arg, is_public, page_links
from app.learning import actions, queries
from app.learning.actions import Author
from app.learning.initiative_forms import (
    MOST_AUTHORS,
    ApplyForm,
    InitiativeForm,
    Line,
    ReasonForm,
    RecogniseForm,
    StepForm,
    TakeUpForm,
)
from app.learning.models import INITIATIVE_KINDS, INITIATIVE_STATES, LEVELS, Initiative
from app.learning.permissions import MAY, can_edit_initiative
from app.learning.views import blueprint
from app.learning.wording import (
    INITIATIVE_KIND_NAMES,
    INITIATIVE_STATE_NAMES,
    LEVEL_NAMES,
    MOMENT_NAMES,
    NEXT,
    STATE_BADGES,
    say_event,
)
from app.works.conflict import say_present

WORDS = {
    "kind_names": INITIATIVE_KIND_NAMES,
    "state_names": INITIATIVE_STATE_NAMES,
    "state_badges": STATE_BADGES,
    "level_names": LEVEL_NAMES,
    "moment_names": MOMENT_NAMES,
}
TEXTS = ("kind", "title", "situation", "solution", "saving_reason")


@blueprint.get("/initiatives/")
@is_public
def initiatives() -> str:
    actor = current_actor()
    filters = _read_filters()
    page = queries.list_initiatives(actor, filters, request.args.get("at"))
    return render_template(
        "learning/initiatives.html",
        page=page,
        pager=page_links(page),
        filters=filters,
        is_filtered=bool(filters),
        units=queries.list_sending_units(),
        years=[(year, year) for year in queries.years()],
        can_register=actor.member_id is not None or actor.has(Role.LEADER),
        is_visitor=actor.is_visitor,
        decides=actor.has(Role.COMMITTEE),
        **WORDS,
    )


def _read_filters() -> queries.InitiativeFilters:
    """The filters in the address; what can't be read filters nothing."""
    args = request.args
    kind, state, level = (args.get(name, "") for name in ("kind", "state", "level"))
    year = args.get("year", type=int)
    return queries.InitiativeFilters(
        text=normalise(args.get("q", ""))[:100],
        kind=kind if kind in INITIATIVE_KINDS else "",
        state=state if state in INITIATIVE_STATES else "",
        level=level if level in LEVELS else "",
        unit_id=id_arg("unit"),
        year=year if year is not None and 1900 <= year <= 2100 else None,
    )


@blueprint.get("/initiatives/<int:initiative_id>")
@is_public
def initiative(initiative_id: int) -> str:
    page = queries.get_initiative_page(current_actor(), initiative_id)
    return render_template(
        "learning/initiative.html",
        page=page,
        initiative=page.initiative,
        next_words=NEXT[page.initiative.state],
        is_visitor=current_actor().is_visitor,
        say_event=say_event,
        timeline=[
            {
                "text": say_event(event.verb),
                "when": clock.format_datetime(event.at),
                "datetime": clock.local(event.at).isoformat(timespec="minutes"),
                "who": who,
                "note": event.details.get("reason", ""),
            }
            for event, who in page.history
        ],
        step_form=StepForm(formdata=None, data={"version": page.initiative.version}),
        **WORDS,
    )


@blueprint.route("/initiatives/new", methods=["GET", "POST"])
def new_initiative() -> Response | tuple[str, int]:
    actor = current_actor()
    units = queries.list_units_to_register_in(actor)
    if not units:
        raise NotAllowed
    own = [Line(queries.find_code_and_name(actor.member_id), 100)] if actor.member_id is not None else []
    form = InitiativeForm(data={"unit_id": actor.unit_id, "authors": own})
    form.unit_id.choices = units
    _offer(form, actor)
    if form.validate_on_submit() and (authors := _authors(actor, form, form.unit_id.data)) is not None:
        registered_on = form.registered_on.data if form.registered_on else None
        try:
            id_ = actions.register_initiative(
                actor,
                once=form.once_key,
                unit_id=form.unit_id.data,
                authors=authors,
                registered_on=registered_on,
                **_values(form),
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        except NotAllowed:
            form.authors.errors = [*form.authors.errors, _("You are one of the authors of what you propose.")]
        else:
            flash(_("It is registered. The unit's leader hands it in."), "success")
            return redirect(url_for("learning.initiative", initiative_id=id_), 303)
    return form_page("learning/initiative_form.html", form, initiative=None)


@blueprint.route("/initiatives/<int:initiative_id>/edit", methods=["GET", "POST"])
def edit_initiative(initiative_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    found = queries.get_initiative(actor, initiative_id)
    if not can_edit_initiative(actor, found):
        raise NotAllowed
    if not found.is_editable:
        raise NotPossible("initiative_elsewhere")
    lines = [Line(f"{author.member.code} {author.member.full_name}", author.share) for author in found.authors]
    values = {name: getattr(found, name) for name in (*TEXTS, "version", "saved_money", "saved_hours")}
    form = InitiativeForm(data={**values, "authors": lines})
    del form.unit_id, form.registered_on
    _offer(form, actor)
    there_now: list[tuple[str, str]] = []
    if form.validate_on_submit() and (authors := _authors(actor, form, found.unit_id)) is not None:
        try:
            actions.edit_initiative(
                actor,
                once=form.once_key,
                initiative_id=initiative_id,
                version=form.seen_version,
                authors=authors,
                **_values(form),
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            found = queries.get_initiative(actor, initiative_id)
            if isinstance(error, Conflict):
                form.version.raw_data, form.version.data = None, str(found.version)
                there_now = say_present(form, {name: getattr(found, name) for name in (*TEXTS, "saved_money")})
        else:
            flash(_("The initiative is saved."), "success")
            return redirect(url_for("learning.initiative", initiative_id=initiative_id), 303)
    return form_page("learning/initiative_form.html", form, initiative=found, there_now=there_now)


def _offer(form: Any, actor: Actor) -> None:
    form.kind.choices = list(INITIATIVE_KIND_NAMES.items())
    if form.registered_on and not actor.has(Role.LEADER):
        del form.registered_on  # an earlier day is for what a unit has on paper


def _values(form: Any) -> dict[str, Any]:
    texts = {name: form[name].data or "" for name in TEXTS}
    sums = {name: form[name].data or 0 for name in ("saved_money", "saved_hours")}
    return {**texts, **sums, "papers": form.papers.stored}


def _authors(actor: Actor, form: Any, unit_id: int) -> list[Author] | None:
    """The members whom the lines mean; None with errors beside the field."""
    lines: list[Line] = form.authors.data
    errors, authors = [], []
    if len(lines) > MOST_AUTHORS:
        errors.append(_("At most %(most)s authors.", most=MOST_AUTHORS))
    for line in lines[:MOST_AUTHORS]:
        found = queries.find_authors(actor, unit_id, line.who)
        if line.share is None:
            errors.append(_("%(who)s: write the share at the end of the line.", who=line.who))
        elif not found:
            errors.append(_("%(who)s: no member of this code, or of this name in the unit.", who=line.who))
        elif len(found) > 1:
            errors.append(_("%(who)s: several members are called so. Write the member code.", who=line.who))
        else:
            authors.append(Author(found[0], line.share))
    form.authors.errors = [*form.authors.errors, *errors]
    return None if errors else authors


@blueprint.post("/initiatives/<int:initiative_id>/submit")
def submit_initiative(initiative_id: int) -> Response:
    actor = current_actor()
    _get(actor, initiative_id, "submit")
    form = StepForm()
    if form.validate_on_submit():
        try:
            actions.submit_initiative(actor, once=form.once_key, initiative_id=initiative_id, version=form.seen_version)
        except (NotPossible, Conflict) as error:
            flash(explain(error), "warning")
        else:
            flash(_("It is handed in. The standing committee decides on it."), "success")
    return redirect(url_for("learning.initiative", initiative_id=initiative_id), 303)


@blueprint.route("/initiatives/<int:initiative_id>/recognise", methods=["GET", "POST"])
def recognise(initiative_id: int) -> Response | tuple[str, int]:
    form = RecogniseForm()
    form.level.choices = list(LEVEL_NAMES.items())
    return _take(initiative_id, "recognise", form, _("Recognise"), _("It is recognised."))


@blueprint.route("/initiatives/<int:initiative_id>/refuse", methods=["GET", "POST"])
def refuse(initiative_id: int) -> Response | tuple[str, int]:
    return _take(initiative_id, "refuse", ReasonForm(), _("Do not recognise"), _("It is not recognised."))


@blueprint.route("/initiatives/<int:initiative_id>/apply", methods=["GET", "POST"])
def apply(initiative_id: int) -> Response | tuple[str, int]:
    return _take(initiative_id, "apply", ApplyForm(), _("Show that it is applied"), _("It counts as applied."))


@blueprint.route("/initiatives/<int:initiative_id>/withdraw", methods=["GET", "POST"])
def withdraw(initiative_id: int) -> Response | tuple[str, int]:
    return _take(initiative_id, "withdraw", ReasonForm(), _("Take the initiative back"), _("It is taken back."))


TAKING = {
    "recognise": actions.recognise_initiative,
    "refuse": actions.refuse_initiative,
    "apply": actions.apply_initiative,
    "withdraw": actions.withdraw_initiative,
}
# The form's fields that an action takes as they are, and those that hold a file.
ASKED = {
    "recognise": ("decided_by", "level", "decision", "decided_on"),
    "refuse": ("reason",),
    "apply": ("applied_on", "applied_where"),
    "withdraw": ("reason",),
}
PAPERS = {"recognise": "paper", "apply": "proof"}


def _get(actor: Actor, initiative_id: int, step: str) -> Initiative:
    """An initiative with which the actor may take a step. Raises NotFound, NotAllowed."""
    found = queries.get_initiative(actor, initiative_id)
    if not MAY[step](actor, found):
        raise NotAllowed
    return found


def _take(initiative_id: int, step: str, form: Any, title: str, done: str) -> Response | tuple[str, int]:
    """Ask what a step needs, take it, and go back to the initiative's page."""
    actor = current_actor()
    found = _get(actor, initiative_id, step)
    if not form.is_submitted():
        if not found.can_go(step):
            raise NotPossible("initiative_elsewhere")
        form.version.data = str(found.version)
    if form.validate_on_submit():
        values = {name: form[name].data for name in ASKED[step]}
        if step in PAPERS:
            values[PAPERS[step]] = form[PAPERS[step]].stored
        try:
            TAKING[step](actor, once=form.once_key, initiative_id=initiative_id, version=form.seen_version, **values)
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            found = queries.get_initiative(actor, initiative_id)
            form.version.raw_data, form.version.data = None, str(found.version)
        else:
            flash(done, "success")
            return redirect(url_for("learning.initiative", initiative_id=initiative_id), 303)
    return form_page("learning/step.html", form, initiative=found, step=step, page_title=title, **WORDS)


@blueprint.route("/initiatives/<int:initiative_id>/take-up", methods=["GET", "POST"])
def take_up(initiative_id: int) -> Response | tuple[str, int]:
    """A unit uses what another one has found."""
    actor = current_actor()
    found = queries.get_initiative(actor, initiative_id)
    if not found.is_public or not actor.has(Role.LEADER):
        raise NotAllowed
    form = TakeUpForm(taken_on=clock.today())
    form.unit_id.choices = queries.list_takers(actor, found, with_users=form.is_submitted())
    if form.validate_on_submit():
        try:
            actions.take_up_initiative(
                actor,
                once=form.once_key,
                initiative_id=initiative_id,
                unit_id=form.unit_id.data,
                taken_on=form.taken_on.data,
                note=form.note.data or "",
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            found = queries.get_initiative(actor, initiative_id)
        else:
            flash(_("Your unit has taken it up."), "success")
            return redirect(url_for("learning.initiative", initiative_id=initiative_id), 303)
    return form_page("learning/step.html", form, initiative=found, step="take_up", page_title=_("Take up"), **WORDS)


@blueprint.get("/papers/<int:file_id>")
def initiative_file(file_id: int) -> FlaskResponse:
    """A paper of an initiative, through the question who may see it."""
    return serve(queries.get_initiative_file(current_actor(), file_id))

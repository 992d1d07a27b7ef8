"""Proposing a work: one group of questions a page, saved as a draft at each."""

from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.coordinates import SwappedCoordinates
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.web import current_actor, form_page, language
from app.places.queries import commune_at, communes_of_generation
from app.works import queries
from app.works.actions import save_draft, submit_work
from app.works.actions.proposal import missing_for_submission
from app.works.forms import SPARE_ROWS, LinesForm, SourcesForm, StepForm, with_measures
from app.works.line import as_measure, length_m, to_points
from app.works.messages import REASONS
from app.works.models import UNION_SOURCES, Work
from app.works.pasted_plan import read_pasted
from app.works.permissions import can_edit_work, can_submit_work
from app.works.proposal_forms import DatesForm, ExtentForm, NewWorkForm, PlaceForm, WhatForm
from app.works.proposal_words import say_differences, say_group
from app.works.submissions import take_snapshot
from app.works.values import Dates, Extent, Line, Phase, Place, Source, What
from app.works.views import blueprint
from app.works.views.siting import find_meant
from app.works.wording import CATEGORY_NAMES, FORM_NAMES, GROUP_NAMES, LEVEL_NAMES, SOURCE_NAMES, event_sentence

GROUPS = ("what", "where", "extent", "dates", "lines", "sources")
WORDS = {
    "category_names": CATEGORY_NAMES,
    "form_names": FORM_NAMES,
    "source_names": SOURCE_NAMES,
    "level_names": LEVEL_NAMES,
}
# Which page mends what is missing.
PAGE_OF = {
    "work_unit_gone": "what",
    "commune_missing": "where",
    "quantity_missing": "extent",
    "beneficiaries_missing": "extent",
    "dates_missing": "dates",
    "lines_missing": "lines",
    "sources_differ": "sources",
}


@blueprint.route("/works/new", methods=["GET", "POST"])
def new() -> Response | tuple[str, int]:
    actor = current_actor()
    form = NewWorkForm()
    form.unit_id.choices = queries.unit_choices(actor)
    if not form.unit_id.choices:
        raise NotAllowed
    form.kind_id.choices = queries.kind_choices(language())
    form.partners.choices = queries.partner_choices([])
    if form.validate_on_submit():
        try:
            work_id = save_draft(actor, once=form.once_key, what=_what(form))
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            return redirect(url_for("works.edit_where", work_id=work_id), 303)
    return form_page(
        "works/edit/what.html", form, work=None, steps=_steps(None, "what"), occasions=queries.list_occasions()
    )


@blueprint.get("/works/<int:work_id>/edit")
def edit(work_id: int) -> Response:
    _load(work_id)
    return redirect(url_for("works.edit_what", work_id=work_id), 303)


@blueprint.route("/works/<int:work_id>/edit/what", methods=["GET", "POST"])
def edit_what(work_id: int) -> Response | tuple[str, int]:
    work, _measures, _plan = _load(work_id)
    form = WhatForm(obj=work, partners=[partner.unit_id for partner in work.partners])
    units, kinds = queries.unit_choices(current_actor()), queries.kind_choices(language())
    if work.unit_id not in dict(units):  # dissolved: nothing is chosen until somebody does
        units = [(0, _("Choose a unit")), *units]
    if work.kind_id not in dict(kinds):  # no longer for new works, but this one may stay
        kinds = [*kinds, (work.kind_id, work.kind.name(language()))]
    form.unit_id.choices, form.kind_id.choices = units, kinds
    form.partners.choices = queries.partner_choices(work.partners)
    if form.validate_on_submit():
        answer = _save(form, work, "what", what=_what(form))
        if answer:
            return answer
    return _page("what", form, work, occasions=queries.list_occasions(), is_gone=0 in dict(units))


@blueprint.route("/works/<int:work_id>/edit/where", methods=["GET", "POST"])
def edit_where(work_id: int) -> Response | tuple[str, int]:
    work, _measures, _plan = _load(work_id)
    point = (work.lat, work.lon) if work.lat is not None else None
    shown = {"commune": work.commune.name if work.commune else "", "village": work.village, "point": point}
    form = PlaceForm(data={**shown, "line": to_points(work.line), "version": work.version})
    choices: list[tuple[int, str]] = []
    asks_only = "which" in request.form
    is_valid = form.validate_on_submit()
    if asks_only:
        _name_commune(form)
    if form.is_submitted():
        meant = find_meant(form.commune.data or "", form.commune_id.data)
        form.commune_id.choices = choices = meant.choices
        if form.commune.data and meant.commune_id is None:
            known = _("Choose which one is meant.") if choices else _("No commune has this name.")
            target = form.commune_id if choices else form.commune
            target.errors = [*target.errors, known]
        elif is_valid and not asks_only:
            lat, lon = form.point.data or (None, None)
            place = Place(meant.commune_id, form.village.data or None, lat, lon, form.line.data)
            answer = _save(form, work, "where", place=place)
            if answer:
                return answer
    wrong = getattr(form.point, "wrong", None)
    page, status = _page(
        "where",
        form,
        work,
        communes=communes_of_generation(),
        villages=queries.suggest_villages(work.commune_id),
        choices=choices,
        meant=wrong.corrected if isinstance(wrong, SwappedCoordinates) else None,
        outlines=_url("maps.communes"),
        at=_url("places.at"),
    )
    return page, 200 if asks_only and not form.errors else status


def _name_commune(form: PlaceForm) -> None:
    """Write the commune that the point lies in into the form, where that is asked for."""
    found = commune_at(*form.point.data) if form.point.data else None
    if found is not None:
        form.commune.data, form.commune_id.data = found.commune.name, found.commune.id
    elif not form.point.errors:
        form.point.errors = [*form.point.errors, _("Give a point that lies in a commune that we know.")]


@blueprint.route("/works/<int:work_id>/edit/extent", methods=["GET", "POST"])
def edit_extent(work_id: int) -> Response | tuple[str, int]:
    work, measures, _plan = _load(work_id)
    wanted = measure_fields(measures)
    shown = {"households": work.planned_households, "people": work.planned_people}
    lengths = _lengths_of_line(work, measures)
    shown |= {f"m_{row.measure.code}": row.planned or lengths.get(f"m_{row.measure.code}") for row in measures}
    form = with_measures(ExtentForm, wanted)(data={**shown, "version": work.version})
    if form.validate_on_submit():
        quantities = {code: form[f"m_{code}"].data for code, *_rest in wanted}
        extent = Extent(quantities, form.households.data, form.people.data)
        answer = _save(form, work, "extent", extent=extent)
        if answer:
            return answer
    return _page("extent", form, work, measures=wanted, lengths=lengths, written=measures)


@blueprint.route("/works/<int:work_id>/edit/dates", methods=["GET", "POST"])
def edit_dates(work_id: int) -> Response | tuple[str, int]:
    work, _measures, _plan = _load(work_id)
    form = DatesForm(obj=work)
    if "add_row" not in request.form and form.validate_on_submit():
        rows = (entry.form.data for entry in form.phases if not entry.form.is_empty)
        phases = tuple(Phase(row["name"], row["starts_on"], row["ends_on"]) for row in rows)
        answer = _save(form, work, "dates", dates=Dates(form.starts_on.data, form.ends_on.data, phases))
        if answer:
            return answer
    return _rows_page("dates", form, work, form.phases)


@blueprint.route("/works/<int:work_id>/edit/lines", methods=["GET", "POST"])
def edit_lines(work_id: int) -> Response | tuple[str, int]:
    work, _measures, plan = _load(work_id)
    form = LinesForm(data={"rows": plan.lines if plan else [], "version": work.version})
    wrong: list[str] = []
    if form.is_submitted() and (form.pasted.data or "").strip():
        wrong = _take_pasted(form)
        if not wrong:
            return _rows_page("lines", form, work, form.rows, plan=plan)
        form.pasted.errors = wrong
    elif "add_row" in request.form:
        return _rows_page("lines", form, work, form.rows, plan=plan)
    elif form.validate_on_submit():
        lines = tuple(
            Line(row["category"], row["description"], row["quantity"], row["unit"], row["unit_price"])
            for row in (entry.form.data for entry in form.rows if not entry.form.is_empty)
        )
        answer = _save(form, work, "lines", lines=lines)
        if answer:
            return answer
    return _rows_page("lines", form, work, form.rows, plan=plan)


def _take_pasted(form: LinesForm) -> list[str]:
    """Put the rows that were pasted below those that are typed; what is wrong with them otherwise."""
    pasted = read_pasted(form.pasted.data or "")
    if pasted.wrong or not pasted.rows:
        return pasted.wrong or [_("Nothing could be read.")]
    while form.rows.entries and form.rows.entries[-1].form.is_empty:
        form.rows.pop_entry()
    if len(form.rows) + len(pasted.rows) > (form.rows.max_entries or 0):
        return [_("A plan has at most %(most)s lines.", most=form.rows.max_entries)]
    for row in pasted.rows:
        form.rows.append_entry(row)
    form.pasted.raw_data, form.pasted.data = None, ""
    flash(_("%(count)s rows were read. Check them, then save.", count=len(pasted.rows)), "info")
    return []


@blueprint.route("/works/<int:work_id>/edit/sources", methods=["GET", "POST"])
def edit_sources(work_id: int) -> Response | tuple[str, int]:
    work, _measures, plan = _load(work_id)
    form = SourcesForm(data={"rows": plan.sources if plan else [], "version": work.version})
    if "add_row" in request.form:
        return _sources_page(form, work, plan)
    if form.validate_on_submit():
        sources = tuple(
            Source(row["kind"], row["form"], row["amount"], row["name"] or "")
            for row in (entry.form.data for entry in form.rows if not entry.form.is_empty)
        )
        answer = _save(form, work, "sources", sources=sources)
        if answer:
            return answer
    return _sources_page(form, work, plan)


def _sources_page(form: Any, work: Work, plan: Any) -> Response | tuple[str, int]:
    raised = sum(source.amount for source in plan.sources if source.kind in UNION_SOURCES) if plan else 0
    total = plan.total_of_sources if plan else 0
    sums = {"raised": raised, "others": total - raised, "open": work.planned_total - total}
    return _rows_page("sources", form, work, form.rows, plan=plan, sums=sums)


@blueprint.route("/works/<int:work_id>/edit/check", methods=["GET", "POST"])
def check(work_id: int) -> Response | tuple[str, int]:
    work, measures, plan = _load(work_id)
    form = StepForm(obj=work)
    if form.validate_on_submit():
        try:
            submit_work(current_actor(), work_id=work_id, version=form.seen_version)
        except (NotPossible, Conflict) as error:
            if isinstance(error, Conflict):
                _meet(form, work_id)
            form.refuse(error)
        else:
            flash(_("The proposal is handed in. The standing committee decides on it."), "success")
            return redirect(url_for("works.work", work_id=work_id), 303)
        work, measures, plan = _load(work_id)
    missing = missing_for_submission(work, [tuple(row) for row in measures], plan)
    mend = [(REASONS[reason], url_for(f"works.edit_{PAGE_OF[reason]}", work_id=work_id)) for reason in missing]
    since = queries.find_changes(work, measures, plan) if work.is_editable else None
    said = say_differences(since.facts) if since else []
    return _page("check", form, work, mend=mend, measures=measures, plan=plan, since=since, said=said)


def measure_fields(measures: Any) -> list[tuple[str, str, str, str]]:
    """The kind's measures as `with_measures` takes them, in the page's language."""
    tongue = language()
    return [(m.code, m.name(tongue), m.type, m.unit(tongue)) for m, _written in measures]


def _load(work_id: int) -> Any:
    """The draft with measures and plan. Raises NotFound, NotAllowed; opened after it was handed in, NotPossible.

    What was sent goes on to the action, so that a double click is answered once and nothing typed is lost.
    """
    actor = current_actor()
    work, measures, plan = queries.get_proposal(actor, work_id)
    if not can_submit_work(actor, work):
        raise NotAllowed
    if request.method == "GET" and not can_edit_work(actor, work):
        raise NotPossible("not_a_draft")
    return work, measures, plan


def _save(form: Any, work: Work, group: str, **values: Any) -> Response | None:
    """Save a group and go on to the next, or to the work's page; None where the form must be shown again."""
    try:
        save_draft(current_actor(), work_id=work.id, version=form.seen_version, **values)
    except NotPossible as error:
        if error.field and f"m_{error.field}" in form:
            error.field = f"m_{error.field}"
        form.refuse(error)
    except Conflict as error:
        _meet(form, work.id)
        form.refuse(error)
    else:
        if "leave" in request.form:
            flash(_("Saved as a draft."), "success")
            return redirect(url_for("works.work", work_id=work.id), 303)
        following = [*GROUPS, "check"][GROUPS.index(group) + 1]
        endpoint = "works.check" if following == "check" else f"works.edit_{following}"
        return redirect(url_for(endpoint, work_id=work.id), 303)
    return None


def _meet(form: Any, work_id: int) -> None:
    """Somebody was faster: show what they did, and let the next sending know of it."""
    form.changes = queries.list_changes_since(work_id, form.seen_version)
    form.version.raw_data, form.version.data = None, str(queries.get_work(current_actor(), work_id).version)


def _page(group: str, form: Any, work: Work, **values: Any) -> tuple[str, int]:
    changes = [(row.name, event_sentence(row.verb, row.details), row.at) for row in getattr(form, "changes", [])]
    if form.is_submitted():  # a refused action has ended the transaction that the work was read in
        work, measures, values["plan"] = queries.get_proposal(current_actor(), work.id)
        if changes:
            values["there_now"] = say_group(take_snapshot(work, measures), group) if group != "check" else []
    return form_page(
        f"works/edit/{group}.html",
        form,
        work=work,
        group=group,
        steps=_steps(work, group),
        changes=changes,
        **WORDS,
        **values,
    )


def _rows_page(group: str, form: Any, work: Work, rows: Any, **values: Any) -> Response | tuple[str, int]:
    """A page of rows with some spare ones at the end, however many there are."""
    spare = sum(1 for entry in rows if entry.form.is_empty)
    for _number in range(max(0, min(SPARE_ROWS - spare, rows.max_entries - len(rows)))):
        rows.append_entry()
    if "add_row" in request.form and len(rows) < rows.max_entries:
        rows.append_entry()
    page, status = _page(group, form, work, plan_total=work.planned_total, **values)
    return page, status if form.errors or status == 409 else 200


def _steps(work: Work | None, here: str) -> list[dict[str, Any]]:
    """The groups as steps to go through: label, address, which is the present one."""
    steps = [
        {
            "label": GROUP_NAMES[name],
            "url": url_for(f"works.edit_{name}", work_id=work.id) if work else None,
            "active": name == here,
            "asked": work is not None and work.return_groups is not None and work.asks_again_for(name),
        }
        for name in GROUPS
    ]
    last = {"label": _("Check and hand in"), "url": None, "active": here == "check"}
    if work:
        last["url"] = url_for("works.check", work_id=work.id)
    return [*steps, last]


def _what(form: Any) -> What:
    return What(
        unit_id=form.unit_id.data,
        kind_id=form.kind_id.data,
        title=form.title.data,
        description=form.description.data or "",
        level=form.level.data,
        occasion=form.occasion.data or None,
        partners=tuple(form.partners.data or ()),
    )


def _lengths_of_line(work: Work, wanted: Any) -> dict[str, Any]:
    """What the line on the map comes to, by the fields of the kind's lengths."""
    if not work.line:
        return {}
    metres = length_m(to_points(work.line))
    units = {f"m_{row.measure.code}": row.measure.unit_en for row in wanted if row.measure.code.startswith("length")}
    return {name: as_measure(metres, unit) for name, unit in units.items()}


def _url(endpoint: str) -> str | None:
    return url_for(endpoint) if endpoint in current_app.view_functions else None

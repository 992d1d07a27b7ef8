"""A roster from a list that an office keeps, shown before anything is written; and the roster as such a list."""

import re
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import sheets
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible, explain
from app.core.lists import NotAList
from app.core.messages import sentence
from app.core.text import fold
from app.core.web import current_actor, form_page, id_arg
from app.people import actions, queries
from app.people.queries import roster as roster_queries
from app.people.queries.roster import EXPORT_ROLES, ROSTER_ROLES
from app.people.roster.columns import BY_NAME, COLUMNS
from app.people.roster.comparing import LEAVE_OUT, NEW, Plan
from app.people.roster.draft import RosterDraft, pack, unpack
from app.people.roster.files import bad_rows, write_marked, write_roster
from app.people.roster.reading import Reading, UnitNames, read_roster
from app.people.roster_forms import AnswersForm, SendRosterForm, UnitForm
from app.people.views import blueprint
from app.people.wording import GENDER_NAMES

# Rows of one kind that the page shows; the counts are of all.
SHOWN = 60
_KEY = re.compile(r"[cr]-\d{1,3}-\d{1,6}")


@blueprint.route("/members/import", methods=["GET", "POST"])
def roster() -> Response | tuple[str, int]:
    """Send a list; it is read at once, and kept for its preview only."""
    actor = current_actor()
    choices = queries.unit_choices(actor, ROSTER_ROLES)
    if not choices:
        raise NotAllowed
    form = SendRosterForm(unit_id=id_arg("unit"))
    form.unit_id.choices = choices
    if form.validate_on_submit():
        name, read = form.file.stored
        reading = read_roster(read, roster_queries.get_unit_names(actor, form.unit_id.data))
        if reading.is_empty:
            form.file.errors = [*form.file.errors, sentence(NotAList("no_headings"))]
        else:
            try:
                draft_id = actions.keep_roster_draft(
                    actor, once=form.once_key, unit_id=form.unit_id.data, name=name, content=pack(read)
                )
            except Conflict as error:
                form.refuse(error)
            else:
                return redirect(url_for("people.roster_preview", draft_id=draft_id), 303)
    return form_page("people/roster.html", form, export=_export_form())


@blueprint.get("/members/import/template.xlsx")
def roster_template() -> FlaskResponse:
    """The list to fill in: our own columns, and nobody in it."""
    if not current_actor().has(*ROSTER_ROLES):
        raise NotAllowed
    return sheets.send_bytes(write_roster([], title="DANH SÁCH ĐOÀN VIÊN"), name="danh-sach-doan-vien.xlsx")


@blueprint.get("/members/import/<int:draft_id>")
def roster_preview(draft_id: int) -> str:
    """What the list would do, and what it leaves open; or what it did."""
    actor = current_actor()
    draft = roster_queries.get_roster_draft(actor, draft_id)
    if draft.result is not None:
        return render_template("people/roster_done.html", draft=draft, result=draft.result)
    units, reading, plan = _read(draft)
    names = dict(queries.unit_choices(actor, ROSTER_ROLES))
    return render_template(
        "people/roster_preview.html",
        draft=draft,
        reading=reading,
        plan=plan,
        form=AnswersForm(),
        answers=draft.answers,
        bad=bad_rows(plan),
        unit_names=names,
        chosen=names.get(units.chosen, ""),
        columns=[("", _("Don't read")), *((one.name, one.heading) for one in COLUMNS)],
        column_names={name: column.heading for name, column in BY_NAME.items()},
        gender_names=GENDER_NAMES,
        can_import=not reading.asked and (not bad_rows(plan) or bool(draft.answers.get("leave_out"))),
        shown=SHOWN,
        new=NEW,
        leave_out=LEAVE_OUT,
    )


@blueprint.post("/members/import/<int:draft_id>/answers")
def roster_answers(draft_id: int) -> Response:
    """Keep the answers and read the list again with them."""
    draft = roster_queries.get_roster_draft(current_actor(), draft_id)
    answers = {key: value[:40] for key, value in request.form.items() if _KEY.fullmatch(key)}
    answers["leave_out"] = "1" if request.form.get("leave_out") else ""
    actions.answer_roster_draft(current_actor(), draft_id=draft.id, answers=answers)
    return redirect(url_for("people.roster_preview", draft_id=draft_id), 303)


@blueprint.post("/members/import/<int:draft_id>/confirm")
def roster_confirm(draft_id: int) -> Response:
    actor = current_actor()
    draft = roster_queries.get_roster_draft(actor, draft_id)
    if draft.result is None:
        _units, reading, _plan = _read(draft, with_plan=False)
        try:
            actions.import_roster(
                actor,
                unit_id=draft.unit_id,
                reading=reading,
                answers=draft.answers,
                leave_out=bool(draft.answers.get("leave_out")),
                seen=request.form.get("seen", ""),
                draft_id=draft.id,
            )
        except (NotPossible, Conflict) as error:
            flash(explain(error), "warning")
    return redirect(url_for("people.roster_preview", draft_id=draft_id), 303)


@blueprint.get("/members/import/<int:draft_id>/marked.xlsx")
def roster_marked(draft_id: int) -> FlaskResponse:
    """The list with its doubtful cells marked, to send back to whoever wrote it."""
    draft = roster_queries.get_roster_draft(current_actor(), draft_id)
    if draft.content is None:
        raise NotFound
    _units, reading, plan = _read(draft)
    return sheets.send_bytes(write_marked(unpack(draft.content), reading, plan), name="danh-sach-can-sua.xlsx")


@blueprint.post("/members/export")
def roster_export() -> Response | tuple[str, int]:
    """The roster as a file. It's sent for, not linked to: whose contact data are read is recorded."""
    form = _export_form()
    if not form.unit_id.choices:
        raise NotAllowed
    if not form.validate_on_submit():
        return redirect(url_for("people.members"), 303)
    rows = actions.export_roster(current_actor(), unit_id=form.unit_id.data)
    name = dict(form.unit_id.choices)[form.unit_id.data]
    content = write_roster(rows, title=f"DANH SÁCH ĐOÀN VIÊN – {name}")
    return sheets.send_bytes(content, name=f"doan-vien-{fold(name).replace(' ', '-')}.xlsx")


def _export_form() -> Any:
    form = UnitForm()
    form.unit_id.choices = queries.unit_choices(current_actor(), EXPORT_ROLES)
    return form


def _read(draft: RosterDraft, *, with_plan: bool = True) -> tuple[UnitNames, Reading, Plan]:
    actor = current_actor()
    units = roster_queries.get_unit_names(actor, draft.unit_id)
    reading = read_roster(unpack(draft.content or b""), units, draft.answers)
    plan = roster_queries.plan_roster(actor, units, reading, draft.answers) if with_plan else Plan()
    return units, reading, plan

"""Sending many at once: a decision's list, pasted or as a file, shown before anybody is sent."""

import re

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotAllowed, NotPossible, explain
from app.core.messages import sentence
from app.core.web import current_actor, form_page
from app.core.workbooks import Sheet
from app.core.wrong_input import WrongInput
from app.learning import actions, queries
from app.learning.forms import AnswersForm, SendListForm
from app.learning.list_reading import ListReading, read_people, sheets_of_file, sheets_of_text
from app.learning.matching import LEAVE_OUT
from app.learning.models import SendingList, TrainingClass
from app.learning.permissions import can_send_members
from app.learning.views import blueprint
from app.learning.views.classes import WORDS
from app.people.roster.draft import pack, unpack
from app.people.roster.reading import UnitNames

# Rows of one kind that the page shows; the counts are of all.
SHOWN = 100
_KEY = re.compile(r"r-\d{1,3}-\d{1,6}")


@blueprint.route("/classes/<int:class_id>/list", methods=["GET", "POST"])
def send_list(class_id: int) -> Response | tuple[str, int]:
    """Paste or send a list; it is read at once, and kept for its preview only."""
    actor = current_actor()
    found = queries.get_class(actor, class_id)
    if not can_send_members(actor, found):
        raise NotAllowed
    form = SendListForm()
    if form.validate_on_submit():
        read = _read_sent(form, queries.get_roster(actor, found).units)
        if read is not None:
            name, sheets = read
            try:
                list_id = actions.keep_sending_list(
                    actor, once=form.once_key, class_id=class_id, name=name, content=pack(sheets)
                )
            except Conflict as error:
                form.refuse(error)
                found = queries.get_class(actor, class_id)
            else:
                return redirect(url_for("learning.list_preview", list_id=list_id), 303)
    return form_page("learning/send_list.html", form, training_class=found)


def _read_sent(form: SendListForm, units: UnitNames) -> tuple[str, list[Sheet]] | None:
    """Name and sheets of what was sent; None with an error beside the field."""
    field = form.file if form.file.stored else form.text
    try:
        if form.file.stored:
            name, raw = form.file.stored
            return name, sheets_of_file(raw, units)
        if (form.text.data or "").strip():
            return _("Pasted list"), sheets_of_text(form.text.data or "", units)
    except WrongInput as error:
        field.errors = [*field.errors, str(sentence(error))]
        return None
    field.errors = [*field.errors, _("Paste the list, or choose a file.")]
    return None


@blueprint.get("/lists/<int:list_id>")
def list_preview(list_id: int) -> str:
    """Whom the list would send, and what it leaves open; or what it did."""
    actor = current_actor()
    kept = queries.get_sending_list(actor, list_id)
    found = queries.get_class(actor, kept.class_id)
    if kept.result is not None:
        return render_template("learning/list_done.html", kept=kept, result=kept.result, training_class=found)
    roster = queries.get_roster(actor, found)
    reading = _read(kept, roster.units)
    plan = queries.plan_list(actor, found, roster, reading, kept.answers)
    return render_template(
        "learning/list_preview.html",
        kept=kept,
        training_class=found,
        reading=reading,
        plan=plan,
        form=AnswersForm(),
        answers=kept.answers,
        can_take_in=bool(plan.send or plan.change) and (not plan.open_rows or bool(kept.answers.get("leave_out"))),
        shown=SHOWN,
        leave_out=LEAVE_OUT,
        **WORDS,
    )


@blueprint.post("/lists/<int:list_id>/answers")
def list_answers(list_id: int) -> Response:
    """Keep the answers and look at the list again with them."""
    answers = {key: value[:20] for key, value in request.form.items() if _KEY.fullmatch(key)}
    answers["leave_out"] = "1" if request.form.get("leave_out") else ""
    actions.answer_sending_list(current_actor(), list_id=list_id, answers=answers)
    return redirect(url_for("learning.list_preview", list_id=list_id), 303)


@blueprint.post("/lists/<int:list_id>/confirm")
def list_confirm(list_id: int) -> Response:
    actor = current_actor()
    kept = queries.get_sending_list(actor, list_id)
    if kept.result is None:
        found: TrainingClass = queries.get_class(actor, kept.class_id)
        reading = _read(kept, queries.get_roster(actor, found).units)
        try:
            actions.import_sending_list(
                actor,
                list_id=list_id,
                reading=reading,
                leave_out=bool(kept.answers.get("leave_out")),
                seen=request.form.get("seen", ""),
            )
        except (NotPossible, Conflict) as error:
            flash(explain(error), "warning")
    return redirect(url_for("learning.list_preview", list_id=list_id), 303)


def _read(kept: SendingList, units: UnitNames) -> ListReading:
    return read_people(unpack(kept.content or b""), units)

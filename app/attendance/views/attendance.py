"""Everybody of a shift on one screen: who came, what the record says, hours confirmed all at once or singly."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.attendance import actions, queries
from app.attendance.forms import AttendanceForm, CorrectionForm, SettleForm, read_id
from app.attendance.queries import AttendancePage
from app.attendance.views import blueprint
from app.attendance.wording import DIRECTION_NAMES, PERSON_STATE_NAMES, PROBLEM_NAMES, WAY_NAMES
from app.core.errors import NotAllowed, NotPossible
from app.core.web import current_actor, form_page

STATES = ("confirmed", "attended", "absent")


@blueprint.route("/shifts/<int:shift_id>/attendance", methods=["GET", "POST"])
def shift(shift_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    page = queries.get_attendance_page(actor, shift_id)
    if request.method == "GET":
        return _show(page, _form(page))
    if not page.can_record:
        raise NotAllowed
    form = AttendanceForm()
    _offer_states(form)
    if form.validate_on_submit():
        try:
            changed = actions.record_attendance(actor, shift_id=shift_id, marks=_marks(form))
        except NotPossible as error:
            form.refuse(error)
            page = queries.get_attendance_page(actor, shift_id)  # an action lets go of what was read before it
        else:
            flash(ngettext("%(num)d mark was saved.", "%(num)d marks were saved.", changed), "success")
            return redirect(url_for("attendance.shift", shift_id=shift_id), 303)
    return _show(page, form)


@blueprint.route("/sign-ups/<int:sign_up_id>/hours", methods=["GET", "POST"])
def correct(sign_up_id: int) -> Response | tuple[str, int]:
    """One person's hours with their history, and their correction."""
    actor = current_actor()
    page = queries.get_hours_page(actor, sign_up_id)
    sign_up = page.row.sign_up
    form = CorrectionForm(state=page.row.state, minutes=sign_up.confirmed_minutes)
    form.state.choices = [(state, PERSON_STATE_NAMES[state]) for state in STATES]
    if request.method == "POST" and not page.can_correct:
        raise NotAllowed
    if form.validate_on_submit():
        mark = (form.state.data, form.minutes.data, form.reason.data or "")
        try:
            changed = actions.record_attendance(actor, shift_id=sign_up.shift_id, marks={sign_up_id: mark})
        except NotPossible as error:
            form.refuse(error)
            page = queries.get_hours_page(actor, sign_up_id)
        else:
            if changed:
                flash(_("The hours are saved, with the reason in their history."), "success")
            return redirect(url_for("attendance.correct", sign_up_id=sign_up_id), 303)
    return form_page(
        "attendance/correct.html",
        form,
        page=page,
        states=PERSON_STATE_NAMES,
        directions=DIRECTION_NAMES,
        ways=WAY_NAMES,
    )


@blueprint.route("/check-ins/<int:check_in_id>/settle", methods=["GET", "POST"])
def settle(check_in_id: int) -> Response | tuple[str, int]:
    """A record that somebody must look at: count it, or say that it doesn't."""
    actor = current_actor()
    seen = queries.get_settle_page(actor, check_in_id)
    form = SettleForm()
    if form.validate_on_submit():
        values = {"note": form.note.data or "", "member_code": form.member_code.data or ""}
        try:
            actions.settle_check_in(actor, check_in_id=check_in_id, counts="count" in request.form, **values)
        except NotPossible as error:
            form.refuse(error)
            seen = queries.get_settle_page(actor, check_in_id)
        else:
            flash(_("The record is settled."), "success")
            return redirect(url_for("attendance.shift", shift_id=seen.shift_id), 303)
    return form_page(
        "attendance/settle.html",
        form,
        seen=seen,
        shift=seen.shift,
        problems=PROBLEM_NAMES,
        directions=DIRECTION_NAMES,
        ways=WAY_NAMES,
    )


def _marks(form: AttendanceForm) -> dict[int, tuple[str, int | None]]:
    """What the rows say; of the one row whose own button was pressed only."""
    marks = {entry.form.sign_up_id: (entry.form.state.data, entry.form.minutes.data) for entry in form.marks}
    if (only := read_id(request.form.get("only"))) in marks:
        state, minutes = marks[only]
        # This button says "came": a choice that was left as it stood doesn't count against it.
        return {only: ("attended" if state == "confirmed" else state, minutes)}
    return marks


def _form(page: AttendancePage) -> AttendanceForm:
    """The rows that can still be marked here; confirmed hours are corrected on their own page, with a reason."""
    rows = [
        {"id": str(row.sign_up.id), "state": row.state, "minutes": None}
        for row in page.rows
        if not row.is_confirmed and not row.is_own
    ]
    form = AttendanceForm(formdata=None, marks=rows)
    _offer_states(form)
    return form


def _offer_states(form: AttendanceForm) -> None:
    choices = [(state, PERSON_STATE_NAMES[state]) for state in STATES]
    for entry in form.marks:
        entry.form.state.choices = choices


def _show(page: AttendancePage, form: AttendanceForm) -> tuple[str, int]:
    return form_page(
        "attendance/shift.html",
        form,
        page=page,
        shift=page.shift,
        activity=page.activity,
        entries={entry.form.id.data: entry.form for entry in form.marks},
        problems=PROBLEM_NAMES,
        directions=DIRECTION_NAMES,
        states=PERSON_STATE_NAMES,
    )

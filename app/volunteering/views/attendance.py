"""Who signed up and who came: for the host's leaders."""

from flask import flash, redirect, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import NotAllowed, NotPossible
from app.core.web import current_actor, form_page
from app.volunteering import actions, queries
from app.volunteering.forms import AttendanceForm
from app.volunteering.models import SignUp
from app.volunteering.queries import PeoplePage
from app.volunteering.views import blueprint
from app.volunteering.wording import PERSON_STATE_NAMES

MARKS = ("confirmed", "attended", "absent")


@blueprint.get("/activities/<int:activity_id>/people")
def people(activity_id: int) -> tuple[str, int]:
    page = queries.get_people_page(current_actor(), activity_id)
    return _show(page, {shift.id: _form(page.sign_ups[shift.id]) for shift in page.shifts})


@blueprint.post("/shifts/<int:shift_id>/attendance")
def attendance(shift_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    activity_id = queries.get_activity_id(actor, shift_id)
    page = queries.get_people_page(actor, activity_id)
    if not page.can_lead:
        raise NotAllowed
    form = AttendanceForm()
    _offer_states(form)
    if form.validate_on_submit():
        marks = {entry.form.sign_up_id: (entry.form.state.data, entry.form.minutes.data) for entry in form.marks}
        try:
            changed = actions.record_attendance(actor, shift_id=shift_id, marks=marks)
        except NotPossible as error:
            form.refuse(error)
            page = queries.get_people_page(actor, activity_id)  # an action lets go of what was read before it
        else:
            flash(ngettext("%(num)d mark was saved.", "%(num)d marks were saved.", changed), "success")
            return redirect(url_for("volunteering.people", activity_id=activity_id), 303)
    forms = {shift.id: _form(page.sign_ups[shift.id]) for shift in page.shifts}
    return _show(page, {**forms, shift_id: form}, form)


def _form(sign_ups: list[SignUp]) -> AttendanceForm:
    """The form of a shift as its people stand. It takes nothing from the request: there is one form per shift."""
    rows = [
        {"id": str(sign_up.id), "state": sign_up.state, "minutes": sign_up.confirmed_minutes}
        for sign_up in sign_ups
        if sign_up.state != "waitlisted"
    ]
    form = AttendanceForm(formdata=None, marks=rows)
    _offer_states(form)
    return form


def _offer_states(form: AttendanceForm) -> None:
    for entry in form.marks:
        entry.form.state.choices = [(state, PERSON_STATE_NAMES[state]) for state in MARKS]


def _show(page: PeoplePage, forms: dict[int, AttendanceForm], sent: AttendanceForm | None = None) -> tuple[str, int]:
    actor, text = current_actor(), request.args.get("q", "")
    now = clock.now()
    return form_page(
        "volunteering/people.html",
        sent or AttendanceForm(formdata=None),
        page=page,
        activity=page.activity,
        forms_of=forms,
        by_id={str(row.id): row for rows in page.sign_ups.values() for row in rows},
        states=PERSON_STATE_NAMES,
        text=text,
        found=queries.find_members_to_sign_up(actor, text),
        open_shifts=[shift for shift in page.shifts if shift.starts_at > now],
        now=now,
    )

"""What a guardian sees behind a link, without an account: the question, the answer, and how to take it back."""

from datetime import timedelta

from flask import flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import NotPossible
from app.core.web import current_actor, form_page, is_public
from app.people.browsers import network_address
from app.volunteering import actions, queries
from app.volunteering.place_forms import GuardianForm, RefuseForm
from app.volunteering.views import blueprint
from app.volunteering.wording import MARK_NAMES

USUAL_TIME = timedelta(days=365)


@blueprint.route("/guardian/<token>", methods=["GET", "POST"])
@is_public
def guardian(token: str) -> Response:
    page = queries.get_link_page(token)
    form = GuardianForm(valid_until=clock.today() + USUAL_TIME)
    form.marks.choices = [(mark, MARK_NAMES[mark]) for mark in page.request.marks]
    if form.validate_on_submit():
        answer = actions.GuardianAnswer(
            agrees=True,
            phone=form.phone.data or "",
            guardian_name=form.guardian_name.data or "",
            relation=form.relation.data or "",
            marks=tuple(form.marks.data or ()),
            valid_until=form.valid_until.data,
        )
        if (done := _answer(token, answer, form)) is not None:
            return done
        page = queries.get_link_page(token)  # a refusal rolls back what was loaded
    return _show(page, token, form, RefuseForm(formdata=None))


@blueprint.post("/guardian/<token>/refuse")
@is_public
def guardian_refuse(token: str) -> Response:
    page = queries.get_link_page(token)
    form = RefuseForm()
    if form.validate_on_submit():
        answer = actions.GuardianAnswer(agrees=False, phone=form.refusing_phone.data or "")
        if (done := _answer(token, answer, form)) is not None:
            return done
        page = queries.get_link_page(token)  # a refusal rolls back what was loaded
    question = GuardianForm(formdata=None, valid_until=clock.today() + USUAL_TIME)
    question.marks.choices = [(mark, MARK_NAMES[mark]) for mark in page.request.marks]
    return _show(page, token, question, form)


@blueprint.post("/guardian/<token>/withdraw")
@is_public
def guardian_withdraw(token: str) -> Response:
    queries.get_link_page(token)
    released = actions.withdraw_by_link(current_actor(), token=token)
    said = _("The consent was withdrawn.")
    if released:
        said += " " + ngettext("%(num)d place was released.", "%(num)d places were released.", released)
    flash(said, "success")
    return redirect(url_for("volunteering.guardian", token=token), 303)


def _answer(token: str, answer: actions.GuardianAnswer, form: GuardianForm | RefuseForm) -> Response | None:
    """Hand the answer in; None when the page is to be shown again."""
    try:
        given = actions.answer_request(
            current_actor(), token=token, answer=answer, address=network_address(request.remote_addr)
        )
    except NotPossible as error:
        form.refuse(error)
        return None
    flash(
        _("Thank you: your consent is on record.") if given == "given" else _("Your refusal is on record."), "success"
    )
    return redirect(url_for("volunteering.guardian", token=token), 303)


def _show(page: queries.LinkPage, token: str, form: GuardianForm, refusal: RefuseForm) -> Response:
    """Nothing of it stays in the browser, and no search engine keeps it."""
    sent = refusal if refusal.errors or refusal.form_errors else form
    body, status = form_page(
        "volunteering/guardian.html",
        sent,
        page=page,
        token=token,
        question=form,
        refusal=refusal,
    )
    response = make_response(body, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response

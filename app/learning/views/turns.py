"""One turn: how it ended, or that it was a mistake; a member's training; the papers."""

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.files import serve
from app.core.web import current_actor, form_page
from app.learning import actions, queries
from app.learning.forms import OutcomeForm, TakeBackForm
from app.learning.models import TrainingEnrolment
from app.learning.permissions import can_record_outcome
from app.learning.views import blueprint
from app.learning.views.classes import WORDS
from app.learning.wording import INITIATIVE_STATE_NAMES, OUTCOME_NAMES, STATE_BADGES

CHOICES = ("open", "completed", "not_completed")


@blueprint.route("/enrolments/<int:enrolment_id>", methods=["GET", "POST"])
def outcome(enrolment_id: int) -> Response | tuple[str, int]:
    """How a turn ended, with grade and certificate."""
    actor = current_actor()
    turn = _get_mine(enrolment_id)
    if not turn.is_live:
        raise NotPossible("turn_withdrawn")
    form = OutcomeForm(obj=turn)
    choices = CHOICES if turn.training_class.has_begun(clock.today()) else CHOICES[:1]
    form.outcome.choices = [(code, OUTCOME_NAMES[code]) for code in choices]
    if form.validate_on_submit():
        try:
            actions.record_outcome(
                actor,
                once=form.once_key,
                enrolment_id=enrolment_id,
                version=form.seen_version,
                outcome=form.outcome.data,
                grade=form.grade.data or "",
                certificate=form.certificate.stored,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            turn = queries.get_turn(actor, enrolment_id)
            if isinstance(error, Conflict):
                form.version.raw_data, form.version.data = None, str(turn.version)
        else:
            flash(_("The outcome is on record."), "success")
            return redirect(url_for("learning.training_class", class_id=turn.class_id), 303)
    return form_page("learning/outcome.html", form, turn=turn, **WORDS)


@blueprint.route("/enrolments/<int:enrolment_id>/take-back", methods=["GET", "POST"])
def take_back(enrolment_id: int) -> Response | tuple[str, int]:
    """Take back a turn that was a mistake, after a page that says what that means."""
    actor = current_actor()
    turn = _get_mine(enrolment_id)
    form = TakeBackForm(data={"version": turn.version})
    if form.validate_on_submit():
        try:
            actions.withdraw_enrolment(
                actor,
                once=form.once_key,
                enrolment_id=enrolment_id,
                version=form.seen_version,
                reason=form.reason.data or "",
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            turn = queries.get_turn(actor, enrolment_id)
            form.version.raw_data, form.version.data = None, str(turn.version)
        else:
            flash(_("It is taken back and counts nowhere."), "success")
            return redirect(url_for("learning.training_class", class_id=turn.class_id), 303)
    return form_page("learning/take_back.html", form, turn=turn, **WORDS)


def _get_mine(enrolment_id: int) -> TrainingEnrolment:
    turn = queries.get_turn(current_actor(), enrolment_id)
    if not can_record_outcome(current_actor(), turn):
        raise NotAllowed
    return turn


@blueprint.get("/own")
def own() -> str:
    """One's own training, and one's own initiatives."""
    actor = current_actor()
    if actor.member_id is None:
        raise NotFound
    return render_template(
        "learning/own.html",
        member=None,
        turns=queries.list_turns_of(actor, actor.member_id),
        initiatives=queries.list_initiatives_of(actor.member_id),
        state_names=INITIATIVE_STATE_NAMES,
        state_badges=STATE_BADGES,
        **WORDS,
    )


@blueprint.get("/members/<int:member_id>")
def member(member_id: int) -> str:
    found, turns = queries.get_member_training(current_actor(), member_id)
    return render_template("learning/own.html", member=found, turns=turns, initiatives=(), **WORDS)


@blueprint.get("/files/<int:file_id>")
def training_file(file_id: int) -> FlaskResponse:
    """A certificate or a decision, through the question who may see it."""
    return serve(queries.get_training_file(current_actor(), file_id))

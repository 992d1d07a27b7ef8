"""Recognition, handover and plaque of an accepted work, and their papers."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.files import serve
from app.core.web import current_actor, form_page
from app.works import permissions, queries
from app.works.actions import record_handover, record_plaque, record_recognition
from app.works.conflict import as_timelines, say_present
from app.works.forms import HandoverForm, PlaqueForm, RecognitionForm
from app.works.views import blueprint
from app.works.views.works import WORDS


@blueprint.route("/works/<int:work_id>/recognition", methods=["GET", "POST"])
def recognition(work_id: int) -> Response | tuple[str, int]:
    page = _load(work_id, permissions.can_record_recognition)
    form = RecognitionForm(data={"version": page.work.version, "decided_on": clock.today(), "level": "bloc"})
    return _answer(
        form,
        page,
        record_recognition,
        _("The decision is recorded."),
        title=_("Record a recognition"),
        names=("number", "decided_on", "level"),
    )


@blueprint.route("/works/<int:work_id>/handover", methods=["GET", "POST"])
def handover(work_id: int) -> Response | tuple[str, int]:
    page = _load(work_id, permissions.can_record_handover)
    form = HandoverForm(obj=page.after.handover, data=_shown(page, handed_on=clock.today()))
    return _answer(
        form,
        page,
        record_handover,
        _("The handover is recorded."),
        title=_("Record the handover"),
        names=("recipient_kind", "recipient", "handed_on"),
    )


@blueprint.route("/works/<int:work_id>/plaque", methods=["GET", "POST"])
def plaque(work_id: int) -> Response | tuple[str, int]:
    page = _load(work_id, permissions.can_record_plaque)
    form = PlaqueForm(obj=page.after.plaque, data=_shown(page, has_plaque=True))
    return _answer(
        form,
        page,
        record_plaque,
        _("The plaque is recorded."),
        title=_("Record the plaque"),
        names=("has_plaque", "put_up_on", "text"),
    )


@blueprint.get("/works/papers/<int:file_id>")
def paper(file_id: int) -> Response:
    return serve(queries.get_paper(current_actor(), file_id))


def _load(work_id: int, may: Any) -> queries.WorkPage:
    """The accepted work, for whoever may record this of it. Raises NotFound, NotAllowed, NotPossible."""
    actor = current_actor()
    page = queries.get_work_page(actor, work_id)
    if not may(actor, page.work):
        raise NotAllowed
    if page.work.state != "accepted":
        raise NotPossible("not_accepted")
    return page


def _shown(page: queries.WorkPage, **values: Any) -> dict[str, Any]:
    return {"version": page.work.version, **values}


def _answer(
    form: Any, page: queries.WorkPage, action: Any, done: str, *, title: str, names: tuple[str, ...]
) -> Response | tuple[str, int]:
    """Record what was sent and go back to the work; refused, show it again, after a conflict with what changed."""
    work_id = page.work.id
    changes: list[Any] = []
    if form.validate_on_submit():
        values = {name: form[name].data for name in names}
        text = {name: value or "" for name, value in values.items() if name in ("number", "recipient", "text")}
        try:
            action(
                current_actor(),
                work_id=work_id,
                version=form.seen_version,
                paper=form.paper.stored,
                **{**values, **text},
            )
        except NotPossible as error:
            form.refuse(error)
        except Conflict as error:
            changes = queries.list_changes_since(work_id, form.seen_version)
            form.refuse(error)
        else:
            flash(done, "success")
            return redirect(url_for("works.work", work_id=work_id), 303)
        page = queries.get_work_page(current_actor(), work_id)
        form.version.raw_data, form.version.data = None, str(page.work.version)
    return form_page(
        "works/after.html",
        form,
        work=page.work,
        title=title,
        fields=[form[name] for name in (*names, "paper")],
        changes=as_timelines(changes),
        there_now=_there_now(form, page, names) if changes else [],
        **WORDS,
    )


def _there_now(form: Any, page: queries.WorkPage, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """What is recorded now of what the form asks for."""
    after = page.after
    rows: dict[str, list[Any]] = {
        "number": list(after.recognitions),
        "recipient": [after.handover],
        "text": [after.plaque],
    }
    shown = next(rows[name] for name in names if name in rows)
    return [pair for row in shown if row for pair in say_present(form, {name: getattr(row, name) for name in names})]

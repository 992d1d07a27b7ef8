"""The committee's queue, deciding on several proposals at once, and everything about one of them."""

from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.core.actor import Role
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible, explain
from app.core.web import LARGEST_ID, current_actor, form_page
from app.works import queries
from app.works.actions import approve_work, return_work
from app.works.deciding_forms import DecideSeveralForm
from app.works.line import to_points
from app.works.proposal_words import say_differences
from app.works.views import blueprint
from app.works.views.works import WORDS, forms_of
from app.works.wording import WEAKNESSES

AT_ONCE = 50


@blueprint.route("/works/deciding", methods=["GET", "POST"])
def deciding() -> Response | tuple[str, int]:
    actor = current_actor()
    if not actor.has(Role.COMMITTEE):
        raise NotAllowed
    form = DecideSeveralForm()
    refused: list[tuple[str, str]] = []
    if form.validate_on_submit():
        returns = request.form.get("decision") == "return"
        if not form.marked:
            form.chosen.errors = [_("Choose at least one proposal.")]
        elif returns and not (form.reason.data or "").strip():
            form.reason.errors = [_("Say why they are returned.")]
        else:
            done, refused = _decide_each(form, returns=returns)
            if done:
                flash(_said(done, returns=returns), "success")
            if not refused:
                return redirect(url_for("works.deciding"), 303)
            form.status = 409
    waiting = queries.works_waiting(actor)
    return form_page(
        "works/deciding.html",
        form,
        rows=queries.list_to_decide(actor),
        ticked={id_ for id_, _seen in form.marked},
        refused=refused,
        reports=waiting.reports,
        revisions=waiting.revisions,
        **WORDS,
    )


def _decide_each(form: DecideSeveralForm, *, returns: bool) -> tuple[int, list[tuple[str, str]]]:
    """Decide on each by an action of its own: how many were decided, and each refusal as (title, why)."""
    done, refused = 0, []
    for work_id, seen in form.marked[:AT_ONCE]:
        values: dict[str, Any] = {"work_id": min(work_id, LARGEST_ID), "version": min(seen, LARGEST_ID)}
        try:
            if returns:
                return_work(current_actor(), reason=form.reason.data or "", **values)
            else:
                approve_work(current_actor(), **values)
        except NotFound:
            refused.append((_("Unknown work"), _("It isn't there, or you may not see it.")))
        except NotAllowed:
            refused.append((_title(work_id), _("You took part in this proposal, so somebody else decides on it.")))
        except (NotPossible, Conflict) as error:
            refused.append((_title(work_id), explain(error)))
        else:
            done += 1
    return done, refused


def _title(work_id: int) -> str:
    return queries.get_work(current_actor(), work_id).title


def _said(count: int, *, returns: bool) -> str:
    if returns:
        return ngettext("%(num)d proposal is returned.", "%(num)d proposals are returned.", count)
    return ngettext("%(num)d proposal is approved.", "%(num)d proposals are approved.", count)


@blueprint.get("/works/<int:work_id>/decide")
def decide(work_id: int) -> tuple[str, int]:
    page = queries.get_decision(current_actor(), work_id)
    work = page.work
    if work.state != "submitted":
        raise NotPossible("wrong_step")
    forms = forms_of(work, ("approve", "return", "reject"))
    return form_page(
        "works/decide.html",
        forms["step"],
        page=page,
        work=work,
        work_forms=forms,
        said=say_differences(page.since.facts) if page.since else [],
        weaknesses=[WEAKNESSES[code] for code in page.weaknesses],
        place=_place(page),
        **WORDS,
    )


def _place(page: queries.DecisionPage) -> dict[str, Any]:
    """What the small map draws: this work's point and line, and the works around it."""
    work = page.work
    others = [
        [row.work.lat, row.work.lon, row.work.title, url_for("works.work", work_id=row.work.id)]
        for row in page.nearby
        if row.work.lat is not None
    ]
    return {
        "point": [work.lat, work.lon] if work.lat is not None else None,
        "line": [list(point) for point in to_points(work.line)],
        "others": others,
        "outlines": url_for("maps.communes") if "maps.communes" in current_app.view_functions else None,
    }

"""What waits for a second person: ask to take an entry back; approve or refuse any request."""

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.errors import NotAllowed
from app.core.web import current_actor
from app.works import actions, queries
from app.works.forms import DecideForm, RefuseForm
from app.works.models import Ledger
from app.works.views import blueprint
from app.works.views.money import about, about_request, decide, with_reason
from app.works.wording import FIGURE_NAMES


@blueprint.route("/works/<int:work_id>/budget/entries/<int:entry_id>/reverse", methods=["GET", "POST"])
def reverse(work_id: int, entry_id: int) -> Response | tuple[str, int]:
    budget = queries.get_budget(current_actor(), work_id)
    entry = queries.get_entry(entry_id, Ledger.work_id == work_id)
    if not budget.can_correct:
        raise NotAllowed
    shown = {
        "title": _("Correct an entry"),
        "label": _("Ask for the correction"),
        "lead": _correction_lead(budget.work.state == "accepted"),
        "about": about(entry.amount, entry.party),
        "changes": queries.changes_by(budget.work, entry),
        "figure_names": FIGURE_NAMES,
    }
    done = _("The correction is asked for. Another person approves it now.")
    return with_reason(budget, RefuseForm(), actions.request_reversal, done, shown, entry_id=entry_id)


@blueprint.post("/works/<int:work_id>/budget/requests/<int:request_id>/approve")
def approve_request(work_id: int, request_id: int) -> Response | tuple[str, int]:
    budget = queries.get_budget(current_actor(), work_id)
    queries.get_request(request_id, Ledger.work_id == work_id)
    done = _("Approved: it stands in the ledger.")
    return decide(budget, DecideForm(), actions.approve_request, done, request_id=request_id)


@blueprint.route("/works/<int:work_id>/budget/requests/<int:request_id>/refuse", methods=["GET", "POST"])
def refuse_request(work_id: int, request_id: int) -> Response | tuple[str, int]:
    budget = queries.get_budget(current_actor(), work_id)
    request = queries.get_request(request_id, Ledger.work_id == work_id)
    row = next((row for row in budget.requests if row.request.id == request_id), None)
    if row is not None and not row.can_decide:
        raise NotAllowed
    shown = {
        "title": _("Refuse the request"),
        "label": _("Refuse"),
        "about": about_request(request),
    }
    done = _("The request is refused; the ledger stays as it is.")
    return with_reason(budget, RefuseForm(), actions.refuse_request, done, shown, request_id=request_id)


def _correction_lead(is_accepted: bool) -> str:
    if is_accepted:
        return _("The work is accepted: the standing committee decides, for figures that it accepted change.")
    return _("The entry stays as it is until another person approves; then a second entry takes it back.")

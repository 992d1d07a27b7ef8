"""Moving cash between a work, a unit's fund and another work."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.money import format_money
from app.core.web import current_actor, form_page
from app.works import queries
from app.works.actions import request_transfer
from app.works.money_forms import TransferForm
from app.works.values import Pot
from app.works.views import blueprint
from app.works.wording import SOURCE_NAMES


@blueprint.route("/works/<int:work_id>/budget/transfer", methods=["GET", "POST"])
def transfer(work_id: int) -> Response | tuple[str, int]:
    budget = queries.get_budget(current_actor(), work_id)
    if not budget.can_correct:
        raise NotAllowed
    if not budget.work.gives_cash:
        raise NotPossible("money_closed")
    form = TransferForm()
    form.way.choices = _ways(budget)
    in_cash = [row for row in budget.sources if row.form == "cash" and row.received > 0]
    form.source.choices = [(row.kind, f"{SOURCE_NAMES[row.kind]} ({format_money(row.received)})") for row in in_cash]
    form.source.choices = form.source.choices or [("", _("Nothing came in as cash"))]
    if form.validate_on_submit():
        here, there = Pot(work_id=work_id), _pot(form.way.data)
        comes_in = form.way.data.startswith("from-")
        try:
            request_transfer(
                current_actor(),
                once=form.once_key,
                giver=there if comes_in else here,
                taker=here if comes_in else there,
                amount=form.amount.data,
                source=form.source.data or "",
                reason=form.reason.data,
            )
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The transfer is asked for. Another person approves it now."), "success")
            return redirect(url_for("works.budget", work_id=work_id), 303)
    return form_page("works/transfer.html", form, work=budget.work, budget=budget)


def _ways(budget: queries.Budget) -> list[tuple[str, Any]]:
    """What can be chosen: out of the work, and into it while it takes money."""
    actor, work = current_actor(), budget.work
    ways = [(f"to-unit-{work.unit_id}", _("From this work to the fund of %(unit)s", unit=work.unit.short_name))]
    if work.takes_money:
        ways += [
            (
                f"from-unit-{id_}",
                _("From the fund of %(unit)s (%(amount)s) to this work", unit=name, amount=format_money(cash)),
            )
            for id_, name, cash in queries.list_givers(actor, work.unit)
        ]
    ways += [
        (f"to-work-{id_}", _("From this work to the work “%(title)s”", title=title))
        for id_, title in queries.list_takers(actor, work)
    ]
    return ways


def _pot(way: str) -> Pot:
    """The other side of a way that was among the choices."""
    _direction, kind, id_ = way.split("-")
    return Pot(unit_id=int(id_)) if kind == "unit" else Pot(work_id=int(id_))

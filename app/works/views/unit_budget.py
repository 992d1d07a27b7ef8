"""The budget of a unit over all its works, on screen and as Excel."""

from flask import Response, render_template, request
from flask_babel import gettext as _

from app.core.sheets import Column, send_bytes, write_sheet
from app.core.web import current_actor, page_links
from app.works import queries
from app.works.views import blueprint
from app.works.wording import STATE_NAMES


@blueprint.get("/units/<int:unit_id>/budget")
def unit_budget(unit_id: int) -> str:
    budget = queries.get_unit_budget(current_actor(), unit_id, request.args.get("at"))
    return render_template(
        "works/unit_budget.html",
        budget=budget,
        unit=budget.unit,
        total=budget.total,
        pager=page_links(budget.works),
        state_names=STATE_NAMES,
    )


@blueprint.get("/units/<int:unit_id>/budget.xlsx")
def unit_budget_sheet(unit_id: int) -> Response:
    unit, works = queries.list_unit_works(current_actor(), unit_id)
    columns = [
        *(Column(_("Work"), 50), Column(_("Unit"), 30), Column(_("State"), 16), Column(_("Planned"))),
        *(Column(_("Pledged")), Column(_("Received")), Column(_("Spent")), Column(_("Cash left"))),
        *(Column(_("Contribution of the Union"), 22), Column(_("Total cost"))),
    ]
    rows = [
        [
            *(row.title, row.unit, STATE_NAMES[row.state], row.figures.planned, row.figures.pledged),
            *(row.figures.received, row.figures.spent, row.figures.left, row.figures.contribution, row.figures.cost),
        ]
        for row in works
    ]
    content = write_sheet(_("Budget"), columns, rows, title=_("Budget: %(title)s", title=unit.name))
    return send_bytes(content, name=f"kinh-phi-{unit.code}.xlsx")

"""The file of a work (hồ sơ công trình) on paper: everything about it on one page to print."""

from flask import render_template

from app.core import clock
from app.core.errors import NotAllowed
from app.core.web import current_actor
from app.volunteering.queries import figures_of_work
from app.works import queries
from app.works.conflict import as_timelines
from app.works.permissions import can_see_papers
from app.works.views import blueprint
from app.works.views.works import WORDS


@blueprint.get("/works/<int:work_id>/summary")
def summary(work_id: int) -> str:
    actor = current_actor()
    page = queries.get_work_page(actor, work_id, whole_history=True)
    if not can_see_papers(actor, page.work):
        raise NotAllowed
    return render_template(
        "works/summary.html",
        page=page,
        work=page.work,
        budget=queries.get_budget(actor, work_id) if page.can_see_budget else None,
        attended=figures_of_work(work_id),
        labour=page.labour,
        timeline=as_timelines(reversed(page.history)),
        today=clock.today(),
        **WORDS,
    )

"""P3: a work with budget, photos and history, a work as full as any, an activity with 60 shifts; the Bloc's budget.

The last is no page of one thing, but it answers for all works at once, by as few statements.
"""

from typing import Any

from sqlalchemy import func, select

from app.core.events import Event
from app.extensions import db
from app.people.models import Appointment, Unit
from app.seed.actors import Actors
from app.seed.scale.activities import CAMPAIGN
from app.seed.scale.people import CODE
from app.volunteering.models import Activity
from app.works.models import Work
from bench.figures import Figure
from bench.pages import measure_page
from bench.stage import Stage
from tests.works import full, walk

RATIO, STATEMENTS = 0.20, 10


def measure(stage: Stage) -> list[Figure]:
    own = select(Unit.id).where(Unit.code == f"{CODE}-01").scalar_subquery()
    work = stage.scalar(select(func.min(Work.id)).where(Work.unit_id == own, Work.state == "accepted"))
    activity = stage.scalar(
        select(func.min(Activity.id)).where(Activity.host_unit_id == own, Activity.title == CAMPAIGN)
    )
    pages = (
        ("a work", f"/works/{work}", f"/works/{work}"),
        ("a work's budget", f"/works/{work}/budget", f"/works/{work}"),
        ("an activity with 60 shifts", f"/activities/{activity}", f"/activities/{activity}"),
    )
    figures = []
    for what, path, bare in pages:
        for who, visit in (("visitor", None), ("its leader", stage.leader)):
            if path.endswith("/budget") and visit is None:
                continue  # not for visitors
            figures += measure_page(
                stage, "P3", f"{what}, {who}", path, visit, bare=bare, ratio=RATIO, statements=STATEMENTS
            )
    full_work = _full_work(stage, own)
    bloc, committee = stage.row(
        select(Appointment.unit_id, Appointment.account_id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Appointment.role == "committee", Unit.code == CODE)
        .limit(1)
    )
    for what, path, visit, bare, ratio in (
        ("a full work, its leader", f"/works/{full_work}", stage.leader, f"/works/{full_work}", RATIO),
        ("a full work's budget, its leader", f"/works/{full_work}/budget", stage.leader, f"/works/{full_work}", RATIO),
        ("the Bloc's budget, committee", f"/units/{bloc}/budget", stage.site.sign_in(committee), f"/works/{work}", 0),
    ):
        figures += measure_page(stage, "P3", what, path, visit, bare=bare, ratio=ratio, statements=STATEMENTS)
    return figures


def _full_work(stage: Stage, unit: Any) -> int:
    """A work under way of the leader's unit, filled by the actions that people would take."""
    work_id: int = stage.scalar(select(func.min(Work.id)).where(Work.unit_id == unit, Work.state == "under_way"))
    with stage.site.app.app_context():
        actors = Actors()
        of_work = (Event.subject_type == "works", Event.subject_id == work_id)
        full.fill(
            work_id,
            leader=actors.leader(f"{CODE}-01"),
            treasurer=actors.treasurer(f"{CODE}-01"),
            line_id=walk.line_id(work_id),
            photo=walk.photo,
            receipt=walk.receipt,
            rows_before=db.session.execute(select(func.count()).select_from(Event).where(*of_work)).scalar_one(),
        )
        stage.site.let_go()
    return work_id

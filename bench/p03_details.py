"""P3: the page of a work with budget, photos and history, and of an activity with 60 shifts."""

from sqlalchemy import func, select

from app.people.models import Unit
from app.seed.scale.activities import CAMPAIGN
from app.seed.scale.people import CODE
from app.volunteering.models import Activity
from app.works.models import Work
from bench.figures import Figure
from bench.pages import measure_page
from bench.stage import Stage

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
    return figures

"""A work is given up while somebody plans an activity for it: nothing stays planned for a cancelled work."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from sqlalchemy import select

from app.core import clock
from app.core.errors import Busy, NotPossible
from app.extensions import db as database
from app.volunteering.actions import cancel_work, copy_activity, save_activity
from app.volunteering.checks import CHECKS
from app.volunteering.models import Activity
from app.volunteering.values import ActivityValues, ShiftValues
from tests import factories

ROUNDS = 12


def test_planning_for_a_work_and_cancelling_it_at_once(app, cast):
    start = clock.now() + timedelta(days=2)
    shift = ShiftValues("Ca", start, start + timedelta(hours=2), 5)
    actor, unit_id = cast.an.actor, cast.unit.id
    works = [factories.work(cast.unit, state="approved").id for _ in range(ROUNDS)]
    models = [factories.activity(cast.unit, work_id=work_id).id for work_id in works]
    database.session.remove()

    def plan(work_id: int, _model: int) -> object:
        values = ActivityValues(title="Đổ bê tông", work_id=work_id)
        return save_activity(actor, host_unit_id=unit_id, activity=values, shifts=(shift,))

    def copy(_work: int, model: int) -> object:
        return copy_activity(actor, activity_id=model, day=clock.today() + timedelta(days=9))

    def cancel(work_id: int, _model: int) -> object:
        return cancel_work(actor, work_id=work_id, version=1, reason="Chuyển nguồn vốn")

    for work_id, model in zip(works, models, strict=True):
        together = Barrier(3)

        def run(step, work_id=work_id, model=model, together=together) -> str:
            with app.app_context():
                together.wait()
                try:
                    step(work_id, model)
                except (NotPossible, Busy) as error:
                    return getattr(error, "reason", "busy")
                finally:
                    database.session.remove()
                return "done"

        with ThreadPoolExecutor(3) as pool:
            answers = list(pool.map(run, (plan, copy, cancel)))
        assert set(answers) <= {"done", "busy", "no_such_work"}, answers
        if answers[2] == "busy":  # whoever is told so tries again
            assert run(cancel, together=Barrier(1)) == "done"
    left = select(Activity.id).where(Activity.work_id.in_(works), Activity.state.in_(("draft", "published")))
    assert database.session.execute(left).all() == []
    assert [line for check in CHECKS for line in check()] == []

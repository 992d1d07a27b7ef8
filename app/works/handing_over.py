"""What waits in an office about works: drafts, decisions, money that nobody has approved, works in hand."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.core.actor import Role
from app.extensions import db
from app.people.handing_over import MOST_SHOWN, Office, OpenThing, OpenThings, open_things
from app.people.models import Unit
from app.works.models import Expense, PlanVersion, Work
from app.works.permissions import works_under

# Which states of a work are whose: in the order in which they are shown.
LEADERS = (
    (_l("Drafts of works"), ("draft",)),
    (_l("Works to begin or to finish"), ("approved", "under_way")),
)
COMMITTEES = ((_l("Proposals to decide on"), ("submitted",)), (_l("Reports to accept"), ("reported",)))
OF_STATES = {Role.LEADER: LEADERS, Role.COMMITTEE: COMMITTEES}
# Where a unit has a leader, the committee approves no expense.
OF_MONEY = (Role.LEADER, Role.TREASURER)


def list_works(office: Office) -> list[OpenThings]:
    """By at most four statements."""
    kinds = [_works(office, name, Work.state.in_(states)) for name, states in OF_STATES.get(Role(office.role), ())]
    if office.role == Role.LEADER:
        in_work = select(PlanVersion.work_id).where(PlanVersion.state == "draft", PlanVersion.number > 1)
        kinds.append(_works(office, _l("Drafts of plan revisions"), Work.id.in_(in_work)))
    if office.role in OF_MONEY:
        kinds.append(_expenses(office))
    return kinds


def _works(office: Office, name: Any, where: Any) -> OpenThings:
    rows = db.session.execute(
        select(Work.id, Work.title, Unit.short_name, func.count().over())
        .join(Unit, Unit.id == Work.unit_id)
        .where(works_under([office.unit_path]), where)
        .order_by(Work.sort_on, Work.id)
        .limit(MOST_SHOWN)
    ).all()
    return open_things(name, rows, lambda row: OpenThing(row.title, row.short_name, "works.work", {"work_id": row.id}))


def _expenses(office: Office) -> OpenThings:
    """Entries that nobody has approved yet."""
    rows = db.session.execute(
        select(Work.id, Work.title, Expense.payee, func.count().over())
        .join(Work, Work.id == Expense.work_id)
        .where(works_under([office.unit_path]), Expense.state == "pending")
        .order_by(Expense.id)
        .limit(MOST_SHOWN)
    ).all()
    return open_things(
        _l("Expenses that wait for approval"),
        rows,
        lambda row: OpenThing(row.payee, row.title, "works.budget", {"work_id": row.id}),
    )

"""What nobody's action brings about, only the time: computed by the worker, each once."""

from datetime import date, time, timedelta

from sqlalchemy import ColumnElement, String, cast, literal, or_, select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.extensions import db
from app.notifications.listening import describe
from app.notifications.models import Delivery
from app.notifications.officers import leaders_of
from app.notifications.writing import Notice, accounts_to_tell, members_to_tell, write
from app.people.models import Account
from app.volunteering.models import Activity, Shift, SignUp
from app.works.models import FollowUp, Work

EVENING = time(18)


@action
def remind_of_shifts(actor: Actor) -> int:
    """From 18:00 on, remind everybody with a place in a shift of tomorrow; returns how many people.

    Who got the place only this evening was told of it just now. The database keeps each reminder to one: `thing` is
    the shift on its day, so a shift that is moved to another day is reminded of again.
    """
    tomorrow = clock.today() + timedelta(days=1)
    evening = clock.at_local(clock.today(), EVENING)
    if clock.now() < evening:
        return 0
    begins, ends = clock.day_bounds(tomorrow, tomorrow)
    reminded = (
        select(Delivery.id)
        .join(Account, Account.id == Delivery.account_id)
        .where(
            Account.member_id == SignUp.member_id,
            Delivery.kind == "reminder",
            Delivery.thing == _thing_of_shift(tomorrow),
        )
    )
    sign_ups = list(
        db.session.execute(
            select(SignUp)
            .join(SignUp.shift)
            .join(Shift.activity)
            .where(
                Activity.state == "published",
                SignUp.state == "confirmed",
                or_(SignUp.confirmed_at.is_(None), SignUp.confirmed_at < evening),
                Shift.starts_at >= begins,
                Shift.starts_at < ends,
                ~reminded.exists(),
            )
            .options(joinedload(SignUp.shift).joinedload(Shift.activity))
            .order_by(SignUp.id)
        ).scalars()
    )
    people = members_to_tell(sign_up.member_id for sign_up in sign_ups) if sign_ups else {}
    notices = [
        Notice(
            people[sign_up.member_id],
            "reminder",
            f"shift:{sign_up.shift_id}@{tomorrow}",
            describe(sign_up.shift),
            starts_at=sign_up.shift.starts_at,
        )
        for sign_up in sign_ups
        if sign_up.member_id in people and not sign_up.shift.activity.is_suspended
    ]
    write(notices)
    return len(notices)


@action
def remind_of_visits(actor: Actor) -> int:
    """Tell the leaders of a work when a visit to it becomes due; returns how many notices."""
    visits = db.session.execute(
        select(FollowUp, Work)
        .join(Work, Work.id == FollowUp.work_id)
        .where(
            FollowUp.visited_on.is_(None),
            FollowUp.due_on <= clock.today(),
            FollowUp.due_on > clock.today() - timedelta(days=30),
            ~select(Delivery.id).where(Delivery.kind == "follow_up_due", Delivery.thing == _thing_of_visit()).exists(),
        )
        .options(joinedload(Work.unit))
        .order_by(FollowUp.id)
    ).all()
    notices = []
    for visit, work in visits:
        details = {"title": work.title, "work_id": work.id, "due_on": visit.due_on.isoformat()}
        notices += [
            Notice(recipient, "follow_up_due", f"visit:{visit.id}", details)
            for recipient in accounts_to_tell(leaders_of(work.unit.path)).values()
        ]
    write(notices)
    return len(notices)


def _thing_of_shift(day: date) -> ColumnElement[str]:
    """As text in SQL: the shift on its day."""
    return literal("shift:").concat(cast(SignUp.shift_id, String)).concat(f"@{day}")


def _thing_of_visit() -> ColumnElement[str]:
    return literal("visit:").concat(cast(FollowUp.id, String))

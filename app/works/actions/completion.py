"""Building and proving: start, report, send back, accept, and the part of cancelling that is the work's own."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotPossible
from app.core.files import NewFile, add_file
from app.core.money import LARGEST
from app.extensions import db
from app.works.actions.confirmation import check_confirmed
from app.works.actions.ending import close_empty_books
from app.works.actions.follow_up import schedule_follow_ups
from app.works.actions.ledger import dong, union_contribution_until
from app.works.actions.proposal import kind_measures, split_quantity
from app.works.actions.steps import begin_step, check_reason, finish_step, lock_work, newest_plan
from app.works.models import Acceptance, EntryRequest, Expense, Ledger, Work, WorkMeasure, WorkPhoto


@action
def start_work(actor: Actor, *, work_id: int, version: int) -> int:
    """Work on the site has begun."""
    work = lock_work(actor, work_id)
    if not begin_step(actor, work, "start", version):
        return work.id
    work.started_on = clock.today()
    finish_step(actor, work, "start")
    return work.id


@action
def report_work(
    actor: Actor,
    *,
    work_id: int,
    version: int,
    quantities: Mapping[str, Decimal | list[str] | None],
    households: int | None,
    people: int | None,
    text: str = "",
    benefit: int | None = None,
    benefit_reason: str = "",
) -> int:
    """Report the work as finished: what was delivered, by the kind's measures, and for whom.

    `benefit` is an estimate in đồng of what the work brings, which needs its reasoning.

    Needs the delivered quantity, beneficiaries, a photo before and one after, every expense decided and every advance
    settled.
    """
    work = lock_work(actor, work_id)
    shown = {code: value if isinstance(value, list) else str(value) for code, value in quantities.items() if value}
    details = {"quantities": shown, "households": households, "people": people, "text": text}
    if benefit is not None:
        details |= {"benefit": benefit, "benefit_reason": benefit_reason}
    if not begin_step(actor, work, "report", version, **details):
        return work.id
    _write_delivered(work, quantities)
    if not (households or people):
        raise NotPossible("beneficiaries_missing", field="households")
    for name, count in (("households", households), ("people", people)):
        if count is not None and count < 0:
            raise NotPossible("negative", field=name)
    _check_benefit(benefit, benefit_reason)
    _check_photos(work)
    _check_no_money_waits(work)
    work.delivered_households, work.delivered_people = households, people
    work.report_text = text
    work.benefit, work.benefit_reason = benefit, benefit_reason if benefit is not None else ""
    work.reported_by = actor.account_id
    work.reported_at = clock.now()
    work.return_reason = work.return_groups = None
    finish_step(actor, work, "report", **details)
    return work.id


def _check_benefit(benefit: int | None, reason: str) -> None:
    """An estimate is above nothing, and says how it was reckoned."""
    if benefit is None and not reason.strip():
        return
    if benefit is None or not 0 < benefit <= LARGEST:
        raise NotPossible("benefit_missing", field="benefit")
    if not reason.strip():
        raise NotPossible("benefit_reason_missing", field="benefit_reason")


@action
def send_back_report(actor: Actor, *, work_id: int, version: int, reason: str) -> int:
    """Ask for more before the work is accepted; it is under way again."""
    work = lock_work(actor, work_id)
    if not begin_step(actor, work, "send_back", version, reason=reason):
        return work.id
    check_reason(reason)
    work.return_reason = reason
    finish_step(actor, work, "send_back", reason=reason)
    return work.id


@action
def accept_work(
    actor: Actor,
    *,
    work_id: int,
    version: int,
    accepted_on: date,
    participants: str,
    note: str = "",
    minutes: NewFile | None = None,
) -> int:
    """Accept the work by its minutes: from here on it counts in reports, by its acceptance date alone.

    The date may be past (works are entered late), never in the future, never before the work was approved unless
    it is entered as history.
    """
    work = lock_work(actor, work_id)
    details = {
        "accepted_on": accepted_on.isoformat(),
        "participants": participants,
        "note": note,
        "minutes": minutes.sha256 if minutes else None,
    }
    if not begin_step(actor, work, "accept", version, **details):
        return work.id
    lock(Ledger, Ledger.work_id == work.id)  # what counts is added up below
    if not participants.strip():
        raise NotPossible("participants_missing", field="participants")
    if accepted_on > clock.today():
        raise NotPossible("in_the_future", field="accepted_on")
    if not work.is_history and work.approved_at and accepted_on < clock.local(work.approved_at).date():
        raise NotPossible("before_approval", field="accepted_on")
    check_confirmed(work)
    _check_no_money_waits(work)
    plan = newest_plan(work.id)
    if plan is not None and plan.state == "submitted":
        raise NotPossible("revision_waits")
    stored = None
    if minutes is not None:
        stored = add_file(actor, minutes)
        db.session.flush()  # the minutes need the file's id
    db.session.add(
        Acceptance(
            work_id=work.id,
            accepted_on=accepted_on,
            participants=participants,
            note=note,
            file_id=stored.id if stored else None,
            accepted_by=actor.account_id,
            at=clock.now(),
        )
    )
    work.union_contribution = union_contribution_until(work.id, accepted_on)
    work.accepted_on = accepted_on
    schedule_follow_ups(work)
    finish_step(actor, work, "accept", **details)
    return work.id


def cancel_work_rows(actor: Actor, work: Work, *, version: int, reason: str) -> bool:
    """Cancel a work that is locked; False when the same was done before.

    The action is volunteering's `cancel_work`, which calls the work's activities off in the same transaction.
    """
    if not begin_step(actor, work, "cancel", version, reason=reason):
        return False
    check_reason(reason)
    finish_step(actor, work, "cancel", reason=reason)
    close_empty_books(work)
    return True


def _write_delivered(work: Work, quantities: Mapping[str, Decimal | list[str] | None]) -> None:
    rows = db.session.execute(select(WorkMeasure).where(WorkMeasure.work_id == work.id)).scalars()
    written = {row.measure_id: row for row in rows}
    for measure in kind_measures(work.kind_id, work.id):
        delivered, delivered_list = split_quantity(measure, quantities.get(measure.code))
        if measure.is_required and not delivered:
            raise NotPossible("delivered_missing", field=measure.code)
        row = written.get(measure.id)
        if row is None:
            row = WorkMeasure(work_id=work.id, measure_id=measure.id)
            db.session.add(row)
        row.delivered, row.delivered_list = delivered, delivered_list


def _check_photos(work: Work) -> None:
    moments = set(db.session.execute(select(WorkPhoto.moment).where(WorkPhoto.work_id == work.id).distinct()).scalars())
    for moment in ("before", "after"):
        if moment not in moments:
            raise NotPossible(f"photo_{moment}_missing")


def _check_no_money_waits(work: Work) -> None:
    """Nothing waits to be decided on, and nobody holds money that they haven't answered for."""
    waiting = db.session.execute(
        select(func.count()).select_from(Expense).where(Expense.work_id == work.id, Expense.state == "pending")
    ).scalar_one()
    if waiting:
        raise NotPossible("expense_waits")
    asked = select(func.count()).select_from(EntryRequest).join(Ledger, Ledger.id == EntryRequest.ledger_id)
    asked = asked.where(Ledger.work_id == work.id, EntryRequest.state == "pending", EntryRequest.kind == "advance")
    if db.session.execute(asked).scalar_one():
        raise NotPossible("advance_waits")
    if work.cash_advanced:
        raise NotPossible("advance_open", left=dong(work.cash_advanced))

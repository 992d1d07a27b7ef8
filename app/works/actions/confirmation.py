"""The confirmation of a report by those whom the unit answers to, and the office's rules for works."""

from datetime import date

from sqlalchemy import select

from app.core import clock
from app.core.actions import action, lock_table
from app.core.actor import Actor
from app.core.errors import Conflict, NotPossible
from app.core.events import record
from app.core.files import NewFile, add_file
from app.core.settings import Setting, write_setting
from app.extensions import db
from app.people.models import Unit
from app.works import permissions
from app.works.actions.steps import allow, check_version, lock_work, was_done_before
from app.works.models import Confirmation, Work
from app.works.models.confirmation import BODIES
from app.works.rules import (
    CONFIRMATION,
    DEFAULTS,
    LARGEST_TOLERANCE,
    LINE_TOLERANCE,
    VERSION,
    as_rules,
    read_rules,
)


@action
def confirm_report(
    actor: Actor,
    *,
    work_id: int,
    version: int,
    body: str,
    name: str,
    confirmed_on: date,
    document: str,
    paper: NewFile | None = None,
) -> int:
    """Write down who confirmed the report, when, by which paper; `body`: the unit's party committee or agency head.

    Writing it down again corrects it; the paper that is there stays where no new one is given.
    """
    work = lock_work(actor, work_id)
    allow(permissions.can_confirm_report(actor, work))
    details = {"body": body, "name": name, "confirmed_on": confirmed_on.isoformat(), "document": document}
    if was_done_before(actor, work, "work.report_confirmed", version, details):
        return work.id
    check_version(work, version)
    if work.state != "reported":
        raise NotPossible("not_reported")
    if body not in BODIES:
        raise NotPossible("body_unknown", field="body")
    if not name.strip():
        raise NotPossible("confirmer_missing", field="name")
    if not document.strip():
        raise NotPossible("number_missing", field="document")
    if confirmed_on > clock.today():
        raise NotPossible("in_the_future", field="confirmed_on")
    row = find_confirmation(work.id) or Confirmation(work_id=work.id)
    if paper is not None:
        stored = add_file(actor, paper)
        db.session.flush()  # the row needs the file's id
        row.file_id = stored.id
    elif row.file_id is None:
        raise NotPossible("confirmation_paper_missing", field="paper")
    row.body, row.name, row.confirmed_on, row.document = body, name, confirmed_on, document
    row.recorded_by, row.at = actor.account_id, clock.now()
    db.session.add(row)
    work.version += 1
    record(actor, "work.report_confirmed", work, **details, version=work.version)
    return work.id


def find_confirmation(work_id: int) -> Confirmation | None:
    """The confirmation of a work's report, of the present one or an earlier."""
    return db.session.execute(select(Confirmation).where(Confirmation.work_id == work_id)).scalar_one_or_none()


def check_confirmed(work: Work) -> None:
    """Raises NotPossible where the office wants reports confirmed and this one isn't."""
    if not read_rules().needs_confirmation or work.is_history:
        return
    confirmation = find_confirmation(work.id)
    if confirmation is None or not confirmation.is_of(work.reported_at):
        raise NotPossible("confirmation_missing")


@action
def change_rules(actor: Actor, *, version: int, line_tolerance: int, needs_confirmation: bool) -> int:
    """Set the rules for works; returns the new version. Raises Conflict for a stale page."""
    allow(permissions.can_change_rules(actor))
    lock_table(Setting)
    stored = db.session.execute(select(Setting.name, Setting.value).where(Setting.name.in_(DEFAULTS)))
    rules = as_rules({row.name: row.value for row in stored})
    if (rules.line_tolerance, rules.needs_confirmation) == (line_tolerance, needs_confirmation):
        return rules.version
    if rules.version != version:
        raise Conflict("rules_changed")
    if not 0 <= line_tolerance <= LARGEST_TOLERANCE:
        raise NotPossible("tolerance_out_of_range", field="line_tolerance", most=LARGEST_TOLERANCE)
    write_setting(actor, LINE_TOLERANCE, line_tolerance)
    write_setting(actor, CONFIRMATION, needs_confirmation)
    write_setting(actor, VERSION, rules.version + 1)
    office = db.session.execute(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id).limit(1)).scalar_one()
    record(
        actor,
        "works.rules_changed",
        office,
        line_tolerance=line_tolerance,
        needs_confirmation=needs_confirmation,
        before={"line_tolerance": rules.line_tolerance, "needs_confirmation": rules.needs_confirmation},
    )
    return rules.version + 1

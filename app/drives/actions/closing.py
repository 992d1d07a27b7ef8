"""Closing a drive: its standing is frozen with the records behind it, for good."""

from sqlalchemy import func, select

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.events import record
from app.drives.actions.loading import lock_drive
from app.drives.models import Claim, Drive, DriveUnit, FrozenStanding, Objection
from app.drives.permissions import can_close_drive, can_publish_drive
from app.drives.queries.hands import had_a_hand
from app.drives.queries.setup import load_setup
from app.drives.queries.standings import checksum_of, full_standings
from app.drives.standings import as_text
from app.extensions import db


@action
def close_drive(actor: Actor, *, drive_id: int, version: int) -> None:
    """Freeze the standing after the last day, when every self-score is verified and every objection answered.

    Whoever scored, verified or objected in this drive doesn't decide it. Closed already: changes nothing.
    """
    drive = lock_drive(actor, drive_id)
    if not can_close_drive(actor, drive, had_a_hand=had_a_hand(drive_id, actor.account_id)):
        raise NotAllowed
    if drive.state == "closed":
        return
    if drive.version != version:
        raise Conflict
    _check(drive)
    text = as_text(full_standings(load_setup(drive)))
    assert actor.account_id is not None  # the permission asks for a role
    drive.state, drive.closed_by, drive.closed_at = "closed", actor.account_id, clock.now()
    drive.version += 1
    frozen = FrozenStanding(
        drive_id=drive_id, text=text, checksum=checksum_of(text), closed_by=actor.account_id, at=clock.now()
    )
    db.session.add(frozen)
    record(actor, "drive.closed", drive, title=drive.title, checksum=frozen.checksum)


@action
def publish_drive(actor: Actor, *, drive_id: int, is_public: bool) -> None:
    """Let visitors see what the drive asks and its final standing, or no longer."""
    drive = lock_drive(actor, drive_id)
    if not can_publish_drive(actor, drive):
        raise NotAllowed
    if drive.is_draft:
        raise NotPossible("draft_stays_here")
    if drive.is_public == is_public:
        return
    drive.is_public = is_public
    record(actor, "drive.published" if is_public else "drive.hidden", drive, title=drive.title)


def _check(drive: Drive) -> None:
    if drive.is_draft:
        raise NotPossible("drive_never_opened")
    if not drive.has_ended(clock.today()):
        raise NotPossible("drive_still_runs")
    waiting = (
        select(func.count())
        .select_from(Claim)
        .join(DriveUnit, DriveUnit.id == Claim.drive_unit_id)
        .where(DriveUnit.drive_id == drive.id, DriveUnit.withdrawn_on.is_(None), Claim.state == "submitted")
    )
    if number := db.session.execute(waiting).scalar_one():
        raise NotPossible("claims_wait", number=number)
    unanswered = select(func.count()).where(Objection.drive_id == drive.id, Objection.outcome.is_(None))
    if number := db.session.execute(unanswered).scalar_one():
        raise NotPossible("objections_wait", number=number)

"""Who had a hand in a drive's scores, and so may not decide on it."""

from sqlalchemy import or_, select

from app.drives.models import Claim, DriveUnit, Objection
from app.extensions import db


def had_a_hand(drive_id: int, account_id: int | None) -> bool:
    """Did this account score, verify or object anywhere in the drive? One statement."""
    if account_id is None:
        return False
    own = f"/{account_id}/"
    claims = (
        select(Claim.id)
        .join(DriveUnit, DriveUnit.id == Claim.drive_unit_id)
        .where(DriveUnit.drive_id == drive_id, or_(Claim.scorers.contains(own), Claim.verifiers.contains(own)))
    )
    objections = select(Objection.id).where(Objection.drive_id == drive_id, Objection.raised_by == account_id)
    return bool(db.session.execute(select(or_(claims.exists(), objections.exists()))).scalar_one())

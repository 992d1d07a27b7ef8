"""What `flask check` recomputes about drives."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.drives.catalogue import CATALOGUE
from app.drives.models import Claim, Drive, FrozenStanding, Indicator, Nomination
from app.drives.queries.standings import checksum_of
from app.extensions import db


def frozen_standings_match_their_checksums() -> Iterator[str]:
    """The text of a frozen standing is the one that its checksum was made from."""
    for frozen in db.session.execute(select(FrozenStanding).order_by(FrozenStanding.id)).scalars():
        if checksum_of(frozen.text) != frozen.checksum:
            yield f"drive_standings {frozen.id}: the text doesn't match its checksum"


def closed_drives_are_frozen() -> Iterator[str]:
    """A drive has a frozen standing just when it is closed."""
    rows = db.session.execute(
        select(Drive.id, Drive.state)
        .outerjoin(FrozenStanding, FrozenStanding.drive_id == Drive.id)
        .where((Drive.state == "closed") != FrozenStanding.id.is_not(None))
        .order_by(Drive.id)
    )
    for id_, state in rows:
        yield f"drives {id_}: {state}, and its frozen standing says otherwise"


def indicators_count_what_the_catalogue_has() -> Iterator[str]:
    """Every metric of an indicator is in the catalogue."""
    rows = db.session.execute(select(Indicator.id, Indicator.metric).where(Indicator.metric.is_not(None)))
    for id_, metric in rows:
        if metric not in CATALOGUE:
            yield f"drive_indicators {id_}: counts {metric}, which the catalogue doesn't have"


def three_people_score_verify_and_decide() -> Iterator[str]:
    """Nobody verified what they scored, nor closed a drive or decided a commendation in which they had a hand."""
    claims = db.session.execute(
        select(Claim, Drive.closed_by)
        .join(Indicator, Indicator.id == Claim.indicator_id)
        .join(Drive, Drive.id == Indicator.drive_id)
        .order_by(Claim.id)
    )
    for claim, closed_by in claims:
        if set(claim.scorers.strip("/").split("/")) & set(claim.verifiers.strip("/").split("/")) - {""}:
            yield f"drive_claims {claim.id}: scored and verified by the same person"
        if claim.was_scored_by(closed_by) or claim.was_verified_by(closed_by):
            yield f"drive_claims {claim.id}: whoever closed the drive had a hand in it"
    commended = db.session.execute(
        select(Nomination)
        .where(Nomination.state == "decided")
        .options(joinedload(Nomination.decision))
        .order_by(Nomination.id)
    ).scalars()
    for nomination in commended:
        if nomination.decision is not None and nomination.decision.decided_by != nomination.decided_by:
            yield f"nominations {nomination.id}: decided by another than its decision says"


CHECKS = (
    frozen_standings_match_their_checksums,
    closed_drives_are_frozen,
    indicators_count_what_the_catalogue_has,
    three_people_score_verify_and_decide,
)

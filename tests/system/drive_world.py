"""A drive of one unit with everything that an address of drives can name."""

from datetime import date, timedelta
from typing import Any

from app.core import clock
from app.core.files import StoredFile
from app.drives.models import (
    Claim,
    CommendationDecision,
    Drive,
    DriveCluster,
    DriveUnit,
    Indicator,
    Nomination,
    Objection,
)
from app.extensions import db
from tests.cast import Cast, Person


def add_drive(cast: Cast, unit: Any, member: Person, leader: Person, paper: StoredFile) -> dict[str, Any]:
    """An open drive with the unit in it, a self-score, an objection, and a member who was commended.

    Not public; the condition is the indicator that the addresses name.
    """
    now, today = clock.now(), clock.today()
    drive = Drive(
        unit_id=cast.bloc.id,
        title=f"Thi đua {unit.code}",
        date_from=today - timedelta(days=9),
        date_to=today + timedelta(days=60),
        registers_until=today + timedelta(days=30),
        state="open",
        made_at=now,
    )
    db.session.add(drive)
    db.session.flush()  # what lies in it needs the id
    cluster = DriveCluster(drive_id=drive.id, name="Cụm 1", position=1)
    indicator = Indicator(drive_id=drive.id, content="work", position=1, name="Có kế hoạch", kind="condition", points=5)
    decision = CommendationDecision(
        drive_id=drive.id,
        unit_id=cast.bloc.id,
        number=f"12-{unit.code}",
        decided_on=date(2026, 1, 6),
        signer="Lương Hải",
        signer_title="Bí thư",
        decided_by=cast.hai.account.id,
        at=now,
    )
    db.session.add_all([cluster, indicator, decision])
    db.session.flush()  # the rows below name these
    place = DriveUnit(drive_id=drive.id, cluster_id=cluster.id, unit_id=unit.id, promise="Một việc", registered_at=now)
    db.session.add(place)
    db.session.flush()  # the rows below name it
    claim = Claim(
        indicator_id=indicator.id,
        drive_unit_id=place.id,
        score=4,
        document="12-KH/ĐTN",
        document_on=today,
        file_id=paper.id,
        scored_by=leader.account.id,
        scored_at=now,
        scorers=f"/{leader.account.id}/",
    )
    objection = Objection(
        drive_id=drive.id, drive_unit_id=place.id, text="Nhầm cụm", raised_by=leader.account.id, raised_at=now
    )
    nomination = Nomination(
        drive_id=drive.id,
        unit_id=unit.id,
        member_id=member.member.id if member.member else None,
        form="certificate",
        merit="Tích cực",
        evidence=[{"key": "member.hours", "value": "3.0"}],
        state="decided",
        nominated_by=leader.account.id,
        nominated_at=now,
        checked_by=cast.ha.account.id,
        decided_by=cast.hai.account.id,
        decision_id=decision.id,
        honoured_name=member.account.name,
    )
    db.session.add_all([claim, objection, nomination])
    db.session.flush()  # their ids are handed out
    return {
        "drive_id": drive.id,
        "cluster_id": cluster.id,
        "place_id": place.id,
        "indicator_id": indicator.id,
        "claim_id": claim.id,
        "objection_id": objection.id,
        "nomination_id": nomination.id,
        "decision_id": decision.id,
        "kind": "member",
    }

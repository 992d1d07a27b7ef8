"""The pages of drives as addresses that the demonstration has, by who opens them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.drives.actions import (
    check_nomination,
    close_drive,
    decide_commendations,
    make_drive,
    nominate,
    open_drive,
    register_unit,
)
from app.drives.models import Claim, Drive, DriveCluster, DriveUnit, Indicator, Nomination, Objection
from app.extensions import db
from app.people.models import Account, Unit
from app.seed.actors import Actors

Pages = Iterable[tuple[str, dict[str, object]]]


def drive_pages() -> dict[str, Pages]:
    """Every page of drives for somebody who has it; what the demonstration lacks is made by actions."""
    actors = Actors()
    former, running = (_one(Drive.id, Drive.state == state) for state in ("closed", "open"))
    draft, ended, minor = _make_more(actors, former)
    own = _place(running, "STP")
    condition = _one(Indicator.id, Indicator.drive_id == running, Indicator.kind == "condition")
    counted = _one(Indicator.id, Indicator.drive_id == running, Indicator.metric == "works.accepted")
    then = _one(Indicator.id, Indicator.drive_id == former, Indicator.metric == "works.accepted")
    indicator = _one(Indicator.id, Indicator.drive_id == draft, Indicator.target.is_not(None))
    cluster = _one(DriveCluster.id, DriveCluster.drive_id == draft)
    commended = _one(Nomination.id, Nomination.drive_id == former, Nomination.member_id.is_not(None))
    waiting = _one(Nomination.id, Nomination.drive_id == former, Nomination.state == "nominated")
    pupil = _one(Account.member_id, Account.email == "pupil@thapsang.example")
    stp = _one(Unit.id, Unit.code == "STP")
    return {
        "visitor": (
            ("drives.drives", {}),
            ("drives.drive", {"drive_id": former}),
            ("drives.drive", {"drive_id": running}),
        ),
        "pupil": (
            ("drives.nomination", {"nomination_id": minor}),
            ("drives.member_honours", {"member_id": pupil}),
            ("drives.records", {"place_id": own, "indicator_id": counted}),
        ),
        "leader": (
            ("drives.drive", {"drive_id": running}),
            ("drives.place", {"place_id": own}),
            ("drives.records", {"place_id": _place(former, "STP"), "indicator_id": then}),
            *((f"drives.{page}", {"place_id": own}) for page in ("register", "withdraw", "object_")),
            ("drives.score", {"place_id": own, "indicator_id": condition}),
            *(("drives.nominate", {"place_id": own, "kind": kind}) for kind in ("unit", "work", "member")),
            ("drives.commendations", {"drive_id": former}),
            ("drives.unit_honours", {"unit_id": stp}),
        ),
        "school_leader": (("drives.guardian", {"nomination_id": minor}),),
        "committee": (
            ("drives.drives", {}),
            ("drives.new", {}),
            *(
                (f"drives.{page}", {"drive_id": draft})
                for page in ("drive", "edit", "indicators", "clusters", "trial", "sheet", "close")
            ),
            ("drives.edit_indicator", {"indicator_id": indicator}),
            ("drives.targets", {"indicator_id": indicator}),
            ("drives.edit_cluster", {"cluster_id": cluster}),
            ("drives.drive", {"drive_id": running}),
            ("drives.verify", {"claim_id": _one(Claim.id, Claim.state == "submitted")}),
            ("drives.answer", {"objection_id": _one(Objection.id, Objection.outcome.is_(None))}),
            ("drives.changes", {"drive_id": former}),
            ("drives.commendations", {"drive_id": former}),
            ("drives.nomination", {"nomination_id": waiting}),
            ("drives.nomination", {"nomination_id": commended}),
            ("drives.refuse", {"nomination_id": waiting}),
            ("drives.decide", {"drive_id": ended}),
        ),
    }


def _make_more(actors: Actors, former: int) -> tuple[int, int, int]:
    """A draft; a drive in which a pupil was commended, and on which the committee's first member could decide more."""
    committee, other = actors.committee(), actors.committee(1)
    values: dict[str, Any] = {"unit_id": _one(Unit.id, Unit.code == "KHOI"), "copy_of": former}
    today = clock.today()
    draft = make_drive(
        committee, title="Thi đua năm sau", date_from=today, date_to=today, registers_until=today, **values
    )
    first, last = date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
    with clock.travel(first):
        ended = make_drive(
            committee, title="Thi đua năm trước", date_from=first, date_to=last, registers_until=last, **values
        )
        open_drive(committee, drive_id=ended)
        place = _place(ended, "CVA")
        register_unit(actors.leader("CVA"), place_id=place, promise="Một công trình")
    close_drive(other, drive_id=ended, version=_one(Drive.version, Drive.id == ended))
    minor = nominate(
        actors.leader("CVA"),
        place_id=place,
        kind="member",
        thing_id=_one(Account.member_id, Account.email == "pupil@thapsang.example"),
        form="certificate",
        merit="Tích cực",
    )
    check_nomination(committee, nomination_id=minor)
    decide_commendations(
        other,
        drive_id=ended,
        nomination_ids=[minor],
        number="01-QĐ/ĐTN",
        decided_on=today,
        signer="Hoàng Thị Minh Hoạ",
        signer_title="Bí thư",
    )
    return draft, ended, minor


def _place(drive_id: int, code: str) -> int:
    return db.session.execute(
        select(DriveUnit.id)
        .join(Unit, Unit.id == DriveUnit.unit_id)
        .where(DriveUnit.drive_id == drive_id, Unit.code == code)
    ).scalar_one()


def _one(column: Any, *where: Any) -> Any:
    return db.session.execute(select(column).where(*where).order_by(column).limit(1)).scalar_one()

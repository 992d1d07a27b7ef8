"""Drives in each state that the forms of the product are filled in about, made by actions."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.drives.actions import (
    add_indicator,
    check_nomination,
    close_drive,
    decide_commendations,
    make_cluster,
    make_drive,
    nominate,
    open_drive,
    raise_objection,
    register_unit,
    score_condition,
)
from app.drives.models import Drive, DriveCluster
from app.extensions import db
from tests.drives import drives

PROMISE = "Một công trình"


def make_drives(cast: Any, pupil: Any, plain: Any) -> dict[str, int]:
    """A draft, one that invites, one that runs, one that is over, one that is closed with nominations."""
    draft, invites, runs = (_now(cast, title) for title in ("Nháp", "Mời", "Đang chạy"))
    for drive_id in (invites, runs):
        open_drive(cast.ha.actor, drive_id=drive_id)
    own, other = drives.place_of(runs, cast.unit), drives.place_of(runs, cast.other_unit)
    for person, place in ((cast.an, own), (cast.giang, other)):
        register_unit(person.actor, place_id=place, promise=PROMISE)
    claim = score_condition(
        cast.giang.actor,
        place_id=other,
        indicator_id=drives.indicator_of(runs),
        score=Decimal(4),
        document="12-KH/ĐTN",
        document_on=clock.today(),
        file=drives.paper(),
    )
    return {
        "drive_draft": draft,
        "draft_indicator": drives.indicator_of(draft, drives.WORKS.name),
        "draft_cluster": db.session.execute(select(DriveCluster.id).where(DriveCluster.drive_id == draft)).scalar_one(),
        "invited_place": drives.place_of(invites, cast.unit),
        "drive_runs": runs,
        "own_place": own,
        "condition": drives.indicator_of(runs),
        "claim": claim,
        "objection": raise_objection(cast.giang.actor, place_id=other, indicator_id=None, text="Nhầm cụm"),
        "drive_over": drives.running(cast, title="Đã qua"),
        **_closed(cast, pupil, plain),
    }


def _now(cast: Any, title: str) -> int:
    today = clock.today()
    drive_id = make_drive(
        cast.ha.actor,
        unit_id=cast.bloc.id,
        title=title,
        date_from=today - timedelta(days=9),
        date_to=today + timedelta(days=60),
        registers_until=today + timedelta(days=30),
    )
    for asked in (drives.WORKS, drives.PLAN):
        add_indicator(cast.ha.actor, drive_id=drive_id, asked=asked)
    units = [cast.unit.id, cast.other_unit.id]
    make_cluster(cast.ha.actor, drive_id=drive_id, name="Cụm 1", unit_ids=units)
    return drive_id


def _closed(cast: Any, pupil: Any, plain: Any) -> dict[str, int]:
    drive_id = drives.running(cast, title="Đã kết thúc")
    place = drives.place_of(drive_id, cast.unit)
    with clock.travel(drives.AFTER):
        version = db.session.execute(select(Drive.version).where(Drive.id == drive_id)).scalar_one()
        close_drive(cast.hai.actor, drive_id=drive_id, version=version)
    things = (("unit", cast.unit.id), ("member", plain.id), ("member", cast.binh.member.id), ("member", pupil.id))
    checked, nominated, decided, minor = (
        nominate(cast.an.actor, place_id=place, kind=kind, thing_id=thing, form="certificate", merit="Tích cực")
        for kind, thing in things
    )
    for nomination in (checked, decided, minor):
        check_nomination(cast.ha.actor, nomination_id=nomination)
    decide_commendations(
        cast.hai.actor,
        drive_id=drive_id,
        nomination_ids=[decided, minor],
        number="12-QĐ/ĐTN",
        decided_on=date(2026, 1, 6),
        signer="Lương Hải",
        signer_title="Bí thư",
    )
    return {
        "drive_closed": drive_id,
        "dung_member": cast.dung.member.id,
        "closed_place": place,
        "checked": checked,
        "nominated": nominated,
        "commended": decided,
        "commended_minor": minor,
    }

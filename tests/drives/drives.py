"""Drives for tests, made by the product's own actions."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.files import NewFile, store_document
from app.drives.actions import add_indicator, make_cluster, make_drive, open_drive, register_unit
from app.drives.models import Drive, DriveUnit, Indicator
from app.drives.values import Asked
from app.extensions import db
from tests.cast import Cast

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
DURING = date(2025, 6, 1)
AFTER = date(2026, 1, 5)
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"

WORKS = Asked("people", "Công trình thanh niên", "metric", Decimal(20), metric="works.accepted", target=Decimal(2))
HOURS = Asked("people", "Giờ tình nguyện", "metric", Decimal(10), "volunteering.hours", target=Decimal(4), by_head=True)
PLAN = Asked("work", "Có kế hoạch thực hiện", "condition", Decimal(5))


def load(drive_id: int) -> Drive:
    """The drive as it is now, with its unit."""
    statement = select(Drive).where(Drive.id == drive_id).options(joinedload(Drive.unit))
    return db.session.execute(statement.execution_options(populate_existing=True)).scalar_one()


def draft(cast: Cast, *asked: Asked, **values: Any) -> int:
    """A draft with both base units in one cluster; without `asked`: works and a condition."""
    with clock.travel(FIRST):
        drive_id = make_drive(
            cast.ha.actor,
            unit_id=cast.bloc.id,
            **{
                "title": "Thi đua năm 2025",
                "date_from": FIRST,
                "date_to": LAST,
                "registers_until": date(2025, 3, 31),
                **values,
            },
        )
        for each in asked or (WORKS, PLAN):
            add_indicator(cast.ha.actor, drive_id=drive_id, asked=each)
        make_cluster(cast.ha.actor, drive_id=drive_id, name="Cụm 1", unit_ids=[cast.unit.id, cast.other_unit.id])
    return drive_id


def running(cast: Cast, *asked: Asked, **values: Any) -> int:
    """An open drive for which both units have registered."""
    drive_id = draft(cast, *asked, **values)
    with clock.travel(FIRST):
        open_drive(cast.ha.actor, drive_id=drive_id)
        for person, unit in ((cast.an, cast.unit), (cast.giang, cast.other_unit)):
            register_unit(person.actor, place_id=place_of(drive_id, unit), promise="Hai công trình thắp sáng")
    return drive_id


def place_of(drive_id: int, unit: Any) -> int:
    return db.session.execute(
        select(DriveUnit.id).where(DriveUnit.drive_id == drive_id, DriveUnit.unit_id == unit.id)
    ).scalar_one()


def indicator_of(drive_id: int, name: str = "Có kế hoạch thực hiện") -> int:
    return db.session.execute(
        select(Indicator.id).where(Indicator.drive_id == drive_id, Indicator.name == name)
    ).scalar_one()


def paper() -> NewFile:
    return store_document(PDF, "ke-hoach.pdf")

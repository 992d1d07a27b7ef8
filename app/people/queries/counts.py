"""Members and units as they were on a day: counted by the dated versions, with the records behind each figure."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.people.models import Member, Membership, Unit, UnitVersion

SECTOR_KEYS = {"agency": "agency", "enterprise": "enterprise", "school": "pupil"}


def count_members_on(day: date, unit_path: str | None = None) -> dict[str, int]:
    """Members on a day: "total", and "agency", "enterprise", "pupil" by the sector their unit had then.

    `unit_path`: only those in this unit or what lay under it on that day.
    """
    counted = dict(
        db.session.execute(
            select(UnitVersion.sector, func.count())
            .select_from(Membership)
            .join(UnitVersion, UnitVersion.unit_id == Membership.unit_id)
            .where(*_membership_on(day, unit_path))
            .group_by(UnitVersion.sector)
        ).all()
    )
    figures = {key: counted.get(sector, 0) for sector, key in SECTOR_KEYS.items()}
    return {"total": sum(counted.values()), **figures}


def list_members_on(day: date, unit_path: str | None = None, *, sector: str | None = None) -> Sequence[Any]:
    """The members behind `count_members_on`: id, code, full_name, unit_id, unit_name, sector; by name."""
    wanted = [] if sector is None else [UnitVersion.sector == sector]
    return db.session.execute(
        select(
            Member.id,
            Member.code,
            Member.full_name,
            UnitVersion.unit_id,
            UnitVersion.name.label("unit_name"),
            UnitVersion.sector,
        )
        .select_from(Membership)
        .join(UnitVersion, UnitVersion.unit_id == Membership.unit_id)
        .join(Member, Member.id == Membership.member_id)
        .where(*_membership_on(day, unit_path), *wanted)
        .order_by(Member.name_sort, Member.id)
    ).all()


def count_units_on(day: date, unit_path: str | None = None) -> dict[str, int]:
    """Units on a day: "base" (all right under the Bloc), and "union", "base_chapter", "chapter" by kind."""
    rows = list_units_on(day, unit_path)
    kinds = [row.kind for row in rows]
    return {
        "base": sum(row.is_base for row in rows),
        "union": kinds.count("union"),
        "base_chapter": kinds.count("base_chapter"),
        "chapter": kinds.count("chapter"),
    }


def list_units_on(day: date, unit_path: str | None = None) -> Sequence[Any]:
    """The units behind `count_units_on`: unit_id, code, name, kind, sector, path, is_base; by name."""
    parent = aliased(UnitVersion)
    return db.session.execute(
        select(
            UnitVersion.unit_id,
            Unit.code,
            UnitVersion.name,
            UnitVersion.kind,
            UnitVersion.sector,
            UnitVersion.path,
            (func.coalesce(parent.kind, "") == "bloc").label("is_base"),
        )
        .join(Unit, Unit.id == UnitVersion.unit_id)
        .outerjoin(parent, and_(parent.unit_id == UnitVersion.parent_id, *_holds_on(parent, day)))
        .where(*_holds_on(UnitVersion, day), *_lay_under(unit_path))
        .order_by(Unit.name_sort, UnitVersion.unit_id)
    ).all()


def _membership_on(day: date, unit_path: str | None) -> list[ColumnElement[bool]]:
    return [*_holds_on(Membership, day), *_holds_on(UnitVersion, day), *_lay_under(unit_path)]


def _holds_on(dated: Any, day: date) -> list[ColumnElement[bool]]:
    return [dated.valid_from <= day, or_(dated.valid_until.is_(None), dated.valid_until > day)]


def _lay_under(unit_path: str | None) -> list[ColumnElement[bool]]:
    """By the unit's id, not by its path of today: it may have stood under another parent then."""
    if unit_path is None:
        return []
    unit_id = unit_path.strip("/").rsplit("/", 1)[-1]
    return [UnitVersion.path.contains(f"/{unit_id}/")]

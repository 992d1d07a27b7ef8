"""What a proposal's pages offer: partner units, occasions and villages used before; and what a unit takes part in."""

from sqlalchemy import func, or_, select

from app.core.text import fold
from app.extensions import db
from app.people.models import Unit
from app.places.queries import list_villages
from app.works.models import Work, WorkPartner

SUGGESTIONS = 50


def partner_choices(partners: list[WorkPartner]) -> list[tuple[int, str]]:
    """The base units that stand today, and those that take part already, by name."""
    is_base = Unit.kind.in_(("union", "base_chapter")) & Unit.dissolved_on.is_(None)
    rows = db.session.execute(
        select(Unit.id, Unit.short_name)
        .where(or_(is_base, Unit.id.in_([partner.unit_id for partner in partners])))
        .order_by(Unit.name_sort)
    )
    return [(id_, name) for id_, name in rows]


def list_occasions() -> list[str]:
    """The occasions that works marked so far, the usual ones first."""
    statement = select(Work.occasion).where(Work.occasion.is_not(None), Work.occasion != "").group_by(Work.occasion)
    return list(db.session.scalars(statement.order_by(func.count().desc(), Work.occasion).limit(SUGGESTIONS)))


def suggest_villages(commune_id: int | None) -> list[str]:
    """The villages of a commune that we know of, and those that works in it named."""
    if commune_id is None:
        return []
    named = db.session.scalars(
        select(Work.village)
        .where(Work.commune_id == commune_id, Work.village.is_not(None))
        .distinct()
        .limit(SUGGESTIONS)
    )
    names = [*(village.name for village in list_villages(commune_id)), *filter(None, named)]
    return sorted({fold(name): name for name in reversed(names)}.values(), key=fold)

"""What the filters of the map offer."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import String, and_, case, cast, func, literal, or_, select, union_all

from app.core import clock
from app.core.actor import Actor
from app.core.text import sort_key
from app.extensions import db
from app.people.models import Unit
from app.places.models import Classification, Commune
from app.works.models import Work, WorkKind
from app.works.permissions import visible_works
from app.works.queries.kinds import narrows_lists

NAMES = ("kind", "unit", "class", "generation", "occasion")


@dataclass(frozen=True)
class Choices:
    """What the filters offer: (value, label) pairs. `illustrative`: classifications made up for a demonstration."""

    kinds: list[tuple[str, str]]
    units: list[tuple[str, str]]
    classes: list[str]
    illustrative: set[str]
    generations: list[date]
    years: list[int]
    occasions: list[str]


def list_choices(actor: Actor, language: str, day: date) -> Choices:
    """Everything that the filters offer, by one statement; `day` chooses the rows that may be illustrative."""
    stands = and_(
        Classification.valid_from <= day, or_(Classification.valid_to.is_(None), Classification.valid_to >= day)
    )
    kind_name = WorkKind.name_en if language == "en" else WorkKind.name_vi
    nothing = literal("", String)
    # As text that sorts like the number: 001, 002, …
    position = func.substr(cast(WorkKind.position + 1000, String), 2)
    oldest = select(func.min(Work.sort_on)).where(visible_works(actor)).scalar_subquery()
    parts = (
        select(literal("kind", String), WorkKind.code, kind_name, position).where(narrows_lists()),
        select(literal("unit", String), Unit.code, Unit.short_name, Unit.name_sort).where(
            Unit.dissolved_on.is_(None), Unit.kind != "chapter"
        ),
        select(
            literal("class", String),
            Classification.kind,
            nothing,
            cast(func.max(case((and_(Classification.is_illustrative, stands), 1), else_=0)), String),
        )
        .where(Classification.commune_id.is_not(None))
        .group_by(Classification.kind),
        select(literal("generation", String), cast(Commune.valid_from, String), nothing, nothing).distinct(),
        select(literal("since", String), cast(oldest, String), nothing, nothing),
        # Of accepted works, which everybody may read about.
        select(literal("occasion", String), Work.occasion, nothing, nothing)
        .where(Work.state == "accepted", Work.occasion.is_not(None))
        .distinct(),
    )
    rows = sorted(db.session.execute(union_all(*parts)), key=lambda row: row[3] or "")
    found = {name: [row[1:] for row in rows if row[0] == name] for name in NAMES}
    since = next((row[1] for row in rows if row[0] == "since"), None)
    this_year = clock.today().year
    return Choices(
        kinds=[(code, name) for code, name, _sort in found["kind"]],
        units=[(code, name) for code, name, _sort in found["unit"]],
        classes=sorted(code for code, *_rest in found["class"]),
        illustrative={code for code, _name, made_up in found["class"] if made_up == "1"},
        generations=sorted((date.fromisoformat(day) for day, *_rest in found["generation"]), reverse=True),
        occasions=sorted((text for text, *_rest in found["occasion"]), key=sort_key),
        years=list(range(this_year, int(since[:4]) - 1 if since else this_year - 1, -1)),
    )

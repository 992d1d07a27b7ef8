"""Reading places: find by name, by point, by time; what a commune is today; what it counted as on a day."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased, joinedload, undefer

from app.core import clock
from app.core.errors import NotFound
from app.core.text import fold, same_name
from app.extensions import db
from app.places.generations import Answer, Generation, Period
from app.places.models import Classification, Commune, CommuneArea, CommuneConversion, Province, Village
from app.places.points import contains

SUGGESTIONS = 12
BY_DISTRICT = 4
# Words before a name that say only its kind.
KIND_WORDS = ("xa ", "phuong ", "thi tran ", "tt ")


@dataclass(frozen=True)
class CommuneAt:
    """The commune that a point lies in, and whether official boundaries say so or only our approximation."""

    commune: Commune
    is_official: bool


@dataclass(frozen=True)
class CommuneToday:
    """What a commune is today: one of `communes`, or undecided between them."""

    communes: tuple[Commune, ...]
    commune: Commune | None
    by_point: bool

    @property
    def is_undecided(self) -> bool:
        return self.commune is None


def get_commune(commune_id: int) -> Commune:
    """A commune with its province. Raises NotFound."""
    commune = db.session.scalar(select(Commune).where(Commune.id == commune_id).options(joinedload(Commune.province)))
    if commune is None:
        raise NotFound
    return commune


def find_commune(code: str, on: date | None = None) -> Commune | None:
    """The commune with this code on a day (today): a code alone may mean several places over time."""
    return db.session.scalar(select(Commune).where(Commune.code == code, stands_on(on or clock.today())))


def list_meanings(code: str, on: date | None = None) -> list[Commune]:
    """The communes that a code meant, over time or on a day, oldest first."""
    statement = select(Commune).where(Commune.code == code)
    if on is not None:
        statement = statement.where(stands_on(on))
    return list(db.session.scalars(statement.order_by(Commune.valid_from)))


def find_communes(text: str, on: date | None = None, limit: int = SUGGESTIONS) -> list[Commune]:
    """Communes whose name or district holds all the words, best first: same spelling, same letters, same beginning.

    Diacritics, case and the tone mark's place don't matter. Without `on`, communes of all times are found, those of
    today first.
    """
    words = fold(text)
    for kind in KIND_WORDS:
        words = words.removeprefix(kind)
    if not words:
        return []
    statement = select(Commune).where(*(Commune.name_folded.contains(w, autoescape=True) for w in words.split()[:8]))
    if on is not None:
        statement = statement.where(stands_on(on))
    # Enough to rank: no name fits more communes of a province than a district has.
    found = db.session.scalars(statement.order_by(Commune.valid_to.is_not(None), Commune.name_sort).limit(200))
    ranked = sorted((_rank(commune, text, words), commune) for commune in found)
    # Only a text that fits no name ("hoa binh chi lang") is one that names the district too.
    by_name = [commune for rank, commune in ranked if rank[0] < BY_DISTRICT]
    return (by_name or [commune for _, commune in ranked])[:limit]


def _rank(commune: Commune, text: str, words: str) -> tuple[Any, ...]:
    name = fold(commune.name)
    if same_name(text, commune.name):
        fit = 0
    elif name == words:
        fit = 1
    elif name.startswith(words):
        fit = 2
    elif words in name:
        fit = 3
    else:
        fit = BY_DISTRICT
    return fit, commune.valid_to is not None, commune.name_sort, commune.district or "", commune.valid_from, commune.id


def stands_on(day: date) -> ColumnElement[bool]:
    """The communes in force on a day, as a WHERE clause."""
    return and_(Commune.valid_from <= day, or_(Commune.valid_to.is_(None), Commune.valid_to >= day))


def communes_of_generation(on: date | None = None, province_code: str | None = None) -> list[Commune]:
    """The communes in force on a day, in alphabetical order."""
    statement = select(Commune).where(stands_on(on or clock.today()))
    if province_code is not None:
        statement = statement.join(Commune.province).where(Province.code == province_code)
    return list(db.session.scalars(statement.order_by(Commune.name_sort, Commune.district)))


def commune_at(lat: float, lon: float, on: date | None = None) -> CommuneAt | None:
    """The commune that a point lay in on a day (today), or None outside of all that we know."""
    day = on or clock.today()
    rows = db.session.execute(
        select(CommuneArea, Commune)
        .join(Commune, Commune.id == CommuneArea.commune_id)
        .where(
            stands_on(day),
            CommuneArea.south <= lat,
            CommuneArea.north >= lat,
            CommuneArea.west <= lon,
            CommuneArea.east >= lon,
        )
        .options(undefer(CommuneArea.geometry))
    ).all()
    holding = [(area, commune) for area, commune in rows if contains(area.geometry, lat, lon)]
    for area, commune in holding:
        if area.kind == "official":
            return CommuneAt(commune, is_official=True)
    # Where a commune has an official boundary that doesn't hold the point, its approximation says nothing.
    settled = _with_official_area([commune.id for _, commune in holding])
    approximate = {commune.id: commune for _, commune in holding if commune.id not in settled}
    periods = {c.id: Period(c.id, c.valid_from, c.valid_to, c.lat, c.lon) for c in approximate.values()}
    nearest = Generation(day, periods, {}, {}).nearest(approximate, lat, lon)
    return CommuneAt(approximate[nearest], is_official=False) if nearest is not None else None


def _with_official_area(commune_ids: Collection[int]) -> set[int]:
    if not commune_ids:
        return set()
    return set(
        db.session.scalars(
            select(CommuneArea.commune_id).where(
                CommuneArea.commune_id.in_(commune_ids), CommuneArea.kind == "official"
            )
        )
    )


@dataclass(frozen=True)
class Chronicle:
    """When each commune stood, and what became of what: enough to make the generation of any day."""

    communes: dict[int, Period]
    became: dict[int, list[int]]
    was: dict[int, list[int]]


def read_chronicle() -> Chronicle:
    """All communes and conversions, for a page that needs more than one generation: two statements."""
    columns = (Commune.id, Commune.valid_from, Commune.valid_to, Commune.lat, Commune.lon)
    communes = {row.id: Period(*row) for row in db.session.execute(select(*columns))}
    became: dict[int, list[int]] = defaultdict(list)
    was: dict[int, list[int]] = defaultdict(list)
    for old_id, new_id in db.session.execute(select(CommuneConversion.old_id, CommuneConversion.new_id)):
        became[old_id].append(new_id)
        was[new_id].append(old_id)
    return Chronicle(communes, became, was)


def get_generation(on: date | None = None, chronicle: Chronicle | None = None) -> Generation:
    """The communes of a day (today) with all that leads to them from other times.

    Three statements, or one where the chronicle was read before.
    """
    read = chronicle or read_chronicle()
    generation = Generation(on or clock.today(), read.communes, read.became, read.was)
    generation.areas = _areas_that_decide(generation)
    return generation


def _areas_that_decide(generation: Generation) -> dict[int, dict[str, Any]]:
    """Areas of those communes between which a point may have to decide; the official one where there is one."""
    wanted = {
        candidate
        for commune_id in generation.communes
        if len(candidates := generation.candidates(commune_id)) > 1
        for candidate in candidates
    }
    if not wanted:
        return {}
    rows = db.session.execute(
        select(CommuneArea.commune_id, CommuneArea.geometry)
        .where(CommuneArea.commune_id.in_(wanted))
        .order_by(CommuneArea.kind)  # approximate before official, which overwrites it
    )
    return {row.commune_id: row.geometry for row in rows}


def communes_today(
    commune_id: int, lat: float | None = None, lon: float | None = None, chronicle: Chronicle | None = None
) -> CommuneToday:
    """Which commune a place in this commune belongs to today. Of a split one the point decides.

    Raises NotFound for an unknown commune.
    """
    generation = get_generation(chronicle=chronicle)
    if commune_id not in generation.communes:
        raise NotFound
    return _as_today(generation.place(commune_id, lat, lon))


def _as_today(answer: Answer) -> CommuneToday:
    found = {c.id: c for c in _communes(answer.candidates)}
    return CommuneToday(
        tuple(sorted(found.values(), key=lambda c: c.name_sort)),
        found[answer.commune_id] if answer.commune_id is not None else None,
        answer.by_point,
    )


def names_today(commune_ids: Collection[int]) -> dict[int, list[str]]:
    """For communes of the past: the names of what they are today, by id. Those of today are left out. One statement."""
    if not commune_ids:
        return {}
    old, conversion = aliased(Commune), CommuneConversion
    became = (
        select(old.id.label("old_id"), old.id.label("new_id"))
        .where(old.id.in_(commune_ids), old.valid_to.is_not(None))
        .cte("became", recursive=True)
    )
    became = became.union(
        select(became.c.old_id, conversion.new_id).join(conversion, conversion.old_id == became.c.new_id)
    )
    names: dict[int, list[str]] = defaultdict(list)
    for old_id, name in db.session.execute(
        select(became.c.old_id, Commune.name)
        .join(Commune, Commune.id == became.c.new_id)
        .where(Commune.valid_to.is_(None))
        .order_by(Commune.id)
    ):
        names[old_id].append(name)
    return dict(names)


@dataclass(frozen=True)
class Relative:
    """What a commune was made of or became, and whether only a part of it went there."""

    commune: Commune
    is_part: bool


def list_origins(commune_id: int) -> list[Relative]:
    """The communes that this one was made of, the step before."""
    return _relatives(CommuneConversion.old_id, CommuneConversion.new_id == commune_id)


def list_successors(commune_id: int) -> list[Relative]:
    """The communes that this one became, the step after."""
    return _relatives(CommuneConversion.new_id, CommuneConversion.old_id == commune_id)


def _relatives(wanted: Any, condition: ColumnElement[bool]) -> list[Relative]:
    rows = db.session.execute(
        select(Commune, CommuneConversion.is_part)
        .join(CommuneConversion, Commune.id == wanted)
        .where(condition)
        .order_by(Commune.name_sort, Commune.valid_from)
    )
    return [Relative(commune, is_part) for commune, is_part in rows]


def _communes(ids: Collection[int]) -> list[Commune]:
    return list(db.session.scalars(select(Commune).where(Commune.id.in_(ids)))) if ids else []


def is_classified(commune_id: Any, kind: str, day: Any) -> ColumnElement[bool]:
    """Whether a commune counted as `kind` on a day, as a WHERE clause over columns of other tables.

    A report gives the work's commune and acceptance date: what the place was then is what counts.
    """
    return exists().where(
        Classification.commune_id == commune_id,
        Classification.kind == kind,
        Classification.valid_from <= day,
        or_(Classification.valid_to.is_(None), Classification.valid_to >= day),
    )


def classifications_on(
    on: date | None = None, commune_ids: Collection[int] | None = None
) -> dict[int, list[Classification]]:
    """What each commune counts as on a day (today), by the commune's id."""
    day = on or clock.today()
    statement = select(Classification).where(
        Classification.commune_id.is_not(None),
        Classification.valid_from <= day,
        or_(Classification.valid_to.is_(None), Classification.valid_to >= day),
    )
    if commune_ids is not None:
        statement = statement.where(Classification.commune_id.in_(commune_ids))
    found: dict[int, list[Classification]] = defaultdict(list)
    for row in db.session.scalars(statement.order_by(Classification.kind, Classification.valid_from)):
        found[row.commune_id].append(row)  # type: ignore[index]
    return dict(found)


def list_classifications(commune_id: int) -> list[Classification]:
    """All that a commune ever counted as, newest first."""
    return list(
        db.session.scalars(
            select(Classification)
            .where(Classification.commune_id == commune_id)
            .order_by(Classification.valid_from.desc(), Classification.kind)
        )
    )


def list_villages(commune_id: int) -> Sequence[Village]:
    """The villages of a commune that we know of."""
    return db.session.scalars(select(Village).where(Village.commune_id == commune_id).order_by(Village.name)).all()


@dataclass(frozen=True)
class Drawn:
    """A commune's shape for the map: GeoJSON geometry, and whether it is the official boundary."""

    commune: Commune
    drawing: dict[str, Any]
    is_official: bool


def list_drawings(on: date | None = None) -> list[Drawn]:
    """The shape of each commune of a day (today), official where there is one: one statement."""
    rows = db.session.execute(
        select(Commune, CommuneArea)
        .join(CommuneArea, CommuneArea.commune_id == Commune.id)
        .where(stands_on(on or clock.today()))
        .options(undefer(CommuneArea.drawing))
        .order_by(Commune.name_sort, CommuneArea.kind)
    )
    best = {commune.id: Drawn(commune, area.drawing, area.kind == "official") for commune, area in rows}
    return list(best.values())

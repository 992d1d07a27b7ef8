"""Writing places: the communes of a province, official boundaries, classifications. All or nothing, each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select
from sqlalchemy.orm import undefer

from app.core import clock, events
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotPossible
from app.core.text import fold, fold_tone, sort_key
from app.extensions import db
from app.places import permissions, queries
from app.places.classifying import Standing, settle
from app.places.models import Classification, Commune, CommuneArea, CommuneConversion, Province, Village
from app.places.points import bounds
from app.places.shapes import AreaRow
from app.places.tables import (
    ClassificationRow,
    CommuneRow,
    ConversionRow,
    FiguresRow,
    ProvinceRow,
    RowProblem,
    country_points,
    provinces,
)

if TYPE_CHECKING:
    from app.places.boundaries import Problem

Key = tuple[str, date]


@dataclass(frozen=True)
class Loaded:
    """How many rows an action added or changed; the same file again gives zeros."""

    communes: int = 0
    conversions: int = 0
    classifications: int = 0
    areas: int = 0

    @property
    def is_nothing(self) -> bool:
        return not any(asdict(self).values())


class TableRefused(NotPossible):
    """A table whose rows don't fit what is known; nothing was loaded."""

    def __init__(self, problems: list[RowProblem]) -> None:
        super().__init__("table_refused", field="file", count=len(problems))
        self.problems = problems


class BoundariesRefused(NotPossible):
    """A file of boundaries with at least one error; nothing was imported."""

    def __init__(self, problems: "list[Problem]") -> None:
        errors = sum(not problem.is_warning for problem in problems)
        super().__init__("boundaries_refused", field="file", count=errors)
        self.problems = problems


@action
def load_places(
    actor: Actor,
    *,
    province: ProvinceRow,
    communes: Sequence[CommuneRow],
    conversions: Sequence[ConversionRow] = (),
    classifications: Sequence[ClassificationRow] = (),
    areas: Sequence[AreaRow] = (),
) -> Loaded:
    """Load or correct a province's communes of all times; loading the same tables again changes nothing.

    Communes are added and corrected, never removed: works lie in them. Conversions of these communes become exactly
    those given. Raises TableRefused where rows name communes that aren't there.
    """
    if not permissions.can_load_places(actor):
        raise NotAllowed
    home = db.session.scalar(select(Province).where(Province.code == province.code))
    if home is None:
        home = Province(code=province.code, name=province.name)
        db.session.add(home)
        db.session.flush()  # the communes need its id
    changed = _write_communes(home, communes)
    known = _communes_by_key(home)
    loaded = Loaded(
        communes=changed,
        conversions=_write_conversions(known, communes, conversions),
        classifications=_write_classifications(home, known, classifications),
        areas=_write_areas(known, areas, kind="approximate"),
    )
    if not loaded.is_nothing:
        events.record(actor, "places.loaded", home, **asdict(loaded))
    return loaded


@action
def import_boundaries(
    actor: Actor,
    *,
    province_code: str,
    content: bytes,
    source: str,
    on: date | None = None,
    code_property: str = "code",
) -> tuple[Loaded, "list[Problem]"]:
    """Take the official boundaries of a province's communes of a day (today) from a GeoJSON file.

    Gives what changed and the warnings. Raises BoundariesRefused with all problems where one of them is an error.
    """
    from app.places.boundaries import KnownCommune, KnownPoint, validate_boundaries
    from app.places.geometry import as_geojson, simplify_for_drawing

    if not permissions.can_import_boundaries(actor):
        raise NotAllowed
    communes = queries.communes_of_generation(on or clock.today(), province_code)
    if not communes:
        raise NotPossible("province_not_loaded", field="province")
    names = provinces()
    areas, problems = validate_boundaries(
        content,
        [KnownCommune(c.code, c.name, c.lat, c.lon) for c in communes],
        [
            KnownPoint(names[p.province_code].name, p.lat, p.lon)
            for p in country_points()
            if p.province_code != province_code
        ],
        code_property,
    )
    if any(not problem.is_warning for problem in problems):
        raise BoundariesRefused(problems)
    drawn = simplify_for_drawing(areas)
    rows = [
        AreaRow(c.code, c.valid_from, as_geojson(areas[c.code]), as_geojson(drawn[c.code], digits=4), source)
        for c in communes
    ]
    loaded = Loaded(areas=_write_areas({(c.code, c.valid_from): c for c in communes}, rows, kind="official"))
    if not loaded.is_nothing:
        home = db.session.get_one(Province, communes[0].province_id)
        events.record(actor, "boundaries.imported", home, areas=loaded.areas, source=source)
    return loaded, problems


@action
def import_classifications(actor: Actor, *, province_code: str, rows: Sequence[ClassificationRow]) -> Loaded:
    """Take dated classifications of communes and villages, each with its legal document.

    A row for the same place, kind and first day corrects the one that is there; a later one ends the one before it.
    Official rows remove the illustrative ones of their kind that hold from then on. Raises TableRefused.
    """
    if not permissions.can_import_classifications(actor):
        raise NotAllowed
    home = db.session.scalar(select(Province).where(Province.code == province_code))
    if home is None:
        raise NotPossible("province_not_loaded", field="province")
    loaded = Loaded(classifications=_write_classifications(home, _communes_by_key(home), rows))
    if not loaded.is_nothing:
        documents = sorted({row.document for row in rows})
        events.record(actor, "classifications.imported", home, rows=loaded.classifications, documents=documents)
    return loaded


@action
def import_figures(actor: Actor, *, province_code: str, rows: Sequence[FiguresRow], source: str) -> Loaded:
    """Take the number of inhabitants and the length of the border of communes of today, with where they come from.

    An empty cell leaves what is there. Raises TableRefused where a code is none of today's.
    """
    if not permissions.can_import_figures(actor):
        raise NotAllowed
    known = {commune.code: commune for commune in queries.communes_of_generation(clock.today(), province_code)}
    if not known:
        raise NotPossible("province_not_loaded", field="province")
    problems = [RowProblem(row.line, "code", "cell_unknown_commune", row.code) for row in rows if row.code not in known]
    if problems:
        raise TableRefused(problems)
    changed = 0
    for row in rows:
        given = {"population": row.population, "border_km": row.border_km}
        changed += _set(known[row.code], {name: value for name, value in given.items() if value is not None})
    loaded = Loaded(communes=changed)
    if changed:
        home = db.session.get_one(Province, next(iter(known.values())).province_id)
        events.record(actor, "places.figures_imported", home, communes=changed, source=source)
    return loaded


def _communes_by_key(home: Province) -> dict[Key, Commune]:
    communes = db.session.scalars(select(Commune).where(Commune.province_id == home.id))
    return {(commune.code, commune.valid_from): commune for commune in communes}


def _write_communes(home: Province, rows: Iterable[CommuneRow]) -> int:
    known = _communes_by_key(home)
    changed = 0
    for row in rows:
        commune = known.get((row.code, row.valid_from))
        if commune is None:
            commune = Commune(province_id=home.id)
            db.session.add(commune)
        values = {
            **asdict(row),
            # The district is searched too: old names repeat.
            "name_folded": fold(f"{row.name} {row.district or ''}"),
            "name_sort": sort_key(row.name),
        }
        changed += _set(commune, values)
    db.session.flush()  # the rows that point at them need their ids
    return changed


def _set(thing: Any, values: dict[str, Any]) -> bool:
    """Give a row its values; says whether any of them was another."""
    different = {name: value for name, value in values.items() if getattr(thing, name) != value}
    for name, value in different.items():
        setattr(thing, name, value)
    return bool(different)


def _write_conversions(known: dict[Key, Commune], communes: Sequence[CommuneRow], rows: Sequence[ConversionRow]) -> int:
    problems = []
    wanted: dict[tuple[int, int], bool] = {}
    for line, row in enumerate(rows, start=2):
        old = known.get((row.old_code, row.old_valid_from))
        new = known.get((row.new_code, row.new_valid_from))
        if old is None:
            problems.append(RowProblem(line, "old_code", "cell_unknown_commune", row.old_code))
        if new is None:
            problems.append(RowProblem(line, "new_code", "cell_unknown_commune", row.new_code))
        if old is not None and new is not None:
            wanted[old.id, new.id] = row.is_part
    if problems:
        raise TableRefused(problems)
    ours = {known[row.code, row.valid_from].id for row in communes}
    present = {
        (c.old_id, c.new_id): c
        for c in db.session.scalars(select(CommuneConversion).where(CommuneConversion.old_id.in_(ours)))
    }
    changed = 0
    for pair, is_part in wanted.items():
        if pair not in present:
            db.session.add(CommuneConversion(old_id=pair[0], new_id=pair[1], is_part=is_part))
            changed += 1
        else:
            changed += _set(present[pair], {"is_part": is_part})
    for pair in present.keys() - wanted.keys():
        db.session.delete(present[pair])
        changed += 1
    return changed


def _write_areas(known: dict[Key, Commune], rows: Sequence[AreaRow], *, kind: str) -> int:
    ids = {known[row.code, row.valid_from].id for row in rows}
    present = {
        area.commune_id: area
        for area in db.session.scalars(
            select(CommuneArea)
            .where(CommuneArea.commune_id.in_(ids), CommuneArea.kind == kind)
            .options(undefer(CommuneArea.geometry), undefer(CommuneArea.drawing))
        )
    }
    changed = 0
    for row in rows:
        commune = known[row.code, row.valid_from]
        area = present.get(commune.id)
        if area is None:
            area = CommuneArea(commune_id=commune.id, kind=kind)
            db.session.add(area)
        south, west, north, east = bounds(row.geometry)
        changed += _set(
            area,
            {
                "geometry": row.geometry,
                "drawing": row.drawing,
                "south": south,
                "west": west,
                "north": north,
                "east": east,
                "source": row.source,
            },
        )
    return changed


def _write_classifications(home: Province, known: dict[Key, Commune], rows: Sequence[ClassificationRow]) -> int:
    given = _standings(known, rows)
    ours = {commune.id for commune in known.values()}
    villages = select(Village.id).where(Village.commune_id.in_(ours))
    present = {
        _as_standing(row): row
        for row in db.session.scalars(
            select(Classification).where(
                or_(Classification.commune_id.in_(ours), Classification.village_id.in_(villages))
            )
        )
    }
    wanted = set(settle(present, given))
    by_key = {standing.key: row for standing, row in present.items()}
    changed = 0
    for standing in wanted - present.keys():
        row = by_key.pop(standing.key, None) or Classification()
        _set(row, asdict(standing))
        db.session.add(row)
        changed += 1
    kept = {standing.key for standing in wanted}
    for key, row in by_key.items():
        if key not in kept:
            db.session.delete(row)
            changed += 1
    return changed


def _standings(known: dict[Key, Commune], rows: Sequence[ClassificationRow]) -> list[Standing]:
    """The rows with the places that they mean; villages not known yet are added."""
    problems, found = [], []
    for row in rows:
        commune = _commune_of(known, row)
        if commune is None:
            problems.append(RowProblem(row.line, "code", "cell_unknown_commune", row.code))
        else:
            found.append((row, commune))
    if problems:
        raise TableRefused(problems)
    wanted = {commune.id for row, commune in found if row.village}
    villages = {
        (village.commune_id, fold_tone(village.name)): village
        for village in db.session.scalars(select(Village).where(Village.commune_id.in_(wanted)))
    }
    for row, commune in found:
        if row.village and (key := (commune.id, fold_tone(row.village))) not in villages:
            villages[key] = Village(commune_id=commune.id, name=row.village, name_folded=fold(row.village))
            db.session.add(villages[key])
    db.session.flush()  # the classifications need the ids of new villages
    return [
        Standing(
            None if row.village else commune.id,
            villages[commune.id, fold_tone(row.village)].id if row.village else None,
            row.kind,
            row.valid_from,
            row.valid_to,
            row.document,
            row.is_illustrative,
        )
        for row, commune in found
    ]


def _commune_of(known: dict[Key, Commune], row: ClassificationRow) -> Commune | None:
    if row.commune_valid_from is not None:
        return known.get((row.code, row.commune_valid_from))
    standing = (c for (code, _), c in known.items() if code == row.code and c.stands_on(row.valid_from))
    return next(standing, None)


def _as_standing(row: Classification) -> Standing:
    return Standing(
        row.commune_id, row.village_id, row.kind, row.valid_from, row.valid_to, row.document, row.is_illustrative
    )

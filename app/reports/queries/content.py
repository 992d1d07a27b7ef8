"""All that a report says, as plain values: page, Word, Excel, JSON and the frozen report are made from nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import force_locale
from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from app.core.files import StoredFile
from app.extensions import db
from app.people.models import Unit, UnitVersion
from app.reports import counted, prose
from app.reports.figures import Line, Scope
from app.reports.queries.counting import count_lines
from app.reports.queries.letterheads import get_letterhead
from app.reports.queries.tables import COLUMNS, count_matrix
from app.reports.queries.targets import read_targets
from app.reports.queries.units import get_office
from app.works.counted import union_value
from app.works.models import Work, WorkPhoto

MOST_TYPICAL = 6
# How many stand in a draft that nobody has chosen for, and how many may be chosen from.
DRAFTED, OFFERED = 2, 40


def build_content(
    unit: Unit,
    scope: Scope,
    *,
    texts: Mapping[str, str] | None = None,
    works: Sequence[int] | None = None,
) -> dict[str, Any]:
    """The report of a unit (of the one at the top for all units) on a period, in Vietnamese.

    `texts` and `works` are those of a draft; without them it's what a new draft would begin with.
    """
    with force_locale("vi"):
        lines = {line.key: line for line in count_lines(scope, read_targets(scope.date_from.year, unit.id))}
        name = name_on(unit, scope)
        words = {"unit": name, "period": prose.say_period(scope.date_from, scope.date_to)}
        written = texts if texts is not None else prose.draft_texts(lines)
        return {
            "unit": unit.code,
            "unit_name": name,
            "from": scope.date_from.isoformat(),
            "to": scope.date_to.isoformat(),
            "figures": [_figure(line) for line in lines.values()],
            "matrix": _matrix(scope, lines),
            "texts": {
                section: ["".join(piece.text for piece in pieces) for pieces in prose.fill_in(text, lines, words)]
                for section, text in ((section, written.get(section, "")) for section in prose.SECTIONS)
            },
            "works": _typical(scope, works),
            "letterhead": get_letterhead(unit, scope.date_to).words(),
        }


def name_on(unit: Unit, scope: Scope) -> str:
    """What the unit was called on the last day of the period; a younger one by its present name."""
    name = db.session.scalar(
        select(UnitVersion.name).where(UnitVersion.unit_id == unit.id, counted.in_force(scope.date_to))
    )
    return name or unit.name


def _figure(line: Line) -> dict[str, Any]:
    return {
        "key": line.key,
        "label": str(line.kind.label),
        "measure": str(line.kind.unit),
        "is_part": line.kind.is_part,
        "target": line.target,
        "value": line.value,
        "count_of_records": line.figure.count_of_records,
        "total": line.total,
        "share": line.share,
        "before": line.before,
    }


def _matrix(scope: Scope, lines: Mapping[str, Line]) -> dict[str, Any]:
    return {
        "columns": [{"key": key, "label": str(lines[key].kind.label)} for key in COLUMNS],
        "rows": [
            {"unit": row.code, "name": row.name, "is_own": row.is_own, "values": [row.values[key] for key in COLUMNS]}
            for row in count_matrix(scope, get_office().id)
        ],
    }


def list_works_to_show(scope: Scope, ids: Sequence[int] | None = None) -> list[tuple[Work, int]]:
    """Works and youth tasks of the period and their value, the best first: those with a photo after, or just these."""
    value = union_value()
    has_photo = exists().where(WorkPhoto.work_id == Work.id, WorkPhoto.moment == "after")
    shown = has_photo if ids is None else Work.id.in_(ids)
    statement = (
        select(Work, value)
        .where(counted.valued(scope), shown)
        .options(joinedload(Work.unit), joinedload(Work.commune), joinedload(Work.kind))
        .order_by(value.desc(), Work.id)
        .limit(OFFERED)
    )
    return [(work, int(worth)) for work, worth in db.session.execute(statement)]


def _typical(scope: Scope, ids: Sequence[int] | None) -> list[dict[str, Any]]:
    """The works shown as typical ones: those chosen that (still) count in the period, each with its last photo."""
    found = {work.id: (work, value) for work, value in list_works_to_show(scope, ids)}
    chosen = list(found)[:DRAFTED] if ids is None else [id_ for id_ in ids if id_ in found]
    photos: dict[int, tuple[str, str]] = {}
    rows: Any = db.session.execute(
        select(WorkPhoto.work_id, StoredFile.key, WorkPhoto.caption)
        .join(StoredFile, StoredFile.id == WorkPhoto.file_id)
        .where(WorkPhoto.work_id.in_(chosen), WorkPhoto.moment == "after")
        .order_by(WorkPhoto.id)
    )
    for work_id, key, caption in rows:
        photos[work_id] = (key, caption)
    return [_shown(*found[id_], *photos.get(id_, ("", ""))) for id_ in chosen]


def _shown(work: Work, value: int, photo: str, caption: str) -> dict[str, Any]:
    place = [work.village or "", work.commune.full_name if work.commune else ""]
    return {
        "id": work.id,
        "title": work.title,
        "unit": work.unit.short_name,
        "place": ", ".join(part for part in place if part),
        "accepted_on": work.accepted_on.isoformat() if work.accepted_on else None,
        "value": value,
        "photo": photo,
        "caption": caption,
    }

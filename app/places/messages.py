"""The words of places: kinds, classifications, and a sentence for each thing that can be wrong with a file."""

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l

from app.core.numbers import format_number
from app.core.web import language
from app.places.models import Commune
from app.places.tables import RowProblem

if TYPE_CHECKING:
    from app.places.boundaries import Problem

REASONS: dict[str, Any] = {
    "boundaries_refused": _l("The file has %(count)s errors; nothing was imported."),
    "table_refused": _l("The table has %(count)s wrong rows; nothing was loaded."),
    "province_not_loaded": _l("The communes of this province are not loaded yet."),
    "bad_day": _l("There is no such day; write 2025-07-01."),
    "bad_coordinates": _l("A latitude and a longitude in degrees are needed, such as 21.8526 and 106.7610."),
}

COMMUNE_TITLES: dict[str, Any] = {
    "commune": _l("%(name)s commune"),
    "ward": _l("%(name)s ward"),
    "townlet": _l("%(name)s townlet"),
}

CLASSIFICATIONS: dict[str, Any] = {
    "border": _l("border commune"),
    "area_1": _l("area I"),
    "area_2": _l("area II"),
    "area_3": _l("area III (the hardest)"),
    "difficult_villages": _l("has specially difficult villages"),
}

BOUNDARY_PROBLEMS: dict[str, Any] = {
    "not_utf8": _l("The file is not UTF-8 text."),
    "not_json": _l("The file is not valid JSON: line %(line)s, column %(column)s."),
    "not_a_collection": _l("The file is not a GeoJSON FeatureCollection."),
    "no_features": _l("The file has no features."),
    "other_coordinate_system": _l("The file uses another coordinate system; save it again as WGS 84 (EPSG:4326)."),
    "not_a_feature": _l("This is not a GeoJSON feature."),
    "missing_code": _l("The property “%(property)s” with the commune's code is missing."),
    "unknown_code": _l("There is no commune with the code %(code)s on that day."),
    "duplicate_code": _l("The commune stands in the file twice; the first is feature %(first)s."),
    "wrong_geometry": _l("A Polygon or MultiPolygon is needed, this is %(found)s."),
    "bad_coordinates": _l("Some coordinates are not numbers, or a ring is empty."),
    "ring_too_short": _l("A ring needs at least 4 points, this one has %(points)s."),
    "ring_not_closed": _l("A ring does not end where it began."),
    "swapped_axes": _l("Latitude and longitude are swapped: GeoJSON puts the longitude first."),
    "not_degrees": _l("The coordinates are not degrees (metres of VN-2000?); save the file again as WGS 84."),
    "outside_country": _l("A point lies outside of Vietnam."),
    "self_crossing": _l("The boundary crosses or touches itself."),
    "invalid_shape": _l("Parts or holes of the area cross each other."),
    "another_province": _l("The area lies in another province: %(province)s."),
    "codes_exchanged": _l("The area is that of %(other)s (%(other_code)s): are the two codes exchanged?"),
    "far_away": _l("The area lies %(km)s km away from where the commune is."),
    "point_outside": _l("The commune's known point lies %(km)s km outside of the area."),
    "overlap": _l("The area overlaps that of %(other)s (%(other_code)s) by %(km2)s km²."),
    "missing_commune": _l("The commune is missing in the file."),
    "gap": _l("No commune covers %(km2)s km² here."),
}

ROW_PROBLEMS: dict[str, Any] = {
    "not_utf8": _l("The file is not UTF-8 text."),
    "table_empty": _l("The table has no rows."),
    "table_too_long": _l("The table has too many rows."),
    "table_broken": _l("The table is not CSV from here on."),
    "column_missing": _l("This column is missing."),
    "cell_empty": _l("This must not be empty."),
    "cell_too_long": _l("This is too long."),
    "cell_no_code": _l("A code has five digits."),
    "cell_no_choice": _l("This is none of the known words."),
    "cell_no_date": _l("There is no such day; write 2025-07-01 or 01/07/2025."),
    "cell_no_coordinate": _l("This is no coordinate in Vietnam, in degrees."),
    "cell_no_flag": _l("Write 1 for yes, 0 or nothing for no."),
    "cell_before_start": _l("The last day lies before the first."),
    "cell_repeated": _l("The same row stood above already."),
    "cell_unknown_commune": _l("There is no such commune at that time."),
}


def commune_title(commune: Commune) -> str:
    """The commune's kind and name, "Xã Bắc Sơn"."""
    return str(COMMUNE_TITLES[commune.kind]) % {"name": commune.name}


def commune_label(commune: Commune) -> str:
    """Kind, name and, for an old commune, the district: old names repeat, so they never stand alone."""
    return f"{commune_title(commune)} ({commune.district})" if commune.district else commune_title(commune)


def explain_boundary_problem(problem: "Problem") -> str:
    """One line: the commune, where in the file and on the ground, and what is wrong, in the language of the page."""
    sentence = str(BOUNDARY_PROBLEMS[problem.key])
    params = {
        n: format_number(v, language=language()) if isinstance(v, float) else v for n, v in problem.params.items()
    }
    parts = [sentence % params if params else sentence]
    if problem.lat is not None and problem.lon is not None:
        parts.append(f"({problem.lat:.5f}, {problem.lon:.5f})")
    where = []
    if problem.commune is not None:
        where.append(f"{problem.commune} ({problem.code})")
    if problem.feature is not None:
        where.append(str(_l("feature %(number)s")) % {"number": problem.feature + 1})
    return f"{', '.join(where)}: {' '.join(parts)}" if where else " ".join(parts)


def explain_row_problem(problem: RowProblem) -> str:
    """One line: line and column of the table, what stands there, and what is wrong with it."""
    where = str(_l("line %(line)s")) % {"line": problem.line}
    if problem.column:
        where += f", {problem.column}"
    if problem.value:
        where += f" “{problem.value}”"
    return f"{where}: {ROW_PROBLEMS[problem.key]}"

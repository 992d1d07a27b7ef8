"""The map's page, and the list beside the map."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.core import clock
from app.core.paging import Page
from app.core.web import CONTENT_SECURITY_POLICY, current_actor, is_public, kind_icon, language
from app.maps import drawing, queries
from app.maps.filters import MapFilters, read_filters
from app.maps.messages import CONDITION_FILTERS, COUNTS_AS, SHADE_NAMES, SORT_NAMES, STATE_SIGNS, script_words
from app.maps.queries import Choices, Selection
from app.maps.shading import make_bands
from app.maps.views import blueprint, reading
from app.maps.views.data import figure_of
from app.places.messages import CLASSIFICATIONS, commune_label
from app.places.queries import communes_of_generation, get_commune, get_generation, names_today
from app.works.queries import states_to_see
from app.works.wording import CONDITION_NAMES, LEVEL_NAMES, STATE_NAMES

# Endings of the files with the list, and their endpoints.
FILES = {"xlsx": "works_sheet", "csv": "works_csv", "geojson": "works_geojson"}


@blueprint.get("/")
@is_public
def map_page() -> Response:
    selected, generation, shade = reading.selection(), reading.generation(), reading.shade()
    filters = selected.filters
    choices = queries.list_choices(current_actor(), language(), generation.day)
    marked = filters.class_ if filters.class_ in CLASSIFICATIONS else "border"
    page = render_template(
        "maps/map.html",
        **_map(selected, generation, shade, choices.kinds),
        **_list(selected),
        **_shade(selected, generation.day, shade),
        choices=choices,
        options=_options(choices),
        commune=get_commune(filters.commune) if filters.commune else None,
        label=commune_label,
        marked_name=CLASSIFICATIONS[marked],
        marked_is_illustrative=marked in choices.illustrative,
        state_signs=[pair for pair in STATE_SIGNS if pair[0] in states_to_see(current_actor())],
        generation=generation.text,
        files={ending: url_for(f"maps.{name}", **filters.args) for ending, name in FILES.items()},
    )
    return _allowing_tiles(make_response(page), CONTENT_SECURITY_POLICY)


@blueprint.get("/embed")
@is_public
def embedded() -> Response:
    """The map alone, to be put into a page of another site: accepted works only."""
    accepted = replace(read_filters(request.args), state="accepted")
    selected = queries.select_works(current_actor(), accepted)
    kinds = queries.list_choices(current_actor(), language(), clock.today()).kinds
    values = _map(selected, reading.generation(), "", kinds)
    response = make_response(render_template("maps/embed.html", **values, filters=accepted))
    policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
    return _allowing_tiles(response, policy)


def _allowing_tiles(response: Response, policy: str) -> Response:
    """The policy of a page with a map: pictures may come from the tiles' host too, where one is set."""
    tiles = urlsplit(current_app.config["MAP_TILES"])
    if tiles.netloc:
        # Tile servers spread over hosts a, b, c by {s}.
        host = f"{tiles.scheme}://{tiles.netloc.replace('{s}', '*')}"
        policy = policy.replace("img-src 'self'", f"img-src 'self' {host}")
    response.headers["Content-Security-Policy"] = policy
    return response


@blueprint.get("/list")
@is_public
def works_list() -> str:
    """The list alone, for the box that the map shows: what panning puts beside it."""
    return render_template("maps/_list.html", **_list(reading.selection()))


def _list(selected: Selection) -> dict[str, Any]:
    """What the list shows: the works, their number, and the pages beside this one."""
    page = queries.list_works(selected, request.args.get("at"))
    return {
        "filters": selected.filters,
        "works": page.items,
        "today": names_today(queries.old_communes(page.items)),
        "count": queries.count_works(selected),
        "pages": _urls(selected.filters, page),
        "states": STATE_NAMES,
        "conditions": CONDITION_NAMES,
        "sorts": [(code, name, _sorted_by(selected.filters, code)) for code, name in SORT_NAMES.items()],
    }


def _map(
    selected: Selection, generation: reading.Generation, shade: str, kinds: list[tuple[str, str]]
) -> dict[str, Any]:
    """What the map itself needs: its script, and where its data is."""
    built = drawing.script(language())
    asked = selected.filters.args
    of_communes = {**asked, "shade": shade} if shade else {}
    return {
        "script_url": url_for("maps.script", digest=built.digest),
        "container": built.container,
        "said": {
            "words": script_words(),
            "kinds": dict(kinds),
            "icons": {code: kind_icon(code) for code, _name in kinds},
            "states": {code: str(name) for code, name in STATE_NAMES.items()},
        },
        "communes_url": url_for("maps.communes", generation=generation.text, **of_communes),
        "works_url": url_for("maps.works", **asked),
        "lines_url": url_for("maps.lines", **asked),
        "list_url": url_for("maps.works_list", **asked),
    }


def _shade(selected: Selection, day: date, shade: str) -> dict[str, Any]:
    """The classes of the colours, and the works that no commune gets: for the legend."""
    if not shade:
        return {"shade": "", "bands": [], "undecided": []}
    counted = queries.count_by_commune(selected, get_generation(day))
    here = communes_of_generation(day)
    values = [figure_of(counted, commune.id, shade) for commune in here]
    return {
        "shade": shade,
        "shade_name": SHADE_NAMES[shade],
        "bands": make_bands(values),
        "without": sum(value == 0 for value in values),
        "undecided": counted.undecided,
    }


def _sorted_by(filters: MapFilters, order: str) -> str:
    more: dict[str, Any] = {name: request.args.get(name) for name in ("generation", "shade")}
    return url_for("maps.map_page", **{**filters.args, "sort": order or None}, bbox=filters.box_text, **more)


def _options(choices: Choices) -> dict[str, Any]:
    """The (value, label) pairs of each filter."""
    years = [(year, year) for year in choices.years]
    return {
        "kind": choices.kinds,
        "state": [(code, name) for code, name in STATE_NAMES.items() if code in states_to_see(current_actor())],
        "year": years,
        "since": years,
        "until": years,
        "unit": choices.units,
        "level": LEVEL_NAMES.items(),
        "occasion": [(text, text) for text in choices.occasions],
        "class": [(code, CLASSIFICATIONS.get(code, code)) for code in choices.classes],
        "condition": CONDITION_FILTERS.items(),
        "counts": COUNTS_AS.items(),
        "generation": _generations(choices.generations),
        "shade": SHADE_NAMES.items(),
    }


def _generations(days: list[date]) -> list[tuple[str, str]]:
    """The present communes first, then those of earlier times by their first day."""
    earlier = [(day.isoformat(), _("from %(day)s", day=clock.format_date(day))) for day in days[1:]]
    return [("", _("those of today")), *earlier]


def _urls(filters: MapFilters, page: Page) -> dict[str, str | None]:
    keys = {"previous_url": page.previous_key, "next_url": page.next_key}
    return {
        name: url_for("maps.map_page", **filters.args, bbox=filters.box_text, at=at) if at else None
        for name, at in keys.items()
    }

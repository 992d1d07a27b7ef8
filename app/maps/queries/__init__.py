"""Reading for the map: points, lines, groups where there are too many, the list with the same content, communes."""

from app.maps.filters import MapFilters
from app.maps.queries.by_commune import ByCommune, Sums, Undecided, count_by_commune, sum_works
from app.maps.queries.choices import Choices, list_choices
from app.maps.queries.done import Done, get_done
from app.maps.queries.listing import ListedWork, count_works, get_work, list_all_works, list_works, old_communes
from app.maps.queries.points import (
    MOST_POINTS,
    GroupRow,
    LineRow,
    PointRow,
    are_too_many,
    list_groups,
    list_lines,
    list_points,
)
from app.maps.queries.selection import Selection, select_works
from app.maps.queries.within import communes_within

__all__ = [
    "MOST_POINTS",
    "ByCommune",
    "Choices",
    "Done",
    "GroupRow",
    "LineRow",
    "ListedWork",
    "MapFilters",
    "PointRow",
    "Selection",
    "Sums",
    "Undecided",
    "are_too_many",
    "communes_within",
    "count_by_commune",
    "count_works",
    "get_done",
    "get_work",
    "list_all_works",
    "list_choices",
    "list_groups",
    "list_lines",
    "list_points",
    "list_works",
    "old_communes",
    "select_works",
    "sum_works",
]

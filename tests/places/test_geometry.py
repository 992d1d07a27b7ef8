import json

import pytest
from shapely import MultiPolygon, Point, Polygon, box

from app.places.geometry import (
    Site,
    approximate_areas,
    area_km2,
    as_geojson,
    as_multipolygon,
    country_outline,
    simplify_for_drawing,
)

LAND = MultiPolygon([box(106, 21, 107, 22)])


@pytest.fixture
def topology(tmp_path):
    """Two countries side by side that share one arc, quantised to tenths of a degree."""
    document = {
        "type": "Topology",
        "transform": {"scale": [0.1, 0.1], "translate": [100, 20]},
        "arcs": [
            [[10, 0], [0, 10]],  # the common border, northwards
            [[10, 10], [-10, 0], [0, -10], [10, 0]],  # around the west
            [[10, 0], [10, 0], [0, 10], [-10, 0]],  # around the east
        ],
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "Polygon", "properties": {"name": "West"}, "arcs": [[0, 1]]},
                    {"type": "MultiPolygon", "properties": {"name": "East"}, "arcs": [[[2, -1]]]},
                ]
            }
        },
    }
    path = tmp_path / "atlas.json"
    path.write_text(json.dumps(document))
    return path


def test_an_outline_is_put_together_from_shared_arcs(topology):
    assert country_outline(topology, "West").equals(box(100, 20, 101, 21))
    assert country_outline(topology, "East").equals(box(101, 20, 102, 21))


def test_an_unknown_country_is_an_error(topology):
    with pytest.raises(LookupError):
        country_outline(topology, "North")


def test_ground_belongs_to_the_commune_whose_point_is_nearest():
    areas = approximate_areas([Site("west", 21.5, 106.25), Site("east", 21.5, 106.75)], LAND, {"west", "east"})
    assert areas["west"].covers(Point(106.49, 21.9))
    assert areas["east"].covers(Point(106.51, 21.1))
    assert abs(areas["west"].area + areas["east"].area - LAND.area) < 1e-6


def test_neighbours_limit_an_area_but_get_none():
    areas = approximate_areas([Site("own", 21.5, 106.25), Site("other", 21.5, 106.75)], LAND, {"own"})
    assert set(areas) == {"own"}
    assert not areas["own"].covers(Point(106.8, 21.5))


def test_the_cells_of_all_points_of_a_commune_make_its_area():
    sites = [Site("a", 21.2, 106.2), Site("b", 21.2, 106.8), Site("a", 21.8, 106.8), Site("b", 21.8, 106.2)]
    areas = approximate_areas(sites, LAND, {"a", "b"})
    assert areas["a"].covers(Point(106.1, 21.1))
    assert areas["a"].covers(Point(106.9, 21.9))
    assert areas["b"].covers(Point(106.9, 21.1))


def test_an_area_ends_at_the_countrys_outline():
    areas = approximate_areas([Site("own", 21.5, 106.9), Site("other", 21.5, 106.1)], LAND, {"own"})
    assert not areas["own"].intersects(Point(107.2, 21.5))


def test_a_commune_whose_point_falls_into_the_sea_still_has_ground():
    areas = approximate_areas([Site("isle", 21.5, 107.3), Site("shore", 21.5, 106.5)], LAND, {"isle", "shore"})
    assert areas["isle"].covers(Point(107.3, 21.5))


def test_two_communes_with_one_point_do_not_break_the_rest():
    sites = [Site("first", 21.5, 106.2), Site("second", 21.5, 106.2), Site("third", 21.5, 106.8)]
    assert set(approximate_areas(sites, LAND, {"first", "second", "third"})) == {"first", "third"}


def test_no_points_give_no_areas():
    assert approximate_areas([], LAND, {"own"}) == {}


def test_simplified_neighbours_keep_one_common_limit():
    wave = [(106.5 + (0.0005 if i % 2 else 0), 21 + i / 100) for i in range(101)]
    west = MultiPolygon([Polygon([(106, 21), *wave, (106, 22)])])
    east = MultiPolygon([Polygon([*wave, (107, 22), (107, 21)])])
    drawn = simplify_for_drawing({"west": west, "east": east})
    assert len(drawn["west"].geoms[0].exterior.coords) < 50
    assert area_km2(drawn["west"].intersection(drawn["east"])) < 1e-6
    assert abs(drawn["west"].union(drawn["east"]).area - 1) < 1e-6


def test_a_shape_is_written_as_geojson_with_rounded_degrees():
    shape = MultiPolygon([box(106.1234567, 21, 107, 22)])
    geometry = as_geojson(shape)
    assert geometry["type"] == "Polygon"
    assert [106.12346, 21.0] in geometry["coordinates"][0]
    two = MultiPolygon([box(106, 21, 107, 22), box(108, 21, 109, 22)])
    assert as_geojson(two)["type"] == "MultiPolygon"


def test_lines_left_by_an_intersection_are_dropped():
    touching = box(0, 0, 1, 1).intersection(box(1, 0, 2, 1))
    assert as_multipolygon(touching).is_empty


def test_a_square_degree_at_the_tropic_is_about_11500_square_kilometres():
    assert 11_400 < area_km2(box(106, 21, 107, 22)) < 11_600

import json

import pytest
from shapely import Point

from app.places.boundaries import KnownCommune, KnownPoint, validate_boundaries

# Three invented communes side by side, each a tenth of a degree wide, and a neighbouring province in the east.
COMMUNES = [
    KnownCommune("00101", "Suối Cả", 21.5, 106.15),
    KnownCommune("00102", "Đồi Thông", 21.5, 106.25),
    KnownCommune("00103", "Bãi Đá", 21.5, 106.35),
]
ELSEWHERE = [KnownPoint("Biển Đông", 21.5, 107.05)]


def square(west, east, south=21.4, north=21.6):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code, *rings, **properties):
    return {
        "type": "Feature",
        "properties": {"code": code, **properties},
        "geometry": {"type": "Polygon", "coordinates": list(rings)},
    }


@pytest.fixture
def features():
    return [
        feature("00101", square(106.1, 106.2)),
        feature("00102", square(106.2, 106.3)),
        feature("00103", square(106.3, 106.4)),
    ]


def check(features, **rest):
    content = json.dumps({"type": "FeatureCollection", "features": features, **rest}).encode()
    return validate_boundaries(content, COMMUNES, ELSEWHERE)


def keys(problems):
    return [problem.key for problem in problems]


def test_a_clean_file_gives_every_area_and_no_problem(features):
    areas, problems = check(features)
    assert problems == []
    assert areas["00102"].covers(Point(106.25, 21.5))
    assert set(areas) == {"00101", "00102", "00103"}


def test_a_code_that_lost_its_leading_zeros_is_understood(features):
    features[0]["properties"]["code"] = 101
    assert check(features)[1] == []


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"{", "not_json"),
        (b"", "not_json"),
        ('{"tên": 1}'.encode("utf-16"), "not_utf8"),
        (b"[]", "not_a_collection"),
        (b'{"type": "Feature"}', "not_a_collection"),
        (b'{"type": "FeatureCollection"}', "no_features"),
        (b'{"type": "FeatureCollection", "features": []}', "no_features"),
        (b"[" * 100_000, "not_a_collection"),
    ],
)
def test_a_file_that_is_no_geojson_collection_is_refused(content, key):
    areas, problems = validate_boundaries(content, COMMUNES)
    assert keys(problems) == [key]
    assert areas == {}


def test_broken_json_says_where(features):
    (problem,) = validate_boundaries(b'{"type":\n oops}', COMMUNES)[1]
    assert problem.params == {"line": 2, "column": 2}


def test_another_coordinate_system_is_refused(features):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3405"}}
    assert keys(check(features, crs=crs)[1]) == ["other_coordinate_system"]
    crs["properties"]["name"] = "urn:ogc:def:crs:OGC:1.3:CRS84"
    assert check(features, crs=crs)[1] == []


def test_a_missing_code_names_the_feature(features):
    del features[1]["properties"]["code"]
    problems = check(features)[1]
    assert keys(problems) == ["missing_code", "missing_commune"]
    assert problems[0].feature == 1
    assert problems[1].commune == "Đồi Thông"


def test_an_unknown_code_is_told(features):
    features.append(feature("99999", square(106.4, 106.5)))
    (problem,) = check(features)[1]
    assert (problem.key, problem.params["code"], problem.feature) == ("unknown_code", "99999", 3)


def test_a_commune_that_comes_twice_is_told_with_its_first_place(features):
    features.append(feature("00101", square(106.1, 106.2)))
    (problem,) = check(features)[1]
    assert (problem.key, problem.feature, problem.params) == ("duplicate_code", 3, {"first": 1})


def test_a_point_is_no_area(features):
    features[0]["geometry"] = {"type": "Point", "coordinates": [106.15, 21.5]}
    problems = check(features)[1]
    assert keys(problems) == ["wrong_geometry"]
    assert problems[0].params == {"found": "Point"}


def test_a_feature_without_geometry_is_told(features):
    features[0]["geometry"] = None
    assert keys(check(features)[1]) == ["wrong_geometry"]


@pytest.mark.parametrize("ring", [[["a", 1]], [[106.1]], [None], 5, [[True, 21]], [[1e300, 21]]])
def test_coordinates_that_are_no_numbers_are_told(features, ring):
    features[0]["geometry"]["coordinates"] = [ring]
    assert keys(check(features)[1]) == ["bad_coordinates"]


def test_coordinates_that_are_not_finite_are_told(features):
    features[0]["geometry"]["coordinates"] = [[[float("nan"), 21.4], *square(106.1, 106.2)]]
    assert keys(check(features)[1]) == ["bad_coordinates"]


def test_an_empty_polygon_is_told(features):
    features[0]["geometry"]["coordinates"] = []
    assert keys(check(features)[1]) == ["bad_coordinates"]


def test_a_ring_needs_four_points_and_an_end_where_it_began(features):
    features[0]["geometry"]["coordinates"] = [square(106.1, 106.2)[:3]]
    features[1]["geometry"]["coordinates"] = [square(106.2, 106.3)[:4]]
    assert keys(check(features)[1]) == ["ring_too_short", "ring_not_closed"]


def test_a_ring_that_crosses_itself_says_where(features):
    bow = [[106.1, 21.4], [106.2, 21.6], [106.2, 21.4], [106.1, 21.6], [106.1, 21.4]]
    features[0]["geometry"]["coordinates"] = [bow]
    (problem,) = check(features)[1]
    assert problem.key == "self_crossing"
    assert (round(problem.lon, 3), round(problem.lat, 3)) == (106.15, 21.5)


def test_a_hole_outside_of_its_ring_is_told(features):
    features[0]["geometry"]["coordinates"].append(square(106.5, 106.6))
    assert keys(check(features)[1]) == ["invalid_shape"]


def test_swapped_axes_are_told_as_such(features):
    features[0]["geometry"]["coordinates"] = [[[lat, lon] for lon, lat in square(106.1, 106.2)]]
    assert keys(check(features)[1]) == ["swapped_axes"]


def test_metres_of_a_national_grid_are_told_as_such(features):
    features[0]["geometry"]["coordinates"] = [[[lon * 4000, lat * 110_000] for lon, lat in square(106.1, 106.2)]]
    assert keys(check(features)[1]) == ["not_degrees"]


def test_an_area_outside_of_the_country_says_where(features):
    features[0]["geometry"]["coordinates"] = [square(2.1, 2.2, 48.4, 48.6)]
    (problem,) = check(features)[1]
    assert (problem.key, problem.lon, problem.lat) == ("outside_country", 2.1, 48.4)


def test_an_area_in_another_province_names_the_province(features):
    features[0] = feature("00101", square(107.0, 107.1))
    (problem,) = check(features)[1]
    assert (problem.key, problem.params) == ("another_province", {"province": "Biển Đông"})


def test_two_communes_with_exchanged_codes_name_each_other(features):
    features[0]["properties"]["code"], features[2]["properties"]["code"] = "00103", "00101"
    problems = check(features)[1]
    assert keys(problems) == ["codes_exchanged", "codes_exchanged"]
    assert {(p.commune, p.params["other"]) for p in problems} == {("Bãi Đá", "Suối Cả"), ("Suối Cả", "Bãi Đá")}


def test_an_area_far_from_its_communes_known_point_is_told(features):
    features[0] = feature("00101", square(105.5, 105.6))
    problems = check(features)[1]
    assert keys(problems) == ["far_away"]
    assert 55 < problems[0].params["km"] < 62


def test_a_known_point_just_outside_is_only_a_warning(features):
    features[0] = feature("00101", square(106.16, 106.2))
    (problem,) = check(features)[1]
    assert problem.key == "point_outside"
    assert problem.is_warning


def test_an_overlap_names_both_communes_and_its_size(features):
    features[0] = feature("00101", square(106.1, 106.21))
    (problem,) = check(features)[1]
    assert (problem.key, problem.commune, problem.params["other"]) == ("overlap", "Suối Cả", "Đồi Thông")
    assert 22 < problem.params["km2"] < 24
    assert 106.2 < problem.lon < 106.21


def test_neighbours_that_overlap_by_a_metre_pass(features):
    features[0] = feature("00101", square(106.1, 106.20001))
    assert check(features)[1] == []


def test_every_commune_must_be_there(features):
    problems = check(features[:1])[1]
    assert keys(problems) == ["missing_commune", "missing_commune"]
    assert [p.code for p in problems] == ["00102", "00103"]


def test_ground_that_nobody_covers_is_told_with_place_and_size(features):
    features[1]["geometry"]["coordinates"].append(square(106.22, 106.24, 21.42, 21.44))
    (problem,) = check(features)[1]
    assert problem.key == "gap"
    assert 4 < problem.params["km2"] < 5
    assert 106.22 < problem.lon < 106.24


def test_all_problems_of_a_file_are_told_at_once(features):
    features[0]["geometry"]["coordinates"] = [square(106.1, 106.2)[:3]]
    del features[1]["properties"]["code"]
    features[2] = "nonsense"
    assert keys(check(features)[1]) == [
        "ring_too_short", "missing_code", "not_a_feature", "missing_commune", "missing_commune",
    ]  # fmt: skip

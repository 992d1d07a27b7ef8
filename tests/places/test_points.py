from app.places.points import bounds, contains, distance_km

# A square around Lạng Sơn town with a square hole, and a second part to the east.
OUTER = [[106.0, 21.0], [107.0, 21.0], [107.0, 22.0], [106.0, 22.0], [106.0, 21.0]]
HOLE = [[106.4, 21.4], [106.6, 21.4], [106.6, 21.6], [106.4, 21.6], [106.4, 21.4]]
ISLAND = [[108.0, 21.0], [108.5, 21.0], [108.5, 21.5], [108.0, 21.5], [108.0, 21.0]]
GROUND = {"type": "MultiPolygon", "coordinates": [[OUTER, HOLE], [ISLAND]]}


def test_a_point_in_any_part_is_inside():
    assert contains(GROUND, 21.2, 106.2)
    assert contains(GROUND, 21.2, 108.2)


def test_a_point_in_a_hole_or_beyond_is_outside():
    assert not contains(GROUND, 21.5, 106.5)
    assert not contains(GROUND, 21.2, 107.5)
    assert not contains(GROUND, 106.2, 21.2)


def test_a_point_on_a_common_limit_belongs_to_exactly_one_side():
    west = {"type": "Polygon", "coordinates": [OUTER]}
    east = {"type": "Polygon", "coordinates": [[[lon + 1, lat] for lon, lat in OUTER]]}
    for lat in (21.0, 21.3, 21.999):
        assert contains(west, lat, 107.0) != contains(east, lat, 107.0)


def test_bounds_are_south_west_north_east():
    assert bounds(GROUND) == (21.0, 106.0, 22.0, 108.5)


def test_a_degree_of_latitude_is_111_km():
    assert abs(distance_km(21, 106.7, 22, 106.7) - 111.2) < 0.1
    assert distance_km(21, 106.7, 21, 106.7) == 0

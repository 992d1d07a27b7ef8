from datetime import date

from app.core.actor import SYSTEM
from app.places import queries
from app.places.actions import import_boundaries
from tests.places.conftest import NEW, OLD, collection, reads, strip

BEFORE, AFTER = date(2023, 5, 1), date(2026, 1, 1)


def test_a_point_lies_in_the_commune_of_that_day(province):
    assert queries.commune_at(10.8, 106.22, BEFORE).commune == province("90002", OLD)
    assert queries.commune_at(10.8, 106.22, AFTER).commune == province("90001", NEW)


def test_without_an_import_the_answer_says_that_it_is_approximate(province):
    assert not queries.commune_at(10.8, 106.22, AFTER).is_official


def test_official_boundaries_win_over_the_approximation(province):
    content = collection(
        ("90001", strip(106.1, 106.22)), ("90003", strip(106.22, 106.4)), ("90004", strip(106.4, 106.5))
    )
    import_boundaries(SYSTEM, province_code="79", content=content, source="test", on=AFTER)
    found = queries.commune_at(10.8, 106.24, AFTER)
    assert (found.commune.name, found.is_official) == ("Đồi", True)


def test_where_official_boundaries_leave_a_point_out_the_approximation_does_not_answer(province):
    content = collection(
        ("90001", strip(106.1, 106.25, north=10.85)),
        ("90003", strip(106.25, 106.4, north=10.85)),
        ("90004", strip(106.4, 106.5, north=10.85)),
    )
    import_boundaries(SYSTEM, province_code="79", content=content, source="test", on=AFTER)
    assert queries.commune_at(10.88, 106.2, AFTER) is None
    assert queries.commune_at(10.88, 106.2, BEFORE) is not None


def test_a_point_outside_of_everything_is_in_no_commune(province):
    assert queries.commune_at(16.0, 112.0) is None
    assert queries.commune_at(106.7, 21.8) is None


def test_the_point_of_every_commune_lies_in_its_own_area(app):
    communes = queries.communes_of_generation(AFTER, "20")
    assert all(queries.commune_at(c.lat, c.lon, AFTER).commune == c for c in communes)


def test_a_point_in_a_commune_of_2023_that_was_merged_in_2024_is_found(app):
    dong_giap = queries.find_commune("06295", BEFORE)
    assert queries.commune_at(dong_giap.lat, dong_giap.lon, BEFORE).commune == dong_giap
    later = queries.commune_at(dong_giap.lat, dong_giap.lon, date(2025, 1, 1)).commune
    assert later.name == "Khánh Khê"


def test_drawings_are_one_statement_and_prefer_the_official_shape(province, statements):
    content = collection(
        ("90001", strip(106.1, 106.22)), ("90003", strip(106.22, 106.4)), ("90004", strip(106.4, 106.5))
    )
    import_boundaries(SYSTEM, province_code="79", content=content, source="test", on=AFTER)
    with statements() as counted:
        drawn = queries.list_drawings(AFTER)
    assert len(reads(counted)) == 1
    assert len(drawn) == 65 + 3
    assert {d.commune.code for d in drawn if d.is_official} == {"90001", "90003", "90004"}

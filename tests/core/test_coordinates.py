"""Points as people type or paste them, and distances."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.coordinates import NotAPoint, Point, SwappedCoordinates, distance_m, parse_point, round_for_public

LANG_SON = Point(21.853, 106.761)


@pytest.mark.parametrize(
    "typed",
    [
        "21.853, 106.761",
        "21.853,106.761",
        "21.853 106.761",
        "21.853\t106.761",
        "21.853 , 106.761",
        "(21.853, 106.761)",
        "21.853; 106.761",
        "21,853; 106,761",
        "21,853;106,761",
        "21,853 106,761",
        "21,853, 106,761",
        "21,853,106,761",
        "21.853°, 106.761°",
        "21.853° N, 106.761° E",
        "106.761°E 21.853°N",
        "21,853° B; 106,761° Đ",
        "21°51'10.8\"N 106°45'39.6\"E",
        "21° 51′ 10,8″ B, 106° 45′ 39,6″ Đ",
        "106°45'39.6\"E, 21°51'10.8\"N",
        "21º51’10.8”n 106º45’39.6”e",
        "21°51'10.8''N 106°45'39.6''E",
        "21°51.18'N 106°45.66'E",
        "21°51'10.8\" 106°45'39.6\"",
        "https://www.google.com/maps/@21.853,106.761,15z",
        "https://www.google.com/maps?q=21.853,106.761",
        "https://maps.google.com/?ll=21.853%2C106.761&z=12",
        "https://www.google.com/maps/place/X/data=!3d21.853!4d106.761",
    ],
)
def test_a_point_is_read_as_people_type_or_paste_it(typed: str) -> None:
    assert parse_point(typed) == LANG_SON


@pytest.mark.parametrize("typed", ["8.6, 111.9", "20.13, 107.72", "10.0, 104.0", "9.9, 115.5"])
def test_islands_belong_to_the_country(typed: str) -> None:
    parse_point(typed)


@pytest.mark.parametrize("typed", ["106.761, 21.853", "106,761; 21,853", "106°45'39.6\" 21°51'10.8\""])
def test_swapped_coordinates_are_recognised_and_the_right_ones_offered(typed: str) -> None:
    with pytest.raises(SwappedCoordinates) as refused:
        parse_point(typed)
    assert refused.value.corrected == LANG_SON
    assert refused.value.key == "point.swapped"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("Lạng Sơn", "unreadable"),
        ("21.853", "unreadable"),
        ("21,853", "unreadable"),
        ("21.853, 106.761, 300", "unreadable"),
        ("21.853, abc", "unreadable"),
        ("nan, inf", "unreadable"),
        ("1e1, 1e2", "unreadable"),
        ("21°51'10\"N", "unreadable"),
        ("21°51'10\"N 106°45'39\"N", "unreadable"),
        ("21°51'10\"N 106°45'39\"", "unreadable"),
        ("21°61'10\"N 106°45'39\"E", "unreadable"),
        ("21°51'10\"N 106°45'39\"E mốc 1145", "unreadable"),
        ("https://maps.app.goo.gl/abc", "unreadable"),
        ("°", "unreadable"),
        ("1" * 100_000, "unreadable"),
        ("2417000, 475000", "metres"),
        ("48.85, 2.35", "out_of_country"),
        ("-21.853, 106.761", "out_of_country"),
        ("21°51'10\"S 106°45'39\"E", "out_of_country"),
        ("0, 0", "out_of_country"),
        ("95, 200", "out_of_country"),
    ],
)
def test_what_is_no_point_in_the_country_is_refused_with_the_reason(typed: str, code: str) -> None:
    with pytest.raises(NotAPoint) as refused:
        parse_point(typed)
    assert refused.value.code == code


@given(st.floats(8, 24), st.floats(102, 118))
def test_a_printed_point_reads_back(lat: float, lon: float) -> None:
    point = parse_point(f"{lat:.6f}, {lon:.6f}")
    assert point == (round(lat, 6), round(lon, 6))


@given(st.text(alphabet="0123456789.,;°'\"NSEWBĐ -()@", max_size=40) | st.text(max_size=40))
def test_nothing_typed_raises_anything_else(text: str) -> None:
    with suppress(NotAPoint):
        parse_point(text)


def test_border_works_are_shown_to_about_a_kilometre() -> None:
    assert round_for_public(21.85349, 106.76151) == (21.85, 106.76)
    assert distance_m((21.8549, 106.7649), round_for_public(21.8549, 106.7649)) < 1000


def test_distances_are_those_of_a_sphere_of_the_earths_mean_radius() -> None:
    assert distance_m(LANG_SON, LANG_SON) == 0
    assert distance_m((0, 0), (0, 1)) == pytest.approx(111_195.08, abs=0.01)
    assert distance_m((0, 0), (0, 180)) == pytest.approx(20_015_114.4, abs=1)
    hanoi = (21.0285, 105.8542)
    assert distance_m(LANG_SON, hanoi) == pytest.approx(131_000, rel=0.01)


@given(*[st.floats(-90, 90), st.floats(-180, 180)] * 2)
def test_a_distance_is_the_same_both_ways_and_at_most_half_around(a: float, b: float, c: float, d: float) -> None:
    there = distance_m((a, b), (c, d))
    assert there == pytest.approx(distance_m((c, d), (a, b)), abs=1e-3)
    assert 0 <= there <= 20_015_115

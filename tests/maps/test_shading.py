"""Classes of a choropleth."""

from hypothesis import given
from hypothesis import strategies as st

from app.maps.shading import MOST_CLASSES, band_of, make_bands


def test_nothing_has_no_classes() -> None:
    assert make_bands([]) == make_bands([0, 0]) == []


def test_one_value_is_one_class_with_that_value() -> None:
    (band,) = make_bands([0, 7, 7])
    assert (band.low, band.high, band.communes) == (7, 7, 2)


def test_limits_are_round() -> None:
    limits = [band.low for band in make_bands([1_234_567 * n for n in range(1, 40)])][1:]
    assert all(limit % 100_000 == 0 for limit in limits)


@given(st.lists(st.integers(0, 10**11), max_size=200))
def test_every_value_lies_in_exactly_the_class_that_is_named_for_it(values: list[int]) -> None:
    bands = make_bands(values)
    assert len(bands) <= MOST_CLASSES
    assert all(band.communes for band in bands)
    assert sum(band.communes for band in bands) == sum(value > 0 for value in values)
    for value in values:
        number = band_of(value, bands)
        assert (number == 0) == (value == 0)
        if number:
            assert bands[number - 1].low <= value <= bands[number - 1].high

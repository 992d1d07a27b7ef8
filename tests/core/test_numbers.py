"""Quantities as they are typed and printed."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.numbers import NotANumber, format_number, parse_decimal


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0", "0"),
        ("12", "12"),
        ("007", "7"),
        ("1,25", "1.25"),
        ("1.25", "1.25"),
        ("0,250", "0.25"),
        ("0.125", "0.125"),
        ("1.250", "1250"),
        ("1 250", "1250"),
        ("1\u00a0250", "1250"),
        ("1.250,5", "1250.5"),
        ("1,250.5", "1250.5"),
        ("1,250,000", "1250000"),
        ("1 250,75", "1250.75"),
        (" 3,5 ", "3.5"),
        ("1,5000", "1.5"),
    ],
)
def test_a_quantity_is_read_as_it_is_written_in_vietnam(typed: str, value: str) -> None:
    assert parse_decimal(typed) == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        (" \t", "empty"),
        ("ba", "letters"),
        ("12abc", "letters"),
        ("1e6", "letters"),
        ("NaN", "letters"),
        ("5²", "letters"),
        ("٣", "letters"),
        ("-1", "negative"),
        ("−0,5", "negative"),
        ("1,250", "ambiguous"),
        ("1.500,000", "ambiguous"),
        ("1500.000", "ambiguous"),
        ("1.50.000", "ambiguous"),
        ("12 34", "ambiguous"),
        (",5", "ambiguous"),
        ("5.", "ambiguous"),
        ("1..5", "ambiguous"),
        ("0,1234", "fraction"),
        ("1.000.000.001", "too_large"),
        ("9" * 5000, "too_large"),
        ("0," + "0" * 5000, "too_large"),
    ],
)
def test_what_is_no_quantity_is_refused_with_the_reason(typed: str, code: str) -> None:
    with pytest.raises(NotANumber) as refused:
        parse_decimal(typed)
    assert refused.value.code == code


def test_the_field_s_own_unit_may_follow() -> None:
    assert parse_decimal("0,5 km", unit="km") == Decimal("0.5")
    assert parse_decimal("120M", unit="m") == 120
    with pytest.raises(NotANumber) as refused:
        parse_decimal("0,5 km", unit="m")
    assert refused.value.code == "letters"


def test_the_number_of_decimals_is_the_field_s() -> None:
    assert parse_decimal("12,00", decimals=0) == 12
    with pytest.raises(NotANumber) as refused:
        parse_decimal("12,5", decimals=0)
    assert refused.value.code == "fraction"


@pytest.mark.parametrize(
    ("value", "decimals", "vietnamese", "english"),
    [
        (0, None, "0", "0"),
        (1234567, None, "1.234.567", "1,234,567"),
        (-1234.5, None, "-1.234,5", "-1,234.5"),
        (Decimal("1250.000"), None, "1.250", "1,250"),
        (Decimal("1E+3"), None, "1.000", "1,000"),
        (Decimal("0.250"), None, "0,25", "0.25"),
        (Decimal("0.125"), 2, "0,13", "0.13"),
        (3, 2, "3,00", "3.00"),
        (2.5, 0, "3", "3"),
        (Decimal("-0.001"), 2, "0,00", "0.00"),
    ],
)
def test_numbers_are_printed_with_each_language_s_signs(
    value: int | float | Decimal, decimals: int | None, vietnamese: str, english: str
) -> None:
    assert format_number(value, decimals) == vietnamese
    assert format_number(value, decimals, language="en") == english


@given(st.decimals(0, 10**9, places=2))
def test_a_printed_quantity_reads_back(value: Decimal) -> None:
    assert parse_decimal(format_number(value)) == value


@given(st.text(max_size=60))
def test_nothing_typed_raises_anything_else(text: str) -> None:
    with suppress(NotANumber):
        assert parse_decimal(text) >= 0

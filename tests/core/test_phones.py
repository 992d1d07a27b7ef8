"""Vietnamese phone numbers as they are typed, stored and shown."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.phones import NotAPhone, display_phone, mask_phone, normalise_phone


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "0912-345-678",
        "(0912) 345 678",
        "+84912345678",
        "+84 912 345 678",
        "+84 (0)912 345 678",
        "(+84) 912 345 678",
        "0084 912 345 678",
        "84912345678",
        "84 912 345 678",
        "912345678",
        "912345678.0",
        "\u00a00912\u00a0345\u00a0678 ",
    ],
)
def test_one_number_has_one_form_however_it_is_typed(typed: str) -> None:
    assert normalise_phone(typed) == "+84912345678"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0205 3812 345", "+842053812345"),
        ("02053812345", "+842053812345"),
        ("024 3826 1234", "+842438261234"),
        ("0849123456", "+84849123456"),
        ("849123456", "+84849123456"),
        ("84849123456", "+84849123456"),
    ],
)
def test_landlines_and_numbers_that_begin_like_the_country_code_are_told_apart(typed: str, stored: str) -> None:
    assert normalise_phone(typed) == stored


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        (" ", "empty"),
        ("không có", "letters"),
        ("0912345678 (mẹ)", "letters"),
        ("٠٩١٢٣٤٥٦٧٨", "letters"),
        ("0912345678/0987654321", "several"),
        ("0912345678 - 0987654321", "several"),
        ("+86 138 1234 5678", "foreign"),
        ("0086 138 1234 5678", "foreign"),
        ("113", "too_short"),
        ("091234567", "too_short"),
        ("-", "too_short"),
        ("091234567890", "too_long"),
        ("0120 123 4567", "unknown"),
        ("0012345678", "foreign"),
        ("0212345678", "unknown"),
        ("9" * 100_000, "several"),
    ],
)
def test_what_is_no_number_is_refused_with_the_reason(typed: str, code: str) -> None:
    with pytest.raises(NotAPhone) as refused:
        normalise_phone(typed)
    assert refused.value.code == code


@given(st.text(alphabet="0123456789+() .-/84", max_size=16) | st.text(max_size=30))
def test_nothing_typed_raises_anything_else_and_stored_numbers_stay(text: str) -> None:
    with suppress(NotAPhone):
        stored = normalise_phone(text)
        assert normalise_phone(stored) == stored
        assert normalise_phone(display_phone(stored)) == stored


def test_numbers_are_shown_in_groups() -> None:
    assert display_phone("+84912345678") == "0912 345 678"
    assert display_phone("+842053812345") == "0205 3812 345"


def test_a_masked_number_shows_three_digits_and_the_last_two() -> None:
    assert mask_phone("+84912345678") == "091x xxx x78"
    assert mask_phone("+842053812345") == "020x xxxx x45"

"""Codes that people read out, type and write on paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.codes import (
    ALPHABET,
    DIGITS,
    NotACode,
    display_code,
    new_checked_code,
    new_code,
    normalise_code,
    read_checked_code,
    with_check,
)

bodies = st.text(alphabet=ALPHABET, min_size=1, max_size=29)


def test_the_alphabet_has_no_characters_that_look_alike_a_digit() -> None:
    assert not set("0O1IL") & set(ALPHABET)
    assert len(set(ALPHABET)) == 31


def test_new_codes_have_the_length_asked_for_and_differ() -> None:
    codes = {new_checked_code(10) for _ in range(500)}
    assert len(codes) == 500
    assert {len(code) for code in codes} == {10}
    assert set(new_code(200, alphabet=DIGITS)) <= set(DIGITS)


@given(bodies)
def test_a_checked_code_reads_back_however_it_is_typed(body: str) -> None:
    code = with_check(body)
    assert read_checked_code(code) == code
    assert read_checked_code(f" {display_code(code).lower()} ") == code
    assert read_checked_code(" ".join(code)) == code


@given(bodies, st.data())
def test_one_wrong_character_is_always_noticed(body: str, data: st.DataObject) -> None:
    code = with_check(body)
    place = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from(ALPHABET.replace(code[place], "")))
    with pytest.raises(NotACode, match="mistyped"):
        read_checked_code(code[:place] + wrong + code[place + 1 :])


@given(bodies, st.data())
def test_two_swapped_characters_are_always_noticed(body: str, data: st.DataObject) -> None:
    code = list(with_check(body))
    one, other = data.draw(st.tuples(*[st.integers(0, len(code) - 1)] * 2))
    if code[one] != code[other]:
        code[one], code[other] = code[other], code[one]
        with pytest.raises(NotACode, match="mistyped"):
            read_checked_code("".join(code))


def test_a_code_too_long_for_the_check_is_not_made() -> None:
    with pytest.raises(ValueError, match="too long"):
        with_check("2" * 30)
    with pytest.raises(NotACode, match="mistyped"):
        read_checked_code("2" * 31)


@pytest.mark.parametrize(("typed", "code"), [("", "empty"), (" - ", "empty"), ("O0IL", "letters"), ("Đ234", "letters")])
def test_what_is_no_code_is_refused_with_the_reason(typed: str, code: str) -> None:
    with pytest.raises(NotACode) as refused:
        normalise_code(typed)
    assert refused.value.code == code


def test_look_alikes_are_read_as_the_one_that_the_alphabet_has() -> None:
    assert normalise_code("oIl zS8", alphabet=DIGITS) == "011258"
    assert normalise_code("1234 56", alphabet=DIGITS) == "123456"
    assert normalise_code("ＡＢ23") == "AB23"


def test_codes_are_printed_in_groups_of_four() -> None:
    assert display_code("7K3M9QPX2") == "7K3M-9QPX-2"

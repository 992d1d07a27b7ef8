"""Money as it is typed, and printed in digits, in short and in words."""

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import LARGEST, NotMoney, format_money, money_in_words, parse_money, short_money


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("0", 0),
        ("1500000", 1_500_000),
        ("1.500.000", 1_500_000),
        ("1,500,000", 1_500_000),
        ("1 500 000", 1_500_000),
        ("1\u00a0500\u00a0000\u00a0₫", 1_500_000),
        ("1.500.000 đ", 1_500_000),
        ("1.500.000đ", 1_500_000),
        ("1.500.000 đồng", 1_500_000),
        ("1.500.000 ĐỒNG", 1_500_000),
        ("1.500.000 VND", 1_500_000),
        ("1.500.000 VNĐ", 1_500_000),
        (unicodedata.normalize("NFD", "1.500.000 đồng"), 1_500_000),
        ("1.500.000,00", 1_500_000),
        ("1500000.00", 1_500_000),
        ("1.500", 1_500),
        ("1,500", 1_500),
        ("1,5 triệu", 1_500_000),
        ("1.5 tr", 1_500_000),
        ("1tr5", 1_500_000),
        ("1tr25", 1_250_000),
        ("1tr05", 1_050_000),
        ("2tr350", 2_350_000),
        ("1tr500đ", 1_500_000),
        ("1 triệu 5", 1_500_000),
        ("1 triệu 500", 1_500_000),
        ("1 triệu rưỡi", 1_500_000),
        ("1 triệu 500.000", 1_500_000),
        ("1 triệu 500000 đồng", 1_500_000),
        ("1.500 triệu", 1_500_000_000),
        ("500k", 500_000),
        ("500K", 500_000),
        ("500 nghìn", 500_000),
        ("500 ngàn đồng", 500_000),
        ("500 nghìn 500 đồng", 500_500),
        ("2 tỷ", 2_000_000_000),
        ("2 tỉ 300 triệu", 2_300_000_000),
        ("2 tỷ 300 triệu 50 nghìn đồng", 2_300_050_000),
        ("2tỷ3", 2_300_000_000),
        ("1,2 nghìn tỷ", 1_200_000_000_000),
        ("258 triệu đồng", 258_000_000),
        ("0,0001 triệu", 100),
        ("10.000.000.000.000", LARGEST),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, amount: int) -> None:
    assert parse_money(typed) == amount


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("đ", "letters"),
        ("12abc", "letters"),
        ("một triệu", "letters"),
        ("100 USD", "letters"),
        ("$5", "letters"),
        ("1e6", "letters"),
        ("5²", "letters"),
        ("1 triệu và 5", "letters"),
        ("triệu", "letters"),
        ("<script>alert(1)</script>", "letters"),
        ("x" * 1_000_000, "letters"),
        ("-5", "negative"),
        ("−500.000", "negative"),
        ("(500.000)", "negative"),
        ("âm 5 triệu", "negative"),
        ("1.5", "ambiguous"),
        ("1,25", "ambiguous"),
        ("1.500,000", "ambiguous"),
        ("1.50.000", "ambiguous"),
        ("1 50", "ambiguous"),
        ("1,500 triệu", "ambiguous"),
        ("1 triệu 50", "ambiguous"),
        ("1 triệu 500 đồng", "ambiguous"),
        ("300 triệu 2 tỷ", "ambiguous"),
        ("1 triệu 2000 nghìn", "ambiguous"),
        ("1 nghìn 5000", "ambiguous"),
        ("1.5 đồng", "fraction"),
        ("1500000,5", "fraction"),
        ("1.500.000,50", "fraction"),
        ("0,0000001 triệu", "fraction"),
        ("10.000.000.000.001", "too_large"),
        ("10001 tỷ", "too_large"),
        ("9" * 5000, "too_large"),
    ],
)
def test_what_is_no_amount_is_refused_with_the_reason(typed: str, code: str) -> None:
    with pytest.raises(NotMoney) as refused:
        parse_money(typed)
    assert refused.value.code == code


@given(st.integers(0, LARGEST))
def test_a_printed_amount_reads_back_in_both_languages(amount: int) -> None:
    assert parse_money(format_money(amount)) == amount
    assert parse_money(format_money(amount, language="en")) == amount


@given(st.text(alphabet="0123456789., -()kKtrtriệunghìtỷđ₫ồVND\u00a0", max_size=30) | st.text(max_size=30))
def test_nothing_typed_raises_anything_else(text: str) -> None:
    with suppress(NotMoney):
        assert 0 <= parse_money(text) <= LARGEST


def test_money_is_printed_with_a_space_that_does_not_break() -> None:
    assert format_money(1_500_000) == "1.500.000\u00a0₫"
    assert format_money(-1_500_000) == "-1.500.000\u00a0₫"
    assert format_money(1_500_000, language="en") == "1,500,000\u00a0₫"


@pytest.mark.parametrize(
    ("amount", "vietnamese", "english"),
    [
        (0, "0 ₫", "0 ₫"),
        (999, "999 ₫", "999 ₫"),
        (1_000, "1 nghìn", "1 thousand"),
        (258_000_000, "258 triệu", "258 million"),
        (1_500_000_000, "1,5 tỷ", "1.5 billion"),
        (1_234_567_890, "1,23 tỷ", "1.23 billion"),
        (999_999_999, "1 tỷ", "1 billion"),
        (-2_500_000, "-2,5 triệu", "-2.5 million"),
        (1_500_000_000_000, "1.500 tỷ", "1,500 billion"),
    ],
)
def test_a_short_amount_keeps_two_decimals_of_its_unit(amount: int, vietnamese: str, english: str) -> None:
    assert short_money(amount) == vietnamese.replace(" ", "\u00a0")
    assert short_money(amount, language="en") == english.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (1, "Một đồng"),
        (4, "Bốn đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (14, "Mười bốn đồng"),
        (15, "Mười lăm đồng"),
        (20, "Hai mươi đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (25, "Hai mươi lăm đồng"),
        (100, "Một trăm đồng"),
        (101, "Một trăm lẻ một đồng"),
        (104, "Một trăm lẻ bốn đồng"),
        (105, "Một trăm lẻ năm đồng"),
        (115, "Một trăm mười lăm đồng"),
        (1_000, "Một nghìn đồng"),
        (1_005, "Một nghìn không trăm lẻ năm đồng"),
        (1_050, "Một nghìn không trăm năm mươi đồng"),
        (1_500_000, "Một triệu năm trăm nghìn đồng"),
        (2_000_500, "Hai triệu năm trăm đồng"),
        (1_005_000, "Một triệu không trăm lẻ năm nghìn đồng"),
        (258_000_000, "Hai trăm năm mươi tám triệu đồng"),
        (121_345_671, "Một trăm hai mươi mốt triệu ba trăm bốn mươi lăm nghìn sáu trăm bảy mươi mốt đồng"),
        (1_000_000_005, "Một tỷ không trăm lẻ năm đồng"),
        (1_000_000_000_000, "Một nghìn tỷ đồng"),
        (10**15, "Một triệu tỷ đồng"),
        (-1_500_000, "Âm một triệu năm trăm nghìn đồng"),
    ],
)
def test_a_voucher_has_the_amount_in_words(amount: int, words: str) -> None:
    assert money_in_words(amount) == words


def test_an_amount_beyond_any_voucher_has_no_words() -> None:
    with pytest.raises(OverflowError):
        money_in_words(10**15 + 1)


DIGITS = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
}


def value_of(words: str) -> int:
    """What a listener would write down, one word after the other."""
    done, group, digit = 0, 0, 0
    for word in words.lower().removesuffix(" đồng").split():
        if word in DIGITS:
            digit = DIGITS[word]
        elif word == "mười":
            group, digit = group + 10, 0
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "trăm":
            group, digit = group + digit * 100, 0
        elif word == "tỷ":
            done, group, digit = (done + group + digit) * 10**9, 0, 0
        elif word in {"triệu", "nghìn"}:
            done, group, digit = done + (group + digit) * (10**6 if word == "triệu" else 10**3), 0, 0
    return done + group + digit


@given(st.integers(0, 10**15))
def test_whoever_hears_the_words_writes_down_the_amount(amount: int) -> None:
    assert value_of(money_in_words(amount)) == amount

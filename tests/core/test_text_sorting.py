"""Keys that put Vietnamese names and marker numbers in order."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import name_sort_key, natural_key, parse_markers, sort_key

ALPHABET = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")

PLACES = [
    "10 tháng 10",
    "Ái Quốc",
    "An Sơn",
    "Ân Thi",
    "Ba Sơn",
    "Ba Xã",
    "Bà Đen",
    "Ban Mai",
    "Bắc La",
    "Bắc Quỳnh",
    "Bằng Mạc",
    "Bình Gia",
    "Cao Lộc",
    "Châu Sơn",
    "Chi Lăng",
    "Công Sơn",
    "Điềm He",
    "Đình Lập",
    "Đoàn Kết",
    "Đồng Đăng",
    "Hoa Thám",
    "Hòa Bình",
    "Khánh Khê",
    "Lộc Bình",
    "Lợi Bác",
    "Na Dương",
    "Na Sầm",
    "Thôn 2",
    "Thôn 10",
    "Thụy Hùng",
    "Tri Lễ",
    "Vũ Lăng",
    "Yên Bình",
    "Жуков",
]

PEOPLE = [
    "Lò A",
    "Bế Thị Ái",
    "An",
    "Hoàng Thị An",
    "Nguyễn Văn An",
    "Nông Văn An",
    "Vi Văn An",
    "Lý Thị Ánh",
    "Đinh Hoài Ân",
    "Hoàng Ngọc Bình",
    "Hoàng Thị Bình",
    "Hoàng Thị Thu Bình",
    "Trần Đức Chi",
    "Lê Dung",
    "Phạm Văn Dũng",
    "Đỗ Đạt",
    "Mã Văn Đức",
    "Đàm Thị Hoa",
    "Đàm Thị Hòa",
    "Triệu Hoàng",
    "Chu Văn Thụy",
]


def shuffled(items: list[str]) -> list[str]:
    return random.Random(1).sample(items, len(items))


def test_letters_follow_the_vietnamese_alphabet() -> None:
    assert sorted(shuffled(ALPHABET), key=sort_key) == ALPHABET


@pytest.mark.parametrize("vowel", ["a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y"])
def test_tones_follow_the_dictionary(vowel: str) -> None:
    marks = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
    toned = [unicodedata.normalize("NFC", f"m{vowel}{mark}") for mark in marks]
    assert sorted(shuffled(toned), key=sort_key) == toned


def test_places_are_in_the_order_of_a_vietnamese_dictionary() -> None:
    assert sorted(shuffled(PLACES), key=sort_key) == PLACES


def test_people_are_in_the_order_of_given_then_middle_then_family_name() -> None:
    assert sorted(shuffled(PEOPLE), key=name_sort_key) == PEOPLE


@given(st.text())
def test_keys_are_ascii_whatever_was_typed(text: str) -> None:
    for key in (sort_key(text), name_sort_key(text), natural_key(text)):
        assert key.isascii()
        assert all(" " <= char <= "~" for char in key)


@given(st.sampled_from(PEOPLE + PLACES))
def test_unicode_form_case_and_tone_place_do_not_change_the_order(text: str) -> None:
    assert sort_key(unicodedata.normalize("NFD", text.upper())) == sort_key(text)
    assert sort_key("Thuỵ Hoà") == sort_key("Thụy Hòa")


@given(st.integers(0, 10**20), st.integers(0, 10**20))
def test_numbers_sort_by_value(one: int, other: int) -> None:
    assert (natural_key(f"{one}/1") < natural_key(f"{other}/1")) == (one < other)
    assert (sort_key(f"Thôn {one}") < sort_key(f"Thôn {other}")) == (one < other)


def test_markers_sort_as_they_stand_along_the_border() -> None:
    markers = ["9", "261", "261 (1)", "261 (2)", "261/1", "261/2", "261/10", "261a", "262", "1145", "1146/1"]
    assert sorted(shuffled(markers), key=natural_key) == markers


@pytest.mark.parametrize(
    ("typed", "markers"),
    [
        ("1145, 1146/1; 261 (2)", ["261 (2)", "1145", "1146/1"]),
        ("1146/1\n1145\r\n1145", ["1145", "1146/1"]),
        ("261(2), 261 ( 2 )", ["261 (2)"]),
        ("1146 / 1", ["1146/1"]),
        ("Mốc 1145 và 1146", ["1145", "1146"]),
        ("cột mốc số 1145; mốc 1146", ["1145", "1146"]),
        ("1145-1148", ["1145-1148"]),
        (" ,; \n", []),
        ("", []),
    ],
)
def test_markers_are_read_from_a_line_or_a_list_each_once_in_natural_order(typed: str, markers: list[str]) -> None:
    assert parse_markers(typed) == markers


@given(st.text(alphabet="0123456789/() ,;\nab-", max_size=60))
def test_reading_markers_that_were_printed_gives_the_same_ones(text: str) -> None:
    markers = parse_markers(text)
    assert parse_markers("; ".join(markers)) == markers

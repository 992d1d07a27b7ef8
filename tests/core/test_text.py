"""Cleaning, searching and comparing Vietnamese text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import canonical_tone, fold, fold_tone, normalise, same_name

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
words = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " ", max_size=30)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Lạng Sơn", "lang son"),
        ("LẠNG SƠN", "lang son"),
        (unicodedata.normalize("NFD", "Lạng Sơn"), "lang son"),
        ("Đoàn Thanh niên", "doan thanh nien"),
        ("Ðồng Ðăng", "dong dang"),  # eth for đ
        ("Thụy Hùng", "thuy hung"),
        ("Thuỵ Hùng", "thuy hung"),
        ("  Mốc\t1146/1,\n(phụ) ", "moc 1146 1 phu"),
        ("Ｔhắp ﬁ", "thap fi"),
        ("zero\u200bwidth", "zerowidth"),
        ("", ""),
        ("!?", ""),
    ],
)
def test_search_ignores_case_diacritics_unicode_form_and_punctuation(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(words)
def test_both_unicode_forms_are_found_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(words)
def test_folded_vietnamese_is_plain_lower_case_ascii(text: str) -> None:
    assert fold(text).isascii()
    assert fold(text) == fold(text).lower()


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  Nông\u00a0Văn \t An ", "Nông Văn An"),
        ("A\x00n\x07", "An"),
        ("\ufeffAn\u200b\u202eBình\u2066", "AnBình"),
        ("An\ud800", "An"),
        ("An\ufffe", "An"),
        ("một\nhai\r\nba", "một hai ba"),
        (unicodedata.normalize("NFD", "Hữu Lũng"), "Hữu Lũng"),
        ("Thê\u0301", "Thế"),
        ("The\u0301\u0302", "Thế"),  # the tone typed before the circumflex
        ("\u00a0\u200b", ""),
    ],
)
def test_stored_text_has_one_form_and_nothing_invisible(typed: str, clean: str) -> None:
    assert normalise(typed) == clean


def test_long_text_keeps_its_lines_and_at_most_one_empty_line() -> None:
    assert normalise(" một \r\n\r\n\r\n\n hai  ba\rbốn\u2028năm \n", multiline=True) == "một\n\nhai ba\nbốn\nnăm"


@given(st.text(), st.booleans())
def test_normalising_twice_changes_nothing_and_the_result_can_be_stored(text: str, multiline: bool) -> None:
    once = normalise(text, multiline=multiline)
    assert normalise(once, multiline=multiline) == once
    assert "\x00" not in once
    once.encode("utf-8")


@pytest.mark.parametrize(
    ("new_style", "old_style"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("Thuỵ", "Thụy"),
        ("THUỴ", "THỤY"),
        ("khoẻ", "khỏe"),
        ("qúy", "quý"),
        ("gía", "giá"),
        ("gì", "gì"),
        ("hoàng", "hoàng"),
        ("hòang", "hoàng"),
        ("Nguyễn", "Nguyễn"),
        ("Ngưỡng", "Ngưỡng"),
        ("Huế", "Huế"),
        ("thuở", "thuở"),
        ("của", "của"),
        ("cuả", "của"),
        ("miá", "mía"),
        ("ngoài", "ngoài"),
        ("ngòai", "ngoài"),
        ("khuỷu", "khuỷu"),
        ("khuya", "khuya"),
        ("huýnh", "huýnh"),
        ("hùynh", "huỳnh"),
        ("giữa", "giữa"),
        ("xoòng", "xoòng"),
        ("quẹo", "quẹo"),
        ("Đắk Lắk", "Đắk Lắk"),
        ("Yên Thuỷ, Hoà Lạc", "Yên Thủy, Hòa Lạc"),
        ("café", "café"),
        ("résumé", "résumé"),
        ("Köln", "Köln"),
    ],
)
def test_the_tone_mark_is_printed_where_official_commune_lists_print_it(new_style: str, old_style: str) -> None:
    assert canonical_tone(new_style) == old_style


@given(words)
def test_moving_tone_marks_keeps_every_letter_and_is_done_once(text: str) -> None:
    moved = canonical_tone(text)
    assert fold(moved) == fold(text)
    assert canonical_tone(moved) == moved


def test_same_name_ignores_tone_place_case_and_unicode_form() -> None:
    assert same_name("Thuỵ Hùng", unicodedata.normalize("NFD", "THỤY  HÙNG"))
    assert same_name("Hoà Bình", "Hòa Bình")
    assert same_name("Ðồng Đăng", "đồng đăng")


@pytest.mark.parametrize(("one", "other"), [("Hòa", "Hoa"), ("Thụy", "Thúy"), ("Đăng", "Dăng"), ("Tân", "Tán")])
def test_names_with_other_letters_or_tones_are_not_the_same(one: str, other: str) -> None:
    assert not same_name(one, other)


@given(words)
def test_a_name_is_itself_in_any_case(text: str) -> None:
    assert fold_tone(text) == fold_tone(text.upper()) == fold_tone(text.lower())

from datetime import date

import pytest

from app.core.errors import NotFound
from app.places import queries
from tests.places.conftest import NEW, OLD, reads

pytestmark = pytest.mark.usefixtures("app")


def labels(text, **values):
    return [c.full_name for c in queries.find_communes(text, **values)]


def test_diacritics_case_and_unicode_form_do_not_matter():
    for text in ("đồng đăng", "dong dang", "DONG DANG", "Đồng Đăng"):
        assert labels(text)[:2] == ["Đồng Đăng", "Đồng Đăng (huyện Cao Lộc)"]


def test_the_place_of_the_tone_mark_does_not_matter():
    assert labels("Thuỵ Hùng") == labels("Thụy Hùng")
    assert labels("Thuỵ Hùng")[0] == "Thụy Hùng"


def test_an_old_name_shows_with_its_district():
    assert labels("Hòa Bình", on=date(2023, 5, 1)) == [
        "Hòa Bình (huyện Bình Gia)",
        "Hòa Bình (huyện Chi Lăng)",
        "Hòa Bình (huyện Hữu Lũng)",
        "Hòa Bình (huyện Văn Quan)",
    ]


def test_the_district_narrows_the_search():
    assert labels("hoa binh chi lang") == ["Hòa Bình (huyện Chi Lăng)"]


def test_the_word_for_the_kind_may_stand_before_the_name():
    assert labels("xã Đồng Đăng") == labels("Đồng Đăng")
    assert labels("TT Đồng Đăng") == labels("Đồng Đăng")


def test_the_same_spelling_comes_before_the_same_letters(province):
    names = labels("Hòa Bình")
    assert names[0] == "Hòa Bình"
    found = queries.find_communes("Mai Pha")
    assert found[0].name == "Mai Pha"


def test_a_search_on_a_day_finds_only_what_stood_then():
    assert labels("Đại Đồng", on=date(2024, 11, 30)) == ["Đại Đồng (huyện Tràng Định)"]
    assert labels("Đại Đồng", on=date(2024, 12, 1)) == []


def test_signs_that_mean_something_to_the_database_find_nothing_special():
    assert labels("%") == []
    assert labels("_") == []
    assert labels("") == []
    assert labels("'; drop table communes") == []


def test_a_code_alone_means_several_places_over_time():
    assert [c.full_name for c in queries.list_meanings("06040")] == [
        "Đại Đồng (huyện Tràng Định)",
        "Thất Khê (huyện Tràng Định)",
        "Thất Khê",
    ]
    assert queries.find_commune("06040", date(2024, 6, 1)).name == "Đại Đồng"


def test_an_unknown_commune_is_not_found():
    with pytest.raises(NotFound):
        queries.get_commune(10**6)


def test_a_search_takes_one_statement(province, statements):
    with statements() as counted:
        queries.find_communes("hoa binh")
    assert len(reads(counted)) == 1


def test_names_of_today_stand_beside_old_communes_only(province):
    suoi, hoa_binh = province("90002", OLD), province("90004", NEW)
    assert queries.names_today([suoi.id, hoa_binh.id]) == {suoi.id: ["Suối Mới", "Đồi"]}

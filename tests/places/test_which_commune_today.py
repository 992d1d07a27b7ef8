from datetime import date

import pytest

from app.core.errors import NotFound
from app.places import queries
from tests.places.conftest import NEW, OLD, reads

BEFORE, AFTER = date(2023, 5, 1), date(2026, 1, 1)


def test_a_commune_that_went_whole_into_another_is_that_one_today(province):
    answer = queries.communes_today(province("90003", OLD).id)
    assert answer.commune.name == "Đồi"
    assert not answer.is_undecided


def test_a_commune_of_today_is_itself(province):
    commune = province("90004", NEW)
    assert queries.communes_today(commune.id).commune == commune


def test_in_a_split_commune_the_point_decides(province):
    suoi = province("90002", OLD)
    west = queries.communes_today(suoi.id, 10.8, 106.22)
    east = queries.communes_today(suoi.id, 10.8, 106.28)
    assert (west.commune.name, east.commune.name) == ("Suối Mới", "Đồi")
    assert west.by_point


def test_a_split_commune_without_a_point_is_undecided_between_its_parts(province):
    answer = queries.communes_today(province("90002", OLD).id)
    assert answer.is_undecided
    assert [c.name for c in answer.communes] == ["Đồi", "Suối Mới"]


def test_a_point_in_none_of_the_parts_leaves_it_undecided(province):
    assert queries.communes_today(province("90002", OLD).id, 10.8, 106.45).is_undecided


def test_a_work_of_today_can_be_drawn_in_the_old_generation(province):
    generation = queries.get_generation(BEFORE)
    new = province("90003", NEW).id
    assert set(generation.candidates(new)) == {province("90002", OLD).id, province("90003", OLD).id}
    assert generation.place(new, 10.8, 106.33).commune_id == province("90003", OLD).id
    assert generation.place(new).is_undecided


def test_two_steps_of_conversion_are_followed(app):
    vinh_tien = queries.find_commune("06007", BEFORE)
    assert queries.communes_today(vinh_tien.id).commune.name == "Đoàn Kết"
    tinh_bac = queries.find_commune("06574", BEFORE)
    assert queries.communes_today(tinh_bac.id).commune.name == "Khuất Xá"


def test_a_commune_that_took_others_in_may_lie_in_any_of_them_before(app):
    today = queries.find_commune("06286", AFTER)
    names = {queries.get_commune(id_).name for id_ in queries.get_generation(BEFORE).candidates(today.id)}
    assert names == {"Khánh Khê", "Đồng Giáp", "Tràng Các", "Bình Trung", "Xuân Long"}


def test_an_unknown_commune_is_not_found(app):
    with pytest.raises(NotFound):
        queries.communes_today(10**6)


def test_placing_many_works_takes_three_statements(province, statements):
    ids = [province(code, OLD).id for code in ("90001", "90002", "90003", "90004")]
    with statements() as counted:
        generation = queries.get_generation(AFTER)
        for id_ in ids * 50:
            generation.place(id_, 10.8, 106.22)
    assert len(reads(counted)) == 3


def test_origins_and_successors_say_which_went_only_in_part(province):
    assert [(r.commune.name, r.is_part) for r in queries.list_origins(province("90003", NEW).id)] == [
        ("Suối", True),
        ("Thụy Hùng", False),
    ]
    assert [(r.commune.name, r.is_part) for r in queries.list_successors(province("90002", OLD).id)] == [
        ("Đồi", True),
        ("Suối Mới", True),
    ]

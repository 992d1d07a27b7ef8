from datetime import date

from app.places.classifying import Standing, settle


def standing(since, until=None, *, commune=1, kind="area_3", document="QĐ 1", illustrative=False):
    return Standing(commune, None, kind, date(since, 1, 1), until, document, illustrative)


def test_a_later_row_ends_the_one_before_on_the_day_before():
    rows = settle([standing(2021)], [standing(2026, document="QĐ 2")])
    assert [(r.valid_from.year, r.valid_to) for r in rows] == [(2021, date(2025, 12, 31)), (2026, None)]


def test_an_earlier_row_that_ended_by_itself_keeps_its_end():
    rows = settle([standing(2021, date(2024, 5, 31))], [standing(2026)])
    assert rows[0].valid_to == date(2024, 5, 31)


def test_another_kind_or_place_is_left_alone():
    rows = settle([standing(2021), standing(2021, commune=2)], [standing(2026, kind="border")])
    assert [r.valid_to for r in rows] == [None, None, None]


def test_the_same_place_kind_and_day_is_a_correction():
    (row,) = settle([standing(2021)], [standing(2021, document="QĐ 1, sửa")])
    assert row.document == "QĐ 1, sửa"


def test_the_first_official_row_of_a_kind_ends_all_illustrative_ones():
    invented = [standing(2021, commune=1, illustrative=True), standing(2026, commune=2, illustrative=True)]
    rows = settle(invented, [standing(2025, commune=3)])
    assert [(r.commune_id, r.valid_to) for r in rows] == [(1, date(2024, 12, 31)), (3, None)]


def test_illustrative_rows_never_come_back_over_official_ones():
    official = [standing(2021)]
    assert settle(official, [standing(2021, illustrative=True)]) == official
    assert settle(official, [standing(2026, commune=2, illustrative=True)]) == official


def test_settling_twice_gives_the_same():
    given = [standing(2021), standing(2024), standing(2022, commune=2, illustrative=True)]
    once = settle([], given)
    assert set(settle(once, given)) == set(once)

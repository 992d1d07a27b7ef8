"""What a list says: its headings found, its people read, everything else named with its reason."""

from datetime import date

import pytest
from flask_babel import force_locale

from app.core.lists import read_list
from app.people.queries.roster import get_unit_names
from app.people.roster.cells import Unclear, read_day, read_name
from app.people.roster.reading import read_roster
from tests.people import rosters

PHUONG = {"full_name": "Nguyễn Thị Phượng", "birth_date": date(2008, 3, 26), "gender": "female"}
UOC = {"full_name": "Đặng Hữu Ước", "birth_date": date(2007, 11, 5), "gender": "male"}
THUY = {"full_name": "Lương Thuỷ", "birth_date": date(2008, 5, 19), "gender": "female"}
CALLS = {"phone": "+84912345678"}, {"phone": "+84987654321"}, {}


@pytest.fixture(autouse=True)
def language(app):
    """Reasons are sentences in the language of a page; here there is none."""
    with force_locale("vi"):
        yield


@pytest.fixture
def read(cast):
    def read(raw, answers=None):
        return read_roster(read_list(raw), get_unit_names(cast.an.actor, cast.unit.id), answers)

    return read


def people(reading):
    assert not reading.doubts
    return [dict(row.values) for row in reading.people]


@pytest.mark.parametrize(
    "raw",
    [
        rosters.sheet(*rosters.PLAIN),
        rosters.text(rosters.PLAIN, encoding="utf-16", delimiter="\t"),
        rosters.windows_1258(),
        rosters.text(rosters.PLAIN, form="NFD"),
    ],
    ids=["xlsx", "utf-16", "windows-1258", "nfd"],
)
def test_a_plain_list_is_read_alike_in_every_encoding(read, raw):
    assert people(read(raw)) == [who | calls for who, calls in zip((PHUONG, UOC, THUY), CALLS, strict=True)]


def test_headings_are_found_under_titles_and_merged_cells_and_totals_and_signatures_left_out(read):
    reading = read(rosters.school())
    assert people(reading) == [
        who | calls | {"class_name": lesson}
        for who, calls, lesson in zip((PHUONG, UOC, THUY), CALLS, ("11A1", "11A1", "11A2"), strict=True)
    ]
    assert [row.row for row in reading.passed] == [7, 11, 13, 14, 18]


def test_a_name_merged_over_two_columns_and_a_day_in_three_are_put_together(read):
    assert people(read(rosters.split_columns())) == [PHUONG, UOC, THUY]


def test_a_day_under_the_column_of_a_gender_says_both(read):
    joined = [{"joined_on": date(2023, 3, 26)}, {"joined_on": date(2024, 3, 26)}]
    assert people(read(rosters.days_under_gender())) == [UOC | joined[0], THUY | joined[1]]


def test_a_heading_that_may_mean_something_is_asked_about_and_read_as_answered(read):
    reading = read(rosters.agency())
    assert [(sheet, ask.position, ask.suggested) for sheet, ask in reading.asked] == [(0, 4, "phone")]
    assert {row["birth_date"] for row in people(reading)} == {date(1998, 3, 26)}
    assert all("phone" in row for row in people(read(rosters.agency(), {"c-0-4": "phone"})))
    assert not any("phone" in row for row in people(read(rosters.agency(), {"c-0-4": ""})))


def test_of_two_columns_of_one_kind_it_is_asked_which_it_is(read):
    raw = rosters.sheet((*rosters.PLAIN[0], "Điện thoại"), (*rosters.PLAIN[1], "0987654321"))
    assert [ask.heading for _sheet, ask in read(raw).asked] == ["Điện thoại"]
    assert people(read(raw, {"c-0-4": "phone"}))[0]["phone"] == "+84987654321"


def test_somebody_elses_number_is_not_taken_for_the_members(read):
    raw = rosters.sheet(
        ("Họ và tên", "Ngày sinh", "SĐT phụ huynh", "Họ tên cha"), ("Vi An", "1/2/2008", "0912345678", "Vi Ba")
    )
    reading = read(raw)
    assert people(reading) == [{"full_name": "Vi An", "birth_date": date(2008, 2, 1)}]
    assert not reading.asked


def test_each_sheet_is_read_and_one_named_after_a_chapter_is_its_list(read, cast, db):
    from tests import factories

    second = factories.unit("Chi đoàn 11A2", parent=cast.unit, kind="chapter", code="CL-11A2", sector="school")
    reading = read(rosters.two_sheets())
    assert [(row.sheet, row.unit_id) for row in reading.people] == [(1, cast.chapter.id)] * 3 + [(2, second.id)]
    assert not reading.sheets[0].headings.is_table


def test_a_row_goes_to_the_unit_that_it_names_under_the_chosen_one_and_to_no_other(read, cast):
    reading = read(rosters.with_units())
    assert [row.unit_id for row in reading.people] == [cast.chapter.id] * 3
    assert [(doubt.cell, doubt.is_refused) for doubt in reading.doubts] == [("E5", True)]


def test_what_says_too_little_is_unclear_and_what_is_wrong_is_refused_by_cell(read):
    reading = read(rosters.doubtful())
    assert [(doubt.cell, doubt.is_refused) for doubt in sorted(reading.doubts)] == [
        ("B2", False),  # only the year
        ("B3", False),  # a year of two digits
        ("B4", True),  # 31/02
        ("C5", False),  # a gender that is none
        ("D5", True),  # two numbers
        ("B6", True),  # not born yet
        ("E6", True),  # no e-mail address
        ("A7", True),  # no name
        ("A8", True),  # a digit in a name
    ]
    assert [row.row for row in reading.people] == [9]
    assert all(doubt.reason for doubt in reading.doubts)


def test_marks_in_both_columns_of_the_gender_are_asked_back(read):
    reading = read(rosters.sheet(("Họ và tên", "Nam", "Nữ"), ("Vi An", "x", "x")))
    assert [(doubt.heading, doubt.is_refused) for doubt in reading.doubts] == [("Nữ", False)]


def test_what_the_law_lets_nobody_ask_is_not_read_even_when_told_to(read):
    raw = rosters.sheet(("Họ và tên", "Ngày sinh", "Dân tộc", "Số CCCD"), ("Vi An", "1/2/2008", "Tày", "020208000001"))
    assert people(read(raw, {"c-0-2": "occupation", "c-0-3": "card_number"})) == [
        {"full_name": "Vi An", "birth_date": date(2008, 2, 1)}
    ]


def test_formulas_are_no_names(read):
    reading = read(rosters.text([rosters.PLAIN[0], *((f, "26/03/2008", "Nam", "") for f in rosters.FORMULAS)]))
    assert not reading.people
    assert [doubt.text for doubt in reading.doubts] == list(rosters.FORMULAS)


def test_a_file_without_headings_is_no_list(read):
    assert read(rosters.sheet(("Nguyễn Thị Phượng", "26/03/2008"))).is_empty


@pytest.mark.parametrize(
    "text",
    [
        "26/03/2008",
        "26-3-2008",
        "26.3.2008",
        "26 / 3 / 2008",
        "2008-03-26",
        "2008/03/26",
        "26/03/2008 00:00:00",
        "'26/03/2008",
        "ngày 26 tháng 3 năm 2008",
        "26 tháng 3 năm 2008",
        "26032008",
        "20080326",
        39533,
        date(2008, 3, 26),
    ],
)
def test_a_day_is_read_in_every_way_of_writing_it(app, text):
    assert read_day(text) == date(2008, 3, 26)


@pytest.mark.parametrize("text", [2008, "2008", "03/2008", "26/03/08", "10101010"])
def test_a_day_that_says_too_little_is_unclear(app, text):
    with pytest.raises(Unclear) as unclear:
        read_day(text)
    assert not unclear.value.is_refused


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("NGUYỄN THỊ HÀ", "Nguyễn Thị Hà"), ("H'NIÊ", "H'Niê"), ("Nguyễn Thị Hà", "Nguyễn Thị Hà"), ("vi an", "vi an")],
)
def test_a_name_in_capitals_gets_small_letters(app, typed, kept):
    assert read_name(typed) == kept

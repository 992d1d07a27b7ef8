"""The report's text: sentences that have something to say, and figures that stay linked."""

from datetime import date

import pytest

from app.reports import prose
from app.reports.figures import BY_KEY, FIGURES, Figure, Line


def lines(**values: int) -> dict[str, Line]:
    """All figures at zero but these (works_accepted=25), last year and since the year's start the same less one."""
    found = {}
    for kind in FIGURES:
        value = values.get(kind.key.replace(".", "_"), 0)
        found[kind.key] = Line(Figure(kind, value, value), value + 5, max(0, value - 1), 2 * value or None)
    return found


WORDS = {"unit": "Đoàn Khối", "period": "quý III năm 2026"}


def said(text: str, **values: int) -> str:
    return "".join(piece.text for piece in prose.fill_in(text, lines(**values), WORDS)[0])


def test_a_draft_says_only_what_there_is_to_say() -> None:
    texts = prose.draft_texts(lines(works_accepted=3, works_red_scarf_house=1))
    assert "{works.red_scarf_house}" in texts["people"]
    assert "border" not in texts["people"]
    assert "{works.tasks}" not in texts["people"]
    assert "{units.base}" not in texts["situation"]  # a unit that is one itself
    assert "{units.base}" in prose.draft_texts(lines(units_base=40, members_agency=9))["situation"]
    assert texts["self"] == ""
    assert set(texts) == set(prose.SECTIONS)


def test_every_placeholder_of_the_drafts_is_known() -> None:
    everything = prose.draft_texts(lines(**{key.replace(".", "_"): 3 for key in BY_KEY}))
    assert all(prose.find_unknown(text) is None for text in everything.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{unit} có {works.accepted} công trình", "Đoàn Khối có 05 công trình"),
        ("{members.total} đoàn viên", "1.072 đoàn viên"),
        ("trị giá {works.value}", "trị giá 258.000.000\u00a0đồng"),
        ("{works.accepted:year}/{works.accepted:target}, đạt {works.accepted:share}", "10/10, đạt 100%"),
        ("{works.accepted:change} ({works.accepted:before})", "tăng 01 (04)"),
        ("{works.tasks:change}, {works.tasks:target}", "bằng, –"),
        ("giữ nguyên {chỗ này} và {không có", "giữ nguyên {chỗ này} và {không có"),
    ],
)
def test_figures_are_written_as_offices_write_them(text: str, expected: str) -> None:
    assert said(text, works_accepted=5, members_total=1072, works_value=258_000_000) == expected


def test_a_figure_in_the_text_knows_its_key() -> None:
    (pieces,) = prose.fill_in("Có {works.accepted} công trình.", lines(works_accepted=25), WORDS)
    assert pieces == [("Có ", None), ("25", "works.accepted"), (" công trình.", None)]


@pytest.mark.parametrize("text", ["{works.unheard_of}", "{works.accepted:often}", "{unit:share}"])
def test_a_placeholder_that_means_nothing_is_found(text: str) -> None:
    assert prose.find_unknown(f"Có {text}.") == text


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (date(2023, 8, 1), date(2023, 8, 31), "tháng 8 năm 2023"),
        (date(2026, 7, 1), date(2026, 9, 30), "quý III năm 2026"),
        (date(2023, 1, 1), date(2023, 8, 31), "8 tháng đầu năm 2023"),
        (date(2024, 1, 1), date(2024, 12, 31), "năm 2024"),
        (date(2024, 7, 1), date(2024, 12, 31), "6 tháng cuối năm 2024"),
        (date(2024, 1, 1), date(2024, 2, 28), "từ 01/01/2024 đến 28/02/2024"),
        (date(2024, 12, 1), date(2025, 1, 31), "từ 01/12/2024 đến 31/01/2025"),
    ],
)
def test_a_period_is_called_what_offices_call_it(first: date, last: date, name: str) -> None:
    assert prose.say_period(first, last) == name

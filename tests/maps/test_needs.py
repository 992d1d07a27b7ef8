"""Needs: which communes of a classification have no accepted work since a year, against a count by hand."""

import io
from datetime import date

from openpyxl import load_workbook
from sqlalchemy import select

from app.extensions import db
from app.places.models import Classification, Commune
from tests import factories
from tests.cast import Cast
from tests.checks import Html, PageClient, text_of

BORDER_2023 = "/map/needs?class=border&since=2023"


def answer(page: Html) -> tuple[int, int]:
    found = page.find("p", class_="need-answer")
    assert found is not None
    return int(found.get("data-without", "")), int(found.get("data-communes", ""))


def names(page: Html) -> list[str]:
    return [text_of(cell).strip() for cell in page.all("th", class_="cell-main")]


def accepted(cast: Cast, place: Commune, on: date, **values: object) -> None:
    factories.work(
        cast.unit, commune_id=place.id, lat=place.lat, lon=place.lon, state="accepted", accepted_on=on, **values
    )


def border() -> list[Commune]:
    classified = select(Classification.commune_id).where(
        Classification.kind == "border", Classification.valid_to.is_(None)
    )
    return list(db.session.scalars(select(Commune).where(Commune.id.in_(classified), Commune.valid_to.is_(None))))


def test_border_communes_without_an_accepted_work_since_2023_are_those_a_hand_count_finds(
    client: PageClient, cast: Cast
) -> None:
    places = sorted(border(), key=lambda place: place.id)
    assert len(places) == 11
    accepted(cast, places[0], date(2023, 1, 1))
    accepted(cast, places[1], date(2026, 5, 1))
    accepted(cast, places[1], date(2026, 6, 1))
    accepted(cast, places[2], date(2022, 12, 31))  # a day too early
    factories.work(cast.unit, commune_id=places[3].id, state="under_way")  # nothing yet
    accepted(cast, factories.commune("Hữu Lũng"), date(2024, 1, 1))  # not on the border
    page = client.get(BORDER_2023)
    assert answer(page) == (9, 11)
    only = client.get(BORDER_2023 + "&only=none")
    found = names(only)
    assert len(found) == 9
    assert not any(places[0].name in name or places[1].name in name for name in found)
    assert any(places[2].name in name for name in found)


def test_the_question_is_one_click_from_the_dashboard(client: PageClient, cast: Cast) -> None:
    home = client.as_(cast.ha).get("/")
    links = [a.get("href", "") for a in home.all("a")]
    assert any(link.startswith("/map/needs") and "class=border" in link and "since=2023" in link for link in links)


def test_those_with_the_least_stand_first_in_the_order_that_is_asked_for(client: PageClient, cast: Cast) -> None:
    first, second = border()[:2]
    accepted(cast, first, date(2025, 1, 1), union_contribution=9_000_000)
    accepted(cast, second, date(2024, 1, 1), union_contribution=90_000_000)
    assert names(client.get("/map/needs?class=border&order=contribution"))[-1].endswith(second.name)
    assert names(client.get("/map/needs?class=border&order=last"))[-1].endswith(first.name)


def test_shares_show_only_where_inhabitants_and_border_are_known(client: PageClient, cast: Cast) -> None:
    place = border()[0]
    accepted(cast, place, date(2025, 1, 1), union_contribution=10_000_000)
    assert "Theo đầu người" not in client.get(BORDER_2023).text
    place = db.session.get_one(Commune, place.id)
    place.population, place.border_km = 4_000, 12.5
    db.session.commit()
    text = client.get(BORDER_2023).text
    assert "2.500 ₫" in text
    assert "0,08" in text


def test_a_work_of_an_old_commune_counts_where_it_lies_today(client: PageClient, cast: Cast) -> None:
    place = border()[0]
    old = next(
        c for c in db.session.scalars(select(Commune).where(Commune.valid_to.is_not(None))) if _becomes(c) == [place.id]
    )
    accepted(cast, old, date(2023, 5, 5))
    assert answer(client.get(BORDER_2023)) == (10, 11)


def _becomes(commune: Commune) -> list[int]:
    from app.places.queries import get_generation

    return list(get_generation().candidates(commune.id))


def test_the_table_as_excel_has_the_same_rows(client: PageClient, cast: Cast) -> None:
    accepted(cast, border()[0], date(2024, 1, 1))
    book = load_workbook(io.BytesIO(client.get("/map/needs.xlsx?class=border&since=2023&only=none").response.data))
    assert book.worksheets[0].max_row == 3 + 10  # title, blank, headings


def test_an_illustrative_classification_says_so(client: PageClient, cast: Cast) -> None:
    assert "minh hoạ" in client.get("/map/needs?class=area_3").text


def test_the_page_takes_the_same_statements_with_more_works(client: PageClient, cast: Cast) -> None:
    few = len(client.as_(cast.ha).get(BORDER_2023).statements)
    for place in border():
        accepted(cast, place, date(2024, 1, 1), lines=[])
    assert len(client.as_(cast.ha).get(BORDER_2023).statements) == few <= 11

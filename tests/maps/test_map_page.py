"""The map's page: the list has the content of the map, with the same filters and the same number."""

import json
from datetime import date
from typing import Any

import pytest

from app.core.clock import today
from tests import factories
from tests.cast import Cast
from tests.checks import Html, PageClient, text_of
from tests.maps.pieces import fetch


def titles(page: Html) -> list[str]:
    return [text_of(h) for h in page.all("h3", class_="map-list-title")]


def count(page: Html) -> int:
    element = page.find("p", class_="list-count")
    assert element is not None
    return int(element.get("data-count", ""))


def mapped(client: PageClient, query: str = "") -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(client.get(f"/map/works.geojson{query}").source)["features"]
    return features


@pytest.fixture
def works(cast: Cast) -> dict[str, Any]:
    """One work of each kind that matters here."""
    border = factories.commune("Đồng Đăng")
    inland = factories.commune("Hữu Lũng")
    accepted = {"state": "accepted", "accepted_on": date(2025, 9, 1)}
    return {
        "lamps": factories.work(cast.unit, title="Đèn thôn Nà Lùng", commune_id=border.id, **accepted),
        "house": factories.work(
            cast.chapter,
            title="Nhà em Hoa",
            kind_id=factories.kind("red_scarf_house").id,
            commune_id=inland.id,
            lat=inland.lat,
            lon=inland.lon,
            state="accepted",
            accepted_on=date(2026, 2, 1),
        ),
        "road": factories.work(
            cast.other_unit, title="Đường Bản Chu", kind_id=factories.kind("rural_concrete_road").id, state="under_way"
        ),
        "draft": factories.work(cast.unit, title="Ý tưởng còn nháp", state="draft"),
    }


FILTERS = [
    "",
    "?kind=red_scarf_house",
    "?kind=no_such_kind",
    "?state=accepted",
    "?state=under_way",
    "?year=2025",
    "?year=abc",
    "?unit=CL",
    "?unit=STC",
    "?unit=KHONG-CO",
    "?unit=2",
    "?class=border",
    "?state=accepted&unit=CL&year=2026",
]


@pytest.mark.parametrize("query", FILTERS)
@pytest.mark.parametrize("who", ["visitor", "binh", "an", "ha"])
def test_map_and_list_give_the_same_works_for_every_filter(
    client: PageClient, cast: Cast, works: dict[str, Any], query: str, who: str
) -> None:
    reader = client if who == "visitor" else client.as_(getattr(cast, who))
    page = reader.get(f"/map/{query}")
    features = mapped(reader, query)
    assert count(page) == len(titles(page)) == len(features)
    assert sorted(titles(page)) == sorted(f["properties"]["title"] for f in features)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"lamps", "house"}),
        ("?kind=red_scarf_house", {"house"}),
        ("?year=2025", {"lamps"}),
        ("?unit=CL", {"lamps", "house"}),
        ("?unit=CL-11A1", {"house"}),
        ("?class=border", {"lamps"}),
        ("?state=under_way", set()),
    ],
)
def test_each_filter_lets_through_what_it_says(
    client: PageClient, works: dict[str, Any], query: str, expected: set[str]
) -> None:
    assert set(titles(client.get(f"/map/{query}"))) == {works[name].title for name in expected}


def test_visitors_see_accepted_works_and_officers_their_drafts(
    client: PageClient, cast: Cast, works: dict[str, Any]
) -> None:
    assert count(client.get("/map/")) == 2
    assert count(client.as_(cast.binh).get("/map/")) == 3
    assert "Ý tưởng còn nháp" in titles(client.as_(cast.an).get("/map/"))


def test_the_form_keeps_the_filters(client: PageClient, works: dict[str, Any]) -> None:
    page = client.get("/map/?kind=red_scarf_house&state=accepted&year=2026&unit=CL&class=border")
    held = {name: page.values[name] for name in ("kind", "state", "year", "unit", "class")}
    assert held == {"kind": "red_scarf_house", "state": "accepted", "year": "2026", "unit": "CL", "class": "border"}


def test_the_list_narrows_to_the_part_of_the_map_that_is_seen(client: PageClient, works: dict[str, Any]) -> None:
    lamps = works["lamps"]
    box = f"{lamps.lon - 0.05},{lamps.lat - 0.05},{lamps.lon + 0.05},{lamps.lat + 0.05}"
    part = fetch(client, f"/map/list?bbox={box}")
    assert "Đèn thôn Nà Lùng" in part
    assert "Nhà em Hoa" not in part


def test_the_list_is_paged_and_keeps_its_filters(client: PageClient, cast: Cast) -> None:
    for _ in range(55):
        factories.work(cast.unit, state="accepted", accepted_on=today(), lines=[])
    page = client.get("/map/?state=accepted")
    onward = page.find("a", rel="next")
    assert onward is not None
    assert "state=accepted" in onward.get("href", "")
    second = client.get(onward.get("href", ""))
    assert (len(titles(page)), len(titles(second)), count(second)) == (50, 5, 55)


@pytest.mark.parametrize("who", [None, "ha"])
def test_the_page_takes_six_statements_however_many_works(client: PageClient, cast: Cast, who: str | None) -> None:
    reader = client.as_(getattr(cast, who)) if who else client
    for number in (1, 40):
        for _ in range(number):
            factories.work(cast.unit, state="accepted", accepted_on=today(), lines=[])
        assert len(reader.get("/map/").statements) <= 6


def test_the_script_is_a_file_named_by_its_hash_and_kept_for_ever(client: PageClient, cast: Cast) -> None:
    page = client.get("/map/")
    address = next(s.get("src", "") for s in page.all("script") if (s.get("src") or "").startswith("/map/"))
    answer = client.get(address).response
    assert answer.mimetype == "text/javascript"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "L.map(" in answer.get_data(as_text=True)
    client.get("/map/0123456789abcdef.js", status=404)


def test_the_script_and_page_name_no_foreign_host(client: PageClient, works: dict[str, Any]) -> None:
    page = client.get("/map/")
    for tag, attribute in (("script", "src"), ("link", "href"), ("img", "src")):
        for element in page.all(tag):
            assert not (element.get(attribute) or "").startswith(("http:", "https:", "//")), element.attrib
    address = next(s.get("src", "") for s in page.all("script") if (s.get("src") or "").startswith("/map/"))
    assert "http" not in client.get(address).source


def test_an_illustrative_classification_says_so(client: PageClient, works: dict[str, Any]) -> None:
    assert "minh hoạ" in client.get("/map/?class=area_3").text
    assert "xã biên giới (minh hoạ)" in client.get("/map/?generation=2020-01-01").text


def test_the_border_communes_of_today_are_no_illustration(client: PageClient, works: dict[str, Any]) -> None:
    assert "xã biên giới (minh hoạ)" not in client.get("/map/").text


def test_the_page_speaks_english_too(client: PageClient, works: dict[str, Any]) -> None:
    page = client.get("/map/?lang=en")
    assert text_of(page.all("h1")[0]) == "Map of works"
    assert "2 works" in page.text

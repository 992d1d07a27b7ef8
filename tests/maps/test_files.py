"""The list of the map as files: the same works for every filter, nothing more for a visitor, harmless cells."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from app.maps.messages import FILE_FIELDS
from tests import factories
from tests.cast import Cast
from tests.checks import PageClient
from tests.maps.test_map_page import count, mapped

FILTERS = [
    "",
    "kind=red_scarf_house",
    "state=accepted",
    "year=2025",
    "since=2026",
    "until=2025",
    "unit=CL",
    "class=border",
    "level=chapter",
    "occasion=Tháng Thanh niên",
    "counts=task",
    "condition=unvisited",
]


@pytest.fixture
def works(cast: Cast) -> None:
    border, inland = factories.commune("Đồng Đăng"), factories.commune("Hữu Lũng")
    accepted: dict[str, Any] = {"state": "accepted", "accepted_on": date(2025, 9, 1)}
    factories.work(cast.unit, title="=HYPERLINK(1)", commune_id=border.id, occasion="Tháng Thanh niên", **accepted)
    factories.work(
        cast.chapter,
        title="Nhà em Hoa",
        kind_id=factories.kind("red_scarf_house").id,
        commune_id=inland.id,
        level="chapter",
        state="accepted",
        accepted_on=date(2026, 2, 1),
    )
    factories.work(cast.unit, title="Vẽ tường", kind_id=factories.kind("youth_task").id, **accepted)
    factories.work(
        cast.unit,
        title="Đường lên mốc",
        kind_id=factories.kind("border_marker_road").id,
        lat=21.94637,
        lon=106.70123,
        **accepted,
    )
    factories.work(cast.unit, title="Còn nháp", state="draft")


def rows(client: PageClient, query: str) -> list[dict[str, str]]:
    text = client.get(f"/map/works.csv?{query}").response.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("query", FILTERS)
@pytest.mark.parametrize("who", [None, "an"])
def test_map_list_and_every_file_give_the_same_count(
    client: PageClient, cast: Cast, works: None, query: str, who: str | None
) -> None:
    reader = client.as_(getattr(cast, who)) if who else client
    number = count(reader.get(f"/map/?{query}"))
    assert number == len(mapped(reader, f"?{query}"))
    assert number == len(rows(reader, query))
    assert number == len(reader.get(f"/map/download.geojson?{query}").response.get_json()["features"])
    book = load_workbook(io.BytesIO(reader.get(f"/map/works.xlsx?{query}").response.data))
    assert number == book.worksheets[0].max_row - 3


def test_each_filter_lets_something_through_and_keeps_something_out(client: PageClient, works: None) -> None:
    for query in FILTERS[1:]:
        number = len(rows(client, query))
        assert 0 < number <= 4, query
    assert len(rows(client, "")) == 4


@pytest.mark.parametrize("address", ["works.csv", "download.geojson", "works.xlsx"])
def test_a_visitor_gets_only_what_is_public_and_no_exact_point_of_the_border(
    client: PageClient, works: None, address: str
) -> None:
    data = client.get(f"/map/{address}").response.data
    if address.endswith("xlsx"):
        cells = load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)
        data = repr(list(cells)).encode()
    text = data.decode()
    assert "Còn nháp" not in text
    assert "21.94637" not in text
    assert "106.70123" not in text
    assert "21.95" in text


def test_a_cell_never_runs_as_a_formula(client: PageClient, works: None) -> None:
    assert "'=HYPERLINK(1)" in [row["title"] for row in rows(client, "")]
    book = load_workbook(io.BytesIO(client.get("/map/works.xlsx").response.data))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert [c.data_type for c in cells if c.value == "=HYPERLINK(1)"] == ["s"]


def test_the_dictionary_explains_every_field_of_the_files(app: Flask, client: PageClient, works: None) -> None:
    text = client.get("/map/open-data").text
    assert list(rows(client, "")[0]) == list(FILE_FIELDS)
    with app.test_request_context():
        for name, (label, meaning, _width) in FILE_FIELDS.items():
            assert name in text
            assert str(label) in text
            assert str(meaning) in text
    assert "CC BY 4.0" in text


def test_a_file_asked_for_again_comes_as_not_modified(client: PageClient, works: None) -> None:
    tag = client.get("/map/works.csv").response.headers["ETag"]
    client.get("/map/works.csv", status=304, headers={"If-None-Match": tag})


def test_the_map_may_be_put_into_a_frame_and_nothing_else(client: PageClient, works: None) -> None:
    assert "frame-ancestors *" in client.get("/map/embed").response.headers["Content-Security-Policy"]
    for url in ("/map/", "/map/open-data", "/"):
        assert "frame-ancestors 'none'" in client.get(url).response.headers["Content-Security-Policy"]


def test_the_frame_shows_accepted_works_only_whoever_looks(client: PageClient, cast: Cast, works: None) -> None:
    page = client.as_(cast.an).get("/map/embed?state=draft")
    box = page.find("div", class_="map-big")
    assert box is not None
    assert "state=accepted" in box.get("data-works", "")

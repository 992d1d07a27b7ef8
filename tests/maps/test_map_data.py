"""The map's data: what is in it for whom, how much of it, and how it is kept."""

import gzip
import json
import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert

from app.core.clock import now, today
from app.core.text import fold
from app.maps import queries
from app.works.models import Work
from tests import factories
from tests.cast import Cast
from tests.checks import PageClient
from tests.maps.pieces import fetch, reads

WORKS = "/map/works.geojson"
# Closer than 0.01 degrees no public point may be.
EXACT = (21.94637, 106.70123)


def read(client: PageClient, url: str = WORKS) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(url).source)
    return found


def border_work(cast: Cast, **values: Any) -> Work:
    kind = factories.kind("border_marker_road")
    made: Work = factories.work(
        cast.unit,
        title="Đường lên mốc 1145",
        kind_id=kind.id,
        state="accepted",
        accepted_on=today(),
        lat=EXACT[0],
        lon=EXACT[1],
        **values,
    )
    return made


def many_works(cast: Cast, number: int) -> None:
    """Accepted works spread over the province, by one statement."""
    kind, place, moment = factories.kind(), factories.commune(), now()
    row = {
        "kind_id": kind.id,
        "unit_id": cast.unit.id,
        "commune_id": place.id,
        "state": "accepted",
        "accepted_on": date(2024, 5, 5),
        "sort_on": date(2024, 5, 5),
        "created_at": moment,
    }
    factories.db.session.execute(
        insert(Work),
        [
            {
                **row,
                "title": f"Thắp sáng đường thôn {number}",
                "title_folded": fold(f"Thắp sáng đường thôn {number}"),
                "lat": 21.4 + 1.0 * (number * 37 % 101) / 101,
                "lon": 106.1 + 1.2 * (number * 61 % 997) / 997,
            }
            for number in range(number)
        ],
    )
    factories.db.session.commit()


# -- Who sees what, and how exactly ------------------------------------------------------------------------------------


def test_visitors_get_accepted_works_only(client: PageClient, cast: Cast) -> None:
    factories.work(cast.unit, state="under_way")
    factories.work(cast.unit, state="accepted", accepted_on=today())
    assert [f["properties"]["state"] for f in read(client)["features"]] == ["accepted"]


@pytest.mark.parametrize("who", [None, "binh"])
def test_points_of_border_works_are_rounded_for_all_but_officers(
    client: PageClient, cast: Cast, who: str | None
) -> None:
    work = border_work(cast)
    reader = client.as_(getattr(cast, who)) if who else client
    assert read(reader)["features"][0]["geometry"]["coordinates"] == [106.7, 21.95]
    exact = re.compile(r"21\.946|106\.701")
    for url in ("/map/", WORKS, "/map/picture.svg"):
        assert not exact.search(reader.get(url).source), url
    for url in (f"/map/works/{work.id}", "/map/list"):
        assert not exact.search(fetch(reader, url)), url


def test_officers_get_the_exact_point(client: PageClient, cast: Cast) -> None:
    border_work(cast)
    assert read(client.as_(cast.ha))["features"][0]["geometry"]["coordinates"] == [EXACT[1], EXACT[0]]


def test_a_box_that_shrinks_around_the_exact_point_finds_nothing_for_a_visitor(client: PageClient, cast: Cast) -> None:
    border_work(cast)
    around_exact = f"?bbox={EXACT[1] - 0.001},{EXACT[0] - 0.001},{EXACT[1] + 0.001},{EXACT[0] + 0.001}"
    around_rounded = "?bbox=106.69,21.94,106.71,21.96"
    assert read(client, WORKS + around_exact)["features"] == []
    assert len(read(client, WORKS + around_rounded)["features"]) == 1
    assert len(read(client.as_(cast.ha), WORKS + around_exact)["features"]) == 1


def test_a_work_without_a_point_stands_on_its_commune_and_says_so(client: PageClient, cast: Cast) -> None:
    place = factories.commune()
    factories.work(cast.unit, state="accepted", accepted_on=today(), lat=None, lon=None)
    feature = read(client)["features"][0]
    assert feature["geometry"]["coordinates"] == [round(place.lon, 5), round(place.lat, 5)]
    assert feature["properties"]["at_commune"] is True


# -- How much ----------------------------------------------------------------------------------------------------------


def test_above_two_thousand_points_the_server_groups_them(app: Flask, client: PageClient, cast: Cast) -> None:
    many_works(cast, queries.MOST_POINTS + 500)
    answer = client.get(f"{WORKS}?zoom=9").response
    found = answer.get_json()
    assert found["is_grouped"] is True
    assert len(found["features"]) <= queries.MOST_POINTS
    assert sum(f["properties"]["count"] for f in found["features"]) == queries.MOST_POINTS + 500
    assert len(gzip.compress(answer.data)) <= 10_000


def test_zoomed_in_the_points_come_one_by_one(app: Flask, client: PageClient, cast: Cast) -> None:
    many_works(cast, queries.MOST_POINTS + 500)
    found = read(client, f"{WORKS}?zoom=12&bbox=106.1,21.4,106.3,22.4")
    assert found["is_grouped"] is False
    assert 0 < len(found["features"]) <= queries.MOST_POINTS


def test_two_thousand_points_are_at_most_60_kb_compressed(app: Flask, client: PageClient, cast: Cast) -> None:
    many_works(cast, queries.MOST_POINTS)
    answer = client.get(WORKS).response
    assert len(answer.get_json()["features"]) == queries.MOST_POINTS
    assert len(gzip.compress(answer.data)) <= 60_000


@pytest.mark.parametrize("who", [None, "ha"])
def test_the_data_takes_three_statements_grouped_or_not(client: PageClient, cast: Cast, who: str | None) -> None:
    reader = client.as_(getattr(cast, who)) if who else client
    many_works(cast, 10)
    assert len(reads(reader.get(WORKS).statements)) <= 3
    many_works(cast, queries.MOST_POINTS)
    assert len(reads(reader.get(WORKS).statements)) <= 3


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d", "nan,1,2,3", "107,22,106,21", "inf,1,inf,3"])
def test_a_box_that_cannot_be_read_is_refused_with_a_sentence(client: PageClient, cast: Cast, box: str) -> None:
    assert "khung bản đồ" in client.get(f"/map/?bbox={box}", status=400).text
    answer = client.get(f"{WORKS}?bbox={box}", status=400, headers={"Accept": "application/json"}).response
    assert "khung bản đồ" in answer.get_json()["error"]


@pytest.mark.parametrize("zoom", ["", "x", "-5", "1e400", "99"])
def test_any_zoom_is_taken_as_the_nearest_that_there_is(client: PageClient, cast: Cast, zoom: str) -> None:
    many_works(cast, queries.MOST_POINTS + 1)
    assert read(client, f"{WORKS}?zoom={zoom}")["features"]


# -- How it is kept ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [WORKS, "/map/communes.geojson", "/map/picture.svg"])
def test_the_same_data_asked_for_again_comes_as_not_modified(client: PageClient, cast: Cast, url: str) -> None:
    factories.work(cast.unit, state="accepted", accepted_on=today())
    tag = client.get(url).response.headers["ETag"]
    client.get(url, status=304, headers={"If-None-Match": tag})


def test_a_new_work_changes_the_tag(client: PageClient, cast: Cast) -> None:
    before = client.get(WORKS).response.headers["ETag"]
    factories.work(cast.unit, state="accepted", accepted_on=today())
    assert client.get(WORKS).response.headers["ETag"] != before


def test_what_an_officer_gets_is_kept_by_no_shared_cache(client: PageClient, cast: Cast) -> None:
    assert "private" in client.as_(cast.an).get(WORKS).response.headers["Cache-Control"]
    answer = client.get(WORKS).response
    assert "public" in answer.headers["Cache-Control"]
    assert "Cookie" in answer.headers["Vary"]


# -- Communes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "number"), [("", 65), ("?generation=2025-07-01", 65), ("?generation=2024-12-01", 194)]
)
def test_communes_come_as_they_were_in_a_generation(client: PageClient, cast: Cast, query: str, number: int) -> None:
    found = read(client, f"/map/communes.geojson{query}")["features"]
    assert len(found) == number
    assert {f["properties"]["is_official"] for f in found} == {False}


def test_border_communes_of_today_are_eleven(client: PageClient, cast: Cast) -> None:
    found = read(client, "/map/communes.geojson")["features"]
    assert len([f for f in found if "border" in f["properties"]["classes"]]) == 11


def test_communes_take_three_statements(client: PageClient, cast: Cast) -> None:
    assert len(reads(client.as_(cast.ha).get("/map/communes.geojson").statements)) <= 3


def test_a_generation_that_is_no_day_is_refused(client: PageClient, cast: Cast) -> None:
    client.get("/map/communes.geojson?generation=2025-02-31", status=400)
    client.get("/map/?generation=lately", status=400)


# -- The pop-up --------------------------------------------------------------------------------------------------------


def test_the_pop_up_shows_what_was_built_for_how_much_and_leads_to_the_work(client: PageClient, cast: Cast) -> None:
    work = factories.work(
        cast.unit, state="accepted", accepted_on=date(2026, 3, 5), union_contribution=12_500_000, title="Đèn Nà Lùng"
    )
    piece = fetch(client, f"/map/works/{work.id}")
    for said in ("Đèn Nà Lùng", "12.500.000", "05/03/2026", f'href="/works/{work.id}"', cast.unit.short_name):
        assert said in piece, said


def test_the_pop_up_of_a_work_that_one_may_not_see_is_not_there(client: PageClient, cast: Cast) -> None:
    draft = factories.work(cast.unit, state="draft")
    client.get(f"/map/works/{draft.id}", status=404)
    client.get("/map/works/999999", status=404)
    assert draft.title in fetch(client.as_(cast.an), f"/map/works/{draft.id}")


def test_the_picture_has_a_light_for_each_accepted_work(client: PageClient, cast: Cast) -> None:
    for name in ("Đồng Đăng", "Hữu Lũng"):
        place = factories.commune(name)
        factories.work(
            cast.unit, commune_id=place.id, lat=place.lat, lon=place.lon, state="accepted", accepted_on=today()
        )
    picture = client.get("/map/picture.svg").source
    assert picture.count('r="3.5"') == 2
    assert len(gzip.compress(picture.encode())) < 20_000

"""Works by the communes of any generation: an old work lies in the right commune of today, and in its own then."""

from datetime import date
from typing import Any

import pytest

from app.core.actor import VISITOR
from app.maps import queries
from app.maps.filters import MapFilters
from app.places.models import Commune
from app.places.queries import find_commune, get_generation
from tests import factories
from tests.cast import Cast
from tests.checks import PageClient, text_of
from tests.maps.pieces import fetch
from tests.maps.test_map_page import count, mapped, titles

THEN, TODAY = date(2023, 6, 1), date(2026, 6, 1)
BEFORE_MERGER = date(2025, 1, 1)


def commune(code: str, day: date) -> Commune:
    found = find_commune(code, day)
    assert found is not None
    return found


def built(cast: Cast, place: Commune, *, has_point: bool = True, **values: Any) -> Any:
    point = {"lat": place.lat, "lon": place.lon} if has_point else {"lat": None, "lon": None}
    values = {**point, "state": "accepted", "accepted_on": date(2023, 6, 1), "delivered_people": 50, **values}
    return factories.work(cast.unit, commune_id=place.id, union_contribution=7_000_000, **values)


def by_commune(day: date, **filters: Any) -> queries.ByCommune:
    selected = queries.select_works(VISITOR, MapFilters(**filters))
    return queries.count_by_commune(selected, get_generation(day))


def test_a_work_of_2023_in_a_commune_that_is_no_more_lies_in_the_right_one_of_today(cast: Cast) -> None:
    vinh_tien = commune("06007", THEN)
    built(cast, vinh_tien, title="Đèn Vĩnh Tiến")
    doan_ket = factories.commune("Đoàn Kết")
    assert by_commune(TODAY).of(doan_ket.id).works == 1
    assert by_commune(THEN).of(vinh_tien.id).works == 1
    khanh_long = next(iter(by_commune(BEFORE_MERGER).figures))
    assert khanh_long not in (vinh_tien.id, doan_ket.id)


@pytest.mark.parametrize("generation", ["today", "then"])
def test_the_filter_by_a_commune_of_either_time_finds_it(client: PageClient, cast: Cast, generation: str) -> None:
    vinh_tien = commune("06007", THEN)
    built(cast, vinh_tien, title="Đèn Vĩnh Tiến")
    built(cast, factories.commune("Hữu Lũng"), title="Đèn Hữu Lũng")
    wanted = vinh_tien if generation == "then" else factories.commune("Đoàn Kết")
    page = client.get(f"/map/?commune={wanted.id}")
    assert titles(page) == ["Đèn Vĩnh Tiến"]
    assert count(page) == len(mapped(client, f"?commune={wanted.id}")) == 1
    assert "nay là Đoàn Kết" in page.text


def test_a_commune_that_there_is_not_is_no_place_to_look_in(client: PageClient, cast: Cast) -> None:
    client.get("/map/?commune=999999", status=404)
    assert client.get("/map/?commune=abc").status == 200


def test_in_a_split_commune_the_works_point_decides(client: PageClient, cast: Cast) -> None:
    dai_dong = commune("06040", THEN)
    that_khe = factories.commune("Thất Khê")
    work = built(cast, dai_dong, title="Đèn Đại Đồng", lat=that_khe.lat, lon=that_khe.lon)
    found = by_commune(TODAY)
    assert found.undecided == []
    assert found.of(that_khe.id).works == 1
    assert titles(client.get(f"/map/?commune={that_khe.id}")) == [work.title]


def test_a_split_commune_without_point_is_listed_as_undecided_never_dropped(client: PageClient, cast: Cast) -> None:
    dai_dong = commune("06040", THEN)
    work = built(cast, dai_dong, has_point=False, title="Đèn Đại Đồng không điểm")
    found = by_commune(TODAY)
    assert [u.id for u in found.undecided] == [work.id]
    assert found.total.works == 0
    page = client.get("/map/?shade=works")
    assert count(page) == 1
    assert "1 công trình nằm ở xã đã chia tách" in page.text
    listed = page.find("details", class_="undecided")
    assert listed is not None
    assert "Đèn Đại Đồng không điểm" in text_of(listed)
    # In its own time it was whole.
    assert by_commune(THEN).of(dai_dong.id).works == 1


def test_all_works_are_counted_once_in_every_generation(cast: Cast) -> None:
    for code, day in (("06007", THEN), ("06040", THEN), ("06574", THEN), ("06286", TODAY)):
        built(cast, commune(code, day))
    for day in (THEN, BEFORE_MERGER, TODAY):
        found = by_commune(day)
        assert found.total.works + len(found.undecided) == 4, day
    assert by_commune(TODAY).total.contribution == 4 * 7_000_000


def test_the_colour_of_a_commune_says_its_figure_in_words_too(client: PageClient, cast: Cast) -> None:
    place = factories.commune("Hữu Lũng")
    built(cast, place)
    found = client.get("/map/communes.geojson?shade=contribution").response.get_json()["features"]
    shaded = {f["properties"]["name"]: f["properties"] for f in found}
    assert (shaded["Hữu Lũng"]["value"], shaded["Hữu Lũng"]["band"]) == (7_000_000, 1)
    assert {p["band"] for name, p in shaded.items() if name != "Hữu Lũng"} == {0}
    text = client.get("/map/?shade=contribution").text
    assert "7.000.000 ₫" in text
    assert "(64 xã, phường)" in text


def test_the_colours_follow_the_filters(client: PageClient, cast: Cast) -> None:
    built(cast, factories.commune("Hữu Lũng"), accepted_on=date(2024, 1, 1))
    for query, expected in (("year=2024", 1), ("year=2023", 0)):
        found = client.get(f"/map/communes.geojson?shade=works&{query}").response.get_json()["features"]
        assert sum(f["properties"]["value"] for f in found) == expected


def test_the_pop_up_says_what_the_commune_is_today(client: PageClient, cast: Cast) -> None:
    work = built(cast, commune("06007", THEN))
    assert "Đoàn Kết" in fetch(client, f"/map/works/{work.id}")


def test_the_communes_page_shows_works_of_the_communes_it_was_made_of(client: PageClient, cast: Cast) -> None:
    built(cast, commune("06007", THEN), title="Đèn Vĩnh Tiến")
    text = client.get(f"/communes/{factories.commune('Đoàn Kết').id}").text
    assert "Đèn Vĩnh Tiến" in text
    assert "7 triệu" in text

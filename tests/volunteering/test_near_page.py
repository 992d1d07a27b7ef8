"""Activities near a place."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.coordinates import Point
from app.volunteering.queries import find_point
from tests import factories
from tests.checks import text_of

HERE = (21.85, 106.76)


def near(client, lat=HERE[0], lon=HERE[1], **more):
    query = "&".join(f"{name}={value}" for name, value in {"lat": lat, "lon": lon, **more}.items())
    return client.get(f"/activities/near?{query}")


def titles(page):
    return [text_of(link) for link in page.all("a", class_="row-title")]


@pytest.fixture
def around(cast):
    """Activities some kilometres to the north; the nearest comes last in time."""
    for number, (title, lat) in enumerate((("Xa", 22.2), ("Vừa", 21.95), ("Gần", 21.86))):
        starts_at = clock.now() + timedelta(days=1 + number)
        factories.activity(cast.unit, title=title, lat=lat, lon=106.76, starts_at=starts_at)


@pytest.mark.usefixtures("around")
def test_the_nearest_stands_first_with_its_distance(client):
    page = near(client)
    assert titles(page) == ["Gần", "Vừa"]
    assert "khoảng 11 km" in page.text
    assert titles(near(client, within=50)) == ["Gần", "Vừa", "Xa"]
    assert titles(near(client, within=5)) == ["Gần"]


@pytest.mark.usefixtures("around")
def test_without_a_position_a_commune_is_chosen(db, client):
    commune = factories.commune()
    commune.lat, commune.lon = HERE
    db.session.commit()
    page = client.get("/activities/near")
    assert titles(page) == []
    assert page.find("select", id="filter-commune") is not None
    assert titles(client.get(f"/activities/near?commune={commune.id}")) == ["Gần", "Vừa"]


def test_an_activity_without_a_point_is_where_its_commune_is(db, cast, client):
    commune = factories.commune()
    commune.lat, commune.lon = 21.9, 106.76
    factories.activity(cast.unit, title="Ở xã", commune_id=commune.id)
    assert titles(near(client)) == ["Ở xã"]


@pytest.mark.usefixtures("around")
def test_the_position_is_rounded_and_stands_in_the_address_only(client):
    page = client.get("/activities/near?lat=21.853219&lon=106.761234")
    assert "21.853219" not in page.source.replace("lat=21.853219", "")
    assert (page.values["lat"], page.values["lon"]) == ("21.85", "106.76")
    assert "Set-Cookie" not in page.response.headers


@pytest.mark.usefixtures("around")
def test_distances_do_not_give_an_exact_point_away(db, cast, client):
    """Two activities in one square of a kilometre are equally far, wherever in it they are."""
    for lon in (106.7551, 106.7649):
        factories.activity(cast.unit, title=f"Mốc {lon}", lat=21.8751, lon=lon)
    page = near(client)
    at = [text_of(item) for item in page.all("p", class_="meta") if "km" in text_of(item)]
    assert sum("khoảng 3 km" in line for line in at) == 2


def test_past_drafts_and_called_off_are_not_near(cast, client):
    factories.activity(cast.unit, title="Qua", lat=HERE[0], lon=HERE[1], starts_at=clock.now() - timedelta(days=3))
    factories.activity(cast.unit, title="Nháp", state="draft", lat=HERE[0], lon=HERE[1])
    factories.activity(cast.unit, title="Huỷ", state="cancelled", lat=HERE[0], lon=HERE[1], published_at=clock.now())
    page = near(client.as_(cast.an))
    assert titles(page) == []
    assert "Không có gì trong vòng 20 km" in page.text
    wider = next(a for a in page.all("a") if text_of(a) == "Trong vòng 50 km")
    assert "lat=21.85" in wider.get("href")


@pytest.mark.parametrize(
    ("lat", "lon"),
    [("x", "1"), ("nan", "106"), ("inf", "106"), ("91", "106"), ("48.1", "11.5"), ("", ""), ("1e999", "1")],
)
def test_what_is_no_point_in_the_country_is_asked_for_again(client, lat, lon):
    assert find_point(lat, lon) is None
    assert "Gần đâu?" in near(client, lat, lon).text


def test_a_point_is_read_to_a_kilometre():
    assert find_point("21.853219", "106.761234") == Point(21.85, 106.76)


def test_fifty_rows_take_few_statements(cast, client):
    binh = client.as_(cast.binh)
    factories.activity(cast.unit, lat=HERE[0], lon=HERE[1])
    few = (len(near(client).statements), len(near(binh).statements))
    for _ in range(55):
        factories.activity(cast.unit, lat=HERE[0], lon=HERE[1])
    visitor, member = near(client), near(binh)
    assert (len(visitor.statements), len(member.statements)) == few
    assert len(visitor.statements) <= 6
    assert len(member.statements) <= 8
    assert len(titles(member)) == 50

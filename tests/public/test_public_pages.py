"""About, health, and what machines ask for first."""

import json
from typing import Any

from sqlalchemy import text

from tests.cast import Cast
from tests.checks import PageClient


def test_about_says_what_this_is_where_places_come_from_and_what_becomes_of_data(
    client: PageClient, cast: Cast
) -> None:
    page = client.get("/about")
    for said in ("CC BY 4.0", "vietnamadminunits", "world-atlas", "ranh giới", "cookie"):
        assert said in page.text, said
    assert "CC BY 4.0" in client.get("/about?lang=en").text


def test_every_page_leads_to_about(client: PageClient, cast: Cast) -> None:
    assert any(a.get("href") == "/about" for a in client.get("/map/").all("a"))


def test_the_product_is_healthy_when_the_database_stands_at_the_newest_revision(client: PageClient) -> None:
    answer = client.get("/healthz").response
    assert answer.get_json() == {"status": "ok"}


def test_it_is_not_healthy_on_an_older_revision(client: PageClient, db: Any) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    db.session.commit()
    assert client.get("/healthz", status=503).response.get_json() == {"status": "unavailable"}


def test_it_is_not_healthy_without_tables(client: PageClient, db: Any) -> None:
    db.session.execute(text("DROP TABLE alembic_version"))
    db.session.commit()
    client.get("/healthz", status=503)


def test_robots_may_read_what_is_public(client: PageClient) -> None:
    assert "User-agent: *" in client.get("/robots.txt").source


def test_a_phone_can_put_it_on_its_first_screen(client: PageClient) -> None:
    page = client.get("/manifest.webmanifest")
    found = json.loads(page.source)
    assert page.response.mimetype == "application/manifest+json"
    assert (found["start_url"], found["display"]) == ("/", "standalone")

"""The map's data is kept until something changes, for whoever sees the same; never for anybody else."""

import pytest
from flask import Flask

from app.core.events import data_version
from app.extensions import db
from app.maps.views.remembering import Answer, Memory
from tests import factories
from tests.cast import Cast
from tests.checks import PageClient
from tests.maps.pieces import reads
from tests.works import walk

WORKS = "/map/works.geojson"


@pytest.fixture
def remembering(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "MAP_MEMORY", 1_000_000)
    app.extensions.pop("map_memory", None)


def titles(client: PageClient, url: str = WORKS) -> list[str]:
    found = client.get(url).response.get_json()["features"]
    return sorted(feature["properties"]["title"] for feature in found)


def test_an_answer_is_kept_and_given_again_by_one_statement(client: PageClient, cast: Cast, remembering: None) -> None:
    factories.work(cast.unit, state="accepted", accepted_on=factories.clock.today(), title="Đèn một")
    first = client.get(WORKS)
    again = client.get(WORKS)
    assert again.source == first.source
    assert again.response.headers["ETag"] == first.response.headers["ETag"]
    assert again.response.headers["Cache-Control"] == first.response.headers["Cache-Control"]
    assert len(reads(again.statements)) == 1
    client.get(WORKS, status=304, headers={"If-None-Match": first.response.headers["ETag"]})


def test_every_action_makes_it_new(client: PageClient, cast: Cast, remembering: None) -> None:
    assert titles(client.as_(cast.an)) == []
    walk.draft(cast)
    assert len(titles(client.as_(cast.an))) == 1
    assert titles(client) == []


def test_what_an_officer_sees_is_nobody_elses(client: PageClient, cast: Cast, remembering: None) -> None:
    factories.work(cast.unit, state="draft", title="Nháp của An")
    factories.work(cast.other_unit, state="draft", title="Nháp nơi khác")
    factories.work(cast.unit, state="approved", title="Đã duyệt")
    seen = {"an": ["Nháp của An", "Đã duyệt"], "binh": ["Đã duyệt"], "ha": ["Nháp của An", "Nháp nơi khác", "Đã duyệt"]}
    for _twice in range(2):
        for who, expected in seen.items():
            assert set(titles(client.as_(getattr(cast, who)))) == set(expected), who
        assert titles(client) == []


def test_each_address_and_day_has_an_answer_of_its_own(client: PageClient, cast: Cast, remembering: None) -> None:
    factories.work(cast.unit, state="accepted", accepted_on=factories.clock.today(), title="Đèn một")
    assert titles(client) == ["Đèn một"]
    assert titles(client, f"{WORKS}?kind=red_scarf_house") == []
    with factories.clock.travel(factories.clock.today() + factories.timedelta(days=1)):
        assert len(reads(client.get(WORKS).statements)) > 1


def test_an_event_that_is_committed_late_is_noticed(app: Flask, cast: Cast) -> None:
    """Of two actions at once the one with the lower number may come second."""
    walk.draft(cast)
    before = data_version()
    low = before[0] + 1
    for number in (low + 1, low):
        db.session.execute(
            db.text(
                "INSERT INTO events (id, verb, subject_type, subject_id, at, details)"
                " VALUES (:id, 'x', 'y', 1, :at, '{}')"
            ),
            {"id": number, "at": "2026-01-01 00:00:00"},
        )
        after = data_version()
        assert after != before
        before = after


def test_the_oldest_answers_go_where_they_become_too_many() -> None:
    memory = Memory(10)
    for name in ("a", "b", "c"):
        memory.keep(name, Answer(b"1234", {}))
        memory.find("a")
    assert memory.find("a") is not None
    assert memory.find("b") is None
    assert memory.find("c") is not None
    memory.keep("d", Answer(b"12345678901", {}))
    assert memory.find("d") is None
    assert memory.size == 8

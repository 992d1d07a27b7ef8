"""The page of a visit, and where its outcome shows."""

import io
from datetime import date

import pytest
from sqlalchemy import select

from app.core import clock
from app.works.actions import record_visit
from app.works.models import FollowUp
from tests.works import walk


@pytest.fixture
def old(cast, travel):
    with travel(date(clock.today().year - 1, 3, 10)):
        return walk.accepted(cast)


def test_the_leader_records_a_due_visit_with_a_photo_from_the_works_page(cast, client, db, old):
    an = client.as_(cast.an)
    assert f"/works/{old}/visit" in an.get(f"/works/{old}").source
    page = an.get(f"/works/{old}/visit?months=12")
    chosen = [e.get("value") for e in page.all("input", name="months") if e.get("checked") is not None]
    assert chosen == ["12"]
    sent = {
        "once": page.values["once"],
        "months": "12",
        "visited_on": clock.today().isoformat(),
        "condition": "damaged",
        "note": "Hỏng 2 bóng",
        "photo": (io.BytesIO(walk.picture()), "anh.jpg"),
    }
    an.follow(an.post(f"/works/{old}/visit", sent))
    row = db.session.execute(select(FollowUp).where(FollowUp.months == 12)).scalar_one()
    assert row.condition == "damaged"
    page = client.get(f"/works/{old}")
    assert "Hỏng 2 bóng" in page.text
    assert client.call("get", f"/works/visits/{row.file_id}/thumb").status_code == 200
    assert f"/works/{old}/visit" not in page.source


def test_what_was_typed_stays_when_the_visit_is_refused(cast, client, old):
    typed = {"months": "6", "visited_on": "2020-01-01", "condition": "lost", "note": "Mất cột"}
    page = client.as_(cast.an).post(f"/works/{old}/visit", typed, status=422)
    assert page.errors
    assert page.values["note"] == "Mất cột"


def test_the_map_shows_what_the_last_visit_found(cast, client, old):
    pieces = (f"/map/works/{old}", "/map/list")  # parts of the map's page, no pages of their own
    for path in pieces:
        assert "Hư hỏng" not in client.call("get", path).text
    first, last = date(clock.today().year - 1, 9, 10), date(clock.today().year, 3, 10)
    record_visit(cast.an.actor, work_id=old, months=12, visited_on=last, condition="damaged")
    record_visit(cast.an.actor, work_id=old, months=6, visited_on=first, condition="working")
    for path in pieces:
        source = client.call("get", path).text
        assert f"Hư hỏng ({clock.format_date(last)})" in source
        assert "Còn hoạt động" not in source


def test_the_home_page_of_the_leader_leads_to_the_visit(cast, client, old):
    assert f"/works/{old}/visit?months=6" in client.as_(cast.an).get("/").source


def test_the_page_of_a_visited_work_stays_within_ten_statements(cast, client, old):
    for _ in range(5):
        record_visit(
            cast.an.actor,
            work_id=old,
            months=None,
            visited_on=clock.today(),
            condition="working",
            photo=walk.photo(),
        )
    for person in (cast.an, cast.ha, cast.khanh):
        assert len(client.as_(person).get(f"/works/{old}").statements) <= 10


def test_a_photo_that_is_no_visits_is_not_found(cast, client, old):
    client.as_(cast.an).get("/works/visits/999999/full", status=404)


def test_only_the_leader_opens_the_page_of_a_visit(cast, client, old):
    for person in (cast.binh, cast.ha, cast.khanh, cast.giang):
        client.as_(person).get(f"/works/{old}/visit", status=403)

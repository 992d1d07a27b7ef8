"""The pages of drives: what each reader finds there, by how many statements, and what visitors never see."""

from datetime import timedelta
from decimal import Decimal

import pytest

from app.core import clock
from app.core.workbooks import read_rows
from app.drives.actions import (
    add_indicators,
    close_drive,
    make_cluster,
    open_drive,
    publish_drive,
    raise_objection,
)
from app.drives.catalogue import CATALOGUE
from app.drives.models import Drive
from app.drives.queries.setup import load_setup
from app.drives.sheet import read_indicators
from app.drives.values import Asked
from tests import factories
from tests.drives.drives import AFTER, DURING, HOURS, PLAN, WORKS, draft, indicator_of, load, place_of, running
from tests.drives.test_three_people import score, verify


def big(cast, units: int) -> int:
    """A running drive of so many units over 20 indicators that use every source of the catalogue."""
    keys = [*CATALOGUE, *CATALOGUE][:19]
    asked = [
        Asked("people", f"Chỉ tiêu {n}", "metric", Decimal(5), key, target=Decimal(3)) for n, key in enumerate(keys)
    ]
    asked[0] = Asked(**{**asked[0].__dict__, "by_head": True, "filters": {"kind": "village_road_lighting"}})
    drive_id = draft(cast, *asked, PLAN)
    more = [factories.unit(parent=cast.bloc) for _ in range(units - 2)]
    with clock.travel(load(drive_id).date_from):
        make_cluster(cast.ha.actor, drive_id=drive_id, name="Cụm 2", unit_ids=[unit.id for unit in more])
        open_drive(cast.ha.actor, drive_id=drive_id)
    for unit in more[:5]:
        factories.work(unit, state="accepted", accepted_on=DURING)
        factories.activity(unit, state="held", held_on=DURING)
    return drive_id


def test_standings_take_at_most_25_statements_however_many_units_and_records(cast, client):
    counted = []
    for units in (4, 40):
        page = client.as_(cast.ha).get(f"/drives/{big(cast, units)}")
        counted.append(len(page.statements))
    assert counted[0] == counted[1] <= 25


def test_the_sheet_of_a_unit_explains_each_point_down_to_the_records(cast, client):
    drive_id = running(cast, WORKS, HOURS, PLAN)
    work = factories.work(cast.unit, state="accepted", accepted_on=DURING, title="Thắp sáng thôn Nà Lùng")
    place = place_of(drive_id, cast.unit)
    page = client.as_(cast.binh).get(f"/drives/places/{place}")
    assert len(page.statements) <= 24
    assert "Công trình thanh niên" in page.text
    records = client.as_(cast.binh).get(f"/drives/places/{place}/indicators/{indicator_of(drive_id, WORKS.name)}")
    assert len(records.statements) <= 16
    assert "Thắp sáng thôn Nà Lùng" in records.text
    assert any(link.get("href") == f"/works/{work.id}" for link in records.all("a"))
    assert "01/06/2025" in records.text


def test_a_record_that_a_reader_may_not_open_is_counted_and_not_named(db, cast, client):
    hours = Asked("people", "Người tham gia", "metric", Decimal(10), "volunteering.persons", target=Decimal(1))
    drive_id = running(cast, hours)
    activity = factories.activity(cast.unit, state="held", held_on=DURING)
    shift = factories.shift(activity)
    factories.sign_up(shift, cast.binh.member, cast.unit, state="attended", confirmed_minutes=60)
    address = f"/drives/places/{place_of(drive_id, cast.unit)}/indicators/{indicator_of(drive_id, hours.name)}"
    assert "Nguyễn Văn Bình" in client.as_(cast.an).get(address).text
    stranger = client.as_(cast.chi).get(address).text
    assert "Nguyễn Văn Bình" not in stranger
    assert "Hồ sơ bạn không được mở" in stranger


def test_visitors_see_a_published_drive_with_its_final_standing_and_nothing_else(cast, client):
    drive_id = running(cast)
    factories.work(cast.unit, state="accepted", accepted_on=DURING)
    address = f"/drives/{drive_id}"
    with clock.travel(DURING):
        verify(cast.ha, score(cast, drive_id))
    client.as_(None).get(address, status=404)
    publish_drive(cast.ha.actor, drive_id=drive_id, is_public=True)
    page = client.as_(None).get(address)
    assert "Công trình thanh niên" in page.text
    assert "Sở Tài chính" not in page.text
    with clock.travel(AFTER):
        close_drive(cast.hai.actor, drive_id=drive_id, version=load(drive_id).version)
    page = client.as_(None).get(address)
    assert "Sở Tài chính" in page.text
    assert len(page.statements) <= 10
    assert not [link for link in page.all("a") if "/places/" in (link.get("href") or "")]
    place = place_of(drive_id, cast.unit)
    for hidden in (f"/drives/places/{place}", f"{address}/changes", f"{address}/minutes.docx"):
        client.as_(None).get(hidden, status=303)  # to signing in


def test_a_closed_drive_lists_the_records_that_were_counted_then(db, cast, client):
    drive_id = running(cast)
    factories.work(cast.unit, state="accepted", accepted_on=DURING, title="Công trình đã chốt")
    with clock.travel(AFTER):
        close_drive(cast.hai.actor, drive_id=drive_id, version=load(drive_id).version)
    factories.work(cast.unit, state="accepted", accepted_on=DURING, title="Công trình đến muộn")
    address = f"/drives/places/{place_of(drive_id, cast.unit)}/indicators/{indicator_of(drive_id, WORKS.name)}"
    page = client.as_(cast.binh).get(address)
    assert "Công trình đã chốt" in page.text
    assert "Công trình đến muộn" not in page.text
    changes = client.as_(cast.binh).get(f"/drives/{drive_id}/changes")
    assert "thêm 1" in changes.text
    assert len(changes.statements) <= 20


def test_the_committee_finds_what_waits_for_it_on_the_page_of_the_drive(cast, client):
    drive_id = running(cast)
    with clock.travel(DURING):
        claim = score(cast, drive_id)
        objection = raise_objection(
            cast.an.actor, place_id=place_of(drive_id, cast.unit), indicator_id=None, text="Xếp nhầm cụm"
        )
    links = {link.get("href") for link in client.as_(cast.ha).get(f"/drives/{drive_id}").all("a")}
    assert {f"/drives/claims/{claim}/verify", f"/drives/objections/{objection}/answer"} <= links
    links = {link.get("href") for link in client.as_(cast.an).get(f"/drives/{drive_id}").all("a")}
    assert not {f"/drives/claims/{claim}/verify", f"/drives/objections/{objection}/answer"} & links
    client.as_(cast.an).get(f"/drives/claims/{claim}/paper")
    client.as_(cast.chi).get(f"/drives/claims/{claim}/paper", status=404)


def test_the_sheet_of_a_drive_read_again_asks_the_same_and_a_row_in_doubt_adds_nothing(db, cast, client):
    steps = ((Decimal(50), Decimal(5)), (Decimal(100), Decimal("10")))
    asked = [
        WORKS,
        HOURS,
        PLAN,
        Asked(
            "work",
            "Ngày phục vụ",
            "metric",
            Decimal(0),
            "service.days",
            scoring="steps",
            target=Decimal(2),
            steps=steps,
        ),
        Asked(
            "self",
            "Xếp loại",
            "metric",
            Decimal(3),
            "members.rated",
            {"grade": "excellent"},
            "each",
            "bonus",
            cap=Decimal(9),
        ),
    ]
    drive_id = draft(cast, *asked)
    raw = client.as_(cast.ha).get(f"/drives/{drive_id}/indicators.xlsx").response.data
    found, problems = read_indicators(read_rows(raw))
    assert problems == []
    assert found == asked
    assert add_indicators(cast.ha.actor, drive_id=drive_id, asked=found) == len(asked)
    assert len(load_setup(load(drive_id)).indicators) == 2 * len(asked)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_a_draft_and_of_a_running_drive_stands_in_both_languages(cast, client, language):
    draft_id, running_id = draft(cast), running(cast)
    place, condition = place_of(running_id, cast.unit), indicator_of(running_id)
    with clock.travel(DURING):
        claim = score(cast, running_id)
    pages = {
        cast.ha: (
            *("", "new", f"{draft_id}", f"{draft_id}/edit", f"{draft_id}/indicators", f"{draft_id}/clusters"),
            *(f"{draft_id}/trial", f"{draft_id}/sheet", f"indicators/{indicator_of(draft_id, WORKS.name)}/targets"),
            *(f"indicators/{indicator_of(draft_id, WORKS.name)}/edit", f"claims/{claim}/verify"),
            f"{running_id}/commendations",
        ),
        cast.an: (
            *(f"places/{place}", f"places/{place}/register", f"places/{place}/withdraw", f"places/{place}/object"),
            *(f"places/{place}/indicators/{condition}/score", f"places/{place}/nominate/member"),
            *(f"honours/units/{cast.unit.id}", f"honours/members/{cast.binh.member.id}"),
        ),
    }
    for person, paths in pages.items():
        for path in paths:
            client.as_(person).get(f"/drives/{path}?lang={language}")


def test_a_unit_registers_on_its_page_and_a_stale_draft_is_a_conflict(db, cast, client):
    drive_id = draft(cast)
    today = clock.today()
    drive = load(drive_id)
    db.session.execute(
        Drive.__table__.update()
        .where(Drive.id == drive_id)
        .values(date_from=today, date_to=today + timedelta(days=60), registers_until=today + timedelta(days=9))
    )
    db.session.commit()
    client.as_(cast.ha).post(
        f"/drives/{drive_id}/edit",
        {
            "title": "Khác",
            "date_from": today.isoformat(),
            "date_to": today.isoformat(),
            "registers_until": today.isoformat(),
            "version": drive.version - 1,
            "once": "a-key-of-a-form",
        },
        status=409,
    )
    open_drive(cast.ha.actor, drive_id=drive_id)
    place = place_of(drive_id, cast.unit)
    client.as_(cast.an).post(f"/drives/places/{place}/register", {"promise": " "}, status=422)
    client.as_(cast.an).post(f"/drives/places/{place}/register", {"promise": "Một công trình"})
    assert "Một công trình" in client.as_(cast.an).get(f"/drives/places/{place}").text

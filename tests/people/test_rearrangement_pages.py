"""The pages on which an administrator prepares, looks at and carries out a split, a merger or a dissolution."""

import io
from datetime import timedelta

import pytest

from app.core import clock
from app.extensions import db as database
from app.people.models import Membership, Unit
from app.people.rearranging.plan import Rearrangement
from tests import factories
from tests.people import rearranging
from tests.people.rearranging import DECISION, part
from tests.works.walk import picture

TODAY = clock.today().isoformat()


@pytest.fixture
def pupils(cast):
    """Two classes and one without."""
    names = (("Bế Văn Một", "11A1"), ("Chu Thị Hai", "11A1"), ("Đàm Văn Ba", "11A2"), ("Hà Thị Bốn", None))
    return [factories.member(cast.unit, name, class_name=group) for name, group in names]


def newest():
    database.session.rollback()
    return database.session.query(Rearrangement).order_by(Rearrangement.id.desc()).first()


def test_a_unit_is_split_from_its_page_to_the_last_confirmation(client, cast, pupils):
    work = factories.work(cast.unit, title="Đường thôn Nà Hán", state="under_way")
    activity = factories.activity(cast.unit, title="Dọn đường")
    lan = client.as_(cast.lan)
    assert lan.get(f"/units/{cast.unit.id}").find("a", href=f"/units/{cast.unit.id}/split") is not None
    start = f"/units/{cast.unit.id}/split"
    lan.get(start)
    sent = {"on": TODAY, "decision": DECISION, "goes_on": "y", "parts-0-name": "Đoàn trường Hai"}
    page = lan.post(start, sent, status=422)
    assert len(page.errors) == 2  # a part has both names and a code
    assert page.values["parts-0-name"] == "Đoàn trường Hai"
    sent |= {"parts-0-short_name": "Trường Hai", "parts-0-code": "cl-2", "paper": (picture(), "qd.jpg")}
    page = lan.follow(lan.post(start, _files(sent)))
    plan = newest()
    url = f"/rearrangements/{plan.id}"
    assert page.find("form", action=f"{url}/carry-out").find(".//button") is None  # nobody goes to the part yet
    assert page.find("a", href=f"{url}/members") is not None
    lan.get(f"{url}/paper")

    members = f"{url}/members"
    page = lan.get(members)
    # By class, by list (code, name, a row of a sheet), one by one; what names nobody is said and nothing is lost.
    page = lan.post(
        members,
        {"version": page.values["version"], "goal": "1", "lines": "Không Ai\nHà Thị Bốn", "class": "11A2"},
        status=422,
    )
    assert "Không Ai" in page.errors[0]
    assert page.values["lines"] == "Không Ai\nHà Thị Bốn"
    lines = f"hà thị bốn\n1;{pupils[1].code};Chu Thị Hai"
    values = {"version": page.values["version"], "goal": "1", "lines": lines, "class": "11A2", "member": pupils[0].id}
    page = lan.follow(lan.post(members, values))
    assert newest().choices["member"] == {str(pupil.id): 1 for pupil in pupils}
    assert lan.post(members, {"version": page.values["version"], "goal": "1"}, status=422).errors

    things = f"{url}/things"
    page = lan.get(things)
    names = [f"work-{work.id}", f"activity-{activity.id}", f"subunit-{cast.chapter.id}"]
    assert {page.values[name] for name in names} == {"0"}
    lan.post(things, {"version": page.values["version"], f"work-{work.id}": "1", f"activity-{activity.id}": "77"})

    page = lan.get(url)
    assert "Đường thôn Nà Hán" in page.text
    confirmed = {name: page.values[name] for name in ("version", "seen", "once")}
    page = lan.follow(lan.post(f"{url}/carry-out", confirmed))
    two = rearranging.new_unit("CL-2")
    assert database.session.query(Membership).filter_by(unit_id=two.id, valid_until=None).count() == 4
    assert database.session.get_one(factories.Work, work.id).unit_id == two.id
    assert database.session.get_one(factories.Activity, activity.id).host_unit_id == cast.unit.id
    assert database.session.get_one(Unit, cast.unit.id).dissolved_on is None
    assert page.find("a", href=f"/units/{two.id}") is not None
    assert cast.unit.name in lan.get(f"/units/{two.id}").text
    lan.post(f"{url}/carry-out", confirmed)  # once more changes nothing
    lan.get(f"{url}/members", status=404)
    assert "Trường Hai" in lan.get("/rearrangements/").text


def _files(values):
    return {
        name: (io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value for name, value in values.items()
    }


def test_units_become_a_new_one_and_a_stale_preview_is_shown_again_with_what_has_changed(client, cast, pupils):
    other = factories.unit("Đoàn trường THPT Hai", parent=cast.bloc, kind="union", code="HAI", sector="school")
    lan, start = client.as_(cast.lan), f"/units/{cast.unit.id}/merge"
    sent = {"on": TODAY, "decision": DECISION, "units": [other.id], "into": "new"}
    assert len(lan.post(start, sent, status=422).errors) == 1
    sent |= {"name": "Đoàn trường Liên cấp", "short_name": "Liên cấp", "code": "LC"}
    lan.post(start, {**sent, "units": []}, status=422)
    page = lan.follow(lan.post(start, sent))
    plan = newest()
    url = f"/rearrangements/{plan.id}"
    confirmed = {name: page.values[name] for name in ("version", "seen", "once")}
    newcomer = factories.member(other, "Lý Thị Mới Vào")
    page = lan.post(f"{url}/carry-out", confirmed, status=409)
    assert "Lý Thị Mới Vào" in page.find(class_="notice-danger").find(".//ul").find("li").text
    assert newest().state == "open"
    assert database.session.query(Unit).filter_by(code="LC").count() == 0
    lan.post(f"{url}/carry-out", {name: page.values[name] for name in ("version", "seen", "once")})
    merged = rearranging.new_unit("LC")
    assert (
        database.session.query(Membership).filter_by(member_id=newcomer.id, valid_until=None).one().unit_id == merged.id
    )
    assert database.session.get_one(Unit, other.id).dissolved_on == clock.today()


def test_a_plan_is_changed_and_dropped_and_two_who_change_it_at_once_are_told(client, cast):
    id_ = rearranging.prepare(cast.lan.actor, "dissolve", [cast.chapter], [cast.unit])
    lan, url = client.as_(cast.lan), f"/rearrangements/{id_}"
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    page = lan.get(f"{url}/edit")
    lan.post(f"{url}/edit", {"version": page.values["version"], "on": yesterday, "decision": "QĐ 16"})
    page = lan.post(f"{url}/edit", {"version": page.values["version"], "on": TODAY, "decision": "QĐ 17"}, status=409)
    assert page.values["decision"] == "QĐ 17"
    assert "QĐ 16" in page.text
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    lan.post(f"{url}/edit", {"version": page.values["version"], "on": tomorrow, "decision": "QĐ 17"}, status=422)
    page = lan.get(url)
    lan.post(f"{url}/drop", {"version": page.values["version"], "once": page.values["once"]})
    assert newest().state == "dropped"
    lan.get(url)
    lan.post(f"{url}/carry-out", {"version": "9", "seen": "", "once": "12345678"})
    assert database.session.get_one(Unit, cast.chapter.id).dissolved_on is None


def test_only_administrators_prepare_and_only_who_sees_everything_looks(client, cast):
    id_ = rearranging.prepare(cast.lan.actor, "split", [cast.unit], [cast.unit, part("CL-2")])
    url = f"/rearrangements/{id_}"
    for person in (cast.an, cast.binh, cast.dung):
        someone = client.as_(person)
        someone.get("/rearrangements/", status=403)
        someone.get(url, status=404)
        someone.get(f"{url}/members", status=403)
    for person in (cast.ha, cast.khanh):
        someone = client.as_(person)
        someone.get("/rearrangements/")
        page = someone.get(url)
        assert page.find("form", action=f"{url}/carry-out") is None
        someone.post(f"{url}/carry-out", {"version": "1", "seen": ""}, status=403)
        someone.post(f"{url}/drop", {"version": "1"}, status=403)
        someone.get(f"{url}/things", status=403)


def test_the_preview_takes_the_same_statements_however_much_there_is(client, cast, pupils):
    id_ = rearranging.prepare(cast.lan.actor, "split", [cast.unit], [cast.unit, part("CL-2")])
    lan, urls = client.as_(cast.lan), [f"/rearrangements/{id_}{tail}" for tail in ("", "/members", "/things")]
    before = [len(lan.get(url).statements) for url in urls]
    for number in range(4):
        factories.member(cast.unit, f"Người {number}")
        factories.work(cast.unit, title=f"Công trình {number}")
        factories.activity(cast.unit)
        factories.unit(parent=cast.unit, kind="chapter")
    assert [len(lan.get(url).statements) for url in urls] == before
    assert max(before) <= 34

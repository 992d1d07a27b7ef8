"""The pages of units: for everybody who is signed in; changing them is the administrator's."""

import io
from datetime import timedelta

import pytest

from app.core import clock
from app.people.models import Unit
from tests import factories
from tests.works.walk import picture

EVERYBODY = ("an", "binh", "chi", "dung", "giang", "ha", "hai", "khanh", "lan")
ADMINISTRATOR_ONLY = (
    "/units/new",
    "/units/{}/change",
    "/units/{}/move",
    "/units/{}/dissolve",
    "/units/{}/split",
    "/units/{}/merge",
)


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_who_is_signed_in_sees_the_tree_and_a_unit(client, cast, who):
    browser = client.as_(getattr(cast, who))
    assert "Đoàn trường THPT Chi Lăng" in browser.get("/units/").text
    page = browser.get(f"/units/{cast.unit.id}")
    assert "Lê Thị An" in page.text
    assert "+84" not in page.source


def test_a_visitor_is_asked_to_sign_in(client, cast):
    for url in ("/units/", f"/units/{cast.unit.id}"):
        assert "/sign-in" in client.get(url, status=303).response.headers["Location"]


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != "lan"])
def test_only_the_administrator_sees_the_pages_that_change_units(client, cast, who):
    browser = client.as_(getattr(cast, who))
    for url in ADMINISTRATOR_ONLY:
        browser.get(url.format(cast.unit.id), status=403)
        browser.post(url.format(cast.unit.id), status=403)
    assert not [a for a in browser.get(f"/units/{cast.unit.id}").all("a") if "/change" in (a.get("href") or "")]


def test_a_search_finds_names_without_diacritics_and_codes(client, cast):
    browser = client.as_(cast.binh)
    assert "Chi Lăng" in browser.get("/units/?q=chi+lang").text
    assert "Chi Lăng" not in browser.get("/units/?q=so+tai").find("table").itertext()
    page = browser.get("/units/?q=stc")
    assert len(page.all("td", class_="cell-main")) == 1
    assert "Không có đơn vị nào" in browser.get("/units/?q=zzz").text


def test_the_counts_hold_all_members_below(client, cast):
    factories.member(cast.chapter)
    page = client.as_(cast.binh).get(f"/units/{cast.unit.id}")
    assert page.find("span", class_="stat-value").text == "4"


def test_the_tree_takes_the_same_statements_with_more_units(client, cast):
    browser = client.as_(cast.binh)
    few = len(browser.get("/units/").statements)
    for _ in range(30):
        factories.member(factories.unit(parent=cast.unit, kind="chapter", sector="school"))
    many = browser.get("/units/").statements
    assert len(many) == few <= 6, many
    assert len(browser.get(f"/units/{cast.unit.id}").statements) <= 13


@pytest.mark.parametrize("id_", [99999, 2**40])
def test_a_unit_that_is_not_there_is_not_found(client, cast, id_):
    client.as_(cast.lan).get(f"/units/{id_}", status=404)


def test_the_administrator_founds_changes_moves_and_dissolves(client, cast, db):
    lan = client.as_(cast.lan)
    today = clock.today().isoformat()
    form = {
        "name": "Chi đoàn 12B",
        "short_name": "12B",
        "kind": "chapter",
        "sector": "school",
        "code": "CL-12B",
        "parent_id": cast.unit.id,
        "founded_on": "01/09/2025",
        "decision": "QĐ 1",
        "once": "key-of-this-form",
    }
    page = lan.post("/units/new", form | {"founded_on": "31/02/2025"}, status=422)
    assert page.values["name"] == "Chi đoàn 12B"
    page = lan.post("/units/new", form | {"code": "CL"}, status=422)
    assert "CL" in page.errors[0]
    url = lan.post("/units/new", form).response.headers["Location"]
    assert lan.post("/units/new", form).response.headers["Location"] == url
    change = {"name": "Chi đoàn 12C", "short_name": "12C", "kind": "chapter", "sector": "school", "decision": "QĐ 2"}
    assert lan.get(f"{url}/change").values["version"] == "1"
    lan.post(f"{url}/change", change | {"on": today, "version": "1"})
    page = lan.post(f"{url}/change", change | {"on": today, "version": "1", "name": "Tên khác"}, status=409)
    assert page.values["name"] == "Tên khác"
    assert "Chi đoàn 12C" in page.text
    lan.post(f"{url}/change", change | {"on": today, "version": page.values["version"], "name": "Tên khác"})
    union = factories.unit("Đoàn trường khác", parent=cast.bloc, kind="union", sector="school")
    move = {"parent_id": union.id, "on": today, "decision": "QĐ 3"}
    assert lan.post(f"{url}/move", move | {"version": "3", "parent_id": 99999}, status=422).errors
    lan.post(f"{url}/move", move | {"version": "3"})
    page = lan.get(url)
    assert "Chi đoàn 12B" in page.text
    assert "QĐ 3" in page.text
    end = {"on": today, "decision": "QĐ 4"}
    page = lan.follow(lan.post(f"{url}/dissolve", end))
    assert page.find(class_="btn-lamp") is None  # it began to stand there only today
    tomorrow = clock.today() + timedelta(days=1)
    with clock.travel(tomorrow):
        page = lan.follow(lan.post(f"{url}/dissolve", end | {"on": tomorrow.isoformat()}))
        action = next(form.get("action") for form in page.all("form") if "carry-out" in (form.get("action") or ""))
        lan.post(action, {name: page.values[name] for name in ("version", "seen", "once")})
        assert "đã giải thể" in lan.get(url).text
        assert "12B" not in lan.get("/units/").text
    assert db.session.query(Unit).filter_by(code="CL-12B").one().dissolved_on == tomorrow


def test_the_paper_of_a_decision_is_for_the_units_officers_and_those_above(client, cast, db):
    lan, url = client.as_(cast.lan), f"/units/{cast.chapter.id}"
    page = lan.get(f"{url}/change")
    change = {name: page.values[name] for name in ("name", "short_name", "version", "once")}
    change |= {"kind": "chapter", "sector": "school", "on": clock.today().isoformat(), "decision": "QĐ 2"}
    lan.post(f"{url}/change", change | {"paper": (io.BytesIO(picture()), "qd.jpg")})
    paper = next(a.get("href") for a in lan.get(url).all("a") if (a.get("href") or "").endswith("/paper"))
    for person, status in ((cast.an, 200), (cast.ha, 200), (cast.khanh, 200), (cast.binh, 404), (cast.giang, 404)):
        client.as_(person).get(paper, status=status)
        shown = any(a.get("href") == paper for a in client.as_(person).get(url).all("a"))
        assert shown is (status == 200)
    lan.get(paper.replace(f"/{cast.chapter.id}/", f"/{cast.unit.id}/"), status=404)


def test_moving_says_first_what_moves_along(client, cast):
    for _number in range(3):
        factories.member(cast.chapter)
    page = client.as_(cast.lan).get(f"/units/{cast.unit.id}/move")
    assert "1 đơn vị trực thuộc và tất cả 6 đoàn viên" in page.text

"""Proposing over the pages: a group of questions at a time, and nothing typed is ever lost."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.works.actions import save_draft
from app.works.models import PlanVersion, Work
from app.works.values import Dates, Place
from tests import factories
from tests.works import walk


@pytest.fixture
def an(cast, client):
    return client.as_(cast.an)


def what(cast, **values):
    return {
        "title": "Thắp sáng đường thôn",
        "kind_id": factories.kind().id,
        "unit_id": cast.unit.id,
        "level": "base_unit",
        **values,
    }


def only_work(db):
    db.session.rollback()
    return db.session.execute(select(Work)).scalar_one()


def send(browser, id_, group, status=303, **values):
    return browser.post(f"/works/{id_}/edit/{group}", {"version": walk.version(id_), **values}, status=status)


def test_a_leader_proposes_group_by_group_and_hands_in(cast, an, db):
    page = an.get("/works/new")
    sent = an.post("/works/new", what(cast, once=page.values["once"]))
    id_ = only_work(db).id
    assert sent.response.headers["Location"].endswith(f"/works/{id_}/edit/where")
    commune = factories.commune()
    send(an, id_, "where", commune="dong dang", village="Nà Lùng", point=f"{commune.lat}, {commune.lon}")
    send(an, id_, "extent", m_lamps="20", m_length_km="1,2", households="30", people="120")
    send(an, id_, "dates", starts_on="01/12/2026", ends_on="2026-12-31")
    row = {"rows-0-category": "materials", "rows-0-description": "Đèn", "rows-0-unit": "bộ"}
    send(an, id_, "lines", **row, **{"rows-0-quantity": "20", "rows-0-unit_price": "450 nghìn"})
    source = {"rows-0-kind": "sponsor", "rows-0-form": "cash", "rows-0-amount": "9 triệu", "rows-0-name": "Công ty A"}
    send(an, id_, "sources", **source)
    page = an.get(f"/works/{id_}/edit/check")
    assert "9.000.000" in page.text
    send(an, id_, "check")
    work = walk.fresh(id_)
    assert (work.state, work.commune_id, work.planned_total) == ("submitted", commune.id, 9_000_000)


def test_the_check_page_names_what_is_missing_and_where(cast, an, db):
    an.post("/works/new", what(cast))
    id_ = only_work(db).id
    page = an.get(f"/works/{id_}/edit/check")
    for group in ("where", "extent", "dates", "lines"):
        assert page.find("a", href=f"/works/{id_}/edit/{group}") is not None
    page = send(an, id_, "check", status=422)
    assert walk.fresh(id_).state == "draft"


def test_a_form_sent_twice_starts_one_draft(cast, an, db):
    once = an.get("/works/new").values["once"]
    first = an.post("/works/new", what(cast, once=once))
    second = an.post("/works/new", what(cast, once=once))
    assert first.response.headers["Location"] == second.response.headers["Location"]
    assert db.session.query(Work).count() == 1


def test_a_name_and_a_kind_are_asked_for_beside_their_fields(cast, an):
    page = an.post("/works/new", what(cast, title="", kind_id="", description="Đã gõ"), status=422)
    assert len(page.errors) == 2
    assert page.values["description"] == "Đã gõ"


def test_a_draft_can_be_left_and_gone_on_with(cast, an, db):
    id_ = walk.draft(cast)
    sent = send(an, id_, "dates", starts_on="", ends_on="", leave="1")
    assert sent.response.headers["Location"].endswith(f"/works/{id_}")
    page = an.get(f"/works/{id_}/edit/extent")
    assert page.values["m_length_km"] == "1,2"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"commune": "Đồng Đăng", "point": "106.7, 21.9"}, "point"),
        ({"commune": "Đồng Đăng", "point": "hai mốt độ"}, "point"),
        ({"commune": "Đồng Đăng", "point": "48.85, 2.35"}, "point"),
        ({"commune": "Không Có Đâu", "point": ""}, "commune"),
    ],
)
def test_a_wrong_point_or_commune_is_kept_beside_its_message(cast, an, typed, field):
    id_ = walk.draft(cast)
    page = send(an, id_, "where", status=422, **typed)
    assert page.errors
    assert page.values[field] == typed[field]
    assert walk.fresh(id_).village == "Nà Lùng"


def test_swapped_coordinates_get_the_point_that_was_meant(cast, an):
    page = send(an, walk.draft(cast), "where", status=422, commune="Đồng Đăng", point="106.7, 21.9")
    assert "21.900000, 106.700000" in page.text


def test_coordinates_with_a_comma_are_understood(cast, an):
    id_ = walk.draft(cast)
    send(an, id_, "where", commune="Đồng Đăng", point="21,9461; 106,722")
    assert (walk.fresh(id_).lat, walk.fresh(id_).lon) == (21.9461, 106.722)


def test_a_work_may_be_proposed_without_a_point(cast, an):
    id_ = walk.draft(cast)
    send(an, id_, "where", commune="Đồng Đăng", point="")
    assert walk.fresh(id_).lat is None


def test_a_point_in_another_commune_is_kept_and_flagged(cast, an, client):
    id_ = walk.draft(cast)
    there = factories.commune("Hữu Lũng")
    send(an, id_, "where", commune="Đồng Đăng", point=f"{there.lat}, {there.lon}")
    assert walk.fresh(id_).is_point_outside
    assert an.get(f"/works/{id_}/edit/check").find(class_="notice-warning") is not None


def test_an_old_name_offers_what_it_is_today(cast, an):
    id_ = walk.draft(cast)
    page = send(an, id_, "where", status=422, commune="Phú Xá")
    options = page.all("input", name="commune_id")
    assert options
    assert "Phú Xá" in page.text
    chosen = int(options[0].get("value"))
    send(an, id_, "where", commune="Phú Xá", commune_id=chosen)
    assert walk.fresh(id_).commune_id == chosen


@pytest.mark.parametrize(
    "typed",
    [
        {"m_lamps": "-20", "households": "30", "people": ""},
        {"m_lamps": "hai mươi", "households": "30", "people": ""},
        {"m_lamps": "2,5", "households": "30", "people": ""},
        {"m_lamps": "20", "households": "nhiều", "people": ""},
        {"m_lamps": "20", "households": "1", "people": "99999999999999999999"},
    ],
)
def test_quantities_that_are_no_numbers_or_negative_are_kept_beside_their_message(cast, an, typed):
    id_ = walk.draft(cast)
    page = send(an, id_, "extent", status=422, **typed)
    assert len(page.errors) == 1
    assert {name: page.values[name] for name in typed} == typed


@pytest.mark.parametrize(
    ("starts_on", "ends_on"), [("31/02/2026", "2026-03-01"), ("2026-03-02", "2026-03-01"), ("mai", "2026-03-01")]
)
def test_days_that_are_none_or_out_of_order_are_kept_beside_their_message(cast, an, starts_on, ends_on):
    id_ = walk.draft(cast)
    page = send(an, id_, "dates", status=422, starts_on=starts_on, ends_on=ends_on)
    assert len(page.errors) == 1
    assert (page.values["starts_on"], page.values["ends_on"]) == (starts_on, ends_on)


def line(number=0, **values):
    given = {"category": "materials", "description": "Đèn", "unit": "bộ", "quantity": "2", "unit_price": "1000"}
    return {f"rows-{number}-{name}": value for name, value in {**given, **values}.items()}


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit_price": "một triệu"},
        {"unit_price": "-5"},
        {"unit_price": "1.5"},
        {"quantity": "0"},
        {"quantity": "-1"},
        {"description": ""},
    ],
)
def test_a_wrong_plan_line_is_kept_beside_its_message(cast, an, wrong):
    id_ = walk.draft(cast)
    page = send(an, id_, "lines", status=422, **line(0), **line(1, **wrong))
    assert len(page.errors) == 1
    for name, value in {**line(0), **line(1, **wrong)}.items():
        assert page.values[name] == value
    assert walk.fresh(id_).planned_total == 11_250_000


def test_an_empty_row_is_left_out(cast, an):
    id_ = walk.draft(cast)
    send(an, id_, "lines", **line(0), **line(1, description="", unit="", quantity="", unit_price=""))
    assert walk.fresh(id_).planned_total == 2000


def test_a_row_is_added_without_javascript_and_nothing_typed_is_lost(cast, an):
    id_ = walk.draft(cast)
    before = len(an.get(f"/works/{id_}/edit/lines").all("fieldset"))
    page = send(an, id_, "lines", status=200, add_row="1", **line(0, description="Đang gõ"))
    assert page.values["rows-0-description"] == "Đang gõ"
    assert len(page.all("fieldset")) == 3
    assert before == 3
    assert walk.fresh(id_).planned_total == 11_250_000


def test_rows_pasted_from_excel_are_read_into_the_form(cast, an, db):
    id_ = walk.draft(cast)
    pasted = "Xi măng\ttấn\t2,5\t1.600.000\nCát\tm3\t10\t300 nghìn\tVật liệu\n"
    page = send(an, id_, "lines", status=200, pasted=pasted, **line(0))
    held = [page.values[f"rows-{n}-description"] for n in range(3)]
    assert held == ["Đèn", "Xi măng", "Cát"]
    assert page.values["rows-1-quantity"] == "2,5"
    assert page.values["rows-1-unit_price"] == "1.600.000"


def test_an_empty_line_in_the_field_for_pasting_pastes_nothing(cast, an):
    id_ = walk.draft(cast)
    send(an, id_, "lines", status=303, pasted=" \r\n\t\r\n", **line(0))


def test_pasted_rows_that_cannot_be_read_are_named_and_kept(cast, an):
    id_ = walk.draft(cast)
    pasted = "Xi măng\ttấn\t2,5\tđắt\nCát\tm3"
    page = send(an, id_, "lines", status=422, pasted=pasted)
    assert "1" in page.errors[0]
    assert "2" in page.errors[0]
    assert "Xi măng" in page.values["pasted"]


def test_sources_are_saved_and_the_check_says_when_they_differ(cast, an):
    id_ = walk.draft(cast)
    send(
        an, id_, "sources", **{"rows-0-kind": "members", "rows-0-form": "cash", "rows-0-amount": "5", "rows-0-name": ""}
    )
    page = an.get(f"/works/{id_}/edit/check")
    assert page.find("a", href=f"/works/{id_}/edit/sources") is not None


def test_a_stale_draft_page_keeps_what_was_typed_and_shows_what_is_there(cast, an, client):
    id_ = walk.draft(cast)
    seen = walk.version(id_)
    save_draft(cast.an.actor, work_id=id_, version=seen, place=Place(factories.commune("Hữu Lũng").id, "Làng Mới"))
    page = an.post(
        f"/works/{id_}/edit/where", {"version": seen, "commune": "Đồng Đăng", "village": "Đã gõ"}, status=409
    )
    assert page.values["village"] == "Đã gõ"
    assert "Làng Mới" in page.text
    assert page.values["version"] == str(walk.version(id_))
    send(an, id_, "where", commune="Đồng Đăng", village="Đã gõ")
    assert walk.fresh(id_).village == "Đã gõ"


def test_a_double_click_saves_once(cast, an, db):
    id_ = walk.draft(cast)
    seen = walk.version(id_)
    for _ in range(2):
        an.post(f"/works/{id_}/edit/dates", {"version": seen, "starts_on": "01/12/2026", "ends_on": "02/12/2026"})
    assert walk.version(id_) == seen + 1


def test_strangers_and_other_roles_do_not_edit_a_draft(cast, client):
    id_ = walk.draft(cast)
    for group in ("what", "where", "extent", "dates", "lines", "sources", "check"):
        for person, status in ((cast.binh, 404), (cast.giang, 404), (cast.ha, 403), (cast.dung, 403)):
            client.as_(person).get(f"/works/{id_}/edit/{group}", status=status)


def test_what_was_handed_in_has_no_edit_pages(cast, an):
    id_ = walk.submitted(cast)
    an.get(f"/works/{id_}/edit/dates", status=400)


def test_a_double_click_hands_in_once(cast, an):
    id_ = walk.draft(cast)
    seen = walk.version(id_)
    for _ in range(2):
        an.post(f"/works/{id_}/edit/check", {"version": seen})
    assert (walk.fresh(id_).state, walk.version(id_)) == ("submitted", seen + 1)


def test_what_was_typed_while_somebody_handed_it_in_is_kept_beside_what_changed(cast, an):
    id_ = walk.draft(cast)
    typed = {"version": walk.version(id_), "starts_on": "2026-03-01", "ends_on": "2026-04-01"}
    walk.submit_work(cast.an.actor, work_id=id_, version=walk.version(id_))
    page = an.post(f"/works/{id_}/edit/dates", typed, status=409)
    assert page.values["starts_on"] == "2026-03-01"
    assert "Trình đề xuất" in page.text
    an.post(f"/works/{id_}/edit/dates", {**typed, "version": walk.version(id_)}, status=422)
    assert walk.fresh(id_).state == "submitted"


HOSTILE = [
    "\x00",
    "' OR 1=1 --",
    "{{ 7*7 }}",
    "🙂" * 40,
    "\u202eabc",
    "-1",
    "1e999",
    "9" * 400,
    "31/02",
    "<script>",
    "a" * 60_000,
]


@pytest.mark.parametrize("bad", HOSTILE, ids=range(len(HOSTILE)))
def test_no_input_gives_an_error_page(cast, an, bad):
    id_ = walk.draft(cast)
    groups = {
        "what": ("title", "description", "occasion", "kind_id", "unit_id", "level"),
        "where": ("commune", "commune_id", "village", "point"),
        "extent": ("m_lamps", "m_length_km", "households", "people"),
        "dates": ("starts_on", "ends_on"),
        "lines": ("pasted", "rows-0-description", "rows-0-quantity", "rows-0-unit", "rows-0-unit_price"),
        "sources": ("rows-0-kind", "rows-0-form", "rows-0-amount", "rows-0-name"),
    }
    for group, names in groups.items():
        page = an.post(f"/works/{id_}/edit/{group}", {"version": walk.version(id_)} | dict.fromkeys(names, bad), None)
        assert page.status in (303, 422, 200), group
        assert an.post(f"/works/{id_}/edit/{group}", {"version": bad}, status=None).status in (303, 409, 422)
    assert Dates(None, None)


def test_every_plan_version_stays(cast, an, db):
    from app.works.actions import return_work

    id_ = walk.submitted(cast)
    return_work(cast.ha.actor, work_id=id_, version=walk.version(id_), reason="Đắt quá")
    send(an, id_, "lines", **line(0))
    versions = db.session.execute(
        select(PlanVersion).options(selectinload(PlanVersion.lines)).order_by(PlanVersion.number)
    ).scalars()
    assert [(v.state, v.total) for v in versions] == [("refused", 11_250_000), ("draft", 2000)]

"""What a proposal may say: a line, partner units, phases, sources; and what each return asks for."""

import pytest
from sqlalchemy import select

from app.core.errors import NotPossible
from app.works.actions import return_work, save_draft
from app.works.line import length_m, to_points
from app.works.models import UNION_SOURCES, WorkPartner, WorkPhase
from app.works.values import Dates, Phase, Place, What
from app.works.wording import OTHERS_SOURCES, SOURCE_NAMES
from tests import factories
from tests.works import walk

ROAD = ((21.9, 106.7), (21.901, 106.7), (21.901, 106.702))
TYPED = "21.9, 106.7\n21.901, 106.7\n\n21,901; 106,702"


@pytest.fixture
def an(cast, client):
    return client.as_(cast.an)


def send(browser, id_, group, status=303, **values):
    return browser.post(f"/works/{id_}/edit/{group}", {"version": walk.version(id_), **values}, status=status)


def partners_of(db, id_):
    return set(db.session.execute(select(WorkPartner.unit_id).where(WorkPartner.work_id == id_)).scalars())


def phases_of(db, id_):
    rows = db.session.execute(select(WorkPhase).where(WorkPhase.work_id == id_).order_by(WorkPhase.position)).scalars()
    return [(row.name, row.starts_on, row.ends_on) for row in rows]


# -- the line ----------------------------------------------------------------------------------------------------------


def test_a_road_is_kept_as_a_line_with_longitude_first(cast, an):
    id_ = walk.draft(cast)
    send(an, id_, "where", commune="Đồng Đăng", line=TYPED)
    work = walk.fresh(id_)
    assert work.line == {"type": "LineString", "coordinates": [[106.7, 21.9], [106.7, 21.901], [106.702, 21.901]]}
    assert to_points(work.line) == ROAD
    assert an.get(f"/works/{id_}/edit/where").values["line"].splitlines()[0] == "21.900000, 106.700000"


def test_a_line_may_be_pasted_as_geojson_and_be_taken_away_again(cast, an):
    id_ = walk.draft(cast)
    pasted = '{"type": "LineString", "coordinates": [[106.7, 21.9], [106.7, 21.901]]}'
    send(an, id_, "where", commune="Đồng Đăng", line=pasted)
    assert to_points(walk.fresh(id_).line) == ROAD[:2]
    send(an, id_, "where", commune="Đồng Đăng", line="")
    assert walk.fresh(id_).line is None


@pytest.mark.parametrize(
    "typed", ["21.9, 106.7", "21.9, 106.7\nở đâu đó", "106.7, 21.9\n106.7, 21.901", "\n".join(["21.9, 106.7"] * 501)]
)
def test_a_line_that_is_none_is_kept_beside_its_message(cast, an, typed):
    id_ = walk.draft(cast)
    page = send(an, id_, "where", status=422, commune="Đồng Đăng", line=typed)
    assert len(page.errors) == 1
    assert page.values["line"].split() == typed.split()
    assert walk.fresh(id_).line is None


def test_the_action_refuses_a_line_of_one_point(cast):
    id_ = walk.draft(cast)
    place = Place(walk.fresh(id_).commune_id, None, None, None, ROAD[:1])
    with pytest.raises(NotPossible, match="line_points"):
        save_draft(cast.an.actor, work_id=id_, version=walk.version(id_), place=place)


def test_the_length_of_the_line_is_offered_where_none_is_written(cast, an):
    id_ = walk.draft(cast)
    send(an, id_, "where", commune="Đồng Đăng", line=TYPED)
    page = an.get(f"/works/{id_}/edit/extent")
    assert page.values["m_length_km"] == "1,2"  # what was written stays
    assert "0,32" in page.text
    send(an, id_, "extent", m_lamps="20", m_length_km="", households="30")
    assert an.get(f"/works/{id_}/edit/extent").values["m_length_km"] == "0,32"
    assert round(length_m(ROAD)) == 318


def test_which_commune_a_point_lies_in_is_answered_without_saving(cast, an):
    id_ = walk.draft(cast)
    before = walk.version(id_)
    there = factories.commune("Hữu Lũng")
    page = send(
        an, id_, "where", status=200, which="1", commune="", village="Đang gõ", point=f"{there.lat}, {there.lon}"
    )
    assert page.values["commune"] == "Hữu Lũng"
    assert page.values["village"] == "Đang gõ"
    assert walk.version(id_) == before


def test_a_point_in_no_commune_is_kept_beside_its_message(cast, an):
    page = send(an, walk.draft(cast), "where", status=422, which="1", commune="", point="10.5, 114.5")
    assert page.errors
    assert page.values["point"] == "10.5, 114.5"


# -- partners, occasion, phases ----------------------------------------------------------------------------------------


def test_units_that_take_part_are_chosen_and_taken_back(cast, an, db):
    id_ = walk.draft(cast)
    what = {"title": "Đường", "kind_id": factories.kind().id, "unit_id": cast.unit.id, "level": "base_unit"}
    send(an, id_, "what", **what, partners=[cast.other_unit.id])
    assert partners_of(db, id_) == {cast.other_unit.id}
    assert cast.other_unit.name in an.get(f"/works/{id_}").text
    send(an, id_, "what", **what)
    assert partners_of(db, id_) == set()


def test_the_unit_that_takes_the_work_on_is_no_partner_of_itself_and_unknown_ones_are_refused(cast, db):
    id_ = walk.draft(cast)
    kind = factories.kind().id
    given = What(cast.unit.id, kind, "Đường", partners=(cast.unit.id, cast.other_unit.id, cast.other_unit.id))
    save_draft(cast.an.actor, work_id=id_, version=walk.version(id_), what=given)
    assert partners_of(db, id_) == {cast.other_unit.id}
    unknown = What(cast.unit.id, kind, "Đường", partners=(987_654,))
    with pytest.raises(NotPossible, match="partner_unknown"):
        save_draft(cast.an.actor, work_id=id_, version=walk.version(id_), what=unknown)


def test_occasions_and_villages_of_earlier_works_are_suggested(cast, an):
    id_ = walk.draft(cast, what=What(cast.unit.id, factories.kind().id, "Đường", occasion="Tháng Thanh niên"))
    assert an.get("/works/new").find("option", value="Tháng Thanh niên") is not None
    assert an.get(f"/works/{id_}/edit/where").find("option", value="Nà Lùng") is not None


def test_phases_are_rows_that_may_be_left_empty(cast, an, db):
    id_ = walk.draft(cast)
    days = {"starts_on": "2026-12-01", "ends_on": "2026-12-31"}
    row = {"phases-0-name": "Dựng cột", "phases-0-starts_on": "01/12/2026", "phases-1-name": ""}
    send(an, id_, "dates", **days, **row)
    assert [(name, str(start), end) for name, start, end in phases_of(db, id_)] == [("Dựng cột", "2026-12-01", None)]
    page = send(an, id_, "dates", status=200, add_row="1", **days, **{"phases-0-name": "Đang gõ"})
    assert page.values["phases-0-name"] == "Đang gõ"
    assert "phases-2-name" in page.values
    send(an, id_, "dates", **days)
    assert phases_of(db, id_) == []


@pytest.mark.parametrize(
    ("phase", "reason"),
    [
        (Phase("Muộn", None, walk.clock.parse_date("01/01/2031")), "phase_outside"),
        (
            Phase("Ngược", walk.clock.parse_date("05/12/2030"), walk.clock.parse_date("04/12/2030")),
            "phase_ends_before_start",
        ),
        (Phase("  "), "phase_name_missing"),
    ],
)
def test_a_phase_has_a_name_and_lies_within_the_days_of_the_work(cast, phase, reason):
    id_ = walk.draft(cast)
    dates = Dates(walk.clock.parse_date("01/12/2030"), walk.clock.parse_date("31/12/2030"), (phase,))
    with pytest.raises(NotPossible, match=reason):
        save_draft(cast.an.actor, work_id=id_, version=walk.version(id_), dates=dates)


# -- money -------------------------------------------------------------------------------------------------------------


def test_sources_tell_what_the_union_raises_from_what_others_bring(cast, an):
    id_ = walk.draft(cast)
    first = {"rows-0-kind": "sponsor", "rows-0-form": "cash", "rows-0-amount": "9 triệu"}
    send(
        an, id_, "sources", **first, **{"rows-1-kind": "own_part", "rows-1-form": "labour", "rows-1-amount": "1 triệu"}
    )
    page = an.get(f"/works/{id_}/edit/sources")
    assert [fact.text.split()[0] for fact in page.all("dd")] == ["9.000.000", "1.000.000", "1.250.000"]
    assert [group.get("label") for group in page.all("optgroup")][:2] == ["Đoàn huy động", "Nguồn khác đóng góp"]


def test_every_source_is_either_raised_by_the_union_or_brought_by_others():
    assert set(OTHERS_SOURCES) == set(SOURCE_NAMES) - set(UNION_SOURCES)


@pytest.mark.parametrize("group", ["lines", "sources"])
def test_a_new_proposal_starts_with_one_empty_row(cast, an, group):
    id_ = save_draft(cast.an.actor, what=What(cast.unit.id, factories.kind().id, "Đường"))
    assert len(an.get(f"/works/{id_}/edit/{group}").all("fieldset")) == 1


def test_more_pasted_rows_than_a_plan_holds_are_refused_and_kept(cast, an):
    id_ = walk.draft(cast)
    pasted = "\n".join(f"Đèn {n}\tbộ\t1\t1000" for n in range(201))
    page = send(an, id_, "lines", status=422, pasted=pasted)
    assert page.errors
    assert page.values["pasted"].count("\n") == 200


# -- what a return asks for --------------------------------------------------------------------------------------------


def test_a_reason_is_shown_at_the_steps_it_is_about_until_they_are_changed(cast, an):
    id_ = walk.submitted(cast)
    return_work(cast.ha.actor, work_id=id_, version=walk.version(id_), reason="Ghi rõ ngày", fields=("dates", "where"))
    assert "Ghi rõ ngày" in an.get(f"/works/{id_}/edit/dates").text
    assert "Ghi rõ ngày" not in an.get(f"/works/{id_}/edit/lines").text
    send(an, id_, "dates", starts_on="2026-12-01", ends_on="2026-12-31")
    assert walk.fresh(id_).return_groups == ["where"]
    assert "Ghi rõ ngày" not in an.get(f"/works/{id_}/edit/dates").text
    assert "Ghi rõ ngày" in an.get(f"/works/{id_}/edit/check").text


def test_a_reason_about_no_group_by_name_is_shown_at_every_step(cast, an):
    id_ = walk.submitted(cast)
    return_work(cast.ha.actor, work_id=id_, version=walk.version(id_), reason="Xem lại")
    for group in ("what", "dates", "lines"):
        assert "Xem lại" in an.get(f"/works/{id_}/edit/{group}").text

"""A draft grows group by group."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.errors import Conflict, NotFound, NotPossible
from app.works.actions import save_draft
from app.works.models import PlanVersion, Work, WorkMeasure
from app.works.values import Dates, Extent, Line, Place, Source, What
from tests import factories
from tests.works import walk


def save(person, id_, **groups):
    return save_draft(person.actor, work_id=id_, version=walk.version(id_), **groups)


def test_a_draft_starts_with_unit_kind_and_name(cast):
    id_ = save_draft(cast.an.actor, what=What(cast.unit.id, factories.kind().id, "Đường hoa"))
    work = walk.fresh(id_)
    assert (work.state, work.version, work.title_folded) == ("draft", 1, "duong hoa")


def test_the_same_form_sent_twice_starts_one_draft(cast, db):
    what = What(cast.unit.id, factories.kind().id, "Đường hoa")
    first = save_draft(cast.an.actor, what=what, once="a-key-of-a-form")
    assert save_draft(cast.an.actor, what=what, once="a-key-of-a-form") == first
    assert db.session.query(Work).count() == 1


def test_a_group_that_is_not_given_stays_as_it_was(cast):
    id_ = walk.draft(cast)
    save(cast.an, id_, dates=Dates(date(2026, 1, 1), date(2026, 2, 1)))
    work = walk.fresh(id_)
    assert work.village == "Nà Lùng"
    assert work.ends_on == date(2026, 2, 1)


def test_each_save_raises_the_version_and_a_stale_page_cannot_save(cast):
    id_ = walk.draft(cast)
    seen = walk.version(id_)
    save(cast.an, id_, dates=Dates(None, None))
    with pytest.raises(Conflict) as refused:
        save_draft(cast.an.actor, work_id=id_, version=seen, place=Place(None))
    assert refused.value.details == {"seen": seen, "present": seen + 1}
    assert walk.fresh(id_).village == "Nà Lùng"


def test_the_same_save_sent_twice_changes_nothing_more(cast):
    id_ = walk.draft(cast)
    seen = walk.version(id_)
    group = {"dates": Dates(date(2026, 1, 1), date(2026, 2, 1))}
    save_draft(cast.an.actor, work_id=id_, version=seen, **group)
    assert save_draft(cast.an.actor, work_id=id_, version=seen, **group) == id_
    assert walk.version(id_) == seen + 1


def test_an_amount_is_quantity_times_unit_price(cast, db):
    id_ = walk.draft(cast)
    plan = db.session.execute(select(PlanVersion).options(selectinload(PlanVersion.lines))).scalar_one()
    assert [line.amount for line in plan.lines] == [9_000_000, 2_250_000]
    assert walk.fresh(id_).planned_total == 11_250_000


def test_half_a_dong_is_rounded_up(cast, db):
    walk.draft(cast, lines=(Line("other", "x", Decimal("0.5"), "m", 33),), sources=())
    plan = db.session.execute(select(PlanVersion).options(selectinload(PlanVersion.lines))).scalar_one()
    assert plan.lines[0].amount == 17


def test_lines_and_sources_replace_those_of_the_draft(cast, db):
    id_ = walk.draft(cast)
    save(cast.an, id_, lines=(Line("other", "Một dòng", Decimal(1), "gói", 500),))
    save(cast.an, id_, sources=(Source("members", "labour", 500),))
    plan = db.session.execute(
        select(PlanVersion).options(selectinload(PlanVersion.lines), selectinload(PlanVersion.sources))
    ).scalar_one()
    assert [line.description for line in plan.lines] == ["Một dòng"]
    assert [source.form for source in plan.sources] == ["labour"]
    assert walk.fresh(id_).planned_total == 500


def test_another_kind_forgets_the_quantities_of_the_first(cast, db):
    id_ = walk.draft(cast)
    save(cast.an, id_, what=What(cast.unit.id, factories.kind("red_scarf_house").id, "Nhà"))
    assert db.session.query(WorkMeasure).count() == 0


def test_markers_are_kept_as_text_and_count_as_their_number(cast, db):
    id_ = walk.draft(cast, what=What(cast.unit.id, factories.kind("border_marker_road").id, "Đường lên mốc"))
    save(cast.an, id_, extent=Extent({"markers": ["1145", "1146/1", "261 (2)"], "length_m": Decimal(300)}, 1, None))
    rows = {row.planned: row.planned_list for row in db.session.execute(select(WorkMeasure)).scalars()}
    assert rows == {Decimal(3): ["1145", "1146/1", "261 (2)"], Decimal(300): None}


def test_a_work_cannot_end_before_it_starts(cast):
    id_ = walk.draft(cast)
    with pytest.raises(NotPossible) as refused:
        save(cast.an, id_, dates=Dates(date(2026, 2, 2), date(2026, 2, 1)))
    assert (refused.value.reason, refused.value.field) == ("work_ends_before_start", "ends_on")


def test_quantities_and_beneficiaries_are_not_negative(cast):
    id_ = walk.draft(cast)
    for extent in (Extent({"lamps": Decimal(-1)}, 1, 1), Extent({}, -1, 1), Extent({}, 1, -1)):
        with pytest.raises(NotPossible, match="negative"):
            save(cast.an, id_, extent=extent)


def test_a_point_in_the_commune_is_not_flagged_and_one_in_another_is_kept_and_flagged(cast):
    here, there = factories.commune("Đồng Đăng"), factories.commune("Hữu Lũng")
    id_ = walk.draft(cast, place=Place(here.id, None, here.lat, here.lon))
    assert not walk.fresh(id_).is_point_outside
    save(cast.an, id_, place=Place(here.id, None, there.lat, there.lon))
    work = walk.fresh(id_)
    assert work.is_point_outside
    assert (work.lat, work.lon) == (there.lat, there.lon)


def test_a_work_may_have_no_point(cast):
    id_ = walk.draft(cast, place=Place(factories.commune().id))
    assert not walk.fresh(id_).is_point_outside


def test_a_leader_proposes_only_for_the_own_units(cast):
    what = What(cast.other_unit.id, factories.kind().id, "Đường hoa")
    with pytest.raises(NotPossible, match="unit_not_yours"):
        save_draft(cast.an.actor, what=what)
    with pytest.raises(NotPossible, match="unit_not_yours"):
        save_draft(cast.binh.actor, what=What(cast.unit.id, factories.kind().id, "Đường hoa"))
    assert save_draft(cast.an.actor, what=What(cast.chapter.id, factories.kind().id, "Đường hoa"))


def test_nobody_but_the_units_leader_writes_in_a_draft(cast):
    id_ = walk.draft(cast)
    with pytest.raises(NotFound):
        save(cast.giang, id_, place=Place(None))
    with pytest.raises(NotFound):
        save(cast.binh, id_, place=Place(None))


def test_what_was_handed_in_is_not_edited(cast):
    id_ = walk.submitted(cast)
    with pytest.raises(NotPossible, match="not_a_draft"):
        save(cast.an, id_, place=Place(None))


def test_a_plan_that_comes_to_more_than_anybody_has_is_refused_and_nothing_changes(cast):
    id_ = walk.draft(cast)
    before = walk.fresh(id_).planned_total
    dear = Line("materials", "Đèn", Decimal(10**9), "bộ", 10**13)
    rich = Source("sponsor", "cash", 10**13, "Công ty A")
    for groups in ({"lines": (dear,)}, {"sources": (rich, rich)}):
        with pytest.raises(NotPossible) as refused:
            save(cast.an, id_, **groups)
        assert refused.value.reason == "sum_too_large"
    assert walk.fresh(id_).planned_total == before


@pytest.mark.parametrize("letter", ["ﷺ", "㍿", "ß", "ữ"])
def test_a_title_that_is_longer_to_search_by_than_to_read_is_kept_whole(cast, letter):
    title = letter * 200
    id_ = save_draft(cast.an.actor, what=What(cast.unit.id, factories.kind().id, title))
    assert walk.fresh(id_).title == title

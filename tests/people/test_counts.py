"""Members and units on a day, by the dated versions; records behind the figures are as many as they say."""

from datetime import date

import pytest

from app.core.actor import SYSTEM
from app.people.actions import change_unit, dissolve_unit, move_unit, transfer_member
from app.people.models import Membership
from app.people.queries import count_members_on, count_units_on, list_members_on, list_units_on
from tests import factories

BEFORE, DAY, AFTER = date(2023, 8, 31), date(2024, 5, 1), date(2024, 6, 1)


@pytest.fixture
def tree(app):
    bloc = factories.unit("Đoàn Khối", kind="bloc", code="K")
    union = factories.unit("Đoàn trường", parent=bloc, kind="union", sector="school")
    chapter = factories.unit("Chi đoàn 11A", parent=union, kind="chapter", sector="school")
    agency = factories.unit("Sở Tài chính", parent=bloc)
    company = factories.unit("Điện lực", parent=bloc, sector="enterprise")
    for unit, members in ((chapter, 3), (agency, 2), (company, 1)):
        for _ in range(members):
            factories.member(unit)
    return {"bloc": bloc, "union": union, "chapter": chapter, "agency": agency, "company": company}


def test_members_are_counted_by_the_sector_of_their_unit(tree):
    assert count_members_on(BEFORE) == {"total": 6, "agency": 2, "enterprise": 1, "pupil": 3}
    assert count_members_on(BEFORE, tree["union"].path)["total"] == 3
    assert count_members_on(date(2019, 1, 1))["total"] == 0


def test_units_are_counted_by_kind_and_base_units_stand_right_under_the_bloc(tree):
    assert count_units_on(BEFORE) == {"base": 3, "union": 1, "base_chapter": 2, "chapter": 1}
    assert count_units_on(BEFORE, tree["union"].path) == {"base": 1, "union": 1, "base_chapter": 0, "chapter": 1}


def test_the_records_behind_a_figure_are_as_many(tree):
    assert len(list_members_on(BEFORE)) == count_members_on(BEFORE)["total"]
    assert len(list_members_on(BEFORE, sector="school")) == count_members_on(BEFORE)["pupil"]
    assert sum(row.is_base for row in list_units_on(BEFORE)) == count_units_on(BEFORE)["base"]


def test_a_changed_sector_counts_from_its_day_on(tree):
    agency = tree["agency"]
    change_unit(
        SYSTEM,
        unit_id=agency.id,
        version=1,
        name=agency.name,
        short_name=agency.name,
        kind=agency.kind,
        sector="enterprise",
        on=DAY,
        decision="QĐ",
    )
    assert count_members_on(BEFORE)["agency"] == 2
    assert count_members_on(DAY)["agency"] == 0
    assert count_members_on(AFTER)["enterprise"] == 3


def test_a_moved_unit_counts_where_it_stood_then(tree):
    other = factories.unit("Đoàn trường khác", parent=tree["bloc"], kind="union", sector="school")
    move_unit(SYSTEM, unit_id=tree["chapter"].id, version=1, parent_id=other.id, on=DAY, decision="QĐ")
    assert count_members_on(BEFORE, tree["union"].path)["total"] == 3
    assert count_members_on(AFTER, tree["union"].path)["total"] == 0
    assert count_members_on(AFTER, other.path)["total"] == 3


def test_a_dissolved_unit_does_not_count_from_its_day_on(tree, db):
    chapter = factories.unit("Chi đoàn rỗng", parent=tree["union"], kind="chapter", sector="school")
    dissolve_unit(SYSTEM, unit_id=chapter.id, version=1, on=DAY, decision="QĐ")
    assert count_units_on(BEFORE)["chapter"] == 2
    assert count_units_on(DAY)["chapter"] == 1


def test_a_transferred_member_counts_once_in_the_unit_of_the_day(tree, db):
    member_id = db.session.query(Membership.member_id).filter_by(unit_id=tree["agency"].id).limit(1).scalar()
    transfer_member(SYSTEM, member_id=member_id, unit_id=tree["company"].id, on=DAY, version=1)
    assert count_members_on(BEFORE) == {"total": 6, "agency": 2, "enterprise": 1, "pupil": 3}
    assert count_members_on(DAY) == {"total": 6, "agency": 1, "enterprise": 2, "pupil": 3}


def test_each_figure_takes_one_statement(tree, statements):
    for call in (count_members_on, count_units_on, list_members_on, list_units_on):
        with statements() as counted:
            call(DAY, tree["union"].path)
        assert len(counted) <= 2, call  # with BEGIN

"""Members and units on the last day of a period, by the dated versions of their units."""

from datetime import date
from typing import Any

import pytest

from app.core.actor import SYSTEM
from app.people.actions import change_unit, move_unit
from app.people.models import Membership, Unit
from app.reports.figures import Scope
from app.reports.queries import count_figures
from app.volunteering.actions import transfer_member
from tests import factories
from tests.people import rearranging

BEFORE, DAY, AFTER = date(2023, 8, 31), date(2024, 5, 1), date(2024, 6, 1)


def figures(day: date, unit: Unit | None = None) -> dict[str, int]:
    """The figures of a period that ends on this day."""
    scope = Scope(date(2019, 1, 1), day, unit.id if unit else None)
    return {figure.key: figure.value for figure in count_figures(scope)}


def members(day: date, unit: Unit | None = None) -> list[int]:
    """All, and those of agencies, enterprises and schools."""
    found = figures(day, unit)
    return [found[f"members.{name}"] for name in ("total", "agency", "enterprise", "pupil")]


@pytest.fixture
def tree(app: Any) -> dict[str, Unit]:
    bloc = factories.unit("Đoàn Khối", kind="bloc", code="K")
    union = factories.unit("Đoàn trường", parent=bloc, kind="union", sector="school")
    chapter = factories.unit("Chi đoàn 11A", parent=union, kind="chapter", sector="school")
    agency = factories.unit("Sở Tài chính", parent=bloc)
    company = factories.unit("Điện lực", parent=bloc, sector="enterprise")
    for unit, members in ((chapter, 3), (agency, 2), (company, 1)):
        for _ in range(members):
            factories.member(unit)
    return {"bloc": bloc, "union": union, "chapter": chapter, "agency": agency, "company": company}


def test_members_are_counted_by_the_sector_of_their_unit(tree: Any) -> None:
    assert members(BEFORE) == [6, 2, 1, 3]
    assert members(BEFORE, tree["union"]) == [3, 0, 0, 3]
    assert members(date(2019, 1, 1)) == [0, 0, 0, 0]


def test_a_changed_sector_counts_from_its_day_on(tree: Any) -> None:
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
    assert members(BEFORE) == [6, 2, 1, 3]
    assert members(DAY) == members(AFTER) == [6, 0, 3, 3]


def test_members_of_a_moved_unit_count_where_it_stood_then(tree: Any) -> None:
    other = factories.unit("Đoàn trường khác", parent=tree["bloc"], kind="union", sector="school")
    move_unit(SYSTEM, unit_id=tree["chapter"].id, version=1, parent_id=other.id, on=DAY, decision="QĐ")
    assert members(BEFORE, tree["union"])[0] == 3
    assert members(AFTER, tree["union"])[0] == 0
    assert members(AFTER, other)[0] == 3


def test_a_dissolved_unit_does_not_count_from_its_day_on(tree: Any) -> None:
    empty = factories.unit("Chi đoàn rỗng", parent=tree["bloc"])
    rearranging.dissolve(SYSTEM, empty, on=DAY)
    assert [figures(day)["units.chapter"] for day in (BEFORE, DAY)] == [3, 2]
    assert [figures(day)["units.base"] for day in (BEFORE, DAY)] == [4, 3]


def test_a_transferred_member_counts_once_in_the_unit_of_the_day(tree: Any, db: Any) -> None:
    member_id = db.session.scalar(db.select(Membership.member_id).where(Membership.unit_id == tree["agency"].id))
    transfer_member(SYSTEM, member_id=member_id, unit_id=tree["company"].id, on=DAY, version=1)
    assert members(BEFORE) == [6, 2, 1, 3]
    assert members(DAY) == [6, 1, 2, 3]

"""The stated answers: ties, withdrawn units, units that change within the drive, targets of zero; and how points go."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from app.core import clock
from app.drives.actions import make_cluster, set_targets, withdraw_unit
from app.drives.homes import find_homes
from app.drives.models import Indicator
from app.drives.queries.setup import load_setup
from app.drives.queries.standings import live_standings
from app.drives.scoring import points_for, rank
from app.people.models import UnitSuccession
from tests import factories
from tests.drives.drives import DURING, HOURS, WORKS, draft, indicator_of, load, place_of, running
from tests.reports.records import move

D = Decimal


def rows_of(drive_id):
    standings = live_standings(load_setup(load(drive_id)))
    return {row["unit_id"]: row for cluster in standings["clusters"] for row in cluster["rows"]}


def accept(unit, on=DURING):
    return factories.work(unit, state="accepted", accepted_on=on)


def test_units_with_as_many_points_share_a_rank_and_the_next_one_is_skipped():
    totals = [(1, D(9), True), (2, D(12), True), (3, D(9), True), (4, D(5), True)]
    assert rank(totals) == {2: 1, 1: 2, 3: 2, 4: 4}


def test_a_tie_stands_by_name_with_one_rank(cast):
    drive_id = running(cast)
    accept(cast.unit)
    accept(cast.other_unit)
    rows = rows_of(drive_id)
    assert [row["rank"] for row in rows.values()] == [1, 1]
    assert [row["total"] for row in rows.values()] == ["10.00", "10.00"]
    assert list(rows) == [cast.other_unit.id, cast.unit.id]  # Chi đoàn … before Đoàn trường …


def test_a_withdrawn_unit_has_no_rank_and_is_in_nobodys_way(cast):
    drive_id = running(cast)
    accept(cast.unit)
    assert rows_of(drive_id)[cast.other_unit.id]["rank"] == 2
    with clock.travel(DURING):
        withdraw_unit(cast.an.actor, place_id=place_of(drive_id, cast.unit), reason="Sáp nhập")
    rows = rows_of(drive_id)
    assert (rows[cast.unit.id]["rank"], rows[cast.unit.id]["standing"]) == (None, "withdrawn")
    assert rows[cast.other_unit.id]["rank"] == 1


def test_a_unit_split_within_the_drive_keeps_its_place_with_the_records_of_its_parts(db, cast):
    drive_id = running(cast)
    accept(cast.other_unit, date(2025, 2, 1))
    split = date(2025, 6, 1)
    parts = [factories.unit(parent=cast.bloc, founded_on=split) for _ in range(2)]
    for part in parts:
        db.session.add(UnitSuccession(unit_id=cast.other_unit.id, successor_id=part.id, on=split))
    db.session.commit()
    accept(parts[0], date(2025, 7, 1))
    assert rows_of(drive_id)[cast.other_unit.id]["total"] == "20.00"


def test_what_went_into_a_unit_that_stood_already_keeps_what_it_did_until_then(db, cast):
    drive_id = running(cast)
    accept(cast.other_unit, date(2025, 2, 1))
    old = factories.unit(parent=cast.bloc, founded_on=date(2020, 1, 1))
    db.session.add(UnitSuccession(unit_id=cast.other_unit.id, successor_id=old.id, on=date(2025, 6, 1)))
    db.session.commit()
    accept(old, date(2025, 7, 1))
    assert rows_of(drive_id)[cast.other_unit.id]["total"] == "10.00"


def test_a_unit_that_several_became_counts_for_none_of_them():
    class Row(tuple):
        unit_id = property(lambda self: self[0])
        successor_id = property(lambda self: self[1])
        on = property(lambda self: self[2])
        founded_on = property(lambda self: self[3])

        def __iter__(self):
            return tuple.__iter__(self)

    day = date(2025, 6, 1)
    versions = [(11, "/1/2/"), (12, "/1/3/"), (13, "/1/4/"), (14, "/1/4/9/"), (15, "/1/")]
    merged = [Row((2, 4, day, day)), Row((3, 4, day, day))]
    assert find_homes({2: 102, 3: 103}, versions, merged) == {11: 102, 12: 103}
    split = [Row((2, 4, day, day))]
    assert find_homes({2: 102, 3: 103}, versions, split) == {11: 102, 12: 103, 13: 102, 14: 102}
    assert find_homes({2: 102, 4: 104}, versions, split) == {11: 102, 13: 104, 14: 104}


def test_a_unit_that_moves_under_another_counts_there_from_that_day_on(db, cast):
    drive_id = running(cast)
    part = factories.unit(parent=cast.unit, kind="chapter", sector="school")
    move(part, cast.other_unit, date(2025, 6, 1))
    accept(part, date(2025, 5, 31))
    accept(part, date(2025, 6, 1))
    rows = rows_of(drive_id)
    assert [rows[unit.id]["total"] for unit in (cast.unit, cast.other_unit)] == ["10.00", "10.00"]


def test_a_target_of_zero_is_met_and_gives_full_points_and_never_more(cast):
    indicator = Indicator(scoring="proportional", effect="points", points=D(20), cap=D(30), steps=[])
    assert points_for(indicator, Fraction(0), Fraction(0)) == D(20)
    assert points_for(indicator, Fraction(9), Fraction(0)) == D(20)
    assert points_for(indicator, Fraction(9), Fraction(2)) == D(30)
    # By head: a unit without members is asked for nothing.
    drive_id = draft(cast, HOURS)
    empty = factories.unit("Chi đoàn không đoàn viên", parent=cast.bloc)
    make_cluster(cast.ha.actor, drive_id=drive_id, name="Cụm 2", unit_ids=[empty.id])
    rows = rows_of(drive_id)
    assert (rows[empty.id]["total"], rows[cast.unit.id]["total"]) == ("10.00", "0.00")


def test_a_units_own_target_of_zero_is_met(cast):
    drive_id = draft(cast)
    set_targets(
        cast.ha.actor,
        indicator_id=indicator_of(drive_id, WORKS.name),
        version=load(drive_id).version,
        targets={place_of(drive_id, cast.unit): D(0)},
    )
    rows = rows_of(drive_id)
    assert (rows[cast.unit.id]["total"], rows[cast.other_unit.id]["total"]) == ("20.00", "0.00")


@pytest.mark.parametrize(
    ("values", "value", "target", "points"),
    [
        ({}, 1, 3, "3.33"),
        ({}, 2, 3, "6.67"),
        ({}, 6, 3, "10.00"),
        ({"cap": D(15)}, 6, 3, "15.00"),
        ({"effect": "minus"}, 1, 3, "-3.33"),
        ({"effect": "bonus", "scoring": "each", "points": D("2.5")}, 3, None, "7.50"),
        ({"scoring": "each", "points": D("2.5"), "cap": D(5)}, 3, None, "5.00"),
        ({"scoring": "steps"}, 49, 100, "0.00"),
        ({"scoring": "steps"}, 50, 100, "4.00"),
        ({"scoring": "steps"}, 99, 100, "4.00"),
        ({"scoring": "steps"}, 200, 100, "9.00"),
        ({"scoring": "steps"}, 0, 0, "9.00"),
    ],
)
def test_points_go_in_proportion_in_steps_or_for_each_with_caps_bonus_and_minus(values, value, target, points):
    rule = {"scoring": "proportional", "effect": "points", "points": D(10), "cap": None, **values}
    indicator = Indicator(**rule, steps=[["50", "4"], ["100", "9"]])
    assert points_for(indicator, Fraction(value), None if target is None else Fraction(target)) == D(points)


def test_the_target_by_head_is_for_the_members_of_the_first_day(cast):
    drive_id = running(cast, HOURS)
    indicator = rows_of(drive_id)[cast.unit.id]["scores"][0]
    # An, Bình and Dũng are members of the unit on that day.
    assert (indicator["target"], indicator["value"]) == ("12", "0")

"""The figures of study and initiatives in a period, beside a slow plain recount and beside the records themselves."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.actor import SYSTEM
from app.extensions import db
from app.learning.actions import Author, take_up_initiative, withdraw_enrolment
from app.learning.models import Initiative, InitiativeUse, TrainingClass, TrainingEnrolment
from app.learning.permissions import visible_enrolments
from app.learning.queries import (
    count_by_unit_and_kind,
    count_initiatives,
    count_training,
    initiatives_in,
    people_sent,
    turns_sent,
    uses_in,
)
from app.people.actions import move_unit
from app.people.models import Unit
from tests import factories
from tests.learning import walk


@dataclass(frozen=True)
class Scope:
    date_from: date
    date_to: date
    unit_id: int | None = None


YEAR = Scope(date(2024, 1, 1), date(2024, 12, 31))
PARTS = ("all", "professional", "political_theory", "social")


def training(scope: Scope = YEAR) -> dict[str, int]:
    return {key.removeprefix("training."): value for key, (value, _records) in count_training(scope).items()}


def initiatives(scope: Scope = YEAR) -> dict[str, int]:
    return {key.removeprefix("initiatives."): value for key, (value, _records) in count_initiatives(scope).items()}


def belongs(part: str, row: TrainingClass) -> bool:
    return {
        "all": True,
        "professional": row.kind in ("professional", "it", "language"),
        "political_theory": row.kind == "political" and row.level in ("intermediate", "advanced"),
        "social": row.kind == "social",
    }[part]


def lies_under(unit_id: int, scope: Scope) -> bool:
    path = db.session.get_one(Unit, unit_id).path
    return scope.unit_id is None or f"/{scope.unit_id}/" in path


def recount(scope: Scope, part: str) -> tuple[int, int]:
    """People and turns, row by row."""
    classes = {row.id: row for row in db.session.execute(select(TrainingClass)).scalars()}
    turns = [
        turn.member_id
        for turn in db.session.execute(select(TrainingEnrolment)).scalars()
        if turn.outcome != "withdrawn"
        and scope.date_from <= classes[turn.class_id].starts_on <= scope.date_to
        and belongs(part, classes[turn.class_id])
        and lies_under(turn.unit_id, scope)
    ]
    return len(set(turns)), len(turns)


def fill(cast: Any, chance: Random) -> None:
    """Classes of all kinds over two years, with people of three units, some of them taken back."""
    members = [factories.member(unit) for unit in (cast.unit, cast.chapter, cast.other_unit) for _ in range(3)]
    for _ in range(12):
        kind = chance.choice(("professional", "it", "language", "political", "social"))
        level = chance.choice(("elementary", "intermediate", "advanced")) if kind == "political" else None
        day = date(2024, 1, 1) + timedelta(days=chance.randrange(700))
        class_id = walk.add_class(cast, person=cast.ha, unit=cast.bloc, kind=kind, level=level, starts_on=day)
        walk.send(cast.ha, class_id, *chance.sample(members, 4))
    for turn in db.session.execute(select(TrainingEnrolment).where(TrainingEnrolment.id % 7 == 0)).scalars().all():
        withdraw_enrolment(cast.ha.actor, enrolment_id=turn.id, version=1, reason="Nhầm người")


@pytest.mark.parametrize("seed", range(2))
def test_people_and_turns_equal_a_plain_recount_and_their_records_for_any_period_and_unit(cast, seed):
    chance = Random(seed)
    fill(cast, chance)
    for _ in range(5):
        first = date(2024, 1, 1) + timedelta(days=chance.randrange(500))
        unit = chance.choice([None, cast.bloc, cast.unit, cast.chapter, cast.other_unit])
        scope = Scope(first, first + timedelta(days=chance.randrange(400)), unit.id if unit else None)
        for part in PARTS:
            people, turns = recount(scope, part)
            figures = count_training(scope)
            assert figures[f"training.{part}"] == (people, people)
            assert figures[f"training.{part}_turns"] == (turns, turns)
            rows = db.session.execute(people_sent(scope, part).where(visible_enrolments(SYSTEM))).all()
            assert (len(rows), sum(number for _member, number in rows)) == (people, turns)
            assert len(db.session.execute(turns_sent(scope, part)).scalars().all()) == turns
        matrix = count_by_unit_and_kind(scope)
        assert sum(row[-1] for row in matrix) == training(scope)["all_turns"]


def test_turns_of_adjoining_periods_add_up_and_people_of_both_are_counted_once(cast):
    for day in (date(2024, 3, 1), date(2024, 9, 1)):
        walk.send(cast.an, walk.add_class(cast, starts_on=day), cast.binh.member)
    halves = [training(Scope(date(2024, 1, 1), date(2024, 6, 30))), training(Scope(date(2024, 7, 1), YEAR.date_to))]
    assert [half["professional"] for half in halves] == [1, 1]
    assert (training()["professional"], training()["professional_turns"]) == (1, 2)


def test_a_turn_stays_with_the_unit_that_sent_and_with_the_tree_of_that_day(cast):
    walk.send(cast.an, walk.add_class(cast), factories.member(cast.chapter))
    under = Scope(YEAR.date_from, YEAR.date_to, cast.unit.id)
    assert training(under)["all"] == 1
    school = factories.unit("Đoàn trường THPT Hữu Lũng", parent=cast.bloc, kind="union", sector="school")
    moved = {"unit_id": cast.chapter.id, "parent_id": school.id, "version": cast.chapter.version}
    move_unit(cast.lan.actor, **moved, on=clock.today(), decision="Số 9")
    assert training(under)["all"] == 1
    assert training(Scope(YEAR.date_from, YEAR.date_to, school.id))["all"] == 0


def test_elementary_theory_is_training_but_not_among_the_theory_that_is_reported(cast):
    walk.send(cast.an, walk.add_class(cast, kind="political", level="elementary"), cast.binh.member)
    assert (training()["all"], training()["political_theory"], training()["professional"]) == (1, 0, 0)


def test_an_initiative_counts_at_each_of_its_steps_by_the_day_of_that_step(cast):
    walk.applied(cast, saved_money=12_000_000, saved_hours=90, saving_reason="Bớt một lượt đi lại")
    walk.recognised(cast)
    found = initiatives()
    assert (found["registered"], found["recognised"], found["applied"]) == (2, 2, 1)
    assert (found["saved_money"], found["saved_hours"]) == (12_000_000, 90)
    until = Scope(YEAR.date_from, walk.APPLIED - timedelta(days=1))
    assert (initiatives(until)["applied"], initiatives(until)["recognised"]) == (0, 2)
    assert initiatives(Scope(walk.APPLIED, walk.APPLIED))["applied"] == 1
    assert initiatives(Scope(YEAR.date_from, YEAR.date_to, cast.other_unit.id))["applied"] == 0


def test_every_figure_of_initiatives_is_the_length_or_the_sum_of_its_records(cast):
    taken = walk.applied(cast, saved_money=5_000_000, saving_reason="So với năm trước")
    walk.applied(cast, saved_money=1_000_000, saving_reason="So với năm trước")
    walk.registered(cast)
    take_up_initiative(cast.giang.actor, initiative_id=taken, unit_id=cast.other_unit.id, taken_on=date(2024, 8, 1))
    figures = count_initiatives(YEAR)
    for part in ("registered", "recognised", "applied"):
        rows = db.session.execute(initiatives_in(YEAR, part)).scalars().all()
        assert figures[f"initiatives.{part}"] == (len(rows), len(rows))
    money = [row.saved_money for row in db.session.execute(initiatives_in(YEAR)).scalars()]
    assert figures["initiatives.saved_money"] == (sum(money), len(money)) == (6_000_000, 2)
    assert figures["initiatives.taken_up"] == (1, 1)
    assert [unit.id for _use, _of, unit in db.session.execute(uses_in(YEAR))] == [cast.other_unit.id]
    other = Scope(YEAR.date_from, YEAR.date_to, cast.other_unit.id)
    assert (initiatives(other)["taken_up"], initiatives(other)["applied"]) == (1, 0)


def test_removing_or_redating_one_record_changes_exactly_the_figures_it_should(cast):
    id_ = walk.applied(cast)
    walk.applied(cast)
    before = initiatives()
    row = walk.initiative(id_)
    row.applied_on = date(2025, 2, 1)
    db.session.commit()
    after = initiatives()
    assert {key: before[key] - after[key] for key in before if before[key] != after[key]} == {"applied": 1}
    row.state, row.applied_on, row.reason = "withdrawn", None, "Nhầm"
    db.session.commit()
    later = initiatives()
    changed = {key: after[key] - later[key] for key in after if after[key] != later[key]}
    assert changed == {"registered": 1, "recognised": 1}


def test_two_statements_count_everything_however_much_there_is(cast, statements):
    fill(cast, Random(5))
    walk.applied(cast, authors=[Author(cast.binh.member.id, 60), Author(cast.dung.member.id, 40)])
    with statements() as counted:
        count_training(YEAR)
        count_initiatives(YEAR)
    assert len(counted) <= 3  # with the BEGIN of the reading
    assert db.session.query(InitiativeUse).count() == 0
    assert db.session.query(Initiative).count() == 1

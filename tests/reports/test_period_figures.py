"""Each figure of a period, by its rule; and all of them against a slow plain recount of random records."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from app.core.actor import SYSTEM
from app.reports import queries
from app.reports.figures import BY_KEY, FIGURES, Scope
from tests import factories
from tests.cast import Cast
from tests.reports import records

AUGUST = Scope(date(2023, 1, 1), date(2023, 8, 31))
SEPTEMBER = Scope(date(2023, 9, 1), date(2023, 9, 30))


def figures(scope: Scope) -> dict[str, int]:
    return {figure.key: figure.value for figure in queries.count_figures(scope)}


def rows_of(key: str, scope: Scope) -> list[Any]:
    """All records behind a figure, page by page."""
    rows: list[Any] = []
    at = None
    while True:
        page = queries.list_records(SYSTEM, BY_KEY[key], scope, at)
        rows += page.items
        at = page.next_key
        if at is None:
            return rows


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_equals_a_plain_recount_and_its_list_of_records(app: Any, db: Any, seed: int) -> None:
    chance = Random(seed)
    units = records.fill(chance)
    for _ in range(5):
        first = records.some_day(chance)
        last = first + timedelta(days=chance.randrange(400))
        scope = Scope(first, last, chance.choice([None, *(unit.id for unit in units)]))
        counted = queries.count_figures(scope)
        assert {f.key: f.value for f in counted} == records.recount(scope), scope
        for figure in counted:
            rows = rows_of(figure.key, scope)
            assert len(rows) == figure.count_of_records, figure.key
            if figure.key == "works.value":
                assert sum(value for _work, value in rows) == figure.value
        for key, trace in queries.trace_figures(scope).items():
            assert sum(amount for _id, amount in trace) == next(f.value for f in counted if f.key == key), key


@pytest.mark.parametrize("seed", range(3))
def test_adjoining_periods_and_the_units_of_the_bloc_add_up(app: Any, db: Any, seed: int) -> None:
    chance = Random(100 + seed)
    bloc, *units = records.fill(chance)
    middle = records.START + timedelta(days=chance.randrange(1, records.DAYS))
    end = records.START + timedelta(days=records.DAYS)
    whole = figures(Scope(records.START, end))
    halves = [figures(Scope(records.START, middle - timedelta(days=1))), figures(Scope(middle, end))]
    own = [unit.id for unit in units if unit.kind in ("union", "base_chapter")]
    parts = [figures(Scope(records.START, end, unit_id)) for unit_id in own]
    alone = [w for w, _ in rows_of("works.value", Scope(records.START, end)) if w.unit_id == bloc.id]
    for key in ("works.accepted", "works.value", "activities.held"):
        assert whole[key] == sum(half[key] for half in halves)
    assert len(rows_of("works.value", Scope(records.START, end))) == len(alone) + sum(
        len(rows_of("works.value", Scope(records.START, end, unit_id))) for unit_id in own
    )
    assert whole["members.total"] == sum(part["members.total"] for part in parts)


def test_three_periods_beside_each_other_take_as_many_statements_as_one(app: Any, statements: Any) -> None:
    records.fill(Random(1))
    with statements() as counted:
        queries.count_lines(AUGUST)
    assert len(counted) <= 7


def test_a_work_counts_by_its_acceptance_date_on_both_sides_of_midnight(cast: Cast) -> None:
    factories.work(cast.unit, state="accepted", accepted_on=date(2023, 8, 31))
    factories.work(cast.unit, state="accepted", accepted_on=date(2023, 9, 1))
    assert figures(AUGUST)["works.accepted"] == 1
    assert figures(SEPTEMBER)["works.accepted"] == 1


def test_removing_one_accepted_work_changes_its_kind_the_sum_and_the_value(cast: Cast, db: Any) -> None:
    work = factories.work(cast.unit, state="accepted", accepted_on=date(2023, 5, 5))
    factories.work(cast.unit, state="accepted", accepted_on=date(2023, 5, 6))
    records.contribution(work, 3_000_000, date(2023, 5, 1))
    before = figures(AUGUST)
    work.state, work.accepted_on = "under_way", None
    db.session.commit()
    after = figures(AUGUST)
    changed = {key: before[key] - after[key] for key in before if before[key] != after[key]}
    assert changed == {"works.accepted": 1, "works.village_road_lighting": 1, "works.value": 3_000_000}


def test_youth_tasks_are_valued_with_the_works_but_not_counted_among_them(cast: Cast) -> None:
    task = factories.kind("youth_task")
    work = factories.work(cast.unit, kind_id=task.id, state="accepted", accepted_on=date(2023, 5, 5))
    records.contribution(work, 700_000, date(2023, 5, 1), form="in_kind", source="members")
    found = figures(AUGUST)
    assert (found["works.accepted"], found["works.value"]) == (0, 700_000)


def test_a_kind_that_an_administrator_added_counts_among_the_other_works(cast: Cast, db: Any) -> None:
    kind = factories.kind("other")
    added = type(kind)(
        code="well", name_vi="Giếng nước", name_en="Well", counts_as="work", icon="kind-other", position=99
    )
    db.session.add(added)
    db.session.commit()
    factories.work(cast.unit, kind_id=added.id, state="accepted", accepted_on=date(2023, 5, 5))
    assert figures(AUGUST)["works.other"] == 1


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ({"source": "unit_fund"}, True),
        ({"source": "higher_level", "form": "in_kind"}, True),
        ({"source": "state_programme"}, False),
        ({"source": "own_part"}, False),
        ({"form": "labour"}, False),
        ({"counts_on": date(2023, 6, 1)}, False),
    ],
)
def test_the_value_is_what_the_union_gave_and_raised_up_to_the_acceptance(
    cast: Cast, values: dict[str, Any], counts: bool
) -> None:
    work = factories.work(cast.unit, state="accepted", accepted_on=date(2023, 5, 31))
    records.contribution(work, 500_000, date(2023, 5, 1), **values)
    assert figures(AUGUST)["works.value"] == (500_000 if counts else 0)


def test_a_reversed_contribution_leaves_no_trace_in_the_value(cast: Cast) -> None:
    work = factories.work(cast.unit, state="accepted", accepted_on=date(2023, 5, 31))
    records.reversal(records.contribution(work, 500_000, date(2023, 5, 1)), work)
    assert figures(AUGUST)["works.value"] == 0


def test_members_count_where_they_belonged_on_the_last_day(cast: Cast, db: Any) -> None:
    before = figures(Scope(date(2023, 1, 1), date(2023, 6, 30)))
    records.dissolve(cast.chapter, date(2023, 7, 1))
    factories.member(cast.other_unit)
    after = figures(AUGUST)
    assert after["members.total"] == before["members.total"] + 1
    assert after["members.agency"] == before["members.agency"] + 1


def test_a_unit_that_moved_keeps_its_works_where_it_stood_then(cast: Cast) -> None:
    new_home = factories.unit(parent=cast.bloc, kind="union")
    factories.work(cast.chapter, state="accepted", accepted_on=date(2023, 3, 1))
    factories.work(cast.chapter, state="accepted", accepted_on=date(2023, 7, 1))
    records.move(cast.chapter, new_home, date(2023, 5, 1))
    for unit, number in ((cast.unit, 1), (new_home, 1), (cast.chapter, 2), (cast.bloc, 2)):
        assert figures(Scope(AUGUST.date_from, AUGUST.date_to, unit.id))["works.accepted"] == number, unit.name


def test_an_activity_of_two_units_counts_once_for_the_bloc_and_once_for_each(cast: Cast, db: Any) -> None:
    activity = factories.activity(cast.unit, state="held", held_on=date(2023, 8, 31))
    db.session.add(records.ActivityUnit(activity_id=activity.id, unit_id=cast.other_unit.id, role="co_host"))
    db.session.commit()
    for unit_id in (None, cast.bloc.id, cast.unit.id, cast.other_unit.id):
        assert figures(Scope(AUGUST.date_from, AUGUST.date_to, unit_id))["activities.held"] == 1
    assert figures(Scope(AUGUST.date_from, AUGUST.date_to, cast.chapter.id))["activities.held"] == 0


def test_every_key_of_the_catalogue_is_counted(app: Any) -> None:
    assert [figure.key for figure in queries.count_figures(AUGUST)] == [kind.key for kind in FIGURES]

"""The report's columns, month borders in local time, and units as they were."""

import json
from datetime import date, time, timedelta
from random import Random
from typing import Any

import pytest

from app.core import clock
from app.core.actor import SYSTEM
from app.people.actions import change_unit
from app.reports.actions import set_targets
from app.reports.figures import BY_KEY, PEOPLE, Scope, same_days_last_year, since_new_year
from app.reports.queries import count_figures, count_lines, count_matrix, read_targets
from app.works.actions import accept_work
from tests import factories
from tests.cast import Cast
from tests.checks import PageClient
from tests.people.rearranging import dissolve
from tests.reports import records
from tests.works import walk

MONTHS = [Scope(date(2026, 8, 1), date(2026, 8, 31)), Scope(date(2026, 9, 1), date(2026, 9, 30))]


def values(scope: Scope) -> dict[str, int]:
    return {figure.key: figure.value for figure in count_figures(scope)}


def test_columns_stand_beside_each_other(cast: Cast) -> None:
    for day in (date(2025, 8, 31), date(2026, 2, 1), date(2026, 7, 1), date(2026, 8, 31)):
        factories.work(cast.unit, state="accepted", accepted_on=day, lines=[])
    set_targets(SYSTEM, year=2026, version=1, values={"works.accepted": 4}, document="KH 02")
    scope = Scope(date(2026, 7, 1), date(2026, 8, 31))
    lines = {line.key: line for line in count_lines(scope, read_targets(2026))}
    line = lines["works.accepted"]
    assert (line.target, line.value, line.total, line.share, line.before) == (4, 2, 3, 75, 1)
    assert lines["activities.held"].share is None
    over_years = Scope(date(2025, 7, 1), date(2026, 8, 31))
    assert all(line.target is None for line in count_lines(over_years, read_targets(2025)))


@pytest.mark.parametrize(
    ("first", "last", "first_before", "last_before"),
    [
        (date(2024, 2, 1), date(2024, 2, 29), date(2023, 2, 1), date(2023, 2, 28)),
        (date(2025, 2, 1), date(2025, 2, 28), date(2024, 2, 1), date(2024, 2, 29)),
        (date(2025, 1, 1), date(2025, 12, 31), date(2024, 1, 1), date(2024, 12, 31)),
        (date(2026, 10, 1), date(2026, 11, 25), date(2025, 10, 1), date(2025, 11, 25)),
    ],
)
def test_the_same_days_last_year_are_whole_months_where_these_are(
    first: date, last: date, first_before: date, last_before: date
) -> None:
    before = same_days_last_year(Scope(first, last, 7))
    assert (before.date_from, before.date_to, before.unit_id) == (first_before, last_before, 7)
    assert since_new_year(Scope(first, last)).date_from == date(first.year, 1, 1)


def test_a_work_accepted_shortly_before_and_after_midnight_falls_into_its_month_on_every_surface(
    client: PageClient, cast: Cast, app: Any
) -> None:
    """At 23:30 in Vietnam it is still the afternoon before in UTC, and at 00:10 still the day before."""
    moments = [clock.at_local(date(2026, 8, 31), time(23, 30)), clock.at_local(date(2026, 9, 1), time(0, 10))]
    titles = []
    for moment in moments:
        with clock.travel(clock.at_local(date(2026, 8, 20), time(9))):
            work_id = walk.reported(cast)
        with clock.travel(moment):
            accept_work(
                cast.ha.actor,
                work_id=work_id,
                version=walk.version(work_id),
                accepted_on=clock.today(),
                participants="UBND xã",
            )
        titles.append(work_id)
    for scope, work_id in zip(MONTHS, titles, strict=True):
        assert values(scope)["works.accepted"] == 1
        days = f"from={scope.date_from}&to={scope.date_to}"
        ha = client.as_(cast.ha)
        page = ha.get(f"/reports/period/works.accepted?{days}")
        assert [a for a in page.all("a") if a.get("href") == f"/works/{work_id}"]
        row = next(row for row in count_matrix(scope, cast.bloc.id) if row.unit_id == cast.unit.id)
        assert row.values["works.accepted"] == 1
        found = json.loads(ha.get(f"/reports/period.json?{days}").source)["figures"]
        assert next(f["value"] for f in found if f["key"] == "works.accepted") == 1


def test_months_add_up_to_the_quarter_for_all_figures_that_add_up(app: Any, db: Any) -> None:
    records.fill(Random(31))
    months = [
        values(Scope(date(2023, month, 1), date(2023, month + 1, 1) - timedelta(days=1))) for month in range(4, 7)
    ]
    quarter = values(Scope(date(2023, 4, 1), date(2023, 6, 30)))
    for key, kind in BY_KEY.items():
        if not kind.is_standing and key not in PEOPLE:
            assert quarter[key] == sum(month[key] for month in months), key
        elif kind.is_standing:
            assert quarter[key] == months[-1][key], key


def test_a_unit_renamed_within_the_period_is_one_and_is_called_what_it_was_at_the_end(cast: Cast) -> None:
    factories.work(cast.other_unit, state="accepted", accepted_on=date(2026, 7, 5), lines=[])
    before = values(MONTHS[0])
    unit = cast.other_unit
    kept = {"kind": unit.kind, "sector": unit.sector, "decision": "QĐ", "unit_id": unit.id, "version": 1}
    change_unit(SYSTEM, name="Chi đoàn Sở Tài chính mới", short_name="Tài chính mới", on=date(2026, 8, 15), **kept)
    scope = Scope(date(2026, 7, 1), date(2026, 8, 31))
    (row,) = [row for row in count_matrix(scope, cast.bloc.id) if row.unit_id == unit.id]
    assert (row.name, row.values["works.accepted"]) == ("Tài chính mới", 1)
    july = count_matrix(Scope(date(2026, 7, 1), date(2026, 7, 31)), cast.bloc.id)
    assert "Tài chính mới" not in {row.name for row in july}
    assert values(MONTHS[0]) == before


def test_a_unit_dissolved_within_the_period_keeps_its_records_and_stands_no_longer(cast: Cast) -> None:
    ended = factories.unit("Chi đoàn giải thể", parent=cast.bloc)
    factories.work(ended, state="accepted", accepted_on=date(2026, 7, 5), lines=[])
    dissolve(cast.lan.actor, ended, on=date(2026, 8, 1))
    july, august = Scope(date(2026, 7, 1), date(2026, 7, 31)), Scope(date(2026, 7, 1), date(2026, 8, 31))
    assert values(july)["units.base"] == values(august)["units.base"] + 1
    assert values(july)["works.accepted"] == values(august)["works.accepted"] == 1
    row = next(row for row in count_matrix(august, cast.bloc.id) if row.unit_id == ended.id)
    assert row.values["works.accepted"] == 1
    later = count_matrix(MONTHS[1], cast.bloc.id)
    assert ended.id not in {row.unit_id for row in later}

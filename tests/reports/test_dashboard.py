"""The dashboard: the year beside the last one and the targets, what is late, silent or at risk."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.core.actor import SYSTEM
from app.core.clock import today
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.extensions import db
from app.reports import watching
from app.reports.actions import set_targets
from app.reports.chart import draw_months, round_up
from app.reports.figures import Scope
from app.reports.queries import read_targets
from app.works.models import FollowUp
from tests import factories
from tests.cast import Cast
from tests.checks import PageClient, text_of
from tests.maps.test_map_page import count as count_on_map


def accepted(cast: Cast, on: date, **values: Any) -> Any:
    return factories.work(cast.unit, state="accepted", accepted_on=on, **values)


def test_the_year_stands_beside_the_same_days_of_the_last_one(app: Any, cast: Cast) -> None:
    accepted(cast, date(2026, 3, 1))
    accepted(cast, date(2026, 6, 30))
    accepted(cast, date(2025, 6, 30))
    accepted(cast, date(2025, 7, 1))  # a day later than this year has got
    works, *_rest = watching.compare(Scope(date(2026, 1, 1), date(2026, 6, 30)), {"works.accepted": 4})
    assert (works.now.value, works.before, works.target, works.share) == (2, 1, 4, 50)


def test_29_february_is_compared_with_the_28th() -> None:
    earlier = watching.same_days_last_year(Scope(date(2028, 1, 1), date(2028, 2, 29)))
    assert (earlier.date_from, earlier.date_to) == (date(2027, 1, 1), date(2027, 2, 28))


def test_months_are_counted_by_acceptance(app: Any, cast: Cast) -> None:
    for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2025, 12, 31), date(2024, 12, 31)):
        accepted(cast, day)
    now, before = watching.works_by_month(2026)
    assert (now[:3], sum(now), before[11], sum(before)) == ([1, 2, 0], 3, 1, 1)


def test_a_work_past_its_planned_end_is_late_until_it_is_reported(app: Any, cast: Cast) -> None:
    ended = {"starts_on": today() - timedelta(days=40), "ends_on": today() - timedelta(days=3)}
    late = factories.work(cast.unit, state="under_way", title="Chậm", **ended)
    factories.work(cast.unit, state="reported", **ended)
    factories.work(cast.unit, state="under_way", starts_on=today(), ends_on=today())
    found = watching.late_works()
    assert [(row.id, row.days) for row in found.rows] == [(late.id, 3)]
    assert found.number == 1


def test_budgets_are_at_risk_when_nearly_spent_or_hardly_funded_before_the_end(app: Any, cast: Cast) -> None:
    soon = {"starts_on": today() - timedelta(days=9), "ends_on": today() + timedelta(days=10), "state": "under_way"}
    spent = factories.work(cast.unit, lines=[100], cash_received=100, cash_spent=95, **soon)
    poor = factories.work(cast.unit, lines=[100], cash_received=20, cash_spent=0, **soon)
    factories.work(cast.unit, lines=[100], cash_received=80, cash_spent=10, **soon)
    later = {**soon, "ends_on": today() + timedelta(days=200)}
    factories.work(cast.unit, lines=[100], cash_received=0, cash_spent=0, **later)
    rows = watching.risky_budgets().rows
    assert {(row.id, row.is_nearly_spent) for row in rows} == {(spent.id, True), (poor.id, False)}


def test_a_unit_is_silent_without_work_in_hand_and_without_activity_for_three_months(app: Any, cast: Cast) -> None:
    def silent() -> set[int]:
        return {row.id for row in watching.silent_units().rows}

    assert {cast.unit.id, cast.other_unit.id} <= silent()
    factories.work(cast.chapter, state="under_way")  # of a unit under it
    assert cast.unit.id not in silent()
    activity = factories.activity(cast.other_unit, state="published")
    assert cast.other_unit.id not in silent()
    activity.starts_at = activity.ends_at = datetime(2020, 1, 1, tzinfo=UTC)
    db.session.commit()
    assert cast.other_unit.id in silent()


def test_numbers_of_visits_are_those_of_the_map_that_they_lead_to(client: PageClient, cast: Cast) -> None:
    for condition in ("damaged", "lost", None):
        work = accepted(cast, today() - timedelta(days=400))
        visited = today() - timedelta(days=9) if condition else None
        due = today() - timedelta(days=200)
        db.session.add(FollowUp(work_id=work.id, months=6, due_on=due, visited_on=visited, condition=condition))
    db.session.commit()
    page = client.as_(cast.ha).get("/reports/dashboard")
    for code in ("overdue", "damaged", "lost"):
        link = next(a for a in page.all("a") if (a.get("href") or "").endswith(f"condition={code}"))
        row = next(li for li in page.all("li") if link in li.iter())
        assert [text_of(span) for span in row.iter("span")] == ["1"]
        assert count_on_map(client.as_(cast.ha).get(link.get("href", ""))) == 1


@pytest.mark.parametrize(("who", "status"), [("ha", 200), ("an", 403), ("binh", 403)])
def test_the_dashboard_is_for_who_watches_over_all(client: PageClient, cast: Cast, who: str, status: int) -> None:
    client.as_(getattr(cast, who)).get("/reports/dashboard", status=status)


def test_the_page_takes_the_same_statements_with_more_records(client: PageClient, cast: Cast) -> None:
    few = len(client.as_(cast.ha).get("/reports/dashboard").statements)
    for _ in range(30):
        accepted(cast, today(), lines=[])
        factories.work(cast.unit, state="under_way", starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1))
    assert len(client.as_(cast.ha).get("/reports/dashboard").statements) == few <= 28


def test_the_chart_says_the_same_in_a_table(client: PageClient, cast: Cast) -> None:
    accepted(cast, date(today().year, 1, 15))
    page = client.as_(cast.ha).get("/reports/dashboard")
    assert page.source.count('class="chart-now"') == 1
    january = next(row for row in page.all("tr") if "Tháng 1" in text_of(row))
    assert [text_of(cell) for cell in january.iter("td")] == ["0", "1"]


def test_the_chart_ends_at_a_round_number_and_no_bar_leaves_it() -> None:
    assert [round_up(n) for n in (1, 3, 5, 17, 21, 101)] == [2, 4, 10, 20, 40, 200]
    chart = draw_months([17, *[0] * 11], [0] * 12)
    assert all(bar.y >= 0 and bar.y + bar.height <= chart.height for bar in chart.bars)


# -- Targets -----------------------------------------------------------------------------------------------------------


def test_the_committee_sets_the_years_targets_and_all_of_them_are_remembered(app: Any, cast: Cast) -> None:
    set_targets(cast.ha.actor, year=2026, version=1, values={"works.accepted": 30, "works.value": 250_000_000})
    found = read_targets(2026)
    assert (found.values, found.version) == ({"works.accepted": 30, "works.value": 250_000_000}, 2)
    assert read_targets(2025).values == {}


def test_a_stale_page_of_targets_overwrites_nothing_and_shows_both(client: PageClient, cast: Cast) -> None:
    set_targets(SYSTEM, year=today().year, version=1, values={"works.accepted": 30})
    with pytest.raises(Conflict):
        set_targets(cast.ha.actor, year=today().year, version=1, values={"works.accepted": 40})
    page = client.as_(cast.ha).post("/reports/targets", {"version": "1", "works_accepted": "41"}, status=409)
    assert page.values["works_accepted"] == "41"
    assert "30" in page.text


def test_a_target_that_can_be_none_is_refused_beside_its_field(client: PageClient, cast: Cast) -> None:
    with pytest.raises(NotPossible):
        set_targets(SYSTEM, year=2026, version=1, values={"works.accepted": 0})
    page = client.as_(cast.ha).post("/reports/targets", {"version": "1", "works_accepted": "0"}, status=422)
    assert page.values["works_accepted"] == "0"


def test_nobody_else_sets_targets(app: Any, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        set_targets(cast.an.actor, year=2026, version=1, values={"works.accepted": 1})

"""P10: the period report of five years beside the grouped SQL that it can't do without, and equal to a slow recount."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select, text

from app.core import clock
from app.extensions import db
from app.people.models import Appointment
from app.reports.figures import NAMED_KINDS, Scope, same_days_last_year
from app.reports.queries import count_figures
from bench.figures import Figure, at_most, for_information
from bench.stage import Stage
from tests.serving import Visit

YEARS, RATIO, STATEMENTS = 5, 1.5, 25
UNION = "('unit_fund', 'higher_level', 'sponsor', 'members')"
# What a person with a database prompt would write for the report's columns: this period (a) and last year's (b).
RAW = (
    "SELECT k.code, k.counts_as, sum(CASE WHEN w.accepted_on BETWEEN :a1 AND :a2 THEN 1 END), "
    "sum(CASE WHEN w.accepted_on BETWEEN :b1 AND :b2 THEN 1 END), "
    "sum(CASE WHEN w.accepted_on BETWEEN :a1 AND :a2 THEN w.benefit END), "
    "sum(CASE WHEN w.accepted_on BETWEEN :b1 AND :b2 THEN w.benefit END) "
    "FROM works w JOIN work_kinds k ON k.id = w.kind_id "
    "WHERE w.state = 'accepted' AND w.accepted_on BETWEEN :b1 AND :a2 GROUP BY k.code, k.counts_as",
    "SELECT sum(CASE WHEN w.accepted_on BETWEEN :a1 AND :a2 THEN e.amount END), "
    "sum(CASE WHEN w.accepted_on BETWEEN :b1 AND :b2 THEN e.amount END) "
    "FROM ledger_entries e JOIN works w ON w.id = e.work_id WHERE w.state = 'accepted' "
    "AND w.accepted_on BETWEEN :b1 AND :a2 AND e.form IN ('cash', 'in_kind') "
    f"AND e.source IN {UNION} AND e.counts_on <= w.accepted_on",
    *(
        f"SELECT count(*), count(d.activity_id), sum((SELECT sum(t.people) FROM service_tallies t "
        f"WHERE t.activity_id = a.id)) FROM activities a LEFT JOIN service_days d ON d.activity_id = a.id "
        f"WHERE a.state = 'held' AND a.held_on BETWEEN :{name}1 AND :{name}2"
        for name in "ab"
    ),
    *(
        f"SELECT v.sector, count(DISTINCT m.member_id) FROM memberships m JOIN unit_versions v "
        f"ON v.unit_id = m.unit_id WHERE m.valid_from <= :{name}2 AND coalesce(m.valid_until > :{name}2, true) "
        f"AND v.valid_from <= :{name}2 AND coalesce(v.valid_until > :{name}2, true) GROUP BY v.sector"
        for name in "ab"
    ),
    *(
        f"SELECT v.kind, count(*) FROM units u JOIN unit_versions v ON v.unit_id = u.id WHERE u.founded_on <= :{name}2 "
        f"AND coalesce(u.dissolved_on > :{name}2, true) AND v.valid_from <= :{name}2 "
        f"AND coalesce(v.valid_until > :{name}2, true) GROUP BY v.kind"
        for name in "ab"
    ),
)


def measure(stage: Stage) -> list[Figure]:
    today = clock.today()
    scope = Scope(date(today.year - YEARS + 1, 1, 1), today)
    committee = stage.site.sign_in(
        stage.scalar(select(Appointment.account_id).where(Appointment.role == "committee").limit(1))
    )
    path = f"/reports/period?from={scope.date_from}&to={scope.date_to}"
    page, raw, ratios = [], [], []
    for run in range(stage.sizes.runs + 1):
        pair = _timed(lambda: _open(stage, committee, path)), _timed(lambda: _run_raw(stage, scope))
        if run:  # the first one warms up
            page.append(pair[0])
            raw.append(pair[1])
            ratios.append(pair[0] / pair[1])
    with stage.site.app.app_context():
        found = {figure.key: figure.value for figure in count_figures(scope)}
        differences = sum(found[key] != value for key, value in _recount(scope).items())
        entries = db.session.execute(text("SELECT count(*) FROM ledger_entries")).scalar_one()
        stage.site.let_go()
    what = f"period report of {YEARS} years"
    return [
        at_most("P10", what, "× its raw SQL", ratios, RATIO),
        at_most("P10", what, "statements", [stage.count(committee, path).statements], STATEMENTS),
        at_most("P10", what, "figures unlike a recount", [differences], 0),
        for_information("P10", what, "s, the whole page", page),
        for_information("P10", what, "s, the raw SQL", raw),
        for_information("P10", "entries in the ledgers", "", [entries]),
    ]


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _open(stage: Stage, visit: Visit, path: str) -> None:
    answer = stage.site.app.test_client(use_cookies=False).get(path, headers={"Cookie": visit.cookie})
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    answer.get_data()


def _run_raw(stage: Stage, scope: Scope) -> None:
    before = same_days_last_year(scope)
    days = {"a1": scope.date_from, "a2": scope.date_to, "b1": before.date_from, "b2": before.date_to}
    with stage.site.app.app_context(), db.engine.connect() as connection:
        for statement in RAW:
            used = {name: str(day) if stage.kind == "sqlite" else day for name, day in days.items()}
            connection.execute(text(statement), {n: d for n, d in used.items() if f":{n}" in statement}).all()


def _recount(scope: Scope) -> dict[str, int]:
    """Works by kind and what the Union gave, row by row in Python."""
    rows: Any = db.session.execute(
        text(
            "SELECT w.id, w.accepted_on, k.code, k.counts_as FROM works w JOIN work_kinds k ON k.id = w.kind_id "
            "WHERE w.state = 'accepted'"
        )
    )
    accepted: dict[int, str] = {}
    kinds: Counter[str] = Counter()
    for id_, day, code, counts_as in rows:
        if str(scope.date_from) <= str(day) <= str(scope.date_to):
            accepted[id_] = str(day)
            kinds[code if counts_as == "work" else "task"] += 1
    value = 0
    entries: Any = db.session.execute(text("SELECT work_id, amount, source, form, counts_on FROM ledger_entries"))
    for work_id, amount, source, form, counts_on in entries:
        day = accepted.get(work_id)
        if day and str(source) in UNION and form in ("cash", "in_kind") and str(counts_on) <= day:
            value += int(amount)
    works = sum(number for code, number in kinds.items() if code != "task")
    named = {f"works.{code}": kinds[code] for code in NAMED_KINDS}
    return {"works.accepted": works, **named, "works.tasks": kinds["task"], "works.value": value}

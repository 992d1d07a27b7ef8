"""The period by unit, and by kind, level, class and commune."""

from datetime import date
from random import Random
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.places.models import Classification, Commune, CommuneConversion
from app.reports import queries
from app.reports.figures import Scope
from app.reports.queries.tables import COLUMNS, child_of
from tests import factories
from tests.cast import Cast
from tests.checks import PageClient
from tests.reports import records

PERIOD = Scope(date(2023, 1, 1), date(2024, 11, 30))
ADDITIVE = [key for key in COLUMNS if key.startswith(("works.", "initiatives.")) or key == "members.total"]


def test_the_rows_of_all_units_add_up_to_the_figures_and_each_row_is_the_units_own_report(app: Any) -> None:
    bloc, *_units = records.fill(Random(5))
    figures = {figure.key: figure.value for figure in queries.count_figures(PERIOD)}
    rows = queries.count_matrix(PERIOD, bloc.id)
    for key in ADDITIVE:
        assert sum(row.values[key] for row in rows) == figures[key], key
    for row in rows:
        if not row.is_own:
            of_unit = Scope(PERIOD.date_from, PERIOD.date_to, row.unit_id)
            own = {figure.key: figure.value for figure in queries.count_figures(of_unit)}
            assert row.values == {key: own[key] for key in COLUMNS}, row.name


def test_a_path_leads_to_the_unit_right_under_the_reported_one() -> None:
    assert [child_of(path, 1) for path in ("/1/", "/1/7/", "/1/7/9/", "/4/5/")] == [1, 7, 7, 4]


def test_works_are_broken_down_from_four_sides(cast: Cast) -> None:
    border = factories.commune("Đồng Đăng")
    db.session.execute(Classification.__table__.delete())
    db.session.add(Classification(commune_id=border.id, kind="border", valid_from=date(2023, 6, 1), document="QĐ"))
    task = factories.kind("youth_task")
    before = factories.work(cast.unit, state="accepted", accepted_on=date(2023, 5, 1), lines=[], level="bloc")
    for values in ({"level": "bloc", "benefit": 5}, {"kind_id": task.id, "level": "chapter"}):
        work = factories.work(cast.unit, state="accepted", accepted_on=date(2023, 7, 1), lines=[], **values)
        records.contribution(work, 2_000_000, date(2023, 6, 1))
    found = queries.break_down(PERIOD, date(2026, 1, 1))
    by_kind = {code: (part.works, part.tasks, part.value) for (code, _vi, _en), part in found.kinds.items()}
    assert by_kind == {"village_road_lighting": (2, 0, 2_000_000), "youth_task": (0, 1, 2_000_000)}
    assert {level: part.works for level, part in found.levels.items()} == {"bloc": 2, "chapter": 0}
    # What the commune was on the acceptance date: one work is older than its being a border commune.
    assert (found.classes["border"].works, found.classes["border"].tasks, found.classes[""].works) == (1, 1, 1)
    assert found.levels["bloc"].benefit == 5
    ((commune, part),) = found.communes
    assert (commune.id, part.works, part.tasks, part.value) == (before.commune_id, 2, 1, 4_000_000)


def test_works_of_a_commune_that_was_split_are_placed_by_their_point_or_listed_as_undecided(cast: Cast) -> None:
    split = db.session.scalars(
        select(Commune)
        .join(CommuneConversion, CommuneConversion.old_id == Commune.id)
        .where(Commune.valid_to.is_not(None))
        .order_by(Commune.id)
    ).unique()
    generation = queries.tables.get_generation(date(2026, 1, 1))
    old = next(commune for commune in split if len(generation.candidates(commune.id)) > 1)
    place = {"commune_id": old.id, "lat": None, "lon": None}
    work = factories.work(cast.unit, state="accepted", accepted_on=date(2024, 10, 1), lines=[], **place)
    now = queries.break_down(PERIOD, date(2026, 1, 1))
    assert now.undecided == [(work.id, work.title)]
    then = queries.break_down(PERIOD, date(2024, 11, 30))
    assert then.undecided == []
    assert [(commune.id, part.works) for commune, part in then.communes] == [(old.id, 1)]


def test_both_pages_take_few_statements_however_many_records(client: PageClient, cast: Cast) -> None:
    ha = client.as_(cast.ha)
    for number in (1, 20):
        for _ in range(number):
            factories.work(cast.unit, state="accepted", accepted_on=date(2023, 3, 3), lines=[])
        page = ha.get("/reports/period/by-unit?from=2023-01-01&to=2023-12-31")
        assert cast.unit.short_name in page.text
        assert len(page.statements) <= 16
        assert len(ha.get("/reports/period/works?from=2023-01-01&to=2023-12-31").statements) <= 15
    client.as_(cast.an).get("/reports/period/by-unit?from=2023-01-01&to=2023-12-31&unit=STC", status=404)

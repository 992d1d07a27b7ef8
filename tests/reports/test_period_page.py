"""The page of the period report and the records behind its figures."""

from datetime import date
from typing import Any

import pytest

from app.core import clock
from app.core.clock import travel
from app.reports.figures import FIGURES, NAMED_KINDS
from app.service.models import PilotUnit, ServiceDay, ServiceModel
from tests import factories
from tests.cast import Cast
from tests.checks import Html, PageClient
from tests.learning import walk

PERIOD = "?from=2023-01-01&to=2023-08-31"


def shown(page: Html) -> list[str]:
    return [element.text or "" for element in page.all("span", class_="report-value")]


def test_it_shows_every_figure_with_its_rule_and_a_link_to_its_records(client: PageClient, cast: Cast) -> None:
    page = client.as_(cast.ha).get(f"/reports/period{PERIOD}")
    links = {a.get("href", "").split("?")[0] for a in page.all("a")}
    for kind in FIGURES:
        assert f"/reports/period/{kind.key}" in links
    assert len(shown(page)) == len(FIGURES)
    assert len(page.all("details", class_="report-rule")) == len(FIGURES)


def test_each_figure_opens_its_records(client: PageClient, cast: Cast, db: Any) -> None:
    day = date(2023, 8, 1)
    for code in (*NAMED_KINDS, "other", "youth_task"):
        kind_id = factories.kind(code).id
        factories.work(cast.unit, kind_id=kind_id, state="accepted", accepted_on=day, benefit=9, lines=[])
    served = factories.activity(cast.unit, state="held", held_on=day)
    model = factories.save(
        ServiceModel(
            name="Ngày thứ Bảy", kind="volunteer_saturday", unit_id=cast.bloc.id, decision="12", decided_on=day
        )
    )
    db.session.add_all(
        [
            ServiceDay(activity_id=served.id, kind="other"),
            PilotUnit(model_id=model.id, unit_id=cast.unit.id, valid_from=day, decision="13"),
        ]
    )
    db.session.commit()
    for kind, level in (("it", None), ("political", "advanced")):
        walk.send(cast.an, walk.add_class(cast, kind=kind, level=level, starts_on=day), cast.binh.member)
    walk.applied(cast, registered_on=day, decided_on=day, applied_on=day)
    factories.unit(parent=cast.bloc, sector="enterprise")
    ha = client.as_(cast.ha)
    for kind in FIGURES:
        page = ha.get(f"/reports/period/{kind.key}{PERIOD}")
        assert bool(page.all("tbody")) is (kind.key != "members.enterprise"), kind.key


def test_without_a_period_it_is_this_year_so_far(client: PageClient, cast: Cast) -> None:
    page = client.as_(cast.ha).get("/reports/period")
    assert page.values["from"] == f"{clock.today().year}-01-01"
    assert page.values["to"] == clock.today().isoformat()


def test_a_leader_reads_the_own_unit_and_no_other(client: PageClient, cast: Cast) -> None:
    an = client.as_(cast.an)
    assert cast.unit.name in an.get(f"/reports/period{PERIOD}").text
    an.get(f"/reports/period{PERIOD}&unit=CL-11A1")
    an.get(f"/reports/period{PERIOD}&unit=STC", status=404)
    an.get(f"/reports/period{PERIOD}&unit=KHOI", status=404)


def test_reports_are_for_officers(client: PageClient, cast: Cast) -> None:
    client.get("/reports/period", status=303)
    client.as_(cast.binh).get("/reports/period", status=403)
    client.as_(cast.binh).get("/reports/period/works.accepted", status=403)


@pytest.mark.parametrize("query", ["?from=2023-09-01&to=2023-08-31", "?from=31/02/2023", "?to=yesterday"])
def test_a_wrong_period_keeps_what_was_typed_and_says_why(client: PageClient, cast: Cast, query: str) -> None:
    page = client.as_(cast.ha).get(f"/reports/period{query}", status=422)
    name, value = query[1:].split("&")[0].split("=")
    assert page.values[name] == value
    assert page.find("div", class_="notice-danger") is not None
    assert not shown(page)


def test_an_unknown_figure_is_not_there(client: PageClient, cast: Cast) -> None:
    client.as_(cast.ha).get("/reports/period/works.unheard_of", status=404)


def test_the_members_of_a_figure_are_those_that_the_reader_may_see(client: PageClient, cast: Cast) -> None:
    page = client.as_(cast.an).get(f"/reports/period/members.total{PERIOD}")
    assert "Nguyễn Văn Bình" in page.text
    assert "Trần Thị Chi" not in page.text


def test_the_records_are_paged(client: PageClient, cast: Cast) -> None:
    for _ in range(60):
        factories.work(cast.unit, state="accepted", accepted_on=date(2023, 3, 3), lines=[])
    ha = client.as_(cast.ha)
    first = ha.get(f"/reports/period/works.accepted{PERIOD}")
    onward = first.find("a", rel="next")
    assert onward is not None
    second = ha.get(onward.get("href", ""))
    assert [len(page.all("tr")) - 1 for page in (first, second)] == [50, 10]


def test_the_pages_take_few_statements_however_many_records(client: PageClient, cast: Cast) -> None:
    ha = client.as_(cast.ha)
    for number in (1, 30):
        for _ in range(number):
            factories.work(cast.unit, state="accepted", accepted_on=date(2023, 3, 3), lines=[])
        assert len(ha.get(f"/reports/period{PERIOD}").statements) <= 16
        assert len(ha.get(f"/reports/period/works.value{PERIOD}").statements) <= 11


def test_the_usual_periods_end_today_while_they_run(client: PageClient, cast: Cast) -> None:
    with travel(clock.at_local(date(2023, 8, 15), clock.time(12))):
        page = client.as_(cast.ha).get("/reports/period")
    links = [a.get("href", "") for a in page.all("a")]
    for first, last in (
        ("2023-08-01", "2023-08-15"),
        ("2023-07-01", "2023-08-15"),
        ("2023-01-01", "2023-08-15"),
        ("2022-01-01", "2022-12-31"),
    ):
        assert any(f"from={first}&to={last}" in link for link in links), (first, last)

"""`flask report period`: what scripts and checks read."""

import json
from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.reports.figures import FIGURES
from tests import factories
from tests.cast import Cast
from tests.reports import records

EIGHT_MONTHS = ["--from", "2023-01-01", "--to", "2023-08-31"]


def run(app: Flask, *arguments: str) -> Any:
    return app.test_cli_runner().invoke(args=["report", "period", *arguments])


def test_it_prints_every_figure_as_json(app: Flask, cast: Cast) -> None:
    work = factories.work(cast.unit, state="accepted", accepted_on=date(2023, 8, 31))
    records.contribution(work, 2_500_000, date(2023, 8, 1))
    answer = json.loads(run(app, *EIGHT_MONTHS, "--format", "json").stdout)
    assert list(answer) == ["unit", "from", "to", "figures"]
    assert (answer["unit"], answer["from"], answer["to"]) == (None, "2023-01-01", "2023-08-31")
    assert [figure["key"] for figure in answer["figures"]] == [kind.key for kind in FIGURES]
    value = answer["figures"][-1]
    assert value == {
        "key": "works.value",
        "label": value["label"],
        "value": 2_500_000,
        "count_of_records": 1,
    }


def test_its_labels_are_vietnamese(app: Flask, cast: Cast) -> None:
    answer = json.loads(run(app, *EIGHT_MONTHS, "--format", "json").stdout)
    labels = {figure["key"]: figure["label"] for figure in answer["figures"]}
    assert labels["works.red_scarf_house"] == "Ngôi nhà khăn quàng đỏ"


def test_a_unit_narrows_it_to_the_unit_and_those_under_it(app: Flask, cast: Cast) -> None:
    factories.work(cast.chapter, state="accepted", accepted_on=date(2023, 2, 1))
    factories.work(cast.other_unit, state="accepted", accepted_on=date(2023, 2, 1))
    answer = json.loads(run(app, *EIGHT_MONTHS, "--unit", "CL", "--format", "json").stdout)
    figures = {figure["key"]: figure["value"] for figure in answer["figures"]}
    assert (answer["unit"], figures["works.accepted"]) == ("CL", 1)


def test_text_gives_a_line_for_each_figure(app: Flask, cast: Cast) -> None:
    lines = run(app, *EIGHT_MONTHS).stdout.splitlines()
    assert len(lines) == len(FIGURES) + 1
    assert "01/01/2023" in lines[0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "2023-09-01", "--to", "2023-08-31"], "trước"),
        ([*EIGHT_MONTHS, "--unit", "KHONG-CO"], "KHONG-CO"),
        (["--from", "2023-02-31", "--to", "2023-08-31"], "2023-02-31"),
        (["--from", "2023-01-01"], "--to"),
    ],
)
def test_a_wrong_period_or_unit_says_what_is_wrong_and_exits_with_2(
    app: Flask, cast: Cast, arguments: list[str], said: str
) -> None:
    result = run(app, *arguments, "--format", "json")
    assert result.exit_code == 2
    assert said in result.stderr
    assert not result.stdout

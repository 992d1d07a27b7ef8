"""The demonstration: the published figures of January to August 2023, each counted from records."""

import json
from contextlib import ExitStack
from datetime import date

import pytest
from sqlalchemy import create_engine, select, text

from app.core.database import set_up_engine
from app.core.events import Event
from app.extensions import db as database
from app.learning.models import TrainingEnrolment
from app.learning.queries import count_initiatives, count_training
from app.people.models import Unit
from app.reports.figures import Scope
from app.upkeep.moving import instead, measure
from app.works.models import Work
from tests.postgres import running_postgres

# article of 8 September 2023, rows 1 to 20 of its figures
PUBLISHED = {
    "units.base": 40,
    "units.union": 8,
    "units.chapter": 32,
    "members.total": 3_399,
    "members.agency": 1_072,
    "members.enterprise": 246,
    "members.pupil": 2_081,
    "training.professional": 356,
    "training.political_theory": 40,
    "initiatives.applied": 59,
    "models.saturday_units": 5,
    "activities.held": 72,
    "service.pilots": 5,
    "service.days": 0,
    "service.people": 0,
    "service.procedures": 0,
    "service.online": 0,
    "works.accepted": 25,
    "works.village_road_lighting": 11,
    "works.border_patrol_lighting": 2,
    "works.border_marker_road": 4,
    "works.rural_concrete_road": 5,
    "works.red_scarf_house": 1,
    "works.other": 2,
    "works.value": 258_000_000,
}


@pytest.fixture
def demo(app, databases):
    """The product with the demonstration in it, loaded by its command once and copied from then on."""
    if databases.has("demo"):
        databases.make_fresh("test", "demo")
    else:
        result = app.test_cli_runner().invoke(args=["seed", "demo"])
        assert result.exit_code == 0, result.output
        database.session.remove()
        databases.keep("demo")
    return app


def _figures(app):
    period = ["--from", "2023-01-01", "--to", "2023-08-31", "--format", "json"]
    result = app.test_cli_runner().invoke(args=["report", "period", *period])
    assert result.exit_code == 0, result.output
    return {figure["key"]: figure["value"] for figure in json.loads(result.output)["figures"]}


def test_the_report_gives_the_published_figures(demo):
    found = _figures(demo)
    assert {key: found[key] for key in PUBLISHED} == PUBLISHED


def test_a_work_that_is_no_longer_accepted_leaves_the_figures_that_counted_it(demo):
    before = _figures(demo)
    work = database.session.execute(
        select(Work).where(Work.title == "Thắp sáng đường thôn Nà Lùng", Work.state == "accepted")
    ).scalar_one()
    database.session.execute(
        text("UPDATE works SET state = 'under_way', accepted_on = NULL WHERE id = :id"), {"id": work.id}
    )
    database.session.commit()
    changed = {key: value for key, value in _figures(demo).items() if value != before[key]}
    assert changed == {
        "works.accepted": 24,
        "works.village_road_lighting": 10,
        "works.value": 258_000_000 - work.union_contribution,
    }


def test_every_rule_and_chain_holds(demo):
    for command in (["check"], ["audit", "verify"]):
        result = demo.test_cli_runner().invoke(args=command)
        assert result.exit_code == 0, result.output


def test_loading_it_twice_changes_nothing(demo):
    before = database.session.query(Event).count()
    result = demo.test_cli_runner().invoke(args=["seed", "demo"])
    assert "already" in result.output
    assert database.session.query(Event).count() == before


def test_works_stand_in_every_state_today(demo):
    states = set(database.session.execute(select(Work.state).distinct()).scalars())
    assert states == {
        "draft", "submitted", "approved", "under_way", "reported", "accepted", "rejected", "cancelled"
    }  # fmt: skip


def test_its_accounts_are_printed_with_their_password(demo):
    output = demo.test_cli_runner().invoke(args=["demo-accounts"]).output
    assert "pupil@thapsang.example" in output
    assert "thap-sang-2026" in output


def test_every_page_says_that_the_data_is_invented(demo, client):
    for url in ("/", "/works/", "/activities/", "/map/", "/about", "/sign-in"):
        assert client.get(url).find(class_="demo-banner") is not None, url


def test_it_moves_to_the_other_kind_of_database_and_back_with_the_same_report(demo, databases, tmp_path):
    figures = _figures(demo)
    with ExitStack() as stack:
        server = stack.enter_context(running_postgres())
        for name in ("moved", "back"):
            server.drop(name)
        folder = f"sqlite:///{tmp_path}"
        if databases.kind == "sqlite":
            urls = [server.create("moved"), f"{folder}/back.db"]
        else:
            urls = [f"{folder}/moved.db", server.create("back")]
        engines = []
        try:
            for url in urls:
                engines.append(create_engine(url))
                set_up_engine(engines[-1])
                with instead(engines[-2] if len(engines) > 1 else database.engine):
                    result = demo.test_cli_runner().invoke(args=["move-to", url])
                assert result.exit_code == 0, result.output
                with instead(engines[-1]):
                    assert _figures(demo) == figures
                    for command in (["check"], ["audit", "verify"]):
                        assert demo.test_cli_runner().invoke(args=command).exit_code == 0
            with engines[0].connect() as there, engines[1].connect() as back:
                for table in database.metadata.sorted_tables:
                    assert measure(there, table) == measure(back, table)
        finally:
            for engine in engines:
                engine.dispose()


def test_study_and_initiatives_give_the_published_figures_from_records(demo):
    scope = Scope(date(2023, 1, 1), date(2023, 8, 31))
    training, initiatives = count_training(scope), count_initiatives(scope)
    assert training["training.professional"][0] == 356
    assert training["training.political_theory"][0] == 40
    assert initiatives["initiatives.applied"][0] == 59
    # Somebody sent twice is one person in two turns, and every base unit sent somebody.
    assert training["training.professional_turns"][0] == 373
    senders = database.session.execute(
        select(Unit.path).join(TrainingEnrolment, TrainingEnrolment.unit_id == Unit.id).distinct()
    ).scalars()
    assert len({path.split("/")[2] for path in senders}) == 40

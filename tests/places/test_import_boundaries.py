from datetime import date

import pytest
from sqlalchemy import func, select

from app.core.actor import SYSTEM
from app.core.errors import NotAllowed, NotPossible
from app.core.events import Event
from app.places.actions import BoundariesRefused, import_boundaries
from app.places.messages import explain_boundary_problem
from app.places.models import CommuneArea
from tests.places.conftest import collection, strip

AFTER = date(2026, 1, 1)
GOOD = collection(("90001", strip(106.1, 106.25)), ("90003", strip(106.25, 106.4)), ("90004", strip(106.4, 106.5)))
SPLIT = collection(("90001", strip(106.1, 106.25)), ("90003", strip(106.2, 106.4)), ("90005", strip(106.4, 106.5)))


def take(content, actor=SYSTEM, **values):
    return import_boundaries(
        actor, **{"province_code": "79", "content": content, "source": "Bản đồ thử", "on": AFTER, **values}
    )


def count_official(db):
    return db.session.scalar(select(func.count()).select_from(CommuneArea).where(CommuneArea.kind == "official"))


def test_a_clean_file_brings_one_boundary_for_each_commune(province, db):
    loaded, warnings = take(GOOD)
    assert (loaded.areas, warnings, count_official(db)) == (3, [], 3)
    event = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert (event.verb, event.details) == ("boundaries.imported", {"areas": 3, "source": "Bản đồ thử"})


def test_the_same_file_again_changes_nothing(province, db):
    take(GOOD)
    events = db.session.scalar(select(func.count()).select_from(Event))
    assert take(GOOD)[0].is_nothing
    assert db.session.scalar(select(func.count()).select_from(Event)) == events


def test_a_file_with_an_error_changes_nothing_and_lists_everything(province, db):
    take(GOOD)
    with pytest.raises(BoundariesRefused) as refused:
        take(SPLIT, source="other")
    assert [p.key for p in refused.value.problems] == ["unknown_code", "overlap", "missing_commune"]
    assert refused.value.details == {"count": 3}
    sources = db.session.scalars(select(CommuneArea.source).where(CommuneArea.kind == "official")).all()
    assert set(sources) == {"Bản đồ thử"}


def test_each_problem_reads_as_a_line_with_commune_and_place(province, app):
    with pytest.raises(BoundariesRefused) as refused:
        take(SPLIT)
    with app.test_request_context("/?lang=en"):
        lines = [explain_boundary_problem(p) for p in refused.value.problems]
    assert lines[0] == "feature 3: There is no commune with the code 90005 on that day."
    assert lines[1].startswith("Suối Mới (90001): The area overlaps that of Đồi (90003) by ")
    assert lines[2].startswith("Hòa Bình (90004): The commune is missing in the file.")


def test_a_warning_alone_does_not_stop_the_import(province, db):
    content = collection(
        ("90001", strip(106.19, 106.25)), ("90003", strip(106.25, 106.4)), ("90004", strip(106.4, 106.5))
    )
    loaded, warnings = take(content)
    assert [p.key for p in warnings] == ["point_outside"]
    assert loaded.areas == 3


def test_the_boundaries_of_an_earlier_day_go_to_the_communes_of_that_day(province):
    content = collection(
        ("90001", strip(106.1, 106.2)),
        ("90002", strip(106.2, 106.3)),
        ("90003", strip(106.3, 106.4)),
        ("90004", strip(106.4, 106.5)),
    )
    assert take(content, on=date(2023, 1, 1))[0].areas == 4


def test_a_province_that_is_not_loaded_has_no_boundaries_to_take(app):
    with pytest.raises(NotPossible, match="province_not_loaded"):
        take(GOOD, province_code="96")


def test_only_the_administrator_and_the_terminal_import_boundaries(province, cast):
    for person in (cast.an, cast.ha, cast.khanh):
        with pytest.raises(NotAllowed):
            take(GOOD, person.actor)
    assert take(GOOD, cast.lan.actor)[0].areas == 3

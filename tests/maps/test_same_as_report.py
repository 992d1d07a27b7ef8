"""The map and the period report give one number: for every unit, year and kind, whatever became of the unit since."""

from datetime import date
from random import Random

import pytest
from sqlalchemy import select

from app.core.actor import SYSTEM
from app.extensions import db
from app.maps.filters import MapFilters
from app.maps.queries import count_works, select_works
from app.people.actions import move_unit
from app.people.models import Unit
from app.reports.figures import NAMED_KINDS, Scope
from app.reports.queries import count_figures
from app.works.models import WorkKind
from tests import factories
from tests.cast import Cast

YEARS = (2024, 2025, 2026)


@pytest.fixture
def works(cast: Cast) -> None:
    """Sixty works of all kinds and states over three years; one unit moved under another in between."""
    chance = Random(7)
    kinds = list(db.session.scalars(select(WorkKind.id).order_by(WorkKind.id)))
    units = [cast.bloc, cast.unit, cast.chapter, cast.other_unit]
    for number in range(60):
        day = date(chance.choice(YEARS), chance.randrange(1, 13), chance.randrange(1, 29))
        state = {"state": "accepted", "accepted_on": day} if number % 4 else {"state": "under_way"}
        factories.work(chance.choice(units), kind_id=chance.choice(kinds), lines=[], **state)
    chapter, union = cast.chapter.id, cast.other_unit
    db.session.execute(Unit.__table__.update().where(Unit.id == union.id).values(kind="union"))
    db.session.commit()
    version = db.session.get_one(Unit, chapter).version
    move_unit(SYSTEM, unit_id=chapter, parent_id=union.id, on=date(2025, 7, 1), decision="Số 1", version=version)


def on_map(year: int, unit: str = "", kind: str = "") -> int:
    filters = MapFilters(state="accepted", year=year, unit=unit, kind=kind, counts_as="work")
    return count_works(select_works(SYSTEM, filters))


@pytest.mark.parametrize("year", YEARS)
def test_map_and_report_count_the_same_works_of_every_unit_and_kind(cast: Cast, works: None, year: int) -> None:
    scopes = {"": None} | {unit.code: unit.id for unit in db.session.scalars(select(Unit))}
    total = 0
    for code, unit_id in scopes.items():
        figures = {f.key: f.value for f in count_figures(Scope(date(year, 1, 1), date(year, 12, 31), unit_id))}
        assert on_map(year, code) == figures["works.accepted"], code
        for kind in NAMED_KINDS:
            assert on_map(year, code, kind) == figures[f"works.{kind}"], (code, kind)
        total += figures["works.accepted"]
    assert total > 10

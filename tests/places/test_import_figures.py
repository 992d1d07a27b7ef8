"""Inhabitants and kilometres of border, which shares are counted by."""

import pytest
from sqlalchemy import select

from app.core.actor import SYSTEM
from app.core.errors import NotAllowed, NotPossible
from app.core.events import Event
from app.places.actions import TableRefused, import_figures
from app.places.tables import TableError, read_figures
from tests.cast import Cast
from tests.places.conftest import NEW


def take(text: str, actor=SYSTEM, province="79"):
    return import_figures(actor, province_code=province, rows=read_figures(text.encode()), source="Niên giám 2025")


def test_they_are_kept_with_the_commune_and_their_source_with_the_event(province, db):
    assert take("code,population,border_km\n90003,5200,12.5\n90004,,3\n").communes == 2
    found = province("90003", NEW)
    assert (found.population, found.border_km) == (5200, 12.5)
    assert province("90004", NEW).population is None
    event = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert (event.verb, event.details["source"]) == ("places.figures_imported", "Niên giám 2025")


def test_the_same_file_again_changes_nothing_and_an_empty_cell_leaves_what_is_there(province):
    take("code,population\n90003,5200\n")
    assert take("code,population\n90003,5200\n").is_nothing
    assert take("code,population,border_km\n90003,,\n").is_nothing
    assert province("90003", NEW).population == 5200


def test_a_code_of_no_commune_of_today_changes_nothing_and_is_named(province):
    with pytest.raises(TableRefused) as refused:
        take("code,population\n90003,5200\n99999,1\n")
    assert [(p.line, p.value) for p in refused.value.problems] == [(3, "99999")]
    assert province("90003", NEW).population is None


def test_a_number_that_can_be_none_is_refused_with_its_line():
    with pytest.raises(TableError) as refused:
        read_figures(b"code,population\n90003,-4\n90004,many\n90003,1\n")
    assert [p.line for p in refused.value.problems] == [2, 3, 4]


def test_they_are_the_administrators(province, cast: Cast):
    with pytest.raises(NotAllowed):
        take("code,population\n90003,5200\n", actor=cast.an.actor)
    with pytest.raises(NotPossible):
        take("code,population\n90003,5200\n", province="01")

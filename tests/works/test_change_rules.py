"""The office's settings for works: the administrator's, with both versions shown to the second one."""

import pytest
from sqlalchemy import select

from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.events import Event
from app.works.actions import change_rules
from app.works.rules import Rules, read_rules


def test_only_an_administrator_changes_them(cast):
    for person in (cast.an, cast.binh, cast.dung, cast.ha, cast.khanh):
        with pytest.raises(NotAllowed):
            change_rules(person.actor, version=1, line_tolerance=5, needs_confirmation=True)
    change_rules(cast.lan.actor, version=1, line_tolerance=5, needs_confirmation=True)
    assert read_rules() == Rules(5, True, 2)


def test_who_changed_them_and_what_they_were_is_recorded(cast, db):
    change_rules(cast.lan.actor, version=1, line_tolerance=5, needs_confirmation=False)
    event = db.session.execute(select(Event).where(Event.verb == "works.rules_changed")).scalar_one()
    assert event.account_id == cast.lan.account.id
    assert event.details["before"] == {"line_tolerance": 10, "needs_confirmation": False}


def test_the_same_twice_is_one_change_and_a_stale_one_is_refused(cast):
    for _ in range(2):
        assert change_rules(cast.lan.actor, version=1, line_tolerance=5, needs_confirmation=True) == 2
    with pytest.raises(Conflict, match="rules_changed"):
        change_rules(cast.lan.actor, version=1, line_tolerance=6, needs_confirmation=True)


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_tolerance_is_a_per_cent(cast, percent):
    with pytest.raises(NotPossible, match="tolerance_out_of_range"):
        change_rules(cast.lan.actor, version=1, line_tolerance=percent, needs_confirmation=False)


def test_the_page_saves_and_keeps_what_is_wrong(cast, client):
    lan = client.as_(cast.lan)
    page = lan.get("/works/settings")
    assert page.values["line_tolerance"] == "10"
    page = lan.post("/works/settings", {"version": 1, "line_tolerance": "500"}, status=422)
    assert page.errors
    assert page.values["line_tolerance"] == "500"
    lan.post("/works/settings", {"version": 1, "line_tolerance": "20", "needs_confirmation": "y"})
    assert read_rules() == Rules(20, True, 2)

"""A unit is not dissolved while it has something in hand."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.errors import NotAllowed, NotPossible
from app.people.models import Unit
from app.volunteering.actions import cancel_activity, dissolve_unit, save_activity
from app.volunteering.values import ActivityValues, ShiftValues
from tests import factories
from tests.cast import somebody


@pytest.fixture
def empty(cast):
    return factories.unit("Chi đoàn trống", parent=cast.bloc)


def dissolve(cast, unit):
    dissolve_unit(cast.lan.actor, unit_id=unit.id, version=unit.version, on=clock.today(), decision="QĐ 1")


@pytest.mark.parametrize("state", ["submitted", "approved", "under_way", "reported"])
def test_works_handed_in_or_going_on_keep_a_unit(db, cast, empty, state):
    factories.work(empty, state=state)
    with pytest.raises(NotPossible, match="unit_has_open_works"):
        dissolve(cast, empty)
    assert db.session.get(Unit, empty.id, populate_existing=True).dissolved_on is None


@pytest.mark.parametrize("state", ["draft", "accepted", "rejected", "cancelled"])
def test_works_that_came_to_an_end_and_drafts_do_not(db, cast, empty, state):
    factories.work(empty, state=state, accepted_on=clock.today() if state == "accepted" else None)
    dissolve(cast, empty)
    assert db.session.get(Unit, empty.id, populate_existing=True).dissolved_on == clock.today()


@pytest.mark.parametrize("state", ["draft", "published"])
def test_activities_neither_held_nor_called_off_keep_a_unit(db, cast, empty, state):
    activity = factories.activity(empty, state=state)
    with pytest.raises(NotPossible, match="unit_has_open_activities"):
        dissolve(cast, empty)
    cancel_activity(_leader(cast), activity_id=activity.id, reason="Đơn vị giải thể")
    dissolve(cast, empty)
    assert db.session.get(Unit, empty.id, populate_existing=True).dissolved_on == clock.today()


def _leader(cast):
    """Who leads the Bloc, and so the empty unit under it."""
    return somebody(cast.unit, "Bí thư Khối", "leader", cast.bloc).actor


def test_nobody_plans_for_a_unit_that_is_gone(cast, empty):
    leader = _leader(cast)
    dissolve(cast, empty)
    start = clock.now()
    shift = ShiftValues("Ca", start, start + timedelta(hours=1), 1)
    with pytest.raises(NotPossible, match="host_dissolved"):
        save_activity(leader, host_unit_id=empty.id, activity=ActivityValues(title="Muộn"), shifts=(shift,))


def test_only_the_administrator_dissolves(cast, empty):
    for person in (cast.an, cast.binh, cast.ha, cast.khanh):
        with pytest.raises(NotAllowed):
            dissolve_unit(person.actor, unit_id=empty.id, version=1, on=clock.today(), decision="QĐ 1")


def test_the_page_lists_what_is_in_hand(cast, client, empty):
    factories.work(empty, title="Đường thôn Nà Hán", state="under_way")
    factories.activity(empty, title="Dọn đường")
    lan = client.as_(cast.lan)
    page = lan.get(f"/units/{empty.id}/dissolve")
    assert "Đường thôn Nà Hán" in page.text
    assert "Dọn đường" in page.text
    values = {"on": clock.today().isoformat(), "decision": "QĐ 1", "version": "1"}
    page = lan.post(f"/units/{empty.id}/dissolve", values, status=422)
    assert page.values["decision"] == "QĐ 1"

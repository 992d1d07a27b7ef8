"""Units are founded, changed and moved by the administrator; dated versions keep what they were."""

from datetime import date, timedelta

import pytest

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import Event
from app.people.actions import change_unit, found_unit, move_unit
from app.people.checks import CHECKS
from app.people.models import Unit, UnitVersion
from tests import factories
from tests.people import rearranging

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def standing_clock(travel):
    with travel(TODAY):
        yield


def found(cast, actor=None, **values):
    return found_unit(
        actor or cast.lan.actor,
        **{
            "code": "cl-12b",
            "name": "Chi đoàn 12B",
            "short_name": "12B",
            "kind": "chapter",
            "sector": "school",
            "parent_id": cast.unit.id,
            "founded_on": TODAY,
            "decision": "QĐ 5/2026",
            **values,
        },
    )


def change(cast, unit, actor=None, **values):
    change_unit(
        actor or cast.lan.actor,
        unit_id=unit.id,
        **{
            "version": unit.version,
            "name": "Đoàn trường mới",
            "short_name": "Trường mới",
            "kind": unit.kind,
            "sector": unit.sector,
            "on": TODAY,
            "decision": "QĐ 9/2026",
            **values,
        },
    )


def move(cast, unit, parent, **values):
    values = {"version": unit.version, "on": TODAY, "decision": "QĐ 7/2026", **values}
    move_unit(cast.lan.actor, unit_id=unit.id, parent_id=parent.id, **values)


def dissolve(cast, unit):
    rearranging.dissolve(cast.lan.actor, unit, on=TODAY)


def reason(call, *args, **values):
    with pytest.raises(NotPossible) as refused:
        call(*args, **values)
    return refused.value.reason


def versions(db, unit):
    return db.session.query(UnitVersion).filter_by(unit_id=unit.id).order_by(UnitVersion.valid_from).all()


@pytest.fixture(autouse=True)
def checks_hold_afterwards(app):
    yield
    assert [line for check in CHECKS for line in check()] == []


def test_a_unit_is_founded_with_its_path_first_version_and_event(cast, db):
    unit = db.session.get(Unit, found(cast))
    assert (unit.code, unit.path) == ("CL-12B", f"{cast.unit.path}{unit.id}/")
    assert [(v.valid_from, v.valid_until, v.decision) for v in versions(db, unit)] == [(TODAY, None, "QĐ 5/2026")]
    assert db.session.query(Event).filter_by(verb="unit.founded", subject_id=unit.id).count() == 1


@pytest.mark.parametrize("who", ["an", "binh", "ha", "khanh", "dung"])
def test_only_the_administrator_changes_units(cast, who):
    actor = getattr(cast, who).actor
    with pytest.raises(NotAllowed):
        found(cast, actor)
    with pytest.raises(NotAllowed):
        change(cast, cast.unit, actor)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"code": "CL"}, "unit_code_taken"),
        ({"kind": "union"}, "kind_does_not_fit"),
        ({"kind": "bloc", "sector": None}, "kind_does_not_fit"),
        ({"sector": None}, "sector_missing"),
        ({"parent_id": None}, "kind_does_not_fit"),
        ({"founded_on": TODAY + timedelta(days=1)}, "in_the_future"),
        ({"founded_on": date(2019, 12, 31)}, "parent_not_there"),
    ],
)
def test_a_unit_that_cannot_be_is_not_founded(cast, values, expected):
    assert reason(found, cast, **values) == expected


def test_a_unit_is_not_founded_under_nothing(cast):
    with pytest.raises(NotFound):
        found(cast, parent_id=99999)


def test_the_same_form_sent_twice_founds_one_unit(cast):
    assert found(cast, once="a key of a form") == found(cast, once="a key of a form")


def test_a_new_name_holds_from_a_day_and_the_old_one_stays_dated(cast, db):
    change(cast, cast.unit)
    db.session.expire_all()
    assert cast.unit.name == "Đoàn trường mới"
    assert cast.unit.version == 2
    first, second = versions(db, cast.unit)
    assert (first.name, first.valid_until) == ("Đoàn trường THPT Chi Lăng", TODAY)
    assert (second.name, second.valid_from, second.decision) == ("Đoàn trường mới", TODAY, "QĐ 9/2026")


def test_a_second_change_on_the_same_day_corrects_the_first(cast, db):
    change(cast, cast.unit)
    change(cast, cast.unit, version=2, name="Đoàn trường mới hơn")
    assert [v.name for v in versions(db, cast.unit)] == ["Đoàn trường THPT Chi Lăng", "Đoàn trường mới hơn"]


def test_a_change_before_the_last_one_is_refused(cast):
    change(cast, cast.unit)
    assert reason(change, cast, cast.unit, version=2, on=TODAY - timedelta(days=1)) == "before_version"


def test_a_stale_page_changes_nothing(cast, db):
    change(cast, cast.unit)
    with pytest.raises(Conflict):
        change(cast, cast.unit, version=1)


def test_a_move_takes_everything_below_along_and_keeps_the_old_paths_dated(cast, db):
    below = factories.unit("Phân đoàn 1", parent=cast.chapter, kind="chapter", sector="school")
    union = factories.unit("Đoàn trường khác", parent=cast.bloc, kind="union", sector="school")
    old = below.path
    move(cast, cast.chapter, union)
    db.session.expire_all()
    assert cast.chapter.path == f"{union.path}{cast.chapter.id}/"
    assert below.path == f"{cast.chapter.path}{below.id}/"
    assert [v.path for v in versions(db, below)] == [old, below.path]


def test_no_unit_stands_under_itself(cast):
    below = factories.unit("Phân đoàn 1", parent=cast.chapter, kind="chapter", sector="school")
    assert reason(move, cast, cast.chapter, below) == "under_itself"
    assert reason(move, cast, cast.chapter, cast.chapter) == "under_itself"
    assert reason(move, cast, cast.bloc, cast.unit) == "bloc_stays_on_top"


def test_a_unit_is_not_moved_where_its_kind_does_not_belong_or_where_it_is(cast):
    assert reason(move, cast, cast.chapter, cast.bloc) == "kind_does_not_fit"
    assert reason(move, cast, cast.chapter, cast.unit) == "already_there"


def test_a_unit_is_dissolved_on_a_day_by_a_decision(cast, db):
    dissolve(cast, cast.chapter)
    db.session.expire_all()
    assert cast.chapter.dissolved_on == TODAY
    assert versions(db, cast.chapter)[-1].valid_until == TODAY


def test_nothing_more_happens_to_a_dissolved_unit(cast, db):
    dissolve(cast, cast.chapter)
    db.session.expire_all()
    assert reason(change, cast, cast.chapter) == "unit_dissolved"
    assert reason(found, cast, parent_id=cast.chapter.id) == "parent_not_there"


def test_an_earlier_founding_day_needs_a_parent_that_stood_then(cast, db):
    assert db.session.get(Unit, found(cast, founded_on=date(2021, 5, 1))).founded_on == date(2021, 5, 1)
    assert clock.today() == TODAY


def test_a_long_name_is_kept_whole_though_it_is_longer_to_sort_by(cast, db):
    name = "Ữ" * 200
    id_ = found(cast, name=name)
    db.session.rollback()
    unit = db.session.get_one(Unit, id_)
    assert unit.name == name
    assert len(unit.name_sort) == 300

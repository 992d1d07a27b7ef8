"""Making, copying, opening a drive; clusters; registering and withdrawing."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.actor import VISITOR
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.drives.actions import (
    add_indicator,
    change_cluster,
    edit_drive,
    edit_indicator,
    make_cluster,
    make_drive,
    open_drive,
    register_unit,
    remove_indicator,
    set_targets,
    withdraw_unit,
)
from app.drives.models import Drive, DriveCluster, DriveUnit, Indicator, IndicatorTarget
from app.drives.permissions import can_see_drive, visible_drives
from app.drives.queries.setup import load_setup
from app.drives.queries.standings import live_standings, trial_standings
from app.drives.values import Asked
from tests import factories
from tests.drives.drives import DURING, FIRST, HOURS, LAST, PLAN, WORKS, draft, indicator_of, load, place_of, running


def refused(call) -> str:
    with pytest.raises(NotPossible) as error:
        call()
    return error.value.reason


def frame(**more):
    return {"title": "Đợt", "date_from": FIRST, "date_to": LAST, "registers_until": LAST, **more}


def test_only_the_committee_makes_drives_and_only_a_draft_can_be_changed(cast):
    drive_id = draft(cast)
    for person in (cast.an, cast.binh, cast.khanh, cast.lan):
        with pytest.raises(NotAllowed):
            make_drive(person.actor, unit_id=cast.bloc.id, **frame())
    for person in (cast.an, cast.khanh):
        with pytest.raises((NotFound, NotAllowed)):
            edit_drive(person.actor, drive_id=drive_id, version=load(drive_id).version, **frame())
    with pytest.raises(Conflict):
        edit_drive(cast.ha.actor, drive_id=drive_id, version=99, **frame())
    edit_drive(cast.hai.actor, drive_id=drive_id, version=load(drive_id).version, **frame(title="Tên khác"))
    assert load(drive_id).title == "Tên khác"
    version = load(drive_id).version
    for reason, values in (
        ("drive_ends_before_it_begins", frame(date_to=date(2024, 12, 31))),
        ("registers_after_the_end", frame(registers_until=date(2026, 1, 1))),
    ):
        assert refused(lambda v=values: edit_drive(cast.ha.actor, drive_id=drive_id, version=version, **v)) == reason
    with clock.travel(FIRST):
        open_drive(cast.ha.actor, drive_id=drive_id)
        open_drive(cast.ha.actor, drive_id=drive_id)
    assert refused(lambda: add_indicator(cast.ha.actor, drive_id=drive_id, asked=WORKS)) == "drive_is_open_already"


def test_a_draft_is_for_committee_and_inspector_and_the_list_agrees_with_the_page(db, cast):
    draft_id, open_id, public_id = draft(cast), running(cast), running(cast)
    drive = db.session.get_one(Drive, public_id)
    drive.is_public = True
    db.session.commit()
    people = {"visitor": None, **{name: getattr(cast, name) for name in ("an", "binh", "chi", "ha", "khanh", "lan")}}
    for name, person in people.items():
        actor = person.actor if person else VISITOR
        listed = set(db.session.scalars(select(Drive.id).where(visible_drives(actor))))
        assert listed == {id_ for id_ in (draft_id, open_id, public_id) if can_see_drive(actor, load(id_))}, name
        assert (draft_id in listed) == (name in ("ha", "khanh")), name
        assert (open_id in listed) == (name != "visitor"), name
        assert public_id in listed, name


def test_a_drive_opens_with_indicators_and_units_before_its_last_day(cast):
    with clock.travel(FIRST):
        drive_id = make_drive(cast.ha.actor, unit_id=cast.bloc.id, **frame())
        assert refused(lambda: open_drive(cast.ha.actor, drive_id=drive_id)) == "drive_asks_nothing"
        add_indicator(cast.ha.actor, drive_id=drive_id, asked=WORKS)
        assert refused(lambda: open_drive(cast.ha.actor, drive_id=drive_id)) == "drive_has_no_units"
        make_cluster(cast.ha.actor, drive_id=drive_id, name="Cụm 1", unit_ids=[cast.unit.id])
    with clock.travel(date(2026, 1, 1)):
        assert refused(lambda: open_drive(cast.ha.actor, drive_id=drive_id)) == "drive_is_over"


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("choose_a_metric", {"metric": "works.none"}),
        ("filter_does_not_fit", {"filters": {"kind": "palace"}}),
        ("filter_does_not_fit", {"filters": {"state": "accepted"}}),
        ("target_is_needed", {"target": None}),
        ("each_has_no_target", {"scoring": "each"}),
        ("points_are_needed", {"points": Decimal(0)}),
        ("steps_are_needed", {"scoring": "steps"}),
        ("steps_must_rise", {"scoring": "steps", "steps": ((Decimal(80), Decimal(5)), (Decimal(50), Decimal(8)))}),
        ("condition_has_only_points", {"kind": "condition"}),
    ],
)
def test_what_no_indicator_can_ask_is_refused(cast, reason, change):
    drive_id = draft(cast)
    asked = Asked(**{**WORKS.__dict__, **change})
    assert refused(lambda: add_indicator(cast.ha.actor, drive_id=drive_id, asked=asked)) == reason


def test_an_indicator_is_changed_and_taken_out_with_its_targets(db, cast):
    drive_id = draft(cast)
    indicator = indicator_of(drive_id, WORKS.name)
    places = {place_of(drive_id, cast.unit): Decimal(5), place_of(drive_id, cast.other_unit): None}
    set_targets(cast.ha.actor, indicator_id=indicator, version=load(drive_id).version, targets=places)
    assert [row.target for row in db.session.scalars(select(IndicatorTarget))] == [Decimal(5)]
    asked = Asked(**{**WORKS.__dict__, "name": "Công trình", "points": Decimal("7.5")})
    edit_indicator(cast.ha.actor, indicator_id=indicator, version=load(drive_id).version, asked=asked)
    row = db.session.get_one(Indicator, indicator, populate_existing=True)
    assert (row.name, row.points) == ("Công trình", Decimal("7.5"))
    remove_indicator(cast.ha.actor, indicator_id=indicator)
    with pytest.raises(NotFound):
        remove_indicator(cast.ha.actor, indicator_id=indicator)
    assert db.session.scalars(select(IndicatorTarget)).all() == []


def test_a_cluster_has_standing_units_of_the_drive_each_once_and_none_under_another(db, cast):
    drive_id = draft(cast)

    def place(*units, name="Cụm 2"):
        make_cluster(cast.ha.actor, drive_id=drive_id, name=name, unit_ids=[unit.id for unit in units])

    gone = factories.unit("Chi đoàn đã giải thể", parent=cast.bloc, dissolved_on=FIRST)
    assert refused(lambda: place(cast.unit)) == "unit_placed_already"
    assert refused(lambda: place(cast.chapter)) == "unit_under_another"
    assert refused(lambda: place(gone)) == "unit_not_of_the_drive"
    assert refused(lambda: place(cast.bloc)) == "unit_not_of_the_drive"
    assert refused(lambda: place(name="Cụm 1")) == "cluster_name_taken"
    cluster = db.session.scalars(select(DriveCluster.id)).one()
    version = load(drive_id).version
    change_cluster(cast.ha.actor, cluster_id=cluster, version=version, name="Cụm A", unit_ids=[cast.other_unit.id])
    assert [row.unit_id for row in db.session.scalars(select(DriveUnit))] == [cast.other_unit.id]
    change_cluster(cast.ha.actor, cluster_id=cluster, version=version + 1, name="Cụm A", unit_ids=[])
    assert db.session.scalars(select(DriveCluster)).all() == []


def test_a_drive_made_from_a_former_one_takes_over_what_it_asks_and_the_units_that_still_stand(db, cast):
    former = draft(cast, WORKS, HOURS, PLAN)
    targets = {place_of(former, cast.unit): Decimal(5)}
    set_targets(
        cast.ha.actor, indicator_id=indicator_of(former, WORKS.name), version=load(former).version, targets=targets
    )
    cast.other_unit.dissolved_on = date(2025, 12, 31)
    db.session.commit()
    new = make_drive(cast.ha.actor, unit_id=cast.bloc.id, copy_of=former, **frame())
    setup, old = load_setup(load(new)), load_setup(load(former))
    assert [(i.name, i.metric, i.points, i.target, i.by_head) for i in setup.indicators] == [
        (i.name, i.metric, i.points, i.target, i.by_head) for i in old.indicators
    ]
    assert [place.unit_id for place in setup.places] == [cast.unit.id]
    assert list(setup.targets.values()) == [Decimal(5)]
    assert setup.drive.is_draft


def test_a_unit_registers_with_its_promise_while_it_may_and_can_withdraw(db, cast):
    drive_id = draft(cast)
    place = place_of(drive_id, cast.unit)
    with clock.travel(FIRST):
        open_drive(cast.ha.actor, drive_id=drive_id)
        for person in (cast.binh, cast.giang, cast.ha, cast.dung):
            with pytest.raises(NotAllowed):
                register_unit(person.actor, place_id=place, promise="Hai công trình")
        register_unit(cast.an.actor, place_id=place, promise="Một công trình")
        register_unit(cast.an.actor, place_id=place, promise="Hai công trình")
    with clock.travel(date(2025, 4, 1)):
        register_unit(cast.an.actor, place_id=place, promise="Hai công trình")
        again = lambda: register_unit(cast.an.actor, place_id=place, promise="Ba công trình")  # noqa: E731
        assert refused(again) == "takes_no_registrations"
        late = place_of(drive_id, cast.other_unit)
        assert (
            refused(lambda: register_unit(cast.giang.actor, place_id=late, promise="Một")) == "takes_no_registrations"
        )
        assert refused(lambda: withdraw_unit(cast.giang.actor, place_id=late, reason="Bận")) == "nothing_to_withdraw"
        assert refused(lambda: withdraw_unit(cast.an.actor, place_id=place, reason=" ")) == "withdrawing_needs_reason"
        withdraw_unit(cast.an.actor, place_id=place, reason="Sáp nhập")
        withdraw_unit(cast.an.actor, place_id=place, reason="Sáp nhập lần nữa")
    row = db.session.get_one(DriveUnit, place, populate_existing=True)
    assert (row.promise, row.withdrawn_on, row.withdrawal_reason) == ("Hai công trình", date(2025, 4, 1), "Sáp nhập")


def test_a_draft_is_tried_on_the_records_of_the_year_before(cast):
    drive_id = draft(cast)
    factories.work(cast.unit, state="accepted", accepted_on=date(2024, 5, 1))
    factories.work(cast.unit, state="accepted", accepted_on=date(2025, 5, 1))
    setup = load_setup(load(drive_id))
    standings, first, last = trial_standings(setup)
    rows = {row["unit_id"]: row for row in standings["clusters"][0]["rows"]}
    assert (first, last) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (rows[cast.unit.id]["total"], rows[cast.unit.id]["rank"]) == ("10.00", 1)
    assert (rows[cast.other_unit.id]["total"], rows[cast.other_unit.id]["rank"]) == ("0.00", 2)
    assert all(row["rank"] is None for row in live_standings(setup)["clusters"][0]["rows"])
    assert DURING.year == 2025

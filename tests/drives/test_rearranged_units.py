"""A unit is split, merged or dissolved within a drive: a registered place stays and stands for its parts; in drives
that can still begin for it, those that take its place are asked."""

from datetime import date

from flask import current_app
from sqlalchemy import select

from app.core import clock
from app.drives.actions import open_drive, register_unit
from app.drives.checks import CHECKS
from app.drives.models import DriveUnit
from app.drives.queries.setup import load_setup
from app.drives.queries.standings import standings_of
from app.extensions import db
from app.people.actions import assign_members
from tests import factories
from tests.drives.drives import WORKS, draft, load, place_of, running
from tests.drives.test_commendation import put_up
from tests.people import rearranging
from tests.people.rearranging import part

ON = date(2025, 6, 2)


def stays(actor, plan):
    with current_app.test_request_context("/?lang=en"):
        return [str(one) for one in rearranging.look(actor, plan).stays]


def placed(drive_id):
    db.session.rollback()
    return set(db.session.execute(select(DriveUnit.unit_id).where(DriveUnit.drive_id == drive_id)).scalars())


def test_a_registered_place_stays_and_a_draft_asks_the_parts(cast, travel):
    lan = cast.lan.actor
    drive_id = running(cast)
    planned = draft(cast, title="Đợt sau", registers_until=date(2025, 9, 1))
    put = date(2025, 5, 1)
    factories.work(cast.unit, state="accepted", accepted_on=put)
    with clock.travel(put):
        put_up(cast, drive_id)
    with travel(ON):
        plan = rearranging.prepare(lan, "split", [cast.unit], [part("TD1"), part("TD2")])
        assign_members(lan, rearrangement_id=plan, version=1, member_ids=[cast.dung.member.id], goal=1)
        told = stays(lan, plan)
        assert [line for line in told if "Thi đua năm 2025" in line and "stands for the parts" in line]
        assert [line for line in told if line.startswith("1 conditions of that drive")]
        assert [line for line in told if line.startswith("1 nominations that wait")]
        rearranging.carry_out(lan, plan)
        first, second = rearranging.new_unit("TD1"), rearranging.new_unit("TD2")
        factories.work(second, state="accepted", accepted_on=date(2025, 6, 20))
        assert placed(drive_id) == {cast.unit.id, cast.other_unit.id}
        assert placed(planned) == {first.id, second.id, cast.other_unit.id}
        # Of before and after the split, as the drives' rules say.
        rows = standings_of(load_setup(load(drive_id)))["clusters"][0]["rows"]
        mine = next(row for row in rows if row["unit_id"] == cast.unit.id)
        assert mine["rank"] == 1
        assert next(score["value"] for score in mine["scores"] if "value" in score) == "2"
        open_drive(cast.ha.actor, drive_id=planned)
        assert [line for check in CHECKS for line in check()] == []


def test_an_open_drive_asks_the_unit_that_takes_over_unless_it_takes_part_already(app, cast, travel):
    third = factories.unit("Chi đoàn thứ ba", parent=cast.bloc)
    drive_id = draft(cast, WORKS, registers_until=date(2025, 9, 1))
    with travel(ON):
        open_drive(cast.ha.actor, drive_id=drive_id)
        register_unit(cast.an.actor, place_id=place_of(drive_id, cast.unit), promise="Hai công trình")
        rearranging.dissolve(cast.lan.actor, cast.other_unit, [third, cast.unit], on=ON)
        assert placed(drive_id) == {cast.unit.id, third.id}
        assert rearranging.all_checks(app) == []

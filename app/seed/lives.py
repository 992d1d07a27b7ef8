"""The life of members in the demonstration: transfers that wait for an answer, records made twice."""

from datetime import timedelta

from sqlalchemy import select

from app.core import clock
from app.core.actor import SYSTEM
from app.extensions import db
from app.people.actions import (
    add_member,
    appoint,
    ask_for_member,
    ask_for_transfer,
    create_account,
    merge_members,
    record_milestones,
)
from app.people.models import Member, Membership, Unit
from app.seed.actors import Actors


def load_lives(actors: Actors) -> None:
    """What happened to members lately, by the actions of those who lead them."""
    _ask_for_transfers(actors)
    _record_twice(actors)
    _record_steps(actors)
    _end_a_term(actors)


def _ask_for_transfers(actors: Actors) -> None:
    """A pupil moves to another school, and an official to another office: each unit waits for the other."""
    other_school = _unit("DTNT")
    pupil = _members("CVA-03")[0]
    ask_for_member(
        actors.leader("DTNT"),
        unit_id=other_school,
        code=pupil.code,
        full_name=pupil.full_name,
        note="Em chuyển trường từ học kỳ này",
    )
    official = _members("STC")[-1]
    note = "Chuyển công tác theo quyết định của Sở"
    ask_for_transfer(actors.leader("STC"), member_id=official.id, unit_id=_unit("STP"), note=note)


def _record_twice(actors: Actors) -> None:
    """Two pupils came onto the roster of another class once more; one pair is merged already, one waits to be found."""
    school = actors.leader("CVA")
    for number, pupil in enumerate(_members("CVA-02")[:2]):
        again = add_member(
            school,
            unit_id=_unit("CVA-04"),
            full_name=pupil.full_name,
            birth_date=pupil.birth_date,
            gender=pupil.gender,
            phone=None,
            email=None,
            joined_on=pupil.joined_on,
            is_another_person=True,
        )
        if number:
            merge_members(
                school,
                kept_id=pupil.id,
                gone_id=again,
                versions=(pupil.version, 1),
                choices={"memberships": "kept"},
                reason="Lớp trưởng nhập lại danh sách, cùng một em",
            )


def _record_steps(actors: Actors) -> None:
    """A class admitted on the Union's day, and the best of it introduced to the Party."""
    day = clock.today().replace(month=3, day=26)
    day = day if day <= clock.today() else day.replace(year=day.year - 1)
    pupils = [member.id for member in _members("CVA-01") if member.birth_date is not None][:8]
    steps = (
        ("admission", pupils, "Quyết định 12-QĐ/ĐTN (minh hoạ)"),
        ("party_introduction", pupils[:2], "Nghị quyết 5"),
    )
    for kind, members, decision in steps:
        values = {"member_ids": members, "on": day, "decision": decision}
        record_milestones(actors.leader("CVA"), unit_id=_unit("CVA"), kind=kind, **values)


def _end_a_term(actors: Actors) -> None:
    """A deputy of the school whose term ends in two weeks: the handover waits."""
    deputy = _members("CVA-05")[0]
    account = create_account(actors.leader("CVA"), member_id=deputy.id)
    appoint(
        SYSTEM,
        account_id=account,
        role="leader",
        unit_id=_unit("CVA"),
        valid_from=clock.today() - timedelta(days=700),
        valid_until=clock.today() + timedelta(days=14),
        title="Phó Bí thư Đoàn trường",
        decision="Quyết định chuẩn y (minh hoạ)",
    )


def _unit(code: str) -> int:
    return db.session.execute(select(Unit.id).where(Unit.code == code)).scalar_one()


def _members(unit_code: str) -> list[Member]:
    """The present members of just this unit, by their code."""
    return list(
        db.session.execute(
            select(Member)
            .join(Membership, Membership.member_id == Member.id)
            .where(Membership.unit_id == _unit(unit_code), Membership.valid_until.is_(None))
            .order_by(Member.code)
        ).scalars()
    )

"""Each list's WHERE clause agrees with the sentence it stands for; and who sees private data."""

import pytest
from sqlalchemy import select

from app.core.actor import SYSTEM, VISITOR
from app.people.models import Member, Unit
from app.people.permissions import (
    can_see_contact,
    can_see_member,
    can_see_rearrangement,
    can_see_unit,
    visible_members,
    visible_rearrangements,
    visible_units,
)
from app.people.queries.members import with_last_unit
from app.people.rearranging.plan import Rearrangement
from tests import factories

EVERYBODY = ("an", "binh", "chi", "dung", "giang", "ha", "hai", "khanh", "lan")


def actors(cast):
    return [getattr(cast, who).actor for who in EVERYBODY] + [VISITOR, SYSTEM]


def test_visible_units_and_can_see_unit_agree(cast, db):
    units = db.session.query(Unit).all()
    for actor in actors(cast):
        listed = set(db.session.execute(select(Unit.id).where(visible_units(actor))).scalars())
        assert listed == {unit.id for unit in units if can_see_unit(actor, unit)}


def test_visible_rearrangements_and_can_see_rearrangement_agree(cast, db):
    from tests.people import rearranging

    id_ = rearranging.prepare(cast.lan.actor, "dissolve", [cast.chapter], [cast.unit])
    for actor in actors(cast):
        listed = db.session.execute(select(Rearrangement.id).where(visible_rearrangements(actor))).scalars().all()
        assert listed == ([id_] if can_see_rearrangement(actor) else [])


def test_visible_members_and_can_see_member_agree(cast, db):
    from datetime import timedelta

    from app.core import clock
    from app.people.models import Membership

    factories.member(cast.chapter, "Em Lớp Dưới")
    gone = factories.member(cast.unit, "Đã Thôi Sinh Hoạt")
    db.session.query(Membership).filter_by(member_id=gone.id).update({"valid_until": clock.today() - timedelta(days=9)})
    db.session.commit()
    rows = db.session.execute(with_last_unit(select(Member.id, Unit.path))).all()
    assert len(rows) == 10
    for actor in actors(cast):
        statement = with_last_unit(select(Member.id)).where(visible_members(actor))
        assert set(db.session.execute(statement).scalars()) == {
            id_ for id_, path in rows if can_see_member(actor, id_, path)
        }


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("an", True),  # leads the unit
        ("binh", True),  # it is his own
        ("chi", False),
        ("dung", False),  # a treasurer needs no phone numbers
        ("giang", False),  # leads another unit
        ("ha", True),
        ("khanh", True),
        ("lan", True),
    ],
)
def test_private_data_are_for_the_person_the_leaders_above_committee_inspector_and_administrator(cast, who, sees):
    assert can_see_contact(getattr(cast, who).actor, cast.unit.path, cast.binh.member.id) is sees

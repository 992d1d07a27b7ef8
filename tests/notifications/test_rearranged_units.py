"""Who is affected when a unit is split or dissolved is told: members, officers, and who takes something over."""

from app.extensions import db as database
from app.notifications.models import Delivery
from app.people.actions import assign_members
from tests import factories
from tests.cast import somebody
from tests.people import rearranging
from tests.people.rearranging import DECISION, part


def told(person):
    """The kinds of notices that somebody got in the product, with what they are about."""
    database.session.rollback()
    rows = database.session.query(Delivery).filter_by(account_id=person.account.id, channel="product")
    return sorted((row.kind, row.details["title"]) for row in rows)


def test_members_officers_and_those_who_take_over_are_told(cast, client):
    unit, lan = cast.unit, cast.lan.actor
    pupil, officer = somebody(unit, "Bế Thị Hai"), somebody(unit, "Chu Văn Ba", "leader")
    work, activity = factories.work(unit, title="Đường thôn"), factories.activity(unit, title="Dọn đường")
    id_ = rearranging.prepare(lan, "split", [unit], [unit, part("CL-2", "Đoàn trường Hai")])
    assign_members(lan, rearrangement_id=id_, version=1, member_ids=[pupil.member.id, officer.member.id], goal=1)
    rearranging.choose(lan, id_, work={work.id: 1}, activity={activity.id: 1})
    rearranging.carry_out(lan, id_)
    assert told(pupil) == [("unit_joined", "Đoàn trường Hai")]
    assert told(officer) == [
        ("activity_handed_over", "Dọn đường"),
        ("office_moved", "Đoàn trường Hai"),
        ("unit_joined", "Đoàn trường Hai"),
        ("work_handed_over", "Đường thôn"),
    ]
    assert told(cast.binh) == []  # nothing has changed for who stays
    page = client.as_(pupil).get("/notices/")
    assert "Đoàn trường Hai" in page.text
    assert DECISION in page.text

    head = somebody(cast.chapter, "Lý Trưởng", "leader")
    rearranging.dissolve(lan, cast.chapter, [cast.other_unit], on=rearranging.clock.today())
    assert told(head) == [("office_ended", cast.chapter.name), ("unit_joined", cast.other_unit.name)]

"""Two records of one person become one: in a drive the nomination that has come further stays."""

from app.core import clock
from app.drives.actions import check_nomination, refuse_nomination
from app.drives.checks import CHECKS
from app.drives.models import Nomination
from app.extensions import db
from app.people.actions import merge_members, split_members
from app.people.models import Member
from tests import factories
from tests.drives.drives import DURING, running
from tests.drives.test_commendation import put_up


def state():
    db.session.rollback()
    columns = (Nomination.id, Nomination.member_id, Nomination.state, Nomination.reason)
    return db.session.query(*columns).order_by(Nomination.id).all()


def test_a_person_is_nominated_once_in_a_drive_and_twice_again_when_the_records_are_split(cast):
    kept, gone = cast.binh.member, factories.member(cast.unit, "Nguyễn Văn Bình")
    both, alone = running(cast), running(cast, title="Đợt khác")
    with clock.travel(DURING):
        first = put_up(cast, both)
        second = put_up(cast, both, thing=gone.id)
        check_nomination(cast.ha.actor, nomination_id=second)
        third = put_up(cast, alone, thing=gone.id)
    before = state()

    def merge():
        db.session.rollback()
        versions = tuple(db.session.get(Member, one.id).version for one in (kept, gone))
        values = {"versions": versions, "choices": {}, "reason": "Cùng một người"}
        return merge_members(cast.an.actor, kept_id=kept.id, gone_id=gone.id, **values)

    merged = merge()
    assert [row[:3] for row in state()] == [
        (first, kept.id, "refused"),
        (second, kept.id, "checked"),
        (third, kept.id, "nominated"),
    ]
    assert [line for check in CHECKS for line in check()] == []
    split_members(cast.an.actor, merge_id=merged, reason="Hai người khác nhau")
    assert state() == before
    # One that was nominated anew since is the one that stays.
    merged = merge()
    refuse_nomination(cast.ha.actor, nomination_id=second, reason="Chưa đủ")
    with clock.travel(DURING):
        again = put_up(cast, both)
    split_members(cast.an.actor, merge_id=merged, reason="Hai người khác nhau")
    assert {row[0]: row[2] for row in state()} == {
        first: "refused", second: "refused", third: "nominated", again: "nominated",
    }  # fmt: skip

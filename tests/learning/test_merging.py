"""Two records of one person become one: turns and shares go over, and nobody is counted twice."""

from app.extensions import db
from app.learning.actions import Author
from app.learning.checks import CHECKS
from app.learning.models import InitiativeAuthor, TrainingEnrolment
from app.people.actions import merge_members, split_members
from app.people.models import Member
from tests import factories
from tests.learning import walk


def state():
    db.session.rollback()
    turns = db.session.query(TrainingEnrolment.id, TrainingEnrolment.member_id, TrainingEnrolment.outcome,
                             TrainingEnrolment.grade, TrainingEnrolment.reason)  # fmt: skip
    shares = db.session.query(InitiativeAuthor.id, InitiativeAuthor.member_id, InitiativeAuthor.share)
    return turns.order_by(TrainingEnrolment.id).all(), shares.order_by(InitiativeAuthor.id).all()


def test_a_second_turn_in_one_class_is_taken_back_and_comes_back_when_the_records_are_split(cast):
    kept, gone = cast.binh.member, factories.member(cast.unit, "Nguyễn Văn Bình")
    both, alone = walk.add_class(cast), walk.add_class(cast)
    walk.send(cast.an, both, kept)
    walk.send(cast.an, both, gone, outcome="completed", grade="Giỏi")
    walk.send(cast.an, alone, gone)
    walk.registered(cast, authors=[Author(kept.id, 60), Author(gone.id, 40)], person=cast.an)
    walk.registered(cast, authors=[Author(gone.id, 100)], person=cast.an)
    before = state()
    versions = tuple(db.session.get(Member, one.id).version for one in (kept, gone))
    merged = merge_members(
        cast.an.actor, kept_id=kept.id, gone_id=gone.id, versions=versions, choices={}, reason="Cùng một người"
    )
    live = db.session.query(TrainingEnrolment).filter(TrainingEnrolment.outcome != "withdrawn").all()
    assert {(turn.class_id, turn.member_id, turn.grade) for turn in live} == {
        (both, kept.id, "Giỏi"),
        (alone, kept.id, ""),
    }
    shares = db.session.query(InitiativeAuthor.member_id, InitiativeAuthor.share).order_by(InitiativeAuthor.id).all()
    assert shares == [(kept.id, 60), (gone.id, 40), (kept.id, 100)]
    assert [line for check in CHECKS for line in check()] == []
    split_members(cast.an.actor, merge_id=merged, reason="Hai người khác nhau")
    assert state() == before

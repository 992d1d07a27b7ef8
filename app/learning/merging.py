"""The tables of this area that point at a member: turns in classes, shares in initiatives."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from app.core.actions import lock_all
from app.extensions import db
from app.learning.models import InitiativeAuthor, TrainingEnrolment
from app.people.merging.table import MemberTable, Merge

TWICE = "training_enrolments.twice"
# Why a turn was taken back, as an officer would write it: the same person was in the class under two records.
MERGED = "Trùng hồ sơ đoàn viên"


class Turns(MemberTable):
    """One person has one turn in a class: the second is taken back, and what it says of the outcome isn't lost."""

    def move(self, merge: Merge) -> None:
        other = aliased(TrainingEnrolment)
        live = TrainingEnrolment.outcome != "withdrawn"
        classes = select(other.class_id).where(other.member_id == merge.gone_id, other.outcome != "withdrawn")
        both = lock_all(
            TrainingEnrolment,
            TrainingEnrolment.member_id.in_((merge.kept_id, merge.gone_id)),
            TrainingEnrolment.class_id.in_(classes),
            live,
        )
        kept = {turn.class_id: turn for turn in both if turn.member_id == merge.kept_id}
        twice = [turn for turn in both if turn.member_id == merge.gone_id and turn.class_id in kept]
        pairs = [(kept[turn.class_id], turn) for turn in twice]
        merge.moved[TWICE] = [
            [turn.id, turn.outcome, turn.grade, turn.certificate_id] for pair in pairs for turn in pair
        ]
        for stays, goes in pairs:
            if stays.outcome == "open":
                stays.outcome, stays.grade, stays.certificate_id = goes.outcome, goes.grade, goes.certificate_id
            goes.outcome, goes.reason, goes.grade, goes.certificate_id = "withdrawn", MERGED, "", None
        db.session.flush()  # they are no longer live when they are moved
        super().move(merge)

    def move_back(self, merge: Merge) -> None:
        super().move_back(merge)
        noted = {row[0]: row[1:] for row in merge.moved.get(TWICE, [])}
        for turn in lock_all(TrainingEnrolment, TrainingEnrolment.id.in_(noted)):
            turn.outcome, turn.grade, turn.certificate_id = noted[turn.id]
            turn.reason = "" if turn.outcome != "withdrawn" else turn.reason


def _has_share(kept_id: int, _gone_id: int) -> ColumnElement[bool]:
    other = aliased(InitiativeAuthor)
    return InitiativeAuthor.initiative_id.in_(select(other.initiative_id).where(other.member_id == kept_id))


TABLES = (
    Turns(TrainingEnrolment.member_id, _l("turns in classes")),
    # Of one initiative both shares stay as they are: they add up to the whole.
    MemberTable(InitiativeAuthor.member_id, _l("shares in initiatives"), same=_has_share),
)

"""The table of this area that points at a member: nominations."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from app.core.actions import lock_all
from app.drives.models import Nomination
from app.extensions import db
from app.people.merging.table import MemberTable, Merge

TWICE = "nominations.twice"
# Why a nomination was refused, as an officer would write it.
MERGED = "Trùng hồ sơ đoàn viên"
STEPS = ("nominated", "checked", "decided")


class Nominations(MemberTable):
    """A person is nominated once in a drive: the nomination that has come further stays, the other is refused.

    Two that were decided are both decided: the second stays with the record that goes.
    """

    def move(self, merge: Merge) -> None:
        found = lock_all(
            Nomination, Nomination.member_id.in_((merge.kept_id, merge.gone_id)), Nomination.state != "refused"
        )
        kept = {row.drive_id: row for row in found if row.member_id == merge.kept_id}
        gone = [row for row in found if row.member_id == merge.gone_id and row.drive_id in kept]
        refused = []
        for second in gone:
            pair = (kept[second.drive_id], second)
            behind = min(pair, key=lambda row: (STEPS.index(row.state), -row.id))
            if behind.state != "decided":
                refused.append([behind.id, behind.state])
                behind.state, behind.reason = "refused", MERGED
        merge.moved[TWICE] = refused
        db.session.flush()  # one is left when they are moved
        super().move(merge)

    def move_back(self, merge: Merge) -> None:
        super().move_back(merge)
        noted = dict(merge.moved.get(TWICE, []))
        for nomination in lock_all(Nomination, Nomination.id.in_(noted), Nomination.state == "refused"):
            other = select(Nomination.id).where(
                Nomination.drive_id == nomination.drive_id,
                Nomination.member_id == nomination.member_id,
                Nomination.state != "refused",
            )
            if db.session.execute(other.limit(1)).first() is None:  # else nominated anew since
                nomination.state, nomination.reason = noted[nomination.id], ""


def _decided_already(kept_id: int, _gone_id: int) -> ColumnElement[bool]:
    other = aliased(Nomination)
    decided = select(other.drive_id).where(other.member_id == kept_id, other.state == "decided")
    return (Nomination.state == "decided") & Nomination.drive_id.in_(decided)


TABLES = (Nominations(Nomination.member_id, _l("Nominations in drives")),)

"""The tables of this area that point at a member."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import aliased

from app.core import clock
from app.extensions import db
from app.people.life import ONCE_IN_A_LIFE, MemberMerge, Milestone, TransferRequest
from app.people.merging.accounts import Accounts
from app.people.merging.memberships import Memberships
from app.people.merging.table import MemberTable, Merge
from app.people.models import Account, Member, MemberRating, Membership


def _rated_already(kept_id: int, _gone_id: int) -> ColumnElement[bool]:
    other = aliased(MemberRating)
    return MemberRating.year.in_(select(other.year).where(other.member_id == kept_id))


def _happened_already(kept_id: int, _gone_id: int) -> ColumnElement[bool]:
    other = aliased(Milestone)
    return Milestone.kind.in_(select(other.kind).where(other.member_id == kept_id, other.kind.in_(ONCE_IN_A_LIFE)))


class Transfers(MemberTable):
    """Only one transfer of a member waits: that of the kept record, where both have one."""

    def move(self, merge: Merge) -> None:
        waiting: dict[int, TransferRequest] = {
            request.member_id: request
            for request in db.session.execute(
                select(TransferRequest).where(
                    TransferRequest.member_id.in_((merge.kept_id, merge.gone_id)), TransferRequest.state == "waiting"
                )
            ).scalars()
        }
        if len(waiting) == 2:
            second = waiting[merge.gone_id]
            second.state, second.decided_at, second.decided_by = "overtaken", clock.now(), merge.actor.account_id
            merge.moved["transfers_overtaken"] = [second.id]
            db.session.flush()  # it doesn't wait any more when it is moved
        super().move(merge)

    def move_back(self, merge: Merge) -> None:
        super().move_back(merge)
        for id_ in merge.moved.get("transfers_overtaken", ()):
            values: dict[str, Any] = {"state": "waiting", "decided_at": None, "decided_by": None}
            db.session.execute(update(TransferRequest).where(TransferRequest.id == id_).values(values))


TABLES = (
    Memberships(Membership.member_id, _l("Times in units")),
    Accounts(Account.member_id, _l("Account")),
    MemberTable(MemberRating.member_id, _l("Ratings"), same=_rated_already),
    MemberTable(Milestone.member_id, _l("Steps with a decision"), same=_happened_already),
    Transfers(TransferRequest.member_id, _l("Transfers asked for")),
    MemberTable(Member.merged_into_id, _l("Records merged into it before")),
)
# These say what was merged into what, and stay as they were written.
STAYS = (MemberMerge.kept_id, MemberMerge.gone_id)

"""What members can do: said by themselves, or by a leader of theirs."""

from collections.abc import Sequence

from sqlalchemy import select

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound
from app.core.events import record
from app.extensions import db
from app.people.models import Member
from app.volunteering.models import MemberSkill
from app.volunteering.permissions import can_record_skills
from app.volunteering.queries.candidates import load_unit_paths
from app.volunteering.wording import SKILL_NAMES


@action
def record_skills(actor: Actor, *, skills: Sequence[str], member_id: int | None = None) -> None:
    """Say what a member can do, oneself without `member_id`: all that is not named is not there any more."""
    member_id = member_id or actor.member_id
    if member_id is None:
        raise NotAllowed
    member = lock(Member, Member.id == member_id)
    path = load_unit_paths([member_id]).get(member_id, "")
    if member is None or not can_record_skills(actor, member_id, path):
        raise NotFound
    if not set(skills) <= set(SKILL_NAMES):
        raise ValueError(skills)
    rows = {row.skill: row for row in db.session.execute(select(MemberSkill).filter_by(member_id=member_id)).scalars()}
    added, gone = sorted(set(skills) - rows.keys()), sorted(rows.keys() - set(skills))
    if not added and not gone:
        return
    for skill in gone:
        db.session.delete(rows[skill])
    db.session.add_all(
        MemberSkill(member_id=member_id, skill=skill, recorded_by=actor.account_id, at=clock.now()) for skill in added
    )
    record(actor, "skills.changed", member, added=added, gone=gone)

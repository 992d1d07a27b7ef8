"""What `flask check` recomputes of study and initiatives."""

from collections.abc import Iterator

from sqlalchemy import func, select

from app.extensions import db
from app.learning.models import Initiative, InitiativeAuthor, InitiativeFile, TrainingEnrolment
from app.learning.models.initiative import WHOLE
from app.people.models import Membership


def shares_add_up() -> Iterator[str]:
    """The authors' shares of each initiative are the whole."""
    total = func.coalesce(func.sum(InitiativeAuthor.share), 0)
    rows = db.session.execute(
        select(Initiative.id, total)
        .outerjoin(InitiativeAuthor, InitiativeAuthor.initiative_id == Initiative.id)
        .group_by(Initiative.id)
        .having(total != WHOLE)
        .order_by(Initiative.id)
    )
    for id_, shares in rows:
        yield f"initiatives {id_}: the authors' shares add up to {shares}"


def applied_ones_have_proof() -> Iterator[str]:
    """What is applied has a paper that shows it."""
    proved = select(InitiativeFile.id).where(
        InitiativeFile.initiative_id == Initiative.id, InitiativeFile.moment == "proof"
    )
    rows = db.session.execute(
        select(Initiative.id).where(Initiative.state == "applied", ~proved.exists()).order_by(Initiative.id)
    )
    for (id_,) in rows:
        yield f"initiatives {id_}: applied without a proof"


def senders_had_the_member() -> Iterator[str]:
    """Whoever was sent was at some time in the unit that sent."""
    belonged = select(Membership.id).where(
        Membership.member_id == TrainingEnrolment.member_id,
        Membership.unit_id == TrainingEnrolment.unit_id,
    )
    rows = db.session.execute(
        select(TrainingEnrolment.id)
        .where(TrainingEnrolment.outcome != "withdrawn", ~belonged.exists())
        .order_by(TrainingEnrolment.id)
    )
    for (id_,) in rows:
        yield f"training_enrolments {id_}: sent by a unit in which the member never was"


CHECKS = (shares_add_up, applied_ones_have_proof, senders_had_the_member)

"""Sponsors of the demonstration: thanked for an accepted work, for one under way, and one still to be thanked."""

from sqlalchemy import select

from app.core import clock
from app.core.actor import Actor
from app.extensions import db
from app.people.models import Account
from app.seed.actors import Actors
from app.works.actions import record_contribution, thank_sponsor
from app.works.models import LedgerEntry, Work


def load_sponsors(actors: Actors, under_way: int) -> None:
    """`under_way`: a work of the leader's unit that takes money."""
    lamps = _give(actors, under_way, "Công ty Cổ phần Ánh sáng Xứ Lạng (minh hoạ)", 3_600_000, "04 bộ đèn năng lượng")
    _give(actors, under_way, "Gia đình ông Nông Văn Minh (minh hoạ)", 1_200_000, "Xi măng, cát chân cột", hidden=True)
    _thank(actors.leader("STP"), under_way, lamps)
    accepted, gift = db.session.execute(
        select(Work.id, LedgerEntry.id)
        .join(Work, Work.id == LedgerEntry.work_id)
        .where(Work.state == "accepted", LedgerEntry.source == "sponsor")
        .order_by(Work.accepted_on.desc(), LedgerEntry.id)
        .limit(1)
    ).one()
    _thank(actors.leader("HQ"), accepted, gift)


def _give(actors: Actors, work_id: int, party: str, amount: int, what: str, *, hidden: bool = False) -> int:
    return record_contribution(
        actors.treasurer("STP"),
        work_id=work_id,
        form="in_kind",
        source="sponsor",
        amount=amount,
        received_on=clock.today(),
        party=party,
        is_anonymous=hidden,
        description=what,
    )


def _thank(leader: Actor, work_id: int, entry_id: int) -> None:
    name = db.session.execute(select(Account.name).where(Account.id == leader.account_id)).scalar_one()
    thank_sponsor(
        leader,
        work_id=work_id,
        entry_id=entry_id,
        with_others=True,
        issued_on=clock.today(),
        signer=name,
        signer_title="Bí thư",
    )

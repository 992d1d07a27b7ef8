"""The demonstration's officers as actors, so that its data comes about by the same actions as everybody's."""

from sqlalchemy import select

from app.core.actor import Actor, Held, Role
from app.extensions import db
from app.people.models import Account, Appointment, Membership, Unit


class Actors:
    """Who leads and who keeps the money of each unit, by the unit's code; and the two of the committee."""

    def __init__(self) -> None:
        self._by_role: dict[tuple[str, str], list[Actor]] = {}
        rows = db.session.execute(
            select(Account, Appointment.role, Unit)
            .join(Appointment, Appointment.account_id == Account.id)
            .join(Unit, Unit.id == Appointment.unit_id)
            .order_by(Appointment.id)
        ).all()
        homes: dict[int | None, tuple[int | None, str]] = {
            member_id: (unit_id, path)
            for member_id, unit_id, path in db.session.execute(
                select(Membership.member_id, Membership.unit_id, Unit.path)
                .join(Unit, Unit.id == Membership.unit_id)
                .join(Account, Account.member_id == Membership.member_id)
                .where(Membership.valid_until.is_(None))
            )
        }
        for account, role, unit in rows:
            unit_id, path = homes.get(account.member_id, (None, ""))
            actor = Actor(account.id, account.member_id, unit_id, path, (Held(Role(role), unit.id, unit.path),))
            self._by_role.setdefault((role, unit.code), []).append(actor)

    def leader(self, unit_code: str) -> Actor:
        return self._by_role["leader", unit_code][0]

    def treasurer(self, unit_code: str) -> Actor:
        return self._by_role["treasurer", unit_code][0]

    def committee(self, number: int = 0) -> Actor:
        """One of the committee's members: who decides is another than who checked."""
        return self._by_role["committee", "KHOI"][number]

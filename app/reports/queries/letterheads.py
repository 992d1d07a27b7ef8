"""What stands at the head and the foot of a unit's reports on a day."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import or_, select

from app.core.settings import setting
from app.extensions import db
from app.people.models import Account, Appointment, Unit
from app.reports.models import Letterhead

FIELDS = ("above", "issuer", "symbol", "place", "on_behalf", "signer_title", "signer", "recipients")


@dataclass(frozen=True)
class Head:
    """A letterhead's words; `valid_from` is None for what is made up as long as nobody has set one."""

    above: str
    issuer: str
    symbol: str
    place: str
    on_behalf: str
    signer_title: str
    signer: str
    recipients: str
    valid_from: date | None = None

    def words(self) -> dict[str, str]:
        """All of it but the day."""
        return {name: value for name, value in asdict(self).items() if name != "valid_from"}


def get_letterhead(unit: Unit, day: date) -> Head:
    """The one in force on a day, else one made up from the unit, the unit above and its leader."""
    row = db.session.execute(
        select(Letterhead)
        .where(Letterhead.unit_id == unit.id, Letterhead.valid_from <= day)
        .order_by(Letterhead.valid_from.desc())
        .limit(1)
    ).scalar_one_or_none()
    if row is not None:
        return Head(**{name: getattr(row, name) for name in FIELDS}, valid_from=row.valid_from)
    above = db.session.get(Unit, unit.parent_id) if unit.parent_id else None
    return Head(
        above=above.name if above else "",
        issuer=unit.name,
        symbol="BC/ĐTN",
        place=setting("letter_place", "Lạng Sơn"),
        on_behalf="TM. BAN THƯỜNG VỤ" if unit.kind in ("bloc", "union") else "TM. BAN CHẤP HÀNH",
        signer_title="BÍ THƯ",
        signer=_leader_of(unit, day) or "",
        recipients="\n".join([above.name + " (báo cáo)" if above else "Đoàn cấp trên (báo cáo)", "Lưu văn phòng"]),
    )


def list_letterheads(unit_id: int) -> list[Letterhead]:
    """All that a unit ever had, the newest first."""
    statement = select(Letterhead).where(Letterhead.unit_id == unit_id).order_by(Letterhead.valid_from.desc())
    return list(db.session.scalars(statement))


def _leader_of(unit: Unit, day: date) -> str | None:
    """Who leads the unit on a day; of the whole tree, who was appointed to its committee first."""
    return db.session.scalar(
        select(Account.name)
        .join(Appointment, Appointment.account_id == Account.id)
        .where(
            Appointment.unit_id == unit.id,
            Appointment.role.in_(("leader", "committee")),
            Appointment.valid_from <= day,
            or_(Appointment.valid_until.is_(None), Appointment.valid_until > day),
        )
        .order_by(Appointment.role != "leader", Appointment.valid_from, Appointment.id)
        .limit(1)
    )

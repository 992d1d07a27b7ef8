"""What the address of a report's page asks for: a period and a unit."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import request, url_for

from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound
from app.core.messages import sentence
from app.core.web import current_actor
from app.reports import permissions, queries
from app.reports.figures import Scope
from app.reports.messages import REASONS
from app.reports.period import BadPeriod, check_period, presets

if TYPE_CHECKING:
    from app.people.models import Unit


@dataclass(frozen=True)
class Asked:
    """What the address asks for: as typed, as understood, and what is wrong with it. No unit means all of them."""

    values: dict[str, str]
    scope: Scope
    unit: "Unit | None"
    units: "list[Unit]"
    errors: list[str]

    def url(self, endpoint: str, **more: Any) -> str:
        """An address with this period and unit."""
        shown: dict[str, Any] = {"unit": self.unit.code if self.unit else None}
        return url_for(endpoint, **{**shown, **days(self.scope.date_from, self.scope.date_to), **more})

    @property
    def reporter(self) -> "Unit":
        """Whose report it is: of all units together, the office's at the top."""
        return self.unit or queries.get_office()


def days(first: date, last: date) -> dict[str, str]:
    """A period as an address carries it."""
    return {"from": first.isoformat(), "to": last.isoformat()}


def reader() -> Actor:
    """Whoever asks, if they may read reports at all. Raises NotAllowed."""
    actor = current_actor()
    if not permissions.can_read_reports(actor):
        raise NotAllowed
    return actor


def read(actor: Actor) -> Asked:
    """The period and unit asked for; without any, this year and the highest unit that the actor answers for."""
    values = {name: request.args.get(name, "").strip() for name in ("from", "to", "unit")}
    _label, first, last = presets(clock.today())[2]
    errors: list[str] = []
    try:
        first = clock.parse_date(values["from"]) if values["from"] else first
        last = clock.parse_date(values["to"]) if values["to"] else last
        check_period(first, last)
    except clock.NotADate as error:
        errors.append(str(sentence(error)))
    except BadPeriod as error:
        errors.append(str(REASONS[error.code]))
    units = queries.list_units_to_report_on(actor)
    unit = next((u for u in units if u.code == values["unit"]), None)
    if values["unit"] and unit is None:
        raise NotFound
    if unit is None and not permissions.can_report_on(actor, None):
        unit = min(units, key=lambda u: len(u.path))
    return Asked(values, Scope(first, last, unit.id if unit else None), unit, units, errors)


def read_rightly(actor: Actor) -> Asked:
    """As `read`, for addresses that nobody types: what is wrong is NotFound."""
    asked = read(actor)
    if asked.errors:
        raise NotFound
    return asked

"""How many places of a shift are free, and for whom: a unit may hold some until a set hour. It needs values only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.volunteering.models import Shift


@dataclass(frozen=True)
class Quota:
    """Places held for a unit and those under it until an hour; `used`: places that its members have taken."""

    unit_path: str
    places: int
    until: datetime
    used: int = 0
    unit_id: int = 0
    unit_name: str = ""

    @property
    def left(self) -> int:
        return max(self.places - self.used, 0)


@dataclass
class Room:
    """The free places of a shift at one moment. A place that is given is taken off at once, for the next who asks."""

    free: int
    held: dict[str, int] = field(default_factory=dict)

    def for_unit(self, unit_path: str) -> int:
        """How many places a member of the unit with this path may choose from; those held for others don't count."""
        others = (left for path, left in self.held.items() if not unit_path.startswith(path))
        return self.free - sum(max(left, 0) for left in others)

    def take(self, unit_path: str) -> None:
        """Give one place to a member of this unit. A unit uses its own places first."""
        self.free -= 1
        for path in self.held:
            if unit_path.startswith(path):
                self.held[path] -= 1


def room_of(shift: Shift, quotas: Iterable[Quota], moment: datetime) -> Room:
    """The room of a shift: a quota counts until its hour, whether or not anybody has noticed that it is over."""
    return Room(
        shift.capacity - shift.confirmed,
        {quota.unit_path: quota.places - quota.used for quota in quotas if moment < quota.until},
    )


def in_force(quotas: Iterable[Quota], moment: datetime) -> Sequence[Quota]:
    """The quotas whose hour has not come yet."""
    return [quota for quota in quotas if moment < quota.until]

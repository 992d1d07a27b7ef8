"""Plain values that forms hand to actions."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ShiftValues:
    """What makes a shift. `id` is None for a new one; ages in years, `minimum` people below which it is short.

    Whether it is night work isn't said but follows from its time.
    """

    role: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    minimum: int = 0
    minimum_age: int | None = None
    skills: str = ""
    is_heavy: bool = False
    is_away: bool = False
    is_border_zone: bool = False
    id: int | None = None


@dataclass(frozen=True)
class ActivityValues:
    """What makes an activity, beside its host and its shifts. `point` is latitude and longitude."""

    title: str
    description: str = ""
    audience: str = "all"
    invited_unit_ids: tuple[int, ...] = ()
    co_host_unit_ids: tuple[int, ...] = ()
    work_id: int | None = None
    commune_id: int | None = None
    place: str = ""
    point: tuple[float, float] | None = None
    meeting_point: str = ""
    what_to_bring: str = ""
    contact: str = ""
    sign_up_opens_at: datetime | None = None
    sign_up_closes_at: datetime | None = None

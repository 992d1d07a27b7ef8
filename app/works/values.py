"""What a proposal is made of, as plain values: one for each group of questions."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class What:
    """The unit that takes the work on, its kind, its name."""

    unit_id: int
    kind_id: int
    title: str
    description: str = ""
    level: str = "base_unit"
    occasion: str | None = None
    partners: tuple[int, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where: a commune, a village in it, a point, and for a road a line of points (latitude, longitude; WGS 84)."""

    commune_id: int | None
    village: str | None = None
    lat: float | None = None
    lon: float | None = None
    line: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Extent:
    """How much, by the kind's measures (a number, or a list of border markers), and for whom."""

    quantities: dict[str, Decimal | list[str] | None] = field(default_factory=dict)
    households: int | None = None
    people: int | None = None


@dataclass(frozen=True)
class Phase:
    """A part of a work with days of its own."""

    name: str
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Dates:
    starts_on: date | None
    ends_on: date | None
    phases: tuple[Phase, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line of the plan; its amount is quantity × unit price, in đồng. `root`: the line in force that it goes on."""

    category: str
    description: str
    quantity: Decimal
    unit: str
    unit_price: int
    root: int | None = None


@dataclass(frozen=True)
class PastWork:
    """A work that was finished before it could be entered: what its papers say. Amounts in đồng.

    `own` came from the unit's fund and members, `raised` from sponsors that the Union found, `others` from the
    state and from people's own part.
    """

    unit_id: int
    kind_id: int
    title: str
    commune_id: int
    accepted_on: date
    document: str
    quantities: dict[str, Decimal | list[str] | None] = field(default_factory=dict)
    level: str = "base_unit"
    village: str | None = None
    lat: float | None = None
    lon: float | None = None
    households: int | None = None
    people: int | None = None
    own: int = 0
    raised: int = 0
    others: int = 0
    description: str = ""


@dataclass(frozen=True)
class Source:
    """Where planned money (đồng), goods or labour is to come from."""

    kind: str
    form: str
    amount: int
    name: str = ""


@dataclass(frozen=True)
class Pot:
    """Where cash lies: in a work's box or in a unit's fund; one of the two is named."""

    work_id: int | None = None
    unit_id: int | None = None

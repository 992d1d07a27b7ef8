"""Plain values that the actions of drives take."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Asked:
    """What an indicator asks; see `models.Indicator` for each word."""

    content: str
    name: str
    kind: str
    points: Decimal
    metric: str | None = None
    filters: dict[str, str] = field(default_factory=dict)
    scoring: str = "proportional"
    effect: str = "points"
    target: Decimal | None = None
    by_head: bool = False
    cap: Decimal | None = None
    steps: tuple[tuple[Decimal, Decimal], ...] = ()


def parse_steps(text: str) -> tuple[tuple[Decimal, Decimal], ...]:
    """Pairs (from per cent, points) from "50=5; 80=8; 100=10"; raises ValueError for anything else."""
    pairs = []
    for part in text.replace("\n", ";").split(";"):
        if part.strip():
            start, separator, points = part.partition("=")
            if not separator:
                raise ValueError(part)
            pairs.append((_number(start), _number(points)))
    return tuple(pairs)


def format_steps(steps: object) -> str:
    """The text that `parse_steps` reads."""
    return "; ".join(f"{start}={points}".replace(".", ",") for start, points in steps)  # type: ignore[attr-defined]


def _number(text: str) -> Decimal:
    plain = text.strip().removesuffix("%").strip().replace(",", ".")
    if not plain.replace(".", "", 1).isdecimal() or not plain.isascii() or len(plain) > 9:
        raise ValueError(text)
    return Decimal(plain)

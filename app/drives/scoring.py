"""How many points a figure gives. Pure and exact: no database, no floating point.

A target of zero asks for nothing, so it is met by whatever was done: full points, and never more.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Protocol


class Scored(Protocol):
    """What the rule of an indicator says; see `models.Indicator`."""

    scoring: Any
    effect: Any
    points: Any
    cap: Any
    steps: Any


def points_for(rule: Scored, value: Fraction, target: Fraction | None) -> Decimal:
    """The points of a counted value, to two places, half up; negative for what takes points off."""
    if rule.scoring == "each":
        points = _at_most(value * exact(rule.points), rule.cap)
    elif not target:
        points = full_points(rule)
    elif rule.scoring == "steps":
        points = _at_most(_step(rule.steps, value / target * 100), rule.cap)
    elif not value:
        points = value
    else:
        points = _at_most(value / target * exact(rule.points), rule.points if rule.cap is None else rule.cap)
    return signed(rule, points)


def full_points(rule: Scored) -> Fraction:
    """What meeting the target exactly gives."""
    if rule.scoring == "steps":
        return _at_most(_step(rule.steps, Fraction(100)), rule.cap)
    return _at_most(exact(rule.points), rule.cap)


def signed(rule: Scored, points: Fraction | Decimal) -> Decimal:
    """Rounded to two places, and below zero where the indicator takes points off."""
    whole = exact(points) if isinstance(points, Decimal) else points
    cents = (whole.numerator * 200 + whole.denominator) // (2 * whole.denominator)
    rounded = Decimal(cents).scaleb(-2)
    return -rounded if rule.effect == "minus" else rounded


@lru_cache(maxsize=1024)
def exact(number: Decimal) -> Fraction:
    """The same number as a fraction; the few of a drive are asked for again and again."""
    return Fraction(number)


def _at_most(points: Fraction, cap: Decimal | None) -> Fraction:
    return points if cap is None else min(points, exact(cap))


def _step(steps: Sequence[Any], percent: Fraction) -> Fraction:
    """The points of the highest step that is reached; below the first one there are none."""
    reached = [Fraction(points) for start, points in steps if percent >= Fraction(start)]
    return reached[-1] if reached else Fraction(0)


def rank(totals: Sequence[tuple[int, Decimal, bool]]) -> dict[int, int | None]:
    """Ranks by key from (key, total, competes).

    As many points give the same rank, and the next one is skipped; who doesn't compete has none and is in nobody's way.
    """
    running = [total for _key, total, competes in totals if competes]
    return {key: 1 + sum(other > total for other in running) if competes else None for key, total, competes in totals}

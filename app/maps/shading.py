"""Classes of a choropleth: few, with round limits, none of them empty.

Communes with nothing are a class of their own, never hidden in the lowest one. Limits are quantiles of the others,
rounded to two figures, so that each class is worth its colour and its words say exactly what it holds.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

MOST_CLASSES = 5


@dataclass(frozen=True)
class Band:
    """A class: values from `low` to `high`, both included, and how many communes are in it."""

    low: int
    high: int
    communes: int


def make_bands(values: Sequence[int], classes: int = MOST_CLASSES) -> list[Band]:
    """The classes of the values above zero, from the lowest; fewer than `classes` where values repeat."""
    rest = sorted(value for value in values if value > 0)
    if not rest:
        return []
    limits: list[int] = []
    for part in range(1, classes):
        limit = _rounded(rest[len(rest) * part // classes])
        if rest[0] < limit <= rest[-1] and (not limits or limit > limits[-1]):
            limits.append(limit)
    bands = []
    for low, high in zip([rest[0], *limits], [*(limit - 1 for limit in limits), rest[-1]], strict=True):
        inside = [value for value in rest if low <= value <= high]
        if inside:
            bands.append(Band(low, high, len(inside)))
    return bands


def band_of(value: int, bands: Sequence[Band]) -> int:
    """The number of the class that a value lies in, from 1; 0 for nothing."""
    return 0 if value <= 0 else bisect_left([band.high for band in bands], value) + 1


def _rounded(value: int) -> int:
    """To two figures: 1.234.567 is 1.200.000."""
    if value < 100:
        return value
    step = 10 ** (floor(log10(value)) - 1)
    return value // step * step

"""A small bar chart of two series by month, as figures for an SVG: few lines, and no library for a phone to load."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 34, 6, 14, 26
BAR = 0.36  # of a month's room


class Bar(NamedTuple):
    """A bar in the units of the drawing."""

    x: float
    y: float
    width: float
    height: float
    is_now: bool


@dataclass(frozen=True)
class Chart:
    """Bars, the horizontal lines with their values, and where each month's name stands."""

    width: int
    height: int
    bars: list[Bar]
    lines: list[tuple[float, int]]
    months: list[tuple[float, int]]


def draw_months(now: Sequence[int], before: Sequence[int]) -> Chart:
    """Two series of twelve numbers, none of them negative; the axis ends at a round number."""
    top = round_up(max([*now, *before, 1]))
    room = (WIDTH - LEFT - RIGHT) / 12
    scale = (HEIGHT - TOP - BOTTOM) / top
    base = HEIGHT - BOTTOM
    bars = []
    for series, is_now in ((before, False), (now, True)):
        for month, value in enumerate(series):
            x = LEFT + room * (month + (0.5 if is_now else 0.5 - BAR))
            height = round(value * scale, 1)
            bars.append(Bar(round(x, 1), round(base - height, 1), round(room * BAR, 1), height, is_now))
    lines = [(round(base - value * scale, 1), value) for value in (0, top // 2, top)]
    months = [(round(LEFT + (month + 0.5) * room, 1), month + 1) for month in range(12)]
    return Chart(WIDTH, HEIGHT, bars, lines, months)


def round_up(value: int) -> int:
    """The next of 2, 4, 10, 20, 40, 100, …: even, so that the middle line has a whole number."""
    step = 2
    while True:
        for factor in (1, 2, 5):
            if step * factor >= value:
                return step * factor
        step *= 10

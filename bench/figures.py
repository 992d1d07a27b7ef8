"""What is measured, compared with its target, and written down."""

import importlib.metadata
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

RESULTS = Path(__file__).resolve().parent / "results.md"
PACKAGES = ("Flask", "SQLAlchemy", "gunicorn", "psycopg", "Flask-Compress")


@dataclass(frozen=True)
class Figure:
    """One measured figure: a value for each run, and whether its target is met by the middle one (None: no target)."""

    number: str
    what: str
    unit: str
    values: Sequence[float]
    target: str = ""
    holds: bool | None = None

    @property
    def spread(self) -> str:
        low, middle, high = (_short(value) for value in (min(self.values), median(self.values), max(self.values)))
        return middle if low == high else f"{low} / **{middle}** / {high}"


def at_least(number: str, what: str, unit: str, values: Sequence[float], least: float) -> Figure:
    """A figure that must not be smaller."""
    return Figure(number, what, unit, values, f"≥ {_short(least)}", median(values) >= least)


def at_most(number: str, what: str, unit: str, values: Sequence[float], most: float) -> Figure:
    """A figure that must not be larger."""
    return Figure(number, what, unit, values, f"≤ {_short(most)}", median(values) <= most)


def for_information(number: str, what: str, unit: str, values: Sequence[float]) -> Figure:
    """A figure without a target of its own, that helps to read the others."""
    return Figure(number, what, unit, values)


def as_table(figures: Sequence[Figure]) -> list[str]:
    """The lines of a table in Markdown."""
    lines = ["| | What | Unit | min / **median** / max | Target | |", "|---|---|---|---|---|---|"]
    for figure in figures:
        mark = {True: "met", False: "**missed**", None: ""}[figure.holds]
        lines.append(
            f"| {figure.number} | {figure.what} | {figure.unit} | {figure.spread} | {figure.target} | {mark} |"
        )
    return lines


def write_results(sections: dict[str, Sequence[Figure]], settings: Sequence[str]) -> None:
    """Write bench/results.md: what it was measured on, and a table for each database."""
    lines = [
        "# Speed and size, measured",
        "",
        "Written by `make bench`. A ratio is the product's rate of requests over that of the bare baseline",
        "(`bench/baseline.py`), both on the same server settings and database, run by turns; 1 is as fast as bare",
        "Flask. Several figures of one kind are: smallest / **middle** / largest of the runs.",
        "",
        *(f"- {line}" for line in (*_machine(), *settings)),
    ]
    for title, figures in sections.items():
        lines += ["", f"## {title}", "", *as_table(figures)]
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _machine() -> list[str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions: Callable[[str], str] = importlib.metadata.version
    return [
        f"{datetime.now(UTC):%d/%m/%Y}, {os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB of memory",
        f"Python {platform.python_version()}, " + ", ".join(f"{name} {versions(name)}" for name in PACKAGES),
    ]


def _short(value: float) -> str:
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"

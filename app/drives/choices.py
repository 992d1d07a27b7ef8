"""What an indicator can count, as the choices of one list: a condition, a metric, or a metric narrowed to one value."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from app.drives.catalogue import CATALOGUE, METRICS

CONDITION = "condition"


def counts_choices() -> list[tuple[str, str]]:
    """(value, label) pairs: "condition", "<metric>", "<metric>|<column>|<value>"."""
    choices = [(CONDITION, _("Condition proved by a document"))]
    narrowed: dict[str, list[Any]] = {}
    for metric in METRICS:
        choices.append((metric.key, f"{metric.label}"))
        if metric.source.key not in narrowed:
            narrowed[metric.source.key] = [
                (each.column, value, label) for each in metric.source.filters for value, label in each.choices()
            ]
        choices += [
            (f"{metric.key}|{column}|{value}", f"{metric.label}: {label}")
            for column, value, label in narrowed[metric.source.key]
        ]
    return choices


def read_counts(value: str) -> tuple[str | None, dict[str, str]]:
    """The metric (None: a condition) and its filters of a choice."""
    if value == CONDITION:
        return None, {}
    metric, *narrowed = value.split("|")
    return metric, {narrowed[0]: narrowed[1]} if len(narrowed) == 2 else {}


def write_counts(indicator: Any) -> str:
    """The choice that an indicator was made from; also of one as plain values."""
    metric, filters = (
        (indicator["metric"], indicator["filters"])
        if isinstance(indicator, dict)
        else (indicator.metric, indicator.filters)
    )
    return "|".join([metric, *(part for pair in sorted(filters.items()) for part in pair)]) if metric else CONDITION


def counts_names(indicators: Iterable[Any]) -> dict[str, str]:
    """The words for what indicators count; reads the kinds of works only where one is narrowed to them."""
    keys = {write_counts(indicator) for indicator in indicators}
    if not any("|" in key for key in keys):
        return {key: str(CATALOGUE[key].label) for key in keys if key != CONDITION}
    return {value: label for value, label in counts_choices() if value in keys}

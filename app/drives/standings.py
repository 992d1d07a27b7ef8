"""Standings out of counted sums: plain values that a page shows, and that are frozen as text when a drive closes. Pure.

The stated answers: as many points share a rank, and the next one is skipped. A withdrawn unit, and one that never
registered, has no rank and is in nobody's way. A target of zero is met (see `scoring`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.drives.catalogue import CATALOGUE
from app.drives.models import Claim, DriveUnit, Indicator
from app.drives.scoring import exact, points_for, rank, signed

Plain = dict[str, Any]


@dataclass(frozen=True)
class Tally:
    """What was counted: sums and maybe records by (place, indicator), heads by place, claims by (place, indicator)."""

    sums: Mapping[tuple[int, int], int]
    heads: Mapping[int, int] = field(default_factory=dict)
    claims: Mapping[tuple[int, int], Claim] = field(default_factory=dict)
    records: Mapping[tuple[int, int], Mapping[int, int]] | None = None


def draw_up(setup: Any, tally: Tally, *, everybody: bool = False) -> Plain:
    """The standings of a drive by cluster. `everybody`: units that haven't registered compete too (a trial)."""
    return {
        "drive": {
            "id": setup.drive.id,
            "title": setup.drive.title,
            "unit": setup.drive.unit.name,
            "from": setup.drive.date_from.isoformat(),
            "to": setup.drive.date_to.isoformat(),
        },
        "indicators": [_indicator(indicator) for indicator in setup.indicators],
        "clusters": [
            {
                "id": cluster.id,
                "name": cluster.name,
                "rows": _rows(setup, cluster.id, tally, everybody=everybody),
            }
            for cluster in setup.clusters
        ],
    }


def draw_up_score(
    setup: Any, indicator: Indicator, place: DriveUnit, sums: Mapping[tuple[int, int], int], heads: Mapping[int, int]
) -> Plain:
    """One unit's score on one counted indicator, as it stands in the standings."""
    return _score(setup, _rule(indicator), place.id, Tally(sums, heads))[0]


def as_text(standings: Plain) -> str:
    """The one text of standings, byte for byte the same for the same values."""
    return json.dumps(standings, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def number_text(value: Fraction | Decimal | None) -> str | None:
    """A number to three places at most, without zeros at the end: "12.5"."""
    if value is None:
        return None
    whole = exact(value) if isinstance(value, Decimal) else value
    if whole.denominator == 1:
        return str(whole.numerator)
    rounded = (Decimal(whole.numerator) / Decimal(whole.denominator)).quantize(Decimal("0.001"))
    return format(rounded.normalize() if rounded % 1 else rounded.quantize(Decimal(1)), "f")


def _indicator(indicator: Indicator) -> Plain:
    return {
        "id": indicator.id,
        "content": indicator.content,
        "name": indicator.name,
        "kind": indicator.kind,
        "metric": indicator.metric,
        "filters": dict(sorted(indicator.filters.items())),
        "scoring": indicator.scoring,
        "effect": indicator.effect,
        "target": number_text(indicator.target),
        "by_head": indicator.by_head,
        "points": number_text(indicator.points),
        "cap": number_text(indicator.cap),
        "steps": indicator.steps,
    }


@dataclass(slots=True)
class _Rule:
    """An indicator as plain values: each is asked for by every unit."""

    id: int
    per: int | None
    scoring: str
    effect: str
    points: Decimal
    cap: Decimal | None
    steps: list[Any]
    each: Fraction | None
    by_head: bool


def _rule(indicator: Indicator) -> _Rule:
    measured = indicator.kind == "metric" and indicator.scoring != "each"
    return _Rule(
        id=indicator.id,
        per=CATALOGUE[indicator.metric].per if indicator.metric else None,
        scoring=indicator.scoring,
        effect=indicator.effect,
        points=indicator.points,
        cap=indicator.cap,
        steps=indicator.steps,
        each=Fraction(indicator.target or 0) if measured else None,
        by_head=indicator.by_head,
    )


def _rows(setup: Any, cluster_id: int, tally: Tally, *, everybody: bool) -> list[Plain]:
    places = setup.in_cluster(cluster_id)
    rules = [_rule(indicator) for indicator in setup.indicators]
    scores = {place.id: [_score(setup, rule, place.id, tally) for rule in rules] for place in places}
    totals = {id_: sum((score[1] for score in found), Decimal("0.00")) for id_, found in scores.items()}
    ranks = rank([(place.id, totals[place.id], everybody or place.competes) for place in places])
    rows = [
        {
            "place": place.id,
            "unit_id": place.unit_id,
            "unit": place.unit.name,
            "short": place.unit.short_name,
            "standing": "competes" if everybody else place.standing,
            "reason": place.withdrawal_reason,
            "heads": tally.heads.get(place.id, 0),
            "total": str(totals[place.id]),
            "rank": ranks[place.id],
            "scores": [score[0] for score in scores[place.id]],
        }
        for place in places
    ]
    # The places come by name, and sorting keeps that order among equals.
    return sorted(rows, key=lambda row: (row["rank"] is None, row["rank"] or 0))


def _score(setup: Any, rule: _Rule, place_id: int, tally: Tally) -> tuple[Plain, Decimal]:
    key = (place_id, rule.id)
    if rule.per is None:
        claim = tally.claims.get(key)
        proved = claim.verified_score if claim is not None and claim.state == "verified" else None
        points = signed(rule, min(proved or Decimal(0), rule.points))
        state = claim.state if claim is not None else "missing"
        return {"indicator": rule.id, "state": state, "points": str(points)}, points
    value = Fraction(tally.sums.get(key, 0), rule.per)
    target = _target(setup, rule, place_id, tally.heads)
    points = points_for(rule, value, target)
    score: Plain = {
        "indicator": rule.id,
        "value": number_text(value),
        "target": number_text(target),
        "points": str(points),
    }
    if tally.records is not None:
        score["records"] = [[id_, amount] for id_, amount in sorted(tally.records.get(key, {}).items())]
    return score, points


def _target(setup: Any, rule: _Rule, place_id: int, heads: Mapping[int, int]) -> Fraction | None:
    """What a unit has to reach; None where nothing is measured against a target."""
    if rule.each is None:
        return None
    own = setup.targets.get((rule.id, place_id))
    if own is not None:
        return exact(own)
    return rule.each * heads.get(place_id, 0) if rule.by_head else rule.each

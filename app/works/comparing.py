"""Two versions of a plan side by side: what was added, dropped and changed. Needs no database."""

from dataclasses import dataclass
from typing import Any

from app.core.text import fold
from app.works.models import PlanLine, PlanSource, PlanVersion


@dataclass(frozen=True)
class Change:
    """A line or a source before and after; one of the two is None where it was added or dropped. Amounts in đồng."""

    before: Any
    after: Any

    @property
    def kind(self) -> str:
        """added, removed, changed or same."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "same" if _content(self.before) == _content(self.after) else "changed"

    @property
    def shown(self) -> Any:
        """The row that names it: as it is now, else as it was."""
        return self.after or self.before

    @property
    def difference(self) -> int:
        return (self.after.amount if self.after else 0) - (self.before.amount if self.before else 0)


def compare_lines(before: PlanVersion, after: PlanVersion) -> list[Change]:
    """Lines paired by what they go on, else by their words (versions before the approval have no roots)."""
    return _pair(before.lines, after.lines, (lambda line: line.root, _words))


def compare_sources(before: PlanVersion, after: PlanVersion) -> list[Change]:
    """Sources paired by kind, form and giver."""
    return _pair(before.sources, after.sources, (lambda s: (s.kind, s.form, fold(s.name)),))


def _pair(before: list[Any], after: list[Any], keys: Any) -> list[Change]:
    """Rows in the order of the later version, the dropped ones last."""
    found: dict[int, Any] = {}
    left, wanted = list(before), list(range(len(after)))
    for key in keys:
        for place in list(wanted):
            match = next((row for row in left if key(row) == key(after[place])), None)
            if match is not None:
                found[place] = match
                left.remove(match)
                wanted.remove(place)
    changes = [Change(found.get(place), row) for place, row in enumerate(after)]
    return [*changes, *(Change(row, None) for row in left)]


def _words(line: PlanLine) -> Any:
    return line.category, fold(line.description)


def _content(row: PlanLine | PlanSource) -> Any:
    if isinstance(row, PlanSource):
        return row.kind, row.form, row.name, row.amount
    return row.category, row.description, row.quantity, row.unit, row.unit_price

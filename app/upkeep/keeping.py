"""Which backups to keep: the newest of each of the last days, weeks and months that have one."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.core import clock


@dataclass(frozen=True)
class Rules:
    """How many days, weeks and months keep a backup. The newest one stays, whatever the numbers say."""

    daily: int
    weekly: int
    monthly: int


def choose_kept(moments: Iterable[datetime], rules: Rules) -> set[datetime]:
    """Those of the backups made at `moments` that stay. Days are Vietnam's; a week begins on Monday."""
    newest_first = sorted(moments, reverse=True)
    kept = set(newest_first[:1])
    periods: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
        (rules.daily, lambda moment: clock.local(moment).date()),
        (rules.weekly, lambda moment: clock.local(moment).isocalendar()[:2]),
        (rules.monthly, lambda moment: (clock.local(moment).year, clock.local(moment).month)),
    )
    for number, period_of in periods:
        newest: dict[Hashable, datetime] = {}
        for moment in newest_first:
            newest.setdefault(period_of(moment), moment)
        kept |= set(list(newest.values())[:number])
    return kept

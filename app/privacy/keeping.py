"""How long personal data are kept: the rules that fields name, with the months that an administrator may change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.settings import setting

SETTING = "keeping_times"


@dataclass(frozen=True)
class Rule:
    """A keeping rule in words; `months` is the default of those that have a period, after what it says."""

    words: Any
    months: int | None = None
    least: int = 1
    most: int = 240


RULES: Mapping[str, Rule] = {
    "membership": Rule(_l("During membership, and after leaving for"), 60),
    "contact": Rule(_l("During membership, and after leaving for"), 12),
    "record": Rule(_l("As long as the record itself; under a pseudonym once the person is erased")),
    "account": Rule(_l("As long as the account; removed when the person is erased")),
    "sign_in": Rule(_l("After the sign-in has ended for"), 12),
    "code": Rule(_l("After it has ended for"), 1),
    "notice": Rule(_l("After it was written for"), 12),
    "guardian": Rule(_l("After the consent has ended for"), 24),
    "request": Rule(_l("As proof, after the answer for"), 60, 24),
    "day": Rule(_l("For one day")),
    "books": Rule(_l("With the books, which the accounting law keeps for at least ten years; never altered")),
    "trail": Rule(_l("For good: the audit trail names no one, only numbers that mean nothing after erasure")),
}


def months(rule: str) -> int | None:
    """How many months a rule keeps today; None for one without a period."""
    default = RULES[rule].months
    return default and int(setting(SETTING, {}).get(rule, default))


def cut_off(rule: str, today: date) -> date:
    """What a rule counts from must lie before this day for its time to be over."""
    count = months(rule)
    assert count is not None, rule
    year, month = divmod(today.year * 12 + today.month - 1 - count, 12)
    return date(year, month + 1, min(today.day, 28))

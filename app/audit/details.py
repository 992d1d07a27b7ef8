"""What a step changed, in words: "before → after" where both are known, else the facts beside it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.audit.queries import LISTED, REFERENCES, thing_table
from app.audit.wording import FIELD_NAMES, HIDDEN, VALUE_NAMES
from app.core import clock
from app.core.money import format_money
from app.core.web import language

MONEY = {"amount", "fund", "shares"}
# What is kept row by row or unit by unit, and read as how many or how much.
TOTALLED = {"moved", "left", "officers", "fund", "shares", "nominations", "targets"}
# Of these the values are no numbers of anything, so the rows are counted.
COUNTED = {"officers", "targets"}
LONGEST = 120
NAMES_SHOWN = 6


class Difference(NamedTuple):
    """One line: what, what it was (None where only what is there is known), what it is."""

    label: str
    before: str | None
    after: str


def differences(details: Mapping[str, Any], names: Mapping[tuple[str, int], str]) -> list[Difference]:
    """The lines of a step."""
    return list(_lines(dict(details), names))


def _lines(details: dict[str, Any], names: Mapping[tuple[str, int], str]) -> Iterator[Difference]:
    before = details.pop("before", None)
    if isinstance(before, dict):
        after = details.pop("after", None) or details.pop("values", None) or details
        for key in {**before, **(after if after is not details else {})}:
            was, now = before.get(key), after.get(key)
            if was != now:
                yield Difference(label(key), show(key, was, names), show(key, now, names))
            if after is details:
                details.pop(key, None)
        # What is said above needs no list of its names.
        details.pop("fields", None)
    for id_, fields in (details.pop("shifts", None) or {}).items():
        for key, (was, now) in fields.items():
            words = _("Shift %(number)s, %(field)s", number=id_, field=label(key).lower())
            yield Difference(words, show(key, was, names), show(key, now, names))
        details.pop("changed", None)
    for id_, mark in (details.pop("marks", None) or {}).items() if isinstance(details.get("marks"), dict) else ():
        was, now, *rest = mark
        minutes = f", {_('%(count)s minutes', count=rest[0])}" if rest and rest[0] is not None else ""
        words = _("Sign-up %(number)s", number=id_)
        yield Difference(words, show("state", was, names), f"{show('state', now, names)}{minutes}")
    if isinstance(details.get("gone"), int):  # a record of a member; of skills it is a list
        details["other_record"] = details.pop("gone")
    if table := thing_table(details):
        key, id_ = details.pop("kind"), details.pop("thing")
        yield Difference(label(key), None, names.get((table, id_), _("no. %(number)s", number=id_)))
    for key, value in details.items():
        if key in HIDDEN or value in (None, "", [], {}) or (key == "outcome" and isinstance(value, dict)):
            continue
        if (key in TOTALLED and not isinstance(value, int)) or (key == "members" and isinstance(value, dict)):
            yield Difference(label(key), None, show(key, len(value) if key in COUNTED else _total(value), names))
            continue
        if isinstance(value, dict):
            yield from _of_dict(key, value, names)
        else:
            yield Difference(label(key), None, show(key, value, names))


def _of_dict(key: str, value: dict[str, Any], names: Mapping[tuple[str, int], str]) -> Iterator[Difference]:
    for name, one in value.items():
        words = f"{label(key)}: {label(name)}"
        is_change = key == "changed" and isinstance(one, list) and len(one) == 2
        if is_change:
            yield Difference(words, show(name, one[0], names), show(name, one[1], names))
        else:
            yield Difference(words, None, show(key if key in VALUE_NAMES else name, one, names))


def _total(value: Any) -> int:
    """How many there are, or how much it is, in all that hangs below."""
    if isinstance(value, dict):
        return sum(_total(one) for one in value.values())
    if isinstance(value, list):
        return len(value)
    return int(value)


def label(key: str) -> str:
    """The name of a field; a number stands for itself."""
    return str(FIELD_NAMES.get(key, key))


def show(key: str, value: Any, names: Mapping[tuple[str, int], str]) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list) and key in LISTED:
        return _listed(LISTED[key], value, names)
    if isinstance(value, list):
        return ", ".join(show(key, one, names) for one in value)[:LONGEST]
    if key in REFERENCES and isinstance(value, int):
        return names.get((REFERENCES[key], value), _("no. %(number)s", number=value))
    if key in MONEY and isinstance(value, int):
        return format_money(value, language=language())
    text = str(value)
    if key in ("fields", "changed"):
        return label(text)
    if text in VALUE_NAMES.get(key, ()):
        return str(VALUE_NAMES[key][text])
    return _moment(text) or (text if len(text) <= LONGEST else f"{text[:LONGEST]}…")


def _listed(table: str, ids: list[Any], names: Mapping[tuple[str, int], str]) -> str:
    """Names, the first few of many; an author's with the share."""
    found = []
    for one in ids[:NAMES_SHOWN]:
        id_, *share = one if isinstance(one, list) else [one]
        name = names.get((table, id_), _("no. %(number)s", number=id_))
        found.append(f"{name} {share[0]} %" if share else name)
    words, more = ", ".join(found), len(ids) - len(found)
    return _("%(names)s and %(number)s others", names=words, number=more) if more > 0 else words


def _moment(text: str) -> str | None:
    """A date or moment as it is written in Vietnam; None for anything else."""
    if len(text) < 10 or text[4:5] != "-":
        return None
    try:
        if len(text) == 10:
            return clock.format_date(clock.parse_date(text))
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return clock.format_datetime(moment) if moment.tzinfo else None

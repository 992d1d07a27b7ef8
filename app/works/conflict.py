"""Two officers, one work: what a stale page shows beside what was typed on it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.core import clock
from app.core.numbers import format_number
from app.core.web import language
from app.works.wording import event_icon, event_note, event_sentence, event_state


def as_timeline(row: Any) -> dict[str, Any]:
    """An event as `ui.timeline` takes it."""
    return {
        "text": event_sentence(row.verb, row.details),
        "when": clock.format_datetime(row.at),
        "datetime": clock.local(row.at).isoformat(timespec="minutes"),
        "who": row.name,
        "note": event_note(row.details) if row.name else "",
        "state": event_state(row.verb),
        "icon": event_icon(row.verb),
    }


def as_history(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """A work's history, newest first. A phone sends photos one by one; in a row they are one line, of the newest."""
    lines: list[dict[str, Any]] = []
    photos: dict[str, Any] = {}
    for row in rows:
        is_photo = row.verb == "photo.added"
        if is_photo and photos and (row.name, row.details["moment"]) == (photos["who"], photos["moment"]):
            photos["count"] += row.details["count"]
            lines[-1]["text"] = event_sentence(row.verb, {**row.details, "count": photos["count"]})
            continue
        photos = {"who": row.name, **row.details} if is_photo else {}
        lines.append(as_timeline(row))
    return lines


def as_timelines(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """What happened since the page was opened, as `_stale.html` takes it."""
    return [as_timeline(row) for row in rows]


def say_present(form: Any, values: dict[str, Any]) -> list[tuple[str, str]]:
    """What is saved now, by the labels of the form's fields, for those that the form has."""
    return [(form[name].label.text, _say(form[name], value)) for name, value in values.items() if name in form]


def _say(field: Any, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if hasattr(field, "iter_choices"):
        return next((str(choice.label) for choice in field.iter_choices() if choice.value == value), str(value))
    if isinstance(value, date):
        return clock.format_date(value)
    if isinstance(value, list):
        return ", ".join(value)
    return value if isinstance(value, str) else format_number(value, language=language())

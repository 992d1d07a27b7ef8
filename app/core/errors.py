"""What an action can answer instead of its result, and the pages for it."""

from typing import Any


class DomainError(Exception):
    """Base of all refusals; `status` is the HTTP answer when no form catches it."""

    status = 400


class NotFound(DomainError):
    """There is no such thing, or the actor may not know of it."""

    status = 404


class NotAllowed(DomainError):
    """The actor sees the thing but may not do this to it."""

    status = 403


class NotPossible(DomainError):
    """A rule forbids it now. `reason` is a code that has a sentence; `field` is the form field it is about."""

    status = 400

    def __init__(self, reason: str, *, field: str | None = None, **details: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
        self.details = details


class Conflict(DomainError):
    """Somebody else was faster: the page that was sent shows an earlier version."""

    status = 409

    def __init__(self, reason: str = "stale", **details: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


class Busy(DomainError):
    """A lock could not be had in time; nothing was changed."""

    status = 503


# Sentences for the reasons, filled from each area's messages.py in create_app().
REASONS: dict[str, Any] = {}


def explain(error: NotPossible | Conflict) -> str:
    """The sentence for a refusal, in the language of the page."""
    sentence = REASONS.get(error.reason)
    if sentence is None:
        raise LookupError(f"No sentence for the reason {error.reason!r}")
    return str(sentence) % error.details if error.details else str(sentence)

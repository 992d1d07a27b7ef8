"""Answers with the map's data, kept in each process until anything in the product changes.

Every change leaves an event, so the last events are the version of the data: one small statement instead of a walk
through a hundred thousand works. What somebody may see belongs to the key; nobody gets another reader's answer.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any, NamedTuple

from flask import current_app, make_response, request
from werkzeug.wrappers import Response

from app.core import clock
from app.core.actor import Actor, Role
from app.core.events import data_version
from app.core.web import current_actor, language

KEPT_HEADERS = ("Content-Type", "Cache-Control", "Vary", "ETag")


class Answer(NamedTuple):
    """A body, and the headers that say what it is and who may keep it."""

    body: bytes
    headers: dict[str, str]


class Memory:
    """The answers asked for last, as many as fit into `limit` bytes."""

    def __init__(self, limit: int) -> None:
        self.limit, self.size = limit, 0
        self._answers: OrderedDict[Any, Answer] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Any) -> Answer | None:
        """The answer under a key, which then counts as the one asked for last."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def keep(self, key: Any, answer: Answer) -> None:
        """Put an answer there, and let go of the oldest where they become too many."""
        with self._lock:
            if key in self._answers or len(answer.body) > self.limit:
                return
            self._answers[key] = answer
            self.size += len(answer.body)
            while self.size > self.limit:
                _key, oldest = self._answers.popitem(last=False)
                self.size -= len(oldest.body)


def remembered(view: Callable[[], Response]) -> Callable[[], Response]:
    """A view whose answer depends on nothing but the address, the reader, the day and the data."""

    @wraps(view)
    def answer() -> Response:
        limit = current_app.config["MAP_MEMORY"]
        if not limit:
            return view()
        memory: Memory = current_app.extensions.setdefault("map_memory", Memory(limit))
        key = (request.full_path, language(), clock.today(), _scope(current_actor()), data_version())
        known = memory.find(key)
        if known is None:
            made = view()
            if made.status_code == 200:
                headers = {name: made.headers[name] for name in KEPT_HEADERS if name in made.headers}
                memory.keep(key, Answer(made.get_data(), headers))
            return made
        response = make_response(known.body)
        response.headers.update(known.headers)
        return response.make_conditional(request)

    return answer


def _scope(actor: Actor) -> Any:
    """Who sees the same: visitors, members without an office, and officers of the same units."""
    return None if actor.is_visitor else tuple(sorted(actor.paths(*Role)))

"""The addresses in templates: a page has a hundred of them, most of one shape with another number."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, request

PATTERNS_KEPT = 4_096
# No address of ours holds such a number by itself: where it comes out, a number belongs.
MARK = 7_000_000_001


def quick_url_for(app: Flask) -> Callable[..., str]:
    """Flask's `url_for`, which asks the routes once for each shape of an address instead of for each number in it."""

    @lru_cache(maxsize=PATTERNS_KEPT)
    def find_pattern(_root: str, endpoint: str, shape: tuple[tuple[str, Any], ...]) -> str:
        values: dict[str, Any] = {name: MARK + at if kind is int else kind for at, (name, kind) in enumerate(shape)}
        pattern = app.url_for(endpoint, **values).replace("%", "%%")
        for at, (name, kind) in enumerate(shape):
            if kind is int:
                pattern = pattern.replace(str(MARK + at), f"%({name})d")
        return pattern

    def url_for(endpoint: str, **values: Any) -> str:
        shape = tuple([(name, int if type(value) is int else value) for name, value in values.items()])
        if endpoint[0] == "." or any(kind is not int and type(kind) is not str for _name, kind in shape):
            return app.url_for(endpoint, **values)
        try:
            root = request._get_current_object().root_path  # type: ignore[attr-defined]
        except RuntimeError:  # an e-mail: its addresses name the site
            return app.url_for(endpoint, **values)
        return find_pattern(root, endpoint, shape) % values

    return url_for

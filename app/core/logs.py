"""What the product writes down as it runs: one JSON object a line, and nothing in it about a person.

A line names the route, "/works/<int:work_id>", and never the address that was asked for: an address holds what people
searched for, and secrets that were sent to them. Of an error it says the kind and the places in the code, and never the
message, in which databases and libraries quote what they were given.
"""

import json
import logging
import logging.config
import re
import secrets
import sys
import time
import warnings
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from app.config import ROOT

FRAMES = 12
# What other people's libraries might quote: texts, addresses with their question, mail and network addresses, dates,
# long numbers.
_PRIVATE = (
    (re.compile(r"'[^']*'|\"[^\"]*\""), "'…'"),
    (re.compile(r"\?\S*"), "?…"),
    (re.compile(r"[^\s<>\"'=]+@[^\s<>\"']+"), "…@…"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}\b"), "…"),
    (re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}"), "…"),
    (re.compile(r"\+?\d(?:[\s().-]{0,2}\d){7,}"), "…"),
)


class JsonLines(logging.Formatter):
    """A record as one line of JSON. `extra={"facts": {…}}` adds values of its own."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if _is_ours(record.name) else scrub(_without_texts(record)),
        }
        if has_request_context():
            line["request"] = g.get("request_id")
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            line |= describe_error(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _is_ours(logger: str) -> bool:
    return logger.split(".")[0] == "app"


def _without_texts(record: logging.LogRecord) -> str:
    """What a library says, with the numbers that it puts in and without the texts: nobody knows what they are."""
    given = record.args if isinstance(record.args, tuple) else ()
    masked = tuple(value if isinstance(value, int | float) else "…" for value in given)
    try:
        return str(record.msg) % masked if masked else str(record.msg)
    except (TypeError, ValueError):
        return str(record.msg)


def scrub(message: str) -> str:
    """A message without what could be about a person."""
    for pattern, instead in _PRIVATE:
        message = pattern.sub(instead, message)
    return message


def describe_error(error: BaseException) -> dict[str, Any]:
    """The kind of an error, what the database calls it, and where in the code it arose; not its message."""
    frames = []
    step = error.__traceback__
    while step is not None:
        name = step.tb_frame.f_code.co_filename.removeprefix(f"{ROOT}/").rpartition("site-packages/")[2]
        frames.append(f"{name}:{step.tb_lineno} {step.tb_frame.f_code.co_name}")
        step = step.tb_next
    kind = type(error)
    found: dict[str, Any] = {"error": f"{kind.__module__}.{kind.__qualname__}", "frames": frames[-FRAMES:]}
    original = getattr(error, "orig", None)
    if original is not None:
        found["database_error"] = str(getattr(original, "sqlstate", None) or type(original).__name__)
        found["constraint"] = getattr(getattr(original, "diag", None), "constraint_name", None)
    if error.__cause__ is not None and error.__cause__ is not original:
        found["cause"] = type(error.__cause__).__qualname__
    return found


def logging_settings(level: str = "INFO") -> dict[str, Any]:
    """For logging.config: every line, gunicorn's and other libraries' too, as JSON to the standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "app.core.logs.JsonLines"}},
        "handlers": {"json": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
        "root": {"level": "WARNING", "handlers": ["json"]},
        "loggers": {
            "app": {"level": level, "handlers": ["json"], "propagate": False},
            "gunicorn.error": {"level": level, "handlers": ["json"], "propagate": False, "qualname": "gunicorn.error"},
        },
    }


def set_up_logs(app: Flask) -> None:
    """Write JSON where the settings say so, and a line for each request."""
    if not app.config["LOG_JSON"]:
        return
    logging.config.dictConfig(logging_settings(app.config["LOG_LEVEL"]))
    warnings.showwarning = _log_warning
    sys.excepthook = _log_the_end
    requests = logging.getLogger("app.requests")

    @app.before_request
    def begin() -> None:
        g.request_id, g.began = secrets.token_hex(8), time.perf_counter()

    @app.after_request
    def note(response: Response) -> Response:
        rule = request.url_rule
        facts = {
            "method": request.method,
            "route": rule.rule if rule else None,
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.began) * 1000, 1) if "began" in g else None,
        }
        response.headers["X-Request-Id"] = g.get("request_id", "")
        requests.info("request", extra={"facts": facts})
        return response


def _log_warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, file: Any = None, line: Any = None
) -> None:
    """The kind of a warning and its place; its text may quote what somebody sent."""
    place = filename.removeprefix(f"{ROOT}/").rpartition("site-packages/")[2]
    logging.getLogger("app").warning("%s at %s:%s", category.__name__, place, lineno)


def _log_the_end(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    """What ends the process is no exception to the rule."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        logging.getLogger("app").critical("The process ends", exc_info=(kind, error, trace))

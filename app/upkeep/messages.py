"""Sentences about the state of the system."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.clock import format_datetime

JOB_NAMES = {
    "backup": _l("Backup"),
    "worker": _l("Worker that sends messages"),
    "seal": _l("Seal of the audit trail"),
    "check": _l("Check of all rules"),
    "verify": _l("Verification of the audit trail"),
}
# What each command is called, for whoever sits at the terminal.
JOB_COMMANDS = {
    "backup": "flask backup",
    "worker": "flask worker",
    "seal": "flask audit seal",
    "check": "flask check --note",
    "verify": "flask audit verify --note",
}
_PROBLEMS = {
    "old_revision": _l("The database stands at revision %(revision)s, which is not the newest. Run: flask db upgrade"),
    "sending_late": _l("%(number)s messages should have left long ago."),
    "little_room": _l("A disk is nearly full."),
    "same_disk": _l(
        "The backups lie on the same disk as the data: when it breaks, both are gone. Set BACKUP_DIR to another disk, "
        "or copy them away."
    ),
}
_JOB_PROBLEMS = {
    "never": _l("%(job)s: never went well yet. Run: %(command)s"),
    "late": _l("%(job)s: went well for the last time on %(since)s, too long ago."),
    "future": _l("%(job)s: went well for the last time on %(since)s, which is to come. Was the clock changed?"),
    "failed": _l("%(job)s: the last try failed: %(problem)s"),
}


def explain_problem(code: str, details: dict[str, Any]) -> str:
    """The sentence for one of `State.problems`, in the language of the page."""
    if code in _PROBLEMS:
        return str(_PROBLEMS[code]) % details
    job, _, what = code.rpartition("_")
    values = {"job": JOB_NAMES[job], "command": JOB_COMMANDS[job], **details}
    if "since" in values:
        values["since"] = format_datetime(values["since"])
    return str(_JOB_PROBLEMS[what]) % values

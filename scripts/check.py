#!/usr/bin/env python3
"""What `make check` does: everything about the code that a machine can say without running the tests.

python3 scripts/check.py [name …]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import setup

BIN = setup.VENV / "bin"
PYTHON = str(setup.PYTHON)
FLASK = [PYTHON, "-m", "flask", "--app", "wsgi"]

# The slowest first, so that two processors end together.
CHECKS: dict[str, list[list[str]]] = {
    "types": [[PYTHON, "-m", "mypy"]],
    "models equal migrations": [[*FLASK, "db", "upgrade"], [*FLASK, "db", "check"]],
    "templates": [[PYTHON, "-m", "djlint", "--lint", "--quiet", "templates"]],
    "messages": [[PYTHON, "scripts/messages.py", "check"]],
    "layers": [[str(BIN / "lint-imports"), "--no-cache"]],
    "style": [[PYTHON, "-m", "ruff", "check", "--output-format", "concise"]],
    "format": [[PYTHON, "-m", "ruff", "format", "--check", "--output-format", "concise"]],
}


def main(names: list[str]) -> int:
    unknown = set(names) - set(CHECKS)
    if unknown:
        print(f"No such check: {', '.join(sorted(unknown))}. There are: {', '.join(CHECKS)}.", file=sys.stderr)
        return 2
    try:
        setup.prepare(dev=True)
    except setup.SetupError as error:
        print(f"Stopped: {error}", file=sys.stderr)
        return 1
    failed = []
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        running = {pool.submit(run_check, CHECKS[name]): name for name in names or CHECKS}
        for done in as_completed(running):
            name = running[done]
            status, seconds, said = done.result()
            print(f"{'ok  ' if status == 0 else 'FAIL'} {name} ({seconds:.1f} s)", flush=True)
            if status:
                failed.append(name)
                print("\n".join(line[:300] for line in said.strip().splitlines()) + "\n", flush=True)
    print(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def run_check(commands: list[list[str]]) -> tuple[int, float, str]:
    """Run commands until one fails; returns the exit status, the seconds and what they said."""
    started = time.monotonic()
    said = ""
    with tempfile.TemporaryDirectory() as folder:
        # A new database of its own for the commands that look at one.
        database = {"DATABASE_URL": f"sqlite:///{Path(folder) / 'check.db'}", "DATA_DIR": folder}
        environment = {**os.environ, **database, "APP_ENV": "development", "FLASK_DEBUG": "0"}
        for command in commands:
            result = subprocess.run(
                command,
                cwd=setup.ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
            )
            said += result.stdout.decode(errors="replace")
            if result.returncode:
                return result.returncode, time.monotonic() - started, said
    return 0, time.monotonic() - started, said


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

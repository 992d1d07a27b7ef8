#!/usr/bin/env python3
"""What `make test` does: set up everything, then run every test; or those that the arguments name.

    python3 scripts/test.py [pytest's arguments]

Browser tests come last and in one process: two browsers at once on a small machine make each other late. Whatever a
test leaves running is stopped, and named.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import chromium
import run
import setup

PR_SET_CHILD_SUBREAPER = 36
PATIENCE_S = 10


def main(arguments: list[str]) -> int:
    try:
        setup.prepare(dev=True)
        run.make_files()
        browser = chromium.ensure() if not arguments or any("browser" in word for word in arguments) else ""
    except (setup.SetupError, chromium.ChromiumMissingError) as error:
        setup.say(f"Stopped: {error}")
        return 1
    adopt_orphans()
    # Settings of the shell must not reach the tests' databases.
    drop = {"DATABASE_URL", "DATA_DIR", "SECRET_KEY", "APP_ENV", "FLASK_DEBUG"}
    # Servers are started many times over: let Python keep what it compiled.
    drop.add("PYTHONDONTWRITEBYTECODE")
    environment = {name: value for name, value in os.environ.items() if name not in drop}
    if browser:
        environment["CHROMIUM"] = browser
    parts = [arguments] if arguments else whole_run()
    closing = []
    worst = 0
    try:
        for part in parts:
            status, line = run_pytest(part, environment)
            closing.append(line)
            worst = worst or status
    finally:
        stop_what_is_left()
    if len(closing) > 1:
        print("\n" + "\n".join(closing), flush=True)
    return worst


def whole_run() -> list[list[str]]:
    """pytest's arguments for every test: all but the browser's side by side, then those."""
    workers = str(max(2, min(os.cpu_count() or 2, 8)))
    parts = [["-n", workers, "--dist", "loadscope", "tests", "--ignore=tests/browser"]]
    if any((setup.ROOT / "tests" / "browser").rglob("test_*.py")):
        parts.append(["tests/browser"])
    return parts


def run_pytest(arguments: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """Run pytest and show what it says; returns its exit status and its closing line."""
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    command = [setup.PYTHON, "-m", "pytest", *colour, *arguments]
    # A session of its own: Ctrl-C reaches this process, which passes it on once and then waits.
    with subprocess.Popen(
        command,
        cwd=setup.ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        last = b""
        try:
            for line in process.stdout or ():
                sys.stdout.buffer.write(line)
                sys.stdout.buffer.flush()
                last = line if line.strip() else last
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
            raise
    return process.returncode, last.decode(errors="replace").strip()


def adopt_orphans() -> None:
    """Make processes whose parent has ended children of this one, so that they can be found (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def stop_what_is_left() -> None:
    """Wait a little for stray processes to end, then kill and name them."""
    deadline = time.monotonic() + PATIENCE_S
    while (left := _children()) and time.monotonic() < deadline:
        _reap()
        time.sleep(0.05)
    for process in left:
        try:
            words = Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            os.kill(process, signal.SIGKILL)
        except OSError:
            continue
        setup.say(f"A test left this running; it is stopped now: {words[:200]}")
    _reap()


def _children() -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
    except OSError:
        return []


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)

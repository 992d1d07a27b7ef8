#!/usr/bin/env python3
"""Find the Chromium that browser tests drive, or install Debian's. Prints its path.

python3 scripts/chromium.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class ChromiumMissingError(Exception):
    """There is none and none can be installed; says what to do."""


def main() -> int:
    try:
        print(ensure())
    except ChromiumMissingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def ensure() -> str:
    """The path of a browser that starts. Raises ChromiumMissingError."""
    found = find()
    if found:
        return found
    prefix = _as_root()
    if prefix is not None and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests …", file=sys.stderr, flush=True)
        install = [*prefix, "apt-get", "install", "-y", "--no-install-recommends", "chromium"]
        # The list of packages of a new machine is empty or old; then it is fetched first.
        if _run(install) or (_run([*prefix, "apt-get", "update"]), _run(install))[1] == 0:
            found = find()
    if not found:
        raise ChromiumMissingError(
            "Browser tests need Chromium: install it (on Debian: apt-get install chromium) "
            "so that `chromium` is on the PATH, or name one in CHROMIUM."
        )
    return found


def find() -> str | None:
    """A browser on the PATH, or the one that CHROMIUM names, if it starts."""
    for name in filter(None, (os.environ.get("CHROMIUM"), *NAMES)):
        path = shutil.which(name)
        if path and _run([path, "--version"]) == 0:
            return path
    return None


def _as_root() -> list[str] | None:
    """What to put before a command so that it runs as root without asking; None if nothing does."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _run(["sudo", "-n", "true"]) == 0:
        return ["sudo", "-n"]
    return None


def _run(command: list[str]) -> int:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        return subprocess.run(command, env=environment, check=False, **quiet).returncode
    except OSError:
        return 127


if __name__ == "__main__":
    sys.exit(main())

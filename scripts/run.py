#!/usr/bin/env python3
"""What `make run` and `make seed` do: set up what is missing, then hand over to scripts/serve.py.

Only the standard library is used, and nothing here starts a second Python unless something has to be made: a start
with everything in place takes milliseconds up to the server.
"""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys

import build_static
import messages
import setup

HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8000")


def main(arguments: list[str]) -> int:
    seed_only = "--seed" in arguments
    try:
        if not seed_only:
            check_port()
        setup.prepare(dev=False)
        make_files()
        if seed_only:
            return flask("db", "upgrade") or flask("seed", "demo")
        serve = [str(setup.PYTHON), str(setup.ROOT / "scripts" / "serve.py")]
        os.execve(serve[0], serve, os.environ | {"HOST": HOST, "PORT": PORT})
    except setup.SetupError as error:
        setup.say(f"Stopped: {error}")
    except KeyboardInterrupt:
        setup.say("Stopped.")
    return 1


def make_files() -> None:
    """Static files and the compiled messages, if they are not fresh. Raises SetupError."""
    for is_fresh, command in (
        (build_static.is_fresh, ["scripts/build_static.py"]),
        (messages.is_fresh, ["scripts/messages.py", "compile"]),
    ):
        if not is_fresh() and subprocess.run([setup.PYTHON, *command], cwd=setup.ROOT, check=False).returncode:
            raise setup.SetupError(f"{' '.join(command)} failed; what it said stands above.")


def flask(*arguments: str) -> int:
    """Run a terminal command of the application; returns its exit status."""
    command = [setup.PYTHON, "-m", "flask", "--app", "wsgi", *arguments]
    return subprocess.run(command, cwd=setup.ROOT, check=False).returncode


def check_port() -> None:
    """Say now, not after a minute of set-up, that the port cannot be had. Raises SetupError."""
    if not PORT.isdigit() or not 0 < int(PORT) < 65536:
        raise setup.SetupError(f"PORT is “{PORT}”, which is not a number from 1 to 65535.")
    try:
        found = socket.getaddrinfo(HOST, int(PORT), type=socket.SOCK_STREAM)[0]
        with socket.socket(found[0], socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found[4])
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise setup.SetupError(
                f"something is already listening on {HOST}:{PORT}; stop it, or choose another port: "
                f"make run PORT={int(PORT) % 65535 + 1}"
            ) from error
        raise setup.SetupError(f"{HOST}:{PORT} cannot be used: {error.strerror or error}.") from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

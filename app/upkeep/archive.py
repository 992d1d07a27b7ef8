"""A backup on disk: a folder with the database, the uploaded files, and a manifest of checksums over all of it.

    2026-11-25T180400Z/
      manifest.json      what this is, and the size and SHA-256 of everything else
      SHA256SUMS         the same sums for `sha256sum -c`, without the product, and the manifest's own
      database.sqlite3   or database.dump, as pg_dump writes it
      files/ab/ab…       the uploads

Uploads never change once they are written, so a backup shares those that it has in common with the one before it (hard
links, after their checksum was computed anew): thirty backups of ten gigabytes of photos take little more than ten.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.upkeep.trouble import Trouble

FORMAT = 1
MANIFEST, SUMS, UPLOADS = "manifest.json", "SHA256SUMS", "files"
STAMP = "%Y-%m-%dT%H%M%SZ"
_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z")
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Entry:
    """One file of a backup: its path in the folder, its size in bytes, its SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `rows` counts each table in the moment that the database was dumped."""

    made_at: str
    version: str
    database: str
    revision: str
    rows: dict[str, int]
    files: list[Entry] = field(default_factory=list)
    format: int = FORMAT

    @property
    def size(self) -> int:
        """Bytes in all."""
        return sum(entry.size for entry in self.files)


def list_backups(folder: Path) -> dict[datetime, Path]:
    """The finished backups in a folder by when they were made; what has another name is nobody's business here."""
    found = {}
    for path in folder.iterdir() if folder.is_dir() else ():
        if _NAME.fullmatch(path.name) and (path / MANIFEST).is_file():
            found[datetime.strptime(path.name, STAMP).replace(tzinfo=UTC)] = path
    return found


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest and the sums, the manifest's own among them."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
    _write(folder / MANIFEST, text)
    lines = [f"{entry.sha256}  {entry.path}\n" for entry in manifest.files]
    lines.append(f"{hashlib.sha256(text).hexdigest()}  {MANIFEST}\n")
    _write(folder / SUMS, "".join(lines).encode())


def read_manifest(folder: Path) -> Manifest:
    """A backup's manifest, which must be the one that its sums were made for. Raises Trouble."""
    try:
        text = (folder / MANIFEST).read_bytes()
        sums = (folder / SUMS).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"{folder} is no finished backup: {error}") from None
    if f"{hashlib.sha256(text).hexdigest()}  {MANIFEST}\n" not in sums:
        raise Trouble(f"{folder} is damaged: {MANIFEST} is not the one that was written")
    found: dict[str, Any] = json.loads(text)
    if found.get("format") != FORMAT:
        raise Trouble(f"{folder} has format {found.get('format')}, and this version reads {FORMAT}")
    return Manifest(**{**found, "files": [Entry(**entry) for entry in found["files"]]})


def verify(folder: Path, manifest: Manifest, *, trusted: frozenset[str] = frozenset()) -> None:
    """Read every file and compare; those `trusted` were just read. Raises Trouble that names the first bad one."""
    expected = {entry.path for entry in manifest.files}
    there = {path.relative_to(folder).as_posix() for path in walk(folder)} - {MANIFEST, SUMS}
    for path in sorted(expected ^ there):
        raise Trouble(f"{folder} is damaged: {path} is {'missing' if path in expected else 'not in its manifest'}")
    for entry in manifest.files:
        if entry.path not in trusted and describe(folder, folder / entry.path) != entry:
            raise Trouble(f"{folder} is damaged: {entry.path} is not what was written")


def walk(folder: Path) -> Iterator[Path]:
    """Every file under a folder, in order."""
    for base, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield Path(base) / name


def describe(folder: Path, path: Path) -> Entry:
    """The entry of a file in a folder, computed from its content."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return Entry(path.relative_to(folder).as_posix(), size, digest.hexdigest())


def copy(source: Path, target: Path) -> None:
    """Copy a file and see that it is on the disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as reading, target.open("xb") as writing:
        while block := reading.read(_BLOCK):
            writing.write(block)
        writing.flush()
        os.fsync(writing.fileno())


def settle(folder: Path) -> None:
    """See that the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())

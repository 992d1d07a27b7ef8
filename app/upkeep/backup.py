"""Making a backup while the product runs: written beside the others, read back, and only then given its name."""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core import clock
from app.upkeep import archive, dumps
from app.upkeep.archive import UPLOADS, Entry, Manifest
from app.upkeep.keeping import Rules, choose_kept
from app.upkeep.trouble import Trouble
from app.upkeep.versions import product_version

# What a backup must leave free on its disk, lest the product itself have no room any more.
RESERVE = 64 * 1024 * 1024


@dataclass(frozen=True)
class Made:
    """A finished backup: its folder, its manifest, how many older ones the rules let go."""

    folder: Path
    manifest: Manifest
    removed: int


def make_backup(database_url: str, config: dict[str, Any], target: Path | None = None) -> Made:
    """Back up the database and the uploads; remove older backups by the rules. Raises Trouble, the others untouched.

    The uploads are copied before and after the database: a file's row is committed after the file is written, so each
    row in the dump has its file in the backup, even one that was removed meanwhile.
    """
    folder = target or Path(config["BACKUP_DIR"])
    uploads = Path(config["DATA_DIR"]) / "files"
    kind = dumps.kind_of(database_url)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _one_at_a_time(folder):
            name = _free_name(folder)
            partial = folder / f".{name}.partial"
            earlier = _newest(folder)
            try:
                partial.mkdir(mode=0o700)
                entries: dict[str, Entry] = {}
                shared = _copy_uploads(uploads, partial, entries, earlier)
                dump = partial / dumps.FILE_NAMES[kind]
                dumped = dumps.dump(database_url, dump, config["POSTGRES_TOOLS"])
                dumps.check_dump(dump, kind, config["POSTGRES_TOOLS"])
                shared |= _copy_uploads(uploads, partial, entries, earlier)
                manifest = Manifest(
                    made_at=clock.now().isoformat(timespec="seconds"),
                    version=product_version(),
                    database=kind,
                    revision=dumped.revision,
                    rows=dumped.rows,
                    files=[archive.describe(partial, dump), *(entries[path] for path in sorted(entries))],
                )
                archive.write_manifest(partial, manifest)
                archive.verify(partial, archive.read_manifest(partial), trusted=frozenset(shared))
                partial.rename(folder / name)
                archive.settle(folder)
            except BaseException:
                shutil.rmtree(partial, ignore_errors=True)
                raise
            return Made(folder / name, manifest, _remove_old(folder, Rules(*config["BACKUP_KEEP"])))
    except OSError as error:
        raise Trouble(f"The backup can't be written: {error.strerror or error}") from error


@contextlib.contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Hold the folder; clear away what a backup that died has left. Raises Trouble where another one is at work."""
    with (folder / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble("Another backup is being made") from None
        for left in folder.glob(".*.partial"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def _free_name(folder: Path) -> str:
    name = clock.now().strftime(archive.STAMP)
    if (folder / name).exists():
        raise Trouble(f"There is a backup {name} already; try again in a second")
    return name


def _newest(folder: Path) -> tuple[Path, dict[str, Entry]] | None:
    """The last backup and its entries by path; None where there is none that can be read."""
    backups = archive.list_backups(folder)
    if not backups:
        return None
    newest = backups[max(backups)]
    try:
        return newest, {entry.path: entry for entry in archive.read_manifest(newest).files}
    except Trouble:
        return None


def _copy_uploads(
    uploads: Path, partial: Path, entries: dict[str, Entry], earlier: tuple[Path, dict[str, Entry]] | None
) -> set[str]:
    """Bring what is missing in `entries` into the backup; returns the paths shared with the earlier one."""
    shared, new = set(), []
    for source in archive.walk(uploads):
        path = f"{UPLOADS}/{source.relative_to(uploads).as_posix()}"
        if path in entries or source.suffix == ".part":
            continue
        if earlier and (entry := _share(source, partial, path, earlier)):
            entries[path] = entry
            shared.add(path)
        else:
            new.append((source, path))
    _see_that_there_is_room(partial, [source for source, _path in new])
    for source, path in new:
        with contextlib.suppress(FileNotFoundError):  # removed since it was listed
            archive.copy(source, partial / path)
            entries[path] = archive.describe(partial, partial / path)
    return shared


def _share(source: Path, partial: Path, path: str, earlier: tuple[Path, dict[str, Entry]]) -> Entry | None:
    """Link to the earlier backup's copy if that is still what was written; None where it has to be copied."""
    folder, entries = earlier
    entry = entries.get(path)
    try:
        if entry is None or source.stat().st_size != entry.size or archive.describe(folder, folder / path) != entry:
            return None
        (partial / path).parent.mkdir(parents=True, exist_ok=True)
        os.link(folder / path, partial / path)
    except OSError:  # the copy is gone or can't be read, or this file system has no hard links
        return None
    return entry


def _see_that_there_is_room(partial: Path, sources: list[Path]) -> None:
    needed = 0
    for source in sources:
        with contextlib.suppress(FileNotFoundError):
            needed += source.stat().st_size
    free = shutil.disk_usage(partial).free
    if free < needed + RESERVE:
        raise Trouble(f"The backup's disk has {free // 1_000_000} MB free, too few for {needed // 1_000_000} MB")


def _remove_old(folder: Path, rules: Rules) -> int:
    backups = archive.list_backups(folder)
    old = sorted(set(backups) - choose_kept(backups, rules))
    for moment in old:
        # First out of sight by one step, then away: half a backup must not look like one.
        gone = folder / f".{backups[moment].name}.partial"
        backups[moment].rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
    return len(old)

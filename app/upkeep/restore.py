"""Restoring a backup, into an empty place only: everything is checked before anything is written."""

import shutil
from pathlib import Path
from typing import Any

from app.upkeep import archive, dumps
from app.upkeep.archive import UPLOADS, Manifest
from app.upkeep.trouble import Trouble
from app.upkeep.versions import known_revisions, product_version


def restore_backup(folder: Path, database_url: str, config: dict[str, Any]) -> Manifest:
    """Fill the empty database and the empty folder of uploads from a backup. Raises Trouble, and then all is as before.

    The schema is as it was; bring it up to date afterwards where `manifest.revision` is not the newest.
    """
    manifest = archive.read_manifest(folder)
    uploads = Path(config["DATA_DIR"]) / "files"
    _refuse_what_does_not_fit(manifest, database_url)
    if not dumps.is_empty(database_url):
        raise Trouble("The database is not empty. Restore into a new one; nothing is ever written over")
    if uploads.exists() and any(archive.walk(uploads)):
        raise Trouble(f"{uploads} is not empty. Restore into a new DATA_DIR; nothing is ever written over")
    archive.verify(folder, manifest)
    dump = folder / dumps.FILE_NAMES[manifest.database]
    dumps.check_dump(dump, manifest.database, config["POSTGRES_TOOLS"])
    partial = uploads.with_name("files.restoring")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
        for entry in manifest.files:
            if entry.path.startswith(f"{UPLOADS}/"):
                archive.copy(folder / entry.path, partial / entry.path.removeprefix(f"{UPLOADS}/"))
        shutil.rmtree(uploads, ignore_errors=True)  # nothing but empty folders, as was seen above
        partial.rename(uploads)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise Trouble(f"The uploads can't be written: {error.strerror or error}") from error
    try:
        dumps.load(dump, database_url, config["POSTGRES_TOOLS"])
    except Trouble:
        shutil.rmtree(uploads, ignore_errors=True)
        raise
    return manifest


def compare_rows(manifest: Manifest, database_url: str) -> list[str]:
    """One line for each table that has not as many rows as when the backup was made."""
    found = dumps.count_rows(database_url)
    return [
        f"{table}: {found.get(table, 'no table,')} rows, {wanted} in the backup"
        for table, wanted in manifest.rows.items()
        if found.get(table) != wanted
    ]


def _refuse_what_does_not_fit(manifest: Manifest, database_url: str) -> None:
    kind = dumps.kind_of(database_url)
    if kind != manifest.database:
        raise Trouble(
            f"The backup is of {manifest.database} and DATABASE_URL names {kind}. "
            f"Restore into {manifest.database}, then `flask move-to` the other"
        )
    if manifest.revision not in known_revisions():
        raise Trouble(
            f"The backup is of version {manifest.version}, revision {manifest.revision}, which version "
            f"{product_version()} doesn't know: install that version first"
        )

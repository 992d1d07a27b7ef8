"""Uploaded files: written before the transaction, described by a row, served only by the area that owns them.

A request may write files for a form that is refused, or sent a second time. What has no row when the request ends is
removed again.
"""

import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flask import Flask, Response, current_app, g, has_request_context, send_file
from sqlalchemy import String, false, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.actor import Actor
from app.core.database import BigId, Model, UtcDateTime
from app.core.documents import Document, process_document
from app.core.errors import NotFound
from app.core.images import Photo, process_photo
from app.extensions import db

_ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}


class StoredFile(Model):
    """A file on disk under `DATA_DIR/files`; its name there is ours, the name it came with is only shown."""

    __tablename__ = "stored_files"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int | None]
    height: Mapped[int | None]
    account_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Somebody who can be recognised on it has not agreed: only those who look after it see it.
    is_withheld: Mapped[bool] = mapped_column(default=False, server_default=false())


@dataclass(frozen=True)
class NewFile:
    """A file that lies on disk but has no row yet. Two uploads of the same content are equal."""

    sha256: str
    name: str
    media_type: str
    size: int = field(compare=False)
    key: str = field(repr=False, compare=False)
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None
    lat: float | None = None
    lon: float | None = None


def store_photo(raw: bytes, name: str) -> NewFile:
    """Check, turn upright, shrink and re-encode a photo and write it with its thumbnail. Raises NotAPhoto."""
    photo: Photo = process_photo(raw)
    key = _new_key()
    _write(key, photo.full)
    _write(f"{key}-thumb", photo.thumbnail)
    return NewFile(
        sha256=photo.sha256,
        name=shown_name(name),
        media_type=photo.mime,
        size=len(photo.full),
        key=key,
        width=photo.width,
        height=photo.height,
        taken_at=photo.taken_at,
        lat=photo.lat,
        lon=photo.lon,
    )


def store_document(raw: bytes, name: str) -> NewFile:
    """Check and write a paper (PDF or picture of one). Raises NotADocument or NotAPhoto."""
    document: Document = process_document(raw)
    key = _new_key()
    _write(key, document.content)
    return NewFile(
        sha256=document.sha256,
        name=shown_name(name),
        media_type=document.mime,
        size=len(document.content),
        key=key,
    )


def shown_name(name: str) -> str:
    """The last part of whatever path a browser sent, short and without control characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:120] or "file"


def add_file(actor: Actor, new: NewFile) -> StoredFile:
    """The row of a file that was written; for use inside an action."""
    stored = StoredFile(
        key=new.key,
        name=new.name,
        media_type=new.media_type,
        size=new.size,
        sha256=new.sha256,
        width=new.width,
        height=new.height,
        account_id=actor.account_id,
        at=clock.now(),
    )
    db.session.add(stored)
    return stored


def serve(stored: StoredFile, *, thumbnail: bool = False, public: bool = False) -> Response:
    """Send a file that the caller has checked may be seen. Papers are offered for download, never run."""
    path = _path(f"{stored.key}-thumb" if thumbnail else stored.key)
    if not path.exists():
        raise NotFound
    is_picture = stored.media_type.startswith("image/")
    response = send_file(
        path,
        mimetype=stored.media_type,
        as_attachment=not is_picture,
        # The name it came with may say more than whoever opens the file should know.
        download_name=f"thap-sang-{stored.id}{_ENDINGS[stored.media_type]}",
        etag=f"{stored.key}{'-thumb' if thumbnail else ''}",
        conditional=True,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "public, max-age=86400" if public else "private, no-store"
    return response


def read_file(key: str) -> bytes:
    """The content of a stored file by its key, to make something else of it."""
    return _path(key).read_bytes()


def set_up_files(app: Flask) -> None:
    """Let each request clear away the files that it wrote for nothing."""

    @app.teardown_request
    def clear(_error: BaseException | None = None) -> None:
        remove_unused()


def remove_unused() -> None:
    """Remove from disk what was written, or dropped, and has no row. A terminal command calls it at its end."""
    written: list[str] = g.pop("written_files", [])
    if not written:
        return
    try:
        db.session.rollback()  # what it read earlier may be older than the rows
        used = set(db.session.execute(select(StoredFile.key).where(StoredFile.key.in_(written))).scalars())
    except DBAPIError:
        return  # nobody can say whether their rows were committed
    for key in set(written) - used:
        for name in (key, f"{key}-thumb"):
            _path(name).unlink(missing_ok=True)


def drop_files(stored: Iterable[StoredFile]) -> None:
    """Delete the rows of files that nothing points at any more; for use inside an action. What lies on disk goes when
    the request has ended, and only if the action was committed."""
    for row in stored:
        g.setdefault("written_files", []).append(row.key)
        db.session.delete(row)


def _new_key() -> str:
    key = secrets.token_hex(16)
    if has_request_context():
        g.setdefault("written_files", []).append(key)
    return key


def _path(key: str) -> Path:
    return Path(current_app.config["DATA_DIR"]) / "files" / key[:2] / key


def _write(key: str, content: bytes) -> None:
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    try:
        with partial.open("xb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        partial.rename(path)
    except OSError:  # the disk is full, or may not be written to
        partial.unlink(missing_ok=True)
        raise

"""The state of the system: what runs, what waits, how much room is left, and what somebody should look at."""

import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import case, func, select, text

from app.core import clock
from app.core.audit import count_unsealed
from app.core.files import StoredFile
from app.core.jobs import BACKUP, CHECK, SEAL, VERIFY, WORKER, Job, list_jobs
from app.extensions import db
from app.notifications.models import Delivery
from app.upkeep.versions import known_revisions

# When each job is so late that somebody should look; the backup's comes from a setting.
WORKER_LATE = timedelta(minutes=5)
SEAL_LATE = timedelta(hours=48)
CHECK_LATE = timedelta(days=15)
# Servers' clocks differ by less.
CLOCK_DOUBT = timedelta(minutes=10)
# A message that should have left so long ago means that nothing leaves.
SENDING_LATE = timedelta(minutes=30)
FAILED_IN = timedelta(days=7)
# A disk with less room than this, in bytes and as a share of it all.
LITTLE_ROOM, LITTLE_SHARE = 2_000_000_000, 0.1


@dataclass(frozen=True)
class Queue:
    """The messages to people: how many wait and are due, since when the first of them, how many failed of late."""

    waiting: int
    due: int
    oldest_due: datetime | None
    failed: int


@dataclass(frozen=True)
class Disk:
    """The disk under a folder, in bytes; `is_there` is False where this machine has no such folder."""

    folder: Path
    free: int = 0
    total: int = 0
    device: int = 0

    @property
    def is_there(self) -> bool:
        return self.total > 0

    @property
    def is_short(self) -> bool:
        return self.is_there and (self.free < LITTLE_ROOM and self.free < self.total * LITTLE_SHARE)


@dataclass(frozen=True)
class State:
    """Everything that the administrator's page shows."""

    now: datetime
    revision: str | None
    database: str
    database_bytes: int
    uploads: int
    upload_bytes: int
    unsealed: int
    queue: Queue
    jobs: dict[str, Job]
    data_disk: Disk
    backup_disk: Disk
    backup_late: timedelta

    @property
    def is_newest_revision(self) -> bool:
        return self.revision == known_revisions()[0]

    @property
    def problems(self) -> list[tuple[str, dict[str, Any]]]:
        """Codes of what somebody should look at, with what their sentences name; see messages.py."""
        found: list[tuple[str, dict[str, Any]]] = []
        if not self.is_newest_revision:
            found.append(("old_revision", {"revision": self.revision or "–"}))
        limits = {BACKUP: self.backup_late, WORKER: WORKER_LATE, SEAL: SEAL_LATE, CHECK: CHECK_LATE, VERIFY: CHECK_LATE}
        for name, limit in limits.items():
            job = self.jobs.get(name)
            if job is None or job.good_at is None:
                found.append((f"{name}_never", {}))
            elif job.good_at > self.now + CLOCK_DOUBT:
                found.append((f"{name}_future", {"since": job.good_at}))
            elif self.now - job.good_at > limit:
                found.append((f"{name}_late", {"since": job.good_at}))
            if job is not None and job.problem:
                found.append((f"{name}_failed", {"problem": job.problem}))
        if self.queue.oldest_due is not None and self.now - self.queue.oldest_due > SENDING_LATE:
            found.append(("sending_late", {"number": self.queue.due}))
        if self.data_disk.is_short or self.backup_disk.is_short:
            found.append(("little_room", {}))
        if self.backup_disk.is_there and self.backup_disk.device == self.data_disk.device:
            found.append(("same_disk", {}))
        return found


def read_state() -> State:
    """The state as of now: seven statements, whatever is in the tables."""
    revision = db.session.execute(text("SELECT version_num FROM alembic_version")).scalars().first()
    uploads, upload_bytes = db.session.execute(
        select(func.count(), func.coalesce(func.sum(StoredFile.size), 0)).select_from(StoredFile)
    ).one()
    name, size = _database()
    config = current_app.config
    return State(
        now=clock.now(),
        revision=revision,
        database=name,
        database_bytes=size,
        uploads=uploads,
        upload_bytes=int(upload_bytes),
        unsealed=count_unsealed(),
        queue=_queue(),
        jobs=list_jobs(),
        data_disk=_disk(Path(config["DATA_DIR"])),
        backup_disk=_disk(Path(config["BACKUP_DIR"])),
        backup_late=timedelta(hours=config["BACKUP_MAX_AGE_HOURS"]),
    )


def _queue() -> Queue:
    now = clock.now()
    is_waiting = Delivery.state.in_(("waiting", "claimed"))
    is_due = is_waiting & (Delivery.due_at <= now)
    failed = (Delivery.state == "failed") & (Delivery.due_at > now - FAILED_IN)
    row = db.session.execute(
        select(
            func.count(case((is_waiting, 1))),
            func.count(case((is_due, 1))),
            func.min(case((is_due, Delivery.due_at))),
            func.count(case((failed, 1))),
        ).where(Delivery.channel == "email", is_waiting | failed)
    ).one()
    return Queue(*row)


def _database() -> tuple[str, int]:
    """What the database is, with its version, and its size in bytes."""
    dialect = db.engine.dialect
    version = ".".join(str(part) for part in dialect.server_version_info or ())
    if dialect.name == "postgresql":
        size = db.session.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        return f"PostgreSQL {version}", int(size)
    path = Path(db.engine.url.database or "")
    files = (path, path.with_name(f"{path.name}-wal"))
    return f"SQLite {version}", sum(file.stat().st_size for file in files if file.exists())


def _disk(folder: Path) -> Disk:
    try:
        usage = shutil.disk_usage(folder)
        return Disk(folder, usage.free, usage.total, os.stat(folder).st_dev)
    except OSError:
        return Disk(folder)

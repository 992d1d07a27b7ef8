"""Jobs that run beside the pages, from a timer or without end: when each last tried, and when it last went well."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.actions import action, insert_missing, lock
from app.core.actor import Actor
from app.core.database import Model, UtcDateTime
from app.extensions import db

BACKUP, WORKER, SEAL, CHECK, VERIFY = "backup", "worker", "seal", "check", "verify"


class Job(Model):
    """One row per kind of job, however many machines run it; `problem` is empty when the last try went well."""

    __tablename__ = "jobs"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    tried_at: Mapped[datetime] = mapped_column(UtcDateTime)
    good_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str] = mapped_column(String(200), default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


@action
def note_job(actor: Actor, *, name: str, problem: str = "", details: dict[str, Any] | None = None) -> None:
    """Note that a job has ended: well, or with a problem (one line, nothing personal). `details` are of good ends."""
    now = clock.now()
    insert_missing(Job, [{"name": name, "tried_at": now, "good_at": None, "problem": "", "details": {}}])
    job = lock(Job, Job.name == name)
    assert job is not None
    job.tried_at, job.problem = now, problem[:200]
    if not problem:
        job.good_at, job.details = now, details or {}


def list_jobs() -> dict[str, Job]:
    """The jobs that ever ran, by name: one statement."""
    return {job.name: job for job in db.session.execute(select(Job)).scalars()}

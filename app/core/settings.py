"""Settings that live in the database, because the office changes them: read once a request."""

from datetime import datetime
from typing import Any

from flask import g
from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.actor import Actor
from app.core.database import Model, UtcDateTime
from app.extensions import db


class Setting(Model):
    """One setting by name; what isn't here has the default that its reader names."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[int | None]


READ = select(Setting.name, Setting.value)


def setting(name: str, default: Any) -> Any:
    """A setting's value; all of them are read by one statement, once in a request."""
    if "settings" not in g:
        g.settings = {row.name: row.value for row in db.session.execute(READ)}
    return g.settings.get(name, default)


def write_setting(actor: Actor, name: str, value: Any) -> None:
    """Set a setting; for use inside an action."""
    db.session.merge(Setting(name=name, value=value, changed_at=clock.now(), changed_by=actor.account_id))
    g.pop("settings", None)

"""Works as something to count: which are accepted in a period, and what the Union gave to each."""

from collections.abc import Collection
from datetime import date
from typing import Any

from flask import has_request_context
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, func, select

from app.core.actor import Actor
from app.core.counting import Filter, Metric, Shown, Source
from app.core.web import language
from app.extensions import db
from app.works.models import UNION_SOURCES, LedgerEntry, Work, WorkKind
from app.works.permissions import visible_works
from app.works.wording import LEVEL_NAMES

# Labour is counted in days, not in đồng.
VALUED_FORMS = ("cash", "in_kind")


def accepted_between(first: date, last: date) -> ColumnElement[bool]:
    """Over Work: works and youth tasks whose acceptance date lies in the period."""
    return and_(Work.state == "accepted", Work.accepted_on.between(first, last))


def union_entries() -> ColumnElement[bool]:
    """Over LedgerEntry joined with Work: what the Union gave and raised until the acceptance; reversals count too."""
    return and_(
        LedgerEntry.work_id == Work.id,
        LedgerEntry.source.in_(UNION_SOURCES),
        LedgerEntry.form.in_(VALUED_FORMS),
        LedgerEntry.counts_on <= Work.accepted_on,
    )


def union_value() -> Any:
    """One work's contribution of the Union in đồng, as a column beside Work."""
    total = func.coalesce(func.sum(LedgerEntry.amount), 0)
    return select(total).where(union_entries()).correlate(Work).scalar_subquery()


def _rows(first: date, last: date) -> Select[Any]:
    return (
        select(
            Work.unit_id.label("unit_id"),
            Work.accepted_on.label("day"),
            Work.id.label("record_id"),
            WorkKind.code.label("kind"),
            WorkKind.counts_as.label("counts_as"),
            Work.level.label("level"),
            union_value().label("value"),
            func.coalesce(Work.delivered_households, 0).label("households"),
        )
        .join(WorkKind, WorkKind.id == Work.kind_id)
        .where(accepted_between(first, last))
    )


def _show(actor: Actor, ids: Collection[int]) -> dict[int, Shown]:
    rows = db.session.execute(select(Work.id, Work.title).where(Work.id.in_(ids), visible_works(actor)))
    return {id_: Shown(title, "works.work", {"work_id": id_}) for id_, title in rows}


def _kinds() -> list[tuple[str, Any]]:
    rows = db.session.execute(
        select(WorkKind.code, WorkKind.name_vi, WorkKind.name_en).order_by(WorkKind.position, WorkKind.id)
    )
    # The terminal has no language of its own.
    is_english = has_request_context() and language() == "en"
    return [(code, english if is_english else vietnamese) for code, vietnamese, english in rows]


WORKS = Source(
    "works",
    _rows,
    _show,
    (
        Filter("kind", _l("Kind of work"), _kinds),
        Filter("level", _l("Level of the work"), lambda: list(LEVEL_NAMES.items())),
    ),
)
METRICS = (
    Metric(
        "works.accepted",
        _l("Youth works accepted"),
        _l("Works whose acceptance date lies in the period; youth tasks are not among them."),
        _l("works"),
        WORKS,
        where=lambda row: row.counts_as == "work",
    ),
    Metric(
        "works.tasks",
        _l("Youth tasks that were accepted"),
        _l("Youth tasks whose acceptance date lies in the period."),
        _l("youth tasks"),
        WORKS,
        where=lambda row: row.counts_as == "task",
    ),
    Metric(
        "works.value",
        _l("Value of works and youth tasks"),
        _l(
            "What the Union gave and raised, in cash and in kind, up to the acceptance date, for works and youth tasks "
            "accepted in the period."
        ),
        _l("đồng"),
        WORKS,
        amount="value",
    ),
    Metric(
        "works.households",
        _l("Households that works serve"),
        _l("Households that the reports of works and youth tasks accepted in the period name."),
        _l("households"),
        WORKS,
        amount="households",
    ),
)

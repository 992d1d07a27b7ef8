"""What entering works of the past needs to know: for which units, where they were, what is there already."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.core.actor import Actor
from app.core.text import fold, same_name
from app.extensions import db
from app.people.models import Unit
from app.places.models import Commune
from app.places.queries import find_communes
from app.works import permissions
from app.works.models import KindMeasure, Work, WorkKind
from app.works.values import PastWork

COMMUNE_WORDS = ("xa ", "phuong ", "thi tran ", "tt ", "p ", "x ")
DISTRICT_WORDS = ("huyen ", "thanh pho ", "thi xa ", "tp ", "tx ", "h ")


@dataclass(frozen=True)
class Whereabouts:
    """What a commune's name and district mean on a day: one commune, or why none can be named.

    `problem` is "unknown", "several" (the district is missing) or "not_then" (there was one at another time).
    """

    commune: Commune | None
    candidates: tuple[Commune, ...] = ()
    problem: str = ""


def list_units_for_history(actor: Actor) -> list[Unit]:
    """The units that the actor may enter works of the past for, those that are dissolved too."""
    rows = db.session.execute(
        select(Unit).where(permissions.units_to_enter_history_for(actor)).order_by(Unit.path, Unit.name_sort)
    )
    return list(rows.scalars())


def list_kinds_with_measures() -> list[WorkKind]:
    """All kinds with what is counted on them."""
    rows = db.session.execute(
        select(WorkKind)
        .options(selectinload(WorkKind.measures.and_(KindMeasure.is_active)))
        .order_by(WorkKind.position)
    )
    return list(rows.scalars())


def day_of_communes(day: date) -> date:
    """The day to look a commune up on: works older than the first communes that we know lie in those."""
    first = db.session.execute(select(func.min(Commune.valid_from))).scalar()
    return max(day, first) if first else day


def find_whereabouts(name: str, district: str, day: date) -> Whereabouts:
    """The commune that a name meant on a day. Never one by its name alone where the name meant several."""
    then = _named(name, district, find_communes(name, on=day_of_communes(day), limit=50))
    if len(then) == 1:
        return Whereabouts(then[0])
    if then:
        return Whereabouts(None, tuple(then), "several")
    at_other_times = _named(name, district, find_communes(name, limit=50))
    return Whereabouts(None, tuple(at_other_times), "not_then" if at_other_times else "unknown")


def _named(name: str, district: str, communes: list[Commune]) -> list[Commune]:
    wanted = _bare(name, COMMUNE_WORDS)
    found = [commune for commune in communes if fold(commune.name) == wanted]
    # Where one is spelled just like this, others that differ in a mark aren't meant.
    found = [commune for commune in found if same_name(_without_kind(name), commune.name)] or found
    if not (part := _bare(district, DISTRICT_WORDS)):
        return found
    # Communes of today have no district any more, which is no reason to refuse who still writes it.
    return [c for c in found if c.district is None or _bare(c.district, DISTRICT_WORDS) == part]


def _bare(text: str, words: tuple[str, ...]) -> str:
    folded = fold(text)
    for word in words:
        if folded.startswith(word) and len(folded) > len(word):
            return folded.removeprefix(word)
    return folded


def _without_kind(name: str) -> str:
    """The name as it is spelled, without the word for its kind."""
    words = name.split()
    dropped = len(fold(name).split()) - len(_bare(name, COMMUNE_WORDS).split())
    return " ".join(words[dropped:])


def find_work_like(past: PastWork) -> Work | None:
    """A work of the same unit, kind, name, commune and day: most likely the same one."""
    return db.session.execute(
        select(Work)
        .where(
            Work.unit_id == past.unit_id,
            Work.kind_id == past.kind_id,
            Work.commune_id == past.commune_id,
            Work.accepted_on == past.accepted_on,
            Work.title_folded == fold(past.title),
        )
        .limit(1)
    ).scalar_one_or_none()


def find_fingerprints(prints: set[str]) -> set[str]:
    """Those of the fingerprints that belong to a work already."""
    known = select(Work.history_fingerprint).where(Work.history_fingerprint.in_(prints))
    return {print_ for print_ in db.session.execute(known).scalars() if print_}

"""Proposing an initiative or topic, handing it in, taking it back, and taking up one of somebody else."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotPossible
from app.core.events import record
from app.core.files import NewFile
from app.core.text import fold
from app.extensions import db
from app.learning import permissions
from app.learning.actions.steps import add_papers, allow, begin_step, check_version, finish_step, lock_initiative
from app.learning.models import INITIATIVE_KINDS, Initiative, InitiativeAuthor, InitiativeUse
from app.learning.models.initiative import WHOLE
from app.people.models import Member, Unit


class Author(NamedTuple):
    """A member and their share in per cent."""

    member_id: int
    share: int


@action
def register_initiative(
    actor: Actor,
    *,
    unit_id: int,
    kind: str,
    title: str,
    solution: str,
    authors: Sequence[Author],
    situation: str = "",
    saved_money: int = 0,
    saved_hours: int = 0,
    saving_reason: str = "",
    papers: tuple[NewFile, ...] = (),
    registered_on: date | None = None,
) -> int:
    """Put an initiative on record; returns its id. A member proposes an own one, a leader any of the unit.

    `saved_money` in đồng and `saved_hours` are of a year, with how they were reckoned. `registered_on` is earlier than
    today where it was registered on paper.
    """
    unit = db.session.get(Unit, unit_id)
    people = frozenset(author.member_id for author in authors)
    if unit is None or not permissions.can_register_initiative(actor, unit, people):
        raise NotAllowed
    if not unit.stands_on(clock.today()):
        raise NotPossible("initiative_unit_gone", field="unit_id")
    values = _checked(kind, title, situation, solution, saved_money, saved_hours, saving_reason)
    _check_authors(authors)
    on = registered_on or clock.today()
    if on > clock.today():
        raise NotPossible("registered_in_future", field="registered_on")
    made = Initiative(
        unit_id=unit_id,
        registered_on=on,
        registered_by=actor.account_id,
        sort_on=on,
        authors=_as_rows(authors),
        **values,
    )
    db.session.add(made)
    db.session.flush()  # papers, event and answer need the id
    add_papers(actor, made, "proposal", papers)
    record(actor, "initiative.registered", made, title=made.title, authors=[list(author) for author in authors])
    return made.id


@action
def edit_initiative(
    actor: Actor,
    *,
    initiative_id: int,
    version: int,
    kind: str,
    title: str,
    solution: str,
    authors: Sequence[Author],
    situation: str = "",
    saved_money: int = 0,
    saved_hours: int = 0,
    saving_reason: str = "",
    papers: tuple[NewFile, ...] = (),
) -> int:
    """Change what was proposed while it isn't handed in; returns its id. New papers come beside the old ones."""
    found = lock_initiative(actor, initiative_id)
    allow(permissions.can_edit_initiative(actor, found))
    check_version(found, version)
    if not found.is_editable:
        raise NotPossible("initiative_elsewhere")
    values = _checked(kind, title, situation, solution, saved_money, saved_hours, saving_reason)
    _check_authors(authors)
    changed = sorted(name for name, value in values.items() if getattr(found, name) != value)
    if [(a.member_id, a.share) for a in found.authors] != [tuple(author) for author in authors]:
        changed.append("authors")
        found.authors.clear()
        db.session.flush()  # the old rows go before new ones of the same people come
        found.authors.extend(_as_rows(authors))
    if papers:
        changed.append("papers")
        add_papers(actor, found, "proposal", papers)
    if not changed:
        return found.id
    for name, value in values.items():
        setattr(found, name, value)
    found.version += 1
    record(actor, "initiative.edited", found, changed=changed)
    return found.id


@action
def submit_initiative(actor: Actor, *, initiative_id: int, version: int) -> int:
    """The unit's leader hands an initiative in; returns its id."""
    found = lock_initiative(actor, initiative_id)
    if begin_step(actor, found, "submit", version):
        found.submitted_by = actor.account_id
        finish_step(actor, found, "submit")
    return found.id


@action
def withdraw_initiative(actor: Actor, *, initiative_id: int, version: int, reason: str) -> int:
    """Take an initiative back before it is decided on, with a reason; returns its id."""
    found = lock_initiative(actor, initiative_id)
    reason = reason.strip()
    if begin_step(actor, found, "withdraw", version, reason=reason):
        if not reason:
            raise NotPossible("initiative_reason_missing", field="reason")
        found.reason = reason
        finish_step(actor, found, "withdraw", reason=reason)
    return found.id


@action
def take_up_initiative(actor: Actor, *, initiative_id: int, unit_id: int, taken_on: date, note: str = "") -> int:
    """A unit uses a recognised initiative of another one; returns the id of the use. Once for each unit."""
    found = lock_initiative(actor, initiative_id)
    unit = db.session.get(Unit, unit_id)
    if unit is None or not permissions.can_take_up_initiative(actor, unit):
        raise NotAllowed
    earlier = db.session.execute(
        select(InitiativeUse).where(InitiativeUse.initiative_id == found.id, InitiativeUse.unit_id == unit_id)
    ).scalar_one_or_none()
    if earlier is not None:
        if (earlier.taken_on, earlier.account_id) == (taken_on, actor.account_id):
            return earlier.id
        raise NotPossible("taken_up_already", field="unit_id")
    if not found.is_public or found.decided_on is None:
        raise NotPossible("not_recognised_yet")
    if unit_id == found.unit_id:
        raise NotPossible("own_initiative", field="unit_id")
    if not unit.stands_on(taken_on):
        raise NotPossible("taking_unit_gone", field="unit_id")
    if not found.decided_on <= taken_on <= clock.today():
        raise NotPossible("taken_up_when", field="taken_on")
    use = InitiativeUse(
        initiative_id=found.id, unit_id=unit_id, taken_on=taken_on, note=note, account_id=actor.account_id
    )
    db.session.add(use)
    db.session.flush()  # the event and the answer need the id
    record(actor, "initiative.taken_up", found, unit=unit_id, on=taken_on.isoformat())
    return use.id


def _as_rows(authors: Sequence[Author]) -> list[InitiativeAuthor]:
    return [
        InitiativeAuthor(member_id=author.member_id, share=author.share, position=position)
        for position, author in enumerate(authors, 1)
    ]


def _check_authors(authors: Sequence[Author]) -> None:
    """Members, each once, whose shares add up to the whole. Raises NotPossible."""
    if not authors:
        raise NotPossible("authors_missing", field="authors")
    ids = [author.member_id for author in authors]
    if len(set(ids)) < len(ids):
        raise NotPossible("author_twice", field="authors")
    if any(author.share < 1 for author in authors) or sum(author.share for author in authors) != WHOLE:
        raise NotPossible("shares_not_whole", field="authors", total=sum(author.share for author in authors))
    known = set(db.session.execute(select(Member.id).where(Member.id.in_(ids))).scalars())
    if known != set(ids):
        raise NotPossible("author_unknown", field="authors")


def _checked(
    kind: str, title: str, situation: str, solution: str, saved_money: int, saved_hours: int, saving_reason: str
) -> dict[str, Any]:
    """What was proposed, as it is kept. Raises NotPossible."""
    if kind not in INITIATIVE_KINDS:
        raise NotPossible("initiative_kind_unknown", field="kind")
    if not title.strip():
        raise NotPossible("initiative_title_missing", field="title")
    if not solution.strip():
        raise NotPossible("solution_missing", field="solution")
    if saved_money < 0 or saved_hours < 0:
        raise NotPossible("saving_negative", field="saved_money" if saved_money < 0 else "saved_hours")
    if (saved_money or saved_hours) and not saving_reason.strip():
        raise NotPossible("saving_reason_missing", field="saving_reason")
    return {
        "kind": kind,
        "title": title.strip(),
        "title_folded": fold(title),
        "situation": situation,
        "solution": solution,
        "saved_money": saved_money,
        "saved_hours": saved_hours,
        "saving_reason": saving_reason.strip(),
    }

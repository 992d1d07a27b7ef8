"""Reading classes: the list, one class with who was sent, a member's own training, the papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import NotFound
from app.core.files import StoredFile
from app.core.paging import Page, fetch_page
from app.core.text import fold
from app.extensions import db
from app.learning.models import TrainingClass, TrainingEnrolment
from app.learning.permissions import (
    can_edit_class,
    can_record_outcome,
    can_send_members,
    units_for_classes,
    visible_classes,
    visible_enrolments,
)
from app.learning.queries.sending import get_class
from app.people.models import Member, Unit
from app.people.permissions import lies_under
from app.people.queries import get_member_page

TOGETHER = 200


@dataclass(frozen=True)
class ClassFilters:
    """What the list shows; an empty filter lets everything through. `unit_id`: to which this unit sent somebody."""

    text: str = ""
    kind: str = ""
    level: str = ""
    unit_id: int | None = None
    year: int | None = None

    def __bool__(self) -> bool:
        return self != ClassFilters()


class ClassRow(NamedTuple):
    """A class in the list, with how many turns it has."""

    id: int
    title: str
    kind: str
    level: str | None
    starts_on: date
    ends_on: date
    unit: str
    turns: int


@dataclass(frozen=True)
class ClassPage:
    """A class with the turns that the reader may see, a page of them by name; and the numbers of all."""

    training_class: TrainingClass
    turns: Page
    total: int
    completed: int
    may_edit: bool
    may_send: bool
    # The turns whose outcome the reader may record.
    mine: frozenset[int]


def list_classes(actor: Actor, filters: ClassFilters, at: str | None = None) -> Page:
    """A page of ClassRows, the latest first."""
    live = TrainingEnrolment.outcome != "withdrawn"
    turns = (
        select(func.count(TrainingEnrolment.id))
        .where(TrainingEnrolment.class_id == TrainingClass.id, live)
        .correlate(TrainingClass)
        .scalar_subquery()
    )
    columns = (
        *(TrainingClass.id, TrainingClass.title, TrainingClass.kind, TrainingClass.level),
        *(TrainingClass.starts_on, TrainingClass.ends_on, Unit.short_name),
    )
    page = fetch_page(
        select(*columns, turns)
        .join(Unit, Unit.id == TrainingClass.unit_id)
        .where(visible_classes(actor), *_conditions(filters)),
        order=(TrainingClass.starts_on, TrainingClass.id),
        key_of=lambda row: (row.starts_on, row.id),
        at=at,
        descending=True,
        scalars=False,
    )
    return Page([ClassRow(*row) for row in page.items], page.next_key, page.previous_key)


def _conditions(filters: ClassFilters) -> list[ColumnElement[bool]]:
    words = fold(filters.text).split()[:8]
    wanted: list[ColumnElement[bool]] = [TrainingClass.folded.contains(word, autoescape=True) for word in words]
    if filters.kind:
        wanted.append(TrainingClass.kind == filters.kind)
    if filters.level:
        wanted.append(TrainingClass.level == filters.level)
    if filters.year is not None:
        wanted.append(TrainingClass.starts_on.between(date(filters.year, 1, 1), date(filters.year, 12, 31)))
    if filters.unit_id is not None:
        under = select(Unit.id).where(Unit.path.contains(f"/{filters.unit_id}/"))
        sent = select(TrainingEnrolment.class_id).where(
            TrainingEnrolment.outcome != "withdrawn", TrainingEnrolment.unit_id.in_(under)
        )
        wanted.append(or_(TrainingClass.unit_id == filters.unit_id, TrainingClass.id.in_(sent)))
    return wanted


def get_class_page(actor: Actor, class_id: int, at: str | None = None) -> ClassPage:
    """A class with a page of its turns, by three statements. Raises NotFound."""
    found = get_class(actor, class_id)
    total, completed = db.session.execute(
        select(
            func.count(TrainingEnrolment.id),
            func.count(TrainingEnrolment.id).filter(TrainingEnrolment.outcome == "completed"),
        ).where(TrainingEnrolment.class_id == class_id, TrainingEnrolment.outcome != "withdrawn")
    ).one()
    turns = fetch_page(
        select(TrainingEnrolment)
        .join(TrainingEnrolment.member)
        .join(TrainingEnrolment.unit)
        .options(
            contains_eager(TrainingEnrolment.member),
            contains_eager(TrainingEnrolment.unit),
            joinedload(TrainingEnrolment.training_class),
        )
        .where(TrainingEnrolment.class_id == class_id, visible_enrolments(actor)),
        order=(Member.name_sort, TrainingEnrolment.id),
        key_of=lambda turn: (turn.member.name_sort, turn.id),
        at=at,
    )
    return ClassPage(
        found,
        turns,
        total,
        completed,
        may_edit=can_edit_class(actor, found),
        may_send=can_send_members(actor, found),
        mine=frozenset(turn.id for turn in turns.items if turn.is_live and can_record_outcome(actor, turn)),
    )


def get_turn(actor: Actor, enrolment_id: int) -> TrainingEnrolment:
    """A turn with its class, member and unit. Raises NotFound."""
    turn = db.session.execute(
        select(TrainingEnrolment)
        .where(TrainingEnrolment.id == enrolment_id, visible_enrolments(actor))
        .options(
            joinedload(TrainingEnrolment.training_class),
            joinedload(TrainingEnrolment.member),
            joinedload(TrainingEnrolment.unit),
            joinedload(TrainingEnrolment.certificate),
        )
    ).scalar_one_or_none()
    if turn is None:
        raise NotFound
    return turn


def get_member_training(actor: Actor, member_id: int) -> tuple[Member, Sequence[TrainingEnrolment]]:
    """A member and where they were sent, the latest first, as far as the actor may see. Raises NotFound."""
    member = get_member_page(actor, member_id).member
    return member, list_turns_of(actor, member_id)


def list_turns_of(actor: Actor, member_id: int) -> Sequence[TrainingEnrolment]:
    """The turns of a member that the actor may see, the latest first; those taken back are none."""
    return (
        db.session.execute(
            select(TrainingEnrolment)
            .join(TrainingEnrolment.training_class)
            .options(contains_eager(TrainingEnrolment.training_class), joinedload(TrainingEnrolment.unit))
            .where(
                TrainingEnrolment.member_id == member_id,
                TrainingEnrolment.outcome != "withdrawn",
                visible_enrolments(actor),
            )
            .order_by(TrainingClass.starts_on.desc(), TrainingEnrolment.id.desc())
            .limit(TOGETHER)
        )
        .scalars()
        .all()
    )


def get_training_file(actor: Actor, file_id: int) -> StoredFile:
    """A certificate, for whoever may see the turn; or a class' decision, for officers who keep or send. NotFound."""
    stored = db.session.get(StoredFile, file_id)
    turn = db.session.execute(
        select(TrainingEnrolment.id).where(TrainingEnrolment.certificate_id == file_id, visible_enrolments(actor))
    ).first()
    if stored is not None and turn is not None:
        return stored
    # The list of a decision names people of several units: it is for the officers of the units above them.
    found = db.session.execute(
        select(TrainingClass)
        .where(TrainingClass.file_id == file_id, visible_classes(actor))
        .options(joinedload(TrainingClass.unit))
    ).scalar_one_or_none()
    if stored is None or found is None or not (actor.is_system or actor.holds(*Role, over=found.unit.path)):
        raise NotFound
    return stored


def can_read_decision(actor: Actor, training_class: TrainingClass) -> bool:
    """Whether the decision's paper is shown: see `get_training_file`."""
    return actor.is_system or actor.holds(*Role, over=training_class.unit.path)


def list_class_units(actor: Actor) -> list[tuple[int, str]]:
    """The units whose classes the actor may keep, the highest first."""
    rows = db.session.execute(
        select(Unit.id, Unit.short_name)
        .where(units_for_classes(actor), Unit.dissolved_on.is_(None))
        .order_by(func.length(Unit.path), Unit.name_sort)
        .limit(500)
    )
    return [(id_, name) for id_, name in rows]


def list_sending_units() -> list[tuple[int, str]]:
    """The base units that stand, for a filter."""
    rows = db.session.execute(
        select(Unit.id, Unit.short_name)
        .where(Unit.kind.in_(("union", "base_chapter")), Unit.dissolved_on.is_(None))
        .order_by(Unit.name_sort)
        .limit(200)
    )
    return [(id_, name) for id_, name in rows]


def list_units_to_count(actor: Actor) -> list[tuple[int, str]]:
    """The units that the actor may count: those of an office, and for who watches over all the base units."""
    statement = select(Unit.id, Unit.short_name).where(lies_under(Unit.path, actor.paths(*Role)))
    if actor.has(Role.COMMITTEE, Role.INSPECTOR, Role.ADMINISTRATOR):
        statement = statement.where(Unit.kind != "chapter")
    rows = db.session.execute(statement.order_by(func.length(Unit.path), Unit.name_sort).limit(500))
    return [(id_, name) for id_, name in rows]


def years() -> range:
    """The years that a list offers, the latest first."""
    return range(clock.today().year + 1, 2019, -1)

"""Records that may be one person's, what a merge of two would do, and what one has done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.extensions import db
from app.people.life import MemberMerge
from app.people.merging.table import TABLES, Clash, count_moved, list_clashes, list_obstacles
from app.people.models import Member, Membership, Unit
from app.people.permissions import can_merge_members, lies_under
from app.people.queries.members import MemberPage, get_member_page, is_last_membership, named, with_last_unit
from app.people.roster.comparing import CHANGED, CONTACT

MERGE_ROLES = (Role.LEADER, Role.ADMINISTRATOR)
PAIRS_SHOWN = 100
FOUND_SHOWN = 20


@dataclass(frozen=True)
class FieldPair:
    """A field that differs: both values, None where one is missing; hidden where it is a minor's contact data."""

    name: str
    kept: Any
    gone: Any
    is_hidden: bool


@dataclass(frozen=True)
class MergePage:
    """Two records side by side, what would move, what stays behind, and what must be settled."""

    kept: MemberPage
    gone: MemberPage
    fields: Sequence[FieldPair]
    # (name, rows that move, rows that stay with the old record since the kept one has the like)
    moves: Sequence[tuple[Any, int, int]]
    clashes: Sequence[Clash]
    obstacles: Sequence[str]


@dataclass(frozen=True)
class MadeMerge:
    """A merge with the names of the tables and how many rows it moved."""

    merge: MemberMerge
    unit: Unit
    moves: Sequence[tuple[Any, int]]
    fields: Sequence[str]
    is_last: bool


@dataclass(frozen=True)
class LikelyPair:
    """Two records with one name, the units they are or were in, and what else they have in common."""

    one: Member
    one_unit: str
    other: Member
    other_unit: str
    reasons: Sequence[str]


def list_likely_pairs(actor: Actor, *, member_id: int | None = None) -> list[LikelyPair]:
    """Records of one name (without marks) that share birth date, phone, e-mail, card or code, or are in one unit and
    one lacks the birth date; among those that the actor may edit, by one statement. `member_id`: only with this one."""
    if not actor.is_system and not actor.has(*MERGE_ROLES):
        return []
    one, other = aliased(Member), aliased(Member)
    one_in, other_in = aliased(Membership), aliased(Membership)
    one_unit, other_unit = aliased(Unit), aliased(Unit)
    alike = {
        "birth_date": one.birth_date == other.birth_date,
        "phone": one.phone == other.phone,
        "email": one.email == other.email,
        "card_number": one.card_number == other.card_number,
        "code": _bare(one.code) == _bare(other.code),
        "unit": and_(one_in.unit_id == other_in.unit_id, or_(one.birth_date.is_(None), other.birth_date.is_(None))),
    }
    statement = (
        select(
            one,
            one_unit.short_name,
            other,
            other_unit.short_name,
            *(case((same, 1), else_=0).label(f"same_{name}") for name, same in alike.items()),
        )
        .join(other, and_(other.name_folded == one.name_folded, other.id != one.id))
        .join(one_in, and_(one_in.member_id == one.id, is_last_membership(one_in)))
        .join(other_in, and_(other_in.member_id == other.id, is_last_membership(other_in)))
        .join(one_unit, one_unit.id == one_in.unit_id)
        .join(other_unit, other_unit.id == other_in.unit_id)
        .where(or_(*alike.values()))
        .order_by(one.name_sort, one.id, other.id)
        .limit(PAIRS_SHOWN)
    )
    statement = statement.where(one.id < other.id) if member_id is None else statement.where(one.id == member_id)
    if not actor.is_system:
        paths = actor.paths(*MERGE_ROLES)
        statement = statement.where(lies_under(one_unit.path, paths), lies_under(other_unit.path, paths))
    return [
        LikelyPair(row[0], row[1], row[2], row[3], [name for name, same in zip(alike, row[4:], strict=True) if same])
        for row in db.session.execute(statement)
    ]


def find_to_merge(actor: Actor, text: str, *, but: int) -> Sequence[Any]:
    """Members to merge with, also those who left: rows (Member, unit short name)."""
    statement = with_last_unit(select(Member, Unit.short_name)).where(Member.id != but, *named(text))
    if not actor.is_system:
        statement = statement.where(lies_under(Unit.path, actor.paths(*MERGE_ROLES)))
    return db.session.execute(statement.order_by(Member.name_sort, Member.id).limit(FOUND_SHOWN)).all()


def get_merge_page(actor: Actor, kept_id: int, gone_id: int) -> MergePage:
    """What merging two records would do, by a fixed number of statements. Raises NotFound, NotAllowed, NotPossible."""
    if kept_id == gone_id:
        raise NotPossible("same_record")
    kept, gone = get_member_page(actor, kept_id), get_member_page(actor, gone_id)
    if not can_merge_members(actor, kept.unit.path, gone.unit.path):
        raise NotAllowed
    today = clock.today()
    is_minor = kept.member.is_minor_on(today) or gone.member.is_minor_on(today)
    values = {name: (getattr(kept.member, name), getattr(gone.member, name)) for name in CHANGED}
    return MergePage(
        kept,
        gone,
        fields=[
            FieldPair(name, own, other, is_minor and name in CONTACT)
            for name, (own, other) in values.items()
            if own != other
        ],
        moves=[
            (table.name, moving, staying)
            for table in TABLES
            for moving, staying in [table.count(kept_id, gone_id)]
            if moving or staying
        ],
        clashes=list_clashes(kept_id, gone_id),
        obstacles=list_obstacles(kept_id, gone_id),
    )


def get_merge(actor: Actor, merge_id: int) -> MadeMerge:
    """A merge, for who may split it. Raises NotFound, NotAllowed."""
    merge = db.session.execute(
        select(MemberMerge)
        .where(MemberMerge.id == merge_id)
        .options(joinedload(MemberMerge.kept), joinedload(MemberMerge.gone))
    ).scalar_one_or_none()
    if merge is None:
        raise NotFound
    page = get_member_page(actor, merge.kept_id)
    if not can_merge_members(actor, page.unit.path, page.unit.path):
        raise NotAllowed
    merges = list_merges(merge.kept_id)
    return MadeMerge(
        merge,
        page.unit,
        moves=[(table.name, number) for table in TABLES if (number := count_moved(merge.moved.get(table.key)))],
        fields=sorted(merge.moved["fields"]),
        is_last=bool(merges) and merges[0].id == merge.id,
    )


def list_merges(member_id: int) -> Sequence[MemberMerge]:
    """The merges into a record that hold, the latest first."""
    return (
        db.session.execute(
            select(MemberMerge)
            .where(MemberMerge.kept_id == member_id, MemberMerge.undone_at.is_(None))
            .options(joinedload(MemberMerge.gone))
            .order_by(MemberMerge.id.desc())
        )
        .scalars()
        .all()
    )


def find_merged_into(member_id: int) -> int | None:
    """The record that took this one's place."""
    return db.session.execute(select(Member.merged_into_id).where(Member.id == member_id)).scalar_one_or_none()


def _bare(code: Any) -> Any:
    """A code as it is without the marks that lists write into it."""
    for mark in ("-", ".", " ", "/"):
        code = func.replace(code, mark, "")
    return func.upper(code)

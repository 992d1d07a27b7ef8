"""Plans to split, merge and dissolve units: the list, one with all that it would do, and the members it divides."""

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.files import StoredFile
from app.core.text import fold
from app.extensions import db
from app.people.models import Account, Appointment, Member, Membership, Unit
from app.people.permissions import visible_rearrangements
from app.people.rearranging.belongings import BELONGINGS, Belongings, Hindrance, Item, Situation
from app.people.rearranging.plan import NOWHERE, RearrangedUnit, Rearrangement
from app.people.rearranging.survey import Fund, Group, Row, Survey

MOST_LISTED = 200


def list_rearrangements(actor: Actor) -> Sequence[Rearrangement]:
    """The plans that are open, and then those carried out, the newest first."""
    return (
        db.session.execute(
            select(Rearrangement)
            .where(visible_rearrangements(actor), Rearrangement.state != "dropped")
            .options(joinedload(Rearrangement.units).joinedload(RearrangedUnit.unit))
            .order_by(Rearrangement.state == "done", Rearrangement.on.desc(), Rearrangement.id.desc())
            .limit(MOST_LISTED)
        )
        .unique()
        .scalars()
        .all()
    )


def list_rearrangements_of(actor: Actor, unit_id: int) -> Sequence[Rearrangement]:
    """What a unit was split, merged or dissolved by, and for who may see them the open plans about it; the last first.

    That it was, and by which decision, is as official as the unit itself.
    """
    about = select(RearrangedUnit.rearrangement_id).where(RearrangedUnit.unit_id == unit_id)
    shown = or_(Rearrangement.state == "done", and_(Rearrangement.state == "open", visible_rearrangements(actor)))
    return (
        db.session.execute(
            select(Rearrangement)
            .where(shown, Rearrangement.id.in_(about))
            .order_by(Rearrangement.on.desc(), Rearrangement.id.desc())
        )
        .scalars()
        .all()
    )


def list_brothers(unit: Unit) -> list[tuple[int, str]]:
    """The other units that stand under the same one, as (id, name)."""
    rows = db.session.execute(
        select(Unit.id, Unit.name)
        .where(Unit.parent_id == unit.parent_id, Unit.id != unit.id, Unit.dissolved_on.is_(None))
        .order_by(Unit.name_sort, Unit.id)
    )
    return [(id_, name) for id_, name in rows]


def list_unit_above(unit: Unit) -> list[tuple[int, str]]:
    """The unit right above, as (id, name), where that has members of its own: not the Bloc."""
    rows = db.session.execute(select(Unit.id, Unit.name).where(Unit.id == unit.parent_id, Unit.parent_id.is_not(None)))
    return [(id_, name) for id_, name in rows]


def get_rearrangement(actor: Actor, rearrangement_id: int) -> Rearrangement:
    """A plan with its units. Raises NotFound where the actor sees none."""
    plan = (
        db.session.execute(
            select(Rearrangement)
            .where(Rearrangement.id == rearrangement_id, visible_rearrangements(actor))
            .options(joinedload(Rearrangement.units).joinedload(RearrangedUnit.unit))
            .execution_options(populate_existing=True)
        )
        .unique()
        .scalar_one_or_none()
    )
    if plan is None:
        raise NotFound
    return plan


def get_decision_paper(actor: Actor, rearrangement_id: int) -> StoredFile:
    """The paper of a plan's decision. Raises NotFound."""
    paper = db.session.execute(
        select(StoredFile)
        .join(Rearrangement, Rearrangement.file_id == StoredFile.id)
        .where(Rearrangement.id == rearrangement_id, visible_rearrangements(actor))
    ).scalar_one_or_none()
    if paper is None:
        raise NotFound
    return paper


def survey(actor: Actor, plan: Rearrangement) -> Survey:
    """All that carrying out an open plan would do now; a number of statements that doesn't grow with what there is."""
    sources = [row.unit for row in plan.sources if row.unit is not None]
    situation = Situation(sources, plan.ending_ids, plan.on)
    items = {one.key: list(one.items(situation)) for one in BELONGINGS}
    member_goals = {item.id: plan.goal_of("member", item.id) for item in items.get("member", [])}
    groups = [Group(one, _rows(plan, one, items[one.key], member_goals)) for one in BELONGINGS]
    goals = plan.goals
    found = Survey(
        plan,
        situation,
        goals,
        groups,
        [fund for one in BELONGINGS if one.balances for fund in _funds(plan, situation, one)],
        [text for one in BELONGINGS for text in one.stays(situation)],
    )
    return replace(found, hindrances=_hindrances(actor, found))


def find_named_members(plan: Rearrangement, lines: Sequence[str]) -> tuple[list[int], list[str]]:
    """The present members whom lines name by code or full name, and the lines that name nobody or several."""
    rows = db.session.execute(
        select(Member.id, Member.code, Member.name_folded)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.unit_id.in_([row.unit_id for row in plan.sources]), Membership.valid_until.is_(None))
    ).all()
    by_name: dict[str, list[int]] = {}
    for id_, code, name in rows:
        by_name.setdefault(fold(code), []).append(id_)
        by_name.setdefault(name, []).append(id_)
    found, unclear = [], []
    for line in lines:
        # A pasted row of a sheet: whatever of its cells names somebody.
        cells = [line, *line.replace(";", "\t").split("\t")]
        named = next((ids for cell in cells if (ids := by_name.get(fold(cell.strip())))), [])
        if len(named) == 1:
            found += named
        else:
            unclear.append(line)
    return found, unclear


def _rows(plan: Rearrangement, kind: Belongings, items: Sequence[Item], member_goals: dict[int, int]) -> list[Row]:
    if kind.key != "officer":
        return [Row(item, plan.goal_of(kind.key, item.id)) for item in items]
    # In a split who leads goes on leading where they are a member; elsewhere there are officers already.
    members = _members_of_officers([item.id for item in items])
    is_split = plan.kind == "split"
    return [
        Row(
            item,
            plan.goal_of("officer", item.id, member_goals.get(members.get(item.id, 0), 0) if is_split else NOWHERE),
        )
        for item in items
    ]


def _members_of_officers(appointment_ids: Sequence[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(Appointment.id, Account.member_id)
        .join(Account, Account.id == Appointment.account_id)
        .where(Appointment.id.in_(appointment_ids), Account.member_id.is_not(None))
    )
    return {id_: member_id for id_, member_id in rows if member_id is not None}


def _funds(plan: Rearrangement, situation: Situation, kind: Belongings) -> list[Fund]:
    assert kind.balances is not None
    balances = kind.balances(situation)
    funds = []
    for unit in situation.sources:
        balance, amounts = balances.get(unit.id, 0), plan.amounts_of(unit.id)
        if balance or amounts:
            shares = {0: balance - sum(amounts.values()), **amounts} if plan.goals else {}
            funds.append(Fund(unit, balance, shares))
    return funds


def _hindrances(actor: Actor, found: Survey) -> Sequence[Hindrance]:
    gone = _what_is_gone(found)
    if gone:
        return gone
    return [
        *(hindrance for one in BELONGINGS for hindrance in one.hinders(found.situation)),
        *_about_goals(found),
        *_about_rows(actor, found),
        *_about_money(found),
    ]


def _what_is_gone(found: Survey) -> list[Hindrance]:
    """Another decision was carried out meanwhile: the plan is about what no longer is."""
    rows = [*found.plan.sources, *found.goals]
    gone = {row.unit.name for row in rows if row.unit is not None and row.unit.dissolved_on is not None}
    return [
        Hindrance(_l("%(unit)s no longer stands. Drop this plan and prepare it anew.", unit=name))
        for name in sorted(gone)
    ]


def _about_goals(found: Survey) -> list[Hindrance]:
    hindrances = []
    for goal in found.goals:
        if goal.unit is not None and not goal.unit.stands_on(found.plan.on):
            hindrances.append(
                Hindrance(_l("%(unit)s did not stand yet on this day: choose a later one.", unit=goal.full_name))
            )
    codes = [goal.code for goal in found.goals if goal.unit is None]
    taken = list(db.session.execute(select(Unit.code).where(Unit.code.in_(codes))).scalars()) if codes else []
    hindrances += [
        Hindrance(_l("Another unit has got the code %(code)s. Drop this plan and prepare it anew.", code=code))
        for code in taken
    ]
    if found.plan.kind == "split":
        counts = map(sum, zip(*(found.counts(found.group(key)) for key in ("member", "subunit")), strict=True))
        hindrances += [
            Hindrance(
                _l("Nobody goes to %(unit)s yet: choose its members.", unit=goal.full_name),
                ("people.rearranged_members", {"rearrangement_id": found.plan.id}),
            )
            for goal, count in zip(found.goals, counts, strict=True)
            if not count
        ]
    elif not found.goals and (any(group.rows for group in found.groups) or any(f.balance for f in found.funds)):
        hindrances.append(
            Hindrance(
                _l("There is something to hand over: drop this plan, and prepare it with the units that take it.")
            )
        )
    return hindrances


def _about_rows(actor: Actor, found: Survey) -> list[Hindrance]:
    if not found.goals:
        return []
    where = ("people.rearranged_things", {"rearrangement_id": found.plan.id})
    kinds = [goal.unit.kind if goal.unit else found.situation.sources[0].kind for goal in found.goals]
    hindrances = [
        Hindrance(
            _l(
                "%(unit)s can't stand under %(other)s: choose another unit for it.",
                unit=row.item.name,
                other=found.goals[row.goal].full_name,
            ),
            where,
        )
        for row in found.group("subunit").rows
        if kinds[row.goal] not in ("union", "chapter")
    ]
    own = ("people.account", {"account_id": actor.account_id})
    hindrances += [
        Hindrance(
            _l("Nobody appoints themselves: let your own appointment end, or another administrator do this."),
            where,
        )
        for row in found.group("officer").rows
        if row.item.link == own and row.goal != NOWHERE and found.moves(row)
    ]
    return hindrances


def _about_money(found: Survey) -> list[Hindrance]:
    hindrances = [
        Hindrance(
            _l("More is to leave the fund of %(unit)s than is in it: change the amounts.", unit=fund.unit.name),
            ("people.rearranged_things", {"rearrangement_id": found.plan.id}),
        )
        for fund in found.funds
        if fund.is_overdrawn
    ]
    if not hindrances and found.moving_shares and not found.is_agreed:
        hindrances.append(
            Hindrance(_l("Money moves: somebody of the standing committee who has not prepared this must agree here."))
        )
    return hindrances

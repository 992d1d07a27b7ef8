"""Splitting, merging and dissolving units: prepared step by step, and carried out all at once or not at all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from sqlalchemy import select

from app.core import clock
from app.core.actions import action, lock, lock_all, lock_table
from app.core.actor import Actor
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.core.files import NewFile
from app.extensions import db
from app.people.actions.unit import add_paper, add_unit_row, end_unit_row
from app.people.models import Membership, Unit, UnitSuccession
from app.people.permissions import can_agree_to_rearrangement, can_rearrange_units, can_see_rearrangement
from app.people.queries.rearranging import get_rearrangement, survey
from app.people.rearranging.belongings import BELONGINGS, Handing
from app.people.rearranging.plan import KINDS, NOWHERE, RearrangedUnit, Rearrangement
from app.people.rearranging.survey import Survey

# The event of each kind, with the unit that gave as its subject.
VERBS = {"split": "unit.split", "merge": "unit.merged", "dissolve": "unit.dissolved"}
MOST_GOALS = 20


@dataclass(frozen=True)
class NewUnit:
    """A unit that the plan founds: with kind, sector and place of the first one that gives."""

    code: str
    name: str
    short_name: str


@action
def prepare_rearrangement(
    actor: Actor,
    *,
    kind: str,
    source_ids: Sequence[int],
    goal_ids: Sequence[int],
    new_units: Sequence[NewUnit],
    on: date,
    decision: str,
    paper: NewFile | None = None,
) -> int:
    """Begin a plan by a decision, and return its id. Nothing moves before it is carried out.

    A split has one source, which goes on where it is a goal too; a merge one goal; a dissolution existing goals only,
    none where nothing is left. Raises NotPossible.
    """
    if not can_rearrange_units(actor):
        raise NotAllowed
    if kind not in KINDS:
        raise ValueError(kind)
    # A unit that others are merged into gives nothing: it's only their goal.
    givers = [id_ for id_ in dict.fromkeys(source_ids) if kind == "split" or id_ not in goal_ids]
    goals = list(dict.fromkeys(goal_ids))
    units = _load_units({*givers, *goals})
    _check_shape(kind, [units[id_] for id_ in givers], [units[id_] for id_ in goals], len(new_units))
    _check_day(on)
    _check_codes([new.code for new in new_units])
    rows = [RearrangedUnit(role="source", position=at, unit_id=id_) for at, id_ in enumerate(givers)]
    rows += [RearrangedUnit(role="goal", position=at, unit_id=id_) for at, id_ in enumerate(goals)]
    rows += [
        RearrangedUnit(role="goal", position=at, code=new.code.upper(), name=new.name, short_name=new.short_name)
        for at, new in enumerate(new_units, len(goals))
    ]
    plan = Rearrangement(
        kind=kind,
        on=on,
        decision=decision,
        file_id=add_paper(actor, paper),
        choices={},
        prepared_by=actor.account_id,
        prepared_at=clock.now(),
        units=rows,
    )
    db.session.add(plan)
    db.session.flush()  # the event and the answer need the id
    record(actor, "rearrangement.prepared", plan, kind=kind, sources=givers, goals=goals, decision=decision)
    return plan.id


@action
def change_rearrangement(
    actor: Actor, *, rearrangement_id: int, version: int, on: date, decision: str, paper: NewFile | None = None
) -> None:
    """Another day or decision; a paper replaces the one that was there. Raises Conflict when stale."""
    plan = _lock_open(actor, rearrangement_id, version)
    _check_day(on)
    plan.on, plan.decision = on, decision
    plan.file_id = add_paper(actor, paper) or plan.file_id
    plan.version += 1
    record(actor, "rearrangement.changed", plan, on=on.isoformat(), decision=decision)


@action
def drop_rearrangement(actor: Actor, *, rearrangement_id: int, version: int) -> None:
    """Give a plan up; nothing has moved. Twice changes nothing."""
    plan = _lock_plan(actor, rearrangement_id)
    if plan.state == "dropped":
        return
    _check_open(plan, version)
    plan.state = "dropped"
    plan.version += 1
    record(actor, "rearrangement.dropped", plan)


@action
def assign_members(actor: Actor, *, rearrangement_id: int, version: int, member_ids: Sequence[int], goal: int) -> int:
    """Say to which goal some members of the sources go; returns how many. Others stay where they were put before."""
    plan = _lock_open(actor, rearrangement_id, version)
    _check_goal(plan, goal)
    present = set(
        db.session.execute(
            select(Membership.member_id).where(
                Membership.unit_id.in_([row.unit_id for row in plan.sources]), Membership.valid_until.is_(None)
            )
        ).scalars()
    )
    wanted = [id_ for id_ in member_ids if id_ in present]
    if not wanted:
        raise NotPossible("nobody_goes", field="goal")
    chosen = {**plan.choices.get("member", {}), **{str(id_): goal for id_ in wanted}}
    plan.choices = {**plan.choices, "member": chosen}
    plan.version += 1
    record(actor, "rearrangement.members_assigned", plan, goal=goal, members=len(wanted))
    return len(wanted)


@action
def choose_goals(
    actor: Actor,
    *,
    rearrangement_id: int,
    version: int,
    goals: Mapping[str, Mapping[int, int]],
    amounts: Mapping[int, Mapping[int, int]],
) -> None:
    """Say where each open thing goes, by kind and id, and how much of each fund, by unit and goal, in đồng.

    Of a fund the first goal takes what isn't named. Whoever changes amounts prepares them: who agreed must do so anew.
    """
    plan = _lock_open(actor, rearrangement_id, version)
    for kind, by_id in goals.items():
        for goal in by_id.values():
            if not (kind == "officer" and goal == NOWHERE):
                _check_goal(plan, goal)
    for by_goal in amounts.values():
        for goal, amount in by_goal.items():
            _check_goal(plan, goal)
            if goal == 0 or amount < 0:
                raise ValueError(by_goal)
    fund = {
        str(unit_id): {str(goal): amount for goal, amount in sorted(by_goal.items()) if amount}
        for unit_id, by_goal in sorted(amounts.items())
    }
    if fund != plan.choices.get("fund", {}):
        plan.prepared_by = actor.account_id
        plan.agreed_by = plan.agreed_at = plan.agreed_shares = None
    kept = {
        kind: {**plan.choices.get(kind, {}), **{str(id_): goal for id_, goal in by_id.items()}}
        for kind, by_id in goals.items()
    }
    plan.choices = {**plan.choices, **kept, "fund": fund}
    plan.version += 1
    record(actor, "rearrangement.goals_chosen", plan, fund=fund)


@action
def agree_to_rearrangement(actor: Actor, *, rearrangement_id: int, version: int) -> None:
    """Somebody of the committee agrees that just these amounts leave the funds. Twice changes nothing."""
    plan = _lock_plan(actor, rearrangement_id)
    if not can_agree_to_rearrangement(actor, plan.prepared_by):
        raise NotAllowed
    found = survey(actor, plan)
    if plan.agreed_by == actor.account_id and found.is_agreed:
        return
    _check_open(plan, version)
    if not found.moving_shares or any(fund.is_overdrawn for fund in found.funds):
        raise NotPossible("no_money_moves")
    plan.agreed_by, plan.agreed_at, plan.agreed_shares = actor.account_id, clock.now(), found.agreement
    plan.version += 1
    record(actor, "rearrangement.agreed", plan, shares=found.agreement)


@action
def carry_out_rearrangement(actor: Actor, *, rearrangement_id: int, version: int, seen: str) -> None:
    """Do what the preview that said `seen` has shown: all of it, or nothing.

    Raises Conflict where something is another than it was shown, NotPossible("rearrangement_hindered") where something
    hinders. Carried out already, it changes nothing.
    """
    if not can_rearrange_units(actor):
        raise NotAllowed
    lock_table(Unit)
    plan = _lock_plan(actor, rearrangement_id)
    if plan.state == "done":
        return
    _check_open(plan, version)
    _lock_all_of(plan)
    found = survey(actor, plan)
    if found.seen != seen:
        raise Conflict("rearrangement_stale")
    if found.hindrances:
        raise NotPossible("rearrangement_hindered")
    goals = _found_goals(actor, plan)
    handing = _handing(plan, found, goals)
    for one in BELONGINGS:
        one.hand_over(actor, handing)
        db.session.flush()  # the next kind reads what this one wrote
    _end_sources(actor, found, goals)
    plan.state, plan.done_by, plan.done_at = "done", actor.account_id, clock.now()
    plan.outcome = {group.key: found.counts(group) for group in found.groups if group.rows}
    plan.version += 1
    record(actor, "rearrangement.carried_out", plan, kind=plan.kind, outcome=plan.outcome)


def _handing(plan: Rearrangement, found: Survey, goals: Sequence[Unit]) -> Handing:
    return Handing(
        situation=found.situation,
        goals=goals,
        decision=plan.decision,
        chosen={
            group.key: {row.item.id: goals[row.goal] for row in group.rows if row.goal != NOWHERE}
            for group in found.groups
        },
        shares={
            unit_id: {goals[position].id: amount for position, amount in leaving.items()}
            for unit_id, leaving in found.moving_shares.items()
        },
        file_id=plan.file_id,
        recorded_by=plan.prepared_by,
        approved_by=plan.agreed_by,
        before={one.key: one.look_before(found.situation) for one in BELONGINGS},
    )


def _lock_all_of(plan: Rearrangement) -> None:
    """Everything that moves, in the order of all actions: members, shifts, works, ledgers, and the units last."""
    sources = [row.unit_id for row in plan.sources if row.unit_id is not None]
    goals = [row.unit_id for row in plan.goals if row.unit_id is not None]
    present = select(Membership.member_id).where(Membership.unit_id.in_(sources), Membership.valid_until.is_(None))
    members = sorted(db.session.execute(present).scalars())
    for one in reversed(BELONGINGS):
        one.lock(sources, goals, members)
    lock_all(Unit, Unit.id.in_({*sources, *goals}) | Unit.parent_id.in_(sources))


def _found_goals(actor: Actor, plan: Rearrangement) -> list[Unit]:
    """The goals in their order; those that are new are founded now, beside the first source."""
    first = db.session.get_one(Unit, plan.sources[0].unit_id)
    goals = []
    for row in plan.goals:
        if row.unit_id is None:
            unit = add_unit_row(
                code=row.code,
                name=row.name,
                short_name=row.short_name,
                kind=first.kind,
                sector=first.sector,
                parent_id=first.parent_id,
                founded_on=plan.on,
                decision=plan.decision,
                file_id=plan.file_id,
            )
            record(actor, "unit.founded", unit, parent=unit.parent_id, on=plan.on.isoformat(), decision=plan.decision)
            row.unit_id = unit.id
        goals.append(db.session.get_one(Unit, row.unit_id))
    return goals


def _end_sources(actor: Actor, found: Survey, goals: Sequence[Unit]) -> None:
    """The units that end, who took their place, and an event for each unit that gave: those affected are told by it."""
    plan = found.plan
    members = found.group("member").rows
    officers = found.group("officer").rows
    for source in found.situation.sources:
        others = [goal for goal in goals if goal.id != source.id]
        ends = source.id in found.situation.ending
        if ends:
            end_unit_row(source, plan.on)
        known = select(UnitSuccession.successor_id).where(UnitSuccession.unit_id == source.id)
        taken = set(db.session.execute(known).scalars())
        db.session.add_all(
            UnitSuccession(unit_id=source.id, successor_id=goal.id, on=plan.on)
            for goal in others
            if goal.id not in taken
        )
        went: dict[str, list[int]] = {str(goal.id): [] for goal in others}
        for row in members:
            if row.item.unit_id == source.id and found.moves(row):
                went[str(goals[row.goal].id)].append(row.item.id)
        record(
            actor,
            VERBS[plan.kind],
            source,
            on=plan.on.isoformat(),
            decision=plan.decision,
            rearrangement=plan.id,
            ended=ends,
            members=went,
            officers={
                str(row.item.id): goals[row.goal].id if row.goal != NOWHERE else None
                for row in officers
                if row.item.unit_id == source.id and (ends if row.goal == NOWHERE else found.moves(row))
            },
        )


def _load_units(ids: set[int]) -> dict[int, Unit]:
    units = {unit.id: unit for unit in db.session.execute(select(Unit).where(Unit.id.in_(ids))).scalars()}
    if units.keys() != ids:
        raise NotFound
    if any(unit.dissolved_on is not None for unit in units.values()):
        raise NotPossible("unit_dissolved")
    return units


def _check_shape(kind: str, sources: Sequence[Unit], goals: Sequence[Unit], new: int) -> None:
    """As many units on each side as the kind asks for, and none of them in the way of another."""
    if any(unit.parent_id is None for unit in sources):
        raise NotPossible("bloc_stays_on_top")
    number = len(goals) + new
    if kind == "split" and (len(sources) != 1 or number < 2 or not new):
        raise NotPossible("needs_two_parts")
    if kind == "split" and any(goal.id != sources[0].id for goal in goals):
        raise NotPossible("needs_two_parts")
    if kind == "merge" and (number != 1 or len(sources) + len(goals) < 2):
        raise NotPossible("needs_two_units")
    if kind == "dissolve" and (len(sources) != 1 or new):
        raise NotPossible("needs_units_that_stand")
    if number > MOST_GOALS:
        raise NotPossible("too_many_parts", most=MOST_GOALS)
    if any(a.path.startswith(b.path) or b.path.startswith(a.path) for a, b in combinations(sources, 2)):
        raise NotPossible("one_under_the_other")
    if any(goal.path.startswith(source.path) for goal in goals for source in sources if goal.id != source.id):
        raise NotPossible("goal_under_source")


def _check_day(on: date) -> None:
    if on > clock.today():
        raise NotPossible("in_the_future", field="on")


def _check_codes(codes: Sequence[str]) -> None:
    wanted = [code.upper() for code in codes]
    taken = [code for code, number in Counter(wanted).items() if number > 1]
    taken += db.session.execute(select(Unit.code).where(Unit.code.in_(wanted))).scalars()
    if taken:
        raise NotPossible("unit_code_taken", code=taken[0])


def _check_goal(plan: Rearrangement, goal: int) -> None:
    if not 0 <= goal < len(plan.goals):
        raise ValueError(goal)


def _lock_plan(actor: Actor, rearrangement_id: int) -> Rearrangement:
    """The plan, locked, with its units. Raises NotFound."""
    if not can_see_rearrangement(actor) or lock(Rearrangement, Rearrangement.id == rearrangement_id) is None:
        raise NotFound
    return get_rearrangement(actor, rearrangement_id)


def _lock_open(actor: Actor, rearrangement_id: int, version: int) -> Rearrangement:
    """An open plan for who may prepare it. Raises NotFound, NotAllowed, NotPossible, Conflict."""
    if not can_rearrange_units(actor):
        raise NotAllowed
    plan = _lock_plan(actor, rearrangement_id)
    _check_open(plan, version)
    return plan


def _check_open(plan: Rearrangement, version: int) -> None:
    if not plan.is_open:
        raise NotPossible("rearrangement_over")
    if plan.version != version:
        raise Conflict

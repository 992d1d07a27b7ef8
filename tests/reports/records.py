"""Random records for reports, and a slow plain recount of every figure from them.

The recount knows nothing of SQL: it goes through the rows one by one, by the rules as the domain states them.
"""

import itertools
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.extensions import db
from app.learning.models import (
    CLASS_KINDS,
    INITIATIVE_STATES,
    THEORY_LEVELS,
    Initiative,
    TrainingClass,
    TrainingEnrolment,
)
from app.people.models import Member, Membership, Unit, UnitVersion
from app.reports.figures import NAMED_KINDS, Scope
from app.service.models import FIGURES as SERVED
from app.service.models import PilotUnit, ServiceDay, ServiceModel, ServiceTally
from app.volunteering.models import Activity, ActivityUnit
from app.works.models import Ledger, LedgerEntry, Work, WorkKind
from tests import factories

START = date(2023, 1, 1)
DAYS = 700
_numbers = itertools.count(1)


def some_day(chance: Random) -> date:
    return START + timedelta(days=chance.randrange(DAYS))


def contribution(work: Work, amount: int, on: date, **values: Any) -> LedgerEntry:
    """An entry as the ledger's action writes it; the chain plays no part in reports."""
    ledger = db.session.execute(select(Ledger).where(Ledger.work_id == work.id)).scalar_one()
    ledger.entries += 1
    entry = LedgerEntry(
        ledger_id=ledger.id,
        work_id=work.id,
        number=ledger.entries,
        amount=amount,
        on=on,
        counts_on=values.pop("counts_on", on),
        previous_hash="",
        hash=f"{next(_numbers)}",
        at=factories.clock.now(),
        **{"kind": "contribution", "form": "cash", "source": "sponsor", "party": "Nhà tài trợ", **values},
    )
    db.session.add(entry)
    db.session.commit()
    return entry


def reversal(entry: LedgerEntry, work: Work) -> LedgerEntry:
    return contribution(
        work,
        -entry.amount,
        entry.on + timedelta(days=400),
        counts_on=entry.counts_on,
        kind="reversal",
        reverses_id=entry.id,
        form=entry.form,
        source=entry.source,
    )


def move(unit: Unit, to: Unit, on: date) -> None:
    """Give a unit another parent from a day on, as a new version of it."""
    last = db.session.execute(
        select(UnitVersion).where(UnitVersion.unit_id == unit.id, UnitVersion.valid_until.is_(None))
    ).scalar_one()
    last.valid_until = on
    unit.parent_id, unit.path = to.id, f"{to.path}{unit.id}/"
    copied = {name: getattr(last, name) for name in ("unit_id", "name", "short_name", "kind", "sector")}
    db.session.add(UnitVersion(**copied, parent_id=to.id, path=unit.path, valid_from=on))
    db.session.commit()


def dissolve(unit: Unit, on: date) -> None:
    """Let a unit end: its version, and everybody's membership in it."""
    unit.dissolved_on = on
    for table in (UnitVersion, Membership):
        for row in db.session.scalars(select(table).where(table.unit_id == unit.id, table.valid_until.is_(None))):
            row.valid_until = max(on, row.valid_from + timedelta(days=1))
    db.session.commit()


def _serve(activity: Activity, chance: Random) -> None:
    """Make some activities service days, with entries and corrections or without any."""
    if chance.random() < 0.5:
        return
    db.session.add(ServiceDay(activity_id=activity.id, kind="legal_advice"))
    db.session.flush()  # entries name their day
    for number in range(1, chance.randrange(1, 4)):
        tally = ServiceTally(activity_id=activity.id, people=9 * number, procedures=2, online=0, at=clock.now())
        db.session.add(tally)
        db.session.flush()  # a correction names its entry
        if number == 2:
            wrong = {"corrects_id": tally.id, "reason": "đếm hai lần", "at": clock.now()}
            db.session.add(ServiceTally(activity_id=activity.id, people=-3, procedures=1, online=4, **wrong))


def _choose_pilots(chance: Random, units: list[Unit]) -> None:
    """A model that some units pilot, for a while or still."""
    about = {"unit_id": units[0].id, "decision": "12", "decided_on": START}
    models = [
        ServiceModel(name=f"Mô hình {number}", kind=kind, **about)
        for number, kind in enumerate(("volunteer_saturday", "volunteer_saturday", "other"))
    ]
    db.session.add_all(models)
    db.session.flush()  # pilots name their model
    for model, unit in [(model, unit) for model in models for unit in chance.sample(units, 3)]:
        since = some_day(chance)
        until = chance.choice((None, since + timedelta(days=chance.randrange(1, 300))))
        db.session.add(
            PilotUnit(model_id=model.id, unit_id=unit.id, valid_from=since, valid_until=until, decision="13")
        )


def _send_to_study(chance: Random, units: list[Unit], members: list[Member]) -> None:
    """Classes of every kind, with people who are sent once or twice, and some sent by mistake."""
    for number in range(6):
        kind = chance.choice(CLASS_KINDS)
        level = chance.choice(THEORY_LEVELS) if kind == "political" else None
        first = some_day(chance)
        values = {"title": f"Lớp {number}", "folded": f"lop {number}", "kind": kind, "level": level}
        held = TrainingClass(unit_id=units[0].id, starts_on=first, ends_on=first, created_at=clock.now(), **values)
        db.session.add(held)
        db.session.flush()  # turns name their class
        for member in chance.sample(members, 5):
            withdrawn = chance.random() < 0.2
            outcome = {"outcome": "withdrawn", "reason": "nhầm"} if withdrawn else {"outcome": "completed"}
            turn = {"class_id": held.id, "member_id": member.id, "unit_id": chance.choice(units).id}
            db.session.add(TrainingEnrolment(**turn, **outcome, at=clock.now()))


def _propose(chance: Random, units: list[Unit]) -> None:
    """Initiatives that got as far as chance would have it."""
    for number in range(10):
        registered = some_day(chance)
        decided = registered + timedelta(days=chance.randrange(200))
        applied = decided + timedelta(days=chance.randrange(100))
        state = chance.choice(INITIATIVE_STATES)
        values: dict[str, Any] = {"state": state, "registered_on": registered, "sort_on": registered}
        if state in ("recognised", "applied"):
            values |= {"level": "bloc", "decision": "9", "decided_by": "Hội đồng", "decided_on": decided}
            values["applied_on"] = applied if state == "applied" else None
        if state in ("not_recognised", "withdrawn"):
            values["reason"] = "trùng"
        about = {"kind": "topic", "title": f"Đề tài {number}", "title_folded": "de tai", "solution": "mới"}
        db.session.add(Initiative(unit_id=chance.choice(units).id, **about, **values))


def fill(chance: Random) -> list[Unit]:
    """A Bloc with units that move and end, members who come and go, works, entries, activities; returns the units."""
    bloc = factories.unit("Khối", kind="bloc")
    unions = [factories.unit(parent=bloc, kind="union", sector="school") for _ in range(3)]
    chapters = [factories.unit(parent=chance.choice(unions), kind="chapter", sector="school") for _ in range(4)]
    base = [
        factories.unit(parent=bloc, sector=chance.choice(("agency", "enterprise")), founded_on=some_day(chance))
        for _ in range(5)
    ]
    move(chapters[0], chance.choice(unions), some_day(chance))
    units = [bloc, *unions, *chapters, *base]
    members = []
    for _ in range(25):
        member = factories.member(chance.choice(units[1:]))
        members.append(member)
        membership = db.session.execute(select(Membership).where(Membership.member_id == member.id)).scalar_one()
        membership.valid_from = some_day(chance)
        if chance.random() < 0.5:
            membership.valid_until = membership.valid_from + timedelta(days=chance.randrange(1, 500))
    kinds = list(db.session.scalars(select(WorkKind)))
    for _ in range(18):
        _add_work(chance, chance.choice(units), chance.choice(kinds))
    for _ in range(12):
        held = chance.random() < 0.8
        activity = factories.activity(
            chance.choice(units), state="held" if held else "published", held_on=some_day(chance) if held else None
        )
        if chance.random() < 0.5:
            role = chance.choice(("co_host", "invited"))
            db.session.add(ActivityUnit(activity_id=activity.id, unit_id=chance.choice(units).id, role=role))
        _serve(activity, chance)
    _choose_pilots(chance, units)
    _send_to_study(chance, units, members)
    _propose(chance, units)
    db.session.commit()
    dissolve(base[-1], max(some_day(chance), base[-1].founded_on))
    return units


def _add_work(chance: Random, unit: Unit, kind: WorkKind) -> None:
    accepted = some_day(chance) if chance.random() < 0.8 else None
    work = factories.work(
        unit, kind_id=kind.id, state="accepted" if accepted else "under_way", accepted_on=accepted, lines=[1_000_000]
    )
    work.benefit = chance.choice((None, chance.randrange(1, 90) * 1_000_000))
    for _ in range(chance.randrange(4)):
        entry = contribution(
            work,
            chance.randrange(1, 50) * 100_000,
            (accepted or START) + timedelta(days=chance.randrange(-60, 20)),
            form=chance.choice(("cash", "in_kind", "labour")),
            source=chance.choice(("unit_fund", "higher_level", "sponsor", "members", "state_programme", "own_part")),
        )
        if chance.random() < 0.2:
            reversal(entry, work)


# -- The slow recount --------------------------------------------------------------------------------------------------


def recount(scope: Scope) -> dict[str, int]:
    """Every figure, row by row."""
    versions: dict[int, list[UnitVersion]] = {}
    for version in db.session.scalars(select(UnitVersion).order_by(UnitVersion.valid_from)):
        versions.setdefault(version.unit_id, []).append(version)

    def version_for(unit_id: int, day: date) -> UnitVersion:
        begun = [v for v in versions[unit_id] if v.valid_from <= day]
        return begun[-1] if begun else versions[unit_id][0]

    def belongs(path: str) -> bool:
        return scope.unit_id is None or str(scope.unit_id) in path.split("/")

    def was_in(unit_id: int, day: date) -> bool:
        return belongs(version_for(unit_id, day).path)

    last = scope.date_to
    now = {
        v.unit_id: v
        for all_of_unit in versions.values()
        for v in all_of_unit
        if v.valid_from <= last and (v.valid_until is None or last < v.valid_until) and belongs(v.path)
    }
    units = {u.id: u for u in db.session.scalars(select(Unit))}
    kinds = [v.kind for v in now.values() if units[v.unit_id].stands_on(last)]
    sectors = [
        now[m.unit_id].sector
        for m in db.session.scalars(select(Membership))
        if m.valid_from <= last and (m.valid_until is None or last < m.valid_until) and m.unit_id in now
    ]
    helpers: dict[int, list[int]] = {}
    for row in db.session.scalars(select(ActivityUnit).where(ActivityUnit.role == "co_host")):
        helpers.setdefault(row.activity_id, []).append(row.unit_id)
    held = [
        a
        for a in db.session.scalars(select(Activity))
        if a.held_on is not None
        and scope.date_from <= a.held_on <= last
        and any(was_in(unit_id, a.held_on) for unit_id in (a.host_unit_id, *helpers.get(a.id, [])))
    ]
    served = {day.activity_id for day in db.session.scalars(select(ServiceDay))} & {a.id for a in held}
    tallies = [tally for tally in db.session.scalars(select(ServiceTally)) if tally.activity_id in served]
    pilots = [
        pilot
        for pilot in db.session.scalars(select(PilotUnit))
        if pilot.valid_from <= last
        and (pilot.valid_until is None or pilot.valid_until > last)
        and was_in(pilot.unit_id, last)
    ]
    classes = {c.id: c for c in db.session.scalars(select(TrainingClass))}
    turns = [
        (classes[e.class_id], e.member_id)
        for e in db.session.scalars(select(TrainingEnrolment).where(TrainingEnrolment.outcome != "withdrawn"))
        if scope.date_from <= classes[e.class_id].starts_on <= last and was_in(e.unit_id, classes[e.class_id].starts_on)
    ]
    professional = [m for c, m in turns if c.kind in ("professional", "it", "language")]
    political = [m for c, m in turns if c.kind == "political" and c.level in ("intermediate", "advanced")]
    steps: dict[str, int] = {"registered": 0, "recognised": 0, "applied": 0}
    for i in db.session.scalars(select(Initiative)):
        days_of_steps = {
            "registered": i.registered_on if i.state != "withdrawn" else None,
            "recognised": i.decided_on if i.state in ("recognised", "applied") else None,
            "applied": i.applied_on if i.state == "applied" else None,
        }
        for step, day in days_of_steps.items():
            steps[step] += day is not None and scope.date_from <= day <= last and was_in(i.unit_id, day)
    saturdays = {m.id for m in db.session.scalars(select(ServiceModel)) if m.kind == "volunteer_saturday"}
    codes = {k.id: k for k in db.session.scalars(select(WorkKind))}
    accepted = [
        w
        for w in db.session.scalars(select(Work))
        if w.accepted_on is not None and scope.date_from <= w.accepted_on <= last and was_in(w.unit_id, w.accepted_on)
    ]
    works = [codes[w.kind_id].code for w in accepted if codes[w.kind_id].counts_as == "work"]
    days = {w.id: w.accepted_on for w in accepted}
    value = sum(
        e.amount
        for e in db.session.scalars(select(LedgerEntry))
        if e.work_id in days
        and e.source in ("unit_fund", "higher_level", "sponsor", "members")
        and e.form in ("cash", "in_kind")
        and e.counts_on <= days[e.work_id]
    )
    return {
        "units.base": kinds.count("union") + kinds.count("base_chapter"),
        "units.union": kinds.count("union"),
        "units.chapter": kinds.count("base_chapter"),
        "members.total": len(sectors),
        "members.agency": sectors.count("agency"),
        "members.enterprise": sectors.count("enterprise"),
        "members.pupil": sectors.count("school"),
        "training.professional": len(set(professional)),
        "training.professional_turns": len(professional),
        "training.political_theory": len(set(political)),
        "training.political_theory_turns": len(political),
        **{f"initiatives.{step}": number for step, number in steps.items()},
        "models.saturday_units": len(
            {p.unit_id for p in pilots if p.model_id in saturdays and units[p.unit_id].stands_on(last)}
        ),
        "activities.held": len(held),
        "service.pilots": len(pilots),
        "service.days": len(served),
        **{f"service.{part}": sum(getattr(tally, part) for tally in tallies) for part in SERVED},
        "works.accepted": len(works),
        **{f"works.{code}": works.count(code) for code in NAMED_KINDS},
        "works.other": len([code for code in works if code not in NAMED_KINDS]),
        "works.tasks": len(accepted) - len(works),
        "works.benefit": sum(w.benefit or 0 for w in accepted),
        "works.value": value,
    }

"""A roster: sent, answered about, and imported by one action that does all of it or nothing."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from app.core import clock
from app.core.actions import action, lock, lock_all
from app.core.actor import Actor
from app.core.codes import new_checked_code
from app.core.errors import Conflict, NotFound, NotPossible
from app.core.events import record
from app.core.text import fold, name_sort_key
from app.extensions import db
from app.people.actions.contact import note_contact_read
from app.people.models import Account, Member, Membership, Unit
from app.people.queries.roster import get_unit_names, in_parts, list_roster, plan_roster
from app.people.roster.comparing import CHANGED, Change
from app.people.roster.draft import KEPT_FOR, RosterDraft
from app.people.roster.reading import PersonRow, Reading

Progress = Callable[[int], None]


@action
def keep_roster_draft(actor: Actor, *, unit_id: int, name: str, content: bytes) -> int:
    """Keep a list for its preview, for one day, and drop those that are older; returns the id."""
    get_unit_names(actor, unit_id)
    db.session.execute(delete(RosterDraft).where(RosterDraft.at < clock.now() - KEPT_FOR))
    draft = RosterDraft(
        account_id=actor.account_id, unit_id=unit_id, name=name[:200], content=content, answers={}, at=clock.now()
    )
    db.session.add(draft)
    db.session.flush()  # the page's address has the id
    return draft.id


@action
def answer_roster_draft(actor: Actor, *, draft_id: int, answers: Mapping[str, str]) -> None:
    """Keep what was answered about a list; an answer that isn't given again stays."""
    draft = _lock_draft(actor, draft_id)
    draft.answers = {**draft.answers, **answers}


@action
def import_roster(
    actor: Actor,
    *,
    unit_id: int,
    reading: Reading,
    answers: Mapping[str, str],
    leave_out: bool = False,
    seen: str | None = None,
    draft_id: int | None = None,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Create and change the members of a list; returns how many were created, changed, the same, left out.

    `seen` is the digest of the plan that was confirmed: Conflict where it would do something else by now.
    NotPossible("roster_unclear") while something is unclear or refused, unless such rows shall be left out; that
    never goes for a column. A draft that was imported gives its first result again.
    """
    units = get_unit_names(actor, unit_id)
    draft = _lock_draft(actor, draft_id) if draft_id is not None else None
    if draft is not None and draft.result is not None:
        return draft.result
    # Two people who import the same list at once do it one after the other.
    lock_all(Unit, Unit.id.in_({unit_id, *(row.unit_id for row in reading.people)}))
    plan = plan_roster(actor, units, reading, answers)
    if seen is not None and plan.digest != seen:
        raise Conflict
    if reading.asked or reading.is_empty or ((plan.doubts or plan.questions) and not leave_out):
        raise NotPossible("roster_unclear")
    created = _create(plan.create, progress)
    _change(plan.change, progress, done=len(created))
    bad = {(doubt.sheet, doubt.row) for doubt in plan.doubts}
    result = {
        "created": len(created),
        "changed": len(plan.change),
        "same": len(plan.same),
        "left_out": len(plan.left_out) + len(plan.questions) + len(bad),
    }
    if created or plan.change:
        changed = {str(change.known.id): sorted(change.fields) for change in plan.change}
        unit = db.session.get_one(Unit, unit_id)
        record(actor, "roster.imported", unit, created=created, changed=changed, left_out=result["left_out"])
    if draft is not None:
        draft.result, draft.content, draft.answers = result, None, {}
    return result


@action
def export_roster(actor: Actor, *, unit_id: int) -> list[dict[str, Any]]:
    """The roster of a unit and those under it as plain rows, and the note of whose contact data were read: minors'."""
    today = clock.today()
    rows = []
    for member, membership, unit in list_roster(actor, unit_id):
        if member.is_minor_on(today) and member.id != actor.member_id:
            note_contact_read(actor, member, on="roster")
        rows.append(
            {
                **{name: getattr(member, name) for name in CHANGED},
                "code": member.code,
                "unit_code": unit.code,
                "unit": unit.name,
                "member_since": membership.valid_from,
            }
        )
    record(actor, "roster.exported", db.session.get_one(Unit, unit_id), members=len(rows))
    return rows


def _lock_draft(actor: Actor, draft_id: int) -> RosterDraft:
    draft = lock(RosterDraft, RosterDraft.id == draft_id)
    if draft is None or draft.account_id != actor.account_id or draft.at < clock.now() - KEPT_FOR:
        raise NotFound
    return draft


def _create(rows: list[PersonRow], progress: Progress | None) -> list[int]:
    """The new members with their memberships; returns their ids in the order of the rows."""
    today = clock.today()
    codes = _codes_for(rows)
    ids: list[int] = []
    for part in in_parts(list(zip(rows, codes, strict=True))):
        db.session.execute(insert(Member), [_member_values(row, code) for row, code in part])
        found = dict(
            db.session.execute(
                select(Member.code, Member.id).where(Member.code.in_([code for _row, code in part]))
            ).all()
        )
        db.session.execute(
            insert(Membership),
            [
                {
                    "member_id": found[code],
                    "unit_id": row.unit_id,
                    "valid_from": row.values.get("member_since", today),
                    "valid_until": None,
                }
                for row, code in part
            ],
        )
        ids += [found[code] for _row, code in part]
        if progress:
            progress(len(ids))
    return ids


def _member_values(row: PersonRow, code: str) -> dict[str, Any]:
    return {
        **{name: row.values.get(name) for name in CHANGED},
        "code": code,
        "name_folded": fold(row.name),
        "name_sort": name_sort_key(row.name),
        "version": 1,
    }


def _codes_for(rows: list[PersonRow]) -> list[str]:
    """The codes that rows have, and fresh ones for the others."""
    used = {row.values["code"] for row in rows if "code" in row.values}
    fresh: set[str] = set()
    missing = len(rows) - len(used)
    while len(fresh) < missing:
        fresh |= {new_checked_code() for _ in range(missing - len(fresh))} - used
        for part in in_parts(sorted(fresh)):
            fresh -= set(db.session.execute(select(Member.code).where(Member.code.in_(part))).scalars())
    rest: Iterator[str] = iter(sorted(fresh))
    return [row.values.get("code") or next(rest) for row in rows]


def _change(changes: list[Change], progress: Progress | None, *, done: int) -> None:
    """New data of members, and name, phone number and e-mail of their accounts."""
    emails: set[str] = set()
    for part in in_parts(changes):
        members = {m.id: m for m in lock_all(Member, Member.id.in_([change.known.id for change in part]))}
        accounts = {
            account.member_id: account
            for account in db.session.execute(select(Account).where(Account.member_id.in_(members))).scalars()
        }
        new = []
        for change in part:
            member, fields = members[change.known.id], {name: value for name, (_old, value) in change.fields.items()}
            values = {**{name: getattr(member, name) for name in CHANGED}, **fields}
            name = values["full_name"]
            folded = {"name_folded": fold(name), "name_sort": name_sort_key(name)}
            new.append({"row_id": member.id, "row_version": member.version + 1, **values, **folded})
            account = accounts.get(member.id)
            if account is not None:
                account.name, account.phone = name, values["phone"]
                # Of two who share one only the first signs in with it.
                if "email" in fields and values["email"] not in emails:
                    account.email = values["email"]
                    emails.add(values["email"])
        _update(new)
        done += len(part)
        if progress:
            progress(done)


def _update(rows: list[dict[str, Any]]) -> None:
    """All of them by one statement."""
    table = Member.__table__
    names = (*CHANGED, "name_folded", "name_sort")
    statement = (
        update(table)  # type: ignore[arg-type]
        .where(table.c.id == bindparam("row_id"))
        .values({**{name: bindparam(f"new_{name}") for name in names}, "version": bindparam("row_version")})
    )
    values = [{**row, **{f"new_{name}": row[name] for name in names}} for row in rows]
    wanted = {"row_id", "row_version", *(f"new_{name}" for name in names)}
    db.session.connection().execute(statement, [{k: v for k, v in row.items() if k in wanted} for row in values])

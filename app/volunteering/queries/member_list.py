"""A pasted list of members: whom each line means, and what each would get in a shift."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy import or_, select

from app.core import clock
from app.core.actor import Actor
from app.core.phones import NotAPhone, normalise_phone
from app.core.text import fold
from app.extensions import db
from app.people.models import Member, Membership, Unit
from app.volunteering.models import Shift
from app.volunteering.permissions import hosts
from app.volunteering.queries.candidates import get_limits, load_candidates, load_room
from app.volunteering.rules import place_in_order

MOST_LINES = 300
BETWEEN = re.compile(r"[\t;,|]+")
# "1.", "12)" or "- " before a name, as lists have them.
LEADING = re.compile(r"^\s*(?:\d{1,3}\s*[.)]|[-–•*])\s+")


@dataclass(frozen=True)
class Line:
    """One line of a list. `problem`: "unknown", "several" or "twice"; else `state` and `reasons` say what it gets."""

    text: str
    member: Member | None = None
    unit: str = ""
    problem: str | None = None
    state: str | None = None
    reasons: Sequence[str] = ()


def read_list(actor: Actor, text: str) -> list[Line]:
    """Whom the lines mean among the members of the units that the actor leads, by one statement.

    A line is a code, a phone number or a name; parts beside it (a class, a unit, a second key), split by comma,
    semicolon or tab, tell people of one name apart. Names are compared without case and diacritics.
    """
    texts = [line.strip() for line in text.splitlines() if line.strip()][:MOST_LINES]
    parts = {line: [part.strip() for part in BETWEEN.split(LEADING.sub("", line)) if part.strip()] for line in texts}
    found = _members_named(actor, [part for of_line in parts.values() for part in of_line])
    lines: list[Line] = []
    seen: set[int] = set()
    for line in texts:
        meant = _meant(parts[line], found)
        if len(meant) != 1:
            lines.append(Line(line, problem="several" if meant else "unknown"))
            continue
        member, unit = meant[0]
        lines.append(Line(line, member, unit.short_name, problem="twice" if member.id in seen else None))
        seen.add(member.id)
    return lines


def answer_list(lines: Sequence[Line], shift: Shift, *, waits: bool) -> list[Line]:
    """The lines with what each member would get now, one after the other. The shift needs its activity with units."""
    asking = [line for line in lines if line.member is not None and line.problem is None]
    candidates = load_candidates([line.member for line in asking if line.member], [shift])
    moment = clock.now()
    answers = place_in_order(
        [candidates[line.member.id] for line in asking if line.member],
        shift,
        shift.activity,
        moment=moment,
        limits=get_limits(),
        room=load_room(shift, moment),
        waits=waits,
    )
    by_text = {id(line): answer for line, answer in zip(asking, answers, strict=True)}
    return [
        replace(line, state=by_text[id(line)][0], reasons=by_text[id(line)][1]) if id(line) in by_text else line
        for line in lines
    ]


def _members_named(actor: Actor, parts: Iterable[str]) -> list[tuple[Member, Unit]]:
    wanted = list(parts)
    phones = set()
    for part in wanted:
        with suppress(NotAPhone):
            phones.add(normalise_phone(part))
    keys = [
        Member.code.in_({part.upper()[:20] for part in wanted}),
        Member.name_folded.in_({fold(part)[:160] for part in wanted}),
    ]
    if phones:
        keys.append(Member.phone.in_(phones))
    rows = db.session.execute(
        select(Member, Unit)
        .join(Membership, Membership.member_id == Member.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(hosts(actor), Membership.valid_until.is_(None), or_(*keys))
        .order_by(Member.id)
    )
    return [(member, unit) for member, unit in rows]


def _meant(parts: Sequence[str], found: Sequence[tuple[Member, Unit]]) -> list[tuple[Member, Unit]]:
    """Those of the found whom every part fits that fits anybody; none where no part is a code, a phone or a name."""
    meant = [pair for pair in found if any(_is_key(part, pair[0]) for part in parts)]
    for part in parts:
        fitting = [pair for pair in meant if _is_key(part, pair[0]) or _is_beside(part, *pair)]
        meant = fitting or meant
    return meant


def _is_key(part: str, member: Member) -> bool:
    if part.upper() == member.code or fold(part) == member.name_folded:
        return True
    with suppress(NotAPhone):
        return member.phone is not None and normalise_phone(part) == member.phone
    return False


def _is_beside(part: str, member: Member, unit: Unit) -> bool:
    return fold(part) in (fold(member.class_name or ""), fold(unit.short_name), fold(unit.name))

"""Memberships of two records as those of one person: in one unit at a time."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from app.core import clock
from app.core.errors import NotPossible
from app.extensions import db
from app.people.merging.table import GONE, KEPT, Clash, MemberTable, Merge
from app.people.models import Membership, Unit


class Span(NamedTuple):
    """A membership as plain values; id 0 for one that isn't in the database yet."""

    id: int
    member_id: int
    unit_id: int
    valid_from: date
    valid_until: date | None

    def as_json(self) -> list[Any]:
        return [*self[:3], self.valid_from.isoformat(), self.valid_until.isoformat() if self.valid_until else None]


def read_span(values: list[Any]) -> Span:
    """A span as `as_json` wrote it."""
    until = date.fromisoformat(values[4]) if values[4] else None
    return Span(values[0], values[1], values[2], date.fromisoformat(values[3]), until)


def lay_together(first: list[Span], second: list[Span], member_id: int) -> list[Span]:
    """All of `first`, and of `second` what lies outside of it; as one member's, in the order of time.

    What is left of a row keeps its id for the first piece.
    """
    pieces: list[Span] = []
    for span in second:
        rest, kept_id = [span], span.id
        for taken in first:
            rest = [piece for part in rest for piece in _outside(part, taken)]
        for piece in rest:
            pieces.append(piece._replace(id=kept_id))
            kept_id = 0
    together = [span._replace(member_id=member_id) for span in (*first, *pieces)]
    return sorted(together, key=lambda span: span.valid_from)


def follow_one_another(spans: list[Span]) -> list[Span]:
    """The spans with each ending where the next begins; raises NotPossible("memberships_changed") if one vanishes."""
    spans = sorted(spans, key=lambda span: span.valid_from)
    result = []
    for number, span in enumerate(spans):
        after = spans[number + 1].valid_from if number + 1 < len(spans) else None
        if after is not None and (span.valid_until is None or span.valid_until > after):
            span = span._replace(valid_until=after)
        if span.valid_until is not None and span.valid_until <= span.valid_from:
            raise NotPossible("memberships_changed")
        result.append(span)
    return result


def _outside(span: Span, taken: Span) -> list[Span]:
    """The parts of a span before and after another one."""
    far = date.max - timedelta(days=1)
    end, taken_end = span.valid_until or far, taken.valid_until or far
    if taken_end <= span.valid_from or end <= taken.valid_from:
        return [span]
    parts = []
    if span.valid_from < taken.valid_from:
        parts.append(span._replace(valid_until=taken.valid_from))
    if taken_end < end:
        parts.append(span._replace(valid_from=taken_end))
    return parts


class Memberships(MemberTable):
    """Where both are in a unit today somebody says in which one; the other record's times fill the gaps."""

    def clashes(self, kept_id: int, gone_id: int) -> list[Clash]:
        rows = db.session.execute(
            select(Membership, Unit.name)
            .join(Unit, Unit.id == Membership.unit_id)
            .where(Membership.member_id.in_((kept_id, gone_id)), Membership.valid_until.is_(None))
        ).all()
        present = {membership.member_id: (membership, name) for membership, name in rows}
        if len(present) < 2 or present[kept_id][0].unit_id == present[gone_id][0].unit_id:
            return []
        since = {id_: membership.valid_from for id_, (membership, _name) in present.items()}
        words = {
            id_: _l("%(unit)s, since %(day)s", unit=name, day=clock.format_date(membership.valid_from))
            for id_, (membership, name) in present.items()
        }
        usual = GONE if since[gone_id] > since[kept_id] else KEPT
        return [Clash("memberships", _l("Both are in a unit today"), words[kept_id], words[gone_id], usual)]

    def move(self, merge: Merge) -> None:
        kept, gone = _spans(merge.kept_id), _spans(merge.gone_id)
        stays = merge.choices.get("memberships")
        if stays is None:
            stays = GONE if _is_present(gone) and not _is_present(kept) else KEPT
        first, second = (gone, kept) if stays == GONE else (kept, gone)
        after = _write([*kept, *gone], lay_together(first, second, merge.kept_id))
        merge.moved[self.key] = {
            "before": [span.as_json() for span in (*kept, *gone)],
            "after": [span.as_json() for span in after],
        }

    def move_back(self, merge: Merge) -> None:
        before = [read_span(values) for values in merge.moved[self.key]["before"]]
        after = {span.id: span for span in (read_span(values) for values in merge.moved[self.key]["after"])}
        now = {span.id: span for span in _spans(merge.kept_id)}
        # Of the kept record: what has changed since, and what came, is as it is now.
        changed = {id_ for id_, span in after.items() if now.get(id_) != span}
        own = [
            now.get(span.id, span) if span.id in changed else span for span in before if span.member_id != merge.gone_id
        ]
        newer = [span for id_, span in now.items() if id_ not in after]
        gone = [span for span in before if span.member_id == merge.gone_id]
        _write(list(now.values()), [*follow_one_another([*own, *newer]), *gone])


def _is_present(spans: list[Span]) -> bool:
    return any(span.valid_until is None for span in spans)


def _spans(member_id: int) -> list[Span]:
    rows = db.session.execute(
        select(Membership.id, Membership.member_id, Membership.unit_id, Membership.valid_from, Membership.valid_until)
        .where(Membership.member_id == member_id)
        .order_by(Membership.valid_from)
    )
    return [Span(*row) for row in rows]


def _write(old: list[Span], new: list[Span]) -> list[Span]:
    """Replace rows by others; each keeps its id where no other row has got that meanwhile."""
    db.session.execute(delete(Membership).where(Membership.id.in_([span.id for span in old])))
    wanted = [span.id for span in new]
    taken = {0, *db.session.execute(select(Membership.id).where(Membership.id.in_(wanted))).scalars()}
    written = []
    for span in new:
        row = Membership(**{**span._asdict(), "id": None if span.id in taken else span.id})
        db.session.add(row)
        db.session.flush()  # its id is noted
        taken.add(row.id)
        written.append(span._replace(id=row.id))
    return written

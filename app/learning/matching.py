"""A list of people to send beside the roster: who they surely are, whom to ask about, and which cells can't be taken.

Pure: no database here. Somebody is recognised by the code, else by the name among those whom the actor may send, with
birth date and unit where the list has them. Whoever only might be meant is asked about.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from app.core.text import fold, same_name
from app.learning.list_reading import SentRow
from app.people.roster.reading import Doubt

LEAVE_OUT = "skip"


class Candidate(NamedTuple):
    """A member as of the day that counts for the class. `is_in_reach`: the actor may send from this unit."""

    id: int
    code: str
    name: str
    birth_date: date | None
    unit_id: int
    unit_path: str
    unit_name: str
    is_in_reach: bool


class Turn(NamedTuple):
    """How a member stands in the class already."""

    outcome: str
    grade: str


class Match(NamedTuple):
    """A row, who it is, and how the turn ended as far as the list says ("" for nothing said)."""

    row: SentRow
    person: Candidate
    outcome: str
    grade: str


class Question(NamedTuple):
    """A row that may be somebody of the roster, or one of several."""

    row: SentRow
    reason: str
    candidates: list[Candidate]


@dataclass
class Plan:
    """What taking a list in would do."""

    send: list[Match] = field(default_factory=list)
    change: list[Match] = field(default_factory=list)
    same: list[Match] = field(default_factory=list)
    left_out: list[SentRow] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def open_rows(self) -> Sequence[tuple[int, int]]:
        """Sheet and row of everything that can't be taken as it is."""
        doubtful = {(doubt.sheet, doubt.row) for doubt in self.doubts}
        return sorted(doubtful | {(question.row.sheet, question.row.number) for question in self.questions})

    @property
    def digest(self) -> str:
        """Equal for equal plans: what somebody confirms is what they were shown."""
        plain = [
            [(match.row.key, match.person.id, match.outcome, match.grade) for match in matches]
            for matches in (self.send, self.change)
        ]
        plain.append(sorted((row.key, 0, "", "") for row in self.left_out))
        return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


def match(
    rows: Sequence[SentRow],
    doubts: Sequence[Doubt],
    roster: Sequence[Candidate],
    turns: Mapping[int, Turn],
    *,
    paths: Mapping[int, str],
    answers: Mapping[str, str],
    own_member_id: int | None,
    has_begun: bool,
) -> Plan:
    """What taking the list in would do. `turns` are those in the class by member; `paths` of the units rows name."""
    return _Matching(doubts, roster, turns, paths, answers, own_member_id, has_begun).run(rows)


class _Matching:
    def __init__(
        self,
        doubts: Sequence[Doubt],
        roster: Sequence[Candidate],
        turns: Mapping[int, Turn],
        paths: Mapping[int, str],
        answers: Mapping[str, str],
        own_member_id: int | None,
        has_begun: bool,
    ) -> None:
        self.turns, self.paths, self.answers = turns, paths, answers
        self.own_member_id, self.has_begun = own_member_id, has_begun
        self.by_code = {person.code: person for person in roster}
        self.by_name: dict[str, list[Candidate]] = {}
        for person in roster:
            if person.is_in_reach:
                self.by_name.setdefault(fold(person.name), []).append(person)
        self.rows_of: dict[int, SentRow] = {}
        self.plan = Plan(doubts=list(doubts))

    def run(self, rows: Sequence[SentRow]) -> Plan:
        for row in rows:
            if self.answers.get(f"r-{row.key}") == LEAVE_OUT:
                self.plan.left_out.append(row)
            else:
                self._place(row)
        return self.plan

    def _place(self, row: SentRow) -> None:
        if row.code is not None:
            self._by_code(row, row.code)
            return
        named = self.by_name.get(fold(row.name), [])
        said = self.answers.get(f"r-{row.key}", "")
        chosen = next((person for person in named if said == str(person.id)), None)
        if chosen is not None:
            self._take(row, chosen)
            return
        here = [person for person in named if self._is_here(row, person)]
        fitting = [person for person in here if _may_be_born(row, person)]
        sure = [person for person in fitting if same_name(person.name, row.name)]
        if len(sure) == 1:
            self._take(row, sure[0])
        elif len(sure) > 1:
            self._ask(row, _("Several members are called so."), sure)
        elif fitting:
            self._ask(row, _("Somebody of nearly this name is on the roster."), fitting)
        elif here:
            self._ask(row, _("Somebody of this name has another birth date."), here)
        elif named:
            self._ask(row, _("Somebody of this name is in another unit."), named)
        else:
            reason = _("Nobody of this name was on the roster of your units on that day.")
            self._refuse(row, "name", reason)

    def _by_code(self, row: SentRow, code: str) -> None:
        person = self.by_code.get(code)
        if person is None:
            self._refuse(row, "code", _("Nobody with this code was on the roster on that day."))
        elif not person.is_in_reach:
            self._refuse(row, "code", _("This member was in a unit that isn't yours."))
        elif not same_name(person.name, row.name):
            self._refuse(row, "code", _("This code belongs to somebody else. Check the code and the name."))
        else:
            self._take(row, person)

    def _is_here(self, row: SentRow, person: Candidate) -> bool:
        return row.unit_id is None or person.unit_path.startswith(self.paths[row.unit_id])

    def _take(self, row: SentRow, person: Candidate) -> None:
        """The row is this person: beside the turn that is there, or a new one."""
        earlier = self.rows_of.setdefault(person.id, row)
        if earlier is not row:
            self._refuse(row, "name", _("Row %(row)s is the same person.", row=earlier.number))
            return
        turn = self.turns.get(person.id)
        is_news = bool(row.outcome) and (turn is None or (turn.outcome, turn.grade) != (row.outcome, row.grade))
        if is_news and person.id == self.own_member_id:
            self._refuse(row, "outcome", _("How your own class ended is recorded by somebody else."))
        elif is_news and not self.has_begun:
            self._refuse(row, "outcome", _("The class hasn't begun; nobody can have completed it."))
        else:
            found = Match(row, person, row.outcome, row.grade)
            (self.plan.send if turn is None else self.plan.change if is_news else self.plan.same).append(found)

    def _ask(self, row: SentRow, reason: str, candidates: list[Candidate]) -> None:
        self.plan.questions.append(Question(row, reason, candidates))

    def _refuse(self, row: SentRow, name: str, reason: str) -> None:
        position, heading = row.places.get(name, (0, ""))
        text = {"name": row.name, "code": row.code or "", "outcome": row.said}[name]
        self.plan.doubts.append(Doubt(row.sheet, row.number, position, heading, text, reason, is_refused=True))


def _may_be_born(row: SentRow, person: Candidate) -> bool:
    return row.birth_date is None or person.birth_date is None or row.birth_date == person.birth_date

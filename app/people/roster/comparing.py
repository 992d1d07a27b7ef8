"""A roster beside what is on record: who is new, what changes, who it may be, and what can't be.

Somebody is recognised by their code, else by name, birth date and unit. Whoever only might be the same is asked about:
two people are never merged silently.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.core import clock
from app.core.text import fold, same_name
from app.people.models import Member
from app.people.roster.reading import Doubt, PersonRow, Reading

# What a list may change; code, unit and its day are changed elsewhere.
CHANGED = (
    "full_name",
    "birth_date",
    "gender",
    "phone",
    "email",
    "joined_on",
    "occupation",
    "class_name",
    "card_number",
)
# Of a minor, reading these is recorded; a preview doesn't show what is on record.
CONTACT = frozenset({"birth_date", "phone", "email", "card_number"})
NEW, LEAVE_OUT = "new", "skip"


class Known(NamedTuple):
    """Somebody on record. `is_in_reach`: the actor may correct their data."""

    id: int
    code: str
    name_folded: str
    values: Mapping[str, Any]
    unit_id: int
    unit_path: str
    unit_name: str
    since: date
    has_left: bool
    is_in_reach: bool

    @property
    def name(self) -> str:
        return str(self.values["full_name"])

    @property
    def birth_date(self) -> date | None:
        return self.values["birth_date"]

    @property
    def is_minor(self) -> bool:
        return Member(birth_date=self.birth_date).is_minor_on(clock.today())


@dataclass(frozen=True)
class OnRecord:
    """Who is on record under the codes and names of a list, and whose the e-mail addresses that sign in are."""

    people: Sequence[Known]
    # The member of an account, by the account's e-mail; None for an officer who is no member.
    emails: Mapping[str, int | None]
    # Again those who had another code on a record that was merged into theirs, under that code.
    former_codes: Sequence[Known] = ()


class Change(NamedTuple):
    """Somebody whose data would change: field → (old, new)."""

    row: PersonRow
    known: Known
    fields: dict[str, tuple[Any, Any]]

    @property
    def shown(self) -> list[tuple[str, Any, Any, bool]]:
        """Field, old, new, and whether the old value is held back."""
        return [(name, old, new, self.known.is_minor and name in CONTACT) for name, (old, new) in self.fields.items()]


class Question(NamedTuple):
    """A row that may be somebody on record, or somebody of another row."""

    row: PersonRow
    reason: str
    # Whom it may be, as far as they are in the same unit: only they can be the answer.
    candidates: list[Known]


@dataclass
class Plan:
    """What importing a list would do."""

    create: list[PersonRow] = field(default_factory=list)
    change: list[Change] = field(default_factory=list)
    same: list[Known] = field(default_factory=list)
    left_out: list[PersonRow] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Equal for equal plans: what somebody confirms is what they were shown."""
        plain = [
            [(row.key, row.unit_id, dict(row.values)) for row in self.create],
            [(change.row.key, change.known.id, change.fields) for change in self.change],
            sorted(row.key for row in self.left_out),
        ]
        return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()


def compare(
    reading: Reading, on_record: OnRecord, *, chosen_path: str, paths: Mapping[int, str], answers: Mapping[str, str]
) -> Plan:
    """What importing would do; `paths` are those of the units that rows may name."""
    return _Comparison(reading, on_record, chosen_path, paths, answers).run()


class _Comparison:
    def __init__(
        self,
        reading: Reading,
        on_record: OnRecord,
        chosen_path: str,
        paths: Mapping[int, str],
        answers: Mapping[str, str],
    ) -> None:
        self.reading, self.emails = reading, on_record.emails
        self.chosen_path, self.paths, self.answers = chosen_path, paths, answers
        self.by_code = {known.code: known for known in (*on_record.people, *on_record.former_codes)}
        self.by_name: dict[str, list[Known]] = {}
        for known in on_record.people:
            self.by_name.setdefault(known.name_folded, []).append(known)
        self.rows_by_code: dict[str, PersonRow] = {}
        self.rows_by_person: dict[int, PersonRow] = {}
        self.rows_by_name: dict[tuple[Any, ...], PersonRow] = {}
        self.plan = Plan(doubts=list(reading.doubts))

    def run(self) -> Plan:
        for row in self.reading.people:
            if self.answers.get(f"r-{row.key}") == LEAVE_OUT:
                self.plan.left_out.append(row)
            else:
                self._place(row)
        return self.plan

    def _place(self, row: PersonRow) -> None:
        code = row.values.get("code")
        if code is not None:
            earlier = self.rows_by_code.setdefault(code, row)
            if earlier is not row:
                return self._refuse(row, "code", _("Row %(row)s has the same code.", row=earlier.row))
            if (known := self.by_code.get(code)) is not None:
                return self._by_code(row, known)
        said = self.answers.get(f"r-{row.key}", "")
        alike = [] if said == NEW else self._alike(row)
        sure = [known for known in alike if self._is_surely(row, known)]
        if code is None and len(sure) == 1:
            return self._take(row, sure[0])
        chosen = next((known for known in alike if said == str(known.id) and self._is_here(row, known)), None)
        if chosen is not None and code is None:
            return self._take(row, chosen)
        if alike:
            return self._ask(row, alike if code is None else [], alike[0])
        twin = self.rows_by_name.setdefault((fold(row.name), row.values.get("birth_date"), row.unit_id), row)
        if twin is not row and said != NEW:
            reason = _("Row %(row)s has the same name and birth date.", row=twin.row)
            self.plan.questions.append(Question(row, reason, []))
        else:
            self.plan.create.append(row)
        return None

    def _by_code(self, row: PersonRow, known: Known) -> None:
        birth = row.values.get("birth_date")
        if not known.is_in_reach:
            self._refuse(row, "code", _("Another member has this code, in a unit that isn't yours."))
        elif not same_name(known.name, row.name) and (birth is None or birth != known.birth_date):
            self._refuse(row, "code", _("This code belongs to somebody else. Check the code and the name."))
        else:
            self._take(row, known)

    def _alike(self, row: PersonRow) -> list[Known]:
        """Whoever has this name and may be the same person, those of the row's unit first."""
        birth = row.values.get("birth_date")
        found = []
        for known in self.by_name.get(fold(row.name), ()):
            here, spelt_alike = self._is_here(row, known), same_name(known.name, row.name)
            if birth is not None and known.birth_date is not None:
                # A missing mark ("Hoa" for "Hòa") in the same unit, or the same person in another one.
                is_alike = known.birth_date == birth and (here or spelt_alike)
            else:
                is_alike = here and spelt_alike
            if is_alike:
                found.append(known)
        return sorted(found, key=lambda known: (not self._is_here(row, known), known.id))

    def _is_surely(self, row: PersonRow, known: Known) -> bool:
        """Equal in all that there is to recognise somebody by."""
        is_equal = known.birth_date == row.values.get("birth_date") and same_name(known.name, row.name)
        return is_equal and self._is_here(row, known)

    def _is_here(self, row: PersonRow, known: Known) -> bool:
        """In the unit of the row; under it, where the list names no units."""
        if known.has_left:
            return False
        return known.unit_id == row.unit_id or (
            not row.is_unit_named and known.unit_path.startswith(self.paths[row.unit_id])
        )

    def _ask(self, row: PersonRow, alike: list[Known], first: Known) -> None:
        here = [known for known in alike if self._is_here(row, known)]
        if here:
            reason = _("Somebody of nearly the same name and birth date is in this unit.")
        else:
            reason = _(
                "Somebody with this name and birth date is already on the roster (%(unit)s). If it is the same person, "
                "leave the row out and transfer them on their page.",
                unit=first.unit_name,
            )
        self.plan.questions.append(Question(row, reason, here))

    def _take(self, row: PersonRow, known: Known) -> None:
        """The row is this person: compare the data."""
        earlier = self.rows_by_person.setdefault(known.id, row)
        if earlier is not row:
            return self._refuse(row, "full_name", _("Row %(row)s is the same person.", row=earlier.row))
        if known.has_left:
            return self._refuse(row, "full_name", _("This person is no longer a member. Take them up on their page."))
        if not self._is_here(row, known):
            reason = _("This person is in another unit (%(unit)s). Transfer them on their page.", unit=known.unit_name)
            return self._refuse(row, "full_name", reason)
        since = row.values.get("member_since")
        if since is not None and since != known.since:
            return self._refuse(row, "member_since", _("Another day is on record; it changes by a transfer only."))
        fields = {
            name: (known.values[name], row.values[name])
            for name in CHANGED
            if name in row.values and not _is_same(name, known.values[name], row.values[name])
        }
        email = row.values.get("email")
        if "email" in fields and self.emails.get(str(email), known.id) != known.id:
            return self._refuse(row, "email", _("Another account has this e-mail already."))
        if fields:
            self.plan.change.append(Change(row, known, fields))
        else:
            self.plan.same.append(known)
        return None

    def _refuse(self, row: PersonRow, name: str, reason: str) -> None:
        headings = self.reading.sheets[row.sheet].headings
        suggested = {one.suggested: one.position for one in headings.asked}
        fallback = headings.places.get("given", suggested.get(name, 0))
        position = headings.places.get(name, fallback)
        text = str(row.values.get(name, ""))
        heading = headings.texts.get(position, "")
        self.plan.doubts.append(Doubt(row.sheet, row.row, position, heading, text, reason, is_refused=True))


def _is_same(name: str, old: Any, new: Any) -> bool:
    """Capitals and the place of a tone mark don't make another name."""
    return old == new or (name == "full_name" and same_name(old, new))

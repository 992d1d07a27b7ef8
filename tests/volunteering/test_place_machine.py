"""Places under any order of sign-ups, lists, cancellations, changes, quotas and consents, against a plain model."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from app.core import clock
from app.core.actor import SYSTEM, Actor
from app.core.errors import NotPossible
from app.extensions import db
from app.volunteering.actions import (
    QuotaValues,
    cancel_sign_up,
    change_shift,
    change_terms,
    end_due_quotas,
    record_consent,
    sign_up_members,
    sign_up_to_shift,
    withdraw_consent,
)
from app.volunteering.checks import CHECKS
from app.volunteering.models import Shift, SignUp
from app.volunteering.values import ShiftValues
from tests import factories
from tests.machines import far

MEMBERS = range(6)
MINORS = (4, 5)  # sixteen years old
GUESTS = (1, 3, 5)  # of the other unit, for which places are held
SHIFTS = range(3)
HOURS = (7, 10, 12, 15, 19)  # starts of shifts: some overlap, some don't, the last one ends at night
LENGTH = 4


@dataclass
class PlainShift:
    """A shift of the model: `entries` are (member, state) in the order of asking."""

    hour: int
    capacity: int
    is_away: bool
    # Places held for the guests; nothing is held once the hour has come.
    held: int = 0
    entries: list[list] = field(default_factory=list)

    def of(self, *states):
        return [entry for entry in self.entries if entry[1] in states]


class PlainModel:
    """The rules in the simplest words: lists, loops, no database."""

    def __init__(self):
        self.shifts = [PlainShift(7, 2, False), PlainShift(12, 1, False), PlainShift(15, 2, True)]
        self.consents = set()

    def live(self, member, shift):
        return next((e for e in shift.of("confirmed", "waitlisted") if e[0] == member), None)

    def bars(self, member, shift):
        """Why the member may not be in this shift: for good, or only while another place stands in the way."""
        lasting, passing = set(), set()
        if member in MINORS:
            if shift.hour + LENGTH > 22:
                lasting.add("minor_at_night")
            if shift.is_away and member not in self.consents:
                lasting.add("consent_missing")
        others = [s for s in self.shifts if s is not shift and [member, "confirmed"] in s.entries]
        if any(abs(s.hour - shift.hour) < LENGTH for s in others):
            passing.add("overlap")
        if member in MINORS and LENGTH * (len(others) + 1) > 8:
            passing.add("minor_hours_of_day")
        return lasting, passing

    def has_room(self, member, shift):
        """Is a place free for the member? What is held for the guests and not used yet is not, for the others."""
        taken = [entry[0] for entry in shift.of("confirmed")]
        unused = max(shift.held - sum(m in GUESTS for m in taken), 0)
        return shift.capacity - len(taken) - (0 if member in GUESTS else unused) > 0

    def sign_up(self, member, number):
        shift = self.shifts[number]
        if live := self.live(member, shift):
            return live[1]
        lasting, passing = self.bars(member, shift)
        if lasting or passing:
            return "refused"
        state = "confirmed" if self.has_room(member, shift) else "waitlisted"
        shift.entries.append([member, state])
        return state

    def refill(self):
        for shift in sorted(self.shifts, key=lambda s: (s.hour, self.shifts.index(s))):
            for entry in shift.of("waitlisted"):
                lasting, passing = self.bars(entry[0], shift)
                if self.has_room(entry[0], shift) and not lasting and not passing:
                    entry[1] = "confirmed"

    def cancel(self, member, number):
        if live := self.live(member, self.shifts[number]):
            live[1] = "cancelled"
            self.refill()

    def hold(self, number, places):
        """False: more than are free."""
        shift = self.shifts[number]
        taken = [entry[0] for entry in shift.of("confirmed")]
        if max(places - sum(m in GUESTS for m in taken), 0) > shift.capacity - len(taken):
            return False
        shift.held = places
        self.refill()
        return True

    def hour_comes(self):
        """What was held is everybody's. Shift by shift, as the clock's job does it."""
        for shift in self.shifts:
            if shift.held:
                shift.held = 0
                self.refill()

    def resize(self, number, capacity):
        shift = self.shifts[number]
        if capacity < shift.held:
            return False
        surplus = len(shift.of("confirmed")) - capacity
        for entry in shift.of("confirmed")[::-1][: max(surplus, 0)]:
            entry[1] = "waitlisted"
        shift.capacity = capacity
        self.refill()
        return True

    def move(self, number, hour):
        shift = self.shifts[number]
        if shift.hour == hour:
            return
        shift.hour = hour
        # Everybody is judged by how things stood when the shift was moved.
        judged = [(entry, *self.bars(entry[0], shift)) for entry in shift.of("confirmed", "waitlisted")]
        for entry, lasting, passing in judged:
            if lasting or (passing and entry[1] == "confirmed"):
                entry[1] = "cancelled"
        self.refill()

    def consent(self, member):
        self.consents.add(member)

    def withdraw(self, member):
        self.consents.discard(member)
        for shift in self.shifts:
            live = self.live(member, shift)
            if live and shift.is_away:
                live[1] = "cancelled"
        self.refill()


class PlaceMachine(RuleBasedStateMachine):
    """Does each step with the product and with the model, and compares what everybody has."""

    @initialize(full=st.permutations(SHIFTS))
    def begin(self, full):
        self.model = PlainModel()
        self.day = clock.today() + timedelta(days=10)
        host = factories.unit(parent=None)
        born = {n: date(self.day.year - (16 if n in MINORS else 30), 1, 1) for n in MEMBERS}
        guests = factories.unit(parent=host)
        units = [guests if n in GUESTS else host for n in MEMBERS]
        self.members = [factories.member(units[n], birth_date=born[n]) for n in MEMBERS]
        self.actors = [
            Actor(member_id=m.id, unit_id=unit.id, unit_path=unit.path)
            for m, unit in zip(self.members, units, strict=True)
        ]
        self.guests_id = guests.id
        self.leader = Actor(is_system=True)
        activity = factories.activity(host, starts_at=self.at(7))
        db.session.delete(db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one())
        self.shifts = [
            factories.shift(
                activity,
                starts_at=self.at(plain.hour),
                ends_at=self.at(plain.hour + LENGTH),
                capacity=plain.capacity,
                is_away=plain.is_away,
            ).id
            for plain in self.model.shifts
        ]
        activity.starts_at, activity.ends_at = self.at(7), self.at(15 + LENGTH)
        db.session.commit()
        self.consents = {}
        # Two shifts begin with more members than places: what is rare is where the rules meet.
        for number in full[:2]:
            self.sign_everybody_up(number)

    def sign_everybody_up(self, number):
        for member in MEMBERS:
            self.sign_up(member, number)

    def at(self, hour: int) -> datetime:
        return clock.at_local(self.day, time(hour)) if hour < 24 else clock.at_local(self.day + timedelta(1), time())

    def change(self, number, **changes):
        shift = db.session.get(Shift, self.shifts[number], populate_existing=True)
        marks = ("is_heavy", "is_away", "is_border_zone")
        names = ("id", "role", "starts_at", "ends_at", "capacity", "minimum", "minimum_age", "skills", *marks)
        values = ShiftValues(**{name: getattr(shift, name) for name in names})
        change_shift(self.leader, version=shift.version, shift=replace(values, **changes), move_last=True)

    @rule(member=st.sampled_from(MEMBERS), number=st.sampled_from(SHIFTS))
    def sign_one_up(self, member, number):
        self.sign_up(member, number)

    def sign_up(self, member, number):
        expected = self.model.sign_up(member, number)
        try:
            state = sign_up_to_shift(self.actors[member], shift_id=self.shifts[number]).state
        except NotPossible:
            state = "refused"
        assert state == expected

    @rule(members=st.permutations(MEMBERS), number=st.sampled_from(SHIFTS), size=st.integers(1, 4), waits=st.booleans())
    def sign_a_list_up(self, members, number, size, waits):
        """A leader's list: the same rules as one after the other; without waiting, who finds it full is left out."""
        plain, expected = self.model.shifts[number], []
        for member in members[:size]:
            is_new = self.model.live(member, plain) is None
            if (
                is_new
                and not waits
                and not any(self.model.bars(member, plain))
                and not self.model.has_room(member, plain)
            ):
                expected.append("refused")
            else:
                state = self.model.sign_up(member, number)
                expected.append(state if is_new else "already")
        ids = [self.members[member].id for member in members[:size]]
        placed = sign_up_members(self.leader, shift_id=self.shifts[number], member_ids=ids, waits=waits)
        assert [one.state for one in placed] == expected

    @rule(number=st.sampled_from(SHIFTS), places=st.integers(0, 3))
    def hold_places(self, number, places):
        """Held until the day before; the clock stands still but for `hour_comes`."""
        shift = db.session.get(Shift, self.shifts[number], populate_existing=True)
        until = self.at(0)
        quotas = [QuotaValues(self.guests_id, places, until)] if places else []
        values = {"shift_id": shift.id, "version": shift.version, "quotas": quotas, "needed_skills": ()}
        if self.model.hold(number, places):
            change_terms(self.leader, **values)
        else:
            with pytest.raises(NotPossible):
                change_terms(self.leader, **values)

    @rule()
    def hour_comes(self):
        """The hour of what is held now; what is held later has a later one."""
        self.model.hour_comes()
        with clock.travel(self.at(0)):
            end_due_quotas(self.leader)

    @rule(member=st.sampled_from(MEMBERS), number=st.sampled_from(SHIFTS))
    def cancel(self, member, number):
        sign_up_id = db.session.execute(
            select(SignUp.id)
            .where(SignUp.shift_id == self.shifts[number], SignUp.member_id == self.members[member].id)
            .order_by(SignUp.position.desc())
            .limit(1)
        ).scalar()
        if sign_up_id is not None:
            self.model.cancel(member, number)
            cancel_sign_up(self.actors[member], sign_up_id=sign_up_id)

    @rule(number=st.sampled_from(SHIFTS), capacity=st.integers(1, 3))
    def change_capacity(self, number, capacity):
        if self.model.resize(number, capacity):
            self.change(number, capacity=capacity)
        else:
            with pytest.raises(NotPossible):
                self.change(number, capacity=capacity)

    @rule(number=st.sampled_from(SHIFTS), hour=st.sampled_from(HOURS))
    def change_time(self, number, hour):
        self.model.move(number, hour)
        self.change(number, starts_at=self.at(hour), ends_at=self.at(hour + LENGTH))

    @rule(member=st.sampled_from(MINORS))
    def give_consent(self, member):
        self.model.consent(member)
        today = clock.today()
        self.consents.setdefault(member, []).append(
            record_consent(
                SYSTEM,
                member_id=self.members[member].id,
                guardian_name="Vy Văn Cha",
                relation="Bố",
                how="paper",
                marks=["away"],
                given_on=today,
                valid_until=today + timedelta(days=90),
            )
        )

    @rule(member=st.sampled_from(MINORS))
    def take_consent_back(self, member):
        given = self.consents.pop(member, [])
        if given:
            self.model.withdraw(member)
        for consent_id in given:
            withdraw_consent(SYSTEM, consent_id=consent_id)

    @invariant()
    def everybody_has_what_the_model_says(self):
        if not hasattr(self, "shifts"):
            return
        db.session.rollback()
        index = {member.id: n for n, member in enumerate(self.members)}
        for id_, plain in zip(self.shifts, self.model.shifts, strict=True):
            rows = db.session.execute(
                select(SignUp.member_id, SignUp.state).where(SignUp.shift_id == id_).order_by(SignUp.position)
            ).all()
            assert [[index[member_id], state] for member_id, state in rows] == plain.entries

    def teardown(self):
        # Once for each walk: the checks read what all the walks before it left as well.
        assert [line for check in CHECKS for line in check()] == []


def test_places_are_what_a_plain_model_says(app):
    run_state_machine_as_test(PlaceMachine, settings=far(25, 30))

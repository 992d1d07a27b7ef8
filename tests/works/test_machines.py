"""Random walks through states and money, compared with a plain model after every step."""

from collections import defaultdict

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from app.core.errors import Conflict, DomainError, NotPossible
from app.volunteering.actions import cancel_work
from app.works.actions import (
    approve_expense,
    approve_work,
    refuse_expense,
    reject_work,
    return_work,
    reverse_entry,
    send_back_report,
    start_work,
    submit_work,
)
from app.works.chain import verify_ledgers
from app.works.checks import CHECKS
from app.works.models import Ledger, LedgerEntry
from app.works.models.work import TRANSITIONS
from tests.machines import far
from tests.works import walk

LINE_AMOUNTS = {1: 9_000_000, 2: 2_250_000}
amounts = st.sampled_from([1, 500_000, 1_350_001, 2_000_000, 4_500_000, 9_900_001])


def ledger_machine(cast, db):
    """A machine over one approved work; each run starts a new one."""

    class LedgerMachine(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.work = walk.approved(cast)
            self.received = self.spent = self.in_kind = 0
            self.by_line = defaultdict(int)
            self.pending = {}
            self.entries = {}

        @rule(amount=amounts, form=st.sampled_from(["cash", "in_kind", "labour"]))
        def give(self, amount, form):
            entry = walk.give(cast, self.work, amount, form=form)
            self.entries[entry] = (form, amount, None)
            if form == "cash":
                self.received += amount
            elif form == "in_kind":
                self.in_kind += amount

        @rule(amount=amounts, line=st.sampled_from([1, 2]))
        def record(self, amount, line):
            self.pending[walk.spend(cast, self.work, amount, line=line)] = (amount, line)

        @precondition(lambda self: self.pending)
        @rule(data=st.data())
        def approve(self, data):
            expense = data.draw(st.sampled_from(sorted(self.pending)))
            amount, line = self.pending[expense]
            fits = (
                self.spent + amount <= self.received
                and sum(self.by_line.values()) + amount <= 11_250_000
                and self.by_line[line] + amount <= LINE_AMOUNTS[line] * 110 // 100
            )
            try:
                entry = approve_expense(cast.an.actor, expense_id=expense)
            except NotPossible:
                assert not fits
            else:
                assert fits
                del self.pending[expense]
                self.entries[entry] = ("expense", amount, line)
                self.spent += amount
                self.by_line[line] += amount

        @precondition(lambda self: self.pending)
        @rule(data=st.data())
        def refuse(self, data):
            expense = data.draw(st.sampled_from(sorted(self.pending)))
            refuse_expense(cast.an.actor, expense_id=expense, reason="Không hợp lệ")
            del self.pending[expense]

        @precondition(lambda self: self.entries)
        @rule(data=st.data())
        def reverse(self, data):
            entry = data.draw(st.sampled_from(sorted(self.entries)))
            kind, amount, line = self.entries[entry]
            fits = kind != "cash" or self.spent <= self.received - amount
            try:
                reverse_entry(cast.dung.actor, entry_id=entry, reason="Ghi nhầm")
            except NotPossible:
                assert not fits
                return
            assert fits
            del self.entries[entry]
            if kind == "cash":
                self.received -= amount
            elif kind == "in_kind":
                self.in_kind -= amount
            elif kind == "expense":
                self.spent -= amount
                self.by_line[line] -= amount

        @invariant()
        def the_figures_are_those_of_the_model(self):
            work = walk.fresh(self.work)
            assert (work.cash_received, work.cash_spent) == (self.received, self.spent)
            assert work.union_contribution == self.received + self.in_kind
            cash = db.session.execute(
                select(LedgerEntry.amount).where(LedgerEntry.work_id == self.work, LedgerEntry.form == "cash")
            ).scalars()
            balance = db.session.execute(select(Ledger.balance).where(Ledger.work_id == self.work)).scalar_one()
            assert balance == sum(cash) == self.received - self.spent >= 0

        def teardown(self):
            assert list(verify_ledgers()) == []
            assert [line for check in CHECKS for line in check()] == []

    return LedgerMachine


def state_machine(cast):
    """A machine over one work's states: any step by any of three people, from a fresh or a stale page."""
    people = {"an": cast.an, "ha": cast.ha, "binh": cast.binh}
    may = {
        "submit": "an",
        "start": "an",
        "report": "an",
        "cancel": "an ha",
        "approve": "ha",
        "return": "ha",
        "reject": "ha",
        "send_back": "ha",
        "accept": "ha",
    }

    class StateMachine(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.work = walk.draft(cast)
            for moment in ("before", "after"):
                walk.add_photos(cast.an.actor, work_id=self.work, moment=moment, photos=(walk.photo(),))
            self.state, self.version = "draft", 1
            self.taken = 0

        @rule(step=st.sampled_from(sorted(TRANSITIONS)), who=st.sampled_from(sorted(people)), stale=st.booleans())
        def step(self, step, who, stale):
            self.taken += 1  # its own words, so that no step repeats an earlier one
            version = self.version + 5 if stale else self.version
            fits = who in may[step].split() and self.state in TRANSITIONS[step][0] and not stale
            try:
                take(people[who].actor, self.work, step, version, f"Lý do {self.taken}")
            except DomainError as error:
                refused = error
            else:
                refused = None
            assert (refused is None) == fits, refused
            if refused is not None:
                assert isinstance(refused, Conflict) or not (stale and who in may[step].split())
            else:
                self.state = TRANSITIONS[step][1]
                self.version += 1

        @invariant()
        def the_work_is_where_the_drawing_says(self):
            work = walk.fresh(self.work)
            assert (work.state, work.version) == (self.state, self.version)
            assert (work.accepted_on is not None) == (self.state == "accepted")

        def teardown(self):
            assert [line for check in CHECKS for line in check()] == []

    return StateMachine


def take(actor, work_id, step, version, reason):
    from decimal import Decimal

    from app.core import clock
    from app.works.actions import accept_work, report_work

    plain = {"submit": submit_work, "approve": approve_work, "start": start_work}
    reasoned = {"return": return_work, "reject": reject_work, "send_back": send_back_report, "cancel": cancel_work}
    if step in plain:
        plain[step](actor, work_id=work_id, version=version)
    elif step in reasoned:
        reasoned[step](actor, work_id=work_id, version=version, reason=reason)
    elif step == "report":
        report_work(
            actor, work_id=work_id, version=version, quantities={"lamps": Decimal(20)}, households=1, people=None
        )
    else:
        accept_work(
            actor, work_id=work_id, version=version, accepted_on=clock.today(), participants=reason, note=reason
        )


def test_the_ledger_is_what_a_plain_model_says_after_any_walk(cast, db):
    run_state_machine_as_test(ledger_machine(cast, db), settings=far(12, 25))


def test_a_work_is_where_the_drawing_of_states_says_after_any_walk(cast):
    run_state_machine_as_test(state_machine(cast), settings=far(12, 25))

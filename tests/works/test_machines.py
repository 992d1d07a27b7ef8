"""Random walks through states and money, compared with a plain model after every step."""

from collections import defaultdict

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from app.core.errors import Conflict, DomainError, NotPossible
from app.volunteering.actions import cancel_work
from app.works.actions import (
    approve_expense,
    approve_request,
    approve_work,
    refuse_expense,
    refuse_request,
    reject_work,
    request_outlay,
    request_return,
    request_reversal,
    return_work,
    send_back_report,
    start_work,
    submit_work,
)
from app.works.chain import verify_ledgers
from app.works.checks import CHECKS
from app.works.models import Ledger, LedgerEntry
from app.works.models.work import TRANSITIONS
from app.works.queries import get_fund
from tests.machines import far
from tests.works import walk

LINE_AMOUNTS = {1: 9_000_000, 2: 2_250_000}
PLANNED = 11_250_000
amounts = st.sampled_from([1, 500_000, 1_350_001, 2_000_000, 4_500_000, 9_900_001])


def ledger_machine(cast, db):
    """A machine over one approved work; each run starts a new one."""

    def ask_outlay(amount):
        given = {"party": "Nhà in", "reason": "In ấn", "receipt": walk.receipt()}
        return request_outlay(cast.dung.actor, unit_id=cast.unit.id, amount=amount, **given)

    class LedgerMachine(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.work = walk.approved(cast)
            self.received = self.spent = self.in_kind = 0
            self.by_line = defaultdict(int)
            self.of_source = {"sponsor": 0, "unit_fund": 0}  # in cash
            # The fund is the unit's, so it is emptied of what an earlier run has left: the same steps, the same end.
            left, self.fund = get_fund(cast.an.actor, cast.unit.id).balance, 0
            if left:
                approve_request(cast.an.actor, request_id=ask_outlay(left))
            self.returned = defaultdict(int)  # of each contribution
            self.advanced = 0
            self.advances = {}  # what is left of each
            self.pending = {}
            self.entries = {}
            self.asked = []

        @rule(amount=amounts, form=st.sampled_from(["cash", "in_kind", "labour"]))
        def give(self, amount, form):
            entry = walk.give(cast, self.work, amount, form=form)
            self.entries[entry] = (form, amount, None)
            if form == "cash":
                self.receive("sponsor", amount)
            elif form == "in_kind":
                self.in_kind += amount

        def receive(self, source, amount):
            self.received += amount
            self.of_source[source] += amount

        @rule(amount=amounts)
        def feed(self, amount):
            self.entries[walk.fill_fund(cast, amount)] = ("income", amount, None)
            self.fund += amount

        @rule(amount=amounts, source=st.sampled_from(["sponsor", "unit_fund"]), comes_in=st.booleans())
        def move(self, amount, source, comes_in):
            """Between the work and the fund; what comes from the fund is the fund's."""
            pots = (cast.unit, self.work) if comes_in else (self.work, cast.unit)
            fits = amount <= (self.fund if comes_in else min(self.cash, self.of_source[source]))
            request = walk.ask_transfer(cast, *pots, amount, source=source)
            try:
                entry = approve_request(cast.an.actor, request_id=request)
            except NotPossible:
                assert not fits
                refuse_request(cast.an.actor, request_id=request, reason="Không đủ")
                return
            assert fits
            signed, source = (amount, "unit_fund") if comes_in else (-amount, source)
            self.shift(source, signed)
            self.entries[entry] = ("transfer", signed, source)

        @precondition(lambda self: any(kind == "cash" for kind, _amount, _of in self.entries.values()))
        @rule(data=st.data(), amount=amounts)
        def return_to_giver(self, data, amount):
            given = sorted(id_ for id_, (kind, _amount, _of) in self.entries.items() if kind == "cash")
            entry = data.draw(st.sampled_from(given))
            left = min(self.entries[entry][1] - self.returned[entry], self.of_source["sponsor"])
            try:
                request = request_return(cast.dung.actor, entry_id=entry, amount=amount, reason="Dừng")
            except NotPossible:
                assert amount > left
                return
            assert amount <= left
            try:
                row = approve_request(cast.an.actor, request_id=request)
            except NotPossible:
                assert amount > self.cash
                refuse_request(cast.an.actor, request_id=request, reason="Không đủ")
                return
            assert amount <= self.cash
            self.receive("sponsor", -amount)
            self.returned[entry] += amount
            self.entries[row] = ("return", amount, entry)

        @rule(amount=amounts)
        def pay_from_fund(self, amount):
            fits = amount <= self.fund
            request = ask_outlay(amount)
            try:
                entry = approve_request(cast.an.actor, request_id=request)
            except NotPossible:
                assert not fits
                refuse_request(cast.an.actor, request_id=request, reason="Không đủ")
                return
            assert fits
            self.fund -= amount
            self.entries[entry] = ("outlay", amount, None)

        def shift(self, source, amount):
            self.receive(source, amount)
            self.fund -= amount

        @rule(amount=amounts, line=st.sampled_from([1, 2]))
        def record(self, amount, line):
            self.pending[walk.spend(cast, self.work, amount, line=line)] = (amount, line, None)

        @rule(amount=amounts)
        def advance(self, amount):
            fits = amount <= self.cash and self.spent + self.advanced + amount <= PLANNED
            request = walk.ask_advance(cast, self.work, amount)
            try:
                entry = approve_request(cast.an.actor, request_id=request)
            except NotPossible:
                assert not fits
                refuse_request(cast.an.actor, request_id=request, reason="Không đủ")
                return
            assert fits
            self.advances[request] = amount
            self.advanced += amount
            self.entries[entry] = ("advance", amount, request)

        @precondition(lambda self: self.advances)
        @rule(data=st.data(), amount=amounts, line=st.sampled_from([1, 2]))
        def settle(self, data, amount, line):
            advance = data.draw(st.sampled_from(sorted(self.advances)))
            try:
                expense = walk.spend(cast, self.work, amount, line=line, advance_id=advance)
            except NotPossible:
                assert amount > self.advances[advance]
            else:
                assert amount <= self.advances[advance]
                self.pending[expense] = (amount, line, advance)

        @precondition(lambda self: self.advances)
        @rule(data=st.data(), amount=amounts)
        def give_back(self, data, amount):
            advance = data.draw(st.sampled_from(sorted(self.advances)))
            try:
                entry = walk.give_back(cast, advance, amount)
            except NotPossible:
                assert amount > self.advances[advance]
                return
            assert amount <= self.advances[advance]
            self.advances[advance] -= amount
            self.advanced -= amount
            self.entries[entry] = ("refund", amount, advance)

        @precondition(lambda self: self.pending)
        @rule(data=st.data())
        def approve(self, data):
            expense = data.draw(st.sampled_from(sorted(self.pending)))
            amount, line, advance = self.pending[expense]
            fits = (
                amount <= (self.cash if advance is None else self.advances[advance])
                and self.spent + amount <= PLANNED
                and self.by_line[line] + amount <= LINE_AMOUNTS[line] * 110 // 100
            )
            try:
                entry = approve_expense(cast.an.actor, expense_id=expense)
            except NotPossible:
                assert not fits
            else:
                assert fits
                del self.pending[expense]
                self.entries[entry] = ("expense", amount, (line, advance))
                self.spend(amount, line, advance)

        def spend(self, amount, line, advance):
            self.spent += amount
            self.by_line[line] += amount
            if advance is not None:
                self.advances[advance] -= amount
                self.advanced -= amount

        @property
        def cash(self):
            return self.received - self.spent - self.advanced

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
            kind, amount, part_of = self.entries[entry]
            fits = {
                "cash": lambda: not self.returned[entry] and amount <= min(self.cash, self.of_source["sponsor"]),
                "refund": lambda: amount <= self.cash,
                "advance": lambda: amount == self.advances[part_of],
                "income": lambda: amount <= self.fund,
                "transfer": lambda: amount <= min(self.cash, self.of_source[part_of]) and -amount <= self.fund,
            }.get(kind, lambda: True)()
            self.asked.append(entry)  # each with a reason of its own
            request = request_reversal(cast.dung.actor, entry_id=entry, reason=f"Ghi nhầm {len(self.asked)}")
            try:
                approve_request(cast.an.actor, request_id=request)
            except NotPossible:
                assert not fits
                refuse_request(cast.an.actor, request_id=request, reason="Đã chi")
                return
            assert fits
            del self.entries[entry]
            if kind == "cash":
                self.receive("sponsor", -amount)
            elif kind == "return":
                self.receive("sponsor", amount)
                self.returned[part_of] -= amount
            elif kind in ("income", "outlay"):
                self.fund -= amount if kind == "income" else -amount
            elif kind == "transfer":
                self.shift(part_of, -amount)
            elif kind == "in_kind":
                self.in_kind -= amount
            elif kind == "expense":
                self.spend(-amount, *part_of)
            elif kind == "advance":
                self.advances[part_of] = 0  # an expense may still wait on it
                self.advanced -= amount
            elif kind == "refund":
                self.advances[part_of] += amount
                self.advanced += amount

        @invariant()
        def the_figures_are_those_of_the_model(self):
            work = walk.fresh(self.work)
            figures = (work.cash_received, work.cash_spent, work.cash_advanced)
            assert figures == (self.received, self.spent, self.advanced)
            assert work.union_contribution == self.received + self.in_kind
            cash = db.session.execute(
                select(LedgerEntry.amount).where(LedgerEntry.work_id == self.work, LedgerEntry.form == "cash")
            ).scalars()
            balance = db.session.execute(select(Ledger.balance).where(Ledger.work_id == self.work)).scalar_one()
            assert get_fund(cast.an.actor, cast.unit.id).balance == self.fund >= 0
            assert balance == sum(cash) == self.cash >= 0

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

"""Who may do what with a work, and which works a list may show.

The role is asked here, the state by `Work.can_go`: `steps_for` gives both together. `work.unit` must be loaded.
"""

from collections.abc import Callable
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, false, not_, or_, select, true

from app.core.actor import Actor, Role
from app.people.models import Unit
from app.works.models import EntryRequest, Expense, PlanVersion, VillagerLabour, Work
from app.works.models.work import SHARED_STATES

MONEY_READERS = (Role.LEADER, Role.TREASURER, Role.COMMITTEE, Role.INSPECTOR)


def can_see_work(actor: Actor, work: Work) -> bool:
    """Visitors see what was accepted, members what was approved, and who holds a role over the unit everything."""
    if actor.is_system or work.state == "accepted":
        return True
    if actor.is_visitor:
        return False
    return work.state in SHARED_STATES or actor.holds(*Role, over=work.unit.path)


@lru_cache(maxsize=100)
def visible_works(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_see_work`."""
    if actor.is_system:
        return true()
    if actor.is_visitor:
        return Work.state == "accepted"
    # Said by what is hidden: no index fits that, so a list is read in its own order and stops after a page. The plain
    # "or" makes SQLite fetch and sort all works that match.
    return not_(and_(Work.state.not_in(SHARED_STATES), not_(works_under(actor.paths(*Role)))))


def works_under(paths: list[str]) -> ColumnElement[bool]:
    """The works of the units with these paths and of all units under them."""
    if not paths:
        return false()
    units = select(Unit.id).where(or_(*(Unit.path.startswith(path, autoescape=True) for path in paths)))
    return Work.unit_id.in_(units)


def units_under(paths: list[str]) -> ColumnElement[bool]:
    """The units with these paths and all units under them, over Unit."""
    return or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in paths))


def can_propose_work(actor: Actor, unit: Unit) -> bool:
    return actor.is_system or actor.holds(Role.LEADER, over=unit.path)


def units_to_propose_for(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_propose_work`, over units."""
    if actor.is_system:
        return true()
    paths = actor.paths(Role.LEADER)
    return or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in paths))


def can_edit_kinds(actor: Actor) -> bool:
    """Kinds of works and their measures are the administrator's."""
    return actor.is_system or actor.has(Role.ADMINISTRATOR)


def can_enter_history(actor: Actor, unit: Unit) -> bool:
    """Works of the past are entered by a leader for the units led, and by the administrator for all."""
    return actor.is_system or actor.holds(Role.LEADER, Role.ADMINISTRATOR, over=unit.path)


def units_to_enter_history_for(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_enter_history`, over units."""
    if actor.is_system:
        return true()
    paths = actor.paths(Role.LEADER, Role.ADMINISTRATOR)
    return or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in paths))


def can_edit_work(actor: Actor, work: Work) -> bool:
    """What was proposed changes only while it is a draft."""
    return work.is_editable and can_submit_work(actor, work)


def can_submit_work(actor: Actor, work: Work) -> bool:
    return actor.is_system or _leads(actor, work)


can_start_work = can_submit_work
can_report_work = can_submit_work
# The leader writes down what the paper of the party committee or agency head says.
can_confirm_report = can_submit_work


def can_change_rules(actor: Actor) -> bool:
    """The settings for works are the administrator's."""
    return actor.is_system or actor.has(Role.ADMINISTRATOR)


def can_approve_work(actor: Actor, work: Work) -> bool:
    """The committee over the unit, never who started the draft, changed any group of it or handed it in."""
    own = _is_own(actor, work.drafted_by) or _is_own(actor, work.proposed_by) or work.was_edited_by(actor.account_id)
    return _sits_over(actor, work) and not own


def works_to_decide(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_approve_work`."""
    if actor.is_system:
        return true()
    mine = actor.account_id
    others = [or_(column.is_(None), column != mine) for column in (Work.drafted_by, Work.proposed_by)]
    not_edited = Work.edited_by.not_like(f"%/{mine}/%")
    return and_(works_under(actor.paths(Role.COMMITTEE)), *others, not_edited)


def works_to_accept(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_accept_work`."""
    if actor.is_system:
        return true()
    not_reported = or_(Work.reported_by.is_(None), Work.reported_by != actor.account_id)
    return and_(works_to_decide(actor), not_reported)


can_return_work = can_approve_work
can_reject_work = can_approve_work


def can_accept_work(actor: Actor, work: Work) -> bool:
    """The committee over the unit, never who drafted, proposed or reported the work."""
    return can_approve_work(actor, work) and not _is_own(actor, work.reported_by)


can_send_back_report = can_accept_work


def can_cancel_work(actor: Actor, work: Work) -> bool:
    return actor.is_system or _leads(actor, work) or _sits_over(actor, work)


MAY: dict[str, Callable[[Actor, Work], bool]] = {
    "submit": can_submit_work,
    "approve": can_approve_work,
    "return": can_return_work,
    "reject": can_reject_work,
    "start": can_start_work,
    "report": can_report_work,
    "accept": can_accept_work,
    "send_back": can_send_back_report,
    "cancel": can_cancel_work,
}


def steps_for(actor: Actor, work: Work) -> list[str]:
    """The steps that the actor can take with the work as it stands."""
    return [step for step in work.next_steps if MAY[step](actor, work)]


def can_see_budget(actor: Actor, work: Work) -> bool:
    """Names of sponsors, receipts and entries: for those who answer for the money or watch over it."""
    return actor.is_system or actor.holds(*MONEY_READERS, over=work.unit.path)


def visible_budgets(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_see_budget`."""
    return true() if actor.is_system else works_under(actor.paths(*MONEY_READERS))


def can_see_unit_budget(actor: Actor, unit: Unit) -> bool:
    """The money of all works of a unit and of those under it: the same people."""
    return actor.is_system or actor.holds(*MONEY_READERS, over=unit.path)


def can_record_money(actor: Actor, work: Work) -> bool:
    return actor.is_system or actor.holds(Role.LEADER, Role.TREASURER, over=work.unit.path)


def visible_funds(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_see_unit_budget`, over Unit."""
    return true() if actor.is_system else units_under(actor.paths(*MONEY_READERS))


def can_see_book(actor: Actor, unit: Unit) -> bool:
    """A ledger of a unit, of a work's or of its fund: as `can_see_budget`."""
    return can_see_unit_budget(actor, unit)


def can_record_in_book(actor: Actor, unit: Unit) -> bool:
    """Ask for an entry in a ledger of a unit: as `can_record_money`."""
    return actor.is_system or actor.holds(Role.LEADER, Role.TREASURER, over=unit.path)


can_request_reversal = can_record_money
can_record_pledge = can_record_money
can_withdraw_pledge = can_record_money


can_close_books = can_record_money
can_request_advance = can_record_money


def can_record_refund(actor: Actor, work: Work, advance: EntryRequest) -> bool:
    """Who records money, but never who held the advance."""
    return can_record_money(actor, work) and not _is_own(actor, advance.recipient_id)


def can_thank_sponsor(actor: Actor, work: Work) -> bool:
    """The unit's leader signs; whoever sees the budget reads the letters."""
    return actor.is_system or _leads(actor, work)


def can_add_labour_days(actor: Actor, work: Work) -> bool:
    return actor.is_system or _leads(actor, work)


can_withdraw_labour_days = can_add_labour_days


def can_confirm_labour_days(actor: Actor, work: Work, labour: VillagerLabour) -> bool:
    """A leader of the unit or of one above it, or the committee; never who entered them."""
    over = actor.holds(Role.LEADER, Role.COMMITTEE, over=work.unit.path)
    return (actor.is_system or over) and not _is_own(actor, labour.recorded_by)


def labour_to_confirm(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_confirm_labour_days`, over VillagerLabour and Work."""
    if actor.is_system:
        return true()
    not_own = or_(VillagerLabour.recorded_by.is_(None), VillagerLabour.recorded_by != actor.account_id)
    return and_(works_under(actor.paths(Role.LEADER, Role.COMMITTEE)), not_own)


def can_approve_expense(actor: Actor, work: Work, expense: Expense) -> bool:
    """A leader of the unit or of one above it, or the committee; never who recorded the expense, nor who paid it from
    an advance. `expense.advance` must be loaded."""
    over = actor.holds(Role.LEADER, Role.COMMITTEE, over=work.unit.path)
    holder = expense.advance.recipient_id if expense.advance else None
    return (actor.is_system or over) and not _is_own(actor, expense.recorded_by) and not _is_own(actor, holder)


can_refuse_expense = can_approve_expense


def can_approve_request(actor: Actor, unit: Unit, work: Work | None, request: EntryRequest) -> bool:
    """Like an expense, and never who gets the money; after the acceptance the committee alone, for figures change.

    `unit` is the unit of the work, or the one whose fund it is about (`work` is none then).
    """
    is_accepted = work is not None and work.state == "accepted"
    roles = (Role.COMMITTEE,) if is_accepted else (Role.LEADER, Role.COMMITTEE)
    over = actor.is_system or actor.holds(*roles, over=unit.path)
    return over and not _is_own(actor, request.requested_by) and not _is_own(actor, request.recipient_id)


can_refuse_request = can_approve_request


def requests_to_decide(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_approve_request`, over EntryRequest, Unit and, outer joined, Work."""
    if actor.is_system:
        return true()
    deciding, leading = units_under(actor.paths(Role.COMMITTEE)), units_under(actor.paths(Role.LEADER))
    concerned = (EntryRequest.requested_by, EntryRequest.recipient_id)
    others = [or_(column.is_(None), column != actor.account_id) for column in concerned]
    return and_(or_(deciding, and_(leading, or_(Work.state.is_(None), Work.state != "accepted"))), *others)


def can_draft_revision(actor: Actor, work: Work) -> bool:
    """Change the approved plan: the unit's leaders, like the first plan."""
    return can_submit_work(actor, work)


can_submit_revision = can_draft_revision


def can_approve_revision(actor: Actor, work: Work, plan: PlanVersion) -> bool:
    """The committee over the unit, never who made or changed the revision or handed it in."""
    own = _is_own(actor, plan.made_by) or _is_own(actor, plan.submitted_by) or plan.was_edited_by(actor.account_id)
    return _sits_over(actor, work) and not own


can_refuse_revision = can_approve_revision


def revisions_to_decide(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_approve_revision`, over PlanVersion and Work."""
    if actor.is_system:
        return true()
    mine = actor.account_id
    others = [or_(column.is_(None), column != mine) for column in (PlanVersion.made_by, PlanVersion.submitted_by)]
    not_edited = PlanVersion.edited_by.not_like(f"%/{mine}/%")
    return and_(works_under(actor.paths(Role.COMMITTEE)), *others, not_edited)


def can_add_photo(actor: Actor, work: Work) -> bool:
    return actor.is_system or _leads(actor, work)


can_remove_photo = can_add_photo
# Whoever built the work looks after it.
can_record_visit = can_submit_work
can_record_handover = can_submit_work
can_record_plaque = can_submit_work
# A decision is the committee's: never of who proposed or reported the work.
can_record_recognition = can_accept_work


def can_see_papers(actor: Actor, work: Work) -> bool:
    """Decisions and signed papers are for those who hold a role over the unit."""
    return actor.is_system or actor.holds(*Role, over=work.unit.path)


def visible_papers(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_see_papers`."""
    return true() if actor.is_system else works_under(actor.paths(*Role))


def _leads(actor: Actor, work: Work) -> bool:
    return actor.holds(Role.LEADER, over=work.unit.path)


def _sits_over(actor: Actor, work: Work) -> bool:
    return actor.is_system or actor.holds(Role.COMMITTEE, over=work.unit.path)


def _is_own(actor: Actor, account_id: int | None) -> bool:
    return account_id is not None and account_id == actor.account_id

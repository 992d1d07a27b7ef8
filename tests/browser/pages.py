"""Every page of the product as an address that the demonstration has, with who opens it.

A new page needs an entry here: `test_every_page.py` fails without one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from app.attendance.models import Certificate, CheckIn
from app.core import clock
from app.core.actor import SYSTEM
from app.core.lists import read_list
from app.extensions import db
from app.notifications.addresses import sign_unsubscribe
from app.people.actions import keep_roster_draft
from app.people.life import MemberMerge, Milestone, TransferRequest
from app.people.models import Account, Appointment, Member, SecondFactor, Unit
from app.people.rearranging.plan import Rearrangement
from app.people.roster.draft import pack
from app.places.models import Commune
from app.privacy.models import DataRequest
from app.reports.models import IssuedReport, ReportDraft
from app.seed.actors import Actors
from app.service.models import PilotUnit, ServiceModel, ServiceTally
from app.volunteering.actions import ask_guardian
from app.volunteering.models import Activity, Shift, SignUp
from app.works.models import (
    Confirmation,
    EntryRequest,
    Expense,
    KindMeasure,
    Ledger,
    LedgerEntry,
    PlanVersion,
    Pledge,
    Submission,
    ThankYouLetter,
    VillagerLabour,
    Work,
    WorkPhoto,
)
from tests.browser.drive_pages import drive_pages
from tests.browser.pages_learning import list_learning_pages
from tests.people import rosters
from tests.serving import Site

VISITOR = None
twin = aliased(Member)
ROLES = (VISITOR, "pupil", "leader", "school_leader", "treasurer", "committee", "inspector", "administrator")


@dataclass(frozen=True)
class Visit:
    """Somebody at an address; `endpoint` is none where no page is meant to be there."""

    who: str | None
    endpoint: str | None
    path: str
    status: int = 200

    @property
    def name(self) -> str:
        """Letters for a file's name."""
        return f"{self.who or 'visitor'}-{(self.endpoint or 'nothing').replace('.', '-')}"


def list_visits(site: Site) -> list[Visit]:
    """Every page for every role that has one of its own on it."""
    with site.app.test_request_context():
        visits = [
            Visit(who, endpoint, url_for(endpoint, **values))
            for who, pages in (*_pages().items(), *list_learning_pages().items())
            for endpoint, values in pages
        ]
        site.let_go()
    visits += [Visit(who, None, "/nothing-here", 404) for who in (VISITOR, "leader")]
    visits += [Visit("pupil", None, "/accounts/", 404), Visit("pupil", None, "/works/new", 403)]
    visits += [Visit("committee", None, "/reports/period?from=2023-08-31&to=2023-01-01", 422)]
    return visits


def _pages() -> dict[str | None, Iterable[tuple[str, dict[str, object]]]]:
    accepted, draft, submitted = _work("accepted"), _work("draft"), _work("submitted")
    under_way = _one(select(Expense.work_id).where(Expense.state == "pending"))
    expense = _one(select(Expense.id).where(Expense.state == "pending"))
    entry = _one(select(LedgerEntry.id).where(LedgerEntry.work_id == under_way))
    request = _one(select(EntryRequest.id).where(EntryRequest.kind == "reversal"))
    corrected = _one(
        select(Ledger.work_id).join(EntryRequest, EntryRequest.ledger_id == Ledger.id).where(EntryRequest.id == request)
    )
    ended = _one(select(Work.id).where(Work.state == "cancelled", Work.books_closed_on.is_(None)))
    came = _one(select(LedgerEntry.id).where(LedgerEntry.work_id == ended, LedgerEntry.source == "members"))
    back = _one(select(EntryRequest.id).where(EntryRequest.kind == "return"))
    outlay = _one(select(EntryRequest.id).where(EntryRequest.kind == "outlay"))
    income = _one(select(LedgerEntry.id).where(LedgerEntry.work_id.is_(None), LedgerEntry.kind == "contribution"))
    advance = _one(select(EntryRequest.id).where(EntryRequest.kind == "advance"))
    pledge, revised = _one(select(Pledge.id)), _one(select(PlanVersion.work_id).where(PlanVersion.number == 2))
    promised = _one(select(Pledge.work_id))
    reported, own_report = _work("reported"), _one(select(Confirmation.work_id))
    again = _one(select(Submission.work_id).where(Submission.number == 2))
    of_letters = select(ThankYouLetter.id, ThankYouLetter.work_id, ThankYouLetter.code).join(Work).join(Work.unit)
    letter, thanked, _code = _row(of_letters.where(Unit.code == "STP"))
    _letter, _work_id, code = _row(of_letters.where(Work.state == "accepted"))
    kind, measure = _row(select(KindMeasure.kind_id, KindMeasure.id).order_by(KindMeasure.id))
    labour = _one(select(VillagerLabour.id).where(VillagerLabour.work_id == thanked))
    gift = _one(select(LedgerEntry.id).where(LedgerEntry.work_id == thanked, LedgerEntry.is_anonymous))
    photographed = _one(select(WorkPhoto.work_id).join(Work).where(Work.state == "accepted"))
    picture, pictured = _row(
        select(WorkPhoto.id, WorkPhoto.work_id).join(Work).join(Work.unit).where(Unit.code == "STP")
    )
    with_photo = _one(
        select(Activity.id)
        .join(Unit, Unit.id == Activity.host_unit_id)
        .where(Unit.code == "STP", Activity.photo_id.is_not(None))
    )
    bloc, unit = _one(select(Unit.id).where(Unit.code == "KHOI")), _one(select(Unit.id).where(Unit.code == "STP"))
    school = _one(select(Unit.id).where(Unit.code == "CVA"))
    plan = _one(select(Rearrangement.id).where(Rearrangement.state == "open"))
    chapter = _one(select(Unit.id).where(Unit.code == "CVA-10"))
    leader = _account("leader")
    appointment = _one(select(Appointment.id).where(Appointment.account_id == leader.id))
    pupil = _account("pupil").member_id
    ending = _one(select(Appointment.id).where(Appointment.valid_until.is_not(None)))
    twins = _row(
        select(Member.id, twin.id)
        .join(twin, (twin.name_folded == Member.name_folded) & (twin.birth_date == Member.birth_date))
        .where(Member.id < twin.id, Member.merged_into_id.is_(None), twin.merged_into_id.is_(None))
    )
    transfer = _one(select(TransferRequest.id).where(TransferRequest.by_new_unit))
    asked = _one(select(DataRequest.id).where(DataRequest.member_id == pupil, DataRequest.kind == "correction"))
    db.session.merge(
        SecondFactor(account_id=_account("treasurer").id, nonce="0" * 32, added_at=clock.now(), last_step=0)
    )
    db.session.commit()
    own = _one(
        select(Shift.activity_id)
        .join(SignUp)
        .join(Activity, Activity.id == Shift.activity_id)
        .join(Unit, Unit.id == Activity.host_unit_id)
        .where(Unit.code == "STP", SignUp.state == "confirmed", Activity.state == "published")
        .where(Shift.starts_at > clock.now())
    )
    held, free = _activity("STP", "held"), _activity("CVA", "published")
    suspended = _one(select(Activity.id).where(Activity.suspended_at.is_not(None)))
    series = _one(select(Activity.series_id).where(Activity.series_id.is_not(None)))
    full = _one(
        select(Shift.activity_id).join(Activity).where(Activity.state == "published", Shift.confirmed == Shift.capacity)
    )
    place = _one(
        select(SignUp.id).join(Shift).where(SignUp.state == "confirmed", Shift.activity_id == own).order_by(SignUp.id)
    )
    attended = _one(select(SignUp.id).join(Shift).where(SignUp.state == "attended", Shift.activity_id == held))
    looked_at = db.session.execute(select(CheckIn).where(CheckIn.state == "open").limit(1)).scalar_one()
    own_certificate = _one(select(Certificate.id).where(Certificate.member_id == pupil))
    certificate = db.session.execute(select(Certificate).where(Certificate.activity_id == held).limit(1)).scalar_one()
    link = ask_guardian(SYSTEM, member_id=pupil, phone="+84987654321", marks=["away", "night"])
    lists = [pack(read_list(raw)) for raw in (rosters.doubtful(), rosters.school())]
    doubtful, sure = (
        keep_roster_draft(Actors().leader("STP"), unit_id=unit, name="ds.xlsx", content=content) for content in lists
    )
    own_shift = _one(select(Shift.id).where(Shift.activity_id == own).order_by(Shift.starts_at))
    held_for_units = _one(select(Shift.activity_id).where(Shift.quota_until.is_not(None)).order_by(Shift.id))
    border = _one(select(Work.commune_id).where(Work.id == accepted))
    commune = _one(select(Commune.id).where(Commune.valid_to.is_not(None)))
    stp = select(Work.id).join(Unit).where(Unit.code == "STP")
    to_visit = _one(stp.where(Work.state == "accepted"))
    model, pilot = _one(select(ServiceModel.id)), _one(select(PilotUnit.id).where(PilotUnit.valid_until.is_(None)))
    entry_of_stp = select(ServiceTally.id).join(Activity, Activity.id == ServiceTally.activity_id).join(Unit)
    tally = _one(entry_of_stp.where(Unit.code == "STP", ServiceTally.corrects_id.is_(None)))
    served = _one(select(ServiceTally.activity_id).where(ServiceTally.id == tally))
    drive = drive_pages()
    year = {"from": "2023-01-01", "to": "2023-08-31"}
    keys = ("units.base", "members.total", "activities.held", "works.accepted", "works.value")
    keys += ("training.professional", "training.professional_turns", "initiatives.applied", "models.saturday_units")
    report = _one(select(IssuedReport.id).order_by(IssuedReport.id))
    report_draft = _one(select(ReportDraft.id).where(ReportDraft.is_open))
    everybody = (
        ("public.home", {}),
        ("volunteering.activity", {"activity_id": free}),
        ("works.work", {"work_id": accepted}),
    )
    return {
        VISITOR: (
            *everybody,
            ("volunteering.guardian", {"token": link}),
            ("public.about", {}),
            ("privacy.notice", {}),
            ("attendance.check_certificate", {"certificate_code": certificate.code}),
            ("people.sign_in", {}),
            ("people.activate", {}),
            ("volunteering.activities", {}),
            ("volunteering.activities", {"when": "past"}),
            ("volunteering.activities", {"q": "không có gì như thế"}),
            ("volunteering.calendar", {}),
            ("volunteering.calendar", {"view": "week"}),
            ("volunteering.calendar", {"day": "2100-12-01"}),
            ("volunteering.near", {}),
            ("volunteering.near", {"lat": 21.85, "lon": 106.76, "within": 50}),
            ("volunteering.activity", {"activity_id": suspended}),
            ("volunteering.activity", {"activity_id": full}),
            ("volunteering.activity", {"activity_id": held}),
            ("works.works", {}),
            ("works.thanks", {"code": code}),
            ("works.thanks_desk", {}),
            ("works.works", {"q": "không có gì như thế"}),
            ("works.work", {"work_id": photographed}),
            ("maps.map_page", {}),
            ("maps.map_page", {"shade": "contribution"}),
            ("maps.embedded", {}),
            ("maps.needs", {"class": "border", "since": 2023}),
            ("maps.open_data", {}),
            ("maps.map_page", {"generation": "2023-01-01", "class": "border"}),
            ("places.commune", {"commune_id": border}),
            ("places.commune", {"commune_id": commune}),
            ("notifications.unsubscribe", {"signed": sign_unsubscribe(leader.id, "changes")}),
            *drive["visitor"],
        ),
        "pupil": (
            *drive["pupil"],
            *everybody,
            ("volunteering.places", {}),
            ("attendance.own_hours", {}),
            ("attendance.own_code", {}),
            ("attendance.certificate", {"certificate_id": own_certificate}),
            ("volunteering.calendar", {"view": "week"}),
            ("volunteering.my_skills", {}),
            ("volunteering.my_consents", {}),
            ("volunteering.activity", {"activity_id": full}),
            ("volunteering.activity", {"activity_id": held_for_units}),
            ("people.profile", {}),
            ("privacy.my_data", {}),
            ("privacy.ask", {}),
            ("privacy.consents", {}),
            ("privacy.data_request", {"asked_id": asked}),
            ("notifications.notices", {}),
            ("notifications.choices", {}),
            ("people.profile_password", {}),
            ("people.profile_sign_ins", {}),
            ("people.second_factor", {}),
            ("people.units", {}),
        ),
        "leader": (
            *drive["leader"],
            *everybody,
            ("notifications.notices", {}),
            ("notifications.choices", {}),
            ("service.day", {"activity_id": served}),
            ("service.day", {"activity_id": own}),
            ("service.correct", {"tally_id": tally}),
            ("works.works", {}),
            ("works.new", {}),
            *((f"works.edit_{group}", {"work_id": draft}) for group in ("what", "where", "extent", "dates")),
            *((f"works.edit_{group}", {"work_id": draft}) for group in ("lines", "sources")),
            ("works.check", {"work_id": draft}),
            ("works.work", {"work_id": draft}),
            ("works.work", {"work_id": under_way}),
            ("works.budget", {"work_id": under_way}),
            ("works.refuse_one", {"work_id": under_way, "expense_id": expense}),
            ("works.budget", {"work_id": corrected}),
            ("works.refuse_request", {"work_id": corrected, "request_id": request}),
            ("works.budget", {"work_id": ended}),
            ("works.work", {"work_id": ended}),
            ("works.refuse_request", {"work_id": ended, "request_id": back}),
            ("works.fund", {"unit_id": unit}),
            ("works.fund_refuse", {"unit_id": unit, "request_id": outlay}),
            ("works.photos", {"work_id": under_way}),
            ("works.photo_people", {"work_id": pictured, "photo_id": picture}),
            ("volunteering.photo_people", {"activity_id": with_photo}),
            ("works.report", {"work_id": under_way}),
            ("works.copy", {"work_id": accepted}),
            ("works.history_new", {}),
            ("works.summary", {"work_id": to_visit}),
            ("works.sponsors", {"work_id": thanked}),
            ("works.labour", {"work_id": thanked}),
            ("works.labour_new", {"work_id": thanked}),
            ("works.labour_withdraw", {"work_id": thanked, "labour_id": labour}),
            ("volunteering.new", {"work": thanked}),
            ("works.letter", {"work_id": thanked, "letter_id": letter}),
            ("works.thank", {"work_id": thanked, "entry_id": gift}),
            ("works.plans", {"work_id": under_way}),
            ("works.revise", {"work_id": under_way}),
            ("works.unit_budget", {"unit_id": unit}),
            ("works.history_import", {}),
            ("works.confirmation", {"work_id": own_report}),
            *((f"works.{step}", {"work_id": to_visit}) for step in ("visit", "handover", "plaque")),
            ("volunteering.cancel_work", {"work_id": under_way}),
            ("volunteering.activities", {}),
            ("volunteering.new", {}),
            ("volunteering.edit", {"activity_id": own}),
            ("volunteering.call_off", {"activity_id": own}),
            *((f"volunteering.{step}", {"activity_id": own}) for step in ("copy", "repeat", "suspend")),
            *((f"volunteering.{step}", {"activity_id": own}) for step in ("border_notice", "change_photo")),
            ("volunteering.series", {"series_id": series}),
            ("volunteering.people", {"activity_id": own}),
            ("volunteering.people", {"activity_id": own, "q": "a"}),
            ("volunteering.people", {"activity_id": held}),
            ("attendance.shift", {"shift_id": _shift(own)}),
            ("attendance.shift", {"shift_id": _shift(held)}),
            ("attendance.shift", {"shift_id": looked_at.shift_id}),
            ("attendance.settle", {"check_in_id": looked_at.id}),
            ("attendance.shift_code", {"shift_id": _shift(own)}),
            ("attendance.site", {}),
            ("attendance.correct", {"sign_up_id": attended}),
            ("attendance.member_hours", {"member_id": leader.member_id}),
            ("attendance.certificates", {"activity_id": held}),
            ("attendance.withdraw_certificate", {"certificate_id": certificate.id}),
            ("volunteering.activity", {"activity_id": own}),
            ("volunteering.cancel", {"sign_up_id": place}),
            ("volunteering.terms", {"shift_id": own_shift}),
            ("volunteering.member_list", {"shift_id": own_shift}),
            ("people.members", {}),
            ("people.members", {"q": "hoang"}),
            ("people.roster", {}),
            ("people.roster_preview", {"draft_id": doubtful}),
            ("people.roster_preview", {"draft_id": sure}),
            ("people.member", {"member_id": leader.member_id}),
            ("people.unit", {"unit_id": unit}),
            ("reports.period", {}),
        ),
        "school_leader": (
            *drive["school_leader"],
            ("public.home", {}),
            ("volunteering.consents", {"member_id": pupil}),
            ("people.unit", {"unit_id": school}),
            ("people.slips", {"unit_id": school}),
            ("people.ratings", {"unit_id": school}),
            ("people.transfers", {"unit_id": school}),
            ("people.duplicates", {}),
            ("people.milestones", {"unit_id": school}),
            ("people.handovers", {}),
            ("people.handover", {"handover_id": ending}),
            ("people.milestones", {"unit_id": school, "kind": "party_introduction"}),
            ("people.take_back_milestone", {"milestone_id": _one(select(Milestone.id))}),
            ("volunteering.growing_up", {"unit_id": school, "q": "a"}),
            ("people.merge_search", {"member_id": twins[0]}),
            ("people.merge", {"member_id": twins[0], "gone_id": twins[1]}),
            ("people.split", {"merge_id": _one(select(MemberMerge.id))}),
            ("people.ask_for_member", {"unit_id": school}),
            ("people.ask_transfer", {"member_id": pupil}),
            ("people.refuse_transfer", {"transfer_id": transfer}),
            ("volunteering.accept_transfer", {"transfer_id": transfer}),
            ("people.member", {"member_id": pupil}),
        ),
        "treasurer": (
            ("public.home", {}),
            ("people.second_factor", {}),
            ("people.second_factor_codes", {}),
            ("people.second_factor_remove", {}),
            ("works.budget", {"work_id": under_way}),
            ("works.contribution", {"work_id": under_way}),
            ("works.expense", {"work_id": under_way}),
            ("works.reverse", {"work_id": under_way, "entry_id": entry}),
            ("works.voucher", {"work_id": under_way, "entry_id": entry}),
            ("works.advance", {"work_id": under_way}),
            ("works.refund", {"work_id": corrected, "advance_id": advance}),
            ("works.expense", {"work_id": corrected, "advance": advance}),
            ("works.transfer", {"work_id": corrected}),
            ("works.give_back", {"work_id": ended, "entry_id": came}),
            ("works.budget", {"work_id": ended}),
            ("works.fund", {"unit_id": unit}),
            ("works.fund_income", {"unit_id": unit}),
            ("works.fund_outlay", {"unit_id": unit}),
            ("works.fund_reverse", {"unit_id": unit, "entry_id": income}),
            ("works.fund_voucher", {"unit_id": unit, "entry_id": income}),
            ("works.pledge", {"work_id": promised}),
            ("works.withdraw", {"work_id": promised, "pledge_id": pledge}),
        ),
        "committee": (
            *drive["committee"],
            ("public.home", {}),
            ("reports.dashboard", {}),
            ("reports.targets", {}),
            ("reports.all_targets", {}),
            ("reports.sent", {}),
            ("reports.ask", {}),
            ("reports.letterhead", {}),
            ("reports.matrix", year),
            ("reports.breakdown", year),
            ("reports.issued", {"report_id": report}),
            ("reports.draft", {"report_draft_id": report_draft}),
            ("reports.issue", {"report_draft_id": report_draft}),
            ("service.models", {}),
            ("service.new_model", {}),
            ("service.model", {"model_id": model}),
            ("service.end_pilot", {"pilot_id": pilot}),
            ("works.works", {"state": "submitted"}),
            ("works.work", {"work_id": submitted}),
            ("works.deciding", {}),
            ("works.decide", {"work_id": again}),
            ("works.work", {"work_id": reported}),
            ("works.accept", {"work_id": reported}),
            ("works.recognition", {"work_id": accepted}),
            ("works.plans", {"work_id": revised}),
            ("works.unit_budget", {"unit_id": bloc}),
            ("works.budget", {"work_id": accepted}),
            ("works.budget", {"work_id": ended}),
            ("works.fund", {"unit_id": unit}),
            ("maps.map_page", {"state": "under_way"}),
            ("reports.period", {}),
            ("reports.period", year),
            *(("reports.records", {"key": key, **year}) for key in keys),
        ),
        "inspector": (
            ("people.contact_readings", {}),
            ("audit.trail", {}),
            ("audit.trail", {"person": "không có ai như thế"}),
            ("privacy.data_requests", {}),
            ("public.home", {}),
            ("works.work", {"work_id": under_way}),
            ("works.budget", {"work_id": under_way}),
            ("works.budget", {"work_id": ended}),
            ("works.fund", {"unit_id": unit}),
            ("works.sponsors", {"work_id": thanked}),
            ("works.letter", {"work_id": thanked, "letter_id": letter}),
            ("people.member", {"member_id": pupil}),
            ("reports.period", year),
        ),
        "administrator": (
            ("public.home", {}),
            ("works.rules", {}),
            ("works.kinds", {}),
            ("works.kind_new", {}),
            ("works.kind", {"kind_id": kind}),
            ("works.measure_new", {"kind_id": kind}),
            ("works.measure", {"kind_id": kind, "measure_id": measure}),
            ("upkeep.state", {}),
            ("privacy.data_requests", {}),
            ("privacy.data_request", {"asked_id": asked}),
            ("privacy.ask", {"member": pupil}),
            ("privacy.member_consents", {"member_id": pupil}),
            ("privacy.keeping", {}),
            ("privacy.expiry", {}),
            ("people.accounts", {}),
            ("people.account", {"account_id": leader.id}),
            ("people.second_factor_rule", {}),
            ("people.second_factor_reset", {"account_id": leader.id}),
            ("people.account_appoint", {"account_id": leader.id}),
            ("people.account_end_appointment", {"account_id": leader.id, "appointment_id": appointment}),
            ("people.units", {}),
            ("people.unit", {"unit_id": bloc}),
            ("people.unit_new", {}),
            ("people.unit_change", {"unit_id": unit}),
            ("people.unit_move", {"unit_id": chapter}),
            ("people.unit_split", {"unit_id": unit}),
            ("people.unit_merge", {"unit_id": unit}),
            ("people.unit_dissolve", {"unit_id": unit}),
            ("people.rearrangements", {}),
            ("people.rearrangement", {"rearrangement_id": plan}),
            ("people.rearrangement_edit", {"rearrangement_id": plan}),
            ("people.rearranged_members", {"rearrangement_id": plan}),
            ("people.rearranged_things", {"rearrangement_id": plan}),
            ("people.members", {}),
            ("people.member_new", {}),
            ("people.member", {"member_id": pupil}),
            ("people.member_edit", {"member_id": pupil}),
            ("volunteering.member_transfer", {"member_id": pupil}),
            ("volunteering.member_leave", {"member_id": pupil}),
        ),
    }


def _one(statement: Select[tuple[int]]) -> int:
    return db.session.execute(statement.limit(1)).scalar_one()


def _row(statement: Select[Any]) -> Any:
    return db.session.execute(statement.limit(1)).one()


def _work(state: str) -> int:
    """The newest work in a state; of the leader's unit where it is one that only the unit sees."""
    statement = select(Work.id).where(Work.state == state)
    if state == "draft":
        statement = statement.join(Unit).where(Unit.code == "STP", Work.return_reason.is_not(None))
    return _one(statement.order_by(Work.accepted_on.desc(), Work.id.desc()))


def _shift(activity_id: int) -> int:
    return _one(select(Shift.id).where(Shift.activity_id == activity_id).order_by(Shift.starts_at))


def _activity(host: str, state: str) -> int:
    statement = select(Activity.id).join(Unit, Unit.id == Activity.host_unit_id)
    return _one(statement.where(Unit.code == host, Activity.state == state).order_by(Activity.id.desc()))


def _account(key: str) -> Account:
    statement = select(Account).where(func.lower(Account.email) == f"{key}@thapsang.example")
    return db.session.execute(statement).scalar_one()

"""One object of every kind in An's unit and one in a stranger's, and everybody who may call for them."""

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any, ClassVar

from PIL import Image
from sqlalchemy import delete, select

from app.core import clock
from app.core.actor import SYSTEM
from app.core.codes import new_checked_code
from app.core.files import NewFile, StoredFile, add_file, store_document, store_photo
from app.core.lists import read_list
from app.extensions import db
from app.notifications.addresses import sign_calendar, sign_unsubscribe
from app.notifications.models import Delivery
from app.people.life import MemberMerge, Milestone, TransferRequest
from app.people.models import Appointment, Membership, SignIn, UnitVersion
from app.people.rearranging.plan import RearrangedUnit, Rearrangement
from app.people.roster.draft import RosterDraft, pack
from app.privacy.models import DataRequest, PrivacyConsent
from app.service.models import PilotUnit, ServiceDay, ServiceModel, ServiceTally
from app.volunteering.models import ConsentRequest, GuardianConsent, SignUp
from app.volunteering.queries.consent_requests import hash_link
from app.volunteering.short_links import short_code
from app.works.models import (
    EntryRequest,
    Expense,
    KindMeasure,
    Ledger,
    LedgerEntry,
    LetterEntry,
    PlanLine,
    PlanVersion,
    Pledge,
    ThankYouLetter,
    VillagerLabour,
    WorkPhoto,
)
from tests import factories
from tests.cast import Cast, Person, make_cast, somebody
from tests.people import rosters
from tests.system.drive_world import add_drive
from tests.system.studying import add_study

NOUNS = (
    *("account", "appointment", "member", "sign_in", "unit", "commune", "work", "photo", "expense", "entry"),
    *("file", "activity", "shift", "sign_up", "consent", "pledge", "letter", "labour", "kind", "measure"),
    *("certificate", "check_in", "series"),
    *("request", "advance", "fund_entry", "fund_request"),
    *("delivery", "tally", "model", "pilot", "draft", "rearrangement", "version"),
    *("transfer", "gone", "merge", "milestone", "handover", "asked", "privacy_consent"),
    *("report", "report_draft"),
    *("class", "enrolment", "list", "initiative"),
    *("drive", "cluster", "place", "indicator", "claim", "objection", "nomination", "decision"),
)


@dataclass(frozen=True)
class World:
    """Values for the arguments of addresses: of An's unit, of a stranger's, and of nothing at all."""

    own: dict[str, Any]
    foreign: dict[str, Any]
    roles: dict[str, Person | None]

    missing: ClassVar[dict[str, Any]] = {
        "key": "no-such-figure",
        "kind": "no-such-kind",
        "digest": "0" * 8,
        "size": "full",
        "token": "no-such-link",
        "signed": "no-such-link",
        "secret": "no-such-secret",
        "code": "2" * 12,
        "certificate_code": "2" * 16,
        "short": short_code(9_999_999),
        **{f"{noun}_id": 9_999_999 for noun in NOUNS},
    }


def make_world(*, has_advances: bool = True, has_funds: bool = True, has_merges: bool = True) -> World:
    """Two units with the same things in each; the roles include appointments that ended and that haven't begun."""
    cast = make_cast()
    yesterday, tomorrow = clock.today() - timedelta(days=1), clock.today() + timedelta(days=1)
    former = somebody(cast.unit, "Mai Cựu")
    factories.appointment(former.account, "leader", cast.unit, valid_until=yesterday)
    future = somebody(cast.unit, "Lộc Tương Lai")
    factories.appointment(future.account, "leader", cast.unit, valid_from=tomorrow)
    roles = {
        "visitor": None,
        "member": cast.binh,
        "stranger": cast.chi,
        "leader": cast.an,
        "treasurer": cast.dung,
        "other_leader": cast.giang,
        "committee": cast.ha,
        "inspector": cast.khanh,
        "administrator": cast.lan,
        "former_leader": former,
        "future_leader": future,
    }
    own = _things(cast, cast.unit, cast.binh, cast.an, cast.dung, has_advances, has_funds)
    foreign = _things(cast, cast.other_unit, cast.chi, cast.giang, cast.giang, has_advances, has_funds)
    if has_merges:
        own |= _add_merge(cast.unit, cast.binh)
        foreign |= _add_merge(cast.other_unit, cast.chi)
    db.session.commit()
    return World(own, foreign, roles)


def _things(
    cast: Cast, unit: Any, member: Person, leader: Person, recorder: Person, has_advances: bool, has_funds: bool
) -> dict[str, Any]:
    """A work under way with money in it, an open activity with a sign-up, a consent; not public where it can be."""
    work = factories.work(
        unit, state="submitted", proposed_by=leader.account.id, cash_received=9_000_000, union_contribution=9_000_000
    )
    line = db.session.execute(
        select(PlanLine).join(PlanVersion, PlanVersion.id == PlanLine.version_id).where(PlanVersion.work_id == work.id)
    ).scalars()
    ledger = db.session.execute(select(Ledger).where(Ledger.work_id == work.id)).scalar_one()
    paper = _file(store_document(b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n", "paper.pdf"))
    picture = _file(store_photo(_picture(), "photo.jpg"))
    now = clock.now()
    expense = Expense(
        work_id=work.id,
        plan_line_id=next(line).id,
        amount=1_000_000,
        payee="Cửa hàng",
        on=clock.today(),
        file_id=paper.id,
        recorded_by=recorder.account.id,
        recorded_at=now,
    )
    entry = LedgerEntry(
        ledger_id=ledger.id,
        work_id=work.id,
        number=1,
        kind="contribution",
        form="cash",
        amount=9_000_000,
        on=clock.today(),
        counts_on=clock.today(),
        source="sponsor",
        party="Nhà tài trợ",
        recorded_by=recorder.account.id,
        at=now,
        voucher_series=f"PT-{unit.id}",
        voucher_year=clock.today().year,
        voucher_number=1,
        previous_hash="",
        hash="",
    )
    photo = WorkPhoto(work_id=work.id, file_id=picture.id, moment="before", at=now)
    activity = factories.activity(unit, audience="host", photo_id=picture.id, photo_caption="Cổng làng")
    series = factories.series(factories.activity(unit, audience="host"))
    shift = factories.shift(activity, starts_at=activity.starts_at + timedelta(hours=4))
    consent = GuardianConsent(
        member_id=member.member.id,
        guardian_name="Phụ huynh",
        relation="mẹ",
        how="paper",
        marks=["heavy"],
        given_on=date(2026, 1, 1),
        valid_until=date(2030, 1, 1),
        file_id=paper.id,
        at=now,
    )
    pledge = Pledge(
        work_id=work.id, source="sponsor", form="cash", amount=2_000_000, party="Nhà tài trợ", on=clock.today(), at=now
    )
    token = f"link-{unit.code}"
    db.session.add(
        ConsentRequest(
            member_id=member.member.id,
            phone="+84912000001",
            marks=["away"],
            token_hash=hash_link(token),
            at=now,
            expires_at=now + timedelta(days=7),
        )
    )
    asked = DataRequest(
        member_id=member.member.id,
        kind="correction",
        text="Sai ngày sinh",
        asked_at=now,
        asked_by=member.account.id,
        acknowledge_by_day=clock.today(),
        due_on=clock.today(),
    )
    agreed = PrivacyConsent(
        member_id=member.member.id,
        purpose="publication",
        side="own",
        wording="Tôi đồng ý",
        how="signed_in",
        given_on=clock.today(),
        recorded_at=now,
    )
    db.session.add_all([expense, entry, photo, consent, pledge, asked, agreed])
    db.session.flush()  # the request names its entry
    request = EntryRequest(
        ledger_id=ledger.id,
        entry_id=entry.id,
        kind="reversal",
        amount=-entry.amount,
        reason="Ghi nhầm",
        requested_by=recorder.account.id,
        requested_at=now,
    )
    db.session.add(request)
    db.session.flush()  # its id is handed out
    advance_id = _add_advance(ledger, recorder, unit) if has_advances else 0
    letter = ThankYouLetter(
        work_id=work.id,
        unit_id=unit.id,
        year=clock.today().year,
        number=1,
        code=new_checked_code(12),
        issued_on=clock.today(),
        unit_name=unit.name,
        signer="Người ký",
        signer_title="Bí thư",
        issued_by=leader.account.id,
        at=now,
    )
    labour = VillagerLabour(
        work_id=work.id,
        who="Nhân dân trong thôn",
        from_on=clock.today(),
        to_on=clock.today(),
        persons=3,
        days=3,
        file_id=paper.id,
        recorded_by=leader.account.id,
        at=now,
    )
    db.session.add_all([expense, entry, photo, consent, pledge, letter, labour])
    db.session.flush()  # what the letter is about needs both ids
    db.session.add(LetterEntry(letter_id=letter.id, entry_id=entry.id, amount=entry.amount))
    far = factories.unit(f"Chi đoàn bạn của {unit.code}", parent=cast.bloc)
    transfer = TransferRequest(
        member_id=member.member.id, from_unit_id=unit.id, to_unit_id=far.id, by_new_unit=True, asked_at=now
    )
    ended = factories.appointment(factories.account(), "treasurer", unit, valid_until=clock.today())
    milestone = Milestone(
        member_id=member.member.id, kind="admission", on=date(2015, 3, 26), unit_id=unit.id, decision="QĐ 1", at=now
    )
    db.session.add_all([transfer, milestone])
    db.session.flush()  # their ids are handed out
    measure = db.session.execute(select(KindMeasure).where(KindMeasure.kind_id == work.kind_id).limit(1)).scalar_one()
    certificate = factories.certificate(activity, member.member)
    sign_up: SignUp = factories.sign_up(shift, member.member, unit)
    seen = factories.check_in(sign_up, state="open", problem="implausible_time")
    appointment = db.session.execute(
        select(Appointment.id).where(Appointment.account_id == leader.account.id)
    ).scalar_one()
    sign_in = db.session.execute(select(SignIn.id).where(SignIn.account_id == member.account.id)).scalar_one()
    return {
        "account_id": leader.account.id,
        "appointment_id": appointment,
        "member_id": member.member.id,
        "sign_in_id": sign_in,
        "unit_id": unit.id,
        "commune_id": factories.commune().id,
        "work_id": work.id,
        "photo_id": photo.id,
        "expense_id": expense.id,
        "entry_id": entry.id,
        "activity_id": activity.id,
        "series_id": series.id,
        "short": short_code(activity.id),
        "shift_id": shift.id,
        "sign_up_id": sign_up.id,
        "consent_id": consent.id,
        "pledge_id": pledge.id,
        "certificate_id": certificate.id,
        "certificate_code": certificate.code,
        "check_in_id": seen.id,
        "request_id": request.id,
        "transfer_id": transfer.id,
        "gone_id": factories.member(unit, "Nguyễn Thị Hai").id,
        "milestone_id": milestone.id,
        "handover_id": ended.id,
        "advance_id": advance_id,
        **(_add_fund(recorder, unit, paper) if has_funds else {}),
        "letter_id": letter.id,
        "labour_id": labour.id,
        "kind_id": measure.kind_id,
        "measure_id": measure.id,
        "code": letter.code,
        "file_id": paper.id,
        "key": "works.accepted",
        "report_draft_id": factories.report_draft(unit).id,
        "report_id": factories.issued_report(unit).id,
        "digest": "0" * 8,
        "size": "full",
        "draft_id": _roster(unit, leader),
        "rearrangement_id": _plan(cast, unit, paper),
        "version_id": _version(unit, paper),
        "asked_id": asked.id,
        "privacy_consent_id": agreed.id,
        "token": token,
        **_told_and_served(unit, member, leader, activity.id),
        **add_study(unit, member, leader, paper),
        **add_drive(cast, unit, member, leader, paper),
    }


def _roster(unit: Any, leader: Person) -> int:
    """A list that the leader has sent and not yet confirmed."""
    content = pack(read_list(rosters.sheet(*rosters.PLAIN)))
    draft = RosterDraft(
        account_id=leader.account.id, unit_id=unit.id, name="ds.xlsx", content=content, answers={}, at=clock.now()
    )
    db.session.add(draft)
    db.session.flush()  # the address has the id
    return draft.id


def _plan(cast: Cast, unit: Any, paper: StoredFile) -> int:
    """A unit is to be split in two, by a decision that is on record."""
    rows = [RearrangedUnit(role=role, position=0, unit_id=unit.id) for role in ("source", "goal")]
    new = {"code": f"{unit.code}-2", "name": "Đơn vị mới", "short_name": "Mới"}
    plan = Rearrangement(
        kind="split",
        on=clock.today(),
        decision="Số 1",
        file_id=paper.id,
        choices={},
        prepared_by=cast.lan.account.id,
        prepared_at=clock.now(),
        units=[*rows, RearrangedUnit(role="goal", position=1, **new)],
    )
    db.session.add(plan)
    db.session.flush()  # the address has the id
    return plan.id


def _version(unit: Any, paper: StoredFile) -> int:
    """What the unit is, with the paper of the decision."""
    version = db.session.execute(select(UnitVersion).where(UnitVersion.unit_id == unit.id)).scalar_one()
    version.file_id = paper.id
    return version.id


def _add_advance(ledger: Ledger, recorder: Person, unit: Any) -> int:
    """An advance that is still in somebody's hands."""
    advance = EntryRequest(
        ledger_id=ledger.id,
        kind="advance",
        amount=-1_000_000,
        party="Người đi mua",
        reason="Mua dây",
        state="approved",
        requested_by=recorder.account.id,
        requested_at=clock.now(),
    )
    db.session.add(advance)
    db.session.flush()  # the entry names its advance
    given = LedgerEntry(
        ledger_id=ledger.id,
        work_id=ledger.work_id,
        number=2,
        kind="advance",
        form="cash",
        amount=-1_000_000,
        on=clock.today(),
        counts_on=clock.today(),
        party="Người đi mua",
        request_id=advance.id,
        recorded_by=recorder.account.id,
        at=clock.now(),
        voucher_series=f"PC-{unit.id}",
        voucher_year=clock.today().year,
        voucher_number=1,
        previous_hash="",
        hash="",
    )
    db.session.add(given)
    ledger.entries = 2
    return advance.id


def _add_merge(unit: Any, member: Person) -> dict[str, int]:
    """A second record of the member, merged into the first."""
    merged = factories.member(unit, merged_into_id=member.member.id)
    db.session.execute(delete(Membership).where(Membership.member_id == merged.id))
    merge = MemberMerge(
        kept_id=member.member.id,
        gone_id=merged.id,
        at=clock.now(),
        reason="Một người",
        moved={"fields": {}, "memberships.member_id": {"before": [], "after": []}, "accounts.member_id": {}}
        | {"sign_ups.ended": {}, "check_ins.changed": [], "certificates.valid": []},
    )
    db.session.add(merge)
    db.session.flush()  # its id is handed out
    return {"merge_id": merge.id}


def _add_fund(recorder: Person, unit: Any, paper: StoredFile) -> dict[str, int]:
    """A fund into which something came, and that is asked to pay something."""
    ledger = factories.save(Ledger(unit_id=unit.id, entries=1, balance=600_000))
    income = LedgerEntry(
        ledger_id=ledger.id,
        number=1,
        kind="contribution",
        form="cash",
        source="members",
        amount=600_000,
        on=clock.today(),
        counts_on=clock.today(),
        party="Đoàn viên",
        recorded_by=recorder.account.id,
        at=clock.now(),
        voucher_series=f"PT-{unit.id}",
        voucher_year=clock.today().year,
        voucher_number=2,
        previous_hash="",
        hash="",
    )
    outlay = EntryRequest(
        ledger_id=ledger.id,
        kind="outlay",
        amount=-200_000,
        party="Nhà in",
        reason="In băng rôn",
        file_id=paper.id,
        requested_by=recorder.account.id,
        requested_at=clock.now(),
    )
    db.session.add_all([income, outlay])
    db.session.flush()  # their ids are handed out
    return {"fund_entry_id": income.id, "fund_request_id": outlay.id}


def _told_and_served(unit: Any, member: Person, leader: Person, activity_id: int) -> dict[str, Any]:
    """A notice of the member with the signed addresses, and a service day with a model, a pilot unit and an entry."""
    now = clock.now()
    notice = Delivery(
        account_id=member.account.id,
        kind="place_given",
        thing="shift:1#1",
        channel="product",
        details={"title": "Trồng cây", "activity_id": activity_id},
        at=now,
        due_at=now,
        sent_at=now,
        state="sent",
    )
    model = ServiceModel(
        name=f"Ngày thứ Bảy {unit.id}", unit_id=unit.id, decision="12-QĐ/ĐTN", decided_on=date(2025, 1, 1)
    )
    db.session.add_all([notice, model])
    db.session.flush()  # the rows below name these
    pilot = PilotUnit(model_id=model.id, unit_id=unit.id, valid_from=date(2025, 2, 1), decision="13-QĐ/ĐTN")
    db.session.add_all([pilot, ServiceDay(activity_id=activity_id, kind="service_centre", model_id=model.id)])
    db.session.flush()  # the entry names its day
    counted = {"people": 3, "procedures": 1, "online": 2}
    tally = ServiceTally(activity_id=activity_id, account_id=leader.account.id, at=now, **counted)
    db.session.add(tally)
    db.session.flush()  # its id is handed out
    return {
        "delivery_id": notice.id,
        "tally_id": tally.id,
        "model_id": model.id,
        "pilot_id": pilot.id,
        "signed": sign_unsubscribe(member.account.id, "places"),
        "secret": sign_calendar(member.account.id, 1),
    }


def _file(new: NewFile) -> StoredFile:
    return factories.save(add_file(SYSTEM, new))


def _picture() -> bytes:
    content = BytesIO()
    Image.new("RGB", (400, 300), "navy").save(content, "JPEG")
    return content.getvalue()

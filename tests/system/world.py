"""One object of every kind in An's unit and one in a stranger's, and everybody who may call for them."""

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any, ClassVar

from PIL import Image
from sqlalchemy import select

from app.core import clock
from app.core.actor import SYSTEM
from app.core.files import NewFile, StoredFile, add_file, store_document, store_photo
from app.extensions import db
from app.notifications.addresses import sign_calendar, sign_unsubscribe
from app.notifications.models import Delivery
from app.people.models import Appointment, SignIn
from app.service.models import PilotUnit, ServiceDay, ServiceModel, ServiceTally
from app.volunteering.models import GuardianConsent, SignUp
from app.works.models import Expense, Ledger, LedgerEntry, PlanLine, PlanVersion, Pledge, WorkPhoto
from tests import factories
from tests.cast import Cast, Person, make_cast, somebody

NOUNS = (
    *("account", "appointment", "member", "sign_in", "unit", "commune", "work", "photo", "expense", "entry"),
    *("file", "activity", "shift", "sign_up", "consent", "pledge", "delivery"),
    *("tally", "model", "pilot"),
)


@dataclass(frozen=True)
class World:
    """Values for the arguments of addresses: of An's unit, of a stranger's, and of nothing at all."""

    own: dict[str, Any]
    foreign: dict[str, Any]
    roles: dict[str, Person | None]

    missing: ClassVar[dict[str, Any]] = {
        "key": "no-such-figure",
        "digest": "0" * 8,
        "size": "full",
        "token": "no-such-token",
        "secret": "no-such-secret",
        **{f"{noun}_id": 9_999_999 for noun in NOUNS},
    }


def make_world() -> World:
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
    return World(
        own=_things(cast, cast.unit, cast.binh, cast.an, cast.dung),
        foreign=_things(cast, cast.other_unit, cast.chi, cast.giang, cast.giang),
        roles=roles,
    )


def _things(cast: Cast, unit: Any, member: Person, leader: Person, recorder: Person) -> dict[str, Any]:
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
    activity = factories.activity(unit, audience="host")
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
    notice = Delivery(
        account_id=member.account.id,
        kind="place_given",
        thing="shift:1#1",
        channel="product",
        details={"title": "Trồng cây", "activity_id": activity.id},
        at=now,
        due_at=now,
        sent_at=now,
        state="sent",
    )
    model = ServiceModel(
        name=f"Ngày thứ Bảy {unit.id}", unit_id=unit.id, decision="12-QĐ/ĐTN", decided_on=date(2025, 1, 1)
    )
    db.session.add_all([expense, entry, photo, consent, pledge, notice, model])
    db.session.flush()  # the rows below name these
    pilot = PilotUnit(model_id=model.id, unit_id=unit.id, valid_from=date(2025, 2, 1), decision="13-QĐ/ĐTN")
    db.session.add_all([pilot, ServiceDay(activity_id=activity.id, kind="service_centre", model_id=model.id)])
    db.session.flush()  # the entry names its day
    tally = ServiceTally(
        activity_id=activity.id, people=3, procedures=1, online=2, account_id=leader.account.id, at=now
    )
    db.session.add(tally)
    sign_up: SignUp = factories.sign_up(shift, member.member, unit)
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
        "shift_id": shift.id,
        "sign_up_id": sign_up.id,
        "consent_id": consent.id,
        "pledge_id": pledge.id,
        "file_id": paper.id,
        "key": "works.accepted",
        "digest": "0" * 8,
        "size": "full",
        "delivery_id": notice.id,
        "tally_id": tally.id,
        "model_id": model.id,
        "pilot_id": pilot.id,
        "token": sign_unsubscribe(member.account.id, "places"),
        "secret": sign_calendar(member.account.id, 1),
    }


def _file(new: NewFile) -> StoredFile:
    return factories._save(add_file(SYSTEM, new))


def _picture() -> bytes:
    content = BytesIO()
    Image.new("RGB", (400, 300), "navy").save(content, "JPEG")
    return content.getvalue()

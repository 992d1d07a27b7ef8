"""Rows for tests: each factory makes one thing with sensible values and lets the test name what matters to it.

They write through the session of the test and commit, so that a request sees them.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.attendance.models import Certificate, CheckIn
from app.core import clock
from app.core.codes import new_checked_code
from app.core.text import fold, name_sort_key, sort_key
from app.extensions import db
from app.people.models import Account, Appointment, Member, Membership, Unit, UnitVersion
from app.places.models import Commune
from app.reports.frozen import checksum, write_down
from app.reports.models import IssuedReport, ReportDraft
from app.service.models import PilotUnit, ServiceModel
from app.volunteering.models import Activity, ActivitySeries, GuardianConsent, Shift, SignUp
from app.works.models import Ledger, PlanLine, PlanSource, PlanVersion, Work, WorkKind

_numbers = itertools.count(1)
_together: list[bool] = []


@contextmanager
def together() -> Iterator[None]:
    """What is made in the block is committed at its end: many rows take as long as one."""
    _together.append(True)
    yield
    _together.pop()
    db.session.commit()


def save(row: Any) -> Any:
    """Write a row so that requests see it."""
    db.session.add(row)
    if _together:
        db.session.flush()
    else:
        db.session.commit()
    return row


def unit(name: str = "", *, parent: Unit | None = None, kind: str = "base_chapter", **values: Any) -> Unit:
    number = next(_numbers)
    name = name or f"Chi đoàn thử nghiệm {number}"
    values = {
        "code": f"U{number:03}",
        "short_name": name,
        "sector": "agency" if parent else None,
        "founded_on": date(2020, 1, 1),
        **values,
    }
    row = Unit(
        name=name,
        kind=kind,
        parent_id=parent.id if parent else None,
        path="",
        name_folded=fold(name),
        name_sort=sort_key(name),
        **values,
    )
    db.session.add(row)
    db.session.flush()  # the path holds the id
    row.path = f"{parent.path if parent else '/'}{row.id}/"
    db.session.add(
        UnitVersion(
            unit_id=row.id,
            name=row.name,
            short_name=row.short_name,
            kind=row.kind,
            sector=row.sector,
            parent_id=row.parent_id,
            path=row.path,
            valid_from=row.founded_on,
        )
    )
    return save(row)


def member(unit: Unit, full_name: str = "Nguyễn Văn Bình", **values: Any) -> Member:
    number = next(_numbers)
    row = Member(
        full_name=full_name,
        name_folded=fold(full_name),
        name_sort=name_sort_key(full_name),
        **{
            "code": f"TS{number:06}",
            "birth_date": date(1998, 5, 20),
            "gender": "male",
            "phone": f"+8491{number:07}",
            "joined_on": date(2015, 3, 26),
            **values,
        },
    )
    db.session.add(row)
    db.session.flush()  # the membership needs the id
    db.session.add(Membership(member_id=row.id, unit_id=unit.id, valid_from=date(2020, 1, 1)))
    return save(row)


def account(of: Member | None = None, **values: Any) -> Account:
    number = next(_numbers)
    name = of.full_name if of else f"Tài khoản {number}"
    row = Account(
        member_id=of.id if of else None,
        **{"name": name, "phone": of.phone if of else f"+8497{number:07}", **values},
    )
    return save(row)


def appointment(account: Account, role: str, unit: Unit, **values: Any) -> Appointment:
    return save(
        Appointment(account_id=account.id, role=role, unit_id=unit.id, **{"valid_from": date(2022, 1, 1), **values})
    )


def commune(name: str = "Đồng Đăng") -> Commune:
    """A commune of today by its name, from the tables that every test database holds."""
    return db.session.execute(
        select(Commune).where(Commune.name_folded == fold(name), Commune.valid_to.is_(None))
    ).scalar_one()


def kind(code: str = "village_road_lighting") -> WorkKind:
    return db.session.execute(select(WorkKind).where(WorkKind.code == code)).scalar_one()


def work(unit: Unit, *, lines: list[int] | None = None, **values: Any) -> Work:
    """A work with an approved plan: `lines` are the amounts of its lines, fully covered by a sponsor in cash."""
    now = clock.now()
    place = commune()
    title = values.pop("title", "Thắp sáng đường thôn Nà Lùng")
    state = values.setdefault("state", "approved")
    lines = [20_000_000, 5_000_000] if lines is None else lines
    row = Work(
        title=title,
        title_folded=fold(title),
        unit_id=unit.id,
        **{
            "kind_id": kind().id,
            "commune_id": place.id,
            "lat": place.lat,
            "lon": place.lon,
            "planned_households": 30,
            "planned_people": 120,
            "starts_on": clock.today(),
            "ends_on": clock.today() + timedelta(days=30),
            "created_at": now,
            "sort_on": values.get("accepted_on") or clock.today(),
            "planned_total": sum(lines),
            **values,
        },
    )
    db.session.add(row)
    db.session.flush()  # plan and ledger need the id
    in_force = state not in ("draft", "submitted", "rejected")
    db.session.add(
        PlanVersion(
            work_id=row.id,
            number=1,
            state="approved" if in_force else state if state != "rejected" else "refused",
            made_at=now,
            lines=[
                PlanLine(
                    position=position,
                    category="materials",
                    description=f"Vật tư {position}",
                    quantity=1,
                    unit="bộ",
                    unit_price=amount,
                    amount=amount,
                )
                for position, amount in enumerate(lines, 1)
            ],
            sources=[PlanSource(position=1, kind="sponsor", form="cash", amount=sum(lines), name="Nhà tài trợ")]
            if lines
            else [],
        )
    )
    db.session.add(Ledger(work_id=row.id))
    return save(row)


def activity(host: Unit, *, shifts: int = 1, capacity: int = 5, starts_at: datetime | None = None, **values: Any):
    """A published activity open to all, with shifts of three hours that follow each other from tomorrow 07:00 on."""
    title = values.pop("title", "Ngày thứ Bảy tình nguyện")
    first = starts_at or clock.at_local(clock.today() + timedelta(days=1), datetime.min.time().replace(hour=7))
    row = Activity(
        host_unit_id=host.id,
        title=title,
        title_folded=fold(title),
        starts_at=first,
        ends_at=first + timedelta(hours=3 * shifts),
        created_at=clock.now(),
        **{"state": "published", "commune_id": commune().id, "meeting_point": "Cổng UBND xã", **values},
    )
    db.session.add(row)
    db.session.flush()  # the shifts need the id
    for number in range(shifts):
        shift(row, capacity=capacity, starts_at=first + timedelta(hours=3 * number), commit=False)
    return save(row)


def series(first: Activity, **values: Any) -> ActivitySeries:
    """A weekly series that begins with an activity and has no other yet."""
    assert first.starts_at is not None
    day = clock.local(first.starts_at).date()
    row = ActivitySeries(
        **{
            "pattern": "weekly",
            "every": 1,
            "starts_on": day,
            "until": day,
            "skipped": [],
            "created_at": clock.now(),
            **values,
        }
    )
    db.session.add(row)
    db.session.flush()  # the activity points at it
    first.series_id, first.series_day = row.id, day
    return save(row)


def shift(activity: Activity, *, commit: bool = True, **values: Any) -> Shift:
    starts_at = values.pop("starts_at", activity.starts_at)
    row = Shift(
        activity_id=activity.id,
        starts_at=starts_at,
        **{"role": "Đổ bê tông", "capacity": 5, "ends_at": starts_at + timedelta(hours=3), **values},
    )
    db.session.add(row)
    activity.starts_at = min(activity.starts_at, row.starts_at)
    activity.ends_at = max(activity.ends_at, row.ends_at)
    if commit:
        db.session.commit()
    return row


def sign_up(shift: Shift, member: Member, unit: Unit, state: str = "confirmed", **values: Any) -> SignUp:
    row = SignUp(
        shift_id=shift.id,
        member_id=member.id,
        unit_id=unit.id,
        state=state,
        position=shift.next_position,
        at=clock.now(),
        **values,
    )
    shift.next_position += 1
    if state == "waitlisted":
        shift.waiting += 1
    elif state != "cancelled":
        shift.confirmed += 1
    return save(row)


def check_in(sign_up: SignUp, *, at: datetime | None = None, until: datetime | None = None, **values: Any) -> CheckIn:
    """Somebody with a place was seen coming (now), and where `until` is given leaving."""
    row = None
    for direction, moment in (("in", at or clock.now()), ("out", until)):
        if moment is not None:
            row = CheckIn(
                shift_id=sign_up.shift_id,
                sign_up_id=sign_up.id,
                member_id=sign_up.member_id,
                at=moment,
                direction=direction,
                **{
                    "key": f"key-{next(_numbers)}",
                    "how": "name",
                    "state": "counted",
                    "received_at": clock.now(),
                    **values,
                },
            )
            db.session.add(row)
    return save(row)


def service_model(unit: Unit, **values: Any) -> ServiceModel:
    """A way of serving that units may pilot."""
    today = clock.today()
    number = next(_numbers)
    return save(
        ServiceModel(
            unit_id=unit.id, **{"name": f"Mô hình {number}", "decision": "Số 1", "decided_on": today, **values}
        )
    )


def pilot(model: ServiceModel, unit: Unit, **values: Any) -> PilotUnit:
    """A unit that pilots a model since last year."""
    since = clock.today() - timedelta(days=365)
    return save(PilotUnit(model_id=model.id, unit_id=unit.id, **{"valid_from": since, "decision": "Số 2", **values}))


def report_draft(unit: Unit, **values: Any) -> ReportDraft:
    """An open draft of the report on the first quarter of 2025, without text."""
    days = {"date_from": date(2025, 1, 1), "date_to": date(2025, 3, 31)}
    written = {"texts": {}, "works": [], "created_at": clock.now()}
    return save(ReportDraft(unit_id=unit.id, **{**days, **written, **values}))


def issued_report(unit: Unit, **values: Any) -> IssuedReport:
    """A report on the second quarter of 2025 that was issued and counted nothing."""
    days = {"date_from": date(2025, 4, 1), "date_to": date(2025, 6, 30)}
    draft = report_draft(unit, is_open=False, **days)
    head = dict.fromkeys(
        ("above", "issuer", "symbol", "place", "on_behalf", "signer_title", "signer", "recipients"), ""
    )
    content = {
        "unit": unit.code,
        "unit_name": unit.name,
        "number": "9-BC/ĐTN",
        "issued_on": "2025-07-02",
        "from": "2025-04-01",
        "to": "2025-06-30",
        "replaces": None,
        "letterhead": head,
        "figures": [],
        "records": {},
        "texts": {},
        "works": [],
        "matrix": {"columns": [], "rows": []},
    }
    written = write_down(content)
    frozen = {"frozen": written, "checksum": checksum(written), "issued_on": date(2025, 7, 2), "at": clock.now()}
    about = {"draft_id": draft.id, "unit_id": unit.id, "number": "9-BC/ĐTN", "year": 2025}
    return save(IssuedReport(**{**days, **about, **frozen, **values}))


def certificate(activity: Activity, member: Member, **values: Any) -> Certificate:
    """A valid certificate of three hours."""
    number = next(_numbers)
    return save(
        Certificate(
            member_id=member.id,
            activity_id=activity.id,
            **{
                "code": new_checked_code(16),
                "year": clock.today().year,
                "number": number,
                "state": "valid",
                "issued_at": clock.now(),
                "full_name": member.full_name,
                "unit_name": "Chi đoàn",
                "host_name": "Đoàn cơ sở",
                "activity_title": activity.title,
                "first_on": clock.today(),
                "last_on": clock.today(),
                "minutes": 180,
                **values,
            },
        )
    )


def consent(member: Member, marks: list[str], **values: Any) -> GuardianConsent:
    """A guardian's consent on paper for a year from today."""
    today = clock.today()
    return save(
        GuardianConsent(
            member_id=member.id,
            marks=marks,
            **{
                "guardian_name": "Vy Văn Cha",
                "relation": "Bố",
                "how": "paper",
                "given_on": today,
                "valid_until": today + timedelta(days=365),
                "at": clock.now(),
                **values,
            },
        )
    )

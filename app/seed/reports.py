"""The demonstration's reports: targets, a letterhead, the report of 2023 as issued, and who sent the last one."""

from datetime import date, timedelta

from sqlalchemy import select

from app.core import clock
from app.core.actor import Actor
from app.extensions import db
from app.people.models import Unit
from app.reports.actions import (
    UnitTargets,
    ask_for_reports,
    issue_report,
    set_letterhead,
    set_many_targets,
    set_targets,
    start_draft,
)
from app.reports.models import ReportDraft
from app.seed.actors import Actors

SINCE = date(2022, 11, 1)
PLAN = "Kế hoạch 02-KH/ĐTNK (minh hoạ)"
YEAR_TARGETS = {"works.accepted": 30, "works.value": 280_000_000, "activities.held": 90, "initiatives.applied": 60}
# Who has sent the last quarter's report, and how many days after it was asked for.
SENT = (("TAND", 3), ("STC", 6), ("HCC", 19))
DUE_AFTER = 10  # days


def load_reports(actors: Actors) -> None:
    """What the office and some units have set and sent."""
    committee = actors.committee()
    bloc = _unit("KHOI")
    set_letterhead(
        committee,
        unit_id=bloc.id,
        valid_from=SINCE,
        words={
            "above": "Tỉnh đoàn Lạng Sơn",
            "issuer": "BCH Đoàn Khối các cơ quan tỉnh",
            "symbol": "BC/ĐTNK",
            "place": "Lạng Sơn",
            "on_behalf": "TM. BAN THƯỜNG VỤ",
            "signer_title": "BÍ THƯ",
            "signer": "Nông Thị Minh Hoạ",
            "recipients": "Ban Thường vụ Tỉnh đoàn (báo cáo)\nĐảng uỷ Khối (báo cáo)\nCác cơ sở đoàn\nLưu văn phòng",
        },
    )
    today = clock.today()
    for year in sorted({2023, today.year}):
        set_targets(committee, year=year, version=1, values=YEAR_TARGETS, document=f"{PLAN}, năm {year}")
    own = [UnitTargets(_unit(code).id, {"works.accepted": 1, "activities.held": 2}, PLAN) for code, _days in SENT]
    set_many_targets(committee, year=today.year, rows=own)
    with clock.travel(date(2023, 9, 5)):
        _issue(committee, bloc, date(2023, 1, 1), date(2023, 8, 31), "58")
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    last = first - timedelta(days=1)
    first = date(last.year, (last.month - 1) // 3 * 3 + 1, 1)
    due = last + timedelta(days=DUE_AFTER)
    start_draft(committee, unit_id=bloc.id, date_from=first, date_to=last)
    ask_for_reports(committee, unit_id=bloc.id, date_from=first, date_to=last, due_on=due)
    for code, days in SENT:
        if last + timedelta(days=days) <= today:
            with clock.travel(last + timedelta(days=days)):
                _issue(actors.leader(code), _unit(code), first, last, "03")


def _issue(actor: Actor, unit: Unit, first: date, last: date, number: str) -> None:
    draft_id = start_draft(actor, unit_id=unit.id, date_from=first, date_to=last)
    version = db.session.scalar(select(ReportDraft.version).where(ReportDraft.id == draft_id))
    issue_report(
        actor,
        draft_id=draft_id,
        version=version,
        number=number,
        issued_on=clock.today(),
        signer_title="BÍ THƯ",
        signer="Nông Thị Minh Hoạ" if unit.parent_id is None else "Bí thư (minh hoạ)",
    )


def _unit(code: str) -> Unit:
    return db.session.execute(select(Unit).where(Unit.code == code)).scalar_one()

"""The demonstration's service days: the volunteer Saturday with its pilot units, and what was counted on the spot."""

from datetime import date, time, timedelta

from sqlalchemy import select

from app.core import clock
from app.extensions import db
from app.people.models import Unit
from app.seed.actors import Actors
from app.service.actions import add_model, choose_pilot, correct_tally, end_pilot, mark_service_day, record_tally
from app.volunteering.models import Activity

DECIDED = date(2023, 2, 20)
# Five units, as published in 2023.
PILOTS = ("HCC", "STP", "TAND", "STC", "SGT")
# What an activity's title says about the kind of service.
KINDS = (
    ("Ngày thứ Bảy tình nguyện", "volunteer_saturday"),
    ("dịch vụ công trực tuyến", "service_centre"),
    ("Tư vấn pháp luật", "legal_advice"),
)
# People helped, procedures handled, online services guided: what three helpers wrote over a day.
ENTRIES = ((9, 4, 3), (14, 8, 6), (6, 3, 2))


def load_service(actors: Actors) -> None:
    """The Bloc's model with the units that try it out, and the counts of the service days held lately."""
    committee = actors.committee()
    bloc = _unit("KHOI")
    with clock.travel(DECIDED):
        model_id = add_model(
            committee,
            name="Ngày thứ 7 tình nguyện giải quyết thủ tục hành chính cho người dân",
            kind="volunteer_saturday",
            description="Đoàn viên hỗ trợ tiếp nhận và giải quyết thủ tục hành chính cho người dân vào thứ Bảy.",
            unit_id=bloc.id,
            decision="15-QĐ/ĐTN (minh hoạ)",
            decided_on=DECIDED,
        )
        chosen = [
            choose_pilot(
                committee,
                model_id=model_id,
                unit_id=_unit(code).id,
                valid_from=DECIDED + timedelta(days=12 + 30 * number),
                decision=f"{16 + number}-QĐ/ĐTN (minh hoạ)",
            )
            for number, code in enumerate(PILOTS)
        ]
    end_pilot(committee, pilot_id=chosen[-1], valid_until=date(2024, 1, 1), decision="03-QĐ/ĐTN (minh hoạ)")
    since = clock.now() - timedelta(days=90)
    rows = db.session.execute(
        select(Activity.id, Activity.title, Activity.starts_at, Unit.code)
        .join(Unit, Unit.id == Activity.host_unit_id)
        .where(Activity.state == "held", Activity.starts_at > since)
        .order_by(Activity.id)
    ).all()
    for id_, title, starts_at, host in rows:
        kind = next((kind for words, kind in KINDS if words in title), None)
        if kind is not None and starts_at is not None:
            day = clock.local(starts_at).date()
            _count(actors, id_, host, day, kind, model_id if kind == "volunteer_saturday" else None)


def _count(actors: Actors, activity_id: int, host: str, day: date, kind: str, model_id: int | None) -> None:
    leader = actors.leader(host)
    mark_service_day(leader, activity_id=activity_id, kind=kind, model_id=model_id)
    first = 0
    for hour, (people, procedures, online) in zip((8, 9, 11), ENTRIES, strict=True):
        with clock.travel(clock.at_local(day, time(hour, 40))):
            entry = record_tally(leader, activity_id=activity_id, people=people, procedures=procedures, online=online)
            first = first or entry
    with clock.travel(clock.at_local(day, time(17))):
        correct_tally(leader, tally_id=first, people=8, procedures=4, online=3, reason="Đếm hai lần một người")


def _unit(code: str) -> Unit:
    return db.session.execute(select(Unit).where(Unit.code == code)).scalar_one()

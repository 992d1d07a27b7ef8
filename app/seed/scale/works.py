"""Works of `seed scale`: spread over units, communes, kinds, states and six years, each with its history."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.actor import Actor
from app.core.events import Event
from app.core.files import StoredFile, add_file, store_document, store_photo
from app.core.text import fold
from app.extensions import db
from app.places.models import Commune
from app.seed.papers import draw_receipt
from app.seed.pictures import draw_photo
from app.seed.scale.batch import Batch
from app.seed.scale.money import MoneyMaker
from app.seed.scale.people import BaseUnit, Team
from app.works.models import Acceptance, KindMeasure, Work, WorkKind, WorkMeasure, WorkPhoto

DAYS_BACK = 6 * 365
# Of a hundred works each.
STATES = {
    "accepted": 76,
    "under_way": 8,
    "approved": 4,
    "reported": 3,
    "submitted": 3,
    "draft": 3,
    "cancelled": 2,
    "rejected": 1,
}
KINDS = {
    "village_road_lighting": 40,
    "rural_concrete_road": 16,
    "youth_task": 16,
    "other": 12,
    "border_patrol_lighting": 6,
    "border_marker_road": 5,
    "red_scarf_house": 5,
}
TITLES = {
    "village_road_lighting": "Thắp sáng đường thôn",
    "rural_concrete_road": "Đường bê tông thôn",
    "youth_task": "Dọn vệ sinh, trồng cây thôn",
    "other": "Sân chơi thiếu nhi thôn",
    "border_patrol_lighting": "Thắp sáng đường tuần tra",
    "border_marker_road": "Đường bê tông lên mốc",
    "red_scarf_house": "Ngôi nhà khăn quàng đỏ thôn",
}
FIRST = ("Nà", "Pò", "Khuổi", "Bản", "Cốc", "Lũng", "Pác", "Tà")
SECOND = ("Lùng", "Mã", "Mươi", "Chắt", "Nọi", "Lải", "Cáp", "Phai", "Tềnh", "Sâm", "Lặp", "Hin", "Đông", "Vài")
# What each state has behind it: the step, the days before the last date on which it was taken, and who took it.
STEPS = (
    ("work.drafted", 75, "leader"),
    ("work.submitted", 74, "leader"),
    ("work.approved", 68, "committee"),
    ("work.started", 60, "leader"),
    ("work.reported", 3, "leader"),
    ("work.accepted", 0, "committee"),
)
STEPS_OF = {
    "draft": 1,
    "submitted": 2,
    "approved": 3,
    "under_way": 4,
    "reported": 5,
    "accepted": 6,
    "rejected": 2,
    "cancelled": 3,
}
# The last step of the works that came to nothing.
ENDS = {"rejected": ("work.rejected", "committee"), "cancelled": ("work.cancelled", "leader")}


@dataclass
class Papers:
    """One photo of each kind and moment and one receipt, which all works share; ids of stored files."""

    photos: dict[tuple[str, str], int] = field(default_factory=dict)
    receipt: int = 0


def find_papers(actor: Actor) -> Papers:
    """The shared files; the first time they are drawn and written."""
    stored = {
        row.name: row.id
        for row in db.session.execute(
            select(StoredFile.name, StoredFile.id).where(StoredFile.name.like("tai-thu-%")).order_by(StoredFile.id)
        )
    }

    def find(name: str, make: Any) -> int:
        if name not in stored:
            row = add_file(actor, make())
            db.session.flush()  # what it belongs to needs its id
            stored[name] = row.id
        return stored[name]

    papers = Papers()
    for kind in KINDS:
        for moment in ("before", "after"):
            name = f"tai-thu-{kind}-{moment}.jpg"
            papers.photos[kind, moment] = find(
                name, lambda k=kind, m=moment, n=name: store_photo(draw_photo(k, m, 0), n)
            )
    name = "tai-thu-bien-lai.pdf"
    papers.receipt = find(name, lambda: store_document(draw_receipt(1, 1_000_000), name))
    return papers


class WorkMaker:
    """Makes works by number: the same number gives the same work."""

    def __init__(self, batch: Batch, team: Team, anchor: date, papers: Papers) -> None:
        self.batch, self.team, self.anchor, self.papers = batch, team, anchor, papers
        self.chance = Random()
        self.money = MoneyMaker(batch, self.chance, papers.receipt)
        kinds = db.session.execute(select(WorkKind.code, WorkKind.id))
        self.kind_ids: dict[str, int] = {kind.code: kind.id for kind in kinds}
        self.measures: dict[int, list[KindMeasure]] = {}
        for measure in db.session.execute(select(KindMeasure).order_by(KindMeasure.position)).scalars():
            self.measures.setdefault(measure.kind_id, []).append(measure)
        self.communes = list(
            db.session.execute(select(Commune).where(Commune.lat.is_not(None)).order_by(Commune.id)).scalars()
        )

    def make(self, number: int) -> None:
        """Add a work with its measures, plan, ledger, photos, minutes and history."""
        chance = self.chance
        chance.seed(number)
        unit = chance.choice(self.team.units)
        kind = chance.choices(*_weighted("kinds"))[0]
        state = chance.choices(*_weighted("states"))[0]
        # Finished works lie in all years, the others within the last months.
        last = self.anchor - timedelta(days=chance.randint(1, DAYS_BACK if state == "accepted" else 90))
        work = self._work(unit, kind, state, last)
        steps = STEPS_OF[state]
        figures = self.money.figures(self._cost(kind), takes_money=state in ("under_way", "reported", "accepted"))
        work_id = self.batch.add(Work, **work, **figures.kept)
        self.money.write(work_id, unit, self.team.committee[0], figures, state=state, last=last)
        self._add_measures(work_id, kind, delivered=steps >= 5)
        if steps >= 5:
            for moment, days in (("before", 62), ("after", 4)):
                self.batch.add(
                    WorkPhoto,
                    work_id=work_id,
                    file_id=self.papers.photos[kind, moment],
                    moment=moment,
                    added_by=unit.leader,
                    at=_morning(last - timedelta(days=days)),
                )
        if state == "accepted":
            self.batch.add(
                Acceptance,
                work_id=work_id,
                accepted_on=last,
                participants="Ban Thường vụ, chi ủy, trưởng thôn",
                accepted_by=self.team.committee[0],
                at=_morning(last),
            )
        self._add_history(work_id, unit, state, last)

    def _work(self, unit: BaseUnit, kind: str, state: str, last: date) -> dict[str, Any]:
        chance = self.chance
        steps = STEPS_OF[state]
        commune = self._commune_on(last)
        village = f"{chance.choice(FIRST)} {chance.choice(SECOND)}"
        title = f"{TITLES[kind]} {village}"
        households = chance.randint(12, 90)

        def on(step: int) -> datetime | None:
            return _morning(last - timedelta(days=STEPS[step][1])) if steps > step else None

        return {
            "kind_id": self.kind_ids[kind],
            "unit_id": unit.id,
            "title": title,
            "title_folded": _fold(title),
            "description": "",
            "level": "base_unit",
            "state": state,
            "version": steps + (state in ENDS),
            "commune_id": commune.id,
            "village": f"Thôn {village}",
            "lat": round((commune.lat or 0) + chance.uniform(-0.02, 0.02), 6),
            "lon": round((commune.lon or 0) + chance.uniform(-0.02, 0.02), 6),
            "is_point_outside": False,
            "planned_households": households,
            "planned_people": households * 4,
            "delivered_households": households if steps >= 5 else None,
            "delivered_people": households * 4 if steps >= 5 else None,
            "starts_on": last - timedelta(days=60),
            "ends_on": last,
            "drafted_by": unit.leader,
            "proposed_by": unit.leader,
            "reported_by": unit.leader if steps >= 5 else None,
            "created_at": on(0),
            "submitted_at": on(1),
            "approved_at": on(2),
            "started_on": last - timedelta(days=STEPS[3][1]) if steps >= 4 else None,
            "reported_at": on(4),
            "accepted_on": last if state == "accepted" else None,
            "sort_on": last - timedelta(days=0 if state in ENDS else STEPS[steps - 1][1]),
            "report_text": "",
            "is_history": False,
        }

    def _commune_on(self, day: date) -> Commune:
        """A commune that stood on the day: in old years an old one."""
        while True:
            commune = self.chance.choice(self.communes)
            if commune.stands_on(day):
                return commune

    def _cost(self, kind: str) -> int:
        """A whole hundred thousand đồng, between a small and a large work."""
        return self.chance.randint(50, 400 if kind == "youth_task" else 2_500) * 100_000

    def _add_measures(self, work_id: int, kind: str, *, delivered: bool) -> None:
        for measure in self.measures[self.kind_ids[kind]]:
            if measure.type == "list":
                markers = [str(self.chance.randint(1000, 1200))]
                more: dict[str, Any] = {"planned_list": markers} | ({"delivered_list": markers} if delivered else {})
            else:
                amount = Decimal(self.chance.randint(5, 60))
                more = {"planned": amount, "delivered": amount if delivered else None}
            self.batch.add(WorkMeasure, work_id=work_id, measure_id=measure.id, **more)

    def _add_history(self, work_id: int, unit: BaseUnit, state: str, last: date) -> None:
        taken = [(verb, last - timedelta(days=days), who) for verb, days, who in STEPS[: STEPS_OF[state]]]
        if state in ENDS:
            verb, who = ENDS[state]
            taken.append((verb, last, who))
        for version, (verb, day, who) in enumerate(taken, 1):
            self.batch.add(
                Event,
                at=_morning(day),
                account_id=unit.leader if who == "leader" else self.team.committee[0],
                member_id=None,
                verb=verb,
                subject_type=Work.__tablename__,
                subject_id=work_id,
                details={"version": version},
            )


@lru_cache
def _weighted(name: str) -> tuple[list[str], list[int]]:
    weights = KINDS if name == "kinds" else STATES
    return list(weights), list(weights.values())


@lru_cache(maxsize=2_000)
def _fold(title: str) -> str:
    return fold(title)


@lru_cache(maxsize=5_000)
def _morning(day: date) -> datetime:
    return clock.at_local(day, time(9))

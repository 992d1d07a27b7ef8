"""The demonstration's training: as many people as were sent from January to August 2023, and who studies today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.core import clock
from app.core.files import store_document
from app.extensions import db
from app.learning.actions import Sending, add_class, record_outcome, send_members
from app.learning.models import TrainingEnrolment
from app.people.models import Account, Member, Membership, Unit
from app.seed.actors import Actors
from app.seed.papers import draw_paper
from app.seed.units import BASE_CHAPTERS, UNIONS, UnitPlan

FROM, UNTIL = date(2023, 1, 1), date(2023, 8, 31)
# As published: people in classes of skill, computers and languages, and of theory from the intermediate level on.
SKILLED, THEORISTS = 356, 40
# Pupils come to computers and languages only; so many from each school.
FROM_A_SCHOOL = 12


@dataclass(frozen=True)
class ClassPlan:
    """A class of 2023: title, kind, level, first day, days, organiser, place."""

    title: str
    kind: str
    starts_on: date
    days: int
    organiser: str
    place: str
    level: str | None = None


POLITICAL_SCHOOL = "Trường Chính trị Hoàng Văn Thụ"
SKILL_CLASSES = (
    ClassPlan("Bồi dưỡng kỹ năng soạn thảo văn bản và công tác văn thư", "professional", date(2023, 2, 13), 5,
              "Sở Nội vụ", "Thành phố Lạng Sơn"),
    ClassPlan("Bồi dưỡng nghiệp vụ giải quyết thủ tục hành chính một cửa", "professional", date(2023, 3, 6), 4,
              "Văn phòng UBND tỉnh", "Trung tâm Phục vụ hành chính công"),
    ClassPlan("Bồi dưỡng chuyên viên và tương đương", "professional", date(2023, 4, 3), 60, POLITICAL_SCHOOL,
              "Thành phố Lạng Sơn"),
    ClassPlan("Bồi dưỡng chuyên viên chính và tương đương", "professional", date(2023, 6, 5), 70, POLITICAL_SCHOOL,
              "Thành phố Lạng Sơn"),
    ClassPlan("Chuyển đổi số trong cơ quan nhà nước", "it", date(2023, 3, 20), 3, "Sở Thông tin và Truyền thông",
              "Trực tuyến"),
    ClassPlan("Ứng dụng công nghệ thông tin cơ bản", "it", date(2023, 5, 8), 25, "Trường Cao đẳng Lạng Sơn",
              "Phòng máy số 2"),
    ClassPlan("An toàn thông tin mạng", "it", date(2023, 7, 11), 2, "Sở Thông tin và Truyền thông", "Trực tuyến"),
    ClassPlan("Tiếng Trung Quốc giao tiếp cho cán bộ cửa khẩu", "language", date(2023, 2, 20), 90,
              "Trường Cao đẳng Lạng Sơn", "Thành phố Lạng Sơn"),
    ClassPlan("Tiếng Anh bậc 3", "language", date(2023, 6, 12), 60, "Trung tâm Ngoại ngữ – Tin học tỉnh",
              "Thành phố Lạng Sơn"),
)  # fmt: skip
THEORY_CLASSES = (
    ClassPlan("Trung cấp lý luận chính trị, hệ không tập trung, khoá 31", "political", date(2023, 3, 15), 330,
              POLITICAL_SCHOOL, "Thành phố Lạng Sơn", "intermediate"),
    ClassPlan("Cao cấp lý luận chính trị, hệ không tập trung", "political", date(2023, 5, 22), 540,
              "Học viện Chính trị khu vực I", "Thành phố Lạng Sơn", "advanced"),
)  # fmt: skip
SOCIAL = ClassPlan("Kỹ năng thuyết trình và tổ chức hoạt động", "social", date(2023, 4, 15), 2, "Đoàn Khối",
                   "Nhà Văn hoá trung tâm tỉnh")  # fmt: skip
GRADES = ("Giỏi", "Khá", "Khá", "", "Xuất sắc", "Khá", "", "Giỏi")


def load_training(actors: Actors, today: date) -> None:
    """The classes of 2023 with who was sent to them, and a class of today in the leader's unit."""
    by_unit = {plan.code: list(ids) for plan, ids in _people_of_2023()}
    skilled = list(_in_turn(by_unit, _quotas()))
    others = [ids.pop() for ids in by_unit.values() if ids]
    _teach(actors, SKILL_CLASSES, skilled, second_turns=19)
    _teach(actors, THEORY_CLASSES, others[:30] + skilled[: THEORISTS - 30], second_turns=0)
    _teach(actors, (SOCIAL,), skilled[40:75], second_turns=0)
    _load_today(actors, today)


def _people_of_2023() -> Iterator[tuple[UnitPlan, Sequence[int]]]:
    """The members of each base unit over the whole period, without those who hold an office."""
    rows = db.session.execute(
        select(Unit.code, Member.id)
        .join(Membership, Membership.unit_id == Unit.id)
        .join(Member, Member.id == Membership.member_id)
        .outerjoin(Account, Account.member_id == Member.id)
        .where(
            Membership.valid_from <= FROM,
            Membership.valid_until.is_(None) | (Membership.valid_until > UNTIL),
            Account.id.is_(None),
        )
        .order_by(Member.id)
    ).all()
    for plan in (*UNIONS, *BASE_CHAPTERS):
        yield plan, [id_ for code, id_ in rows if code == plan.code or code.startswith(f"{plan.code}-")]


def _quotas() -> dict[str, int]:
    """How many each base unit sends to classes of skill: by its size, SKILLED in all."""
    plans = (*UNIONS, *BASE_CHAPTERS)
    quotas = {plan.code: FROM_A_SCHOOL for plan in plans if plan.sector == "school"}
    rest = [plan for plan in plans if plan.sector != "school"]
    left, people = SKILLED - sum(quotas.values()), sum(plan.members for plan in rest)
    quotas.update({plan.code: plan.members * left // people for plan in rest})
    for plan in sorted(rest, key=lambda plan: -(plan.members * left % people))[: SKILLED - sum(quotas.values())]:
        quotas[plan.code] += 1
    return quotas


def _in_turn(by_unit: dict[str, list[int]], quotas: dict[str, int]) -> Iterator[int]:
    """Unit after unit, one of each, so that every class has people of many units."""
    for number in range(max(quotas.values())):
        for code, quota in quotas.items():
            if number < quota:
                yield by_unit[code].pop()


def _teach(actors: Actors, plans: Sequence[ClassPlan], people: Sequence[int], *, second_turns: int) -> None:
    """Classes of the Bloc, to which people are sent in turn, the first `second_turns` of them to another one too."""
    committee = actors.committee()
    bloc_id = db.session.execute(select(Unit.id).where(Unit.code == "KHOI")).scalar_one()
    for number, plan in enumerate(plans):
        sent = list(people[number :: len(plans)])
        if number == len(plans) - 1:
            sent += [id_ for id_ in people[:second_turns] if id_ not in sent]
        decided_on = plan.starts_on - timedelta(days=9)
        with clock.travel(decided_on):
            class_id = add_class(
                committee,
                unit_id=bloc_id,
                title=plan.title,
                kind=plan.kind,
                level=plan.level,
                starts_on=plan.starts_on,
                ends_on=plan.starts_on + timedelta(days=plan.days - 1),
                place=plan.place,
                organiser=plan.organiser,
                decision=f"{20 + 3 * number}-QĐ/ĐTN (minh hoạ)",
                decided_on=decided_on,
            )
        with clock.travel(plan.starts_on + timedelta(days=plan.days)):
            outcomes = [
                Sending(id_, "not_completed") if place % 29 == 28 else Sending(id_, "completed", GRADES[place % 8])
                for place, id_ in enumerate(sent)
            ]
            send_members(committee, class_id=class_id, people=outcomes)


def _load_today(actors: Actors, today: date) -> None:
    """The leader's unit has a class that goes on; the pupil has finished one, with a certificate."""
    leader, school = actors.leader("STP"), actors.leader("CVA")
    begun = today - timedelta(days=10)
    with clock.travel(begun):
        class_id = add_class(
            leader,
            unit_id=leader.held[0].unit_id,
            title="Bồi dưỡng nghiệp vụ hộ tịch và chứng thực điện tử",
            kind="professional",
            level=None,
            starts_on=begun,
            ends_on=today + timedelta(days=20),
            place="Hội trường Sở Tư pháp",
            organiser="Cục Bổ trợ tư pháp",
            decision="118/QĐ-STP (minh hoạ)",
            decided_on=begun - timedelta(days=6),
        )
        send_members(leader, class_id=class_id, people=[Sending(id_) for id_ in _members_now("STP", 6)])
    ended = today - timedelta(days=30)
    pupil = db.session.execute(select(Account.member_id).where(Account.email.startswith("pupil@"))).scalar_one()
    with clock.travel(ended):
        class_id = add_class(
            school,
            unit_id=school.held[0].unit_id,
            title="Kỹ năng ứng xử văn minh trên không gian mạng",
            kind="social",
            level=None,
            starts_on=ended - timedelta(days=1),
            ends_on=ended,
            place="Hội trường nhà trường",
            organiser="Đoàn trường",
        )
        assert pupil is not None
        people = [Sending(pupil), *(Sending(id_) for id_ in _members_now("CVA-10", 8))]
        send_members(school, class_id=class_id, people=people)
    turn_id, version = db.session.execute(
        select(TrainingEnrolment.id, TrainingEnrolment.version).where(
            TrainingEnrolment.class_id == class_id, TrainingEnrolment.member_id == pupil
        )
    ).one()
    paper = store_document(draw_paper(("CHUNG NHAN MINH HOA", "Ky nang tren mang")), "chung-nhan.pdf")
    record_outcome(school, enrolment_id=turn_id, version=version, outcome="completed", grade="Tốt", certificate=paper)


def _members_now(code: str, number: int) -> Sequence[int]:
    """Present members of a unit who hold no office."""
    return (
        db.session.execute(
            select(Membership.member_id)
            .join(Unit, Unit.id == Membership.unit_id)
            .outerjoin(Account, Account.member_id == Membership.member_id)
            .where(Unit.code == code, Membership.valid_until.is_(None), Account.id.is_(None))
            .order_by(Membership.member_id)
            .limit(number)
        )
        .scalars()
        .all()
    )

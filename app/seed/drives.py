"""The demonstration's drives: that of 2023, closed with its commendations, and one that runs this year."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, select

from app.core import clock
from app.core.actor import Actor
from app.core.files import store_document
from app.drives.actions import (
    add_indicators,
    answer_objection,
    check_nomination,
    close_drive,
    decide_commendations,
    make_cluster,
    make_drive,
    nominate,
    open_drive,
    publish_drive,
    raise_objection,
    register_unit,
    score_condition,
    verify_claim,
    withdraw_unit,
)
from app.drives.models import Claim, Drive, DriveUnit, Indicator
from app.drives.values import Asked
from app.extensions import db
from app.people.models import Member, Membership, Unit
from app.seed.actors import Actors
from app.seed.papers import draw_paper
from app.works.models import Work

CLUSTERS = (
    ("Cụm cơ quan hành chính", ("STP", "STC", "SNV", "SCT", "SGT", "SXD", "SKHCN", "SYT")),
    ("Cụm tư pháp, thuế, kho bạc", ("TAND", "VKS", "THA", "CT", "KBNN", "BHXH")),
    ("Cụm trường học", ("CDLS", "CVA", "DTNT", "CDN")),
    ("Cụm doanh nghiệp", ("VT", "DL", "AGR", "VCB", "BD")),
)
PLAN = "Ban hành kế hoạch và triển khai đến chi đoàn"
D = Decimal
ASKED = (
    Asked("self", "Đoàn viên được xếp loại xuất sắc", "metric", D(3), "members.rated", {"grade": "excellent"}, "each",
          cap=D(15)),
    Asked("self", PLAN, "condition", D(10)),
    Asked("work", "Ngày phục vụ người dân", "metric", D(10), "service.days", scoring="steps", target=D(2),
          steps=((D(50), D(5)), (D(100), D(10)))),
    Asked("work", "Thí điểm mô hình phục vụ người dân", "metric", D(5), "service.pilots", scoring="each",
          effect="bonus", cap=D(5)),
    Asked("people", "Công trình thanh niên được nghiệm thu", "metric", D(25), "works.accepted", target=D(1), cap=D(30)),
    Asked("people", "Thắp sáng đường thôn", "metric", D(5), "works.accepted", {"kind": "village_road_lighting"}, "each",
          effect="bonus", cap=D(10)),
    Asked("people", "Giá trị công trình, phần việc (đồng)", "metric", D(10), "works.value", target=D(8_000_000)),
    Asked("people", "Hoạt động tình nguyện", "metric", D(15), "activities.held", target=D(2)),
    Asked("people", "Giờ tình nguyện", "metric", D(15), "volunteering.hours", target=D("0.5"), by_head=True),
)  # fmt: skip
PROMISE = "Đăng ký ít nhất một công trình thanh niên và hai hoạt động tình nguyện trong kỳ."


def load_drives(actors: Actors) -> None:
    """The drive of the published report, and this year's one made from it."""
    former = _make(actors, date(2023, 1, 1), date(2023, 8, 31), "Thi đua “Ba trách nhiệm” 8 tháng đầu năm 2023")
    _score_2023(actors, former)
    _close(actors, former)
    _commend(actors, former)
    year = clock.today().year
    running = _make(
        actors, date(year, 1, 1), date(year, 12, 31), f"Thi đua “Ba trách nhiệm” năm {year}", copy_of=former
    )
    _object(actors, running)


def _make(actors: Actors, first: date, last: date, title: str, copy_of: int | None = None) -> int:
    committee = actors.committee()
    with clock.travel(first + timedelta(days=4)):
        drive_id = make_drive(
            committee,
            unit_id=_unit("KHOI").id,
            title=title,
            date_from=first,
            date_to=last,
            registers_until=first + timedelta(days=58),
            document=f"Kế hoạch số 05-KH/ĐTN năm {first.year} (minh hoạ)",
            description="Mỗi đơn vị thi đua với các đơn vị cùng cụm; điểm tính từ hồ sơ của đơn vị.",
            most_units=4,
            most_works=5,
            most_members=10,
            copy_of=copy_of,
        )
        if copy_of is None:
            add_indicators(committee, drive_id=drive_id, asked=ASKED)
            for name, codes in CLUSTERS:
                make_cluster(committee, drive_id=drive_id, name=name, unit_ids=[_unit(code).id for code in codes])
        open_drive(committee, drive_id=drive_id)
        publish_drive(committee, drive_id=drive_id, is_public=True)
    with clock.travel(first + timedelta(days=20)):
        for code, place in _places(drive_id).items():
            if code != "VCB":
                register_unit(actors.leader(code), place_id=place, promise=PROMISE)
    return drive_id


def _score_2023(actors: Actors, drive_id: int) -> None:
    """Some units prove that they have a plan; another officer looks at it. One unit withdraws."""
    places, plan = _places(drive_id), _indicator(drive_id)
    with clock.travel(date(2023, 8, 20)):
        for number, code in enumerate(("STP", "TAND", "CVA", "DL")):
            _score(actors.leader(code), places[code], plan, D(10), number)
        for claim in db.session.execute(select(Claim.id, Claim.version).where(Claim.indicator_id == plan)).all():
            verify_claim(
                actors.committee(),
                claim_id=claim.id,
                version=claim.version,
                verdict="verified",
                score=D(10) if claim.id % 2 else D(8),
                reason="Kế hoạch đúng thời hạn, có phân công cụ thể.",
            )
        withdraw_unit(actors.leader("BD"), place_id=places["BD"], reason="Sắp xếp lại tổ chức của đơn vị.")


def _close(actors: Actors, drive_id: int) -> None:
    with clock.travel(date(2023, 9, 5)):
        version = db.session.execute(select(Drive.version).where(Drive.id == drive_id)).scalar_one()
        close_drive(actors.committee(1), drive_id=drive_id, version=version)


def _commend(actors: Actors, drive_id: int) -> None:
    """A unit, a work and a member: nominated by their leader, checked by one of the committee, decided by another."""
    places = _places(drive_id)
    leader, place = actors.leader("STP"), places["STP"]
    work = select(Work.id).where(
        Work.unit_id == _unit("STP").id, Work.accepted_on.between(date(2023, 1, 1), date(2023, 8, 31))
    )
    member = (
        select(Member.id)
        .join(Membership, and_(Membership.member_id == Member.id, Membership.valid_until.is_(None)))
        .where(Membership.unit_id == _unit("STP").id, Member.id != leader.member_id)
        .order_by(Member.id)
    )
    things: tuple[tuple[str, Any, str], ...] = (
        ("unit", _unit("STP").id, "Có thành tích xuất sắc trong phong trào “Ba trách nhiệm”"),
        ("work", db.session.execute(work.limit(1)).scalar_one(), "Công trình thiết thực, phát huy hiệu quả"),
        ("member", db.session.execute(member.limit(1)).scalar_one(), "Tích cực tham gia hoạt động tình nguyện"),
    )
    with clock.travel(date(2023, 9, 6)):
        made = [
            nominate(leader, place_id=place, kind=kind, thing_id=thing, form="certificate", merit=merit)
            for kind, thing, merit in things
        ]
        for nomination in made:
            check_nomination(actors.committee(), nomination_id=nomination)
    with clock.travel(date(2023, 9, 8)):
        decide_commendations(
            actors.committee(1),
            drive_id=drive_id,
            nomination_ids=made,
            number="112-QĐ/ĐTN (minh hoạ)",
            decided_on=date(2023, 9, 8),
            signer="Hoàng Thị Minh Hoạ",
            signer_title="Bí thư",
        )
    nominate(
        actors.leader("CVA"),
        place_id=places["CVA"],
        kind="unit",
        thing_id=_unit("CVA").id,
        form="provincial_certificate",
        merit="Dẫn đầu cụm trường học",
    )


def _object(actors: Actors, drive_id: int) -> None:
    """This year: a self-score that waits, one that was given back, an objection with its answer and one without."""
    places, plan = _places(drive_id), _indicator(drive_id)
    _score(actors.leader("STP"), places["STP"], plan, D(10), 11)
    returned = _score(actors.leader("TAND"), places["TAND"], plan, D(10), 12)
    verify_claim(
        actors.committee(),
        claim_id=returned,
        version=1,
        verdict="returned",
        score=None,
        reason="Văn bản chưa có chữ ký; gửi lại bản đã ký.",
    )
    about = db.session.execute(
        select(Indicator.id).where(Indicator.drive_id == drive_id, Indicator.metric == "activities.held")
    ).scalar_one()
    answered = raise_objection(
        actors.leader("CVA"), place_id=places["CVA"], indicator_id=about, text="Thiếu một buổi đồng tổ chức với HQ."
    )
    answer_objection(
        actors.committee(),
        objection_id=answered,
        outcome="rejected",
        answer="Đơn vị chủ trì chưa ghi đơn vị đồng tổ chức; khi hồ sơ được sửa, điểm tự tính lại.",
    )
    raise_objection(
        actors.leader("DL"),
        place_id=places["DL"],
        indicator_id=None,
        text="Đề nghị xếp cùng cụm với đơn vị cùng quy mô.",
    )


def _score(leader: Actor, place: int, indicator: int, score: Decimal, number: int) -> int:
    paper = store_document(draw_paper(("KE HOACH MINH HOA", f"so {number:02}")), "ke-hoach.pdf")
    return score_condition(
        leader,
        place_id=place,
        indicator_id=indicator,
        score=score,
        document=f"{10 + number}-KH/ĐTN",
        document_on=clock.today() - timedelta(days=3),
        file=paper,
    )


def _places(drive_id: int) -> dict[str, int]:
    rows = db.session.execute(
        select(Unit.code, DriveUnit.id)
        .join(DriveUnit, DriveUnit.unit_id == Unit.id)
        .where(DriveUnit.drive_id == drive_id)
        .order_by(DriveUnit.id)
    ).all()
    return dict(rows)


def _indicator(drive_id: int) -> int:
    return db.session.execute(
        select(Indicator.id).where(Indicator.drive_id == drive_id, Indicator.name == PLAN)
    ).scalar_one()


def _unit(code: str) -> Unit:
    return db.session.execute(select(Unit).where(Unit.code == code)).scalar_one()

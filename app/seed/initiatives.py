"""The demonstration's initiatives: as many as were recognised and applied from January to August 2023, and today's."""

from datetime import date, timedelta

from sqlalchemy import select

from app.core import clock
from app.core.actor import Actor
from app.core.files import store_document
from app.extensions import db
from app.learning.actions import (
    Author,
    apply_initiative,
    recognise_initiative,
    refuse_initiative,
    register_initiative,
    submit_initiative,
    take_up_initiative,
)
from app.people.models import Account, Membership, Unit
from app.seed.actors import Actors
from app.seed.papers import draw_paper
from app.seed.units import BASE_CHAPTERS, UNIONS

APPLIED = 59  # as published
# Title, what is done, hours and million đồng saved in a year.
IDEAS = (
    ("Số hoá sổ theo dõi hồ sơ đến và đi", "Một bảng tính chung thay cho ba sổ giấy, tự nhắc việc đến hạn.", 180, 0),
    ("Mã QR tra cứu thủ tục hành chính", "Dán mã QR ở bàn tiếp dân; người dân quét để xem thành phần hồ sơ.", 240, 15),
    ("Rút ngắn quy trình trình ký nội bộ", "Gộp hai bước thẩm định trùng nhau, còn ba ngày thay vì năm.", 320, 0),
    ("Bộ câu hỏi đáp mẫu cho người dân", "Soạn sẵn trả lời cho năm mươi câu hay gặp, đăng ở trang của đơn vị.", 150, 0),
    ("Kho biểu mẫu dùng chung", "Gom biểu mẫu vào một nơi, luôn là bản mới nhất.", 120, 0),
    ("Lịch trực tiếp dân trực tuyến", "Người dân chọn giờ hẹn, đỡ phải chờ.", 200, 8),
    ("Tái sử dụng giấy in một mặt", "Khay giấy riêng cho bản nháp ở mỗi phòng.", 0, 12),
    ("Theo dõi điện năng từng phòng", "Ghi số công tơ mỗi tuần, tắt thiết bị chờ sau giờ làm.", 0, 36),
    ("Sổ tay hướng dẫn dịch vụ công trực tuyến", "Sổ tay có hình, phát cho tổ công nghệ số cộng đồng.", 210, 0),
    ("Tự động tổng hợp báo cáo tuần", "Biểu mẫu trực tuyến thay cho gửi thư, số liệu tự cộng.", 260, 0),
)  # fmt: skip
TOPICS = (
    ("Nâng cao chỉ số hài lòng của người dân", "Khảo sát, chỉ ra ba khâu chậm nhất và cách sửa từng khâu.", 300, 0),
    ("Giải pháp giữ rừng phòng hộ biên giới có sự tham gia của thanh niên", "Mô hình tổ tự quản tại ba thôn.", 0, 60),
)
RECKONED = "So với số giờ và chi phí của cùng kỳ năm trước, do phòng chuyên môn tính (số liệu minh hoạ)."
COUNCIL = "Hội đồng sáng kiến tỉnh"


def load_initiatives(actors: Actors, today: date) -> None:
    """Those of 2023, some of them taken up elsewhere, and one at each step today."""
    people = _authors()
    codes = [plan.code for plan in (*UNIONS, *BASE_CHAPTERS)]
    ideas = [*IDEAS, *TOPICS]
    done = []
    for number in range(APPLIED):
        code = codes[number % len(codes)]
        registered_on = date(2023, 1, 4) + timedelta(days=2 * number)
        idea = ideas[(number * 5) % len(ideas)]
        done.append((code, _apply(actors, code, people[code], idea, registered_on, number)))
    _take_up(actors, done)
    _load_today(actors, people, today)


def _authors() -> dict[str, list[tuple[int, int]]]:
    """By base unit: members of it or its chapters with the unit they are in, without those who hold an office."""
    rows = db.session.execute(
        select(Unit.code, Membership.member_id, Unit.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .outerjoin(Account, Account.member_id == Membership.member_id)
        .where(Membership.valid_from <= date(2023, 1, 1), Account.id.is_(None))
        .where(Membership.valid_until.is_(None) | (Membership.valid_until > date(2023, 8, 31)))
        .order_by(Membership.member_id)
    )
    people: dict[str, list[tuple[int, int]]] = {}
    for code, member_id, unit_id in rows:
        people.setdefault(code.split("-")[0], []).append((member_id, unit_id))
    return people


def _submit(
    actors: Actors, code: str, authors: list[tuple[int, int]], idea: tuple[str, str, int, int], day: date, number: int
) -> int:
    """Register and hand in an idea of one author, or of two."""
    leader = actors.leader(code)
    title, solution, hours, millions = idea
    first, second = authors[number % len(authors)], authors[(number + 1) % len(authors)]
    shares = [Author(first[0], 100)] if number % 3 else [Author(first[0], 60), Author(second[0], 40)]
    with clock.travel(day):
        id_ = register_initiative(
            leader,
            unit_id=leader.held[0].unit_id,
            kind="topic" if idea in TOPICS else "initiative",
            title=f"{title} – {_short_names()[code]}",
            situation="Việc còn làm bằng tay, mất thời gian của cán bộ và người dân.",
            solution=solution,
            authors=shares,
            saved_hours=hours,
            saved_money=millions * 1_000_000,
            saving_reason=RECKONED,
        )
        return submit_initiative(leader, initiative_id=id_, version=1)


def _recognise(committee: Actor, id_: int, day: date, number: int) -> None:
    with clock.travel(day):
        recognise_initiative(
            committee,
            initiative_id=id_,
            version=2,
            decided_by=COUNCIL if number % 4 == 0 else "Hội đồng sáng kiến cơ sở",
            level="province" if number % 4 == 0 else "base_unit",
            decision=f"{100 + number}/QĐ-HĐSK (minh hoạ)",
            decided_on=day,
        )


def _apply(
    actors: Actors, code: str, authors: list[tuple[int, int]], idea: tuple[str, str, int, int], day: date, number: int
) -> int:
    id_ = _submit(actors, code, authors, idea, day, number)
    decided_on = day + timedelta(days=40)
    _recognise(actors.committee(), id_, decided_on, number)
    applied_on = decided_on + timedelta(days=20)
    with clock.travel(applied_on):
        paper = store_document(draw_paper(("XAC NHAN AP DUNG (MINH HOA)", f"So {number + 1}")), "xac-nhan.pdf")
        apply_initiative(
            actors.leader(code),
            initiative_id=id_,
            version=3,
            applied_on=applied_on,
            applied_where=f"Các phòng của {_short_names()[code]}",
            proof=paper,
        )
    return id_


def _take_up(actors: Actors, done: list[tuple[str, int]]) -> None:
    """Every fourth one is used by another unit too."""
    for number, (code, id_) in enumerate(done[::4]):
        taker = done[(number * 4 + 7) % len(done)][0]
        if taker != code:
            leader = actors.leader(taker)
            take_up_initiative(
                leader,
                initiative_id=id_,
                unit_id=leader.held[0].unit_id,
                taken_on=date(2023, 9, 5) + timedelta(days=11 * number),
            )


def _load_today(actors: Actors, people: dict[str, list[tuple[int, int]]], today: date) -> None:
    """The leader has one to hand in, the committee one to decide on, and one was not recognised."""
    leader = actors.leader("STP")
    with clock.travel(today - timedelta(days=3)):
        register_initiative(
            leader,
            unit_id=leader.held[0].unit_id,
            kind="initiative",
            title="Trợ lý tra cứu văn bản quy phạm pháp luật của tỉnh",
            solution="Trang tra cứu theo lĩnh vực, ghi rõ văn bản nào còn hiệu lực.",
            authors=[Author(people["STP"][3][0], 70), Author(people["STP"][4][0], 30)],
            saved_hours=150,
            saving_reason=RECKONED,
        )
    _submit(actors, "TAND", people["TAND"], IDEAS[2], today - timedelta(days=8), 4)
    waiting = _submit(actors, "SYT", people["SYT"], IDEAS[6], today - timedelta(days=60), 5)
    with clock.travel(today - timedelta(days=25)):
        refuse_initiative(
            actors.committee(), initiative_id=waiting, version=2, reason="Chưa có số liệu so sánh trước và sau."
        )
    ready = _submit(actors, "STC", people["STC"], IDEAS[9], today - timedelta(days=90), 6)
    _recognise(actors.committee(), ready, today - timedelta(days=15), 6)


def _short_names() -> dict[str, str]:
    return {plan.code: plan.short_name for plan in (*UNIONS, *BASE_CHAPTERS)}

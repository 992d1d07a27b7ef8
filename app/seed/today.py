"""What goes on around today in the demonstration: works in every state, open days, what waits for whom."""

from datetime import date, timedelta

from app.core import clock
from app.seed.activities import KINDS, ActivitySeeder
from app.seed.attendance import load_attendance, load_shift_of_now
from app.seed.budgets import ask_back, load_budgets, load_gifts
from app.seed.joining import give_consent, hold_places
from app.seed.proposals import load_proposals
from app.seed.sponsors import load_sponsors
from app.seed.staffing import load_staffing
from app.seed.works import WorkSeeder, find_commune
from app.seed.works_2023 import WorkPlan


def _plan(
    kind: str, unit: str, title: str, commune: str, measures: dict, cost: int, union: int, households: int, **rest
):
    return WorkPlan(
        kind, unit, title, commune, "", rest.pop("village", ""), measures, cost, union, households, None, **rest
    )


ACCEPTED = (
    (40, _plan("village_road_lighting", "STP", "Thắp sáng đường thôn Nà Hán", "Ba Sơn",
               {"lamps": 32, "length_km": "1,5"}, 78_000, 9_500, 66, village="Thôn Nà Hán")),
    (75, _plan("border_patrol_lighting", "HQ", "Thắp sáng đường tuần tra biên giới xã Hoàng Văn Thụ", "Hoàng Văn Thụ",
               {"lamps": 38, "length_km": "2"}, 121_000, 13_000, 35, share="goods")),
    (120, _plan("rural_concrete_road", "STC", "Đường bê tông thôn Bản Chuối", "Thất Khê",
                {"length_m": 220, "width_m": "3"}, 118_000, 9_000, 54, village="Thôn Bản Chuối")),
    (170, _plan("red_scarf_house", "CVA", "Ngôi nhà khăn quàng đỏ cho em học sinh xã Quốc Khánh", "Quốc Khánh",
                {"houses": 1}, 150_000, 30_000, 1, share="goods")),
    (230, _plan("youth_task", "TAND", "Phiên toà giả định tuyên truyền pháp luật", "Đồng Đăng", {"pieces": 1}, 6_000,
                2_000, 120)),
)  # fmt: skip
# state, days from today to acceptance, plan, whether its last expense waits
OPEN = (
    ("draft", 72, _plan("village_road_lighting", "STP", "Thắp sáng đường thôn Khuổi Tao", "Mẫu Sơn",
                        {"lamps": 25, "length_km": "1,2"}, 62_000, 7_500, 48, village="Thôn Khuổi Tao"), False),
    ("submitted", 72, _plan("border_marker_road", "STP", "Đường bê tông lên mốc 1104", "Cao Lộc",
                            {"length_m": 450, "width_m": "1,5", "markers": ["1104"]}, 190_000, 14_000, 33), False),
    ("submitted", 70, _plan("village_road_lighting", "CVA", "Thắp sáng đường thôn Pò Cại", "Công Sơn",
                            {"lamps": 30, "length_km": "1,4"}, 74_000, 9_000, 57, village="Thôn Pò Cại"), False),
    ("submitted", 73, _plan("other", "SKHCN", "Phòng máy tính cho điểm trường Khuổi Nhạn", "Thái Bình",
                            {"pieces": 1}, 48_000, 12_000, 45), False),
    ("approved", 64, _plan("rural_concrete_road", "SGT", "Đường bê tông thôn Co Hương", "Khánh Khê",
                           {"length_m": 300, "width_m": "3"}, 165_000, 11_000, 62, village="Thôn Co Hương"), False),
    ("under_way", 12, _plan("village_road_lighting", "STP", "Thắp sáng đường thôn Bản Thí", "Kháng Chiến",
                            {"lamps": 36, "length_km": "1,7"}, 88_000, 10_000, 71, village="Thôn Bản Thí"), True),
    ("under_way", 20, _plan("border_patrol_lighting", "VT", "Thắp sáng đường tuần tra biên giới xã Kiên Mộc",
                            "Kiên Mộc", {"lamps": 34, "length_km": "1,9"}, 109_000, 12_000, 28), False),
    ("under_way", 16, _plan("rural_concrete_road", "CVA", "Đường bê tông vào điểm trường Nà Lẹng", "Lộc Bình",
                            {"length_m": 160, "width_m": "2,5"}, 79_000, 8_000, 41), False),
    ("reported", 1, _plan("village_road_lighting", "SGD", "Thắp sáng đường thôn Làng Nong", "Hữu Lũng",
                          {"lamps": 28, "length_km": "1,3"}, 70_000, 8_000, 60, village="Thôn Làng Nong"), False),
    ("reported", 3, _plan("village_road_lighting", "STP", "Thắp sáng đường thôn Lặp Pịa", "Mẫu Sơn",
                          {"lamps": 22, "length_km": "1"}, 56_000, 7_000, 40, village="Thôn Lặp Pịa"), False),
    ("reported", 1, _plan("youth_task", "CDLS", "Vẽ tranh tường trường mầm non", "Đông Kinh", {"pieces": 4}, 9_000,
                          3_000, 80), False),
)  # fmt: skip
TURNED_DOWN = (
    ("return", 5, "Chưa rõ ai quản lý đèn sau khi bàn giao; bổ sung ý kiến của UBND xã.",
     _plan("village_road_lighting", "STP", "Thắp sáng đường thôn Nà Mười", "Na Sầm", {"lamps": 20, "length_km": "0,9"},
           47_000, 6_000, 39)),
    ("reject", 30, "Đoạn đường đã có trong kế hoạch đầu tư của huyện.",
     _plan("rural_concrete_road", "SXD", "Đường bê tông thôn Phai Dài", "Tân Thành",
           {"length_m": 250, "width_m": "3"}, 140_000, 9_000, 50)),
    ("cancel", 20, "Thôn chuyển sang dùng nguồn vốn khác.",
     _plan("village_road_lighting", "STP", "Thắp sáng đường thôn Đồng Mạ", "Bắc Sơn", {"lamps": 18, "length_km": "0,8"},
           44_000, 5_500, 36)),
)  # fmt: skip


def load_today(works: WorkSeeder, activities: ActivitySeeder) -> None:
    """Works in every state, and the volunteer days of the coming weeks."""
    today = clock.today()
    for days, plan in ACCEPTED:
        works.build(plan, day=today - timedelta(days=days))
    built = {}
    for state, days, plan, pending in OPEN:
        built[plan.title] = works.build(plan, day=today + timedelta(days=days), until=state, pending=pending)
    for step, days, reason, plan in TURNED_DOWN:
        day = today - timedelta(days=days)
        built[plan.title] = works.build_to_turn_down(plan, day=day, step=step)
        if step == "cancel":
            gift = load_gifts(works.actors, built[plan.title], day)
        works.turn_down(plan, built[plan.title], day=day, step=step, reason=reason)
    ask_back(works.actors, gift)
    load_budgets(works.actors, built)
    load_proposals(works.actors, built)
    load_sponsors(works.actors, built["Thắp sáng đường thôn Bản Thí"])
    load_shift_of_now(activities)
    _load_days(activities, built, today)
    give_consent(works.actors)
    load_staffing(activities, built["Thắp sáng đường thôn Bản Thí"], today)
    load_attendance(activities, today)


def _load_days(activities: ActivitySeeder, works: dict[str, int], today: date) -> None:
    for number, host in enumerate(("CVA", "STP", "HCC", "BVDK", "STC", "CDLS")):
        activities.held(host, today - timedelta(days=9 + 8 * number), KINDS[number])
    saturday = today + timedelta(days=(5 - today.weekday()) % 7 or 7)
    ba_son = find_commune("Kháng Chiến", "", today)
    lighting = activities.published(
        "STP", saturday, ("Lắp đèn đường thôn Bản Thí", "Dựng cột, kéo dây", "Găng tay, giày kín mũi, nước uống"),
        shifts=2, work_id=works["Thắp sáng đường thôn Bản Thí"], commune=ba_son, lead=12,
    )  # fmt: skip
    activities.fill(lighting, "STP", 9)
    clean = activities.published("CVA", saturday + timedelta(days=1), KINDS[0], capacity=30, lead=10)
    activities.fill(clean, "CVA", 7)
    full = activities.published("HCC", saturday, KINDS[3], capacity=5, lead=9)
    activities.fill(full, "HCC", 8)
    activities.add_photo(lighting, "STP")
    patrol = activities.published(
        "VT", saturday + timedelta(days=1),
        ("Dọn đường tuần tra, trực đêm cùng biên phòng", "Phát quang, trực đêm", "Giày cao cổ, áo ấm, đèn pin"),
        lead=8, commune=find_commune("Mẫu Sơn", "", today), first_hour=18, shifts=2, is_border_zone=True, is_away=True,
    )  # fmt: skip
    activities.fill(patrol, "VT", 6)
    activities.suspend(patrol, "VT", "Đồn biên phòng Chi Ma")
    blood = activities.published("BVDK", saturday + timedelta(days=7), KINDS[2], capacity=60, lead=5)
    hold_places(activities, blood, "BVDK", "CVA", 20)
    activities.published("CDLS", saturday + timedelta(days=8), KINDS[9], capacity=25, lead=4, shifts=3)
    procedures = activities.published("STC", saturday + timedelta(days=14), KINDS[1], capacity=10, lead=2)
    hold_places(activities, procedures, "STC", "STP", 4, skills=("office_it",))
    weekly = activities.published("STP", saturday + timedelta(days=14), KINDS[1], capacity=10, lead=2)
    activities.repeat(weekly, "STP", until=saturday + timedelta(days=42))
    activities.published("CVA", saturday + timedelta(days=15), KINDS[8], capacity=16, lead=1, is_heavy=True)

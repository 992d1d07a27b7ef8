"""The 25 works of January to August 2023: as many of each kind, and the same 258 million đồng of the Union's own
contribution, as the published report. Places, sizes and costs are plausible, not those of real works.

Costs follow published works of the kind (đồng): a solar lamp 1.4 to 3.4 million, a metre of village road 0.4 to 0.76
million, a path to border markers 100 to 500 million in all, a Red Scarf house 150 million.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class WorkPlan:
    """A work to be entered: `cost` and `union` (the Union's contribution) in thousand đồng."""

    kind: str
    unit: str
    title: str
    commune: str
    district: str
    village: str
    measures: dict[str, Any]
    cost: int
    union: int
    households: int
    accepted_on: date | None
    occasion: str = ""
    # How the Union's share came: "cash" from its fund and members, or "goods" that a sponsor delivered.
    share: str = field(default="cash")


YOUTH_MONTH = "Tháng Thanh niên 2023"
SUMMER = "Chiến dịch Thanh niên tình nguyện hè 2023"


def _lighting(unit: str, village: str, commune: str, district: str, lamps: int, km: str, **rest: Any) -> WorkPlan:
    return WorkPlan(
        kind="village_road_lighting",
        unit=unit,
        title=f"Thắp sáng đường thôn {village}",
        commune=commune,
        district=district,
        village=f"Thôn {village}",
        measures={"lamps": lamps, "length_km": km},
        **rest,
    )


def _road(unit: str, village: str, commune: str, district: str, metres: int, width: str, **rest: Any) -> WorkPlan:
    return WorkPlan(
        kind="rural_concrete_road",
        unit=unit,
        title=f"Đường bê tông thôn {village}",
        commune=commune,
        district=district,
        village=f"Thôn {village}",
        measures={"length_m": metres, "width_m": width},
        **rest,
    )


def _marker_road(unit: str, markers: list[str], commune: str, district: str, metres: int, **rest: Any) -> WorkPlan:
    return WorkPlan(
        kind="border_marker_road",
        unit=unit,
        title=f"Đường bê tông lên mốc {', '.join(markers)}",
        commune=commune,
        district=district,
        village="",
        measures={"length_m": metres, "width_m": "1,5", "markers": markers},
        **rest,
    )


WORKS_2023 = (
    _lighting("STP", "Nà Lùng", "Hồng Phong", "Cao Lộc", 30, "1,5", cost=75_000, union=9_000, households=64,
              accepted_on=date(2023, 1, 15), occasion="Xuân tình nguyện 2023"),
    _lighting("TAND", "Bản Rọi", "Tân Mỹ", "Văn Lãng", 26, "1,3", cost=62_400, union=8_000, households=52,
              accepted_on=date(2023, 2, 24), occasion=YOUTH_MONTH),
    _lighting("CVA", "Khuổi Mươi", "Mai Pha", "Lạng Sơn", 34, "1,6", cost=81_600, union=10_000, households=88,
              accepted_on=date(2023, 3, 12), occasion=YOUTH_MONTH, share="goods"),
    _lighting("CT", "Pò Nhùng", "Gia Cát", "Cao Lộc", 24, "1,1", cost=55_200, union=7_500, households=47,
              accepted_on=date(2023, 3, 19), occasion=YOUTH_MONTH),
    _lighting("KBNN", "Nà Pàn", "Xuất Lễ", "Cao Lộc", 31, "1,4", cost=77_500, union=9_500, households=59,
              accepted_on=date(2023, 3, 26), occasion=YOUTH_MONTH),
    _lighting("DTNT", "Lũng Vài", "Tràng Các", "Văn Quan", 20, "0,9", cost=44_000, union=6_000, households=38,
              accepted_on=date(2023, 4, 22)),
    _lighting("BVDK", "Bản Khiếng", "Hữu Khánh", "Lộc Bình", 28, "1,3", cost=70_000, union=8_500, households=56,
              accepted_on=date(2023, 5, 14), share="goods"),
    _lighting("DL", "Đồng Én", "Bằng Mạc", "Chi Lăng", 40, "2", cost=164_000, union=12_000, households=97,
              accepted_on=date(2023, 6, 3), occasion=SUMMER, share="goods"),
    _lighting("SGD", "Nà Tèn", "Vạn Linh", "Chi Lăng", 22, "1", cost=50_600, union=7_000, households=45,
              accepted_on=date(2023, 7, 8), occasion=SUMMER),
    _lighting("CDLS", "Phai Trần", "Hoàng Đồng", "Lạng Sơn", 32, "1,5", cost=76_800, union=9_500, households=71,
              accepted_on=date(2023, 7, 22), occasion=SUMMER),
    _lighting("HQ", "Cốc Nam", "Tân Thanh", "Văn Lãng", 35, "1,7", cost=87_500, union=10_000, households=68,
              accepted_on=date(2023, 8, 31), occasion=SUMMER),
    WorkPlan("border_patrol_lighting", "VPTU", "Thắp sáng đường tuần tra biên giới xã Bảo Lâm", "Bảo Lâm", "Cao Lộc",
             "", {"lamps": 40, "length_km": "2,2"}, 128_000, 14_000, 34, date(2023, 3, 25), YOUTH_MONTH),
    WorkPlan("border_patrol_lighting", "VT", "Thắp sáng đường tuần tra biên giới xã Tú Mịch", "Tú Mịch", "Lộc Bình",
             "", {"lamps": 36, "length_km": "2"}, 112_000, 13_000, 29, date(2023, 8, 19), SUMMER, "goods"),
    _marker_road("SNV", ["1145", "1146/1"], "Thanh Lòa", "Cao Lộc", 620, cost=248_000, union=16_000, households=41,
                 accepted_on=date(2023, 4, 8)),
    _marker_road("SXD", ["1223"], "Yên Khoái", "Lộc Bình", 410, cost=172_000, union=12_000, households=36,
                 accepted_on=date(2023, 5, 20)),
    _marker_road("SGT", ["1032", "1033"], "Quốc Khánh", "Tràng Định", 560, cost=230_000, union=15_000, households=44,
                 accepted_on=date(2023, 6, 24), occasion=SUMMER),
    _marker_road("THA", ["1285 (2)"], "Bính Xá", "Đình Lập", 350, cost=150_000, union=11_000, households=27,
                 accepted_on=date(2023, 8, 12), occasion=SUMMER),
    _road("STC", "Khòn Chu", "Yên Trạch", "Cao Lộc", 240, "3", cost=124_000, union=9_000, households=58,
          accepted_on=date(2023, 2, 18)),
    _road("SCT", "Nà Mò", "Tĩnh Bắc", "Lộc Bình", 200, "2,5", cost=96_000, union=8_000, households=42,
          accepted_on=date(2023, 4, 29)),
    _road("CDN", "Làng Trung", "Minh Sơn", "Hữu Lũng", 180, "2,5", cost=84_600, union=7_500, households=49,
          accepted_on=date(2023, 6, 17), occasion=SUMMER),
    _road("AGR", "Bản Cắm", "Tân Văn", "Bình Gia", 260, "3", cost=150_800, union=10_000, households=61,
          accepted_on=date(2023, 7, 15), occasion=SUMMER),
    _road("SYT", "Đon Úy", "Vũ Lễ", "Bắc Sơn", 210, "2,5", cost=105_000, union=8_500, households=46,
          accepted_on=date(2023, 8, 26), occasion=SUMMER),
    WorkPlan("red_scarf_house", "STTTT", "Ngôi nhà khăn quàng đỏ cho em học sinh xã Kháng Chiến", "Kháng Chiến",
             "Tràng Định", "Thôn Nà Trà", {"houses": 1}, 150_000, 30_000, 1, date(2023, 6, 1), SUMMER, "goods"),
    WorkPlan("other", "SKHCN", "Sân chơi thiếu nhi Trường Tiểu học xã Mẫu Sơn", "Mẫu Sơn", "Lộc Bình",
             "Thôn Khuổi Cấp", {"pieces": 1}, 36_000, 3_500, 40, date(2023, 5, 27)),
    WorkPlan("other", "PTTH", "Nhà vệ sinh và bể nước Trường Mầm non xã Công Sơn", "Công Sơn", "Cao Lộc",
             "Thôn Cốc Tranh", {"pieces": 2}, 34_000, 3_500, 33, date(2023, 3, 5), YOUTH_MONTH),
)  # fmt: skip

# Outside the published period, so that it must be told apart: the year before, and the years since.
WORKS_BESIDE = (
    _lighting("SKH", "Pác Luống", "Bắc Việt", "Văn Lãng", 24, "1,1", cost=57_600, union=7_000, households=45,
              accepted_on=date(2022, 12, 20)),
    _road("CTK", "Nà Sla", "Hồng Phong", "Cao Lộc", 190, "2,5", cost=95_000, union=8_000, households=39,
          accepted_on=date(2023, 9, 1)),
    _lighting("BHXH", "Bản Mới", "Cao Lâu", "Cao Lộc", 30, "1,4", cost=72_000, union=8_500, households=50,
              accepted_on=date(2023, 11, 18)),
    _marker_road("VKS", ["1268"], "Tam Gia", "Lộc Bình", 380, cost=161_000, union=12_000, households=31,
                 accepted_on=date(2024, 4, 27)),
    WorkPlan("border_patrol_lighting", "KKT", "Thắp sáng đường tuần tra biên giới xã Tân Thanh", "Tân Thanh",
             "Văn Lãng", "", {"lamps": 44, "length_km": "2,4"}, 140_000, 15_000, 37, date(2024, 8, 17)),
    _road("STN", "Lũng Pa", "Hòa Bình", "Chi Lăng", 230, "3", cost=122_000, union=9_000, households=52,
          accepted_on=date(2025, 3, 22)),
)  # fmt: skip

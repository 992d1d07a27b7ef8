"""The units of the demonstration: as many, of the kinds and sizes, that the published report of August 2023 names.

Agencies carry the names that such offices have; who belongs to them is invented.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class UnitPlan:
    """A base unit: code, full and short name, sector, members on 31/08/2023, and its chapters (unions only)."""

    code: str
    name: str
    short_name: str
    sector: str
    members: int
    chapters: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return "union" if self.chapters else "base_chapter"


def _classes(*names: str) -> tuple[str, ...]:
    return tuple(f"Chi đoàn {name}" for name in names)


# đoàn cơ sở: 8, with their chapters
UNIONS = (
    UnitPlan(
        "CDLS",
        "Đoàn Trường Cao đẳng Lạng Sơn",
        "Trường Cao đẳng Lạng Sơn",
        "school",
        640,
        _classes("Sư phạm Tiểu học K24", "Sư phạm Mầm non K24", "Công tác xã hội K24", "Tiếng Trung K24", "Y sĩ K24"),
    ),
    UnitPlan(
        "CVA",
        "Đoàn Trường THPT Chuyên Chu Văn An",
        "THPT Chuyên Chu Văn An",
        "school",
        560,
        _classes("Toán", "Lý", "Hóa", "Sinh", "Văn", "Sử", "Địa", "Anh", "Trung", "Tin"),
    ),
    UnitPlan(
        "DTNT",
        "Đoàn Trường PT Dân tộc nội trú THPT tỉnh",
        "Dân tộc nội trú THPT tỉnh",
        "school",
        430,
        _classes("10A", "10B", "10C", "11A", "11B", "11C", "12A", "12B", "12C"),
    ),
    UnitPlan(
        "CDN",
        "Đoàn Trường Cao đẳng nghề Lạng Sơn",
        "Cao đẳng nghề Lạng Sơn",
        "school",
        451,
        _classes("Điện công nghiệp", "Hàn", "Công nghệ ô tô", "Kỹ thuật xây dựng", "Nấu ăn", "Chăn nuôi thú y"),
    ),
    UnitPlan(
        "BVDK",
        "Đoàn Bệnh viện Đa khoa tỉnh",
        "Bệnh viện Đa khoa tỉnh",
        "agency",
        165,
        _classes("Khối Nội", "Khối Ngoại", "Khối Cận lâm sàng", "Khối Hành chính"),
    ),
    UnitPlan(
        "HQ",
        "Đoàn Cục Hải quan tỉnh",
        "Cục Hải quan tỉnh",
        "agency",
        96,
        _classes("Cửa khẩu Hữu Nghị", "Cửa khẩu Tân Thanh", "Văn phòng Cục"),
    ),
    UnitPlan(
        "NNPT",
        "Đoàn Sở Nông nghiệp và Phát triển nông thôn",
        "Sở Nông nghiệp và PTNT",
        "agency",
        88,
        _classes("Chi cục Kiểm lâm", "Chi cục Thủy lợi", "Văn phòng Sở"),
    ),
    UnitPlan(
        "VT",
        "Đoàn Viễn thông Lạng Sơn",
        "Viễn thông Lạng Sơn",
        "enterprise",
        78,
        _classes("Trung tâm Kinh doanh", "Trung tâm Điều hành"),
    ),
)

_AGENCIES = (
    ("TAND", "Tòa án nhân dân tỉnh", 31),
    ("VKS", "Viện kiểm sát nhân dân tỉnh", 29),
    ("VPTU", "Văn phòng Tỉnh ủy", 24),
    ("VPUB", "Văn phòng UBND tỉnh", 33),
    ("SNV", "Sở Nội vụ", 28),
    ("STP", "Sở Tư pháp", 26),
    ("STC", "Sở Tài chính", 30),
    ("SKH", "Sở Kế hoạch và Đầu tư", 25),
    ("SCT", "Sở Công Thương", 24),
    ("SGT", "Sở Giao thông vận tải", 29),
    ("SXD", "Sở Xây dựng", 23),
    ("STTTT", "Sở Thông tin và Truyền thông", 25),
    ("SKHCN", "Sở Khoa học và Công nghệ", 22),
    ("SVH", "Sở Văn hóa, Thể thao và Du lịch", 31),
    ("SGD", "Sở Giáo dục và Đào tạo", 22),
    ("SYT", "Sở Y tế", 27),
    ("SLD", "Sở Lao động - Thương binh và Xã hội", 26),
    ("STN", "Sở Tài nguyên và Môi trường", 34),
    ("TTT", "Thanh tra tỉnh", 19),
    ("KBNN", "Kho bạc Nhà nước tỉnh", 30),
    ("CT", "Cục Thuế tỉnh", 36),
    ("CTK", "Cục Thống kê tỉnh", 20),
    ("THA", "Cục Thi hành án dân sự tỉnh", 24),
    ("BHXH", "Bảo hiểm xã hội tỉnh", 27),
    ("PTTH", "Đài Phát thanh và Truyền hình tỉnh", 32),
    ("KKT", "Ban Quản lý Khu kinh tế cửa khẩu Đồng Đăng - Lạng Sơn", 25),
    ("HCC", "Trung tâm Phục vụ hành chính công tỉnh", 21),
)
_ENTERPRISES = (
    ("DL", "Công ty Điện lực Lạng Sơn", 52),
    ("CTN", "Công ty cổ phần Cấp thoát nước Lạng Sơn", 34),
    ("AGR", "Ngân hàng Nông nghiệp chi nhánh tỉnh", 38),
    ("VCB", "Ngân hàng Ngoại thương chi nhánh Lạng Sơn", 22),
    ("BD", "Bưu điện tỉnh Lạng Sơn", 22),
)
# chi đoàn cơ sở: 32
BASE_CHAPTERS = tuple(
    UnitPlan(code, f"Chi đoàn {name}", name, sector, members)
    for sector, rows in (("agency", _AGENCIES), ("enterprise", _ENTERPRISES))
    for code, name, members in rows
)
# The Bloc had 43 base units in 2022: code, name, and the unit that its members went to at the end of that year.
MERGED_IN_2022 = (
    ("BDT", "Chi đoàn Ban Dân tộc tỉnh", "SNV"),
    ("NGV", "Chi đoàn Sở Ngoại vụ", "VPUB"),
    ("QTD", "Chi đoàn Quỹ Đầu tư phát triển tỉnh", "STC"),
)

"""Invented people: names as they are common in Lạng Sơn, put together by chance (always the same chance)."""

from random import Random

# fmt: off
FAMILY = (
    "Nông", "Hoàng", "Lý", "Vi", "Lương", "Triệu", "Hứa", "Lộc", "Nguyễn", "Trần", "Lê", "Phạm", "Bế", "Chu",
    "Đinh", "Đàm", "Dương", "Hà", "La", "Lăng", "Liễu", "Ma", "Mông", "Phan", "Phùng", "Tô", "Vy", "Đặng", "Bùi",
    "Ngô", "Đỗ", "Đoàn", "Trương", "Lành", "Long", "Linh",
)
MIDDLE = {
    "female": ("Thị", "Thu", "Ngọc", "Minh", "Bích", "Thanh", "Hồng", "Thị Thu", "Thị Ngọc", "Thùy", "Khánh", "Diệu"),
    "male": ("Văn", "Đức", "Minh", "Quốc", "Hữu", "Công", "Xuân", "Trung", "Tuấn", "Anh", "Hoàng", "Thế"),
}
GIVEN = {
    "female": (
        "Anh", "Chi", "Dung", "Giang", "Hà", "Hạnh", "Hiền", "Hoa", "Huệ", "Huyền", "Hương", "Lan", "Linh",
        "Loan", "Ly", "Mai", "My", "Nga", "Ngân", "Nhung", "Oanh", "Phương", "Quỳnh", "Tâm", "Thảo", "Thơm",
        "Thúy", "Trang", "Trinh", "Tuyết", "Uyên", "Vân", "Yến",
    ),
    "male": (
        "An", "Bắc", "Bình", "Chiến", "Cường", "Duy", "Dũng", "Đạt", "Định", "Giáp", "Hải", "Hiếu", "Hùng",
        "Huy", "Khánh", "Khoa", "Kiên", "Lâm", "Long", "Lực", "Mạnh", "Nam", "Nghĩa", "Phong", "Phúc",
        "Quang", "Quân", "Sơn", "Thành", "Thắng", "Toàn", "Trường", "Tùng", "Vinh", "Vũ",
    ),
}
# fmt: on


def invent_name(chance: Random, gender: str) -> str:
    """A full name for "female" or "male"."""
    return f"{chance.choice(FAMILY)} {chance.choice(MIDDLE[gender])} {chance.choice(GIVEN[gender])}"

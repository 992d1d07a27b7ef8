"""What has to be done is done without JavaScript as well: an old phone, a blocked script, a line that breaks."""

from collections.abc import Callable

from tests.browser.person import Person

Come = Callable[..., Person]
TITLE = "Thắp sáng đường thôn Khòn Khẻ"


def test_a_member_signs_up_and_gives_the_place_back(address: str, come: Come) -> None:
    pupil = come(address, "pupil", java_script_enabled=False)
    pupil.open("/activities/")
    pupil.follow("Hiến máu tình nguyện")
    pupil.press("Đăng ký")
    pupil.is_told("Bạn đã có chỗ")
    pupil.follow("Tôi không đến được")
    pupil.press("Trả lại chỗ")
    pupil.is_told("Đã trả lại chỗ")


def test_a_leader_proposes_a_work_step_by_step(address: str, come: Come) -> None:
    leader = come(address, "leader", java_script_enabled=False)
    leader.open("/works/new")
    leader.write("Tên công trình", TITLE)
    leader.tick("Đường bê tông nông thôn")
    leader.press("Lưu và tiếp tục")
    leader.write("Xã, phường", "ky lua")  # without accents
    leader.write("Điểm trên bản đồ", "21.86, 106.76")
    leader.press("Lưu và tiếp tục")
    leader.write("Chiều dài", "300")
    leader.write("Chiều rộng", "2,5")
    leader.write("Số hộ", "40")
    leader.press("Lưu và tiếp tục")
    leader.write("Ngày bắt đầu", "2027-03-01")
    leader.write("Ngày kết thúc", "2027-04-30")
    leader.press("Lưu và tiếp tục")
    leader.press("Thêm dòng")
    line = leader.part("Dòng 1")
    leader.write("Mô tả", "Xi măng", within=line)
    leader.write("Số lượng", "10", within=line)
    leader.write("Đơn vị tính", "tấn", within=line)
    leader.write("Đơn giá", "1.500.000", within=line)
    leader.press("Lưu và tiếp tục")
    source = leader.part("Nguồn 1")
    leader.write("Số tiền", "15 triệu", within=source)
    leader.press("Lưu và tiếp tục")
    leader.sees("15.000.000")
    leader.press("Trình Ban Thường vụ")
    leader.is_told("Đã trình đề xuất")
    leader.is_at(TITLE)


def test_the_map_has_its_list(address: str, come: Come) -> None:
    visitor = come(address, java_script_enabled=False)
    visitor.open("/map/")
    visitor.choose("Loại", "Ngôi nhà khăn quàng đỏ")
    visitor.press("Lọc")
    visitor.sees("Ngôi nhà khăn quàng đỏ cho em học sinh xã Quốc Khánh")
    visitor.sees_no("Thắp sáng đường thôn Nà Hán")

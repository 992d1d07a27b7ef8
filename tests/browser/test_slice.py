"""The main job once through, by everybody who has a part in it: from a proposal to a point on the map and a figure."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from app.core import clock
from tests.browser.demo import Demos, assert_consistent
from tests.browser.person import Person
from tests.serving import Site

TITLE = "Thắp sáng đường thôn Kéo Sáng"
ACTIVITY = "Dựng cột đèn thôn Kéo Sáng"
REASON = "Ghi rõ ai trả tiền điện sau khi bàn giao."
Come = Callable[..., Person]


@pytest.fixture
def site(database_kind: str, demos: Demos) -> Site:
    return demos.copy(database_kind)


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with site.served(workers=2, threads=4) as address:
        yield f"http://{address}"


def test_a_work_goes_from_its_proposal_to_the_map_and_the_report(
    site: Site, address: str, come: Come, tmp_path: Path
) -> None:
    leader = come(address, "leader")
    committee = come(address, "committee", phone=False)
    other_officer = come(address, "committee2", phone=False)
    treasurer = come(address, "treasurer")
    counted_before = works_in_this_years_report(committee)

    work = propose(leader)
    return_for_correction(committee, work)
    correct_and_hand_in_again(leader, work)
    approve(committee, work)
    start(leader, work)

    publish_activity(leader)
    newcomer = activate_account(come(address), *create_account(leader))
    fill_the_shift_and_move_up(come(address, "pupil"), come(address, "school_leader"), newcomer)

    record_money(treasurer, work, draw_photo(tmp_path / "hoa-don.jpg", "white"))
    approve_expense(leader, work)
    add_photos(leader, work, draw_photo(tmp_path / "truoc.jpg", "navy"), draw_photo(tmp_path / "sau.jpg", "gold"))
    report(leader, work)
    accept(other_officer, work)

    find_on_the_map(come(address))
    assert works_in_this_years_report(committee) == counted_before + 1
    assert_consistent(site)


def propose(leader: Person) -> str:
    """All steps of a proposal, on a phone; returns the address of the work's page."""
    leader.open("/")
    leader.follow("Đề xuất công trình")
    leader.write("Tên công trình", TITLE)
    leader.tick("Thắp sáng đường thôn")
    leader.write("Vì sao cần làm", "Đường vào thôn tối, trẻ em đi học về muộn.")
    leader.press("Lưu và tiếp tục")

    leader.is_at("Công trình: địa điểm")
    chosen = leader.field("Điểm trên bản đồ")
    expect(leader.page.locator(".commune-outline").first).to_be_attached()
    leader.page.get_by_label("Bản đồ: bấm để chọn vị trí").tap()
    expect(chosen).to_have_value(re.compile(r"^21\.\d+, 106\.\d+$"))
    expect(leader.field("Xã, phường")).not_to_have_value("")  # the map says which commune it is
    leader.write("Thôn", "Kéo Sáng")
    leader.press("Lưu và tiếp tục")

    leader.write("Số bóng đèn", "30")
    leader.write("Chiều dài", "1,4")
    leader.write("Số hộ", "52")
    leader.press("Lưu và tiếp tục")

    today = clock.today()
    leader.write("Ngày bắt đầu", today.isoformat())
    leader.write("Ngày kết thúc", (today + timedelta(days=30)).isoformat())
    leader.press("Lưu và tiếp tục")

    leader.is_at("Công trình: dự toán")
    line = leader.part("Dòng 1")
    leader.write("Mô tả", "Bộ đèn năng lượng mặt trời", within=line)
    leader.write("Số lượng", "30", within=line)
    leader.write("Đơn vị tính", "bộ", within=line)
    leader.write("Đơn giá", "200.000", within=line)
    leader.press("Lưu và tiếp tục")

    leader.is_at("Công trình: nguồn kinh phí")
    source = leader.part("Nguồn 1")
    leader.choose("Nguồn", "Xã hội hoá", within=source)
    leader.write("Số tiền", "6 triệu", within=source)
    leader.write("Người đóng góp", "Doanh nghiệp Bình Minh", within=source)
    leader.press("Lưu và tiếp tục")

    leader.is_at("Công trình: kiểm tra và trình")
    leader.sees("6.000.000")
    leader.press("Trình Ban Thường vụ")
    leader.is_told("Đã trình đề xuất")
    leader.is_at(TITLE)
    return leader.path


def return_for_correction(committee: Person, work: str) -> None:
    """The queue on the committee's home leads to the proposal."""
    committee.open("/")
    committee.follow(TITLE, within=committee.card("Việc chờ bạn"))
    assert committee.path == f"{work}/decide"
    form = committee.unfold("Trả về đơn vị")
    committee.write("Lý do", REASON, within=form)
    committee.press("Trả về đơn vị", within=form)
    committee.is_told("Đã trả đề xuất về đơn vị")


def correct_and_hand_in_again(leader: Person, work: str) -> None:
    leader.open("/")
    leader.follow(TITLE, within=leader.card("Việc chờ bạn"))
    leader.sees(REASON)
    leader.follow("Soạn tiếp bản nháp")
    leader.write("Vì sao cần làm", "Đường vào thôn tối. Thôn trả tiền điện từ quỹ thôn.")
    leader.press("Lưu và dừng ở đây")
    leader.follow("Kiểm tra và trình")
    leader.press("Trình Ban Thường vụ")
    leader.is_told("Đã trình đề xuất")
    assert leader.path == work


def approve(committee: Person, work: str) -> None:
    committee.open(work)
    committee.sees("Thôn trả tiền điện từ quỹ thôn.")
    committee.press("Phê duyệt")
    committee.is_told("Đã duyệt đề xuất")


def start(leader: Person, work: str) -> None:
    leader.open(work)
    leader.press("Khởi công")
    leader.is_told("Công trình đang được thực hiện")


def publish_activity(leader: Person) -> None:
    """A day of tomorrow with one shift of two places, for the work."""
    tomorrow = clock.today() + timedelta(days=1)
    leader.open("/activities/")
    leader.follow("Hoạt động mới")
    leader.write("Tiêu đề", ACTIVITY)
    leader.choose("Thuộc công trình", TITLE)
    leader.write("Nơi tập trung", "Nhà văn hoá thôn Kéo Sáng")
    shift = leader.part("Ca 1")
    leader.write("Nhiệm vụ", "Dựng cột", within=shift)
    leader.write("Bắt đầu", f"{tomorrow}T08:00", within=shift)
    leader.write("Kết thúc", f"{tomorrow}T10:00", within=shift)
    leader.write("Số chỗ", "2", within=shift)
    leader.press("Lưu", exact=True)
    leader.is_told("Đã lưu bản nháp")
    leader.press("Công bố")
    leader.is_told("Đã công bố hoạt động")


def create_account(leader: Person) -> tuple[str, str]:
    """The leader gives a member of the unit an account; returns member code and one-time code."""
    leader.open("/members/")
    leader.main.get_by_role("table").get_by_role("link").nth(5).click()
    member_code = leader.main.locator(".kicker").inner_text().strip()
    leader.press("Tạo tài khoản")
    leader.press("Cấp mã dùng một lần")
    leader.confirm()
    return member_code, leader.main.locator(".notice .figures").first.inner_text().strip()


def activate_account(newcomer: Person, member_code: str, code: str) -> Person:
    newcomer.open("/sign-in")
    newcomer.follow("Tôi có mã dùng một lần")
    newcomer.write("Mã đoàn viên", member_code)
    newcomer.write("Mã dùng một lần", code)
    newcomer.write("Mật khẩu mới", "sông kỳ cùng mùa lũ")
    newcomer.write("Nhập lại mật khẩu mới", "sông kỳ cùng mùa lũ")
    newcomer.press("Đặt mật khẩu")
    newcomer.is_told("Đã đặt mật khẩu")
    newcomer.sign_in(member_code, "sông kỳ cùng mùa lũ")
    return newcomer


def fill_the_shift_and_move_up(first: Person, second: Person, third: Person) -> None:
    """Two tap the button on their home and have a place; the third waits, until one gives the place back."""
    for member in (first, second):
        member.open("/")
        member.press(f"Đăng ký {ACTIVITY}")
        member.is_told("Bạn đã có chỗ")
    third.open("/")
    third.press(f"Vào danh sách chờ {ACTIVITY}")
    third.is_told("Đã hết chỗ")
    third.open("/my/places")
    third.sees("Vị trí 1")

    first.open("/my/places")
    first.follow(f"Tôi không đến được {ACTIVITY}")
    first.press("Trả lại chỗ")
    first.is_told("Đã trả lại chỗ")

    third.open("/my/places")
    third.sees("Bạn có chỗ")
    third.sees_no("Vị trí 1")


def record_money(treasurer: Person, work: str, receipt: Path) -> None:
    treasurer.open("/")
    treasurer.follow(TITLE)
    assert treasurer.path == f"{work}/budget"
    treasurer.follow("Ghi khoản nhận")
    treasurer.write("Số tiền", "6.000.000")
    treasurer.write("Người đóng góp", "Doanh nghiệp Bình Minh")
    treasurer.press("Ghi vào sổ")
    treasurer.is_told("Khoản đóng góp đã vào sổ")
    treasurer.follow("Ghi khoản chi")
    treasurer.write("Số tiền", "5,5 triệu")
    treasurer.write("Người nhận tiền", "Cửa hàng điện Kỳ Lừa")
    treasurer.attach("Hoá đơn, chứng từ (ảnh hoặc PDF)", receipt)
    treasurer.press("Ghi khoản chi")
    treasurer.is_told("Đã ghi khoản chi")
    expect(treasurer.main.get_by_role("button", name="Phê duyệt")).to_have_count(0)  # never one's own


def approve_expense(leader: Person, work: str) -> None:
    leader.open(f"{work}/budget")
    leader.press("Phê duyệt Cửa hàng điện Kỳ Lừa")
    leader.is_told("Đã duyệt khoản chi")
    leader.sees("500 nghìn")  # what is left


def add_photos(leader: Person, work: str, before: Path, after: Path) -> None:
    leader.open(work)
    leader.follow("Thêm ảnh")
    for moment, photo in (("Trước", before), ("Sau", after)):
        leader.tick(moment)
        leader.attach("Hình ảnh", photo)
        leader.press("Thêm ảnh")
        leader.is_told("Đã thêm 1 ảnh")


def report(leader: Person, work: str) -> None:
    leader.open(work)
    leader.follow("Báo cáo hoàn thành")
    leader.write("Số bóng đèn", "30")
    leader.write("Đã làm những gì", "Lắp 30 bộ đèn dọc đường thôn.")
    leader.press("Gửi báo cáo")
    leader.is_told("Đã báo cáo hoàn thành")


def accept(officer: Person, work: str) -> None:
    officer.open("/")
    officer.follow(TITLE, within=officer.card("Việc chờ bạn"))
    assert officer.path == work
    officer.follow("Nghiệm thu")
    officer.write("Thành phần tham gia", "UBND xã; trưởng thôn; Chi đoàn Sở Tư pháp")
    officer.press("Nghiệm thu")
    officer.is_told("Đã nghiệm thu")


def find_on_the_map(visitor: Person) -> None:
    """In the list beside the map; from there to its point and popup, with both photos."""
    visitor.open("/map/")
    entry = visitor.main.get_by_role("listitem").filter(has_text=TITLE)
    expect(entry).to_be_visible()
    visitor.press("Xem trên bản đồ", within=entry)
    popup = visitor.page.locator(".leaflet-popup")
    expect(popup).to_contain_text(TITLE)
    expect(popup).to_contain_text("6.000.000")
    expect(popup.get_by_role("img")).to_have_count(2)


def works_in_this_years_report(officer: Person) -> int:
    officer.open("/reports/period")
    officer.follow("Năm nay")
    row = officer.main.get_by_role("row", name="Công trình thanh niên đã nghiệm thu")
    return int(row.locator(".report-value").inner_text())


def draw_photo(path: Path, colour: str) -> Path:
    Image.new("RGB", (800, 600), colour).save(path)
    return path

"""What people type wrongly: a sentence beside the field in the page's language, and nothing typed is lost."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import find_violations
from tests.browser.person import Person

Come = Callable[..., Person]
DRAFT = "Thắp sáng đường thôn Khuổi Tao"
MEGABYTE = 1024 * 1024


@pytest.fixture
def leader(address: str, come: Come) -> Person:
    return come(address, "leader", phone=False)


def test_swapped_coordinates_are_named_and_the_right_order_is_offered(leader: Person) -> None:
    open_step(leader, "where")
    leader.write("Thôn", "Khuổi Tao")
    leader.write("Điểm trên bản đồ", "106.761, 21.853")
    leader.press("Lưu và tiếp tục")
    is_refused(leader, "Điểm trên bản đồ", "bị đổi chỗ", kept="106.761, 21.853")
    expect(leader.field("Thôn")).to_have_value("Khuổi Tao")
    leader.sees("Có phải ý bạn là 21.853000, 106.761000?")


def test_coordinates_with_decimal_commas_are_understood(leader: Person) -> None:
    open_step(leader, "where")
    leader.write("Xã, phường", "Kỳ Lừa")
    leader.write("Điểm trên bản đồ", "21,8531 106,7611")
    leader.press("Lưu và tiếp tục")
    leader.is_at("Công trình: quy mô và đối tượng")
    open_step(leader, "where")
    expect(leader.field("Điểm trên bản đồ")).to_have_value("21.853100, 106.761100")


def test_no_point_is_allowed_until_there_is_one(leader: Person) -> None:
    open_step(leader, "where")
    leader.write("Điểm trên bản đồ", "")
    leader.press("Lưu và tiếp tục")
    leader.is_at("Công trình: quy mô và đối tượng")
    leader.open(leader.path.replace("/extent", "/check"))
    leader.sees_no("Toạ độ")


def test_a_point_in_another_commune_is_kept_and_flagged(leader: Person) -> None:
    open_step(leader, "where")
    leader.write("Xã, phường", "Ba Sơn")
    leader.write("Điểm trên bản đồ", "21.8531, 106.7611")
    leader.press("Lưu và tiếp tục")
    leader.open(leader.path.replace("/extent", "/check"))
    leader.sees("Toạ độ nằm ngoài xã đã ghi.")
    leader.sees("21.85310, 106.76110")


def test_a_commune_that_nobody_knows(leader: Person) -> None:
    open_step(leader, "where")
    leader.write("Xã, phường", "Xứ Tuyết")
    leader.press("Lưu và tiếp tục")
    is_refused(leader, "Xã, phường", "Không có xã nào tên như vậy.", kept="Xứ Tuyết")


def test_an_old_name_that_means_several_communes_asks_which(leader: Person) -> None:
    open_step(leader, "where")
    leader.write("Xã, phường", "Hòa Bình")
    leader.press("Lưu và tiếp tục")
    choices = leader.part("Chọn đúng xã")
    expect(choices).to_contain_text("Hãy chọn đúng xã.")
    choices.get_by_role("radio").first.check()
    leader.press("Lưu và tiếp tục")
    leader.is_at("Công trình: quy mô và đối tượng")


def test_money_with_letters(leader: Person) -> None:
    open_step(leader, "lines")
    line = leader.part("Dòng 1")
    leader.write("Mô tả", "Cột đèn", within=line)
    leader.write("Đơn giá", "hai trăm nghìn", within=line)
    leader.press("Lưu và tiếp tục")
    price = leader.field("Đơn giá", within=line)
    expect(price).to_have_value("hai trăm nghìn")
    expect(leader.field("Mô tả", within=line)).to_have_value("Cột đèn")
    assert "bằng chữ số" in leader.error_beside("Đơn giá", within=line)


def test_negative_quantity(leader: Person) -> None:
    open_step(leader, "extent")
    leader.write("Số bóng đèn", "-5")
    leader.press("Lưu và tiếp tục")
    is_refused(leader, "Số bóng đèn", "không âm", kept="-5")


def test_end_before_start(leader: Person) -> None:
    open_step(leader, "dates")
    leader.write("Ngày bắt đầu", "2027-05-20")
    leader.write("Ngày kết thúc", "2027-05-01")
    leader.press("Lưu và tiếp tục")
    is_refused(leader, "Ngày kết thúc", "không thể trước ngày bắt đầu", kept="2027-05-01")
    expect(leader.page.locator("#starts_on")).to_have_value("2027-05-20")


def test_a_day_that_does_not_exist(leader: Person) -> None:
    open_step(leader, "dates")
    # As a browser without a calendar of its own shows the field.
    leader.page.locator("#starts_on").evaluate("input => { input.type = 'text'; }")
    leader.write("Ngày bắt đầu", "31/02/2027")
    leader.press("Lưu và tiếp tục")
    is_refused(leader, "Ngày bắt đầu", "Không có ngày này.", kept="31/02/2027")


def test_a_photo_of_30_megabytes_is_refused_before_it_is_sent(leader: Person, tmp_path: Path) -> None:
    photo = tmp_path / "to.jpg"
    photo.write_bytes(b"\xff\xd8\xff\xe0" + bytes(30 * MEGABYTE))
    open_photos(leader)
    leader.write("Chú thích", "Đoạn đầu thôn")
    leader.attach("Hình ảnh", photo)
    leader.press("Thêm ảnh")
    leader.sees("Tổng các tệp quá lớn: tối đa 25 MB.")
    expect(leader.field("Chú thích")).to_have_value("Đoạn đầu thôn")
    assert find_violations(leader.page) == []


def test_a_pdf_named_jpg_is_no_photo(leader: Person, tmp_path: Path) -> None:
    photo = tmp_path / "anh.jpg"
    photo.write_bytes(b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n")
    open_photos(leader)
    leader.write("Chú thích", "Đoạn đầu thôn")
    leader.attach("Hình ảnh", photo)
    leader.press("Thêm ảnh")
    expect(leader.page.locator(".queue-row .field-error")).to_contain_text("Không dùng được loại tệp này làm ảnh.")
    expect(leader.field("Chú thích")).to_have_value("Đoạn đầu thôn")


def test_a_member_code_that_another_member_has(address: str, come: Come) -> None:
    administrator = come(address, "administrator", phone=False)
    administrator.open("/members/")
    administrator.main.get_by_role("table").get_by_role("link").first.click()
    taken = administrator.main.locator(".kicker").inner_text().strip()
    administrator.open("/members/new")
    administrator.write("Họ và tên", "Nguyễn Thị Mới")
    administrator.write("Mã đoàn viên", taken)
    administrator.press("Thêm đoàn viên này")
    is_refused(administrator, "Mã đoàn viên", "Đã có đoàn viên khác mang mã", kept=taken)
    expect(administrator.field("Họ và tên")).to_have_value("Nguyễn Thị Mới")


def test_a_stale_page_shows_what_changed_and_keeps_what_was_typed(leader: Person, address: str) -> None:
    open_step(leader, "what")
    other_tab = leader.page.context.new_page()
    other = Person(other_tab, is_phone=False)
    other.open(leader.path)
    other.write("Chào mừng sự kiện", "Ngày 26/3")
    other.press("Lưu và dừng ở đây")
    leader.write("Vì sao cần làm", "Điều gõ ở trang cũ")
    leader.press("Lưu và tiếp tục")
    leader.sees("Có người đã lưu bản nháp này trong lúc bạn gõ.")
    expect(leader.field("Vì sao cần làm")).to_have_value("Điều gõ ở trang cũ")
    assert find_violations(leader.page) == []


@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without"])
def test_a_double_click_creates_one(address: str, come: Come, scripted: bool) -> None:
    title = f"Bấm đúp {'có' if scripted else 'không có'} kịch bản"
    leader = come(address, "leader", phone=False, java_script_enabled=scripted)
    leader.open("/works/new")
    leader.write("Tên công trình", title)
    leader.tick("Công trình khác")
    leader.main.get_by_role("button", name="Lưu và tiếp tục").dblclick()
    leader.is_at("Công trình: địa điểm")
    leader.open("/works/?q=Bấm đúp")
    expect(leader.main.get_by_role("link", name=title)).to_have_count(1)


def test_messages_are_in_the_language_of_the_page(address: str, come: Come) -> None:
    leader = come(address, "leader", phone=False, language="en")
    open_step(leader, "where")
    leader.write("Point on the map", "106.761, 21.853")
    leader.press("Save and continue")
    is_refused(leader, "Point on the map", "seem to be swapped", kept="106.761, 21.853")
    open_step(leader, "extent")
    leader.write("Lamps", "-5")
    leader.press("Save and continue")
    is_refused(leader, "Lamps", "not below zero", kept="-5")


def open_step(leader: Person, step: str) -> None:
    """A step of the draft that the demonstration's leader has."""
    leader.open(f"/works/?q={DRAFT}")
    leader.follow(DRAFT)
    leader.open(f"{leader.path}/edit/{step}")


def open_photos(leader: Person) -> None:
    leader.open(f"/works/?q={DRAFT}")
    leader.follow(DRAFT)
    leader.follow("Thêm ảnh")


def is_refused(person: Person, label: str, sentence: str, *, kept: str | None = None) -> None:
    """The sentence stands beside the field, which still holds what was typed; axe-core finds nothing on the page."""
    assert re.search(re.escape(sentence), person.error_beside(label))
    if kept is not None:
        expect(person.field(label).first).to_have_value(kept)
    assert find_violations(person.page) == []

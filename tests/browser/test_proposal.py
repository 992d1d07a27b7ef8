"""What a proposal's pages do in a browser: a road drawn with a finger, and the committee's queue."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.person import Person

Come = Callable[..., Person]


def test_a_road_is_drawn_on_the_map_with_a_finger_and_its_length_is_told(address: str, come: Come) -> None:
    leader = come(address, "leader")
    leader.open("/")
    leader.follow("Thắp sáng đường thôn Nà Mười")
    leader.follow("Soạn tiếp bản nháp")
    leader.is_at("Công trình: nội dung")
    leader.press("Lưu và tiếp tục")
    leader.is_at("Công trình: địa điểm")
    leader.tick("điểm tiếp theo của tuyến")
    area = leader.main.get_by_role("application")
    area.scroll_into_view_if_needed()
    for x, y in ((60, 120), (140, 160), (220, 150)):
        area.click(position={"x": x, "y": y})
    line = leader.field("Tuyến trên bản đồ (đối với đường)")
    assert len(line.input_value().splitlines()) == 3
    leader.sees("3 điểm, dài")
    leader.press("Bỏ điểm cuối của tuyến")
    assert len(line.input_value().splitlines()) == 2
    leader.press("Lưu và tiếp tục")
    leader.is_at("Công trình: quy mô và đối tượng")
    leader.sees("Tuyến trên bản đồ dài")


def test_enter_saves_the_group_and_presses_none_of_the_buttons_within_it(address: str, come: Come) -> None:
    leader = come(address, "leader")
    leader.open("/")
    leader.follow("Thắp sáng đường thôn Nà Mười")
    leader.follow("Soạn tiếp bản nháp")
    leader.press("Lưu và tiếp tục")
    leader.is_at("Công trình: địa điểm")
    leader.field("Thôn").press("Enter")
    leader.is_at("Công trình: quy mô và đối tượng")


def test_the_committee_returns_two_proposals_from_the_queue_at_once(address: str, come: Come) -> None:
    committee = come(address, "committee")
    committee.open("/works/deciding")
    boxes = committee.main.get_by_role("checkbox")
    before = boxes.count()
    boxes.nth(0).check()
    boxes.nth(1).check()
    folded = committee.unfold("Trả lại các đề xuất đã chọn")
    committee.write("Lý do, chung cho tất cả", "Bổ sung ảnh hiện trạng.", within=folded)
    committee.press("Trả lại cho các đơn vị", within=folded)
    committee.is_told("Đã trả lại 2 đề xuất")
    expect(boxes).to_have_count(before - 2)

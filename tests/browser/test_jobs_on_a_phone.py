"""What each of them does with works and money, on a phone of 390 pixels: leader, treasurer, committee, inspector.

With SHOTS=folder it leaves pictures of what they saw, on the phone and on a computer.
"""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.demo import assert_consistent
from tests.browser.person import Person
from tests.browser.test_slice import TITLE, draw_photo, propose
from tests.serving import Site

Come = Callable[..., Person]


def test_from_a_proposal_on_the_road_to_the_inspectors_look_at_each_dong(
    sqlite_site: Site, address: str, come: Come, tmp_path: Path, shots: Path | None
) -> None:
    leader, committee, treasurer = come(address, "leader"), come(address, "committee"), come(address, "treasurer")
    work = propose(leader)
    look(leader, shots, "leader-work-submitted")

    decide(committee, work, shots)

    leader.open(work)
    leader.press("Khởi công")
    leader.is_told("Công trình đang được thực hiện")

    record_money(treasurer, work, draw_photo(tmp_path / "hoa-don.jpg", "white"), shots)

    leader.open("/")
    look(leader, shots, "leader-home")
    leader.open(f"{work}/budget")
    leader.press("Phê duyệt Cửa hàng điện Kỳ Lừa")
    leader.is_told("Đã duyệt khoản chi")
    prove(leader, work, tmp_path, shots)

    follow_the_money(come(address, "inspector"), shots)
    assert_consistent(sqlite_site)


def decide(committee: Person, work: str, shots: Path | None) -> None:
    """From the queue to one page with everything to decide on, and back to the queue."""
    committee.open("/")
    look(committee, shots, "committee-home")
    committee.follow(TITLE, within=committee.card("Việc chờ bạn"))
    committee.sees("Bộ đèn năng lượng mặt trời")
    committee.sees("6.000.000")
    committee.sees("Đường vào thôn tối")
    look(committee, shots, "committee-decides")
    committee.press("Phê duyệt", exact=True)
    committee.is_told("Đã duyệt đề xuất")
    committee.open("/")
    expect(committee.card("Việc chờ bạn").get_by_role("link", name=TITLE)).to_have_count(0)


def record_money(treasurer: Person, work: str, receipt: Path, shots: Path | None) -> None:
    treasurer.open("/")
    treasurer.follow(TITLE)
    assert treasurer.path == f"{work}/budget"
    treasurer.follow("Ghi khoản nhận")
    treasurer.write("Số tiền", "6.000.000")
    treasurer.write("Người đóng góp", "Doanh nghiệp Bình Minh")
    look(treasurer, shots, "treasurer-contribution")
    treasurer.press("Ghi vào sổ")
    treasurer.is_told("Khoản đóng góp đã vào sổ")
    treasurer.follow("Ghi khoản chi")
    treasurer.write("Số tiền", "5,5 triệu")
    treasurer.write("Người nhận tiền", "Cửa hàng điện Kỳ Lừa")
    treasurer.attach("Hoá đơn, chứng từ (ảnh hoặc PDF)", receipt)
    look(treasurer, shots, "treasurer-expense")
    treasurer.press("Ghi khoản chi")
    treasurer.is_told("Đã ghi khoản chi")
    look(treasurer, shots, "treasurer-budget")


def prove(leader: Person, work: str, folder: Path, shots: Path | None) -> None:
    """Photos before and after, several at once."""
    leader.open(f"{work}/photos")
    for moment, colours in (("Trước", ("navy", "black")), ("Sau", ("gold", "orange", "yellow"))):
        leader.tick(moment)
        leader.attach("Hình ảnh", *(draw_photo(folder / f"{colour}.jpg", colour) for colour in colours))
        leader.press("Thêm ảnh")
        leader.is_told(f"Đã thêm {len(colours)} ảnh")
    look(leader, shots, "leader-photos")
    leader.open(work)
    look(leader, shots, "leader-work")


def follow_the_money(inspector: Person, shots: Path | None) -> None:
    """From the Bloc's sum over a unit and a work down to one entry and its paper."""
    inspector.open("/units/")
    inspector.main.get_by_role("link", name="Đoàn Khối").first.click()
    inspector.follow("Kinh phí công trình")
    look(inspector, shots, "inspector-bloc-budget")
    inspector.follow("Sở Tư pháp")
    look(inspector, shots, "inspector-unit-budget")
    inspector.follow(TITLE)
    assert inspector.path.endswith("/budget")
    inspector.sees("Cửa hàng điện Kỳ Lừa")
    look(inspector, shots, "inspector-work-budget")
    entry = inspector.main.get_by_role("row").filter(has_text="Cửa hàng điện Kỳ Lừa").last
    paper = entry.locator("a[href*='/receipts/']").get_attribute("href")
    answer = inspector.page.request.get(paper or "")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")
    entry.get_by_role("link", name=re.compile("^PC ")).click()
    inspector.sees("Năm triệu năm trăm nghìn đồng")
    look(inspector, shots, "inspector-voucher")
    # The inspector reads and changes nothing.
    inspector.page.go_back()
    expect(inspector.main.locator("form[method=post]")).to_have_count(0)


def look(person: Person, shots: Path | None, name: str) -> None:
    """Leave pictures of the page as it is, where somebody wants them."""
    if shots is None:
        return
    page = person.page
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        # As tall as the page, so that the bar at the bottom of the screen stays at the bottom.
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
        page.wait_for_timeout(300)
        page.screenshot(path=shots / f"{name}-{size['width']}.png")
    page.set_viewport_size(PHONE)

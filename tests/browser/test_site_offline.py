"""At the site without a network: forty people noted, delivered over a broken line, each once and none lost."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Page, Playwright, expect
from sqlalchemy import select

from app.attendance.codes import make_card
from app.attendance.models import CheckIn
from app.core import clock
from app.core.actor import SYSTEM
from app.extensions import db
from app.people.models import SignIn, Unit
from app.volunteering.actions import cancel_activity
from app.volunteering.models import Shift
from tests import factories
from tests.browser.conftest import QUIET, find_chromium
from tests.browser.person import Person
from tests.browser.watch import Watch
from tests.serving import Site

Come = Callable[..., Person]
THREE_HOURS = 3 * 3600
# A phone whose clock is three hours behind.
WRONG_CLOCK = f"const real = Date.now.bind(Date); Date.now = () => real() - {THREE_HOURS * 1000};"
# The line breaks when the answer is on its way: what was sent has arrived, but the phone doesn't know.
BREAKING_LINE = """() => {
  const real = window.fetch.bind(window);
  window.fetch = async (url, options) => {
    const answer = await real(url, options);
    const marks = document.documentElement.dataset;
    if (!marks.lineBroke && String(url).endsWith("/site/deliver")) {
      marks.lineBroke = "yes";
      throw new TypeError("the line broke");
    }
    return answer;
  };
}"""


class Day:
    """A shift of the leader's unit that is going on, with people whose cards are known."""

    def __init__(self, site: Site, title: str, people: int) -> None:
        self.site, self.title = site, title
        with site.app.app_context():
            unit = db.session.execute(select(Unit).where(Unit.code == "STP")).scalar_one()
            activity = factories.activity(
                unit, title=title, capacity=people, starts_at=clock.now() - timedelta(minutes=20)
            )
            shift = db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()
            self.activity_id, self.shift_id = activity.id, shift.id
            members = [factories.member(unit, f"Người Thứ {number}") for number in range(people)]
            self.places = [factories.sign_up(shift, member, unit).id for member in members]
            self.cards = [make_card(site.secret_key, member.code) for member in members]
            self.names = [member.full_name for member in members]
            site.let_go()

    def records(self) -> list[CheckIn]:
        with self.site.app.app_context():
            rows = db.session.execute(select(CheckIn).where(CheckIn.shift_id == self.shift_id)).scalars().all()
            self.site.let_go()
            return list(rows)


def is_ready(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-ready", "yes")


def choose(page: Page, day: Day) -> None:
    page.locator("#site-shift").select_option(value=str(day.shift_id))


def read(page: Page, text: str) -> None:
    """A code in the field for it, as a reader that types does; the camera hands it on in the same way."""
    page.locator("#site-who").fill(text)
    page.locator("#site-who").press("Enter")
    expect(page.locator("#site-who")).to_have_value("")


def waiting(page: Page, number: int) -> None:
    expect(page.locator("[data-site=queue]")).to_have_attribute("data-waiting", str(number))


def test_forty_people_noted_offline_arrive_once_each(sqlite_site: Site, address: str, come: Come, watch: Watch) -> None:
    road, called_off = Day(sqlite_site, "Thắp sáng đường thôn", 39), Day(sqlite_site, "Dọn mốc biên giới", 1)
    leader = come(address, "leader")
    page, context = leader.page, leader.page.context
    context.add_init_script(WRONG_CLOCK)
    leader.open("/site/")
    is_ready(page)
    watch.is_offline = True
    context.set_offline(True)
    page.reload()  # the page opens without a network
    leader.is_at("Tại hiện trường")
    leader.sees("Không có mạng")
    choose(page, road)
    for number, card in enumerate(road.cards[:-1], start=1):
        read(page, card)
        waiting(page, number)
    read(page, road.cards[0])
    expect(page.locator("[data-site=said]")).to_have_text(f"{road.names[0]} đã được ghi nhận")
    page.get_by_role("button", name=f"Đến: {road.names[-1]}", exact=True).click()
    choose(page, called_off)
    read(page, called_off.cards[0])
    waiting(page, 40)
    with sqlite_site.app.app_context():
        cancel_activity(SYSTEM, activity_id=called_off.activity_id, reason="Đồn biên phòng báo dừng")
        sqlite_site.let_go()
    page.evaluate(BREAKING_LINE)
    context.set_offline(False)  # the page notices, and delivers
    expect(page.locator("html")).to_have_attribute("data-line-broke", "yes")
    assert len(road.records()) == 39
    waiting(page, 40)  # the phone can't know that they arrived
    page.get_by_role("button", name="Gửi ngay").click()
    waiting(page, 0)
    leader.sees("Hoạt động đã bị huỷ trong lúc đó")
    counted, open_ones = road.records(), called_off.records()
    assert sorted(row.sign_up_id or 0 for row in counted) == sorted(road.places)
    assert {row.state for row in counted} == {"counted"}
    assert [(row.state, row.problem) for row in open_ones] == [("open", "activity_cancelled")]
    for row in counted:
        assert abs((row.offset_seconds or 0) - THREE_HOURS) < 5
        assert timedelta() <= row.received_at - row.at < timedelta(minutes=5)
    watch.is_offline = False
    leader.open(f"/shifts/{called_off.shift_id}/attendance")
    leader.sees("Cần xem lại")
    leader.sees(called_off.names[0])


def test_when_the_session_is_over_the_queue_stays_until_somebody_signs_in(
    sqlite_site: Site, address: str, come: Come, watch: Watch
) -> None:
    day = Day(sqlite_site, "Sửa đường vào bản", 2)
    leader = come(address, "leader")
    page = leader.page
    leader.open("/site/")
    is_ready(page)
    choose(page, day)
    watch.is_offline = True
    page.context.set_offline(True)
    read(page, day.cards[0])
    waiting(page, 1)
    with sqlite_site.app.app_context():
        for row in db.session.execute(select(SignIn).where(SignIn.ended_at.is_(None))).scalars():
            row.ended_at = clock.now()
        db.session.commit()
        sqlite_site.let_go()
    page.context.set_offline(False)
    page.get_by_role("button", name="Gửi ngay").click()
    leader.sees("Phiên đăng nhập đã hết")
    waiting(page, 1)
    leader.sign_in("leader")
    leader.open("/site/")
    is_ready(page)
    waiting(page, 0)
    assert [row.sign_up_id for row in day.records()] == [day.places[0]]


def test_signing_out_takes_the_names_along_and_leaves_what_waits(
    sqlite_site: Site, address: str, come: Come, watch: Watch
) -> None:
    day = Day(sqlite_site, "Trồng cây đầu làng", 1)
    leader = come(address, "leader", phone=False)
    page = leader.page
    leader.open("/site/")
    is_ready(page)
    names = "indexedDB.databases().then(all => all.map(one => one.name).sort())"
    assert page.evaluate(names) == ["site-lists", "site-queue"]
    page.locator("details.drop summary").click()
    page.get_by_role("button", name="Đăng xuất").first.click()
    expect(page.get_by_role("link", name="Đăng nhập").first).to_be_visible()
    assert page.evaluate(names) == ["site-queue"]
    assert page.evaluate("caches.keys()") == []
    watch.is_offline = True
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_FAILED"):
        leader.open("/site/")
    assert not day.records()


def test_the_own_code_opens_without_a_network(address: str, come: Come, watch: Watch) -> None:
    pupil = come(address, "pupil")
    pupil.open("/site/my-code")
    expect(pupil.page.locator("html")).to_have_attribute("data-kept", "yes")
    watch.is_offline = True
    pupil.page.context.set_offline(True)
    pupil.page.reload()
    pupil.is_at("Mã của tôi")
    expect(pupil.page.locator("svg.qr")).to_be_visible()


def test_the_camera_reads_a_members_card(
    sqlite_site: Site, address: str, playwright: Playwright, tmp_path: Path
) -> None:
    """A browser of its own, with a film of a card in place of a camera."""
    day = Day(sqlite_site, "Quét mã tại nhà văn hoá", 1)
    film = tmp_path / "card.y4m"
    film.write_bytes(_film(day.cards[0]))
    browser = playwright.chromium.launch(
        executable_path=find_chromium(),
        args=[
            *QUIET,
            "--no-sandbox",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )
    try:
        context = browser.new_context(base_url=address, locale="vi-VN", permissions=["camera"])
        leader = Person(context.new_page(), is_phone=False)
        leader.sign_in("leader")
        leader.open("/site/")
        is_ready(leader.page)
        choose(leader.page, day)
        leader.page.get_by_role("button", name="Quét mã").click()
        expect(leader.page.locator("[data-site=said]")).to_contain_text(day.names[0], timeout=20_000)
        waiting(leader.page, 0)
    finally:
        browser.close()
    assert [(row.sign_up_id, row.how) for row in day.records()] == [(day.places[0], "scan")]


def _film(text: str, width: int = 640, height: int = 480) -> bytes:
    """A film of one picture: a code, dark on light, in the middle."""
    code = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    step = height * 3 // 4 // len(code)
    left, top = (width - step * len(code)) // 2, (height - step * len(code)) // 2
    picture = bytearray([235]) * (width * height)
    for y, row in enumerate(code):
        for x, dark in enumerate(row):
            if dark:
                for line in range(top + y * step, top + (y + 1) * step):
                    start = line * width + left + x * step
                    picture[start : start + step] = bytes([16]) * step
    frame = b"FRAME\n" + bytes(picture) + bytes([128]) * (width * height // 2)
    return f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 3

"""From the home page to a confirmed place: two taps on a phone, on a slow line and a slow processor too.

How long it takes is printed (`-s` or the report), never asserted: `bench/` and people judge that.
"""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person

Come = Callable[..., Person]
# A phone on 3G: 1.6 Mbit/s, 150 ms there and back, a processor four times slower than this one.
SLOW_LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
SLOW_PROCESSOR = 4


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_two_taps_lead_from_the_home_page_to_a_place_where_there_is_a_shift_to_choose(
    address: str, come: Come, scripts: bool
) -> None:
    pupil = come(address, "pupil", java_script_enabled=scripts)
    pupil.open("/")
    pupil.main.get_by_role("link", name="Chọn ca Lắp đèn đường thôn Bản Thí").tap()
    pupil.main.get_by_role("button", name="Đăng ký").first.tap()
    pupil.is_told("Bạn đã có chỗ")
    give_back(pupil)


def test_one_tap_is_enough_where_there_is_one_shift(address: str, come: Come) -> None:
    pupil = come(address, "pupil")
    pupil.open("/")
    pupil.main.get_by_role("button", name="Đăng ký Chủ nhật xanh").tap()
    pupil.is_told("Bạn đã có chỗ")
    give_back(pupil)


def test_on_a_slow_phone_two_taps_are_enough_as_well(
    address: str, come: Come, capsys: pytest.CaptureFixture[str]
) -> None:
    pupil = come(address, "pupil")
    devtools = pupil.page.context.new_cdp_session(pupil.page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_LINE)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_PROCESSOR})
    began = time.monotonic()
    pupil.open("/")
    choose = pupil.main.get_by_role("link", name="Chọn ca Lắp đèn đường thôn Bản Thí")
    expect(choose).to_be_visible()
    home = time.monotonic()
    choose.tap()
    pupil.main.get_by_role("button", name="Đăng ký").first.tap()
    pupil.is_told("Bạn đã có chỗ")
    placed = time.monotonic()
    with capsys.disabled():
        print(f"\nslow phone: home page {home - began:.1f} s, two taps to the place {placed - home:.1f} s")  # noqa: T201
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    devtools.send("Network.emulateNetworkConditions", {**SLOW_LINE, "latency": 0, "downloadThroughput": -1})
    give_back(pupil)


def give_back(pupil: Person) -> None:
    """So that the next test finds everything as it was."""
    pupil.open("/my/places")
    pupil.follow("Tôi không đến được")
    pupil.press("Trả lại chỗ")
    pupil.is_told("Đã trả lại chỗ")

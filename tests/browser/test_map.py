"""The map on a slow line: what the reader asks for is shown, whatever arrives afterwards."""

from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests.browser.person import Person

WORK = "Thắp sáng đường tuần tra biên giới xã Hoàng Văn Thụ"


def test_a_work_asked_for_before_the_communes_are_there_stays_in_view(
    address: str, come: Callable[..., Person]
) -> None:
    visitor = come(address)
    held: list[Route] = []
    visitor.page.route("**/map/communes.geojson*", lambda route: held.append(route))
    visitor.open("/map/")
    entry = visitor.main.get_by_role("listitem").filter(has_text=WORK)
    visitor.press("Xem trên bản đồ", within=entry)
    popup = visitor.page.locator(".leaflet-popup")
    expect(popup).to_contain_text(WORK)
    for route in held:
        route.continue_()
    expect(visitor.page.locator(".commune").first).to_be_attached()
    visitor.page.wait_for_timeout(500)  # what a late first view would need to push it away
    expect(popup).to_be_in_viewport()
    assert held


def test_a_work_asked_for_before_the_points_are_there_opens_when_they_are(
    address: str, come: Callable[..., Person]
) -> None:
    visitor = come(address)
    held: list[Route] = []
    visitor.page.route("**/map/works.geojson*", lambda route: held.append(route))
    visitor.open("/map/")
    entry = visitor.main.get_by_role("listitem").filter(has_text=WORK)
    visitor.press("Xem trên bản đồ", within=entry)
    for route in held:
        route.continue_()
    expect(visitor.page.locator(".leaflet-popup")).to_contain_text(WORK)
    assert held

"""The map without a mouse, at one spot, over the years, and as a picture."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.core import clock
from app.extensions import db
from app.people.models import Unit
from app.works.models import Work, WorkKind
from tests.browser.person import Person
from tests.serving import Site

SPOT = (21.5461, 106.6161)
FIVE = [f"Đèn số {number} ở cùng một cột mốc" for number in range(1, 6)]


@pytest.fixture(scope="module")
def five_works(sqlite_site: Site) -> None:
    """Five accepted works on one point, far from all others."""
    with sqlite_site.app.app_context():
        unit = db.session.scalars(select(Unit).order_by(Unit.id)).first()
        kind = db.session.scalars(select(WorkKind).where(WorkKind.code == "village_road_lighting")).one()
        assert unit is not None
        day, moment = clock.today(), clock.now()
        for title in FIVE:
            db.session.add(
                Work(
                    title=title,
                    title_folded=title.lower(),
                    unit_id=unit.id,
                    kind_id=kind.id,
                    state="accepted",
                    accepted_on=day,
                    sort_on=day,
                    created_at=moment,
                    lat=SPOT[0],
                    lon=SPOT[1],
                )
            )
        db.session.commit()
        db.session.remove()


@pytest.mark.parametrize("with_keys", [False, True], ids=["by mouse", "by keyboard"])
def test_five_works_on_one_point_are_all_reached(
    five_works: None, address: str, come: Callable[..., Person], with_keys: bool
) -> None:
    visitor = come(address)
    visitor.open("/map/?kind=village_road_lighting&year=" + str(clock.today().year))
    page = visitor.page
    expect(page.locator(".leaflet-marker-pane .leaflet-marker-icon").first).to_be_attached()
    reached = set()
    for _step in range(12):
        pins = page.locator(".leaflet-marker-pane .pin-place", has_text=re.compile("Đèn số"))
        if pins.count() == 5:
            break
        # The group that holds the five: take it apart until its works are there.
        group = page.locator(".leaflet-marker-pane .cluster").first
        if with_keys:
            group.focus()
            page.keyboard.press("Enter")
        else:
            group.click()
        page.wait_for_timeout(600)
    for number in range(5):
        pin = page.locator(".leaflet-marker-pane .pin-place", has_text=re.compile("Đèn số")).nth(number)
        if with_keys:
            pin.focus()
            page.keyboard.press("Enter")
        else:
            pin.click()
        popup = page.locator(".leaflet-popup h3")
        expect(popup).to_have_text(re.compile("Đèn số"))
        reached.add(popup.inner_text())
        page.keyboard.press("Escape")
        expect(popup).to_have_count(0)
    assert reached == set(FIVE)


def test_the_years_are_played_and_the_last_one_shows_all(address: str, come: Callable[..., Person]) -> None:
    visitor = come(address)
    visitor.open("/map/?state=accepted")
    page = visitor.page
    bar = page.locator("[data-time]")
    expect(bar).to_be_visible()
    range_ = bar.locator("input")
    expect(page.locator(".leaflet-marker-pane .leaflet-marker-icon").first).to_be_attached()
    everything = _works_on(page)
    range_.focus()
    page.keyboard.press("Home")
    expect(bar.locator("output")).to_have_text(f"đến năm {range_.input_value()}")
    few = _works_on(page)
    assert 0 < few < everything
    page.keyboard.press("End")
    assert _works_on(page) == everything
    visitor.press("Chạy theo năm", within=bar)
    expect(bar.locator("output")).not_to_have_text(f"đến năm {range_.get_attribute('max')}")
    expect(bar.get_by_role("button")).to_have_text("Chạy theo năm", timeout=30_000)  # it stops at the last year
    assert _works_on(page) == everything


def test_the_map_is_saved_as_a_picture(address: str, come: Callable[..., Person], tmp_path: Path) -> None:
    visitor = come(address)
    visitor.open("/map/?kind=village_road_lighting")
    with visitor.page.expect_download() as download:
        visitor.press("Lưu thành ảnh")
    path = tmp_path / "map.png"
    download.value.save_as(path)
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        assert min(picture.size) > 600


def test_the_map_in_a_frame_stands_alone(address: str, come: Callable[..., Person]) -> None:
    visitor = come(address)
    visitor.open("/map/embed")
    expect(visitor.page.locator("path.commune").first).to_be_attached()
    expect(visitor.page.locator(".leaflet-marker-pane .leaflet-marker-icon").first).to_be_visible()
    expect(visitor.page.get_by_role("navigation")).to_have_count(0)


def _works_on(page: Page) -> int:
    """The works that are drawn, those within groups too."""
    page.wait_for_timeout(400)
    return int(
        page.evaluate(
            """() => [...document.querySelectorAll('.leaflet-marker-pane .leaflet-marker-icon')].reduce((sum, icon) => {
                const count = icon.querySelector('.cluster-count');
                return sum + (count ? Number(count.firstChild.textContent.replace(/\\D/g, '')) : 1);
            }, 0)"""
        )
    )

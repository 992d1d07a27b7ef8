"""Every page of the product: nothing for axe-core to find, no sideways scrolling, an empty console; both languages."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.accessibility import find_overflow, find_violations
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.not_pages import NOT_PAGES
from tests.browser.pages import ROLES, Visit, list_visits
from tests.browser.person import Person
from tests.serving import Site


@pytest.fixture(scope="module")
def visits(sqlite_site: Site) -> list[Visit]:
    return list_visits(sqlite_site)


@pytest.mark.parametrize("who", ROLES, ids=lambda who: who or "visitor")
def test_pages_are_accessible_and_fit_every_screen_in_both_languages(
    visits: list[Visit], address: str, come: Callable[..., Person], who: str | None
) -> None:
    person = come(address, who, phone=False)
    found = [line for language in ("vi", "en") for line in walk(person, address, language, of(visits, who))]
    assert not found, "\n".join(found)


def walk(person: Person, address: str, language: str, visits: list[Visit]) -> Iterator[str]:
    """Open each page once, see that it fits both widths, search one of them and, in Vietnamese, the dark as well.

    The other width is searched in the other language.
    """
    page = person.page
    page.context.add_cookies([{"name": "lang", "value": language, "url": address}])
    for number, visit in enumerate(visits):
        searched = PHONE if (number + (language == "vi")) % 2 else DESKTOP
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        answer = page.goto(visit.path, wait_until="load")
        found = [] if answer and answer.status == visit.status else [f"answers {answer and answer.status}"]
        found += [] if page.locator("html").get_attribute("lang") == language else ["in another language"]
        found += find_violations(page) if searched is DESKTOP else find_overflow(page)
        page.set_viewport_size(PHONE)
        found += find_overflow(page) + (find_violations(page) if searched is PHONE else [])
        if language == "vi":
            page.emulate_media(color_scheme="dark")
            found += find_violations(page, ["color-contrast"])
        yield from (f"{visit.path} ({language}): {line}" for line in dict.fromkeys(found))


def of(visits: list[Visit], who: str | None) -> list[Visit]:
    return [visit for visit in visits if visit.who == who]


def test_every_page_of_the_product_is_on_the_list(sqlite_site: Site, visits: list[Visit]) -> None:
    rules = sqlite_site.app.url_map.iter_rules()
    pages = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())} - NOT_PAGES
    listed = {visit.endpoint for visit in visits} - {None}
    assert pages - listed == set(), "pages without an entry in pages.py"
    assert listed - pages == set(), "entries in pages.py without a page"


def test_every_role_has_its_pages(visits: list[Visit]) -> None:
    assert {visit.who for visit in visits} == set(ROLES)


def test_the_main_menu_of_a_phone_opens_and_closes_by_key(address: str, come: Callable[..., Person]) -> None:
    person = come(address, "leader")
    person.open("/")
    menu = person.page.locator(".phone-menu")
    menu.locator("summary").focus()
    person.page.keyboard.press("Enter")
    assert is_open(person.page)
    assert find_violations(person.page) == []
    person.page.keyboard.press("Escape")
    assert not is_open(person.page)


def is_open(page: Page) -> bool:
    return bool(page.locator(".phone-menu").evaluate("menu => menu.open"))


def test_the_search_for_violations_finds_some(address: str, come: Callable[..., Person]) -> None:
    """Or the tests above would say nothing."""
    page = come(address, phone=False).page
    page.goto("/about")
    assert find_violations(page) == find_overflow(page) == []
    page.evaluate(
        """() => {
          const main = document.querySelector("main");
          main.insertAdjacentHTML("beforeend", '<img src="data:,"><input>');
          main.lastChild.style.width = "2000px";
        }"""
    )
    broken = {line.partition(":")[0] for line in find_violations(page)}
    assert {"image-alt", "label"} <= broken
    assert find_overflow(page)

"""The product as it runs for real, with its demonstration, and a browser in front of it.

One Chromium serves the whole run. What a page must never do (complain in the console, break the policy, ask another
server, fail) is watched in every context and fails the test that did it.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.demo import Demos
from tests.browser.person import Person
from tests.browser.watch import Watch
from tests.serving import Site

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing of the browser's own may go out: no updates, no accounts, no lists of bad sites.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--metrics-recording-only",
)


def find_chromium() -> str:
    """The browser's path: what CHROMIUM names, else what is on the PATH. Its absence is a failure, never a skip."""
    for name in filter(None, (os.environ.get("CHROMIUM"), *NAMES)):
        if path := shutil.which(name):
            return path
    pytest.fail(
        "Browser tests need Chromium: install it (on Debian: apt-get install chromium) so that `chromium` is on the "
        "PATH, or name one in CHROMIUM.",
        pytrace=False,
    )


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The one browser of the run. Chromium refuses its sandbox to root."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*QUIET, *as_root])
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demos]:
    """The demonstration, loaded once for each kind of database and copied for whoever changes it."""
    demos = Demos(tmp_path_factory.mktemp("demos"))
    yield demos
    demos.stop()


@pytest.fixture(scope="module")
def sqlite_site(demos: Demos) -> Site:
    """A copy of the demonstration on SQLite for the tests of one file."""
    return demos.copy("sqlite")


@pytest.fixture(scope="module")
def address(sqlite_site: Site) -> Iterator[str]:
    """Where the file's copy is served."""
    with sqlite_site.served(workers=2, threads=4) as address:
        yield f"http://{address}"


OpenContext = Callable[..., Any]


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Sees every page of the test; whatever it saw fails the test at its end."""
    watch = Watch()
    yield watch
    assert not watch.complaints, "\n".join(watch.complaints)


@pytest.fixture
def come(browser: Browser, watch: Watch) -> Iterator[Callable[..., Person]]:
    """`come(address, "leader")`: somebody's phone or computer, signed in where a name is given.

    `phone=False` is a computer; `language` of "en" an English reader; further words are playwright's for a context.
    """
    contexts = []

    def open_one(
        address: str, who: str | None = None, *, phone: bool = True, language: str = "vi", **options: Any
    ) -> Person:
        screen = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if phone else {"viewport": DESKTOP}
        context = browser.new_context(base_url=address, locale="vi-VN", **{**screen, **options})
        contexts.append(context)
        context.set_default_timeout(10_000)
        watch.over(context, address)
        if language != "vi":
            context.add_cookies([{"name": "lang", "value": language, "url": address}])
        person = Person(context.new_page(), is_phone=phone)
        if who:
            person.sign_in(who)
        return person

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def shots() -> Path | None:
    """Where pictures of pages go: the folder that SHOTS names, for looking at them."""
    folder = os.environ.get("SHOTS")
    return Path(folder) if folder else None

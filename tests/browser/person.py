"""Somebody in front of a page, who reads labels and presses what they name."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.demo import PASSWORD


class Person:
    """One person's browser. Words are those on the screen; `page` is playwright's, for what has no words."""

    def __init__(self, page: Page, *, is_phone: bool) -> None:
        self.page, self.is_phone = page, is_phone

    # where they are

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path)

    @property
    def path(self) -> str:
        """Where they are now, without server and question mark."""
        return re.sub(r"^https?://[^/]+", "", self.page.url).partition("?")[0]

    def is_at(self, heading: str) -> None:
        """The page's title says where they are."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def sees(self, text: str) -> None:
        expect(self.main.get_by_text(text).first).to_be_visible()

    def sees_no(self, text: str) -> None:
        expect(self.main.get_by_text(text)).to_have_count(0)

    def is_told(self, text: str) -> None:
        """The sentence above the page that says what has happened."""
        expect(self.page.locator(".flashes")).to_contain_text(text)

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def card(self, title: str) -> Locator:
        """The part of the page under a heading."""
        heading = self.page.get_by_role("heading", name=title, exact=True)
        return self.main.locator("section", has=heading).last

    # what they do

    def follow(self, link: str, *, within: Locator | None = None) -> None:
        """Press a link."""
        (within or self.main).get_by_role("link", name=link).first.click()

    def press(self, button: str, *, within: Locator | None = None, exact: bool = False) -> None:
        """Press a button; its words may go on for screen readers."""
        (within or self.main).get_by_role("button", name=button, exact=exact).first.click()

    def part(self, legend: str) -> Locator:
        """The part of a form that has this legend."""
        return self.main.get_by_role("group", name=legend, exact=True)

    def unfold(self, summary: str) -> Locator:
        """Open what is folded away behind a line; returns it."""
        folded = self.main.locator("details", has=self.page.locator("summary", has_text=summary)).first
        folded.locator("summary").first.click()
        return folded

    def confirm(self) -> None:
        """Answer the question that stands before what can't be undone."""
        self.page.get_by_role("dialog").get_by_role("button", name="Có, tiếp tục").click()

    def field(self, label: str, *, within: Locator | None = None) -> Locator:
        words = re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*(\((bắt buộc|required)\))?\s*$")
        return (within or self.main).get_by_label(words)

    def write(self, label: str, text: str, *, within: Locator | None = None) -> None:
        self.field(label, within=within).first.fill(text)

    def choose(self, label: str, option: str, *, within: Locator | None = None) -> None:
        """Choose from a list."""
        self.field(label, within=within).first.select_option(label=option)

    def tick(self, label: str, *, within: Locator | None = None) -> None:
        """Tick a box, or pick one of several."""
        (within or self.main).get_by_label(label, exact=True).check()

    def attach(self, label: str, *files: Path) -> None:
        self.field(label).set_input_files([str(file) for file in files])

    # who they are

    def sign_in(self, key: str, password: str = PASSWORD) -> None:
        """Sign in by the key of one of the demonstration's people, or by a member code."""
        self.open("/sign-in")
        form = self.page.locator("main form[method=post]")
        form.locator("[name=identifier]").fill(key if key[0].isupper() else f"{key}@thapsang.example")
        form.locator("[name=password]").fill(password)
        form.locator("[type=submit]").click()
        expect(self.page.locator("main form [name=password]")).to_have_count(0)

    # what went wrong

    def error_beside(self, label: str, *, within: Locator | None = None) -> str:
        """What stands beside a field, once it does."""
        field = self.field(label, within=within).first
        expect(field).to_have_attribute("aria-invalid", "true")
        described = (field.get_attribute("aria-describedby") or "").split()
        error = next((name for name in described if name.endswith("-error")), None)
        assert error, f"nothing stands beside “{label}”"
        return self.page.locator(f"[id='{error}']").inner_text().strip()

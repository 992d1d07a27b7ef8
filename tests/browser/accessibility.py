"""What axe-core finds on a page, and whether the page is wider than its window."""

from functools import lru_cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.2 AA and axe's own good practice, all of it.
_RUN = """async only => {
  const options = {resultTypes: ["violations"]};
  if (only) options.runOnly = {type: "rule", values: only};
  const found = await axe.run(document, options);
  const places = violation => violation.nodes.slice(0, 3).map(node => node.target.join(" ")).join(", ");
  return found.violations.map(violation => `${violation.id}: ${violation.help} at ${places(violation)}`);
}"""


@lru_cache(maxsize=1)
def _axe() -> str:
    return AXE.read_text()


def find_violations(page: Page, only: list[str] | None = None) -> list[str]:
    """One sentence for each rule that the page breaks; `only` names the rules to try, all by default."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    return list(page.evaluate(_RUN, only))


def find_overflow(page: Page) -> list[str]:
    """A sentence if the page can be scrolled sideways."""
    width = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return [f"scrolls sideways: {width[0]} px in {width[1]}"] if width[0] > width[1] else []

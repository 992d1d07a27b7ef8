"""Every form sent five times at once, and once more after a lost answer: one effect, and the same answer to each."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from app.extensions import db as database
from tests.checks import PageClient, text_of
from tests.system.sendings import EACH_TIME, Sending
from tests.system.sendings import SENDINGS as FORMS
from tests.system.sendings_learning import LEARNING
from tests.system.things import Things, make_things

TIMES = 5
SENDINGS = {**FORMS, **LEARNING}
kept: dict[str, Things] = {}


@pytest.fixture
def things(app, databases):
    """The same things before each form, set back to how they were."""
    if not databases.has("things"):
        kept[databases.kind] = make_things(database.session)
        database.session.remove()
        databases.keep("things")
    return kept[databases.kind]


def test_every_form_of_the_product_is_in_the_table(app):
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    assert posts == set(SENDINGS) | set(EACH_TIME), posts ^ (set(SENDINGS) | set(EACH_TIME))
    assert not set(SENDINGS) & set(EACH_TIME)


@pytest.mark.parametrize("endpoint", SENDINGS)
def test_a_form_sent_five_times_has_one_effect(app, databases, things, endpoint):
    sending = SENDINGS[endpoint]

    def noted(tables: dict[str, list[str]]) -> dict[str, list[str]]:
        return {name: found for name, found in tables.items() if name != sending.counts}

    sender = Sender(app, things.people[sending.who], sending.by_script)
    later = sending.again or sending.first
    set_back(databases)
    to, values = fill_in(PageClient(app, sender.person), sending, things.ids)
    before, files = rows(), on_disk(app)

    # One after the other.
    first = sender.send(to, values)
    assert first.status == sending.first, sender.complaints(to, values)
    once, files_once = rows(), on_disk(app)
    assert once != before, "the form has no effect at all"
    second = sender.send(to, values)
    assert second.status == later
    assert sending.again or second == first
    assert noted(rows()) == noted(once)
    assert on_disk(app) == files_once

    # Five at once, and one more because no answer came.
    set_back(databases)
    for path in files_once - files:
        path.unlink()
    answers = at_once(lambda: sender.send(to, values))
    assert sorted(answer.status for answer in answers) == sorted([sending.first] + [later] * (TIMES - 1))
    assert sender.send(to, values).status == later
    assert counted(noted(rows())) == counted(noted(once))
    assert len(on_disk(app)) == len(files_once)


def set_back(databases: Any) -> None:
    database.session.remove()
    databases.make_fresh("test", "things")


@dataclass(frozen=True)
class Answer:
    status: int
    leads_to: str | None
    said: Any = None


@dataclass(frozen=True)
class Sender:
    """Somebody who sends each time by a browser that knows nothing of the other times."""

    app: Any
    person: Any
    by_script: bool = False

    def send(self, to: str, values: dict[str, Any]) -> Answer:
        browser = PageClient(self.app, self.person).http
        if self.by_script:
            answer = browser.post(to, json=values)
            return Answer(answer.status_code, answer.headers.get("Location"), answer.json)
        answer = browser.post(to, data=with_files(values), content_type="multipart/form-data", buffered=True)
        answer.close()
        return Answer(answer.status_code, answer.headers.get("Location"))

    def complaints(self, to: str, values: dict[str, Any]) -> list[str]:
        """What the page says that comes back."""
        page = PageClient(self.app, self.person).post(
            to, with_files(values), status=None, content_type="multipart/form-data"
        )
        return (
            [page.source[:200]]
            if page.response.mimetype != "text/html"
            else [text_of(e) for e in page.all(role="alert")]
        )


def with_files(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: (io.BytesIO(value[1]), value[0]) if isinstance(value, tuple) else value for name, value in values.items()
    }


def fill_in(browser: PageClient, sending: Sending, ids: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Where the form goes and what it holds: what its page put in, and what was filled in."""
    page = browser.get(sending.page.format(**ids))
    to = (sending.to or sending.page).format(**ids)
    if sending.by_script:
        return to, filled_deeply(sending.values, ids)
    forms = [form for form in page.all("form", method="post") if form.get("action", to) == to]
    forms += page.all("form", data_photo_queue=to)  # what only a script sends
    assert forms, f"no form goes to {to}, but to {[form.get('action') for form in page.all('form')]}"
    given = {name: filled(value, ids) for name, value in sending.values.items()}
    return to, {**held_by(forms[-1]), **given}


def filled(value: Any, ids: dict[str, Any]) -> Any:
    """A value with the ids that it names; of a list, each."""
    if isinstance(value, list):
        return [filled(one, ids) for one in value]
    return value.format(**ids) if isinstance(value, str) else value


def filled_deeply(value: Any, ids: dict[str, Any]) -> Any:
    """JSON with the ids that it names: a text that is nothing but a name becomes the id itself."""
    if isinstance(value, dict):
        return {key: filled_deeply(one, ids) for key, one in value.items()}
    if isinstance(value, list):
        return [filled_deeply(one, ids) for one in value]
    return ids.get(value[1:-1], value) if isinstance(value, str) else value


def held_by(form: Element) -> dict[str, Any]:
    """What a browser would send if nobody touched the form."""
    held: dict[str, Any] = {}
    for element in form.iter():
        name, kind = element.get("name"), element.get("type")
        if not name or kind in ("submit", "file", "button"):
            continue
        if element.tag == "select":
            options = list(element.iter("option"))
            chosen = [option for option in options if "selected" in option.attrib] or options[:1]
            held[name] = [option.get("value", text_of(option)) for option in chosen]
        elif element.tag == "textarea":
            held[name] = (element.text or "").removeprefix("\n")
        elif kind not in ("radio", "checkbox") or "checked" in element.attrib:
            held[name] = element.get("value") or ""
    return held


def at_once(call: Any) -> list[Any]:
    """What comes of calling TIMES times at the same moment."""
    database.session.remove()
    start = Barrier(TIMES)

    def run(_number: int) -> Any:
        start.wait(30)
        return call()

    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(run, range(TIMES)))


def rows() -> dict[str, list[str]]:
    """Everything there is, by table."""
    with database.engine.connect() as connection:
        # As the driver gives them: a thousand rows that nobody turned into objects are quickly compared.
        names = [table.name for table in database.metadata.sorted_tables]
        read = {name: connection.exec_driver_sql(f'SELECT * FROM "{name}"').all() for name in names}
        return {name: sorted(repr(tuple(row)) for row in found) for name, found in read.items()}


def counted(tables: dict[str, list[str]]) -> dict[str, int]:
    return {name: len(found) for name, found in tables.items()}


def on_disk(app: Any) -> set[Path]:
    return {path for path in (Path(app.config["DATA_DIR"]) / "files").rglob("*") if path.is_file()}

"""P11: a roster of 3,399 people in one Excel file: shown, imported, and sent again without a change."""

import io
import time
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import func, select

from app.core import clock
from app.extensions import db
from app.people.models import Member, Unit
from app.seed.scale.people import CODE
from bench.figures import Figure, at_most, for_information
from bench.stage import Stage, counting
from tests.people import rosters
from tests.serving import Visit

PEOPLE, PREVIEW, COMMIT, STATEMENTS = 3_399, 2.0, 3.0, 150
# A word at the end of each name, so that every run brings other people.
NAMES = ("An", "Bình", "Chi", "Dung", "Em", "Giang", "Hoa", "Khánh", "Lan", "Mai", "Nga")


def measure(stage: Stage) -> list[Figure]:
    unit_id = stage.scalar(select(Unit.id).where(Unit.code == f"{CODE}-01"))
    previews, commits, again, statements, hashes = [], [], [], [], 0
    plain_hash = PasswordHasher.hash

    def counting_hash(*values: Any, **named: Any) -> str:
        nonlocal hashes
        hashes += 1
        return plain_hash(*values, **named)

    PasswordHasher.hash = counting_hash  # type: ignore[method-assign]
    try:
        for name in NAMES[: stage.sizes.runs]:
            raw = rosters.large(PEOPLE, unit_codes=(f"{CODE}-01",), last_word=name)
            before = stage.scalar(select(func.count()).select_from(Member))
            shown, address, seen = _send(stage, stage.leader, unit_id, raw)
            written, count = _confirm(stage, stage.leader, address, seen)
            if stage.scalar(select(func.count()).select_from(Member)) - before != PEOPLE:
                raise RuntimeError("not everybody was imported")
            once_more, _address, nothing = _send(stage, stage.leader, unit_id, raw)
            if nothing is not None:
                raise RuntimeError("the same list again would change something")
            previews.append(shown)
            commits.append(written)
            again.append(once_more)
            statements.append(count)
    finally:
        PasswordHasher.hash = plain_hash  # type: ignore[method-assign]
    what = f"a roster of {PEOPLE:,} people"
    return [
        at_most("P11", what, "s until its preview", previews, PREVIEW),
        at_most("P11", what, "s to import it", commits, COMMIT),
        at_most("P11", what, "statements to import it", statements, STATEMENTS),
        at_most("P11", what, "password hashes", [hashes], 0),
        for_information("P11", what, "s until the preview of the same again", again),
    ]


def _send(stage: Stage, visit: Visit, unit_id: int, raw: bytes) -> tuple[float, str, str | None]:
    """Seconds from sending a list to having read its preview; the preview's address; what its button confirms."""
    began = time.perf_counter()
    form: dict[str, Any] = {
        "csrf_token": visit.csrf_token,
        "once": f"bench-{clock.now().timestamp()}",
        "unit_id": str(unit_id),
        "file": (io.BytesIO(raw), "ds.xlsx"),
    }
    sent = _open(stage, visit, "/members/import", form)
    page = _open(stage, visit, sent.location, None).get_data(as_text=True)
    took = time.perf_counter() - began
    _before, _sign, rest = page.partition('name="seen" value="')
    return took, sent.location, rest.partition('"')[0] or None


def _confirm(stage: Stage, visit: Visit, address: str, seen: str | None) -> tuple[float, int]:
    """Seconds and statements of the import."""
    with stage.site.app.app_context():
        engine = db.engine
        stage.site.let_go()
    began = time.perf_counter()
    with counting(engine) as counted:
        _open(stage, visit, f"{address}/confirm", {"csrf_token": visit.csrf_token, "seen": seen or ""})
    return time.perf_counter() - began, counted.statements


def _open(stage: Stage, visit: Visit, path: str, form: dict[str, Any] | None) -> Any:
    client = stage.site.app.test_client(use_cookies=False)  # the header is the cookie
    answer = client.open(path, method="POST" if form else "GET", headers={"Cookie": visit.cookie}, data=form)
    if answer.status_code != (303 if form else 200):
        raise RuntimeError(f"{path}: {answer.status}")
    return answer

"""Where it is measured: one database with much data, the product and the baseline served from it, a load generator."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, select, text

from app.extensions import db
from app.people.models import Appointment, Unit
from app.seed.scale import load_scale
from app.seed.scale.people import CODE
from bench import baseline_tables
from tests.serving import ROOT, Browser, DatabaseServer, Site, Visit, make_site

# As production starts: two workers with four threads each.
WORKERS, THREADS = 2, 4
# How many requests are under way at once where a rate is measured.
AT_ONCE = 4

Request = tuple[str, str, dict[str, str], str]


@dataclass(frozen=True)
class Sizes:
    """How much data, how many runs, and how long (in seconds) each takes."""

    works: int
    members: int
    activities: int
    runs: int
    seconds: float


@dataclass(frozen=True)
class Run:
    """What the load generator saw: seconds in all, and of each request how long it took (s) and its status."""

    seconds: float
    times: list[float]
    statuses: list[int]

    @property
    def rate(self) -> float:
        """Requests in a second."""
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """The time (ms) within which this share of the requests was answered."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def expect(self, *statuses: int) -> "Run":
        """Raises RuntimeError if any request was answered otherwise."""
        odd = sorted(set(self.statuses) - set(statuses))
        if odd or not self.statuses:
            raise RuntimeError(f"answers with status {odd}, {len(self.statuses)} in all")
        return self


@dataclass
class Counted:
    """What a block of the product's own process did with the database."""

    statements: int = 0
    commits: int = 0
    # Held at once, at most.
    connections: int = 0
    held: int = 0

    def take(self, *_arguments: Any) -> None:
        self.held += 1
        self.connections = max(self.connections, self.held)

    def give_back(self, *_arguments: Any) -> None:
        self.held -= 1


@dataclass
class Stage:
    """A database, the addresses of product and baseline, and who is signed in."""

    kind: str
    version: str
    sizes: Sizes
    site: Site
    product: str
    baseline: str
    leader: Visit

    def load(self, address: str, requests: list[Request], *, seconds: float | None, at_once: int = AT_ONCE) -> Run:
        """Send requests from a process of its own: round and round for so long, or (None) each of them once."""
        plan = {"address": address, "requests": requests, "at_once": at_once, "seconds": seconds}
        done = subprocess.run(
            [sys.executable, "-m", "bench.load"],
            cwd=ROOT,
            input=json.dumps(plan),
            capture_output=True,
            text=True,
            check=True,
        )
        answer = json.loads(done.stdout)
        times, statuses = zip(*answer["answers"], strict=True)
        if answer["errors"]:
            print(f"{requests[0][1]}: {answer['errors'][:3]}\n{self.site.log[-2000:]}", file=sys.stderr)
        return Run(answer["seconds"], list(times), list(statuses))

    def compare(self, product: list[Request], baseline: list[Request]) -> tuple[list[Run], list[Run]]:
        """Runs of both by turns, after a short one of each to warm up. Every answer must be a 200."""
        pairs = ((self.product, product), (self.baseline, baseline))
        for address, requests in pairs:
            self.load(address, requests, seconds=min(0.5, self.sizes.seconds)).expect(200)
        runs: tuple[list[Run], list[Run]] = ([], [])
        for _run in range(self.sizes.runs):
            for kept, (address, requests) in zip(runs, pairs, strict=True):
                kept.append(self.load(address, requests, seconds=self.sizes.seconds).expect(200))
        return runs

    def page_size(self, path: str, visit: Visit | None) -> int:
        """The compressed bytes of a page, as a browser gets it."""
        browser = Browser(self.product, visit)
        try:
            return len(browser.get(path, {"Accept-Encoding": "br"}).body)
        finally:
            browser.close()

    def count(self, visit: Visit | None, path: str, method: str = "GET") -> Counted:
        """What one request does with the database, in this process."""
        client = self.site.app.test_client(use_cookies=False)  # the header is the cookie
        headers = {"Cookie": visit.cookie} if visit else {}
        data = {"csrf_token": visit.csrf_token} if visit and method == "POST" else None
        with self.site.app.app_context():
            engine = db.engine
            self.site.let_go()
        with counting(engine) as counted:
            answer = client.open(path, method=method, headers=headers, data=data)
        if answer.status_code not in (200, 303):
            raise RuntimeError(f"{method} {path}: {answer.status}")
        with self.site.app.app_context():
            self.site.let_go()
        return counted

    def row(self, statement: Any) -> Any:
        """One row from the database."""
        with self.site.app.app_context():
            row = db.session.execute(statement).one()
            self.site.let_go()
        return row

    def scalar(self, statement: Any) -> Any:
        """One value from the database."""
        return self.row(statement)[0]


@contextmanager
def counting(engine: Any) -> Iterator[Counted]:
    """Count statements (SQLite's BEGIN is one), commits, and connections taken from the pool."""
    counted = Counted()

    def add(name: str) -> Callable[..., None]:
        def note(*_arguments: Any) -> None:
            setattr(counted, name, getattr(counted, name) + 1)

        return note

    notes = [
        (engine, "before_cursor_execute", add("statements")),
        (engine, "commit", add("commits")),
        (engine.pool, "checkout", counted.take),
        (engine.pool, "checkin", counted.give_back),
    ]
    for target, name, note in notes:
        event.listen(target, name, note)
    try:
        yield counted
    finally:
        for target, name, note in notes:
            event.remove(target, name, note)


@contextmanager
def stage(kind: str, folder: Path, server: DatabaseServer | None, sizes: Sizes) -> Iterator[Stage]:
    """Fill a database and serve product and baseline from it for as long as the block lasts."""
    site = make_site(kind, folder, server)
    with site.app.app_context():
        load_scale(works=sizes.works, members=sizes.members, activities=sizes.activities)
        leader_id = db.session.execute(
            select(Appointment.account_id)
            .join(Unit, Unit.id == Appointment.unit_id)
            .where(Unit.code == f"{CODE}-01", Appointment.role == "leader")
        ).scalar_one()
        version = _tidy_up(kind)
        site.let_go()
    baseline_tables.create(site.database_url)
    with ExitStack() as stack:
        settings = {"workers": WORKERS, "threads": THREADS}
        product = stack.enter_context(site.served(**settings))
        baseline = stack.enter_context(site.served(**settings, wsgi="bench.baseline:app"))
        yield Stage(kind, version, sizes, site, product, baseline, site.sign_in(leader_id))


def _tidy_up(kind: str) -> str:
    """Let PostgreSQL know its data, as its own upkeep (switched off in tests) would; gives the database's version."""
    engine = create_engine(db.engine.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if kind == "postgresql":
            connection.execute(text("VACUUM ANALYZE"))
        query = "SELECT sqlite_version()" if kind == "sqlite" else "SHOW server_version"
        version = connection.execute(text(query)).scalar()
    engine.dispose()
    return f"{'SQLite' if kind == 'sqlite' else 'PostgreSQL'} {version}"

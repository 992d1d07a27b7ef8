"""Slowing down after failures: counted over all workers, kept over a restart, and nobody else's business."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.extensions import db
from app.people.models import Account, SignInAttempt
from app.people.passwords import hash_password
from tests.cast import make_cast
from tests.conftest import Databases
from tests.serving import Browser, Site

PASSWORD = "ba từ dễ nhớ"
BROWSERS, TRIES = 8, 32
# As a proxy in front would say it.
STRANGER, OWNER = "198.51.100.9", "203.0.113.7"


@pytest.fixture
def site(databases: Databases) -> Site:
    databases.make_fresh("limits")
    return Site(databases.settings("limits")["SQLALCHEMY_DATABASE_URI"], databases.folder / "limits-data")


@pytest.fixture
def code(site: Site) -> str:
    with site.app.app_context():
        cast = make_cast()
        db.session.get_one(Account, cast.binh.account.id).password_hash = hash_password(PASSWORD)
        member_code = str(cast.binh.member.code)
        db.session.commit()
        site.let_go()
    return member_code


def attempt(site: Site, address: str, code: str, password: str, place: str) -> int:
    browser = Browser(address, site.visitor())
    try:
        form = {"identifier": code, "password": password}
        headers = {"X-Forwarded-For": place, "X-Forwarded-Proto": "https", "X-Forwarded-Host": address}
        headers |= {"Referer": f"https://{address}/sign-in"}
        return browser.post("/sign-in", form, headers).status
    finally:
        browser.close()


def test_the_limit_holds_over_workers_at_once_and_after_a_restart_and_only_for_the_place(site, code):
    settings = {"workers": 2, "threads": 4, "environment": {"PROXIES": "1"}}
    with site.served(**settings) as address, ThreadPoolExecutor(BROWSERS) as pool:
        tries = [pool.submit(attempt, site, address, code, f"sai {n}", STRANGER) for n in range(TRIES)]
        answers = [one.result() for one in tries]
        # What was under way when the fifth failed is looked at too, and nothing beyond.
        assert set(answers) == {422, 429}
        assert 5 <= answers.count(422) <= 5 + BROWSERS
        assert attempt(site, address, code, PASSWORD, STRANGER) == 429
    with site.served(**settings) as address:
        assert attempt(site, address, code, PASSWORD, STRANGER) == 429
        assert attempt(site, address, code, PASSWORD, OWNER) == 303
    with site.app.app_context():
        assert db.session.query(SignInAttempt).filter_by(address=STRANGER).count() == answers.count(422)
        site.let_go()

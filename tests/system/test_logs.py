"""What is written down as the product runs: a line of JSON for each thing, and in none of them anything about a person.

Canaries are given wherever somebody can give something: addresses, forms, headers, lines that are no HTTP, errors.
"""

import json
import logging
import socket
import subprocess
import sys
from urllib.parse import quote

import pytest

from app.core.logs import JsonLines, scrub
from tests.cast import make_cast
from tests.conftest import Databases
from tests.serving import ROOT, Browser, Site

PHONE, SPACED, MAIL, BIRTH = "0912345678", "091 234 56 78", "canary.person@example.org", "31/12/2009"
NAME, PASSWORD = "Hoàng Văn Chim Vàng", "mat-khau-canary-1"
CANARIES = (PHONE, SPACED, SPACED.replace(" ", "+"), MAIL, BIRTH, "31%2F12", NAME, "Chim", quote("Chim"), PASSWORD)


@pytest.fixture
def site(databases: Databases) -> Site:
    databases.make_fresh("logs")
    site = Site(databases.settings("logs")["SQLALCHEMY_DATABASE_URI"], databases.folder / "logs-data")
    with site.app.app_context():
        site.an = make_cast().an.account.id  # type: ignore[attr-defined]
        site.let_go()
    return site


def speak(address: str, line: bytes) -> None:
    """Send what is no HTTP, and wait until the server hangs up."""
    host, port = address.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(line)
        while connection.recv(1000):
            pass


def test_the_logs_hold_nothing_about_a_person(site: Site) -> None:
    visit = site.sign_in(site.an)
    token = visit.cookie.partition("=")[2]
    environment = {"LOG_LEVEL": "debug"}
    with site.served(workers=1, wsgi="tests.system.wsgi_failing:app", environment=environment) as address:
        an, visitor = Browser(address, visit), Browser(address, site.visitor())
        headers = {"Referer": f"http://{address}/members?q={PHONE}", "User-Agent": MAIL, "X-Forwarded-For": PHONE}
        asked = quote(f"{PHONE} {SPACED} {NAME} {BIRTH}")
        assert an.get(f"/members/?q={asked}", headers).status == 200
        assert visitor.get(f"/no-such-page/{PHONE}?q={asked}", headers).status == 404
        wrong = {"name": PHONE, "password": PASSWORD, "next": f"/x?{MAIL}"}
        assert visitor.post("/sign-in", wrong, headers).status < 500
        broken = {"title": f"{NAME} {PHONE}", "contact": MAIL, "date": BIRTH, "unit_id": "x"}
        assert an.post("/works/new", broken, headers).status == 422
        assert an.post("/sign-in/nothing", {"csrf_token": PHONE}, headers).status == 404
        for path in ("/fail/", "/fail-in-database/"):
            assert visitor.get(path + asked, headers).status == 500
        speak(address, f"GET /members?q={PHONE} HTTP/9.9 {MAIL}\r\n\r\n".encode())
        speak(address, f"{NAME} {PHONE}\r\nX: {BIRTH}\r\n\r\n".encode())
    # Each worker's way to say that the database is away, too.
    worker = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--once"],
        cwd=ROOT,
        env=site.environment | {"DATABASE_URL": f"postgresql://{MAIL.replace('@', '%40')}@127.0.0.1:1/{PHONE}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert worker.returncode == 1
    said = site.log + worker.stdout + worker.stderr
    for canary in (*CANARIES, token):
        assert canary not in said, said[max(0, said.index(canary) - 300) : said.index(canary) + 100]
    lines = [json.loads(line) for line in said.splitlines()]
    routes = [(line["method"], line["route"], line["status"]) for line in lines if line["logger"] == "app.requests"]
    wanted = {("GET", "/members/", 200), ("GET", None, 404), ("POST", "/works/new", 422), ("GET", "/healthz", 200)}
    assert wanted <= set(routes)
    failures = [line for line in lines if line["message"] == "Unhandled error"]
    assert [line["error"] for line in failures] == ["builtins.ValueError", "sqlalchemy.exc.IntegrityError"]
    assert failures[0]["frames"][-1].startswith("tests/system/wsgi_failing.py:")
    assert all(line["request"] for line in failures)


def test_a_line_is_json_whatever_is_in_it() -> None:
    record = logging.LogRecord("app.x", logging.INFO, "x.py", 1, 'a "b"\n%s', ("c\u2028d",), None)
    assert json.loads(JsonLines().format(record))["message"] == 'a "b"\nc\u2028d'
    assert "\n" not in JsonLines().format(record)


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("Invalid request line: 'Bình 1' or \"Chi\"", "Invalid request line: '…' or '…'"),
        ("GET /works?q=An&x=1 HTTP", "GET /works?… HTTP"),
        ("call 0912 345 678 now", "call … now"),
        ("call +84912345678", "call …"),
        ("a.b@c.vn wrote", "…@… wrote"),
        ("born 01/02/2009 or 2009-02-01", "born … or …"),
        ("Worker exiting (pid: 12345)", "Worker exiting (pid: 12345)"),
        ("Invalid request from ip=10.20.30.40 or 2001:db8::1:2", "Invalid request from ip=… or …"),
        ("at 12:34:56 in 0.123 s", "at 12:34:56 in 0.123 s"),
    ],
)
def test_what_a_library_quotes_is_taken_out(message: str, left: str) -> None:
    assert scrub(message) == left

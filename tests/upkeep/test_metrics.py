"""Figures for Prometheus: only from where the setting allows, added up over all processes, with nothing personal."""

import re

import pytest

from app.config import load_config
from app.core.actor import SYSTEM
from app.core.jobs import BACKUP, note_job
from app.upkeep.metrics import is_allowed
from tests.serving import Browser, Site


def figure(text: str, pattern: str) -> float:
    found = re.findall(rf"^{pattern} (\S+)$", text, re.MULTILINE)
    assert found, (pattern, text[:3000])
    return sum(map(float, found))


def test_without_the_setting_there_is_nothing(client):
    client.get("/metrics", status=404)


def test_only_the_networks_of_the_setting_get_an_answer(client, app, monkeypatch):
    monkeypatch.setitem(app.config, "METRICS_FROM", ("10.0.0.0/8",))
    client.get("/metrics", status=404)
    client.get("/metrics", environ_base={"REMOTE_ADDR": "10.1.2.3"})
    # Behind a proxy of which PROXIES says nothing, every visitor has the proxy's address.
    forwarded = {"X-Forwarded-For": "8.8.8.8"}
    client.get("/metrics", status=404, environ_base={"REMOTE_ADDR": "10.1.2.3"}, headers=forwarded)


@pytest.mark.parametrize(
    ("address", "networks", "allowed"),
    [
        ("127.0.0.1", ("127.0.0.1/32",), True),
        ("127.0.0.2", ("127.0.0.1/32",), False),
        ("::1", ("127.0.0.1/32", "::1/128"), True),
        ("10.9.8.7", ("10.0.0.0/8",), True),
        (None, ("0.0.0.0/0",), False),
        ("unix:", ("0.0.0.0/0",), False),
        ("10.9.8.7", (), False),
    ],
)
def test_an_address_is_allowed_when_it_lies_in_a_network(address, networks, allowed):
    assert is_allowed(address, networks) is allowed


def test_a_network_that_is_none_stops_the_start(monkeypatch):
    monkeypatch.setenv("METRICS_FROM", "127.0.0.1 10.0.0.300")
    with pytest.raises(RuntimeError, match="METRICS_FROM"):
        load_config({"SECRET_KEY": "x" * 32})


def test_the_figures_are_those_of_all_processes_and_of_the_system(site: Site) -> None:
    with site.app.app_context():
        note_job(SYSTEM, name=BACKUP, details={})
        site.let_go()
    with site.served(workers=2, environment={"METRICS_FROM": "127.0.0.1"}) as address:
        for number in range(30):
            browser = Browser(address)
            assert browser.get(f"/about?phone=0912345{number:03}").status == 200
            browser.close()
        browser = Browser(address)
        answers = [browser.get("/metrics") for _ in range(3)]
        browser.close()
    text = answers[-1].text
    assert answers[-1].status == 200
    about = r'thap_sang_requests_total\{endpoint="public.about",method="GET",status="200"\}'
    assert [figure(answer.text, about) for answer in answers] == [30, 30, 30]
    assert figure(text, r'thap_sang_request_seconds_count\{area="public"\}') >= 30
    assert figure(text, "thap_sang_database_up") == 1
    assert figure(text, "thap_sang_uploads") == 3
    assert figure(text, "thap_sang_revision_is_newest") == 1
    assert 0 <= figure(text, r'thap_sang_job_age_seconds\{job="backup"\}') < 600
    assert figure(text, r'thap_sang_disk_free_bytes\{folder="data"\}') > 0
    assert "0912345" not in text

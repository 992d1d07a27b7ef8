"""Every role on every route, on its own and on a foreign object; tokens; and that reading writes nothing.

The table in routes.txt says what each cell gives. To change it on purpose: `UPDATE_ROUTES=1 pytest
tests/system/test_every_route.py --database sqlite`, then read the difference cell by cell.
"""

import os
import re

import pytest

from app.core.gate import is_open
from app.extensions import db as database
from tests.checks import PageClient, count_statements
from tests.system.routes import TABLE, format_table, read_table
from tests.system.world import World, make_world

# Visitors may call these and no others.
PUBLIC = {
    "static",
    "people.sign_in",
    "people.sign_in_code",
    "people.activate",
    "privacy.notice",
    "public.home",
    "public.about",
    "public.healthz",
    "public.robots",
    "public.manifest",
    "upkeep.metrics",
    "drives.drives",
    "drives.drive",
    "works.works",
    "works.work",
    "works.photo",
    "works.visit_photo",
    "works.thanks",
    "works.thanks_desk",
    "volunteering.activities",
    "volunteering.activity",
    "attendance.check_certificate",
    "attendance.here",
    "attendance.site_worker",
    "attendance.site_manifest",
    "volunteering.calendar",
    "volunteering.near",
    "volunteering.photo",
    "volunteering.share_card",
    "volunteering.share_qr",
    "volunteering.short",
    "volunteering.guardian",
    "volunteering.guardian_refuse",
    "volunteering.guardian_withdraw",
    "maps.map_page",
    "maps.script",
    "maps.works",
    "maps.works_list",
    "maps.works_csv",
    "maps.works_geojson",
    "maps.works_sheet",
    "maps.embedded",
    "maps.lines",
    "maps.needs",
    "maps.needs_sheet",
    "maps.open_data",
    "maps.popup",
    "maps.picture",
    "maps.communes",
    "places.commune",
    "places.search",
    "places.at",
    "learning.initiatives",
    "learning.initiative",
    "notifications.calendar",
    "notifications.unsubscribe",
}
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE)", re.IGNORECASE)


@pytest.fixture
def world(app, databases):
    """One object of every kind in An's unit and one in a stranger's; the database can be set back to this."""
    world = make_world()
    database.session.remove()
    databases.keep("world")
    return world


def _routes(app):
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        if rule.endpoint == "static":
            continue
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield method, rule


def _url(app, rule, values):
    """The address; under that of a fund, an entry and a request are the fund's."""
    named = {name: values[name] for name in rule.arguments}
    if "/fund/" in rule.rule:
        named |= {name: values[f"fund_{name}"] for name in ("entry_id", "request_id") if name in named}
    with app.test_request_context():
        return app.url_map.bind("").build(rule.endpoint, named)


def _call(client, method, url, **kw):
    """The status, and the statements that wrote."""
    with count_statements() as seen:
        response = client.call(method, url, **kw)
    return response.status_code, [s for s in seen if WRITES.match(s)]


def test_the_public_routes_are_these_and_no_others(app):
    open_ones = {rule.endpoint for rule in app.url_map.iter_rules() if is_open(app, rule.endpoint)}
    assert open_ones == PUBLIC


def test_every_role_gets_what_the_table_says_on_every_route(app, world, databases):
    found = {}
    for method, rule in _routes(app):
        cells = found[f"{method} {rule.endpoint}"] = {}
        for role, person in world.roles.items():
            statuses = []
            for values in (world.own, world.foreign) if rule.arguments else (world.own,):
                status, writes = _call(PageClient(app, person), method, _url(app, rule, values))
                assert status < 500, (method, rule, role, status)
                statuses.append(str(status))
                if method == "GET":
                    assert not writes, (rule, role, writes)
                elif writes:
                    database.session.remove()
                    databases.make_fresh("test", "world")
            cells[role] = "/".join(statuses)
    if os.environ.get("UPDATE_ROUTES"):
        TABLE.write_text("# See routes.py.\n" + format_table(found))
    expected = read_table()
    assert set(found) == set(expected), set(found) ^ set(expected)
    wrong = [
        f"{route} {role}: {cell}, not {expected[route].get(role)}"
        for route, cells in found.items()
        for role, cell in cells.items()
        if expected[route].get(role) != cell
    ]
    assert not wrong, "\n".join(wrong)


def test_what_does_not_exist_looks_like_what_may_not_be_seen(app, world, databases):
    for method, rule in _routes(app):
        if not rule.arguments:
            continue
        for role, person in world.roles.items():
            status, writes = _call(PageClient(app, person), method, _url(app, rule, World.missing))
            assert not writes
            allowed = (404, 403) if role != "visitor" else (404, 303)
            assert status in allowed, (method, rule, role, status)


def test_no_change_is_made_without_the_forms_token(app, world):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        for method, rule in _routes(app):
            if method == "GET":
                continue
            for person in (None, world.roles["leader"], world.roles["committee"], world.roles["administrator"]):
                for token in ({}, {"csrf_token": "ImFiYyI.aaaaaa.bbbbbb"}):
                    status, writes = _call(PageClient(app, person), method, _url(app, rule, world.own), data=token)
                    assert status == 400 or (person is None and status == 303), (rule, status)
                    assert not writes
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

"""The inspector reads everything and changes nothing: every form of the product, filled in as by who may, is sent by
an inspector who is no member."""

import pytest

from tests import factories
from tests.cast import sign_in
from tests.checks import PageClient, count_statements
from tests.system.sendings import EACH_TIME
from tests.system.test_every_route import WRITES
from tests.system.test_five_times import SENDINGS, fill_in, rows, with_files
from tests.system.things import make_things

# What an inspector may send: about the own account, which everybody has, and reading that is put on record.
OWN = {
    "people.activate",
    "people.profile_end_others",
    "people.profile_end_sign_in",
    "people.profile_password",
    "people.second_factor",
    "people.second_factor_codes",
    "people.second_factor_remove",
    "people.sign_in",
    "people.sign_in_code",
    "people.sign_out",
    "notifications.choices",
    "notifications.open_notice",
    "notifications.read_all",
    "notifications.renew_calendar",
}
# By a link that its holder alone has, not by a role.
BY_LINK = {
    "notifications.unsubscribe",
    "volunteering.guardian",
    "volunteering.guardian_refuse",
    "volunteering.guardian_withdraw",
}
RECORDED_READING = {"people.member_contact", "people.roster_export", "volunteering.contact"}


@pytest.fixture
def inspector(app, db):
    things = make_things(db.session)
    bloc = db.session.get_one(factories.Unit, things.ids["bloc"])
    account = factories.account(name="Kiểm tra viên")
    factories.appointment(account, "inspector", bloc)
    return things, sign_in(account)


def test_no_form_that_an_inspector_sends_changes_a_row(app, db, inspector):
    things, person = inspector
    before = rows()
    changed, sent = [], 0
    for endpoint, sending in SENDINGS.items():
        if endpoint in OWN | BY_LINK:
            continue
        to, values = fill_in(PageClient(app, things.people[sending.who]), sending, things.ids)
        browser = PageClient(app, person).http
        kw = {"json": values} if sending.by_script else {"data": with_files(values)}
        with count_statements() as statements:
            answer = browser.post(to, buffered=True, **kw)
            answer.close()
        sent += 1
        assert answer.status_code < 500, endpoint
        # What was written and taken back, as a form's one-time key is, changes nothing.
        if any(WRITES.match(one) for one in statements) and (now := rows()) != before:
            changed.append((endpoint, answer.status_code, [name for name in now if now[name] != before[name]]))
            before = now
    assert sent > 80
    assert not changed


def test_what_an_inspector_may_send_is_named_and_all_else_was_tried(app):
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    left = posts - set(SENDINGS) - OWN - BY_LINK - RECORDED_READING
    assert left <= set(EACH_TIME), left
    assert posts >= OWN | BY_LINK | RECORDED_READING, (OWN | BY_LINK | RECORDED_READING) - posts

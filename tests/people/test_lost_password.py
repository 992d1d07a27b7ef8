"""A pupil without e-mail who lost the password is back with the leader's help, and nobody else could have been."""

from datetime import timedelta

import pytest

from app.core import clock
from app.people.models import Account, OneTimeCode
from app.people.passwords import hash_password
from app.people.queries import find_viewer
from tests import factories
from tests.cast import sign_in
from tests.checks import PageClient

OLD, NEW = "quên mất rồi", "ba từ dễ nhớ"


@pytest.fixture
def pupil(cast):
    member = factories.member(cast.chapter, "Lê Văn Mai", phone=None, email=None)
    return sign_in(factories.account(member, password_hash=hash_password(OLD)), member)


def get_code(browser, pupil):
    page = browser.post(f"/members/{pupil.member.id}/code", status=200)
    return next(e.text for e in page.all("p", class_="h2"))


def set_password(browser, pupil, code, **more):
    form = {"member_code": pupil.member.code, "code": code, "password": NEW, "repeat": NEW}
    return browser.post("/activate", form, **more)


def test_the_leader_finds_the_pupil_reads_the_code_out_and_the_pupil_is_in(app, cast, client, pupil):
    """Five pages in all: within two minutes even for slow fingers, and the code lasts ten."""
    an = client.as_(cast.an)
    found = an.get("/members/?q=le van mai")
    assert found.find("a", href=f"/members/{pupil.member.id}") is not None
    code = get_code(an, pupil)
    phone = PageClient(app)
    page = phone.follow(set_password(phone, pupil, code.lower()))
    form = page.values | {"identifier": pupil.member.code, "password": NEW}
    phone.post("/sign-in", form)
    assert pupil.member.code in phone.get("/profile").text


def test_a_stranger_beside_the_pupil_can_keep_nobody_out(app, cast, client, pupil):
    """Failing on purpose, from the school's own address, with the pupil's member code."""
    stranger = PageClient(app)
    for _ in range(6):
        stranger.post("/sign-in", {"identifier": pupil.member.code, "password": "sai mật khẩu"}, status=None)
        set_password(stranger, pupil, "22222222", status=None)
    code = get_code(client.as_(cast.an), pupil)
    for _ in range(6):
        set_password(stranger, pupil, "22222222", status=429)
    phone = PageClient(app)
    set_password(phone, pupil, code)
    phone.post("/sign-in", {"identifier": pupil.member.code, "password": NEW})
    assert pupil.member.code in phone.get("/profile").text


def test_whoever_was_signed_in_with_the_old_password_is_out(cast, client, pupil):
    set_password(client, pupil, get_code(client.as_(cast.an), pupil))
    assert find_viewer(pupil.token) is None
    client.post("/sign-in", {"identifier": pupil.member.code, "password": OLD}, status=422)


def test_nobody_but_a_leader_over_the_pupil_gets_a_code(cast, client, pupil, db):
    for who in (cast.binh, cast.chi, cast.dung, cast.giang, cast.ha, cast.khanh, pupil):
        page = client.as_(who).post(f"/members/{pupil.member.id}/code", status=None)
        assert page.status in (403, 404), who.account.name
    client.post(f"/members/{pupil.member.id}/code")  # a visitor is asked to sign in
    assert db.session.query(OneTimeCode).count() == 0


def test_the_leader_s_code_for_another_pupil_opens_nothing(cast, client, pupil):
    member = factories.member(cast.chapter, "Vi Thị Đào")
    other = sign_in(factories.account(member, password_hash=hash_password(OLD)), member)
    code = get_code(client.as_(cast.an), other)
    set_password(client, pupil, code, status=422)


def test_the_code_works_once_and_for_ten_minutes(cast, client, pupil, travel):
    an = client.as_(cast.an)
    code = get_code(an, pupil)
    set_password(client, pupil, code)
    set_password(client, pupil, code, status=422)
    code = get_code(an, pupil)
    with travel(clock.now() + timedelta(minutes=10, seconds=1)):
        set_password(client, pupil, code, status=422)


def test_the_code_stands_in_no_page_afterwards_and_in_no_row(cast, client, pupil, db):
    an = client.as_(cast.an)
    code = get_code(an, pupil)
    assert code not in an.get(f"/members/{pupil.member.id}").source
    row = db.session.query(OneTimeCode).one()
    assert code.replace("-", "") not in f"{row.code_hash} {row.first_hash}"


def test_who_issued_the_code_and_who_used_it_is_on_record(cast, client, pupil, db):
    from app.core.events import Event

    set_password(client, pupil, get_code(client.as_(cast.an), pupil))
    events = db.session.query(Event).filter_by(subject_type="accounts", subject_id=pupil.account.id).order_by(Event.id)
    assert [(event.verb, event.account_id) for event in events] == [
        ("account.code_issued", cast.an.account.id),
        ("account.password_renewed", pupil.account.id),
    ]


def test_a_password_like_the_pupil_s_name_is_refused_and_the_code_still_works(cast, client, pupil, db):
    code = get_code(client.as_(cast.an), pupil)
    form = {"member_code": pupil.member.code, "code": code, "password": "levanmai", "repeat": "levanmai"}
    assert "đoán" in client.post("/activate", form, status=422).text
    set_password(client, pupil, code)
    assert db.session.get(Account, pupil.account.id).password_hash

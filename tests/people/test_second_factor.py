"""A second factor beside the password: added by its owner, asked for at sign-in, reset by an administrator."""

import base64
import re
import secrets
from datetime import timedelta

import pytest

from app.core import clock
from app.core.actor import SYSTEM, VISITOR
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import Event
from app.people.actions import (
    TooManyTries,
    add_second_factor,
    password_mark,
    remove_second_factor,
    renew_recovery_codes,
    require_second_factor,
    reset_second_factor,
    secret_for,
    sign_in_with_code,
)
from app.people.models import RecoveryCode, SecondFactor
from app.people.passwords import hash_password
from app.people.queries import find_viewer
from app.people.totp import make_code, step_of
from tests.checks import PageClient

PASSWORD = "ba từ dễ nhớ"
HASH = hash_password(PASSWORD)
HOME = "203.0.113.7"


@pytest.fixture(autouse=True)
def passwords(cast, db):
    for person in (cast.binh, cast.dung, cast.ha, cast.hai, cast.khanh, cast.lan):
        person.account.password_hash = HASH
    db.session.commit()


@pytest.fixture
def clock_stands():
    with clock.travel(clock.now()) as traveller:
        yield traveller


@pytest.fixture
def ha(cast, clock_stands):
    """Hà of the standing committee with an app, a minute after she has added it."""
    nonce = secrets.token_hex(16)
    codes = add_second_factor(cast.ha.actor, nonce=nonce, code=shown(nonce), password=PASSWORD)
    clock_stands.tick(90)
    return cast.ha, nonce, codes


def shown(nonce, steps=0):
    """What the app shows now."""
    return make_code(secret_for(nonce), step_of(clock.now()) + steps)


def finish(person, code, **more):
    values = {"mark": password_mark(HASH), "stays": True, "address": HOME, "browser": "test", **more}
    return sign_in_with_code(VISITOR, account_id=person.account.id, code=code, **values)


def refused(call, *args, **kw):
    with pytest.raises(NotPossible) as error:
        call(*args, **kw)
    return error.value.reason


def test_the_app_s_code_finishes_the_sign_in(ha):
    person, nonce, _codes = ha
    assert find_viewer(finish(person, shown(nonce)).token).actor.account_id == person.account.id


def test_a_code_works_once(ha):
    person, nonce, _codes = ha
    code = shown(nonce)
    finish(person, code)
    assert refused(finish, person, code) == "wrong_second_code"


def test_the_code_that_added_the_app_does_not_sign_in(cast, clock_stands):
    nonce = secrets.token_hex(16)
    code = shown(nonce)
    add_second_factor(cast.ha.actor, nonce=nonce, code=code, password=PASSWORD)
    assert refused(finish, cast.ha, code) == "wrong_second_code"


def test_each_recovery_code_signs_in_once_however_it_is_typed(ha):
    person, _nonce, codes = ha
    assert len(codes) == 8
    assert finish(person, f" {codes[0][:4]}-{codes[0][4:8]} {codes[0][8:].lower()}").token
    assert refused(finish, person, codes[0]) == "wrong_second_code"
    assert finish(person, codes[1]).token


def test_the_recovery_code_of_another_person_fits_nothing(ha, cast):
    _person, _nonce, codes = ha
    nonce = secrets.token_hex(16)
    add_second_factor(cast.hai.actor, nonce=nonce, code=shown(nonce), password=PASSWORD)
    assert refused(finish, cast.hai, codes[0]) == "wrong_second_code"


def test_the_database_holds_neither_secret_nor_codes(ha, db):
    from app.people.totp import as_text

    _person, nonce, codes = ha
    row = db.session.query(SecondFactor).one()
    assert as_text(secret_for(nonce)) not in row.nonce
    assert not {code.code_hash for code in db.session.query(RecoveryCode)} & set(codes)


def test_adding_needs_the_password_and_what_the_app_shows(cast, clock_stands, db):
    nonce = secrets.token_hex(16)
    actor = cast.ha.actor
    assert refused(add_second_factor, actor, nonce=nonce, code=shown(nonce), password="sai") == "wrong_old_password"
    assert refused(add_second_factor, actor, nonce=nonce, code="000000", password=PASSWORD) == "wrong_second_code"
    assert db.session.query(SecondFactor).count() == 0


def test_a_second_app_is_refused(ha):
    person, _nonce, _codes = ha
    other = secrets.token_hex(16)
    assert (
        refused(add_second_factor, person.actor, nonce=other, code=shown(other), password=PASSWORD)
        == "second_factor_there"
    )


def test_adding_one_signs_out_everywhere_else(cast, clock_stands, db):
    from app.people.models import SignIn
    from app.people.queries import hash_token

    db.session.add(
        SignIn(
            account_id=cast.ha.account.id,
            token_hash=hash_token("other"),
            at=clock.now(),
            expires_at=clock.now() + timedelta(days=1),
            address="x",
            browser="x",
        )
    )
    db.session.commit()
    nonce = secrets.token_hex(16)
    add_second_factor(cast.ha.actor, nonce=nonce, code=shown(nonce), password=PASSWORD)
    assert find_viewer("other") is None
    assert find_viewer(cast.ha.token).has_second_factor


def test_wrong_codes_slow_down_over_all_addresses(ha):
    person, nonce, _codes = ha
    for n in range(5):
        assert refused(finish, person, "000000", address=f"10.0.0.{n}") == "wrong_second_code"
    with pytest.raises(TooManyTries) as slow:
        finish(person, shown(nonce), address="10.0.0.99")
    assert 0 < slow.value.seconds <= 10


def test_a_browser_that_has_signed_in_before_is_not_slowed_down_by_others(ha):
    person, nonce, _codes = ha
    for _ in range(5):
        refused(finish, person, "000000")
    known = {"device": "abc", "device_accounts": (person.account.id,)}
    assert finish(person, shown(nonce), **known).token


def test_who_does_not_know_the_password_cannot_try_a_code(ha):
    """So nobody else's tries slow the owner down."""
    person, nonce, _codes = ha
    for _ in range(9):
        assert refused(finish, person, shown(nonce), mark=password_mark("another hash")) == "sign_in_again"
    assert finish(person, shown(nonce)).token


def test_a_changed_password_ends_the_sign_in_between_the_steps(ha, db):
    person, nonce, _codes = ha
    person.account.password_hash = hash_password("một câu khác hẳn")
    db.session.commit()
    assert refused(finish, person, shown(nonce)) == "sign_in_again"


def test_new_recovery_codes_replace_the_old_ones(ha):
    person, _nonce, codes = ha
    assert refused(renew_recovery_codes, person.actor, password="sai") == "wrong_old_password"
    new = renew_recovery_codes(person.actor, password=PASSWORD)
    assert refused(finish, person, codes[0]) == "wrong_second_code"
    assert finish(person, new[0]).token


def test_removing_it_needs_the_password(ha, db):
    person, _nonce, _codes = ha
    assert refused(remove_second_factor, person.actor, password="sai") == "wrong_old_password"
    remove_second_factor(person.actor, password=PASSWORD)
    assert db.session.query(SecondFactor).count() == db.session.query(RecoveryCode).count() == 0


def test_where_a_role_needs_it_it_cannot_be_removed(ha, cast):
    person, _nonce, _codes = ha
    require_second_factor(cast.lan.actor, since=clock.today())
    assert refused(remove_second_factor, person.actor, password=PASSWORD) == "second_factor_due"


def test_guessing_the_password_in_an_open_session_slows_down(ha):
    person, _nonce, _codes = ha
    for _ in range(5):
        refused(remove_second_factor, person.actor, password="sai")
    with pytest.raises(TooManyTries):
        remove_second_factor(person.actor, password=PASSWORD)


def test_another_administrator_resets_it_with_a_reason_and_all_is_signed_out(ha, cast, db):
    person, _nonce, _codes = ha
    reset_second_factor(cast.lan.actor, account_id=person.account.id, reason="Mất điện thoại, đã gặp trực tiếp")
    assert db.session.query(SecondFactor).count() == 0
    assert find_viewer(person.token) is None
    event = db.session.query(Event).filter_by(verb="account.second_factor_reset").one()
    assert event.details["reason"].startswith("Mất điện thoại")
    assert event.account_id == cast.lan.account.id


def test_nobody_else_resets_it_and_no_administrator_their_own(ha, cast):
    person, _nonce, _codes = ha
    for who in (cast.an, cast.binh, cast.giang, cast.hai, cast.khanh, person):
        with pytest.raises(NotFound):
            reset_second_factor(who.actor, account_id=person.account.id, reason="x")
    with pytest.raises(NotAllowed):
        reset_second_factor(cast.lan.actor, account_id=cast.lan.account.id, reason="x")


def test_only_the_administrator_says_from_when_it_is_required(cast):
    for who in (cast.an, cast.ha, cast.khanh):
        with pytest.raises(NotFound):
            require_second_factor(who.actor, since=clock.today())


def test_before_the_day_nobody_is_asked_for_one(client, cast):
    require_second_factor(cast.lan.actor, since=clock.today() + timedelta(days=1))
    for who in (cast.dung, cast.ha, cast.khanh, cast.lan):
        client.as_(who).get("/units/")
    assert "kể từ ngày" in client.as_(cast.ha).get("/profile").text


def test_from_the_day_on_the_approving_roles_add_one_before_anything_else(client, cast):
    require_second_factor(cast.lan.actor, since=clock.today())
    for who in (cast.dung, cast.ha, cast.khanh, cast.lan):
        browser = client.as_(who)
        for page in ("/", "/units/", "/works/", "/map/works.geojson"):
            assert browser.get(page, status=303).response.headers["Location"] == "/profile/second-factor"
        browser.get("/profile")
        browser.get("/profile/second-factor")
    for who in (cast.an, cast.binh):
        client.as_(who).get("/units/")
    client.get("/works/")


def add_on_the_page(browser):
    """Returns the app's key and the recovery codes."""
    page = browser.get("/profile/second-factor")
    nonce = page.values["nonce"]
    key = re.search(r"secret=([A-Z2-7]+)", page.source).group(1)
    code = make_code(base64.b32decode(key), step_of(clock.now()))
    assert browser.post("/profile/second-factor", page.values | {"password": "sai", "code": code}, status=422).errors
    answer = browser.post("/profile/second-factor", {"nonce": nonce, "code": code, "password": PASSWORD}, status=200)
    return key, [e.text for e in answer.find("ul", class_="recovery-codes").iter("li")]


def test_the_pages_lead_from_none_to_signed_in_with_two_steps(app, client, cast, clock_stands):

    require_second_factor(cast.lan.actor, since=clock.today())
    key, codes = add_on_the_page(client.as_(cast.ha))
    client.as_(cast.ha).get("/units/")
    clock_stands.tick(60)
    phone = PageClient(app)
    page = phone.post("/sign-in", {"identifier": cast.ha.member.code, "password": PASSWORD, "next": "/units/"})
    assert page.response.headers["Location"] == "/sign-in/code"
    phone.get("/profile", status=303)
    assert phone.post("/sign-in/code", {"code": "000000"}, status=422).errors
    page = phone.post("/sign-in/code", {"code": make_code(base64.b32decode(key), step_of(clock.now()))})
    assert page.response.headers["Location"] == "/units/"
    assert cast.ha.member.code in phone.get("/profile").text
    other = PageClient(app)
    other.post("/sign-in", {"identifier": cast.ha.member.code, "password": PASSWORD})
    other.post("/sign-in/code", {"code": codes[0]})
    assert "7" in other.get("/profile/second-factor").text


def test_the_second_step_waits_five_minutes_and_no_longer(app, ha, clock_stands):
    person, nonce, _codes = ha
    phone = PageClient(app)
    phone.post("/sign-in", {"identifier": person.member.code, "password": PASSWORD})
    clock_stands.tick(301)
    page = phone.post("/sign-in/code", {"code": shown(nonce)})
    assert page.response.headers["Location"] == "/sign-in"


def test_without_the_first_step_there_is_no_second(client):
    assert client.get("/sign-in/code", status=303).response.headers["Location"] == "/sign-in"
    client.post("/sign-in/code", {"code": "123456"})


def test_a_nonce_that_the_page_did_not_give_is_not_taken(client, cast, clock_stands, db):
    nonce = "0" * 32
    form = {"nonce": nonce, "code": shown(nonce), "password": PASSWORD}
    client.as_(cast.ha).post("/profile/second-factor", form, status=422)
    assert db.session.query(SecondFactor).count() == 0


def test_a_wrong_password_answers_the_same_with_and_without_a_second_factor(client, ha, cast):
    person, _nonce, _codes = ha

    def answer(code):
        page = client.post("/sign-in", {"identifier": code, "password": "sai mật khẩu"}, status=422)
        return page.source.replace(code, "…")

    assert answer(person.member.code) == answer(cast.hai.member.code) == answer("TS-NOBODY")


def test_the_administrator_sees_who_has_none_and_sets_the_day(client, cast, ha):
    lan = client.as_(cast.lan)
    page = lan.get("/accounts/second-factor")
    assert cast.ha.account.name in page.text
    assert cast.binh.account.name not in page.text
    lan.post("/accounts/second-factor", {"since": (clock.today() + timedelta(days=30)).isoformat()})
    assert lan.get("/accounts/second-factor").values["since"]
    lan.post("/accounts/second-factor", {"since": ""})
    assert not lan.get("/accounts/second-factor").values["since"]
    lan.post(f"/accounts/{cast.ha.account.id}/second-factor/reset", {"reason": ""}, status=422)
    lan.post(f"/accounts/{cast.ha.account.id}/second-factor/reset", {"reason": "Mất điện thoại"})
    client.as_(cast.an).get("/accounts/second-factor", status=404)


def test_the_terminal_resets_it(app, ha, db):
    person, _nonce, _codes = ha
    runner = app.test_cli_runner()
    result = runner.invoke(args=["people", "reset-second-factor", person.member.code, "--reason", "Mất điện thoại"])
    assert result.exit_code == 0, result.output
    db.session.expire_all()
    assert db.session.query(SecondFactor).count() == 0
    reset_second_factor(SYSTEM, account_id=person.account.id, reason="again")


def test_the_owner_sees_who_signed_in_from_where_and_who_failed(app, client, cast, db):
    from tests.people.test_sign_in_with_password import fail

    fail(cast.binh.member.code, 3, address="198.51.100.9")
    phone = PageClient(app)
    phone.http.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 14) Chrome/130"
    phone.post("/sign-in", {"identifier": cast.binh.member.code, "password": PASSWORD})
    page = phone.get("/profile/sign-ins")
    assert "Chrome · Android" in page.text
    assert "198.51.100.9" in page.text
    assert "3 lần thử" in page.text
    assert "198.51.100.9" not in client.as_(cast.chi).get("/profile/sign-ins").text
    assert len(page.statements) <= 6, page.statements

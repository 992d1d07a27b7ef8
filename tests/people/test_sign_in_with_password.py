"""Signing in slows down after failures, per identifier and place, and a stranger can't lock anybody out."""

import time
from datetime import timedelta

import pytest

from app.core import clock
from app.core.actor import VISITOR
from app.core.errors import NotPossible
from app.people.actions import TooManyTries, sign_in_with_password
from app.people.models import SignIn, SignInAttempt
from app.people.passwords import hash_password
from app.people.queries.sign_in import seconds_to_wait, wait_after

PASSWORD = "ba từ dễ nhớ"
HASH = hash_password(PASSWORD)
HOME, ELSEWHERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def binh(cast, db):
    cast.binh.account.password_hash = HASH
    db.session.commit()
    return cast.binh


def attempt(who, password=PASSWORD, address=HOME, **more):
    return sign_in_with_password(
        VISITOR, identifier=who, password=password, stays=True, address=address, browser="test", **more
    )


def fail(who, times, **more):
    for _ in range(times):
        with pytest.raises(NotPossible) as refused:
            attempt(who, "sai mật khẩu", **more)
        assert refused.value.reason == "wrong_password"


def test_five_failures_are_free_then_the_wait_doubles():
    waits = [wait_after(n, free=5, longest=900) for n in range(14)]
    assert waits == [0, 0, 0, 0, 0, 10, 20, 40, 80, 160, 320, 640, 900, 900]


def test_after_five_failures_even_the_right_password_must_wait(binh):
    code = binh.member.code
    with clock.travel(clock.now()) as traveller:
        fail(code, 5)
        with pytest.raises(TooManyTries) as slow:
            attempt(code)
        assert 0 < slow.value.seconds <= 10
        traveller.tick(slow.value.seconds)
        assert attempt(code).account_id == binh.account.id


def test_other_ways_of_writing_a_number_are_counted_together(binh):
    national = "0" + binh.account.phone.removeprefix("+84")
    fail(national, 2)
    fail(binh.account.phone, 2)
    fail(binh.account.phone.removeprefix("+"), 1)
    with pytest.raises(TooManyTries):
        attempt(national)


def test_unknown_identifiers_slow_down_like_known_ones(binh):
    fail("0987654321", 5)
    with pytest.raises(TooManyTries):
        attempt("0987654321")


def test_failures_elsewhere_do_not_slow_down_the_owner(binh):
    fail(binh.member.code, 5, address=ELSEWHERE)
    assert attempt(binh.member.code).token


def test_a_browser_that_has_signed_in_before_is_not_slowed_down_by_others_at_its_address(binh):
    fail(binh.member.code, 5)
    with pytest.raises(TooManyTries):
        attempt(binh.member.code)
    assert attempt(binh.member.code, device="abc", device_accounts=(binh.account.id,)).token


def test_a_known_browser_is_slowed_down_by_its_own_failures(binh):
    known = {"device": "abc", "device_accounts": (binh.account.id,)}
    fail(binh.member.code, 5, **known)
    with pytest.raises(TooManyTries):
        attempt(binh.member.code, **known)


def test_a_browser_known_to_one_account_has_no_privilege_with_another(binh, cast):
    fail(binh.member.code, 5, device="abc", device_accounts=(cast.chi.account.id,))
    with pytest.raises(TooManyTries):
        attempt(binh.member.code, device="abc", device_accounts=(cast.chi.account.id,))


def test_an_address_that_fails_with_many_identifiers_slows_down(app, db):
    now = clock.now()
    db.session.add_all(SignInAttempt(identifier_hash=f"{n}", address=HOME, at=now) for n in range(100))
    db.session.commit()
    assert seconds_to_wait("0912345678", HOME) > 0
    assert seconds_to_wait("0912345678", ELSEWHERE) == 0
    with clock.travel(now + timedelta(hours=1, minutes=1)):
        assert seconds_to_wait("0912345678", HOME) == 0


def test_success_forgets_the_failures_before(binh):
    fail(binh.member.code, 4)
    attempt(binh.member.code)
    fail(binh.member.code, 5)


def test_known_and_unknown_take_the_same_time(binh):
    def duration(who):
        times = []
        for n in range(4):
            begin = time.process_time()
            with pytest.raises(NotPossible):
                attempt(who, "sai mật khẩu", address=f"10.0.0.{n}")
            times.append(time.process_time() - begin)
        return min(times)

    duration("0987000000")  # the hash of nobody is made the first time
    known, unknown = duration(binh.member.code), duration("TS-NOBODY")
    assert 0.5 < known / unknown < 2, (known, unknown)


def test_a_closed_account_does_not_sign_in(binh, db):
    binh.account.is_active = False
    db.session.commit()
    fail(binh.member.code, 1)


def test_the_database_keeps_no_token(binh, db):
    token = attempt(binh.member.code).token
    assert token not in {row.token_hash for row in db.session.query(SignIn)}


def test_the_page_says_how_long_to_wait(client, binh):
    for _ in range(5):
        client.post("/sign-in", {"identifier": binh.member.code, "password": "sai"}, status=422)
    page = client.post("/sign-in", {"identifier": binh.member.code, "password": PASSWORD}, status=429)
    assert 0 < int(page.response.headers["Retry-After"]) <= 10
    assert "giây" in page.text
    assert page.values["identifier"] == binh.member.code


def test_the_cookie_of_a_known_browser_works_and_a_forged_one_does_not(app, client, binh):
    from tests.checks import PageClient

    form = {"identifier": binh.member.code, "password": PASSWORD}
    client.post("/sign-in", form)
    client.post("/sign-out")
    stranger = PageClient(app)
    for _ in range(5):
        stranger.post("/sign-in", form | {"password": "sai"}, status=422)
    stranger.http.set_cookie("known_device", f'["x", [{binh.account.id}]]')
    stranger.post("/sign-in", form, status=429)
    client.post("/sign-in", form)

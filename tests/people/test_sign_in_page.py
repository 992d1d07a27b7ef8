"""Signing in over HTTP: what the page says, what it starts, and where it leads."""

import re

import pytest

from app.people.models import SignIn, SignInAttempt
from app.people.passwords import hash_password
from app.people.queries import find_viewer
from tests import factories
from tests.checks import PageClient

PASSWORD = "ba từ dễ nhớ"
HASH = hash_password(PASSWORD)
ELSEWHERE = (
    "https://evil.example/",
    "http:evil.example",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/%2F/evil.example",
    "/%5Cevil.example",
    "/%2f%2fevil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "//evil.example/%2e%2e",
    "/.//evil.example",
    "/a//evil.example@x",
    "https:/evil.example",
    "/@evil.example//x",
    "\x00//evil.example",
    "//[::1]/",
    "/" + "a" * 3000,
)


@pytest.fixture
def binh(cast, db):
    cast.binh.account.password_hash = HASH
    cast.binh.account.email = "binh@example.vn"
    cast.binh.account.phone = "+84912345678"
    db.session.commit()
    return cast.binh


def sign_in(client, identifier, password=PASSWORD, status=303, **more):
    return client.post(
        "/sign-in", {"identifier": identifier, "password": password, "stays": "y", **more}, status=status
    )


def token_of(client):
    with client.http.session_transaction() as session:
        return session.get("_user_id")


@pytest.mark.parametrize(
    "identifier",
    [
        "0912345678",
        "+84 912 345 678",
        "84912345678",
        "0912.345.678",
        " binh@example.vn ",
        "BINH@Example.vn",
        "CODE",
        "code",
    ],
)
def test_a_phone_number_in_any_form_an_e_mail_or_the_member_code_signs_in(client, binh, identifier):
    code = binh.member.code
    identifier = {"CODE": code, "code": code.lower()}.get(identifier, identifier)
    page = sign_in(client, identifier)
    assert page.response.headers["Location"] == "/"
    viewer = find_viewer(token_of(client))
    assert viewer.actor.account_id == binh.account.id


def test_a_password_typed_in_the_other_unicode_form_is_the_same(client, binh):
    import unicodedata

    sign_in(client, "0912345678", unicodedata.normalize("NFD", PASSWORD))
    assert token_of(client)


def test_known_and_unknown_identifiers_get_the_same_answer(client, binh):
    def answer(identifier):
        page = sign_in(client, identifier, "sai mật khẩu", status=422)
        return page.source.replace(identifier, "…")

    known = answer("0912345678")
    assert answer("0987654321") == known
    assert answer("nobody@example.vn") == known
    assert answer("TS-NOBODY") == known


def test_an_account_that_is_not_activated_answers_like_an_unknown_one(client, cast):
    page = sign_in(client, cast.chi.member.code, "", status=422)
    assert page.errors
    page = sign_in(client, cast.chi.member.code, "the hash of nobody", status=422)
    assert "không khớp" in page.text


def test_what_was_typed_is_still_there_but_not_the_password(client, binh):
    page = sign_in(client, "0912 345 678", "sai mật khẩu", status=422)
    assert page.values["identifier"] == "0912 345 678"
    assert page.values["password"] == ""


def test_a_number_of_several_members_asks_for_the_member_code_if_the_password_fits_one(client, binh, cast, db):
    parent = factories.member(cast.unit, "Nguyễn Thị Mẹ", phone="+84912345678")
    factories.account(parent, password_hash=hash_password("mật khẩu của mẹ"))
    page = sign_in(client, "0912345678", status=422)
    assert "nhiều đoàn viên" in page.text
    assert "Nguyễn" not in page.text
    assert sign_in(client, "0912345678", "không của ai", status=422).text.count("nhiều đoàn viên") == 0
    sign_in(client, binh.member.code)
    assert find_viewer(token_of(client)).actor.member_id == binh.member.id


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_signing_in_leads_nowhere_but_to_this_site(client, binh, elsewhere):
    page = sign_in(client, "0912345678", next=elsewhere)
    assert page.response.headers["Location"] == "/"


@pytest.mark.parametrize("wanted", ["/units/", "/units/1?q=l%E1%BA%A1ng", "/works/?q=a+b&lang=en", "/members/?at=eyJ"])
def test_signing_in_leads_back_to_the_page_that_was_asked_for(client, binh, wanted):
    assert sign_in(client, "0912345678", next=wanted).response.headers["Location"] == wanted


def test_a_closed_page_asks_to_sign_in_and_names_itself_as_the_way_back(client):
    page = client.get("/units/?q=a", status=303)
    assert page.response.headers["Location"] == "/sign-in?next=/units/?q%3Da"
    assert client.follow(page).values["next"] == "/units/?q=a"


def test_who_is_signed_in_goes_home(client, cast):
    assert client.as_(cast.binh).get("/sign-in", status=303).response.headers["Location"] == "/"


def test_the_session_is_a_new_one_after_signing_in(client, binh):
    with client.http.session_transaction() as session:
        session["left_over"] = "from before"
    sign_in(client, "0912345678")
    first = token_of(client)
    with client.http.session_transaction() as session:
        assert "left_over" not in session
    client.post("/sign-out")
    sign_in(client, "0912345678")
    assert token_of(client) not in (None, first)


def test_staying_signed_in_is_a_choice(app, client, binh, db):
    page = sign_in(client, "0912345678")
    assert "Expires=" in session_cookie(page)
    other = PageClient(app)
    page = other.post("/sign-in", {"identifier": "0912345678", "password": PASSWORD})
    assert "Expires=" not in session_cookie(page)
    stays, for_today = db.session.query(SignIn).filter(SignIn.browser != "test").order_by(SignIn.id)
    assert (stays.expires_at - stays.at).days == 30
    assert (for_today.expires_at - for_today.at).total_seconds() == 12 * 3600


def test_signing_out_kills_the_session_on_the_server(app, client, binh):
    sign_in(client, "0912345678")
    token = token_of(client)
    client.post("/sign-out")
    assert find_viewer(token) is None
    assert token_of(client) is None
    thief = PageClient(app)
    with thief.http.session_transaction() as session:
        session["_user_id"] = token
    thief.get("/profile", status=303)


def test_signing_out_is_no_link(client, cast):
    client.as_(cast.binh).get("/sign-out", status=405)


def test_a_sign_in_that_stays_is_renewed_by_sending_something_but_not_by_reading(client, cast, travel, db):
    from datetime import timedelta

    from app.core import clock

    sign_in_row = db.session.query(SignIn).filter_by(account_id=cast.binh.account.id).one()
    before = sign_in_row.expires_at
    browser = client.as_(cast.binh)
    with travel(clock.now() + timedelta(days=2)):
        browser.get("/profile")
        db.session.expire_all()
        assert sign_in_row.expires_at == before
        browser.post("/profile/sign-ins/end-others")
        db.session.expire_all()
        assert sign_in_row.expires_at - before >= timedelta(days=2) - timedelta(minutes=1)


def test_an_expired_sign_in_is_over(client, cast, travel):
    from datetime import timedelta

    from app.core import clock

    with travel(clock.now() + timedelta(days=31)):
        client.as_(cast.binh).get("/profile", status=303)


@pytest.mark.parametrize(
    "hostile", ["' OR 1=1 --", "{{ 7*7 }}", "\x00", "a" * 100_000, "‮0912345678", "😀", "-1", "%00"]
)
def test_hostile_input_gets_the_usual_answer(client, binh, hostile):
    for identifier, password in ((hostile, "x"), ("0912345678", hostile)):
        sign_in(client, identifier, password, status=422)
    assert token_of(client) is None


def test_signing_in_takes_few_statements(client, binh, statements):
    with statements() as counted:
        sign_in(client, "0912345678")
    assert len(counted) <= 12, counted


def test_the_browser_gets_cookies_that_scripts_and_other_sites_cannot_use(client, binh):
    cookies = sign_in(client, "0912345678").response.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
    assert not any(re.search(str(binh.account.phone)[3:], cookie) for cookie in cookies)


def test_failures_are_counted_without_what_was_typed(client, binh, db):
    sign_in(client, "0912345678", "sai mật khẩu", status=422)
    row = db.session.query(SignInAttempt).one()
    assert "912345678" not in row.identifier_hash


def session_cookie(page):
    return next(c for c in page.response.headers.getlist("Set-Cookie") if c.startswith("thap_sang="))

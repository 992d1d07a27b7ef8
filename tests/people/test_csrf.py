"""With CSRF protection on, as in the product, nothing is changed without this session's token."""

import pytest

from tests.checks import PageClient

POSTS = (
    "/sign-in",
    "/activate",
    "/sign-out",
    "/profile/password",
    "/profile/sign-ins/1/end",
    "/profile/sign-ins/end-others",
    "/units/new",
    "/units/2/change",
    "/members/new",
    "/members/2/edit",
    "/members/2/account",
    "/members/2/code",
    "/accounts/2/code",
    "/accounts/2/appoint",
)
PAGES = ("/sign-in", "/activate", "/profile", "/profile/password", "/units/", "/units/2", "/units/new", "/members/")


@pytest.fixture
def guarded(app, cast):
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize("url", POSTS)
def test_a_post_without_a_token_or_with_another_sessions_is_refused(guarded, cast, url):
    lan, chi = PageClient(guarded, cast.lan), PageClient(guarded, cast.chi)
    token = chi.get("/profile/password").values["csrf_token"]
    lan.post(url, status=400)
    lan.post(url, {"csrf_token": token}, status=400)


def test_with_the_token_it_works(guarded, cast):
    browser = PageClient(guarded, cast.binh)
    token = browser.get("/profile").values["csrf_token"]
    browser.post("/profile/sign-ins/end-others", {"csrf_token": token})


@pytest.mark.parametrize("url", PAGES)
def test_reading_a_page_writes_nothing(client, cast, db, url):
    page = client.as_(cast.lan).get(url, status=None)
    assert page.status in (200, 303)
    assert not [s for s in page.statements if s.split()[0].upper() in ("INSERT", "UPDATE", "DELETE")], page.statements


def test_what_was_typed_into_a_form_that_comes_after_signing_out_is_given_back(client, cast):
    typed = {
        "title": "Đèn thôn <b>Nà Lùng</b>",
        "kind_id": "1",
        "level": "chapter",
        "once": "k" * 20,
        "password": "bí mật",
    }
    page = client.post("/works/new", typed, status=400)
    (held,) = page.all("textarea")
    assert held.text.strip().split("\n") == ["Đèn thôn <b>Nà Lùng</b>", "1"]
    assert page.find("a", href="/works/new") is not None, "from there one signs in and comes back to the form"


def test_what_was_typed_with_the_token_of_an_earlier_session_is_given_back(guarded, cast):
    page = PageClient(guarded, cast.an).post(
        "/works/new", {"title": "Đèn thôn Nà Lùng", "csrf_token": "old"}, status=400
    )
    assert "Đèn thôn Nà Lùng" in page.find("textarea").text


def test_a_form_without_anything_typed_still_leads_to_signing_in(client):
    client.post("/works/1/approve", {"version": "3"}, status=303)

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

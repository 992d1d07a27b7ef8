"""The roster and a member's page: for officers over the unit, private data for fewer; nothing for strangers."""

import pytest

from app.core import clock
from app.people.models import Member, Membership
from tests import factories

EVERYBODY = ("an", "binh", "chi", "dung", "giang", "ha", "hai", "khanh", "lan")
PHONE, SHOWN = "+84912345678", "0912 345 678"


@pytest.fixture
def binh(cast, db):
    cast.binh.member.phone = PHONE
    cast.binh.member.email = "binh@example.vn"
    db.session.commit()
    return cast.binh.member


@pytest.mark.parametrize(
    ("who", "listed"),
    [
        ("an", 3),
        ("dung", 3),
        ("giang", 5),
        ("ha", 8),
        ("hai", 8),
        ("khanh", 8),
        ("lan", 8),
        ("binh", None),
        ("chi", None),
    ],
)
def test_the_roster_is_for_officers_and_shows_what_lies_under_them(client, cast, who, listed):
    browser = client.as_(getattr(cast, who))
    if listed is None:
        browser.get("/members/", status=403)
    else:
        assert len(browser.get("/members/").all("td", class_="cell-main")) == listed


@pytest.mark.parametrize(
    ("who", "status", "contact"),
    [
        ("an", 200, True),
        ("binh", 200, True),
        ("dung", 200, False),
        ("ha", 200, True),
        ("khanh", 200, True),
        ("lan", 200, True),
        ("chi", 404, False),
        ("giang", 404, False),
    ],
)
def test_private_data_stand_on_the_page_only_for_who_may_see_them(client, cast, binh, who, status, contact):
    page = client.as_(getattr(cast, who)).get(f"/members/{binh.id}", status=status)
    for private in (SHOWN, "binh@example.vn", "20/05/1998"):
        assert (private in page.source) is contact
    assert PHONE not in page.source


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_list_shows_private_data(client, cast, binh, who):
    browser = client.as_(getattr(cast, who))
    for url in ("/members/", "/units/", f"/units/{cast.unit.id}", "/members/?q=binh"):
        page = browser.get(url, status=None)
        for private in ("345 678", "12345678", "binh@example.vn", "1998"):
            assert private not in page.source


def test_foreign_and_missing_members_give_the_same_answer(client, cast, binh):
    browser = client.as_(cast.giang)
    for suffix in ("", "/edit", "/transfer", "/leave"):
        foreign = browser.get(f"/members/{binh.id}{suffix}", status=404)
        missing = browser.get(f"/members/999999{suffix}", status=404)
        assert foreign.text == missing.text
    for suffix in ("/account", "/code", "/edit", "/leave"):
        browser.post(f"/members/{binh.id}{suffix}", status=404)


def test_search_ignores_diacritics_and_finds_the_code(client, cast, binh):
    browser = client.as_(cast.ha)
    assert names(browser.get("/members/?q=nguyen+van")) == ["Nguyễn Văn Bình"]
    assert names(browser.get(f"/members/?q={binh.code.lower()}")) == ["Nguyễn Văn Bình"]
    assert names(browser.get("/members/?q=dang quoc")) == ["Đặng Quốc Khánh"]
    assert names(browser.get("/members/?q=%25")) != []
    assert "Không tìm thấy ai" in browser.get("/members/?q=zzz").text


def test_names_sort_by_given_name(client, cast):
    assert names(client.as_(cast.an).get("/members/")) == ["Lê Thị An", "Nguyễn Văn Bình", "Hoàng Dũng"]


def test_the_roster_filters_by_unit_with_what_lies_under_it(client, cast):
    factories.member(cast.chapter, "Em Lớp Dưới")
    browser = client.as_(cast.ha)
    assert names(browser.get(f"/members/?unit={cast.chapter.id}")) == ["Em Lớp Dưới"]
    assert len(names(browser.get(f"/members/?unit={cast.unit.id}"))) == 4
    browser.get("/members/?unit=99999", status=404)


def test_the_roster_is_paged_and_takes_the_same_statements_with_more_members(client, cast):
    browser = client.as_(cast.an)
    few = browser.get("/members/").statements
    for n in range(60):
        factories.member(cast.chapter, f"Hà Thị Số {n:02}")
    page = browser.get("/members/")
    assert len(page.statements) == len(few) <= 6, page.statements
    assert len(names(page)) == 50
    second = browser.get(page.find("a", rel="next").get("href"))
    assert len(names(second)) == 13
    assert names(browser.get(second.find("a", rel="prev").get("href"))) == names(page)
    browser.get("/members/?at=rubbish")


def test_a_member_page_takes_few_statements(client, cast, binh):
    assert len(client.as_(cast.an).get(f"/members/{binh.id}").statements) <= 9


FORM = {
    "full_name": "Hà Thị Mới",
    "birth_date": "01/09/2009",
    "gender": "female",
    "phone": "0912 345 678",
    "joined_on": "2025-03-26",
    "member_since": "2025-09-05",
    "once": "key-of-this-form",
}


def test_a_leader_adds_a_member_and_a_double_click_adds_one(client, cast, db):
    an = client.as_(cast.an)
    form = FORM | {"unit_id": cast.chapter.id}
    url = an.post("/members/new", form).response.headers["Location"]
    assert an.post("/members/new", form).response.headers["Location"] == url
    assert db.session.query(Member).filter_by(full_name="Hà Thị Mới").count() == 1
    page = an.post("/members/new", form | {"once": "another-key"}, status=422)
    assert page.find("input", name="is_another_person") is not None
    an.post("/members/new", form | {"once": "a-third-key", "is_another_person": "y"})


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("birth_date", "31/02/2009"),
        ("phone", "12"),
        ("phone", "0912 345 678 / 0987 654 321"),
        ("email", "không phải email"),
        ("full_name", ""),
        ("full_name", "a" * 121),
        ("code", "mã có dấu cách"),
        ("gender", "x"),
        ("joined_on", "2001-01-01"),
        ("member_since", "01/01/2200"),
    ],
)
def test_wrong_input_is_named_beside_the_field_and_stays(client, cast, field, typed):
    page = client.as_(cast.an).post("/members/new", FORM | {"unit_id": cast.unit.id, field: typed}, status=422)
    assert page.errors
    if field != "gender":
        assert page.values[field] == typed
    assert page.values["phone"] == (typed if field == "phone" else FORM["phone"])


def test_a_unit_of_others_cannot_be_chosen(client, cast):
    page = client.as_(cast.an).post("/members/new", FORM | {"unit_id": cast.other_unit.id}, status=422)
    assert page.errors


def test_a_code_that_another_member_has_is_said_clearly(client, cast):
    code = cast.chi.member.code
    page = client.as_(cast.an).post("/members/new", FORM | {"unit_id": cast.unit.id, "code": code}, status=422)
    assert code in page.errors[0]


def test_two_who_edit_one_member_get_a_conflict_with_both_versions(client, cast, binh):
    an, lan = client.as_(cast.an), client.as_(cast.lan)
    url = f"/members/{binh.id}/edit"
    form = an.get(url).values
    assert form["phone"] == PHONE
    lan.post(url, form | {"occupation": "Kế toán"})
    page = an.post(url, form | {"occupation": "Giáo viên"}, status=409)
    assert "Kế toán" in page.text
    assert page.values["occupation"] == "Giáo viên"
    an.post(url, page.values)


def test_what_is_typed_after_an_answer_that_was_lost_can_still_be_saved(client, cast, binh, db):
    """The form goes back with the browser's button, is changed and sent again: a conflict with oneself, once."""
    an = client.as_(cast.an)
    url = f"/members/{binh.id}/edit"
    form = an.get(url).values
    an.post(url, form | {"occupation": "Giáo viên"})
    page = an.post(url, form | {"occupation": "Bác sĩ"}, status=409)
    assert page.values["occupation"] == "Bác sĩ"
    an.post(url, page.values)
    db.session.refresh(binh)
    assert binh.occupation == "Bác sĩ"


def test_transfer_and_leaving_over_http(client, cast, binh, db):
    an = client.as_(cast.an)
    url = f"/members/{binh.id}"
    today = clock.today().isoformat()
    assert an.get(f"{url}/transfer").values["version"] == "1"
    an.post(f"{url}/transfer", {"unit_id": cast.chapter.id, "on": today, "version": "1"})
    page = an.post(f"{url}/leave", {"on": today, "version": "2", "reason": "Trưởng thành"}, status=422)
    assert page.values["reason"] == "Trưởng thành"
    assert len(page.errors) == 1
    assert db.session.query(Membership).filter_by(member_id=binh.id).count() == 2


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != "lan"])
def test_accounts_are_for_the_administrator(client, cast, who):
    browser = client.as_(getattr(cast, who))
    for url in ("/accounts/", f"/accounts/{cast.binh.account.id}", f"/accounts/{cast.binh.account.id}/appoint"):
        browser.get(url, status=404)
    browser.post(f"/accounts/{cast.binh.account.id}/code", status=404)


def test_the_list_of_accounts_shows_officers_first_and_finds_all(client, cast):
    lan = client.as_(cast.lan)
    page = lan.get("/accounts/")
    assert "Nguyễn Văn Bình" not in names(page)
    assert len(page.statements) <= 6
    assert "Nguyễn Văn Bình" in names(lan.get("/accounts/?who=all"))
    assert names(lan.get("/accounts/?who=all&q=binh")) == ["Nguyễn Văn Bình"]
    page = lan.post(f"/accounts/{cast.binh.account.id}/code", status=200)
    assert page.find("p", class_="h2") is not None


def test_the_profile_shows_own_data_and_sign_ins(client, cast, binh):
    page = client.as_(cast.binh).get("/profile")
    assert binh.code in page.text
    assert "20/05/1998" in page.text
    assert len(page.statements) <= 7
    assert client.as_(cast.lan).get("/profile")


def names(page):
    return ["".join(cell.itertext()).strip() for cell in page.all("td", class_="cell-main")]


@pytest.mark.parametrize("id_", [2**31, 2**63, 10**30])
def test_a_number_that_no_id_can_have_is_not_found(client, cast, id_):
    lan = client.as_(cast.lan)
    lan.get(f"/members/{id_}", status=404)
    lan.post(f"/profile/sign-ins/{id_}/end", status=404)
    lan.get(f"/members/?unit={id_}")
    lan.get(f"/units/new?parent={id_}")
    form = FORM | {"unit_id": id_}
    assert lan.post("/members/new", form, status=422).errors
    assert lan.post("/members/2/edit", form | {"version": "9" * 30}, status=409)

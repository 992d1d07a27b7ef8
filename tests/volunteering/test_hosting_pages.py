"""What the host's leaders do: create, change, sign members up, keep consents."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.volunteering.models import Activity, GuardianConsent, Shift, SignUp
from tests import factories
from tests.cast import somebody


@pytest.fixture
def activity(cast):
    return factories.activity(cast.unit, capacity=2)


@pytest.fixture
def shift(db, activity):
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


def filled(page, **changes):
    """The form as the browser would send it, with some fields typed."""
    values = {name: value for name, value in page.values.items() if name and not name.startswith("filter-")}
    day = clock.today() + timedelta(days=7)
    first = {
        "title": "Lắp đèn đường thôn Nà Lùng",
        "audience": "all",
        "shifts-0-role": "Dựng cột",
        "shifts-0-starts_at": f"{day}T07:00",
        "shifts-0-ends_at": f"{day}T11:00",
        "shifts-0-capacity": "20",
    }
    checks = {e.get("name") for e in page.all("input") if e.get("type") in ("checkbox", "radio")}
    return {**{k: v for k, v in values.items() if k not in checks}, **first, **changes}


def test_a_leader_creates_publishes_and_the_member_finds_it(db, cast, client):
    an = client.as_(cast.an)
    form = an.get("/activities/new")
    page = an.follow(an.post("/activities/new", filled(form)))
    assert "Bản nháp" in page.text
    (activity,) = db.session.execute(select(Activity)).scalars()
    an.post(f"/activities/{activity.id}/publish")
    assert "Lắp đèn đường thôn Nà Lùng" in client.get("/activities/").text


def test_rows_of_shifts_are_added_and_removed_without_javascript_and_nothing_typed_is_lost(cast, client):
    an = client.as_(cast.an)
    form = an.get("/activities/new")
    more = an.post("/activities/new", {**filled(form), "add_shift": "1"}, status=200)
    assert more.values["shifts-1-role"] == "Dựng cột", "the next row begins like the last one"
    assert more.values["title"] == "Lắp đèn đường thôn Nà Lùng"
    assert more.values["once"] == form.values["once"]
    data = {**filled(more), "shifts-1-role": "Kéo dây", "remove_shift": "0"}
    less = an.post("/activities/new", data, status=200)
    assert [e.get("value") for e in less.all("input") if (e.get("name") or "").endswith("-role")] == ["Kéo dây"]


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(db, cast, client):
    an = client.as_(cast.an)
    data = filled(an.get("/activities/new"))
    data |= {"title": "", "shifts-0-ends_at": "31/02/2027 11:00", "shifts-0-capacity": "hai", "point": "106.7, 21.9"}
    page = an.post("/activities/new", data, status=422)
    assert len(page.errors) == 4
    assert page.values["shifts-0-ends_at"] == "31/02/2027 11:00"
    assert page.values["shifts-0-capacity"] == "hai"
    assert db.session.execute(select(Activity)).first() is None


def test_an_end_before_the_start_is_refused_in_its_row(cast, client):
    an = client.as_(cast.an)
    data = filled(an.get("/activities/new"))
    data["shifts-0-ends_at"] = data["shifts-0-starts_at"]
    page = an.post("/activities/new", data, status=422)
    assert page.errors == ["Kết thúc phải sau bắt đầu."]


def test_a_double_click_makes_one_activity(db, cast, client):
    an = client.as_(cast.an)
    data = filled(an.get("/activities/new"))
    first, second = an.post("/activities/new", data), an.post("/activities/new", data)
    assert first.response.headers["Location"] == second.response.headers["Location"]
    assert len(db.session.execute(select(Activity)).all()) == 1


def edit_form(an, activity):
    page = an.get(f"/activities/{activity.id}/edit")
    day = clock.local(activity.starts_at).date()
    own = {"shifts-0-starts_at": f"{day}T07:00", "shifts-0-ends_at": f"{day}T10:00", "shifts-0-capacity": "2"}
    return filled(page, **own)


def test_two_leaders_who_edit_at_once_one_wins_the_other_sees_what_changed(cast, client, activity):
    an = client.as_(cast.an)
    mine, theirs = edit_form(an, activity), edit_form(an, activity)
    an.post(f"/activities/{activity.id}/edit", {**theirs, "title": "Tên của người kia"})
    page = an.post(f"/activities/{activity.id}/edit", {**mine, "title": "Tên của tôi"}, status=409)
    assert page.values["title"] == "Tên của tôi"
    assert "Tên của người kia" in page.text
    again = {**mine, "title": "Tên của tôi", "version": page.values["version"]}
    an.post(f"/activities/{activity.id}/edit", again)


def test_fewer_places_than_people_asks_whether_the_last_ones_wait(db, cast, client, activity, shift):
    for person in (cast.binh, cast.chi):
        factories.sign_up(shift, person.member, cast.unit)
    an = client.as_(cast.an)
    data = {**edit_form(an, activity), "shifts-0-capacity": "1"}
    page = an.post(f"/activities/{activity.id}/edit", data, status=422)
    assert "Đã có 2 người có chỗ" in page.text
    assert page.find("input", name="move_last") is not None
    an.post(f"/activities/{activity.id}/edit", {**data, "move_last": "y"})
    states = db.session.execute(select(SignUp.state).order_by(SignUp.position)).scalars().all()
    assert states == ["confirmed", "waitlisted"]


def test_members_see_no_form_of_a_host(cast, client, activity, shift):
    for person in (cast.binh, cast.chi, cast.giang, cast.ha, cast.khanh):
        viewer = client.as_(person)
        for page in ("edit", "cancel"):
            viewer.get(f"/activities/{activity.id}/{page}", status=403)
        for step in ("publish", "held", "cancel"):
            viewer.post(f"/activities/{activity.id}/{step}", status=403)
        viewer.post(f"/shifts/{shift.id}/attendance", status=403)
    for person in (cast.binh, cast.chi, cast.giang):
        client.as_(person).get(f"/activities/{activity.id}/people", status=403)
    client.as_(cast.binh).get("/activities/new", status=403)


def test_committee_and_inspector_read_who_signed_up_and_change_nothing(cast, client, activity, shift):
    factories.sign_up(shift, cast.binh.member, cast.unit)
    for person in (cast.ha, cast.khanh):
        viewer = client.as_(person)
        page = viewer.get(f"/activities/{activity.id}/people")
        assert cast.binh.member.full_name in page.text
        assert not [form for form in page.all("form") if "/shifts/" in (form.get("action") or "")]
        assert viewer.get(f"/activities/{activity.id}").find("a", href=f"/activities/{activity.id}/people") is not None


def test_calling_off_says_how_many_it_concerns_and_needs_a_reason(cast, client, activity, shift):
    factories.sign_up(shift, cast.binh.member, cast.unit)
    an = client.as_(cast.an)
    assert "1 lượt đăng ký" in an.get(f"/activities/{activity.id}/cancel").text
    assert "Hãy ghi lý do" in an.post(f"/activities/{activity.id}/cancel", {"reason": ""}, status=422).errors[0]
    page = an.follow(an.post(f"/activities/{activity.id}/cancel", {"reason": "Bão số 5"}))
    assert "Bão số 5" in page.text


def test_the_hosts_leader_sees_names_and_phones(cast, client, activity, shift):
    factories.sign_up(shift, cast.chi.member, cast.other_unit)
    page = client.as_(cast.an).get(f"/activities/{activity.id}/people")
    assert cast.chi.member.full_name in page.text
    assert page.find("a", href=f"tel:{cast.chi.member.phone}") is not None


def test_a_leader_finds_members_of_the_own_units_and_signs_them_up(db, cast, client, activity, shift):
    an = client.as_(cast.an)
    page = an.get(f"/activities/{activity.id}/people?q=binh")
    assert cast.binh.member.full_name in page.text
    assert cast.chi.member.full_name not in an.get(f"/activities/{activity.id}/people?q=chi").text
    sent = an.post(f"/shifts/{shift.id}/members", {"member_id": cast.binh.member.id, "q": "binh"})
    assert "Đã đăng ký." in an.follow(sent).text
    assert db.session.execute(select(SignUp.member_id)).scalar_one() == cast.binh.member.id
    an.post(f"/shifts/{shift.id}/members", {"member_id": cast.chi.member.id}, status=404)
    an.post(f"/shifts/{shift.id}/members", {"member_id": "x"}, status=404)


def test_the_people_page_takes_as_few_statements_for_many(db, cast, client, activity, shift):
    an = client.as_(cast.an)
    few = len(an.get(f"/activities/{activity.id}/people").statements)
    big = factories.activity(cast.unit, shifts=3, capacity=30)
    for row in db.session.execute(select(Shift).where(Shift.activity_id == big.id)).scalars().all():
        for _number in range(10):
            factories.sign_up(row, factories.member(cast.unit), cast.unit)
    assert len(an.get(f"/activities/{big.id}/people").statements) <= few + 1


def test_a_leader_records_a_consent_with_its_paper_and_withdraws_it(db, cast, client):
    minor = somebody(cast.chapter, "Vy Thị Em", birth_date=clock.today() - timedelta(days=16 * 366))
    an = client.as_(cast.an)
    url = f"/members/{minor.member.id}/consents"
    page = an.get(url)
    data = {
        "once": page.values["once"],
        "guardian_name": "Vy Văn Cha",
        "relation": "Bố",
        "marks": ["away", "night"],
        "given_on": str(clock.today()),
        "valid_until": str(clock.today() + timedelta(days=100)),
    }
    assert "Hãy thêm ảnh" in an.post(url, data, status=422).errors[0]
    assert "Xa nhà" in an.get(url).text
    consent = factories.consent(minor.member, ["away"])
    an.post(f"/consents/{consent.id}/withdraw")
    assert db.session.get(GuardianConsent, consent.id, populate_existing=True).withdrawn_at is not None
    assert "Đã rút ngày" in an.get(url).text
    for stranger in (cast.giang, cast.ha, cast.binh, minor):
        client.as_(stranger).get(url, status=404)
        client.as_(stranger).post(f"/consents/{consent.id}/withdraw", status=404)


def test_held_is_offered_once_the_last_shift_has_ended(cast, client, activity):
    an = client.as_(cast.an)
    held_url = f"/activities/{activity.id}/held"
    assert an.get(f"/activities/{activity.id}").find("form", action=held_url) is None
    with clock.travel(activity.ends_at):
        assert an.get(f"/activities/{activity.id}").find("form", action=held_url) is not None
        assert "Đã ghi nhận hoạt động là đã tổ chức." in an.follow(an.post(held_url)).text

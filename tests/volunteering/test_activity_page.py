"""One activity: shifts, places left, the button, the own state and every reason why not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.volunteering.models import Activity, Shift, SignUp
from tests import factories
from tests.cast import somebody
from tests.checks import text_of


@pytest.fixture
def activity(cast):
    return factories.activity(
        cast.unit, capacity=1, contact="Văn phòng Đoàn, 0205 3812 345", what_to_bring="Găng tay", lat=21.9, lon=106.7
    )


@pytest.fixture
def shift(db, activity):
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


def button(page, shift):
    return page.find("form", action=f"/shifts/{shift.id}/sign-up")


def test_it_says_what_when_where_and_whom_to_ask(client, activity):
    page = client.get(f"/activities/{activity.id}")
    for words in ("Cổng UBND xã", "Găng tay", "0205 3812 345", "Đồng Đăng", "07:00–10:00"):
        assert words in page.text
    assert any("mlat=21.9" in (link.get("href") or "") for link in page.all("a"))


def test_a_visitor_is_asked_to_sign_in_and_comes_back(client, activity, shift):
    page = client.get(f"/activities/{activity.id}")
    link = next(a for a in page.all("a") if "Đăng nhập để đăng ký" in text_of(a))
    assert link.get("href").endswith(f"next=/activities/{activity.id}")
    assert button(page, shift) is None


def test_one_tap_signs_up_and_says_so(db, cast, client, activity, shift):
    binh = client.as_(cast.binh)
    assert button(binh.get(f"/activities/{activity.id}"), shift) is not None
    sent = binh.post(f"/shifts/{shift.id}/sign-up")
    assert sent.response.headers["Location"] == f"/activities/{activity.id}#shift-{shift.id}"
    page = binh.follow(sent)
    assert "Bạn đã có chỗ" in page.text
    assert button(page, shift) is None
    assert "Bạn có chỗ" in page.text


def test_a_full_shift_offers_the_waiting_list_and_tells_the_position(cast, client, activity, shift):
    factories.sign_up(shift, cast.binh.member, cast.unit)
    factories.sign_up(shift, cast.dung.member, cast.unit, "waitlisted")
    chi = client.as_(cast.chi)
    assert "Vào danh sách chờ" in text_of(button(chi.get(f"/activities/{activity.id}"), shift))
    page = chi.follow(chi.post(f"/shifts/{shift.id}/sign-up"))
    assert "Trong danh sách chờ" in page.text
    assert "Vị trí 2" in page.text


def test_every_reason_why_not_is_told_with_what_to_do(cast, client, activity, shift):
    minor = somebody(cast.chapter, "Vy Thị Em", birth_date=clock.today() - timedelta(days=16 * 366))
    heavy = factories.shift(activity, is_heavy=True, is_away=True)
    page = client.as_(minor).get(f"/activities/{activity.id}")
    assert button(page, heavy) is None
    assert button(page, shift) is not None
    for words in (
        "chưa đủ tuổi",
        "Hãy chọn ca có việc nhẹ hơn",
        "Chưa có văn bản đồng ý",
        "nhờ bí thư đơn vị ghi nhận",
    ):
        assert words in page.text


def test_a_refused_request_is_explained_on_the_activitys_page(db, cast, client, activity, shift):
    row = db.session.get(Activity, activity.id)
    row.sign_up_closes_at = clock.now()
    db.session.commit()
    chi = client.as_(cast.chi)
    page = chi.follow(chi.post(f"/shifts/{shift.id}/sign-up"))
    assert "Đã đóng đăng ký." in page.text
    assert db.session.execute(select(SignUp)).first() is None


def test_members_see_how_many_others_there_are_and_no_names(cast, client, activity, shift):
    factories.sign_up(shift, cast.binh.member, cast.unit)
    for viewer in (client, client.as_(cast.chi), client.as_(cast.giang), client.as_(cast.ha)):
        page = viewer.get(f"/activities/{activity.id}")
        assert "1 / 1" in page.text
        for secret in (cast.binh.member.full_name, cast.binh.member.phone, cast.binh.member.phone[3:]):
            assert secret not in page.source


def test_what_may_not_be_seen_is_not_there(db, cast, client, activity, shift):
    db.session.get(Activity, activity.id).state = "draft"
    db.session.commit()
    for viewer in (client, client.as_(cast.binh), client.as_(cast.giang)):
        viewer.get(f"/activities/{activity.id}", status=404)
    client.as_(cast.an).get(f"/activities/{activity.id}")
    client.as_(cast.binh).post(f"/shifts/{shift.id}/sign-up", status=404)
    client.get("/activities/999999999", status=404)


def test_a_called_off_activity_tells_why(cast, client):
    called_off = factories.activity(cast.unit, state="cancelled", published_at=clock.now(), cancel_reason="Bão số 5 về")
    page = client.get(f"/activities/{called_off.id}")
    assert "Bão số 5 về" in page.text
    assert page.find("form", method="post") is None


def test_sixty_shifts_take_as_few_statements_as_one(cast, client):
    binh = client.as_(cast.binh)
    few = factories.activity(cast.unit)
    many = factories.activity(cast.unit, shifts=60)
    for number in (1, 2, 3):
        factories.shift(many, is_away=True, starts_at=many.starts_at + timedelta(days=30 + number))
    counted = [len(binh.get(f"/activities/{a.id}").statements) for a in (few, many)]
    assert counted[1] <= counted[0] + 1, "consents are read where a shift asks for them"
    assert max(counted) <= 10


def test_the_button_returns_nothing_to_a_stranger_and_asks_a_visitor_to_sign_in(client, shift):
    page = client.post(f"/shifts/{shift.id}/sign-up")
    assert page.response.headers["Location"].startswith("/sign-in")


def test_giving_a_place_back_tells_its_consequence_first(db, cast, client, activity, shift):
    binh, chi = client.as_(cast.binh), client.as_(cast.chi)
    binh.post(f"/shifts/{shift.id}/sign-up")
    chi.post(f"/shifts/{shift.id}/sign-up")
    first, second = db.session.execute(select(SignUp.id).order_by(SignUp.position)).scalars()
    page = binh.get(f"/sign-ups/{first}/cancel")
    assert "không lấy lại được" in page.text
    assert "mất vị trí" in chi.get(f"/sign-ups/{second}/cancel").text
    chi.get(f"/sign-ups/{first}/cancel", status=404)
    chi.post(f"/sign-ups/{first}/cancel", status=404)
    after = binh.follow(binh.post(f"/sign-ups/{first}/cancel", {"reason": "Ốm"}))
    assert "Đã trả lại chỗ." in after.text
    assert "Bạn có chỗ" in chi.get(f"/activities/{activity.id}").text


def test_own_places_and_hours_stand_on_one_page(db, cast, client, activity, shift):
    binh = client.as_(cast.binh)
    assert "Bạn chưa đăng ký ca nào" in binh.get("/my/places").text
    past = factories.activity(cast.unit, title="Đã làm", starts_at=clock.now() - timedelta(days=2))
    past_shift = db.session.execute(select(Shift).where(Shift.activity_id == past.id)).scalar_one()
    factories.sign_up(past_shift, cast.binh.member, cast.unit, "attended", confirmed_minutes=150)
    factories.sign_up(shift, cast.binh.member, cast.unit)
    page = binh.get("/my/places")
    assert "2 giờ 30 phút" in page.text
    assert {text_of(a) for a in page.all("a", class_="row-title")} == {activity.title, "Đã làm"}
    client.as_(cast.lan).get("/my/places", status=404)


def test_the_point_of_a_border_work_is_exact_only_for_officers_and_those_who_have_a_place(cast, client):
    kind_id = factories.kind("border_marker_road").id
    work = factories.work(cast.unit, kind_id=kind_id, state="under_way")
    activity = factories.activity(cast.unit, work_id=work.id, lat=21.98765, lon=106.71234)

    def links(who):
        page = who.get(f"/activities/{activity.id}")
        return " ".join(link.get("href") or "" for link in page.all("a"))

    for who in (client, client.as_(cast.binh)):
        assert "mlat=21.990000&mlon=106.710000" in links(who)
        assert "21.98765" not in links(who)
    assert "mlat=21.987650" in links(client.as_(cast.an))
    shift = Shift.query.filter_by(activity_id=activity.id).one()
    member = client.as_(cast.binh)
    member.post(f"/shifts/{shift.id}/sign-up")
    assert "mlat=21.987650" in links(member)


def test_the_own_places_say_where_to_meet_and_what_to_bring(cast, client, activity, shift):
    member = client.as_(cast.binh)
    member.post(f"/shifts/{shift.id}/sign-up")
    page = member.get("/my/places")
    for words in ("Cổng UBND xã", "Găng tay", "07:00–10:00"):
        assert words in page.text

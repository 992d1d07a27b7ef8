"""Copying and repeating on the screen; the border post; the photo."""

import io
from datetime import date

import pytest
from PIL import Image
from sqlalchemy import select

from app.core import clock
from app.volunteering.models import Activity, Shift
from tests import factories
from tests.checks import text_of

SATURDAY = date(2026, 11, 28)


@pytest.fixture(autouse=True)
def _monday():
    with clock.travel(date(2026, 11, 23)):
        yield


@pytest.fixture
def activity(cast):
    return factories.activity(cast.unit, starts_at=clock.at_local(SATURDAY, clock.time(7, 30)))


def photo():
    picture = io.BytesIO()
    Image.new("RGB", (800, 600), (90, 140, 80)).save(picture, "JPEG")
    picture.seek(0)
    return picture, "ảnh.jpg"


def test_a_leader_copies_an_activity_to_another_day(db, cast, client, activity):
    an = client.as_(cast.an)
    page = an.get(f"/activities/{activity.id}/copy")
    assert an.post(f"/activities/{activity.id}/copy", {"day": "31/02/2027"}, status=422).errors
    assert an.post(f"/activities/{activity.id}/copy", {"day": "01/11/2026"}, status=422).errors
    page = an.follow(an.post(f"/activities/{activity.id}/copy", {"day": "05/12/2026", "once": page.values["once"]}))
    assert "Thứ Bảy 05/12/2026, 07:30–10:30" in page.text
    assert "Bản nháp" in page.text


def test_a_leader_sees_the_days_before_the_series_is_made(db, cast, client, activity):
    an, url = client.as_(cast.an), f"/activities/{activity.id}/repeat"
    values = {"pattern": "weekly", "every": "2", "until": "09/01/2027", "once": "a-key-of-this-form"}
    page = an.post(url, {**values, "show": "1"}, status=200)
    labels = [text_of(label) for label in page.all("label", class_="form-check-label")]
    assert [label for label in labels if "/" in label] == [
        "Thứ Bảy 12/12/2026",
        "Thứ Bảy 26/12/2026",
        "Thứ Bảy 09/01/2027",
    ]
    assert len(db.session.execute(select(Activity)).all()) == 1
    made = an.post(url, {**values, "skipped": ["2026-12-26"]})
    page = an.follow(made)
    days = db.session.execute(select(Activity.starts_at).order_by(Activity.starts_at)).scalars()
    assert [clock.local(day).date() for day in days] == [
        SATURDAY,
        date(2026, 12, 12),
        date(2027, 1, 9),
    ]
    assert "26/12/2026" in page.text
    assert an.post(url, values).response.headers["Location"] == made.response.headers["Location"]
    series_url = made.response.headers["Location"]
    assert page.find("form", action=f"{series_url}/publish") is not None
    page = an.follow(an.post(f"{series_url}/publish"))
    assert "Đã công bố 2 ngày" in page.text
    assert page.find("form", action=f"{series_url}/publish") is None


def test_a_series_goes_on_from_its_page(db, cast, client, activity):
    an = client.as_(cast.an)
    made = an.post(
        f"/activities/{activity.id}/repeat",
        {"pattern": "weekly", "every": "1", "until": "05/12/2026", "publish_all": "y", "once": "a-key-of-this-form"},
    )
    url = made.response.headers["Location"]
    page = an.get(url)
    few = len(page.statements)
    assert an.post(url, {**page.values, "until": "05/12/2026"}, status=422).errors
    page = an.follow(an.post(url, {**page.values, "until": "26/12/2026", "publish_all": ""}))
    assert "Đã thêm 3 ngày" in page.text
    assert len(an.get(url).statements) == few <= 8
    page = an.post(url, {**page.values, "version": "1", "until": "02/01/2027"}, status=409)
    assert page.values["version"] == "2"


@pytest.mark.parametrize(
    "values", [{"every": "0"}, {"every": "x"}, {"until": "31/02/2027"}, {"pattern": "daily"}, {"skipped": "x"}]
)
def test_a_series_that_cannot_be_read_is_asked_for_again(cast, client, activity, values):
    good = {"pattern": "weekly", "every": "1", "until": "05/12/2026"}
    for more in ({}, {"show": "1"}):
        page = client.as_(cast.an).post(f"/activities/{activity.id}/repeat", {**good, **values, **more}, status=422)
        assert page.errors


def test_the_pages_are_for_the_hosts_leaders(cast, client, activity):
    for name in ("copy", "repeat", "border-notice", "suspend", "photo/change"):
        client.as_(cast.binh).get(f"/activities/{activity.id}/{name}", status=403)
        client.as_(cast.giang).get(f"/activities/{activity.id}/{name}", status=403)
        client.as_(cast.an).get(f"/activities/999999/{name}", status=404)
    client.as_(cast.an).get("/activities/series/1", status=404)


def test_the_border_post_is_told_and_the_page_reminds_until_then(db, cast, client, activity):
    an, url = client.as_(cast.an), f"/activities/{activity.id}"
    reminder = "Chưa thông báo cho đồn biên phòng"
    assert reminder not in an.get(url).text
    db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one().is_border_zone = True
    db.session.commit()
    assert reminder in an.get(url).text
    values = {"post": "Đồn Chi Ma", "given_on": "22/11/2026", "document": "CV 12", "contact": "Trực ban 0205 3 861 000"}
    assert an.post(f"{url}/border-notice", {**values, "document": ""}, status=422).errors
    page = an.follow(an.post(f"{url}/border-notice", values))
    assert reminder not in page.text
    assert "Trực ban 0205 3 861 000" in page.text
    assert len(page.statements) <= 10
    assert "Trực ban" not in client.as_(cast.binh).get(url).text
    assert "Trực ban" not in client.get(url).text


def test_a_suspended_activity_says_so_everywhere_and_goes_on(db, cast, client, activity):
    an, url = client.as_(cast.an), f"/activities/{activity.id}"
    shift = db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()
    factories.sign_up(shift, cast.binh.member, cast.unit)
    assert "1 chỗ" in an.get(f"{url}/suspend").text
    assert an.post(f"{url}/suspend", {"reason": ""}, status=422).errors
    page = an.follow(an.post(f"{url}/suspend", {"reason": "Đồn yêu cầu dừng"}))
    assert "Đồn yêu cầu dừng" in page.text
    for person in (cast.binh, cast.chi):
        assert "tạm dừng" in client.as_(person).get(url).text
    assert client.as_(cast.chi).get(url).find("form", action=f"/shifts/{shift.id}/sign-up") is None
    assert "Tạm dừng" in client.get("/activities/").text
    assert "Đồn yêu cầu dừng" in an.post(f"{url}/suspend", {"reason": "Mưa lũ"}, status=409).text
    assert "được tiếp tục" in an.follow(an.post(f"{url}/resume")).text
    assert client.as_(cast.chi).get(url).find("form", action=f"/shifts/{shift.id}/sign-up") is not None


def test_a_second_leader_who_calls_off_for_another_reason_is_told_the_first(cast, client, activity):
    an, url = client.as_(cast.an), f"/activities/{activity.id}/cancel"
    an.post(url, {"reason": "Mưa lũ"})
    page = an.post(url, {"reason": "Thiếu người"}, status=409)
    assert "Mưa lũ" in page.text
    assert page.values["reason"] == "Thiếu người"


def test_a_photo_needs_the_word_that_everybody_agreed(db, cast, client, activity):
    an, url = client.as_(cast.an), f"/activities/{activity.id}"
    values = {"caption": "Cổng làng"}
    page = an.post(f"{url}/photo/change", {**values, "photo": photo()}, status=422)
    assert "đã đồng ý" in page.errors[0]
    page = an.follow(an.post(f"{url}/photo/change", {**values, "photo": photo(), "everybody_agreed": "y"}))
    picture = page.find("img", class_="activity-photo")
    assert picture.get("alt") == "Cổng làng"
    assert client.get(picture.get("src")).response.mimetype == "image/jpeg"
    an.post(f"{url}/photo/change", {"remove": "1"})
    assert an.get(url).find("img", class_="activity-photo") is None
    client.get(f"{url}/photo", status=404)


def test_a_file_that_is_no_photo_is_refused(cast, client, activity):
    values = {"caption": "x", "everybody_agreed": "y", "photo": (io.BytesIO(b"GIF89a"), "a.jpg")}
    assert client.as_(cast.an).post(f"/activities/{activity.id}/photo/change", values, status=422).errors


def test_the_photo_of_a_draft_is_for_its_leaders(db, cast, client, activity):
    an = client.as_(cast.an)
    an.post(f"/activities/{activity.id}/photo/change", {"caption": "x", "photo": photo(), "everybody_agreed": "y"})
    row = db.session.get(Activity, activity.id)
    row.state, row.published_at = "draft", None
    db.session.commit()
    client.get(f"/activities/{activity.id}/photo", status=404)
    assert an.get(f"/activities/{activity.id}/photo").status == 200

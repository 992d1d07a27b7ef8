"""The list of notices, what one wants to be told, leaving a mailing: over HTTP."""

import pytest

from app.core import clock
from app.notifications.addresses import sign_unsubscribe
from app.notifications.queries import get_choices
from app.volunteering.actions import cancel_activity, sign_up_to_shift
from tests import factories
from tests.checks import text_of
from tests.notifications.conftest import deliveries, has_mail, told


@pytest.fixture
def signed_up(cast, shift):
    return sign_up_to_shift(cast.binh.actor, shift_id=shift.id)


def unread(page) -> str:
    link = page.find("a", class_="notices-link")
    count = next((e for e in link.iter() if e.get("class") == "count"), None)
    return text_of(count) if count is not None else ""


def test_the_head_of_every_page_says_how_many_notices_are_new(cast, client, signed_up):
    assert unread(client.as_(cast.binh).get("/")) == "1 mới"
    assert unread(client.as_(cast.chi).get("/")) == ""
    assert client.get("/").find("a", class_="notices-link") is None


def test_the_count_costs_no_statement(db, cast, client, signed_up):
    page = client.as_(cast.binh).get("/units/")
    assert not [s for s in page.statements if "deliveries" in s and "sign_ins" not in s]
    assert not [s for s in client.get("/").statements if "deliveries" in s]


def test_the_list_takes_as_many_statements_for_many_notices_as_for_one(cast, client, activity, signed_up):
    browser = client.as_(cast.binh)
    few = len(browser.get("/notices/").statements)
    for number in range(35):
        shift = factories.shift(activity, starts_at=activity.ends_at, role=f"Ca {number}")
        sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    page = browser.get("/notices/")
    assert len(page.statements) == few <= 4
    assert len(page.all("button", class_="notice-open")) == 30
    older = browser.get(page.find("a", rel="next").get("href"))
    assert len(older.all("button", class_="notice-open")) == 6


def test_a_notice_says_what_happened_and_leads_there_and_is_read_then(cast, client, activity, signed_up):
    cancel_activity(cast.an.actor, activity_id=activity.id, reason="Mưa to")
    browser = client.as_(cast.binh)
    page = browser.get("/notices/")
    first = page.all("button", class_="notice-open")[0]
    assert text_of(first) == "Mới: Đã hủy: Ngày thứ Bảy tình nguyện"
    assert "Lý do: Mưa to" in page.text
    newest = deliveries(cast.binh)[-1]
    opened = browser.post(f"/notices/{newest.id}/open")
    assert opened.response.headers["Location"] == f"/activities/{activity.id}"
    assert unread(browser.get("/notices/")) == "1 mới"


def test_all_are_marked_as_read_at_once_and_only_the_own(cast, client, shift, signed_up):
    sign_up_to_shift(cast.chi.actor, shift_id=shift.id)
    browser = client.as_(cast.binh)
    browser.post("/notices/read")
    assert unread(browser.get("/")) == ""
    assert unread(client.as_(cast.chi).get("/")) == "1 mới"


def test_nobody_reads_or_marks_anothers_notice(cast, client, signed_up):
    notice = deliveries(cast.binh)[0]
    client.as_(cast.an).post(f"/notices/{notice.id}/open", status=404)
    assert deliveries(cast.binh)[0].read_at is None
    assert "Ngày thứ Bảy" not in client.as_(cast.an).get("/notices/").text


def test_reading_the_list_marks_nothing_as_read(cast, client, signed_up):
    client.as_(cast.binh).get("/notices/")
    assert deliveries(cast.binh)[0].read_at is None


def test_each_person_chooses_by_topic_what_comes_by_e_mail(app, cast, client, shift, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_TRANSPORT", "files")
    has_mail(cast.binh)
    browser = client.as_(cast.binh)
    browser.post(
        "/notices/choices",
        {"email": ["changes", "reminders"], "quiet_from": "22", "quiet_until": "5", "language": "en"},
    )
    kept = get_choices(cast.binh.account.id)
    assert kept.off == ["email:places", "email:consents", "email:hours", "email:unit", "email:own_data"]
    assert (kept.quiet_from, kept.quiet_until, kept.language) == (22, 5, "en")
    sign_up_to_shift(cast.an.actor, shift_id=shift.id, member_id=cast.binh.member.id)
    cancel_activity(cast.an.actor, activity_id=shift.activity_id, reason="Mưa")
    assert told(cast.binh) == ["place_given", "called_off"], "the own list has everything"
    assert told(cast.binh, "email") == ["called_off"]


def test_topics_of_officers_are_offered_to_officers_alone(cast, client):
    def offered(person):
        return [e.get("value") for e in client.as_(person).get("/notices/choices").all("input", type="checkbox")]

    assert "expenses" in offered(cast.an)
    assert "expenses" not in offered(cast.binh)


def test_a_wrong_hour_or_topic_is_refused(cast, client):
    browser = client.as_(cast.binh)
    for wrong in ({"quiet_from": "24"}, {"email": ["expenses"]}, {"language": "fr"}):
        values = {"email": ["places"], "quiet_from": "22", "quiet_until": "5", "language": "vi", **wrong}
        assert browser.post("/notices/choices", values, status=422).errors
    assert get_choices(cast.binh.account.id).off == []


def test_the_address_in_a_message_asks_first_and_then_ends_e_mails_about_it(cast, client):
    token = sign_unsubscribe(cast.binh.account.id, "changes")
    page = client.get(f"/notices/unsubscribe/{token}")
    assert "Ca thay đổi, tạm dừng hoặc bị hủy" in page.text
    assert get_choices(cast.binh.account.id).off == []
    client.post(f"/notices/unsubscribe/{token}", status=200)
    assert get_choices(cast.binh.account.id).off == ["email:changes"]


def test_a_forged_address_ends_nothing(cast, client):
    token = sign_unsubscribe(cast.binh.account.id, "changes")
    for forged in (token[:-1], f"{token}x", "x", sign_unsubscribe(cast.binh.account.id, "no such topic")):
        client.get(f"/notices/unsubscribe/{forged}", status=404)
        client.post(f"/notices/unsubscribe/{forged}", status=404)


def test_notices_hold_no_contact_data_of_anybody(cast, shift, signed_up):
    kept = str(deliveries(cast.binh)[0].details)
    assert cast.binh.member.phone not in kept
    assert clock.format_date(cast.binh.member.birth_date) not in kept

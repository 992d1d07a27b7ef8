"""A guardian is asked by a link to the phone, answers once without an account, and may take the consent back."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.actor import VISITOR
from app.core.errors import NotFound, NotPossible
from app.core.events import Event
from app.volunteering.actions import (
    GuardianAnswer,
    TooManyTries,
    answer_request,
    ask_guardian,
    sign_up_to_shift,
    withdraw_by_link,
    withdraw_consent,
)
from app.volunteering.checks import CHECKS
from app.volunteering.models import ConsentRequest, GuardianConsent, SignUp
from tests import factories
from tests.cast import somebody

PHONE = "+84987654321"
HERE = "203.0.113.7"


@pytest.fixture
def minor(cast):
    return somebody(cast.chapter, "Vy Thị Em", birth_date=clock.today() - timedelta(days=16 * 366))


@pytest.fixture
def token(cast, minor):
    return ask_guardian(cast.an.actor, member_id=minor.member.id, phone=PHONE, marks=["away", "border_zone"])


def test_a_leader_sends_no_link_to_the_own_phone(cast, minor):
    with pytest.raises(NotPossible) as error:
        ask_guardian(cast.an.actor, member_id=minor.member.id, phone=cast.an.member.phone, marks=["away"])
    assert (error.value.reason, error.value.field) == ("own_number", "phone")


def yes(**changes):
    values = {
        "agrees": True,
        "phone": PHONE,
        "guardian_name": "Vy Văn Cha",
        "relation": "Bố",
        "marks": ("away",),
        "valid_until": clock.today() + timedelta(days=100),
    }
    return GuardianAnswer(**{**values, **changes})


def answer(token, given=None, address=HERE):
    return answer_request(VISITOR, token=token, answer=given or yes(), address=address)


def refused(reason, call):
    with pytest.raises(NotPossible) as error:
        call()
    assert error.value.reason == reason


def request_of(db, minor):
    db.session.rollback()
    statement = select(ConsentRequest).where(ConsentRequest.member_id == minor.member.id)
    return db.session.execute(statement.order_by(ConsentRequest.id.desc()).limit(1)).scalar_one()


def test_the_answer_puts_a_dated_consent_on_record_for_the_kinds_that_the_guardian_chose(db, cast, minor, token):
    assert answer(token) == "given"
    consent = db.session.execute(select(GuardianConsent)).scalar_one()
    assert (consent.how, consent.marks, consent.guardian_name, consent.relation) == (
        "phone_link",
        ["away"],
        "Vy Văn Cha",
        "Bố",
    )
    assert (consent.given_on, consent.valid_until) == (clock.today(), clock.today() + timedelta(days=100))
    assert (consent.file_id, consent.recorded_by) == (None, None)
    request = request_of(db, minor)
    assert (request.answer, request.consent_id, request.is_open(clock.now())) == ("given", consent.id, False)
    shift = factories.shift(factories.activity(cast.unit), is_away=True)
    assert sign_up_to_shift(minor.actor, shift_id=shift.id).state == "confirmed"


def test_only_the_hash_of_the_link_is_kept_and_no_event_holds_the_number(db, minor, token):
    answer(token)
    assert request_of(db, minor).token_hash != token
    for event in db.session.execute(select(Event)).scalars():
        assert token not in str(event.details)
        assert PHONE[3:] not in str(event.details)


def test_a_link_is_answered_once(db, token):
    answer(token)
    assert answer(token) == "given"  # the same once more changes nothing
    refused("link_ended", lambda: answer(token, yes(marks=("border_zone",))))
    refused("link_ended", lambda: answer(token, yes(agrees=False)))
    assert len(db.session.execute(select(GuardianConsent)).all()) == 1


def test_a_guardian_who_does_not_agree_leaves_no_consent(db, minor, token):
    assert answer(token, GuardianAnswer(agrees=False, phone=PHONE)) == "refused"
    assert db.session.execute(select(GuardianConsent)).first() is None
    assert request_of(db, minor).answer == "refused"
    refused("link_ended", lambda: answer(token))


def test_a_link_expires_after_seven_days(db, token):
    with clock.travel(clock.now() + timedelta(days=7)):
        refused("link_ended", lambda: answer(token))
    with clock.travel(clock.now() + timedelta(days=6, hours=23)):
        assert answer(token) == "given"


def test_a_newer_link_ends_the_earlier_one(cast, minor, token):
    newer = ask_guardian(cast.an.actor, member_id=minor.member.id, phone=PHONE, marks=["away"])
    refused("link_ended", lambda: answer(token))
    assert answer(newer) == "given"


def test_five_links_a_day_are_enough(cast, minor, token):
    for _ in range(4):
        ask_guardian(cast.an.actor, member_id=minor.member.id, phone=PHONE, marks=["away"])
    refused(
        "asked_too_often",
        lambda: ask_guardian(cast.an.actor, member_id=minor.member.id, phone=PHONE, marks=["away"]),
    )
    with clock.travel(clock.now() + timedelta(days=1, seconds=1)):
        ask_guardian(cast.an.actor, member_id=minor.member.id, phone=PHONE, marks=["away"])


def test_whoever_does_not_know_the_number_has_five_guesses_and_then_the_link_is_over(db, minor, token):
    for number in range(5):
        with pytest.raises(NotPossible, match="wrong_number"):
            answer(token, yes(phone="+84911111111"), address=f"198.51.100.{number}")
    refused("link_ended", lambda: answer(token, address="192.0.2.1"))
    request = request_of(db, minor)
    assert (request.guesses, request.answer) == (5, None)
    assert db.session.execute(select(Event).where(Event.verb == "consent.link_locked")).scalar_one()
    assert db.session.execute(select(GuardianConsent)).first() is None


def test_an_address_that_tries_many_links_is_slowed_down_by_counts_in_the_database(token):
    for number in range(100):
        with pytest.raises(NotFound):
            answer(f"no-such-link-{number}")
    with pytest.raises(TooManyTries):
        answer("no-such-link")
    with pytest.raises(TooManyTries):
        answer(token)
    assert answer(token, address="192.0.2.1") == "given"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"marks": ()}, "no_marks"),
        ({"marks": ("night",)}, "no_marks"),
        ({"marks": ("fun",)}, "no_marks"),
        ({"valid_until": -1}, "ends_before_start"),
        ({"valid_until": 367}, "consent_too_long"),
    ],
)
def test_what_a_guardian_cannot_consent_to_by_the_link(db, token, changes, reason):
    if "valid_until" in changes:
        changes = {"valid_until": clock.today() + timedelta(days=changes["valid_until"])}
    refused(reason, lambda: answer(token, yes(**changes)))
    assert db.session.execute(select(GuardianConsent)).first() is None
    assert answer(token) == "given"  # and the link can still be answered


def test_only_a_leader_of_the_minor_makes_a_link(cast, minor):
    for person in (cast.binh, cast.giang, cast.dung, cast.ha, cast.lan, minor):
        with pytest.raises(NotFound):
            ask_guardian(person.actor, member_id=minor.member.id, phone=PHONE, marks=["away"])


def test_an_adult_needs_no_consent(cast):
    refused(
        "is_adult",
        lambda: ask_guardian(cast.an.actor, member_id=cast.binh.member.id, phone=PHONE, marks=["away"]),
    )


def test_withdrawal_by_the_link_releases_the_places_that_need_it_in_the_same_transaction(db, cast, minor, token):
    answer(token)
    shift = factories.shift(factories.activity(cast.unit), is_away=True, capacity=1)
    place = sign_up_to_shift(minor.actor, shift_id=shift.id)
    waiting = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    assert withdraw_by_link(VISITOR, token=token) == 1
    assert withdraw_by_link(VISITOR, token=token) == 0
    db.session.rollback()
    states = [db.session.get(SignUp, s.id, populate_existing=True).state for s in (place, waiting)]
    assert states == ["cancelled", "confirmed"]
    happened = db.session.execute(select(Event).where(Event.verb == "consent.withdrawn")).scalar_one()
    assert happened.details["by"] == "guardian"
    assert [line for check in CHECKS for line in check()] == []


def test_a_leader_withdraws_a_consent_given_by_the_link_as_well(db, cast, token):
    answer(token)
    consent = db.session.execute(select(GuardianConsent.id)).scalar_one()
    assert withdraw_consent(cast.an.actor, consent_id=consent) == 0
    with pytest.raises(NotFound):
        withdraw_by_link(VISITOR, token="no-such-link")


def test_a_link_without_an_answer_has_nothing_to_withdraw(token):
    with pytest.raises(NotFound):
        withdraw_by_link(VISITOR, token=token)


def test_the_leader_makes_the_link_and_the_guardian_answers_on_the_page(db, cast, client, minor):
    an = client.as_(cast.an)
    url = f"/members/{minor.member.id}/consents"
    an.get(url)
    assert an.post(f"{url}/ask", data={"phone": "không phải số"}, status=422).errors
    page = an.post(f"{url}/ask", data={"phone": "0987 654 321", "asked_marks": ["away"]}, status=200)
    link = re.search(r"/guardian/[\w-]+", page.find("input", id="guardian-link").get("value")).group()
    assert "098" in an.get(url).text
    assert "654 321" not in an.get(url).source

    page = client.get(link)
    assert minor.member.full_name in page.text
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.find("input", name="marks", checked="") is None
    for secret in (minor.member.phone[3:], str(minor.member.birth_date), PHONE[3:], "987 654 321"):
        assert secret not in page.source
    typed = {"guardian_name": "Vy Văn Cha", "relation": "Bố", "phone": "0911111111", "marks": ["away"]}
    typed["valid_until"] = (clock.today() + timedelta(days=30)).isoformat()
    page = client.post(link, data=typed, status=422)
    assert "không phải số điện thoại nhận liên kết" in page.text
    assert page.values["guardian_name"] == "Vy Văn Cha"
    page = client.follow(client.post(link, data={**typed, "phone": "0987654321"}))
    assert "sự đồng ý đã được ghi nhận" in page.text
    page = client.follow(client.post(f"{link}/withdraw"))
    assert "Đã rút ngày" in page.text
    client.get("/guardian/no-such-link", status=404)


def test_a_guardian_refuses_on_the_page(client, token):
    page = client.post(f"/guardian/{token}/refuse", data={"refusing_phone": "0911111111"}, status=422)
    assert page.errors
    page = client.follow(client.post(f"/guardian/{token}/refuse", data={"refusing_phone": "0987654321"}))
    assert "Câu trả lời đã được ghi nhận" in page.text


def test_a_member_reads_the_own_consents_and_how_to_get_one(cast, client, minor, token):
    answer(token)
    page = client.as_(minor).get("/my/consents")
    assert "Vy Văn Cha" in page.text
    assert "Cách xin đồng ý" in page.text
    assert "Vy Văn Cha" not in client.as_(cast.binh).get("/my/consents").text

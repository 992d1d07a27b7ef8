"""A leader signs members of own units up by a pasted list; the same rules hold on every path."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import NotFound
from app.core.events import Event
from app.core.phones import display_phone
from app.volunteering.actions import QuotaValues, change_terms, sign_up_members, sign_up_to_shift
from app.volunteering.checks import CHECKS
from app.volunteering.models import Activity, Shift, SignUp
from app.volunteering.queries import read_list
from tests import factories
from tests.cast import somebody


@pytest.fixture
def shift(db, cast):
    activity = factories.activity(cast.unit, capacity=2)
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


def sign(person, shift, members, waits=True):
    ids = [member.id for member in members]
    return [(p.state, p.reasons) for p in sign_up_members(person.actor, shift_id=shift.id, member_ids=ids, waits=waits)]


def assert_consistent():
    assert [line for check in CHECKS for line in check()] == []


def test_members_get_places_in_the_order_of_the_list_and_then_wait(db, cast, shift):
    members = [factories.member(cast.unit) for _ in range(3)][::-1]
    assert sign(cast.an, shift, members) == [("confirmed", []), ("confirmed", []), ("waitlisted", [])]
    rows = db.session.execute(select(SignUp).order_by(SignUp.position)).scalars().all()
    assert [row.member_id for row in rows] == [m.id for m in members]
    assert {row.signed_up_by for row in rows} == {cast.an.account.id}
    verbs = db.session.execute(select(Event.verb).where(Event.subject_type == "sign_ups").order_by(Event.id)).scalars()
    assert list(verbs) == ["sign_up.confirmed", "sign_up.confirmed", "sign_up.waitlisted"]
    assert_consistent()


def test_where_nobody_shall_wait_full_is_the_reason(cast, shift):
    members = [factories.member(cast.unit) for _ in range(3)]
    assert sign(cast.an, shift, members, waits=False)[2] == ("refused", ["full"])
    assert_consistent()


def test_who_may_not_is_told_why_and_keeps_nobody_away(db, cast):
    minor = somebody(cast.chapter, "Vy Thị Em", birth_date=clock.today() - timedelta(days=16 * 366)).member
    shift = factories.shift(factories.activity(cast.unit), is_away=True)
    adult = factories.member(cast.unit)
    assert sign(cast.an, shift, [minor, adult]) == [("refused", ["consent_missing"]), ("confirmed", [])]


def test_the_same_rules_hold_as_for_one_alone(db, cast, shift):
    activity = db.session.get(Activity, shift.activity_id)
    activity.sign_up_closes_at = clock.now()
    db.session.commit()
    assert sign(cast.an, shift, [cast.binh.member]) == [("refused", ["closed"])]
    activity = db.session.get(Activity, shift.activity_id)
    activity.sign_up_closes_at, activity.audience = None, "host"
    db.session.commit()
    with pytest.raises(NotFound):
        sign(cast.giang, shift, [cast.chi.member])


def test_sent_twice_it_changes_nothing(db, cast, shift):
    members = [cast.binh.member, cast.dung.member]
    sign(cast.an, shift, members)
    assert sign(cast.an, shift, members) == [("already", ["already"])] * 2
    assert len(db.session.execute(select(SignUp)).all()) == 2


def test_nobody_signs_up_who_is_not_of_a_led_unit(cast, shift):
    for person, member in (
        (cast.giang, cast.binh),
        (cast.dung, cast.binh),
        (cast.binh, cast.dung),
        (cast.an, cast.chi),
    ):
        with pytest.raises(NotFound):
            sign(person, shift, [member.member])
    with pytest.raises(NotFound):
        sign(cast.an, shift, [cast.binh.member, cast.chi.member])


def test_a_list_keeps_to_the_places_that_are_held_for_others(cast, shift):
    quota = QuotaValues(cast.other_unit.id, 1, shift.starts_at)
    change_terms(cast.an.actor, shift_id=shift.id, version=1, quotas=[quota], needed_skills=())
    members = [factories.member(cast.unit) for _ in range(2)]
    assert [state for state, _ in sign(cast.an, shift, members)] == ["confirmed", "waitlisted"]
    assert sign(cast.giang, shift, [cast.chi.member]) == [("confirmed", [])]


def test_when_the_hour_has_come_a_list_does_not_overtake_who_waits(db, cast, shift):
    hour = shift.starts_at - timedelta(hours=2)
    quota = QuotaValues(cast.other_unit.id, 2, hour)
    change_terms(cast.an.actor, shift_id=shift.id, version=1, quotas=[quota], needed_skills=())
    waiting = sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    with clock.travel(hour):
        states = sign(cast.giang, shift, [factories.member(cast.other_unit) for _ in range(2)])
    assert [state for state, _ in states] == ["confirmed", "waitlisted"]
    assert db.session.get(SignUp, waiting.id, populate_existing=True).state == "confirmed"
    assert_consistent()


def test_a_line_is_a_code_a_phone_number_or_a_name_with_what_tells_people_apart(cast):
    nam = factories.member(cast.unit, "Nguyễn Văn Nam", class_name="11A1")
    other = factories.member(cast.chapter, "Nguyễn Văn Nam", class_name="11A2", phone=nam.phone)
    stranger = factories.member(cast.other_unit, "Lò Văn Xa")
    binh = cast.binh.member
    lines = read_list(
        cast.an.actor,
        "\n".join(
            (
                f"  {nam.code.lower()} ",
                "1. nguyen van binh",
                f"{display_phone(cast.dung.member.phone)}",
                "Nguyễn Văn Nam; 11A2",
                "Nguyễn Văn Nam",
                display_phone(nam.phone),
                f"Nguyễn Văn Nam, {nam.code}",
                "",
                "Lò Văn Xa",
                stranger.code,
                "<script>alert(1)</script>",
            )
        ),
    )
    found = [(line.member.id if line.member else None, line.problem) for line in lines]
    assert found == [
        (nam.id, None),
        (binh.id, None),
        (cast.dung.member.id, None),
        (other.id, None),
        (None, "several"),
        (None, "several"),
        (nam.id, "twice"),
        (None, "unknown"),
        (None, "unknown"),
        (None, "unknown"),
    ]


def test_the_preview_answers_each_line_and_changes_nothing_and_the_button_does_it(db, cast, client, shift):
    factories.sign_up(db.session.get(Shift, shift.id), factories.member(cast.unit), cast.unit)
    url = f"/shifts/{shift.id}/members/list"
    an = client.as_(cast.an)
    assert an.get(f"/activities/{shift.activity_id}").find("a", href=url) is not None
    an.get(url)
    text = f"{cast.binh.member.code}\n{cast.dung.member.full_name}\nAi đó"
    page = an.post(url, data={"lines": text, "waits": "y"}, status=200)
    for words in ("Có chỗ", "Trong danh sách chờ", "Không có ai trong các đơn vị của bạn", "Đăng ký cho 2 người"):
        assert words in page.text
    assert db.session.execute(select(SignUp).where(SignUp.member_id == cast.binh.member.id)).first() is None
    page = an.post(url, data={"lines": text, "waits": "y", "confirm": "1"}, status=200)
    assert "Kết quả" in page.text
    states = dict(db.session.execute(select(SignUp.member_id, SignUp.state)).all())
    assert (states[cast.binh.member.id], states[cast.dung.member.id]) == ("confirmed", "waitlisted")
    assert an.post(url, data={"lines": ""}, status=422).errors


def test_the_preview_takes_a_fixed_number_of_statements(cast, client, shift):
    an, url = client.as_(cast.an), f"/shifts/{shift.id}/members/list"
    counts = []
    for number in (2, 30):
        codes = [factories.member(cast.unit).code for _ in range(number)]
        page = an.post(url, data={"lines": "\n".join(codes), "waits": "y"}, status=200)
        counts.append(len(page.statements))
    assert counts[0] == counts[1] <= 10


def test_a_leader_of_a_guest_unit_has_the_list_and_others_have_not(cast, client, shift):
    url = f"/shifts/{shift.id}/members/list"
    client.as_(cast.giang).get(url)
    for person in (cast.binh, cast.dung, cast.ha):
        client.as_(person).get(url, status=403)
    page = client.as_(cast.giang).post(f"/shifts/{shift.id}/members", data={"member_id": str(cast.chi.member.id)})
    assert page.response.location.endswith(url)

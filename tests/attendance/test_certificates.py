"""Certificates: issued once, checked by anybody, replaced when hours are corrected."""

import pytest
from sqlalchemy import select

from app.attendance.actions import (
    issue_certificate,
    issue_certificates,
    publish_certificate,
    record_attendance,
    withdraw_certificate,
)
from app.attendance.checks import check_certified_hours
from app.attendance.models import Certificate
from app.core import clock
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.volunteering.models import Shift
from tests import factories

SECRETS = ("Nguyễn Văn Bình", "3 giờ", "Ngày thứ Bảy tình nguyện")


@pytest.fixture
def activity(cast):
    return factories.activity(cast.unit, shifts=2, capacity=40)


@pytest.fixture
def shifts(db, activity):
    statement = select(Shift).where(Shift.activity_id == activity.id).order_by(Shift.starts_at)
    return db.session.execute(statement).scalars().all()


@pytest.fixture
def places(cast, shifts):
    return [factories.sign_up(shift, cast.binh.member, cast.unit) for shift in shifts]


@pytest.fixture
def afterwards(cast, activity, shifts, places):
    """All is over, and the first of two shifts is confirmed."""
    with clock.travel(activity.ends_at) as traveller:
        record_attendance(cast.an.actor, shift_id=shifts[0].id, marks={places[0].id: ("attended", None)})
        yield traveller


def get(db, id_):
    return db.session.get(Certificate, id_, populate_existing=True)


def test_a_member_gets_the_certificate_of_the_own_confirmed_hours(db, cast, activity, afterwards):
    held = get(db, issue_certificate(cast.binh.actor, activity_id=activity.id))
    assert (held.number, held.year, held.minutes) == (1, clock.today().year, 180)
    assert (held.full_name, held.activity_title) == (cast.binh.member.full_name, activity.title)
    assert (held.unit_name, held.host_name) == (cast.unit.name, cast.unit.name)


def test_asking_again_gives_the_same_one(db, cast, activity, afterwards):
    first = issue_certificate(cast.binh.actor, activity_id=activity.id)
    assert issue_certificate(cast.binh.actor, activity_id=activity.id) == first
    assert issue_certificate(cast.an.actor, activity_id=activity.id, member_id=cast.binh.member.id) == first
    assert issue_certificates(cast.an.actor, activity_id=activity.id) == 0
    assert len(db.session.execute(select(Certificate)).all()) == 1


def test_nothing_is_certified_without_confirmed_hours_or_before_the_end(cast, activity, shifts, afterwards):
    with pytest.raises(NotPossible, match="no_confirmed_hours"):
        issue_certificate(cast.chi.actor, activity_id=activity.id)
    with clock.travel(shifts[0].starts_at), pytest.raises(NotPossible, match="not_over_yet"):
        issue_certificate(cast.binh.actor, activity_id=activity.id)


def test_numbers_follow_each_other_in_each_year(db, cast, activity, shifts, afterwards):
    for _number in range(3):
        factories.sign_up(shifts[0], factories.member(cast.unit), cast.unit, "attended", confirmed_minutes=60)
    assert issue_certificates(cast.an.actor, activity_id=activity.id) == 4
    year, an = clock.today().year, cast.an.actor
    with clock.travel(clock.parse_date(f"05/01/{year + 1}")):
        factories.sign_up(shifts[0], cast.chi.member, cast.other_unit, "attended", confirmed_minutes=60)
        issue_certificates(an, activity_id=activity.id)
    rows = db.session.execute(select(Certificate).order_by(Certificate.id)).scalars().all()
    assert [held.full_number for held in rows] == [
        *(f"{n:02}/{year}/GCN" for n in (1, 2, 3, 4)),
        f"01/{year + 1}/GCN",
    ]
    assert len({held.code for held in rows}) == 5


def test_correcting_hours_replaces_the_certificate(db, cast, activity, shifts, places, afterwards):
    old = issue_certificate(cast.binh.actor, activity_id=activity.id)
    publish_certificate(cast.binh.actor, certificate_id=old, shows_name=True, shows_hours=False, shows_activity=False)
    record_attendance(cast.an.actor, shift_id=shifts[0].id, marks={places[0].id: ("attended", 120, "Về sớm")})
    before = get(db, old)
    after = get(db, before.replaced_by_id)
    assert (before.state, after.state) == ("replaced", "valid")
    assert (before.minutes, after.minutes, after.number) == (180, 120, 2)
    assert (after.shows_name, after.shows_hours) == (True, False)
    assert not list(check_certified_hours())


def test_hours_confirmed_later_replace_it_as_well(db, cast, activity, shifts, places, afterwards):
    old = issue_certificate(cast.binh.actor, activity_id=activity.id)
    record_attendance(cast.an.actor, shift_id=shifts[1].id, marks={places[1].id: ("attended", None)})
    assert get(db, get(db, old).replaced_by_id).minutes == 360


def test_a_correction_that_leaves_no_hours_withdraws_it(db, cast, activity, shifts, places, afterwards):
    held = issue_certificate(cast.binh.actor, activity_id=activity.id)
    record_attendance(cast.an.actor, shift_id=shifts[0].id, marks={places[0].id: ("absent", None, "Nhầm người")})
    assert get(db, held).state == "withdrawn"
    with pytest.raises(NotPossible, match="no_confirmed_hours"):
        issue_certificate(cast.binh.actor, activity_id=activity.id)


def test_only_the_host_withdraws_and_says_why(db, cast, activity, afterwards):
    held = issue_certificate(cast.binh.actor, activity_id=activity.id)
    with pytest.raises(NotAllowed):
        withdraw_certificate(cast.binh.actor, certificate_id=held, reason="Tôi muốn")
    with pytest.raises(NotFound):
        withdraw_certificate(cast.giang.actor, certificate_id=held, reason="Không phải việc của tôi")
    with pytest.raises(NotPossible, match="withdrawal_reason_needed"):
        withdraw_certificate(cast.an.actor, certificate_id=held, reason=" ")
    withdraw_certificate(cast.an.actor, certificate_id=held, reason="Cấp nhầm")
    withdraw_certificate(cast.an.actor, certificate_id=held, reason="Lần nữa")
    assert (get(db, held).state, get(db, held).reason) == ("withdrawn", "Cấp nhầm")


def test_what_the_host_took_back_comes_back_only_by_the_host_or_with_other_hours(
    db, cast, client, activity, shifts, places, afterwards
):
    held = issue_certificate(cast.binh.actor, activity_id=activity.id)
    withdraw_certificate(cast.an.actor, certificate_id=held, reason="Khai hộ")
    with pytest.raises(NotPossible, match="certificate_taken_back"):
        issue_certificate(cast.binh.actor, activity_id=activity.id)
    assert issue_certificates(cast.an.actor, activity_id=activity.id) == 0
    page = client.as_(cast.binh).get("/my/hours")
    assert page.find("form", action=f"/activities/{activity.id}/certificate") is None
    assert get(db, held).full_number in page.text
    again = issue_certificate(cast.an.actor, activity_id=activity.id, member_id=cast.binh.member.id)
    withdraw_certificate(cast.an.actor, certificate_id=again, reason="Vẫn khai hộ")
    record_attendance(cast.an.actor, shift_id=shifts[0].id, marks={places[0].id: ("attended", 60, "Về sớm")})
    assert get(db, issue_certificate(cast.binh.actor, activity_id=activity.id)).minutes == 60


def test_only_its_owner_publishes_it(cast, activity, afterwards):
    held = issue_certificate(cast.binh.actor, activity_id=activity.id)
    shown = {"shows_name": True, "shows_hours": True, "shows_activity": True}
    with pytest.raises(NotAllowed):
        publish_certificate(cast.an.actor, certificate_id=held, **shown)
    with pytest.raises(NotFound):
        publish_certificate(cast.chi.actor, certificate_id=held, **shown)


def test_anybody_checks_it_and_sees_only_what_its_owner_published(db, cast, client, activity, afterwards):
    held = get(db, issue_certificate(cast.binh.actor, activity_id=activity.id))
    page = client.get(f"/certificates/{held.code}")
    assert "Giấy chứng nhận này còn giá trị" in page.text
    assert held.full_number in page.text
    assert not any(secret in page.text for secret in SECRETS)
    binh = client.as_(cast.binh)
    url = f"/my/certificates/{held.id}"
    assert not [box for box in binh.get(url).all("input", type="checkbox") if box.get("checked") is not None]
    binh.post(url, {"shows_name": "y", "shows_hours": "y"})
    text = client.get(f"/certificates/{held.code.lower()}").text
    assert [secret in text for secret in SECRETS] == [True, True, False]


def test_the_public_page_says_replaced_and_withdrawn(db, cast, client, activity, shifts, places, afterwards):
    old = get(db, issue_certificate(cast.binh.actor, activity_id=activity.id))
    record_attendance(cast.an.actor, shift_id=shifts[0].id, marks={places[0].id: ("attended", 60, "Về sớm")})
    page = client.get(f"/certificates/{old.code}")
    new = get(db, get(db, old.id).replaced_by_id)
    assert "đã được thay" in page.text
    assert page.find("a", href=f"/certificates/{new.code}") is not None
    withdraw_certificate(cast.an.actor, certificate_id=new.id, reason="Lý do riêng giữa hai bên")
    page = client.get(f"/certificates/{new.code}")
    assert "đã bị thu hồi" in page.text
    assert "Lý do riêng" not in page.text


def test_a_code_cannot_be_guessed_from_another(db, cast, client, activity, afterwards):
    held = get(db, issue_certificate(cast.binh.actor, activity_id=activity.id))
    assert len(held.code) == 16
    wrong = held.code[:-1] + ("2" if held.code[-1] != "2" else "3")
    for code in (wrong, "1", str(held.id), "x" * 500, "%00"):
        client.get(f"/certificates/{code}", status=404)


def test_the_paper_is_for_its_owner_and_the_host(db, cast, client, activity, shifts, places, afterwards):
    held = issue_certificate(cast.binh.actor, activity_id=activity.id)
    url = f"/certificates/{held}/paper"
    for person in (cast.binh, cast.an, cast.ha):
        answer = client.as_(person).call("get", url)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.get_data().startswith(b"%PDF-")
        assert answer.headers["Cache-Control"] == "private, no-store"
    client.as_(cast.chi).get(url, status=404)
    client.get(url, status=303)
    withdraw_certificate(cast.an.actor, certificate_id=held, reason="Cấp nhầm")
    client.as_(cast.binh).get(url, status=404)


def test_the_host_issues_to_all_on_one_page(db, cast, client, activity, shifts, afterwards):
    an = client.as_(cast.an)
    url = f"/activities/{activity.id}/certificates"
    assert "Cấp 1 giấy chứng nhận" in an.get(url).text
    few = len(an.get(url).statements)
    for _number in range(20):
        factories.sign_up(shifts[0], factories.member(cast.unit), cast.unit, "attended", confirmed_minutes=60)
    an.post(url)
    page = an.get(url)
    assert len(page.all("a", href=f"/certificates/{1}/withdraw")) == 1
    assert len(page.statements) == few <= 7
    client.as_(cast.binh).get(url, status=403)
    client.as_(cast.ha).post(url, status=403)


def test_a_member_gets_it_from_the_page_of_the_own_hours(db, cast, client, activity, afterwards):
    binh = client.as_(cast.binh)
    assert binh.get("/my/hours").find("form", action=f"/activities/{activity.id}/certificate") is not None
    page = binh.follow(binh.post(f"/activities/{activity.id}/certificate"))
    assert "Mở bản in" in page.text
    number = db.session.execute(select(Certificate)).scalar_one().full_number
    assert number in binh.get("/my/hours").text

"""Requests for correction and erasure: asked, acknowledged, answered in time."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import Event
from app.notifications.models import Delivery
from app.people.models import Member, Membership
from app.privacy.actions import acknowledge_request, ask_request, decide_request, set_keeping, withdraw_request
from app.privacy.models import DataRequest
from tests import factories

THURSDAY = date(2026, 11, 26)


def ask(person, kind="correction", text="Ngày sinh của tôi là 21/05/1998", member=None):
    return ask_request(person.actor, member_id=(member or person.member).id, kind=kind, text=text)


def row(db, id_):
    db.session.rollback()
    return db.session.get_one(DataRequest, id_)


def refused(call, *args, **kw):
    with pytest.raises(NotPossible) as error:
        call(*args, **kw)
    return error.value.reason


def test_the_legal_days_are_fixed_when_the_request_comes_in(cast, db, travel):
    with travel(THURSDAY):
        correction, erasure = ask(cast.binh), ask(cast.binh, "erasure")
    for id_, days in ((correction, 10), (erasure, 20)):
        request = row(db, id_)
        assert request.acknowledge_by_day == date(2026, 11, 30)  # two working days, over a weekend
        assert request.due_on == THURSDAY + timedelta(days=days)


def test_days_off_that_the_administrator_entered_move_the_day(cast, db, travel):
    set_keeping(cast.lan.actor, months={}, days_off=[date(2026, 11, 27)])
    with travel(THURSDAY):
        assert row(db, ask(cast.binh)).acknowledge_by_day == date(2026, 12, 1)


def test_a_request_is_overdue_when_a_legal_day_has_gone_by(cast, db, travel):
    with travel(THURSDAY):
        id_ = ask(cast.binh)
    request = row(db, id_)
    assert not request.is_overdue(date(2026, 11, 30))
    assert request.is_overdue(date(2026, 12, 1))
    acknowledge_request(cast.an.actor, request_id=id_)
    assert not row(db, id_).is_overdue(date(2026, 12, 6))
    assert row(db, id_).is_overdue(date(2026, 12, 7))


def test_one_request_of_a_kind_is_open_at_a_time(cast, db):
    ask(cast.binh)
    assert refused(ask, cast.binh) == "request_open"
    ask(cast.binh, "erasure")


def test_a_leader_notes_down_what_a_member_asked_on_paper_and_somebody_else_answers(cast, db):
    id_ = ask(cast.an, member=cast.binh.member)
    with pytest.raises(NotAllowed):
        acknowledge_request(cast.an.actor, request_id=id_)
    acknowledge_request(cast.lan.actor, request_id=id_)
    for person in (cast.giang, cast.chi, cast.dung):
        with pytest.raises((NotFound, NotAllowed)):
            ask(person, member=cast.binh.member)


def test_nobody_answers_their_own_request(cast, db):
    id_ = ask(cast.an)
    with pytest.raises(NotAllowed):
        decide_request(cast.an.actor, request_id=id_, version=1, is_granted=True, answer="Đã sửa")


def test_a_leader_answers_corrections_of_the_unit_and_no_erasure(cast, db):
    correction, erasure = ask(cast.binh), ask(cast.binh, "erasure")
    with pytest.raises(NotFound):
        acknowledge_request(cast.an.actor, request_id=erasure)
    with pytest.raises(NotFound):
        acknowledge_request(cast.giang.actor, request_id=correction)
    with pytest.raises(NotAllowed):
        acknowledge_request(cast.khanh.actor, request_id=erasure)  # the inspector reads, and does nothing
    acknowledge_request(cast.an.actor, request_id=correction)
    acknowledge_request(cast.an.actor, request_id=correction)  # twice changes nothing
    db.session.rollback()
    verbs = db.session.execute(select(Event.verb).where(Event.subject_type == "data_requests").order_by(Event.id))
    assert verbs.scalars().all() == ["data_request.asked"] * 2 + ["data_request.acknowledged"]


def test_the_member_is_told_that_it_came_in_and_what_was_answered(cast, db, client):
    id_ = ask(cast.binh)
    acknowledge_request(cast.an.actor, request_id=id_)
    decide_request(cast.an.actor, request_id=id_, version=2, is_granted=False, answer="Giấy khai sinh ghi ngày khác")
    told = db.session.execute(
        select(Delivery.kind).where(Delivery.account_id == cast.binh.account.id, Delivery.channel == "product")
    )
    assert set(told.scalars()) == {"request_acknowledged", "request_answered"}
    page = client.as_(cast.binh).get(f"/privacy/requests/{id_}")
    assert "Giấy khai sinh ghi ngày khác" in page.text
    assert cast.an.member.full_name in page.text  # who answered
    assert "yêu cầu" in client.as_(cast.binh).get("/notices/").text.lower()


def test_a_stale_page_answers_nothing_and_an_answer_is_final(cast, db):
    id_ = ask(cast.binh)
    acknowledge_request(cast.an.actor, request_id=id_)
    with pytest.raises(Conflict):
        decide_request(cast.an.actor, request_id=id_, version=1, is_granted=True, answer="Đã sửa")
    decide_request(cast.an.actor, request_id=id_, version=2, is_granted=True, answer="Đã sửa")
    assert refused(decide_request, cast.an.actor, request_id=id_, version=3, is_granted=False, answer="x") == (
        "request_answered"
    )
    assert refused(withdraw_request, cast.binh.actor, request_id=id_) == "request_answered"


def test_a_request_is_taken_back_by_who_asked_and_nobody_else(cast, db):
    id_ = ask(cast.binh)
    with pytest.raises(NotFound):
        withdraw_request(cast.an.actor, request_id=id_)
    withdraw_request(cast.binh.actor, request_id=id_)
    withdraw_request(cast.binh.actor, request_id=id_)
    assert row(db, id_).state == "withdrawn"
    ask(cast.binh)  # and may be asked again


def test_a_member_is_not_erased_before_leaving_nor_an_officer_before_the_end_of_the_office(cast, db):
    id_ = ask(cast.an, "erasure")
    answer = {"request_id": id_, "version": 1, "is_granted": True, "answer": "Đã xóa"}
    assert refused(decide_request, cast.lan.actor, **answer) == "still_a_member"
    db.session.execute(
        Membership.__table__.update().where(Membership.member_id == cast.an.member.id).values(valid_until=clock.today())
    )
    db.session.commit()
    assert refused(decide_request, cast.lan.actor, **answer) == "holds_office"
    assert db.session.get_one(Member, cast.an.member.id).erased_on is None


def test_the_queue_shows_what_is_due_first_and_marks_what_is_overdue(cast, db, client, travel):
    with travel(clock.today() - timedelta(days=40)):
        late = ask(cast.binh)
    ask(cast.chi)
    admin = client.as_(cast.lan).get("/privacy/requests")
    links = [a.get("href") for a in admin.all("a") if "/privacy/requests/" in (a.get("href") or "")]
    assert links[0] == f"/privacy/requests/{late}"
    assert "Quá hạn" in admin.text
    few = len(admin.statements)
    for number in range(5):
        other = factories.member(cast.unit, f"Người {number}")
        ask_request(cast.an.actor, member_id=other.id, kind="correction", text="")
    assert len(client.as_(cast.lan).get("/privacy/requests").statements) == few <= 6
    leader = client.as_(cast.an).get("/privacy/requests")
    assert cast.binh.member.full_name in leader.text
    assert cast.chi.member.full_name not in leader.text
    client.as_(cast.binh).get("/privacy/requests", status=403)


def test_asking_and_answering_over_http(cast, db, client):
    binh, an = client.as_(cast.binh), client.as_(cast.an)
    page = binh.get("/privacy/requests/new")
    assert page.find("input", type="radio", checked="") is None  # nothing is chosen for the member
    values = {name: value for name, value in page.values.items() if name != "is_sure"}  # nobody ticked it
    refused = binh.post("/privacy/requests/new", {**values, "kind": "erasure"}, status=422)
    assert refused.errors
    sent = binh.post("/privacy/requests/new", {**values, "kind": "correction", "text": "Sai lớp"})
    url = sent.response.headers["Location"]
    answer = an.get(url)
    an.post(f"{url}/acknowledge")
    stale = an.post(url, {**answer.values, "decision": "done", "answer": "Đã sửa lớp"}, status=409)
    assert "Đã sửa lớp" in stale.source
    an.post(url, {**stale.values, "decision": "done", "answer": "Đã sửa lớp"})
    assert "Đã sửa lớp" in binh.get(url).text

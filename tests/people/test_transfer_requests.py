"""A transfer to a unit that somebody else leads waits until that unit accepts."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import Event
from app.people.actions import ask_for_member, ask_for_transfer, refuse_transfer, withdraw_transfer
from app.people.life import TransferRequest
from app.people.models import Membership
from app.people.permissions import can_see_transfers
from app.people.queries import find_waiting_transfer, get_transfers_page
from app.people.queries.transfers import visible_transfers
from app.volunteering.actions import accept_transfer, end_membership, sign_up_to_shift, transfer_member
from app.volunteering.checks import CHECKS
from app.volunteering.models import Shift, SignUp
from tests import factories
from tests.cast import somebody
from tests.people import rearranging


def ask(cast, person=None, unit=None):
    """An asks Giang's unit to take a member in."""
    person = person or cast.binh
    return ask_for_transfer(cast.an.actor, member_id=person.member.id, unit_id=(unit or cast.other_unit).id)


def want(cast, **values):
    """Giang asks for Bình, who is in An's unit."""
    named = {"code": cast.binh.member.code.lower(), "full_name": "nguyễn văn bình", **values}
    return ask_for_member(cast.giang.actor, unit_id=cast.other_unit.id, **named)


def units_of(db, person):
    db.session.rollback()
    found = select(Membership.unit_id, Membership.valid_until).where(Membership.member_id == person.member.id)
    return db.session.execute(found.order_by(Membership.id)).all()


def test_nothing_is_moved_until_the_other_unit_accepts(db, cast):
    request = ask(cast)
    assert ask(cast) == request  # asking again is the same request
    assert units_of(db, cast.binh) == [(cast.unit.id, None)]
    assert accept_transfer(cast.giang.actor, request_id=request, on=clock.today()) == 0
    assert units_of(db, cast.binh) == [(cast.unit.id, clock.today()), (cast.other_unit.id, None)]
    assert accept_transfer(cast.giang.actor, request_id=request, on=clock.today()) == 0  # twice changes nothing
    assert len(units_of(db, cast.binh)) == 2
    happened = db.session.execute(select(Event).where(Event.verb == "member.transferred")).scalar_one()
    assert happened.details["request"] == request
    assert happened.account_id == cast.giang.account.id


def test_the_new_unit_may_ask_as_well_and_then_the_old_one_accepts(db, cast):
    request = want(cast)
    with pytest.raises(NotAllowed):
        accept_transfer(cast.giang.actor, request_id=request, on=clock.today())
    accept_transfer(cast.an.actor, request_id=request, on=clock.today())
    assert units_of(db, cast.binh)[-1] == (cast.other_unit.id, None)


@pytest.mark.parametrize("wrong", [{"code": "TS999999"}, {"full_name": "Nguyễn Văn Khác"}])
def test_who_asks_for_a_member_must_know_code_and_name_and_learns_nothing_from_a_wrong_one(db, cast, wrong):
    with pytest.raises(NotPossible) as refusal:
        want(cast, **wrong)
    assert (refusal.value.reason, refusal.value.field) == ("nobody_by_code_and_name", "code")


def test_the_other_unit_may_refuse_with_a_reason_and_the_asking_one_may_take_it_back(db, cast):
    request = ask(cast)
    with pytest.raises(NotPossible):
        refuse_transfer(cast.giang.actor, request_id=request, reason="  ")
    refuse_transfer(cast.giang.actor, request_id=request, reason="Chưa có hồ sơ")
    refuse_transfer(cast.giang.actor, request_id=request, reason="Lần nữa")
    with pytest.raises(NotPossible) as refusal:
        accept_transfer(cast.giang.actor, request_id=request, on=clock.today())
    assert refusal.value.reason == "transfer_decided"
    second = ask(cast)
    with pytest.raises(NotAllowed):
        withdraw_transfer(cast.giang.actor, request_id=second)
    assert withdraw_transfer(cast.an.actor, request_id=second) == cast.unit.id
    assert withdraw_transfer(cast.an.actor, request_id=second) == cast.unit.id
    rows = db.session.execute(select(TransferRequest.state, TransferRequest.reason).order_by(TransferRequest.id)).all()
    assert rows == [("refused", "Chưa có hồ sơ"), ("withdrawn", "")]
    assert units_of(db, cast.binh) == [(cast.unit.id, None)]


def test_only_one_transfer_of_a_member_waits(db, cast):
    ask(cast)
    with pytest.raises(NotPossible) as refusal:
        ask(cast, unit=cast.chapter)
    assert refusal.value.reason == "transfer_waits"


def test_nobody_answers_their_own_request(db, cast):
    request = ask_for_transfer(cast.lan.actor, member_id=cast.binh.member.id, unit_id=cast.other_unit.id)
    with pytest.raises(NotPossible) as refusal:
        accept_transfer(cast.lan.actor, request_id=request, on=clock.today())
    assert refusal.value.reason == "own_transfer"


def test_a_request_that_waits_is_overtaken_when_the_member_is_moved_or_leaves(db, cast):
    for change in (
        lambda: transfer_member(
            cast.ha.actor, member_id=cast.binh.member.id, unit_id=cast.chapter.id, on=clock.today(), version=1
        ),
        lambda: end_membership(
            cast.an.actor, member_id=cast.dung.member.id, on=clock.today(), version=1, reason="Chuyển đi xa"
        ),
    ):
        request = ask(cast, cast.binh if find_waiting_transfer(cast.binh.member.id) is None else cast.dung)
        change()
        db.session.rollback()
        assert db.session.get(TransferRequest, request).state == "overtaken"
        ask_again = ask(cast, cast.binh)  # from the unit of now
        assert db.session.get(TransferRequest, ask_again).from_unit_id == cast.chapter.id


def test_places_end_as_with_any_transfer(db, cast):
    own = factories.activity(cast.unit, capacity=1, audience="host")
    shift = db.session.execute(select(Shift).where(Shift.activity_id == own.id)).scalar_one()
    place = sign_up_to_shift(cast.binh.actor, shift_id=shift.id).id
    waits = sign_up_to_shift(cast.dung.actor, shift_id=shift.id).id
    assert accept_transfer(cast.giang.actor, request_id=ask(cast), on=clock.today()) == 1
    db.session.rollback()
    assert [db.session.get(SignUp, id_).state for id_ in (place, waits)] == ["cancelled", "confirmed"]
    assert [line for check in CHECKS for line in check()] == []


def test_a_day_before_the_membership_or_in_the_future_is_refused(db, cast):
    request = ask(cast)
    for day, reason in (
        (clock.today() + timedelta(days=1), "in_the_future"),
        (clock.parse_date("2019-12-31"), "before_membership"),
    ):
        with pytest.raises(NotPossible) as refusal:
            accept_transfer(cast.giang.actor, request_id=request, on=day)
        assert (refusal.value.reason, refusal.value.field) == (reason, "on")


def test_who_stands_over_neither_unit_does_not_know_of_it(db, cast):
    far = factories.unit("Chi đoàn Xa", parent=cast.bloc)
    stranger = somebody(far, "Lý Xa", "leader").actor
    request = ask(cast)
    for change in (
        lambda: accept_transfer(stranger, request_id=request, on=clock.today()),
        lambda: refuse_transfer(stranger, request_id=request, reason="x"),
        lambda: withdraw_transfer(stranger, request_id=request),
        lambda: ask_for_transfer(stranger, member_id=cast.binh.member.id, unit_id=far.id),
    ):
        with pytest.raises(NotFound):
            change()
    with pytest.raises(NotAllowed):
        get_transfers_page(stranger, cast.unit.id)
    for person in (cast.an, cast.giang, cast.dung, cast.khanh, cast.chi):
        listed = db.session.execute(select(TransferRequest.id).where(visible_transfers(person.actor))).scalars().all()
        sees = any(can_see_transfers(person.actor, unit.path) for unit in (cast.unit, cast.other_unit))
        assert bool(listed) == sees
    assert db.session.execute(select(TransferRequest.id).where(visible_transfers(stranger))).first() is None


def test_the_pages_of_both_units_show_what_waits_and_who_may_answer(db, cast, client):
    ask(cast)
    an, giang = client.as_(cast.an), client.as_(cast.giang)
    going, coming = an.get(f"/units/{cast.unit.id}/transfers"), giang.get(f"/units/{cast.other_unit.id}/transfers")
    assert len(going.statements) <= 7
    for page in (going, coming):
        assert "Nguyễn Văn Bình" in page.text
        assert cast.binh.member.phone[3:] not in page.text
    assert "Thu hồi" in going.text
    assert "/accept" not in going.source
    assert "/accept" in coming.source
    assert "Thu hồi" not in coming.text
    request = find_waiting_transfer(cast.binh.member.id).id
    db.session.rollback()
    giang.post(f"/transfers/{request}/refuse", {"reason": ""}, status=422)
    done = giang.follow(giang.post(f"/transfers/{request}/accept", {"on": clock.today().isoformat()}))
    assert "Đã chấp nhận" in done.text
    assert "Nguyễn Văn Bình" in giang.get("/members/").text


def test_more_transfers_take_no_more_statements(db, cast, client):
    ask(cast)
    giang = client.as_(cast.giang)
    few = len(giang.get(url := f"/units/{cast.other_unit.id}/transfers").statements)
    for _number in range(5):
        ask(cast, type("Somebody", (), {"member": factories.member(cast.unit)}))
    assert len(giang.get(url).statements) == few


def test_the_new_unit_asks_by_a_form(db, cast, client):
    giang = client.as_(cast.giang)
    url = f"/units/{cast.other_unit.id}/transfers/ask"
    wrong = giang.post(url, {"code": cast.binh.member.code, "full_name": "Sai Tên"}, status=422)
    assert "Sai Tên" in wrong.source
    giang.post(url, {"code": cast.binh.member.code, "full_name": "Nguyễn Văn Bình"})
    assert "Nguyễn Văn Bình" in client.as_(cast.an).get(f"/units/{cast.unit.id}/transfers").text


def test_the_unit_that_is_asked_is_told_and_who_asked_hears_the_answer(db, cast, client):
    request = ask(cast)
    assert "chờ đơn vị bạn trả lời" in client.as_(cast.giang).get("/notices/").text
    refuse_transfer(cast.giang.actor, request_id=request, reason="Chưa có hồ sơ")
    notices = client.as_(cast.an).get("/notices/").text
    assert "bị từ chối bởi: Chi đoàn Sở Tài chính" in notices
    assert "Chưa có hồ sơ" in notices
    accept_transfer(cast.giang.actor, request_id=ask(cast), on=clock.today())
    assert "được chấp nhận bởi" in client.as_(cast.an).get("/notices/").text


def test_what_waits_is_overtaken_when_its_member_moves_with_the_unit_or_the_unit_ends(app, db, cast):
    third = factories.unit("Chi đoàn thứ ba", parent=cast.bloc)
    staying = factories.member(cast.unit, "Mông Văn Ở Lại")
    to_the_ending = ask(cast)
    of_a_mover = ask_for_transfer(cast.giang.actor, member_id=cast.chi.member.id, unit_id=third.id)
    untouched = ask_for_transfer(cast.an.actor, member_id=staying.id, unit_id=third.id)
    rearranging.dissolve(cast.lan.actor, cast.other_unit, [cast.unit], on=clock.today())
    db.session.rollback()
    requests = {row.id: row for row in db.session.query(TransferRequest)}
    assert [requests[id_].state for id_ in (to_the_ending, of_a_mover, untouched)] == [
        "overtaken",
        "overtaken",
        "waiting",
    ]
    assert requests[of_a_mover].decided_by == cast.lan.account.id
    assert units_of(db, cast.chi)[-1] == (cast.unit.id, None)
    # Asking again is possible at once, where the one before would have stood in the way.
    assert ask_for_transfer(cast.an.actor, member_id=cast.chi.member.id, unit_id=third.id) != of_a_mover
    assert rearranging.all_checks(app) == []

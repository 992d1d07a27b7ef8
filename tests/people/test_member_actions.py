"""Members are added, corrected, transferred and leave; their history stays."""

from datetime import date, timedelta

import pytest

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import Event
from app.people.actions import add_member, edit_member
from app.people.checks import CHECKS
from app.people.models import Account, Member, Membership
from app.volunteering.actions import end_membership, transfer_member
from tests import factories

PERSON = {
    "full_name": "Hà Thị Mới",
    "birth_date": date(2009, 9, 1),
    "gender": "female",
    "phone": "+84912345678",
    "email": None,
    "joined_on": date(2025, 3, 26),
}


def add(cast, actor=None, **values):
    return add_member(actor or cast.an.actor, **{"unit_id": cast.unit.id, **PERSON, **values})


def reason(call, *args, **values):
    with pytest.raises(NotPossible) as refused:
        call(*args, **values)
    return refused.value.reason


@pytest.fixture(autouse=True)
def checks_hold_afterwards(app):
    yield
    assert [line for check in CHECKS for line in check()] == []


def test_a_leader_adds_a_member_who_gets_a_code(cast, db):
    member = db.session.get(Member, add(cast))
    assert len(member.code) == 8
    assert member.name_folded == "ha thi moi"
    assert db.session.query(Membership).filter_by(member_id=member.id).one().unit_id == cast.unit.id
    event = db.session.query(Event).filter_by(verb="member.added").one()
    assert "912345678" not in str(event.details)


def test_a_leader_adds_members_to_units_below_and_to_no_other(cast):
    assert add(cast, unit_id=cast.chapter.id)
    with pytest.raises(NotAllowed):
        add(cast, unit_id=cast.other_unit.id)


@pytest.mark.parametrize("who", ["binh", "dung", "ha", "khanh"])
def test_nobody_but_leader_and_administrator_adds_members(cast, who):
    with pytest.raises(NotAllowed):
        add(cast, getattr(cast, who).actor)


def test_a_code_that_another_member_has_is_refused_and_named(cast):
    with pytest.raises(NotPossible) as refused:
        add(cast, code=cast.chi.member.code.lower())
    assert (refused.value.reason, refused.value.field) == ("code_taken", "code")
    assert refused.value.details == {"code": cast.chi.member.code}


def test_the_same_name_and_birth_date_needs_a_confirmation(cast):
    add(cast)
    assert reason(add, cast, full_name="HÀ THỊ  MỚI") == "looks_like_duplicate"
    assert add(cast, birth_date=date(2009, 9, 2))
    assert add(cast, is_another_person=True)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"birth_date": date(2200, 1, 1)}, "not_born"),
        ({"joined_on": date(2009, 8, 31)}, "joined_out_of_order"),
        ({"member_since": date(2200, 1, 1)}, "in_the_future"),
        ({"member_since": date(2019, 12, 31)}, "before_unit"),
    ],
)
def test_dates_out_of_order_are_refused(cast, values, expected):
    assert reason(add, cast, **values) == expected


def test_the_same_form_sent_twice_adds_one_member(cast):
    assert add(cast, once="a key of a form") == add(cast, once="a key of a form")


def test_no_one_joins_a_dissolved_unit(cast, db):
    gone = factories.unit("Đã giải thể", parent=cast.unit, kind="chapter", sector="school")
    gone.dissolved_on = clock.today()
    from app.people.models import UnitVersion

    db.session.query(UnitVersion).filter_by(unit_id=gone.id).update({"valid_until": clock.today()})
    db.session.commit()
    assert reason(add, cast, unit_id=gone.id) == "unit_dissolved"


def edit(cast, member, actor=None, **values):
    edit_member(actor or cast.an.actor, **{"member_id": member.id, "version": member.version, **PERSON, **values})


def test_editing_a_member_updates_the_account_and_says_which_fields(cast, db):
    edit(cast, cast.binh.member, full_name="Nguyễn Văn Bình Minh", email="binh@example.vn")
    db.session.expire_all()
    account = db.session.get(Account, cast.binh.account.id)
    assert (account.name, account.phone, account.email) == ("Nguyễn Văn Bình Minh", "+84912345678", "binh@example.vn")
    details = db.session.query(Event).filter_by(verb="member.edited").one().details
    assert "phone" in details["fields"]
    assert "912345678" not in str(details)


def test_a_stale_page_edits_nothing(cast, db):
    edit(cast, cast.binh.member)
    with pytest.raises(Conflict):
        edit(cast, cast.binh.member, version=1)


def test_an_e_mail_that_signs_somebody_else_in_is_refused(cast, db):
    cast.chi.account.email = "chi@example.vn"
    db.session.commit()
    assert reason(edit, cast, cast.binh.member, email="chi@example.vn") == "email_taken"


def test_an_e_mail_shared_from_the_start_stays_and_signs_only_the_first_in(cast, db):
    cast.chi.account.email = cast.binh.member.email = "gia-dinh@example.vn"
    db.session.commit()
    edit(cast, cast.binh.member, email="gia-dinh@example.vn", class_name="11A")
    member = db.session.get(Member, cast.binh.member.id, populate_existing=True)
    account = db.session.get(Account, cast.binh.account.id, populate_existing=True)
    assert (member.email, member.class_name, account.email) == ("gia-dinh@example.vn", "11A", None)


def test_others_do_not_edit(cast):
    with pytest.raises(NotFound):
        edit(cast, cast.chi.member)
    with pytest.raises(NotFound):
        edit(cast, cast.binh.member, cast.chi.actor)
    with pytest.raises(NotAllowed):
        edit(cast, cast.binh.member, cast.dung.actor)
    with pytest.raises(NotAllowed):
        edit(cast, cast.binh.member, cast.binh.actor)


def transfer(cast, member, unit, actor=None, **values):
    values = {"on": clock.today(), "version": member.version, **values}
    transfer_member(actor or cast.an.actor, member_id=member.id, unit_id=unit.id, **values)


def test_a_transfer_keeps_the_old_membership_dated(cast, db):
    transfer(cast, cast.binh.member, cast.chapter)
    first, second = (
        db.session.query(Membership).filter_by(member_id=cast.binh.member.id).order_by(Membership.valid_from)
    )
    assert (first.unit_id, first.valid_until) == (cast.unit.id, clock.today())
    assert (second.unit_id, second.valid_from, second.valid_until) == (cast.chapter.id, clock.today(), None)


def test_a_leader_transfers_only_between_units_under_them_the_committee_between_all(cast):
    with pytest.raises(NotAllowed):
        transfer(cast, cast.binh.member, cast.other_unit)
    transfer(cast, cast.binh.member, cast.other_unit, cast.ha.actor)
    assert cast.binh.actor.unit_id == cast.other_unit.id


def test_a_transfer_in_the_future_before_the_membership_or_to_where_one_is_is_refused(cast):
    binh = cast.binh.member
    assert reason(transfer, cast, binh, cast.chapter, on=clock.today() + timedelta(days=1)) == "in_the_future"
    assert reason(transfer, cast, binh, cast.chapter, on=date(2020, 1, 1)) == "before_membership"
    assert reason(transfer, cast, binh, cast.unit) == "already_there"


def leave(cast, member, actor=None, **values):
    values = {"on": clock.today(), "version": member.version, "reason": "Trưởng thành Đoàn", **values}
    end_membership(actor or cast.an.actor, member_id=member.id, **values)


def test_who_left_is_no_longer_in_a_unit_and_can_come_back(cast, db):
    leave(cast, cast.binh.member, on=clock.today() - timedelta(days=3))
    assert cast.binh.actor.unit_id is None
    assert reason(leave, cast, cast.binh.member, version=2) == "member_left"
    assert reason(transfer, cast, cast.binh.member, cast.unit, version=2, on=clock.today() - timedelta(days=4)) == (
        "before_membership"
    )
    transfer(cast, cast.binh.member, cast.unit, version=2)
    assert cast.binh.actor.unit_id == cast.unit.id


def test_only_leader_and_administrator_end_a_membership(cast):
    for person in (cast.dung, cast.binh, cast.ha):
        with pytest.raises(NotAllowed):
            leave(cast, cast.binh.member, person.actor)
    leave(cast, cast.binh.member, cast.lan.actor)


@pytest.mark.parametrize("letter", ["Ữ", "ﷺ"])
def test_a_long_name_is_kept_whole_though_it_is_longer_to_search_and_sort_by(cast, db, letter):
    name = letter * 120
    id_ = add(cast, full_name=name)
    db.session.rollback()
    assert db.session.get_one(Member, id_).full_name == name

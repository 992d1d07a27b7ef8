"""Data that have had their time: shown first, then removed; the times are settings."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from app.core import clock
from app.core.actor import SYSTEM
from app.core.errors import NotAllowed, NotPossible
from app.core.events import Event
from app.people.actions import merge_members
from app.people.life import MemberMerge
from app.people.models import Account, Member, Membership, SignIn
from app.privacy.actions import expire, set_keeping
from app.privacy.keeping import cut_off
from app.privacy.queries import list_due
from tests import factories
from tests.cast import somebody


def left(db, cast, name, months_ago, **values):
    """A member who left so many months ago."""
    member = factories.member(cast.unit, name, **values)
    day = clock.today() - timedelta(days=31 * months_ago)
    db.session.execute(
        Membership.__table__.update()
        .where(Membership.member_id == member.id)
        .values(valid_from=day - timedelta(days=400), valid_until=day)
    )
    db.session.commit()
    return member.id


def old_sign_in(db, account):
    ended = clock.now() - timedelta(days=500)
    db.session.add(
        SignIn(account_id=account.id, token_hash="x", at=ended, expires_at=ended, address="127.0.0.1", browser="Máy cũ")
    )
    db.session.commit()


def counts():
    return {line.expiry.key: line.count for line in list_due(clock.today())}


def member(db, id_):
    db.session.rollback()
    return db.session.get_one(Member, id_)


def test_the_page_shows_what_would_go_and_then_it_goes(cast, db, client):
    recent, longer, long = (left(db, cast, f"Người Đi {n}", n) for n in (6, 20, 80))
    old_sign_in(db, cast.binh.account)
    lan = client.as_(cast.lan)
    page = lan.get("/privacy/expiry")
    assert "Máy cũ" in page.text
    assert member(db, long).code in page.text
    assert {name: count for name, count in counts().items() if count} == {"sign_ins": 1, "contacts": 2, "members": 1}
    statements = len(page.statements)
    lan.post("/privacy/expiry", page.values)
    assert member(db, recent).phone
    assert (member(db, longer).phone, member(db, longer).full_name) == (None, "Người Đi 20")
    assert member(db, long).erased_on == clock.today()
    assert not any(counts().values())
    assert db.session.execute(select(func.count()).where(SignIn.browser == "Máy cũ")).scalar() == 0
    event = db.session.execute(select(Event).where(Event.verb == "personal_data.expired")).scalar_one()
    assert event.details["removed"] == {"sign_ins": 1, "contacts": 2, "members": 1}
    assert len(lan.get("/privacy/expiry").statements) <= statements <= 25


def test_who_is_a_member_or_holds_an_office_stays(cast, db):
    officer = left(db, cast, "Bí Thư Cũ", 90)
    account = factories.account(db.session.get_one(Member, officer))
    factories.appointment(account, "leader", cast.unit)
    back = left(db, cast, "Người Về", 90)
    db.session.add(Membership(member_id=back, unit_id=cast.unit.id, valid_from=clock.today()))
    db.session.commit()
    expire(SYSTEM, today=clock.today())
    assert member(db, officer).erased_on is None
    assert (member(db, back).erased_on, bool(member(db, back).phone)) == (None, True)


def test_the_command_changes_nothing_unless_told_to(app, cast, db):
    id_ = left(db, cast, "Người Đi", 80)
    run = app.test_cli_runner().invoke
    for arguments in ([], ["--dry-run"], ["--yes", "--dry-run"]):
        result = run(args=["expire", *arguments])
        assert result.exit_code == 0
        assert "Nothing was removed" in result.output
        assert "Members who left" in result.output
    assert member(db, id_).erased_on is None
    assert "removed" in run(args=["expire", "--yes"]).output
    assert member(db, id_).erased_on is not None


def test_keeping_times_are_the_administrators_and_stand_on_the_public_page(cast, db, client):
    id_ = left(db, cast, "Người Đi", 6)
    set_keeping(cast.lan.actor, months={"contact": 3}, days_off=[])
    assert "3 tháng" in client.get("/privacy/").text
    expire(cast.lan.actor, today=clock.today())
    assert member(db, id_).phone is None
    for months, reason in (({"contact": 0}, "keeping_out_of_range"), ({"request": 12}, "keeping_out_of_range")):
        with pytest.raises(NotPossible) as error:
            set_keeping(cast.lan.actor, months=months, days_off=[])
        assert error.value.reason == reason
    for person in (cast.an, cast.ha, cast.khanh, cast.binh):
        with pytest.raises(NotAllowed):
            expire(person.actor, today=clock.today())
        with pytest.raises(NotAllowed):
            set_keeping(person.actor, months={}, days_off=[])


def test_a_cut_off_lies_so_many_months_back(app):
    with app.test_request_context():
        assert cut_off("contact", date(2026, 11, 25)) == date(2025, 11, 25)
        assert cut_off("code", date(2026, 3, 31)) == date(2026, 2, 28)
        assert cut_off("membership", date(2026, 1, 15)) == date(2021, 1, 15)


def test_numbers_of_merged_records_go_with_those_of_the_record_that_stayed(cast, db):
    """From the row that went, its closed account, and from what the merge remembers; the names stay."""
    kept = left(db, cast, "Nông Thị Gộp", 14, phone=None)
    gone = somebody(cast.unit, "Nong Thi Gop", phone="+84911888777")
    merge = merge_members(
        cast.an.actor,
        kept_id=kept,
        gone_id=gone.member.id,
        versions=(1, 1),
        choices={"field-full_name": "kept"},
        reason="Cùng một người",
    )
    day = clock.today() - timedelta(days=400)
    db.session.execute(update(Membership).where(Membership.member_id == kept).values(valid_until=day))
    db.session.commit()
    assert "+84911888777" in str(db.session.get_one(MemberMerge, merge).moved)
    db.session.execute(update(Member).where(Member.id == kept).values(phone=None))
    db.session.commit()
    expire(SYSTEM, today=clock.today())
    db.session.expire_all()
    assert (member(db, gone.member.id).phone, db.session.get_one(Account, gone.account.id).phone) == (None, None)
    assert member(db, gone.member.id).full_name == "Nong Thi Gop"
    moved = str(db.session.get_one(MemberMerge, merge).moved)
    assert "+84911888777" not in moved
    assert "Nong Thi Gop" in moved

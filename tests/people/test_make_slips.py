"""Activation slips: printed once for the members of a unit who have no activated account."""

import re
from datetime import timedelta

import pytest

from app.core import clock
from app.core.actor import VISITOR
from app.core.codes import display_code
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.people.actions import MOST_SLIPS, activate_account, issue_code, make_slips
from app.people.models import Account, OneTimeCode
from app.people.passwords import hash_password
from tests import factories
from tests.checks import text_of

PASSWORD = "ba từ dễ nhớ"


@pytest.fixture
def pupils(cast):
    return [factories.member(cast.chapter, name) for name in ("Hà Thị Mới", "Lê Văn Mai", "Vi Thị Đào")]


def slips(cast, unit=None, *, below=False, by=None):
    return make_slips((by or cast.an).actor, unit_id=(unit or cast.chapter).id, below=below)


def use(slip, code=None, address="203.0.113.7"):
    return activate_account(
        VISITOR, member_code=slip.member_code, code=code or slip.code, password=PASSWORD, address=address
    )


def test_each_member_without_an_account_gets_one_with_a_code(cast, pupils, db):
    made = slips(cast)
    assert {slip.member_code for slip in made} == {pupil.code for pupil in pupils}
    for slip in made:
        account = db.session.get(Account, use(slip))
        assert account.member_id in {pupil.id for pupil in pupils}


def test_the_database_keeps_only_hashes(cast, pupils, db):
    codes = {slip.code for slip in slips(cast)}
    rows = db.session.query(OneTimeCode).all()
    assert len(rows) == 3
    assert not codes & ({row.code_hash for row in rows} | {row.first_hash for row in rows})


def test_who_has_an_activated_account_gets_none(cast, pupils, db):
    factories.account(pupils[0], password_hash=hash_password(PASSWORD))
    assert {slip.name for slip in slips(cast)} == {pupils[1].full_name, pupils[2].full_name}


def test_who_left_the_unit_gets_none(cast, pupils, db):
    from app.people.models import Membership

    db.session.query(Membership).filter_by(member_id=pupils[0].id).one().valid_until = clock.today()
    db.session.commit()
    assert {slip.name for slip in slips(cast)} == {pupils[1].full_name, pupils[2].full_name}


def test_making_them_again_ends_the_earlier_ones(cast, pupils):
    first, second = slips(cast), slips(cast)
    with pytest.raises(NotPossible) as refused:
        use(first[0])
    assert refused.value.reason == "wrong_code"
    assert use(second[0])


def test_a_single_code_ends_the_slip(cast, pupils, db):
    slip = slips(cast)[0]
    account = db.session.query(Account).join(Account.member).filter_by(code=slip.member_code).one()
    issue_code(cast.an.actor, account_id=account.id)
    with pytest.raises(NotPossible):
        use(slip)


def test_a_slip_is_valid_for_fourteen_days(cast, pupils):
    early, late = slips(cast)[:2]
    with clock.travel(clock.now() + timedelta(days=14) - timedelta(minutes=1)):
        assert use(early)
    with clock.travel(clock.now() + timedelta(days=14, minutes=1)), pytest.raises(NotPossible):
        use(late)


def test_with_the_units_under_it_each_unit_follows_the_other(cast, pupils):
    factories.member(cast.unit, "Nông Văn Trên")
    made = slips(cast, cast.unit, below=True)
    units = [slip.unit for slip in made]
    assert set(units) == {cast.unit.name, cast.chapter.name}
    assert units == sorted(units, key=units.index)
    assert {slip.unit for slip in slips(cast, cast.unit)} == {cast.unit.name}


def test_a_leader_makes_none_for_officers_and_nobody_makes_their_own(cast):
    assert cast.dung.member.full_name not in {slip.name for slip in slips(cast, cast.unit)}
    assert cast.an.member.full_name not in {slip.name for slip in slips(cast, cast.unit)}
    assert cast.dung.member.full_name in {slip.name for slip in slips(cast, cast.unit, by=cast.lan)}


def test_only_leaders_over_the_unit_and_the_administrator_make_them(cast, pupils):
    for who in (cast.binh, cast.dung, cast.giang, cast.ha, cast.khanh):
        with pytest.raises(NotAllowed):
            slips(cast, by=who)
    with pytest.raises(NotFound):
        make_slips(cast.an.actor, unit_id=999_999, below=False)


def test_an_e_mail_that_two_share_signs_in_one_of_them(cast, db):
    for name in ("Lý A", "Lý B"):
        factories.member(cast.chapter, name, email="me@example.vn")
    slips(cast)
    assert [account.email for account in db.session.query(Account).filter_by(email="me@example.vn")] == [
        "me@example.vn"
    ]


def test_nobody_and_too_many_are_refused(cast, db):
    with pytest.raises(NotPossible) as refused:
        slips(cast)
    assert refused.value.reason == "nobody_for_slips"
    for number in range(MOST_SLIPS + 1):
        factories.member(cast.chapter, f"Học sinh {number}")
    with pytest.raises(NotPossible) as refused:
        slips(cast)
    assert refused.value.reason == "too_many_slips"
    assert db.session.query(OneTimeCode).count() == 0


def test_the_number_of_statements_does_not_grow_with_the_members(cast, pupils, statements):
    with statements() as few:
        slips(cast)
    for number in range(20):
        factories.member(cast.chapter, f"Học sinh {number}")
    with statements() as many:
        slips(cast)
    assert len(many) <= len(few) + 1, "\n".join(s[:100] for s in many)


def test_the_page_says_before_that_earlier_codes_end(cast, client, pupils):
    an = client.as_(cast.an)
    page = an.get(f"/units/{cast.chapter.id}/slips")
    assert "hết hiệu lực" in page.text
    an.post(f"/units/{cast.chapter.id}/slips", status=200)
    assert "3 mã đã phát" in an.get(f"/units/{cast.chapter.id}/slips").text
    assert "Phiếu kích hoạt" in an.get(f"/units/{cast.chapter.id}").text
    assert "Phiếu kích hoạt" not in client.as_(cast.binh).get(f"/units/{cast.chapter.id}").text


def test_a_slip_leads_to_a_password_with_the_picture_alone(cast, client, pupils, app):
    sheet = client.as_(cast.an).post(f"/units/{cast.chapter.id}/slips", status=200)
    assert sheet.source.count("qrline") == 3
    slip = sheet.all("li", class_="slip")[0]
    member_code, code = re.findall(r"Mã [^:]+: (\S+)", text_of(slip))
    page = client.get(f"/activate?member={member_code}&code={code.replace('-', '')}")
    assert page.values["member_code"] == member_code
    form = page.values | {"password": PASSWORD, "repeat": PASSWORD}
    client.post("/activate", form)
    client.post("/sign-in", {"identifier": member_code, "password": PASSWORD})
    assert display_code(code.replace("-", "")) == code


def test_opening_the_address_of_a_slip_uses_nothing_up(cast, client, pupils):
    slip = slips(cast)[0]
    for _ in range(3):
        client.get(f"/activate?member={slip.member_code}&code={slip.code}")
    assert use(slip)

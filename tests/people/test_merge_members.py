"""Two records of one person become one: everything goes over, and what can't be both is settled."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.attendance.models import Certificate, CheckIn
from app.core import clock
from app.core.actor import VISITOR
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import Event
from app.extensions import db as database
from app.people.actions import merge_members, sign_in_with_password, split_members
from app.people.life import MemberMerge, Milestone
from app.people.merging.own import STAYS
from app.people.merging.table import TABLES, list_clashes
from app.people.models import Account, Member, MemberRating, Membership, SignIn
from app.people.passwords import hash_password
from app.people.queries import find_viewer, list_likely_pairs
from app.volunteering.actions import sign_up_to_shift, transfer_member
from app.volunteering.models import Activity, MemberSkill, Shift, SignUp
from tests import factories
from tests.cast import sign_in, somebody


def merge(cast, kept, gone, actor=None, **choices):
    database.session.rollback()
    versions = tuple(database.session.get(Member, one.id).version for one in (kept, gone))
    settled = {clash.key: clash.usual for clash in list_clashes(kept.id, gone.id)}
    return merge_members(
        actor or cast.an.actor,
        kept_id=kept.id,
        gone_id=gone.id,
        versions=versions,
        choices={**settled, **choices},
        reason="Cùng một người",
    )


def split(cast, merge_id, actor=None):
    return split_members(actor or cast.an.actor, merge_id=merge_id, reason="Hai người khác nhau")


def everything(db):
    """All rows that point at members, and what counts of their shifts: to compare before and after."""
    db.session.rollback()
    shown = [
        *(
            select(SignUp.id, SignUp.member_id, SignUp.state, SignUp.confirmed_minutes, SignUp.cancel_reason).order_by(
                SignUp.id
            ),
            select(Shift.id, Shift.confirmed, Shift.waiting).order_by(Shift.id),
            select(CheckIn.id, CheckIn.member_id, CheckIn.sign_up_id, CheckIn.state, CheckIn.problem).order_by(
                CheckIn.id
            ),
            select(
                Membership.id, Membership.member_id, Membership.unit_id, Membership.valid_from, Membership.valid_until
            ).order_by(Membership.id),
            select(
                Account.id, Account.member_id, Account.name, Account.phone, Account.email, Account.is_active
            ).order_by(Account.id),
            select(Member.id, Member.full_name, Member.phone, Member.occupation, Member.merged_into_id).order_by(
                Member.id
            ),
            select(MemberSkill.id, MemberSkill.member_id).order_by(MemberSkill.id),
            select(MemberRating.id, MemberRating.member_id).order_by(MemberRating.id),
            select(Milestone.id, Milestone.member_id).order_by(Milestone.id),
        )
    ]
    return [db.session.execute(statement).all() for statement in shown]


def rules_hold(app):
    database.session.rollback()
    return [line for area in app.extensions["areas"] for check in area.checks for line in check()] == []


@pytest.fixture
def pair(db, cast):
    """Bình's two records: the second one is in the chapter, and has done things as well."""
    second = factories.member(cast.chapter, "Nguyen Van Binh", occupation="Giáo viên", phone="+84911222333")
    return cast.binh.member, second


def shift_of(db, activity):
    return db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()


def past(unit, hours_ago, db):
    return shift_of(db, factories.activity(unit, starts_at=clock.now() - timedelta(hours=hours_ago)))


def test_every_column_that_points_at_a_member_is_moved_or_named_as_staying(app):
    pointing = {
        column
        for table in database.metadata.tables.values()
        for column in table.columns
        if any(key.target_fullname == "members.id" for key in column.foreign_keys)
    }
    moved = [table.column.property.columns[0] for table in TABLES]
    stays = [column.property.columns[0] for column in STAYS]
    assert len(moved) == len(set(moved))
    assert set(moved) | set(stays) == pointing, "register it in the area's merging.py (see docs/decisions/0017)"


def test_everything_goes_over_and_comes_back(db, app, cast, pair):
    kept, gone = pair
    account = factories.account(gone)
    shift = past(cast.unit, 5, db)
    place = factories.sign_up(shift, gone, cast.chapter, state="attended", confirmed_minutes=120)
    factories.check_in(place)
    factories.certificate(db.session.get(Activity, shift.activity_id), gone, minutes=120)
    factories.consent(gone, ["heavy"])
    for member in pair:
        db.session.add(MemberSkill(member_id=member.id, skill="photo", at=clock.now()))
        db.session.add(MemberRating(member_id=member.id, year=2025, unit_id=cast.unit.id, grade="good"))
    db.session.add(MemberSkill(member_id=gone.id, skill="driving", at=clock.now()))
    db.session.add(
        Milestone(
            member_id=gone.id,
            kind="admission",
            on=date(2015, 3, 26),
            unit_id=cast.unit.id,
            decision="QĐ 1",
            at=clock.now(),
        )
    )
    db.session.commit()
    before = everything(db)
    events = db.session.execute(select(func.count()).select_from(Event)).scalar_one()

    merge_id = merge(cast, kept, gone, **{"accounts": "kept", "field-occupation": "gone"})
    assert rules_hold(app)
    assert db.session.get(SignUp, place.id).member_id == kept.id
    assert [row.member_id for row in db.session.execute(select(CheckIn)).scalars()] == [kept.id]
    assert [row.member_id for row in db.session.execute(select(Certificate)).scalars()] == [kept.id]
    skills = db.session.execute(select(MemberSkill.member_id, MemberSkill.skill).order_by(MemberSkill.id)).all()
    assert skills == [(kept.id, "photo"), (gone.id, "photo"), (kept.id, "driving")]  # one of each is enough
    assert [row.member_id for row in db.session.execute(select(Milestone)).scalars()] == [kept.id]
    assert db.session.get(Member, kept.id).occupation == "Giáo viên"
    assert db.session.get(Account, account.id).is_active is False
    happened = db.session.execute(select(Event).order_by(Event.id.desc()).limit(1)).scalar_one()
    assert (happened.verb, happened.subject_id) == ("member.merged", kept.id)
    assert happened.details["moved"]["sign_ups.member_id"] == 1
    assert "+84" not in str(happened.details)  # names of fields only: what they hold is private

    assert split(cast, merge_id) == 0
    assert rules_hold(app)
    assert everything(db) == before
    assert split(cast, merge_id) == 0  # twice changes nothing
    assert db.session.execute(select(func.count()).select_from(Event)).scalar_one() == events + 2
    assert merge(cast, kept, gone) != merge_id  # and merged again


@pytest.mark.parametrize("stays", ["kept", "gone"])
def test_of_two_live_places_in_one_shift_one_ends_and_who_waits_moves_up(db, app, cast, pair, stays):
    kept, gone = pair
    shift = shift_of(db, factories.activity(cast.unit, capacity=2))
    own = factories.sign_up(shift, kept, cast.unit)
    other = factories.sign_up(shift, gone, cast.chapter)
    waits = factories.sign_up(shift, cast.dung.member, cast.unit, state="waitlisted")
    key = f"sign_ups-{own.id}-{other.id}"
    assert [clash.key for clash in list_clashes(kept.id, gone.id)] == ["memberships", key]
    merge_id = merge(cast, kept, gone, **{key: stays})
    assert rules_hold(app)
    states = {"kept": ["confirmed", "cancelled"], "gone": ["cancelled", "confirmed"]}[stays]
    assert [db.session.get(SignUp, id_).state for id_ in (own.id, other.id)] == states
    assert db.session.get(SignUp, waits.id).state == "confirmed"
    # The place was given away: undoing puts that record on the waiting list, and loses nobody.
    assert split(cast, merge_id) == 0
    assert rules_hold(app)
    states = [state.replace("cancelled", "waitlisted") for state in states]
    assert [db.session.get(SignUp, id_).state for id_ in (own.id, other.id)] == states
    assert [db.session.get(SignUp, id_).member_id for id_ in (own.id, other.id)] == [kept.id, gone.id]


def test_two_places_at_one_time_clash_as_well_and_hours_of_both_are_kept_in_the_record(db, app, cast, pair):
    kept, gone = pair
    one, two = past(cast.unit, 30, db), past(cast.unit, 29, db)
    own = factories.sign_up(one, kept, cast.unit, state="absent")
    other = factories.sign_up(two, gone, cast.chapter, state="attended", confirmed_minutes=100)
    seen = factories.check_in(own)
    before = everything(db)
    merge_id = merge(cast, kept, gone)  # who came says more than who didn't
    assert rules_hold(app)
    assert [db.session.get(SignUp, id_).state for id_ in (own.id, other.id)] == ["cancelled", "attended"]
    row = db.session.get(CheckIn, seen.id)
    assert (row.state, row.problem) == ("open", "place_cancelled")  # the host's leader looks at it
    assert split(cast, merge_id) == 0
    assert everything(db) == before


def test_records_of_the_ended_place_count_for_the_one_that_stays(db, app, cast, pair):
    kept, gone = pair
    shift = past(cast.unit, 1, db)
    own = factories.sign_up(shift, kept, cast.unit)
    other = factories.sign_up(shift, gone, cast.chapter)
    seen = factories.check_in(other)
    before = everything(db)
    merge_id = merge(cast, kept, gone)
    assert rules_hold(app)
    row = db.session.get(CheckIn, seen.id)
    assert (row.sign_up_id, row.member_id, row.state) == (own.id, kept.id, "counted")
    assert split(cast, merge_id) == 0
    assert rules_hold(app)
    assert everything(db) == before


def test_certificates_of_one_activity_become_one_with_all_hours_and_two_again(db, app, cast, pair):
    kept, gone = pair
    activity = factories.activity(cast.unit, shifts=2, starts_at=clock.now() - timedelta(hours=20))
    first, second = db.session.execute(
        select(Shift).where(Shift.activity_id == activity.id).order_by(Shift.starts_at)
    ).scalars()
    factories.sign_up(first, kept, cast.unit, state="attended", confirmed_minutes=180)
    factories.sign_up(second, gone, cast.chapter, state="attended", confirmed_minutes=150)
    factories.certificate(activity, kept, minutes=180)
    factories.certificate(activity, gone, minutes=150)

    def valid():
        db.session.rollback()
        rows = select(Certificate.member_id, Certificate.minutes).where(Certificate.state == "valid")
        return sorted(db.session.execute(rows).all())

    merge_id = merge(cast, kept, gone)
    assert rules_hold(app)
    assert valid() == [(kept.id, 330)]
    split(cast, merge_id)
    assert rules_hold(app)
    assert valid() == [(kept.id, 180), (gone.id, 150)]


def test_a_person_is_in_one_unit_at_a_time_and_the_times_of_both_records_fill_the_gaps(db, cast):
    early = factories.member(cast.unit, "Lý Hai")
    late = factories.member(cast.other_unit, "Lý Hai")
    spans = {early: (date(2020, 1, 1), date(2023, 1, 1)), late: (date(2022, 1, 1), None)}
    for member, (since, until) in spans.items():
        row = db.session.execute(select(Membership).where(Membership.member_id == member.id)).scalar_one()
        row.valid_from, row.valid_until = since, until
    db.session.commit()
    before = everything(db)
    merge_id = merge(cast, early, late, cast.lan.actor)  # the one that lasts is the one of now

    def units():
        db.session.rollback()
        columns = (Membership.unit_id, Membership.valid_from, Membership.valid_until)
        of = select(*columns).where(Membership.member_id == early.id).order_by(Membership.valid_from)
        return db.session.execute(of).all()

    assert units() == [
        (cast.unit.id, date(2020, 1, 1), date(2022, 1, 1)),
        (cast.other_unit.id, date(2022, 1, 1), None),
    ]
    split(cast, merge_id, cast.lan.actor)
    assert everything(db) == before


def test_a_transfer_after_the_merge_stays_with_the_kept_record(db, app, cast, pair):
    kept, gone = pair
    merge_id = merge(cast, kept, gone, memberships="kept")
    version = db.session.get(Member, kept.id).version
    transfer_member(
        cast.ha.actor,
        member_id=kept.id,
        unit_id=cast.other_unit.id,
        on=clock.today(),
        version=version,
    )
    split(cast, merge_id, cast.lan.actor)
    assert rules_hold(app)
    present = select(Membership.member_id, Membership.unit_id).where(
        Membership.valid_until.is_(None), Membership.member_id.in_((kept.id, gone.id))
    )
    assert sorted(db.session.execute(present).all()) == [(kept.id, cast.other_unit.id), (gone.id, cast.chapter.id)]


def test_the_account_that_stays_signs_in_with_either_code_and_the_other_is_closed(db, cast, pair):
    kept, gone = pair
    account = factories.account(gone, password_hash=hash_password("đèn sáng thôn bản"), email="binh2@example.org")
    other = sign_in(account)
    clashes = {clash.key: clash for clash in list_clashes(kept.id, gone.id)}
    assert clashes["accounts"].usual == "gone"  # the one with a password
    merge(cast, kept, gone)
    assert find_viewer(cast.binh.token) is None
    assert find_viewer(other.token).actor.member_id == kept.id
    for code in (kept.code, gone.code):
        signed = sign_in_with_password(
            VISITOR,
            identifier=code,
            password="đèn sáng thôn bản",
            stays=False,
            address="127.0.0.1",
            browser="test",
        )
        assert signed.account_id == account.id
    assert (
        db.session.execute(
            select(func.count()).where(SignIn.ended_at.is_(None), SignIn.account_id == cast.binh.account.id)
        ).scalar()
        == 0
    )


def test_an_account_in_office_stays_and_two_in_office_are_not_merged(db, cast, pair):
    _kept, gone = pair
    officer = cast.dung.member
    factories.account(gone, password_hash="x")
    assert "accounts" not in {clash.key for clash in list_clashes(gone.id, officer.id)}
    merge_id = merge(cast, gone, officer)
    db.session.rollback()
    assert db.session.get(Account, cast.dung.account.id).member_id == gone.id
    assert cast.dung.actor.held
    split(cast, merge_id)
    factories.appointment(
        db.session.execute(select(Account).where(Account.member_id == gone.id)).scalar_one(), "treasurer", cast.chapter
    )
    with pytest.raises(NotPossible) as refusal:
        merge(cast, gone, officer)
    assert refusal.value.reason == "merge_two_offices"


def test_nobody_merges_their_own_record_or_one_that_they_may_not_edit(db, cast, pair):
    kept, gone = pair
    with pytest.raises(NotPossible) as refusal:
        merge(cast, cast.an.member, gone)
    assert refusal.value.reason == "not_own_record"
    for actor, expected in (
        (cast.giang.actor, NotFound),
        (cast.dung.actor, NotAllowed),
        (cast.khanh.actor, NotAllowed),
    ):
        with pytest.raises(expected):
            merge(cast, kept, gone, actor)
    with pytest.raises(NotFound):
        merge(cast, kept, cast.chi.member)  # in another's unit
    merge_id = merge(cast, kept, gone)
    for actor, expected in ((cast.giang.actor, NotFound), (cast.dung.actor, NotAllowed)):
        with pytest.raises(expected):
            split(cast, merge_id, actor)


def test_a_clash_that_the_page_did_not_show_and_a_stale_record_are_conflicts(db, cast, pair):
    kept, gone = pair
    for values in ({"versions": (9, 1), "choices": {"memberships": "kept"}}, {"versions": (1, 1), "choices": {}}):
        with pytest.raises(Conflict):
            merge_members(cast.an.actor, kept_id=kept.id, gone_id=gone.id, reason="x", **values)


def test_only_the_latest_merge_of_a_record_is_split(db, cast, pair):
    kept, gone = pair
    first = merge(cast, kept, gone)
    third = factories.member(cast.unit, "Nguyễn Văn Bình")
    second = merge(cast, kept, third)
    with pytest.raises(NotPossible) as refusal:
        split(cast, first)
    assert refusal.value.reason == "later_merge"
    split(cast, second)
    split(cast, first)
    assert (
        db.session.execute(
            select(func.count()).select_from(MemberMerge).where(MemberMerge.undone_at.is_(None))
        ).scalar()
        == 0
    )


def test_likely_pairs_share_the_folded_name_and_something_else(db, cast):
    base = {"birth_date": date(2008, 2, 3), "phone": "+84911000001"}
    one = factories.member(cast.unit, "Hoàng Thị Hòa", code="TS-77", **base)
    by_birth = factories.member(cast.chapter, "Hoang Thi Hoa", **{**base, "phone": None})
    by_phone = factories.member(cast.unit, "Hoàng Thị Hoà", **{**base, "birth_date": date(2008, 3, 2)})
    by_code = factories.member(cast.unit, "HOÀNG THỊ HÒA", code="ts77", birth_date=date(1999, 1, 1), phone=None)
    factories.member(cast.unit, "Hoàng Thị Hòa", birth_date=date(2001, 1, 1), phone=None)  # only the name
    factories.member(cast.unit, "Hoàng Thị Hiền", **base)  # a twin
    found = {(pair.one.id, pair.other.id): list(pair.reasons) for pair in list_likely_pairs(cast.an.actor)}
    assert found == {
        (one.id, by_birth.id): ["birth_date"],
        (one.id, by_phone.id): ["phone"],
        (one.id, by_code.id): ["code"],
    }
    assert list_likely_pairs(cast.giang.actor) == []
    assert list_likely_pairs(cast.binh.actor) == []
    assert len(list_likely_pairs(cast.lan.actor)) == 3


def test_the_pages_lead_from_the_pair_to_one_record_and_back(db, cast, client, pair):
    kept, gone = pair
    gone.birth_date = kept.birth_date
    db.session.commit()
    shift = shift_of(db, factories.activity(cast.unit))
    for member, unit in ((kept, cast.unit), (gone, cast.chapter)):
        factories.sign_up(shift, member, unit)
    an = client.as_(cast.an)
    listed = an.get("/members/duplicates")
    assert "cùng ngày sinh" in listed.text
    assert "Nguyen Van Binh" in an.get(f"/members/{kept.id}/merge").text
    assert gone.code in an.get(f"/members/{kept.id}/merge?q=binh").text
    url = f"/members/{kept.id}/merge/{gone.id}"
    page = an.get(url)
    assert "Hai chỗ trong cùng một ca" in page.text
    assert len(page.statements) <= 40
    data = fields(page)
    an.post(url, {**data, "reason": ""}, status=422)
    an.post(url, {"reason": "Cùng người", "version": "1", "other_version": "1"}, status=409)
    done = an.follow(an.post(url, {**data, "reason": "Cùng một người, đã gọi hỏi"}))
    assert "Hai hồ sơ nay là một" in done.text
    assert gone.code in done.text
    assert an.get(f"/members/{gone.id}", status=302).source
    client.as_(cast.chi).get(f"/members/{gone.id}", status=404)
    merge_id = db.session.execute(select(MemberMerge.id)).scalar_one()
    db.session.rollback()
    assert "Cùng một người, đã gọi hỏi" in an.get(f"/members/merges/{merge_id}").text
    an.post(f"/members/merges/{merge_id}", {"reason": "Nhầm hai người"})
    assert "Nguyen Van Binh" in an.get(f"/members/{gone.id}").text
    assert "Nhầm hai người" in an.get(f"/members/merges/{merge_id}").text


def fields(page):
    """What the form of the page sends if nobody touches it."""
    found = dict(re.findall(r'type="radio" name="([^"]+)" id="[^"]+" value="(\w+)" checked', page.source))
    for name in ("version", "other_version", "once"):
        found[name] = re.search(rf'name="{name}" type="hidden" value="([^"]*)"', page.source).group(1)
    return found


def test_the_page_of_two_minors_shows_no_contact_data(db, cast, client):
    born = date(clock.today().year - 15, 1, 1)
    one, two = (factories.member(cast.unit, "Lý Thị Bé", birth_date=born) for _number in range(2))
    page = client.as_(cast.an).get(f"/members/{one.id}/merge/{two.id}")
    assert "không hiển thị" in page.text
    for member in (one, two):
        assert member.phone[3:] not in page.source


def test_someone_in_another_unit_is_found_by_the_administrator_only(db, cast, client):
    far = somebody(cast.other_unit, "Nguyễn Văn Bình")
    url = f"/members/{cast.binh.member.id}/merge?q={far.member.code}"
    assert far.member.code not in client.as_(cast.an).get(url).text
    assert "Chi đoàn Sở Tài chính" in client.as_(cast.lan).get(url).text


def test_a_rush_for_the_place_after_a_merge_finds_consistent_counts(db, app, cast, pair):
    kept, gone = pair
    shift = shift_of(db, factories.activity(cast.unit, capacity=1))
    sign_up_to_shift(cast.binh.actor, shift_id=shift.id)
    factories.account(gone)
    merge(cast, kept, gone)
    assert sign_up_to_shift(cast.dung.actor, shift_id=shift.id).state == "waitlisted"
    assert rules_hold(app)

"""Labour days of villagers: entered by a leader with a paper, confirmed by another, counted apart from attendance."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actions import new_key
from app.core.actor import SYSTEM, VISITOR
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import Event
from app.volunteering.models import Shift
from app.works import permissions
from app.works.actions import add_labour_days, confirm_labour_days, withdraw_labour_days
from app.works.models import VillagerLabour, Work
from app.works.models.labour import most_days
from app.works.sponsor_checks import check_labour_days
from tests import factories
from tests.cast import somebody
from tests.works import walk


def add(person, id_, **values):
    today = clock.today()
    given = {
        "who": "Nhân dân thôn Nà Lùng",
        "from_on": today - timedelta(days=1),
        "to_on": today,
        "persons": 12,
        "days": Decimal("20.5"),
        "paper": walk.receipt(),
        **values,
    }
    return add_labour_days(person.actor, work_id=id_, **given)


def confirm(person, id_, labour):
    return confirm_labour_days(person.actor, work_id=id_, labour_id=labour)


def withdraw(person, id_, labour, reason="Ghi hai lần"):
    return withdraw_labour_days(person.actor, work_id=id_, labour_id=labour, reason=reason)


def row_of(db, labour):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(VillagerLabour, labour)


@pytest.mark.parametrize(
    ("persons", "days_apart", "most"),
    [(1, 0, 1), (12, 1, 24), (3, 6, 21)],
)
def test_a_person_gives_at_most_one_labour_day_a_day(persons, days_apart, most):
    first = clock.today()
    assert most_days(persons, first, first + timedelta(days=days_apart)) == most


def test_an_entry_keeps_who_when_how_much_the_paper_and_who_entered_it(cast, db):
    id_ = walk.under_way(cast)
    row = row_of(db, add(cast.an, id_, note="Đào móng cột"))
    assert (row.who, row.persons, row.days, row.note) == ("Nhân dân thôn Nà Lùng", 12, Decimal("20.5"), "Đào móng cột")
    assert (row.state, row.recorded_by, row.confirmed_by) == ("pending", cast.an.account.id, None)
    assert row.file_id is not None


def test_asked_twice_there_is_one_entry(cast, db):
    id_, key, paper = walk.under_way(cast), new_key(), walk.receipt()
    assert add(cast.an, id_, once=key, paper=paper) == add(cast.an, id_, once=key, paper=paper)
    assert len(list(db.session.execute(select(VillagerLabour.id)))) == 1


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"who": "  "}, "villagers_missing"),
        ({"persons": 0}, "nobody_worked"),
        ({"days": Decimal(0)}, "no_labour_days"),
        ({"days": Decimal("24.5")}, "too_many_labour_days"),
        ({"to_on": clock.today() - timedelta(days=9)}, "period_reversed"),
        ({"to_on": clock.today() + timedelta(days=1)}, "in_the_future"),
    ],
)
def test_what_cannot_be_is_refused(cast, values, reason):
    id_ = walk.under_way(cast)
    with pytest.raises(NotPossible, match=reason):
        add(cast.an, id_, **values)


@pytest.mark.parametrize("state", [walk.draft, walk.submitted, walk.accepted])
def test_a_work_takes_labour_days_only_while_it_is_built_and_reported(cast, state):
    id_ = state(cast)
    with pytest.raises(NotPossible, match="labour_closed"):
        add(cast.an, id_)


def test_a_work_entered_as_history_takes_labour_days_afterwards(cast, db):
    work = factories.work(cast.unit, state="accepted", accepted_on=clock.today(), is_history=True)
    add(cast.an, work.id)


def test_only_a_leader_of_the_unit_or_above_enters_labour_days(cast):
    id_ = walk.under_way(cast)
    for person in (cast.binh, cast.dung, cast.ha, cast.khanh, cast.lan, cast.giang, cast.chi):
        with pytest.raises(NotAllowed):
            add(person, id_)


def test_nobody_confirms_what_they_entered_themselves(cast, db):
    id_ = walk.under_way(cast)
    labour = add(cast.an, id_)
    with pytest.raises(NotAllowed):
        confirm(cast.an, id_, labour)
    confirm(cast.ha, id_, labour)
    row = row_of(db, labour)
    assert (row.state, row.confirmed_by) == ("confirmed", cast.ha.account.id)


def test_where_nobody_else_in_the_unit_may_confirm_it_goes_up_to_the_parent(cast, db):
    id_ = walk.under_way(cast)
    labour = add(cast.an, id_)
    above = somebody(cast.bloc, "Bế Thị Trên", "leader")
    confirm(above, id_, labour)
    assert row_of(db, labour).confirmed_by == above.account.id


def test_the_database_refuses_an_entry_that_its_own_author_confirmed(cast, db):
    labour = add(cast.an, walk.under_way(cast))
    with pytest.raises(IntegrityError, match="confirmed_by_another"):
        db.session.execute(
            text("UPDATE villager_labour SET state='confirmed', confirmed_at=at, confirmed_by=recorded_by WHERE id=:i"),
            {"i": labour},
        )
    db.session.rollback()


def test_confirming_twice_changes_nothing_and_a_second_person_gets_a_conflict(cast, db):
    id_ = walk.under_way(cast)
    labour = add(cast.an, id_)
    confirm(cast.ha, id_, labour)
    confirm(cast.ha, id_, labour)
    with pytest.raises(Conflict):
        confirm(cast.hai, id_, labour)
    verbs = list(db.session.execute(select(Event.verb).where(Event.verb.startswith("labour."))).scalars())
    assert sorted(verbs) == ["labour.added", "labour.confirmed"]


def test_a_mistake_is_withdrawn_with_a_reason_and_stays_to_be_read(cast, db):
    id_ = walk.under_way(cast)
    labour = add(cast.an, id_)
    confirm(cast.ha, id_, labour)
    with pytest.raises(NotPossible, match="reason_needed"):
        withdraw(cast.an, id_, labour, "  ")
    withdraw(cast.an, id_, labour)
    withdraw(cast.an, id_, labour)
    row = row_of(db, labour)
    assert (row.state, row.reason, row.confirmed_by) == ("withdrawn", "Ghi hai lần", cast.ha.account.id)
    with pytest.raises(Conflict):
        confirm(cast.ha, id_, labour)


def test_an_entry_of_another_work_is_not_there(cast):
    first, second = walk.under_way(cast), walk.under_way(cast)
    labour = add(cast.an, second)
    with pytest.raises(NotFound):
        confirm(cast.ha, first, labour)


def test_leaders_and_committee_over_the_unit_may_confirm_and_the_author_never(cast, db):
    id_ = walk.under_way(cast)
    labour = add(cast.an, id_)
    work = db.session.execute(select(Work).where(Work.id == id_).options(joinedload(Work.unit))).scalar_one()
    row = db.session.get_one(VillagerLabour, labour)
    may = {
        name
        for name in ("an", "binh", "chi", "dung", "giang", "ha", "hai", "khanh", "lan")
        if permissions.can_confirm_labour_days(getattr(cast, name).actor, work, row)
    }
    assert may == {"ha", "hai"}
    for name in ("an", "binh", "chi", "dung", "giang", "ha", "hai", "khanh", "lan"):
        actor = getattr(cast, name).actor
        listed = select(VillagerLabour.id).join(Work, Work.id == VillagerLabour.work_id)
        found = db.session.execute(listed.where(permissions.labour_to_confirm(actor))).scalars().all()
        assert found == ([labour] if name in may else []), name
    assert permissions.can_confirm_labour_days(SYSTEM, work, row)
    assert not permissions.can_confirm_labour_days(VISITOR, work, row)


def test_the_work_counts_confirmed_days_of_villagers_apart_from_members_attendance(cast, client, db):
    id_ = walk.under_way(cast)
    activity = factories.activity(cast.unit, work_id=id_)
    shift = db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()
    factories.sign_up(shift, cast.binh.member, cast.unit, "attended", confirmed_minutes=480)
    counted, waiting, wrong = add(cast.an, id_), add(cast.an, id_, days=Decimal(3)), add(cast.an, id_, days=Decimal(7))
    for labour in (counted, wrong):
        confirm(cast.ha, id_, labour)
    withdraw(cast.an, id_, wrong)
    page = client.as_(cast.an).get(f"/works/{id_}")
    assert "Ngày công của nhân dân20,5" in page.text
    assert "Ngày công1" in page.text
    assert "1 lần ghi ngày công của nhân dân chờ" in page.text
    assert waiting
    member = client.as_(cast.binh).get(f"/works/{id_}")
    assert "Ngày công của nhân dân20,5" in member.text
    assert "chờ người khác" not in member.text
    assert "Ngày công của nhân dân20,5" in client.as_(cast.an).get(f"/works/{id_}/summary").text


def test_a_leader_enters_days_on_the_page_and_another_confirms_them_there(cast, client):
    id_ = walk.under_way(cast)
    an, ha = client.as_(cast.an), client.as_(cast.ha)
    form = an.get(f"/works/{id_}/labour/new")
    assert form.values["who"] == "Nà Lùng"
    day = clock.today().isoformat()
    values = {**form.values, "from_on": day, "to_on": day, "persons": "4", "days": "3,5"}
    refused = an.post(f"/works/{id_}/labour/new", values, status=422)
    assert refused.errors  # no paper
    sent = {**refused.values, "paper": (io.BytesIO(walk.picture()), "danh-sach.jpg")}
    page = an.follow(an.post(f"/works/{id_}/labour/new", sent, content_type="multipart/form-data"))
    assert "3,5 ngày công" in page.text
    assert "Lê Thị An ghi ngày" in page.text
    assert not [f for f in page.all("form") if (f.get("action") or "").endswith("/confirm")]
    page = ha.get(f"/works/{id_}/labour")
    (action,) = [f.get("action") for f in page.all("form") if (f.get("action") or "").endswith("/confirm")]
    page = ha.follow(ha.post(action))
    assert "Nông Thu Hà xác nhận ngày" in page.text
    paper = next(a.get("href") for a in page.all("a") if "/papers/" in (a.get("href") or ""))
    for person in (cast.an, cast.ha, cast.khanh):
        client.as_(person).get(paper)
    for person in (cast.binh, cast.chi, cast.giang):
        client.as_(person).get(paper, status=404)
    client.get(paper, status=303)


def test_too_many_days_stand_beside_their_field_with_what_was_typed(cast, client):
    id_ = walk.under_way(cast)
    an, day = client.as_(cast.an), clock.today().isoformat()
    values = {**an.get(f"/works/{id_}/labour/new").values, "from_on": day, "to_on": day, "persons": "4", "days": "5"}
    values["paper"] = (io.BytesIO(walk.picture()), "danh-sach.jpg")
    page = an.post(f"/works/{id_}/labour/new", values, status=422, content_type="multipart/form-data")
    assert any("nhiều nhất 4 ngày công" in error for error in page.errors)
    assert page.values["days"] == "5"


def test_withdrawing_asks_for_the_reason_on_a_page_of_its_own(cast, client):
    id_ = walk.under_way(cast)
    labour = add(cast.an, id_)
    an = client.as_(cast.an)
    address = f"/works/{id_}/labour/{labour}/withdraw"
    an.post(address, {**an.get(address).values, "reason": ""}, status=422)
    page = an.follow(an.post(address, {"reason": "Ghi hai lần"}))
    assert "Ghi hai lần" in page.text
    client.as_(cast.khanh).get(address, status=403)
    client.as_(cast.binh).get(address, status=404)


def test_statements_of_the_labour_page_do_not_grow_with_entries(cast, client):
    id_ = walk.under_way(cast)
    add(cast.an, id_)
    ha = client.as_(cast.ha)
    few = len(ha.get(f"/works/{id_}/labour").statements)
    for _ in range(6):
        confirm(cast.ha, id_, add(cast.an, id_))
    assert len(ha.get(f"/works/{id_}/labour").statements) == few <= 6


def test_whoever_may_confirm_finds_it_on_the_home_page(cast, client):
    id_ = walk.under_way(cast)
    labour = add(cast.an, id_)
    address = f"/works/{id_}/labour"
    assert client.as_(cast.ha).get("/").find("a", href=address) is not None
    for person in (cast.an, cast.giang, cast.dung, cast.binh, cast.khanh):
        assert client.as_(person).get("/").find("a", href=address) is None
    confirm(cast.ha, id_, labour)
    assert client.as_(cast.hai).get("/").find("a", href=address) is None


def test_flask_check_finds_more_days_than_people_can_give(cast, db):
    labour = add(cast.an, walk.under_way(cast))
    assert not list(check_labour_days())
    db.session.execute(text("UPDATE villager_labour SET persons = 3 WHERE id = :id"), {"id": labour})
    assert any("at most 6" in line for line in check_labour_days())

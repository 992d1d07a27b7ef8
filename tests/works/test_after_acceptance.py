"""Recognition, handover and plaque: each a step of its own after acceptance."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actor import SYSTEM, VISITOR
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.events import Event
from app.people.models import Unit
from app.works import permissions
from app.works.actions import record_handover, record_plaque, record_recognition
from app.works.checks import check_after_acceptance
from app.works.models import Handover, Plaque, Recognition, Work
from tests.works import walk

PEOPLE = ("an", "binh", "chi", "dung", "giang", "ha", "khanh", "lan")


def recognise(person, id_, **values):
    given = {"number": "12-QĐ/ĐTN", "decided_on": clock.today(), "level": "bloc", "paper": walk.receipt(), **values}
    given.setdefault("version", walk.version(id_))
    return record_recognition(person.actor, work_id=id_, **given)


def hand_over(person, id_, **values):
    given = {
        "recipient_kind": "village",
        "recipient": "Thôn Nà Lùng",
        "handed_on": clock.today(),
        "paper": walk.receipt(),
        **values,
    }
    given.setdefault("version", walk.version(id_))
    return record_handover(person.actor, work_id=id_, **given)


def put_up(person, id_, **values):
    given = {"has_plaque": True, "put_up_on": clock.today(), "text": "Công trình thanh niên", **values}
    given.setdefault("version", walk.version(id_))
    return record_plaque(person.actor, work_id=id_, **given)


STEPS = [(recognise, "ha"), (hand_over, "an"), (put_up, "an")]


def rows(db, model):
    db.session.rollback()
    return list(db.session.execute(select(model).order_by(model.id)).scalars())


def test_a_recognition_keeps_number_date_level_and_paper_and_there_is_one_of_each_level(cast, db):
    id_ = walk.accepted(cast)
    recognise(cast.ha, id_)
    recognise(cast.ha, id_, number="5-QĐ/TĐTN", level="province")
    recognise(cast.ha, id_, number="13-QĐ/ĐTN", paper=None)
    found = [(row.number, row.level, row.decided_on) for row in rows(db, Recognition)]
    assert found == [("13-QĐ/ĐTN", "bloc", clock.today()), ("5-QĐ/TĐTN", "province", clock.today())]
    assert all(row.file_id for row in rows(db, Recognition))


def test_a_handover_keeps_to_whom_when_and_the_paper(cast, db):
    id_ = walk.accepted(cast)
    hand_over(cast.an, id_)
    hand_over(cast.an, id_, recipient_kind="school", recipient="Trường Tiểu học 1", paper=None)
    (row,) = rows(db, Handover)
    assert (row.recipient_kind, row.recipient, row.handed_on) == ("school", "Trường Tiểu học 1", clock.today())
    assert row.file_id is not None


def test_a_plaque_is_there_with_its_date_and_text_or_it_is_not(cast, db):
    id_ = walk.accepted(cast)
    put_up(cast.an, id_)
    (row,) = rows(db, Plaque)
    assert (row.has_plaque, row.put_up_on, row.text) == (True, clock.today(), "Công trình thanh niên")
    put_up(cast.an, id_, has_plaque=False, text="")
    (row,) = rows(db, Plaque)
    assert (row.has_plaque, row.put_up_on) == (False, None)
    with pytest.raises(NotPossible, match="plaque_date_missing"):
        put_up(cast.an, id_, put_up_on=None)


@pytest.mark.parametrize("step", [recognise, hand_over])
def test_the_first_time_the_paper_is_needed(cast, step):
    id_ = walk.accepted(cast)
    with pytest.raises(NotPossible, match="handover_paper_missing"):
        step(cast.ha if step is recognise else cast.an, id_, paper=None)


@pytest.mark.parametrize(("step", "who"), STEPS)
def test_only_an_accepted_work_is_recognised_handed_over_or_gets_a_plaque(cast, step, who):
    with pytest.raises(NotPossible, match="not_accepted"):
        step(getattr(cast, who), walk.reported(cast))


@pytest.mark.parametrize(
    ("step", "who", "field"),
    [(recognise, "ha", "decided_on"), (hand_over, "an", "handed_on"), (put_up, "an", "put_up_on")],
)
def test_none_of_it_lies_before_the_acceptance_or_in_the_future(cast, step, who, field):
    id_ = walk.accepted(cast)
    for days, reason in ((-1, "before_acceptance"), (1, "in_the_future")):
        with pytest.raises(NotPossible, match=reason):
            step(getattr(cast, who), id_, **{field: clock.today() + timedelta(days=days)})


def test_the_committee_recognises_and_the_leader_hands_over_and_puts_up(cast):
    id_ = walk.accepted(cast)
    for step, who in STEPS:
        for name in set(PEOPLE) - {who}:
            with pytest.raises(NotAllowed):
                step(getattr(cast, name), id_)


@pytest.mark.parametrize(("step", "who"), STEPS)
def test_the_same_step_sent_twice_is_taken_once_and_a_stale_page_conflicts(cast, db, step, who):
    id_ = walk.accepted(cast)
    seen = walk.version(id_)
    person = getattr(cast, who)
    assert step(person, id_, version=seen) == step(person, id_, version=seen) == id_
    assert walk.version(id_) == seen + 1
    changed = {recognise: {"number": "99"}, hand_over: {"recipient": "Thôn khác"}, put_up: {"text": "Khác"}}[step]
    with pytest.raises(Conflict):
        step(person, id_, version=seen, **changed)
    count = db.session.query(Event).filter(Event.details["version"].as_integer() == seen + 1).count()
    assert count == 1


@pytest.mark.parametrize(
    ("step", "who", "values", "reason"),
    [
        (recognise, "ha", {"number": " "}, "number_missing"),
        (recognise, "ha", {"level": "moon"}, "level_unknown"),
        (hand_over, "an", {"recipient_kind": "moon"}, "recipient_unknown"),
        (hand_over, "an", {"recipient": ""}, "recipient_missing"),
    ],
)
def test_what_cannot_be_is_refused(cast, step, who, values, reason):
    id_ = walk.accepted(cast)
    with pytest.raises(NotPossible, match=reason):
        step(getattr(cast, who), id_, **values)


def test_lists_of_papers_agree_with_the_single_work(cast, db):
    walk.accepted(cast)
    walk.draft(cast)
    works = db.session.execute(select(Work).join(Unit).options(joinedload(Work.unit))).scalars().all()
    for actor in [VISITOR, SYSTEM, *(getattr(cast, name).actor for name in PEOPLE)]:
        alone = {work.id for work in works if permissions.can_see_papers(actor, work)}
        assert alone == set(db.session.execute(select(Work.id).where(permissions.visible_papers(actor))).scalars())


def test_a_paper_opens_only_for_who_holds_a_role_over_the_unit(cast, client, db):
    id_ = walk.accepted(cast)
    recognise(cast.ha, id_)
    hand_over(cast.an, id_)
    put_up(cast.an, id_, paper=walk.receipt("black"))
    files = [row.file_id for model in (Recognition, Handover, Plaque) for row in rows(db, model)]
    for file_id in files:
        for name in PEOPLE:
            seen = name in ("an", "dung", "ha", "khanh", "lan")
            client.as_(getattr(cast, name)).get(f"/works/papers/{file_id}", status=200 if seen else 404)
        client.get(f"/works/papers/{file_id}", status=303)


def test_the_page_of_the_work_shows_all_three_and_keeps_the_familys_name_to_itself(cast, client):
    id_ = walk.accepted(cast)
    recognise(cast.ha, id_)
    hand_over(cast.an, id_, recipient_kind="family", recipient="Hộ bà Hoàng Thị Xuân")
    put_up(cast.an, id_)
    page = client.get(f"/works/{id_}")
    for word in ("12-QĐ/ĐTN", "Gia đình", "Công trình thanh niên"):
        assert word in page.text
    assert "Hoàng Thị Xuân" not in page.source
    assert "/works/papers/" not in page.source
    page = client.as_(cast.an).get(f"/works/{id_}")
    assert "Hoàng Thị Xuân" in page.text
    assert "/works/papers/" in page.source
    assert len(page.statements) <= 10


def test_each_has_its_form(cast, client, db):
    id_ = walk.accepted(cast)
    today = clock.today().isoformat()
    sent = {
        ("ha", "recognition"): {"number": "12-QĐ/ĐTN", "decided_on": today, "level": "bloc"},
        ("an", "handover"): {"recipient_kind": "village", "recipient": "Thôn Nà Lùng", "handed_on": today},
        ("an", "plaque"): {"has_plaque": "y", "put_up_on": today, "text": "Chào mừng Đại hội"},
    }
    for (who, step), values in sent.items():
        browser = client.as_(getattr(cast, who))
        version = browser.get(f"/works/{id_}/{step}").values["version"]
        paper = (io.BytesIO(walk.picture()), "qd.jpg")
        browser.follow(browser.post(f"/works/{id_}/{step}", {"version": version, "paper": paper, **values}))
        page = browser.post(f"/works/{id_}/{step}", {"version": version, **values, "text": "khác"}, status=None)
        assert page.status in (303, 409)
    assert [len(rows(db, model)) for model in (Recognition, Handover, Plaque)] == [1, 1, 1]


def test_what_was_typed_stays_beside_what_somebody_else_recorded(cast, client):
    id_ = walk.accepted(cast)
    seen = walk.version(id_)
    hand_over(cast.an, id_)
    today = clock.today().isoformat()
    typed = {"version": seen, "recipient_kind": "school", "recipient": "Trường Tiểu học 2", "handed_on": today}
    page = client.as_(cast.an).post(f"/works/{id_}/handover", typed, status=409)
    assert page.values["recipient"] == "Trường Tiểu học 2"
    assert page.values["version"] == str(walk.version(id_))
    assert "Bàn giao công trình" in page.text


@pytest.mark.parametrize("table", ["recognitions", "handovers", "plaques"])
def test_one_that_is_older_than_the_acceptance_is_named_by_the_check(cast, db, table):
    id_ = walk.accepted(cast)
    for step, who in STEPS:
        step(getattr(cast, who), id_)
    assert list(check_after_acceptance()) == []
    column = {"recognitions": "decided_on", "handovers": "handed_on", "plaques": "put_up_on"}[table]
    db.session.execute(text(f"UPDATE {table} SET {column} = '2020-01-01'"))
    db.session.commit()
    assert [line.split()[0] for line in check_after_acceptance()] == [table]

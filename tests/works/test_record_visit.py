"""Visits after acceptance: their due dates, and what was found."""

from datetime import date, timedelta

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.works.actions import record_visit
from app.works.checks import check_follow_ups
from app.works.models import FollowUp
from app.works.models.follow_up import due_after
from app.works.queries import works_waiting
from tests import factories
from tests.works import walk


def visit(person, id_, **values):
    given = {"months": 6, "visited_on": clock.today(), "condition": "working", **values}
    return record_visit(person.actor, work_id=id_, **given)


def follow_ups(db):
    db.session.rollback()
    return list(db.session.execute(select(FollowUp).order_by(FollowUp.due_on, FollowUp.id)).scalars())


@pytest.fixture
def old(cast, travel):
    """A work accepted on 10/03 of last year."""
    with travel(date(clock.today().year - 1, 3, 10)):
        return walk.accepted(cast)


@pytest.mark.parametrize(
    ("accepted_on", "months", "due_on"),
    [
        (date(2025, 3, 10), 6, date(2025, 9, 10)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2025, 12, 5), 12, date(2026, 12, 5)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_a_due_date_is_the_same_day_or_the_last_of_a_shorter_month(accepted_on, months, due_on):
    assert due_after(accepted_on, months) == due_on


def test_acceptance_creates_the_due_dates_after_6_and_12_months(cast, db):
    walk.accept(cast, walk.reported(cast))
    found = [(row.months, row.due_on, row.is_open) for row in follow_ups(db)]
    assert found == [(months, due_after(clock.today(), months), True) for months in (6, 12)]


def test_a_visit_records_date_condition_photo_and_note(cast, db, old):
    day = clock.today() - timedelta(days=3)
    visit(cast.an, old, visited_on=day, condition="damaged", note="Hỏng 2 bóng", photo=walk.photo())
    first, second = follow_ups(db)
    assert (first.visited_on, first.condition, first.note) == (day, "damaged", "Hỏng 2 bóng")
    assert first.file_id is not None
    assert first.recorded_by == cast.an.account.id
    assert second.is_open


def test_a_visit_may_be_made_beside_those_that_are_due(cast, db, old):
    for condition in ("damaged", "working"):
        visit(cast.an, old, months=None, condition=condition)
    assert [(row.months, row.condition) for row in follow_ups(db)] == [
        (6, None),
        (12, None),
        (None, "damaged"),
        (None, "working"),
    ]


def test_only_the_units_leader_records_a_visit(cast, old):
    for person in (cast.binh, cast.chi, cast.dung, cast.giang, cast.ha, cast.khanh, cast.lan):
        with pytest.raises(NotAllowed):
            visit(person, old)


def test_a_work_that_is_not_accepted_is_not_visited(cast):
    with pytest.raises(NotPossible, match="not_accepted"):
        visit(cast.an, walk.reported(cast))
    with pytest.raises(NotFound):
        visit(cast.giang, walk.draft(cast))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"condition": "shining"}, "condition_unknown"),
        ({"months": 9}, "visit_unknown"),
        ({"visited_on": date(2200, 1, 1)}, "in_the_future"),
        ({"visited_on": date(2020, 1, 1)}, "before_acceptance"),
    ],
)
def test_a_visit_that_cannot_be_is_refused(cast, old, values, reason):
    with pytest.raises(NotPossible, match=reason):
        visit(cast.an, old, **values)


def test_a_due_visit_is_made_at_most_a_month_early(cast, db, old):
    six = follow_ups(db)[0].due_on
    with pytest.raises(NotPossible, match="visit_too_early"):
        visit(cast.an, old, visited_on=six - timedelta(days=32))
    visit(cast.an, old, visited_on=six - timedelta(days=31))


def test_the_same_visit_recorded_twice_is_one_and_another_for_its_date_is_a_conflict(cast, old):
    assert visit(cast.an, old) == visit(cast.an, old)
    with pytest.raises(Conflict, match="visit_recorded"):
        visit(cast.an, old, condition="lost")


def test_the_leader_finds_what_is_due_within_two_weeks_on_the_list_until_it_is_visited(cast, old, db, travel):
    six, twelve = (row.due_on for row in follow_ups(db))
    with travel(six - timedelta(days=15)):
        assert works_waiting(cast.an.actor).visits == []
    with travel(six - timedelta(days=14)):
        (due,) = works_waiting(cast.an.actor).visits
        assert (due.work_id, due.months, due.is_overdue) == (old, 6, False)
        assert works_waiting(cast.giang.actor).visits == []
        assert works_waiting(cast.ha.actor).visits == []
    with travel(twelve + timedelta(days=1)):
        assert [row.is_overdue for row in works_waiting(cast.an.actor).visits] == [True, True]
        assert works_waiting(cast.an.actor).count == 2
        visit(cast.an, old, visited_on=six)
        assert [row.months for row in works_waiting(cast.an.actor).visits] == [12]


def test_works_accepted_before_there_were_follow_ups_get_their_due_dates(cast, app, db):
    accepted = factories.work(cast.unit, state="accepted", accepted_on=date(2023, 8, 31)).id
    factories.work(cast.unit, state="under_way")
    long_ago = {"accepted_on": date(2019, 5, 1), "is_history": True}
    factories.work(cast.unit, state="accepted", **long_ago)
    before = app.extensions["migrate"].migrate.get_config()
    from alembic.script import ScriptDirectory

    below = ScriptDirectory.from_config(before).get_revision("0007").down_revision
    db.session.remove()
    downgrade(revision=below)
    assert "follow_ups" not in db.inspect(db.engine).get_table_names()
    upgrade()
    found = [(row.work_id, row.months, row.due_on) for row in follow_ups(db)]
    assert found == [(accepted, 6, date(2024, 2, 29)), (accepted, 12, date(2024, 8, 31))]
    assert list(check_follow_ups()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM follow_ups WHERE months = 6",
        "UPDATE follow_ups SET due_on = '2020-01-01' WHERE months = 12",
        "UPDATE follow_ups SET visited_on = '2020-01-01', condition = 'lost' WHERE months = 12",
    ],
)
def test_a_follow_up_that_does_not_fit_its_work_is_named_by_the_check(cast, db, old, statement):
    assert list(check_follow_ups()) == []
    db.session.execute(text(statement))
    db.session.commit()
    assert len(list(check_follow_ups())) == 1

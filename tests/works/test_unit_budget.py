"""The budget of a unit over all its works, and of the Bloc over all units: the same figures down to the entry."""

import io
from datetime import timedelta

import openpyxl
import pytest

from app.core import clock
from app.core.errors import NotFound
from app.extensions import db as database
from app.volunteering.actions import cancel_work
from app.works import permissions
from app.works.actions import approve_expense, record_pledge, withdraw_pledge
from app.works.models import Work
from app.works.queries import Figures, get_budget, get_unit_budget, list_unit_works
from tests import factories
from tests.works import walk


def promise(cast, id_, amount):
    return record_pledge(
        cast.dung.actor,
        work_id=id_,
        form="cash",
        source="sponsor",
        amount=amount,
        promised_on=clock.today(),
        party="Công ty B",
    )


@pytest.fixture
def works(cast):
    """Two works of An's unit with money of every sort in them, a draft, and one work of the other unit."""
    first, second = walk.approved(cast), walk.approved(cast)
    walk.give(cast, first, 5_000_000)
    walk.give(cast, first, 2_000_000, form="in_kind")
    walk.give(cast, first, 1_000_000, form="labour", source="own_part")
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, first, 1_500_000))
    pledge = promise(cast, first, 3_000_000)
    came = walk.give(cast, first, 1_000_000, pledge_id=pledge)
    walk.give(cast, first, 500_000, pledge_id=pledge)
    walk.reverse(cast, came)
    full = promise(cast, second, 1_000_000)
    walk.give(cast, second, 4_000_000, source="state_programme", pledge_id=full)
    withdraw_pledge(cast.dung.actor, pledge_id=promise(cast, second, 9_000_000), reason="Khó khăn")
    walk.draft(cast)
    factories.work(cast.other_unit, lines=[7_000_000])
    database.session.rollback()
    return first, second


def test_the_sums_are_those_of_the_works_down_to_the_entry(cast, works):
    total = get_unit_budget(cast.an.actor, cast.unit.id).total
    assert total == Figures(
        works=2,
        planned=22_500_000,
        pledged=2_500_000,
        received=12_500_000,
        in_kind=3_000_000,
        spent=1_500_000,
        contribution=7_500_000,
    )
    assert (total.left, total.cost) == (8_000_000, 4_500_000)


def test_each_work_has_the_figures_of_its_own_budget_page(cast, works):
    page = get_unit_budget(cast.an.actor, cast.unit.id)
    assert {row.id for row in page.works.items} == set(works)
    for row in page.works.items:
        budget = get_budget(cast.an.actor, row.id)
        assert (row.figures.planned, row.figures.pledged) == (budget.planned, budget.pledged)
        assert (row.figures.received, row.figures.in_kind) == (budget.received, budget.in_kind)
        assert (row.figures.spent, row.figures.left) == (budget.work.cash_spent, budget.left)
        assert row.figures.contribution == budget.work.union_contribution


def test_the_bloc_adds_up_its_units_and_each_unit_those_under_it(cast, works):
    factories.work(cast.chapter, lines=[1_000_000])
    factories.work(cast.bloc, lines=[2_000_000])
    bloc = get_unit_budget(cast.ha.actor, cast.bloc.id)
    assert [(row.id, row.is_own, row.figures.planned) for row in bloc.units] == [
        (cast.bloc.id, True, 2_000_000),
        (cast.other_unit.id, False, 7_000_000),
        (cast.unit.id, False, 23_500_000),
    ]
    assert bloc.total == sum((row.figures for row in bloc.units), Figures())
    unit = get_unit_budget(cast.ha.actor, cast.unit.id)
    assert unit.total == next(row.figures for row in bloc.units if row.id == cast.unit.id)


def test_a_cancelled_work_shows_its_money_and_plans_nothing_more(cast):
    id_ = walk.approved(cast)
    walk.give(cast, id_, 1_000_000)
    cancel_work(cast.an.actor, work_id=id_, version=walk.version(id_), reason="Mưa lũ")
    database.session.rollback()
    total = get_unit_budget(cast.an.actor, cast.unit.id).total
    assert (total.works, total.planned, total.received) == (1, 0, 1_000_000)


def test_proposals_are_no_budget_yet(cast):
    walk.draft(cast)
    walk.submitted(cast)
    assert get_unit_budget(cast.an.actor, cast.unit.id).total == Figures()


def test_the_page_is_open_to_those_who_answer_for_the_money_or_watch_over_it(cast, client):
    for address in (f"/units/{cast.unit.id}/budget", f"/units/{cast.unit.id}/budget.xlsx"):
        for person in (cast.an, cast.dung, cast.ha, cast.khanh):
            client.as_(person).get(address)
        for person in (cast.binh, cast.chi, cast.giang, cast.lan):
            client.as_(person).get(address, status=404)
    client.as_(cast.an).get(f"/units/{cast.bloc.id}/budget", status=404)
    client.as_(cast.ha).get("/units/99999/budget", status=404)


def test_who_opens_a_units_budget_opens_that_of_each_of_its_works(cast, works):
    ids = set(database.session.execute(database.select(Work.id).where(Work.unit_id == cast.unit.id)).scalars())
    for person in (cast.an, cast.binh, cast.dung, cast.giang, cast.ha, cast.khanh, cast.lan):
        listed = database.session.execute(
            database.select(Work.id).where(permissions.visible_budgets(person.actor), Work.id.in_(ids))
        ).all()
        assert (len(listed) == len(ids)) == permissions.can_see_unit_budget(person.actor, cast.unit)
        if not listed:
            with pytest.raises(NotFound):
                get_unit_budget(person.actor, cast.unit.id)


def test_the_page_leads_from_the_bloc_to_the_unit_and_on_to_the_work(cast, client, works):
    ha = client.as_(cast.ha)
    page = ha.get(f"/units/{cast.bloc.id}/budget")
    assert "29,5 triệu" in page.text.replace("\u00a0", " ")
    assert page.find("a", href=f"/units/{cast.unit.id}/budget") is not None
    page = ha.get(f"/units/{cast.unit.id}/budget")
    assert page.find("a", href=f"/works/{works[0]}/budget") is not None
    assert ha.get(f"/units/{cast.unit.id}").find("a", href=f"/units/{cast.unit.id}/budget") is not None


def test_works_are_listed_by_the_page_and_the_sums_stay_over_all(cast, client):
    for number in range(53):
        factories.work(cast.unit, lines=[1_000_000], sort_on=clock.today() - timedelta(days=number))
    first = get_unit_budget(cast.an.actor, cast.unit.id)
    rest = get_unit_budget(cast.an.actor, cast.unit.id, first.works.next_key)
    assert (len(first.works.items), len(rest.works.items)) == (50, 3)
    assert first.total == rest.total
    assert first.total.planned == 53_000_000


def test_statements_do_not_grow_with_works_units_or_entries(cast, client, works):
    ha = client.as_(cast.ha)
    address = f"/units/{cast.bloc.id}/budget"
    few = len(ha.get(address).statements)
    for number in range(12):
        unit = factories.unit(f"Chi đoàn {number}", parent=cast.bloc)
        factories.work(unit, lines=[1_000_000])
        walk.give(cast, works[0], 1_000)
        promise(cast, works[1], 1_000)
    assert len(ha.get(address).statements) == few <= 10
    assert len(ha.get(f"/units/{cast.bloc.id}/budget.xlsx").statements) <= 10


def test_the_excel_sheet_has_every_work_and_the_sums_of_the_page(cast, client, works):
    raw = client.as_(cast.ha).get(f"/units/{cast.bloc.id}/budget.xlsx").response.data
    rows = list(openpyxl.load_workbook(io.BytesIO(raw)).active.iter_rows(min_row=4, values_only=True))
    total = get_unit_budget(cast.ha.actor, cast.bloc.id).total
    assert len(rows) == total.works == 3
    sums = [sum(row[column] for row in rows) for column in range(3, 10)]
    assert sums == [
        *(total.planned, total.pledged, total.received, total.spent),
        *(total.left, total.contribution, total.cost),
    ]


def test_a_title_never_runs_as_a_formula(cast, client):
    factories.work(cast.unit, title="=HYPERLINK(1)")
    raw = client.as_(cast.an).get(f"/units/{cast.unit.id}/budget.xlsx").response.data
    cell = openpyxl.load_workbook(io.BytesIO(raw)).active["A4"]
    assert (cell.data_type, cell.value) == ("s", "=HYPERLINK(1)")


def test_the_list_for_excel_is_newest_first(cast):
    old = factories.work(cast.unit, sort_on=clock.today() - timedelta(days=9)).id
    new = factories.work(cast.unit).id
    assert [row.id for row in list_unit_works(cast.an.actor, cast.unit.id)[1]] == [new, old]

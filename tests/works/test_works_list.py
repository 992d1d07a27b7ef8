"""The list of works."""

from datetime import date, timedelta

import brotli
import pytest

from app.core import clock
from app.core.actor import VISITOR
from app.works import queries
from app.works.queries import Filters
from tests import factories
from tests.works import walk


@pytest.fixture
def many(cast):
    """60 accepted works, one a day."""
    for number in range(60):
        factories.work(
            cast.unit if number % 2 else cast.other_unit,
            title=f"Thắp sáng đường thôn số {number}",
            state="accepted",
            accepted_on=date(2026, 1, 1) + timedelta(days=number),
        )


def titles(page):
    return [row.title for row in page.items]


def test_the_list_is_paged_newest_first_and_each_work_stands_on_one_page(cast, many):
    first = queries.list_works(VISITOR, Filters())
    second = queries.list_works(VISITOR, Filters(), first.next_key)
    assert (len(first.items), len(second.items)) == (50, 10)
    assert titles(first)[0].endswith("số 59")
    assert not set(titles(first)) & set(titles(second))
    back = queries.list_works(VISITOR, Filters(), second.previous_key)
    assert titles(back) == titles(first)


def test_a_page_of_fifty_costs_at_most_six_statements_to_a_visitor_and_eight_signed_in(cast, many, client):
    visitor = client.get("/works/")
    assert len(visitor.statements) <= 6
    for person in (cast.an, cast.binh, cast.ha):
        assert len(client.as_(person).get("/works/").statements) <= 8


def test_a_page_of_fifty_weighs_at_most_eight_kilobytes(cast, many, client):
    page = client.as_(cast.ha).get("/works/")
    assert len(brotli.compress(page.source.encode(), quality=4)) <= 8 * 1024


def test_search_ignores_diacritics_and_finds_name_commune_and_unit(cast):
    factories.work(cast.unit, title="Đường hoa thanh niên")
    factories.work(cast.other_unit, title="Nhà khăn quàng đỏ", commune_id=factories.commune("Hữu Lũng").id)

    def found(text):
        return titles(queries.list_works(cast.an.actor, Filters(text=text)))

    assert found("duong hoa") == ["Đường hoa thanh niên"]
    assert found("ĐƯỜNG") == ["Đường hoa thanh niên"]
    assert found("huu lung") == ["Nhà khăn quàng đỏ"]
    assert found("so tai chinh") == ["Nhà khăn quàng đỏ"]
    assert found("100%") == []


def test_each_filter_narrows_the_list(cast, client):
    factories.work(cast.unit, title="Một", state="under_way")
    factories.work(cast.other_unit, title="Hai", kind_id=factories.kind("red_scarf_house").id)
    factories.work(cast.unit, title="Ba", state="accepted", accepted_on=date(2023, 5, 1))
    actor = cast.an.actor

    def found(**filters):
        return sorted(titles(queries.list_works(actor, Filters(**filters))))

    assert found() == ["Ba", "Hai", "Một"]
    assert found(state="under_way") == ["Một"]
    assert found(kind="red_scarf_house") == ["Hai"]
    assert found(unit_id=cast.other_unit.id) == ["Hai"]
    assert found(year=2023) == ["Ba"]
    assert found(commune="dong dang") == ["Ba", "Hai", "Một"]
    page = client.as_(cast.an).get(f"/works/?q=mot&state=under_way&unit={cast.unit.id}&kind=x&year=9999999&at=rubbish")
    assert page.status == 200


def test_a_visitor_lists_accepted_works_only(cast, client):
    factories.work(cast.unit, title="Đang làm", state="under_way")
    factories.work(cast.unit, title="Đã xong", state="accepted", accepted_on=clock.today())
    page = client.get("/works/")
    assert "Đã xong" in page.text
    assert "Đang làm" not in page.text


def test_only_leaders_are_offered_to_propose(cast, client):
    assert client.as_(cast.an).get("/works/").find("a", href="/works/new") is not None
    for person in (cast.binh, cast.ha, cast.lan):
        assert client.as_(person).get("/works/").find("a", href="/works/new") is None
        client.as_(person).get("/works/new", status=403)


def test_the_queue_holds_what_waits_for_each(cast):
    proposal, reported = walk.submitted(cast), walk.reported(cast)
    draft = walk.draft(cast)
    money = walk.approved(cast)
    walk.spend(cast, money)
    by_an = walk.spend(cast, money, by=cast.an)
    assert by_an
    ha = queries.works_waiting(cast.ha.actor)
    assert [row.id for row in ha.proposals] == [proposal]
    assert [row.id for row in ha.reports] == [reported]
    assert [row.amount for row in ha.expenses] == [1_000_000], "An's own one goes up, where nobody else leads"
    an = queries.works_waiting(cast.an.actor)
    assert [row.id for row in an.drafts] == [draft]
    assert [row.amount for row in an.expenses] == [1_000_000]
    assert not an.proposals
    for person in (cast.binh, cast.chi, cast.giang, cast.khanh, cast.lan):
        assert queries.works_waiting(person.actor).count == 0


def test_totals_count_this_years_accepted_works_by_kind(cast):
    id_ = walk.proved(cast)
    walk.give(cast, id_, 4_000_000)
    walk.accept(cast, walk.report(cast, id_))
    factories.work(cast.unit, state="accepted", accepted_on=date(2020, 1, 1))
    totals = queries.totals(VISITOR)
    assert [(row[0], row[3]) for row in totals.by_kind] == [("village_road_lighting", 1)]
    assert (totals.works, totals.contribution) == (1, 4_000_000)

"""Total cost and the Union's contribution are never mixed, and each page has the same figures, added up by hand."""

from app.core.money import format_money, short_money
from app.works.actions import approve_expense, approve_request, request_return
from tests.works import walk

MILLION = 1_000_000


def build(cast):
    """A work with every kind of entry: given, in kind, in labour days, taken back, given back, advanced, moved."""
    id_ = walk.under_way(cast)
    first = walk.give(cast, id_, 9 * MILLION)
    walk.give(cast, id_, 3 * MILLION, source="unit_fund")
    walk.give(cast, id_, 6 * MILLION, source="own_part", form="in_kind")
    walk.give(cast, id_, 2 * MILLION, form="in_kind")
    walk.give(cast, id_, 1 * MILLION, form="labour")
    walk.reverse(cast, walk.give(cast, id_, 5 * MILLION))
    request = request_return(cast.dung.actor, entry_id=first, amount=2 * MILLION, reason="Còn thừa")
    approve_request(cast.an.actor, request_id=request)
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, 4 * MILLION))
    advance = walk.advance(cast, id_, 2 * MILLION)
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, MILLION, line=2, advance_id=advance))
    walk.give_back(cast, advance, MILLION)
    walk.transfer(cast, id_, cast.unit, MILLION // 2, source="unit_fund")
    return id_


# What the Union gave and raised in cash and in kind: 9 + 3 + 2, less 2 given back and 0,5 moved to the fund.
CONTRIBUTION = 11_500_000
# Spent 4 + 1, goods 6 + 2, labour 1; whoever bore it.
COST = 14_000_000
# Cash 9 + 3 - 2 - 0,5, less 5 spent.
LEFT = 4_500_000
RECEIVED = 18_500_000


def plain(text):
    """Every space alike."""
    return " ".join(text.split())


def figures(page, name):
    """The cells with a heading, as they are read."""
    return [cell.text for cell in page.all("td") if cell.get("data-label") == name]


def test_cost_and_the_unions_contribution_stand_apart_with_the_same_figures_on_each_page(cast, client):
    id_ = build(cast)
    an = client.as_(cast.an)
    budget = plain(an.get(f"/works/{id_}/budget").text)
    for amount, name in (
        (CONTRIBUTION, "Phần đóng góp của Đoàn"),
        (COST, "Tổng chi phí"),
        (LEFT, "Quỹ còn"),
        (RECEIVED, "Đã nhận"),
        (5 * MILLION, "Đã chi"),
    ):
        assert plain(f"{short_money(amount)} {name}") in budget
    summary = plain(an.get(f"/works/{id_}/summary").text)
    for amount, name in ((CONTRIBUTION, "Phần đóng góp của Đoàn"), (COST, "Tổng chi phí"), (5 * MILLION, "Đã chi")):
        assert plain(f"{name}{format_money(amount)}") in summary
    for page in (an.get(f"/units/{cast.unit.id}/budget"), client.as_(cast.ha).get(f"/units/{cast.bloc.id}/budget")):
        for amount, name in (
            (CONTRIBUTION, "Phần đóng góp của Đoàn"),
            (COST, "Tổng chi phí"),
            (LEFT, "Quỹ còn"),
            (RECEIVED, "Đã nhận"),
            (5 * MILLION, "Đã chi"),
        ):
            assert {plain(text) for text in figures(page, name)} == {plain(format_money(amount))}


def test_reports_count_the_unions_contribution_of_a_work_and_never_its_cost(cast, client):
    id_ = build(cast)
    for moment, colour in (("before", "black"), ("after", "yellow")):
        walk.add_photos(cast.an.actor, work_id=id_, moment=moment, photos=(walk.photo(colour),))
    walk.accept(cast, walk.report(cast, id_))
    page = client.as_(cast.ha).get("/reports/period")
    assert "11.500.000" in page.text or "11,5" in page.text
    assert "14.000.000" not in page.text
    popup = plain(client.http.get(f"/map/works/{id_}").text)
    assert plain(short_money(CONTRIBUTION)) in popup or plain(format_money(CONTRIBUTION)) in popup
    assert "14 triệu" not in popup
    assert "14.000.000" not in popup

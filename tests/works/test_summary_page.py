"""The file of a work on paper."""

import pytest

from app.core import clock
from app.works.actions import approve_expense, record_visit
from tests.works import walk
from tests.works.test_after_acceptance import hand_over, put_up, recognise


@pytest.fixture
def done(cast):
    """An accepted work with money, visits and everything that follows acceptance."""
    id_ = walk.proved(cast)
    walk.give(cast, id_, 5_000_000)
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, 2_000_000))
    walk.accept(cast, walk.report(cast, id_, text="Đã lắp đủ 20 bóng"), note="Đèn sáng tốt")
    recognise(cast.ha, id_)
    hand_over(cast.an, id_)
    put_up(cast.an, id_)
    record_visit(
        cast.an.actor, work_id=id_, months=None, visited_on=clock.today(), condition="damaged", note="Hỏng 1 bóng"
    )
    return id_


def test_it_holds_what_was_planned_built_paid_accepted_and_found_later(cast, client, done):
    page = client.as_(cast.an).get(f"/works/{done}/summary")
    for words in (
        *("Đã lắp đủ 20 bóng", "Bóng đèn LED 50 W", "5.000.000", "2.000.000", "Đèn sáng tốt", "Đại diện UBND xã"),
        *("12-QĐ/ĐTN", "Thôn Nà Lùng", "Công trình thanh niên", "Hỏng 1 bóng", "Duyệt"),
    ):
        assert words in page.text, words


def test_its_history_begins_with_the_draft(cast, client, done):
    page = client.as_(cast.an).get(f"/works/{done}/summary")
    steps = [element.text for element in page.all("p", class_="timeline-text")]
    assert len(steps) > 10
    assert steps[0] == "Bắt đầu bản nháp"


def test_it_is_for_those_who_hold_a_role_over_the_unit_and_money_for_who_may_see_it(cast, client, done):
    for person in (cast.an, cast.dung, cast.ha, cast.khanh):
        assert "Bóng đèn LED 50 W" in client.as_(person).get(f"/works/{done}/summary").text
    assert "Bóng đèn LED 50 W" not in client.as_(cast.lan).get(f"/works/{done}/summary").text
    for person in (cast.binh, cast.chi, cast.giang):
        client.as_(person).get(f"/works/{done}/summary", status=403)
    client.get(f"/works/{done}/summary", status=303)


@pytest.mark.parametrize("state", [walk.draft, walk.submitted, walk.under_way, walk.accepted])
def test_it_opens_in_every_state_by_a_fixed_number_of_statements(cast, client, state):
    id_ = state(cast)
    assert len(client.as_(cast.an).get(f"/works/{id_}/summary").statements) <= 18

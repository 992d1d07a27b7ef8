"""A pledge is not a receipt: recorded, withdrawn, fulfilled by contributions."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.works.actions import record_pledge, withdraw_pledge
from app.works.checks import CHECKS
from app.works.models import Pledge
from app.works.money_checks import check_pledges
from app.works.queries import get_budget
from tests.works import walk


def promise(cast, id_, amount=5_000_000, by=None, **values):
    given = {
        "form": "cash",
        "source": "sponsor",
        "amount": amount,
        "promised_on": clock.today(),
        "party": "Công ty A",
        **values,
    }
    return record_pledge((by or cast.dung).actor, work_id=id_, **given)


def figures(cast, id_):
    """Pledged (still to come), received, and the cash that is there."""
    walk.fresh(id_)
    budget = get_budget(cast.an.actor, id_)
    return budget.pledged, budget.received, budget.left


def test_a_pledge_is_not_a_receipt(cast):
    id_ = walk.approved(cast)
    promise(cast, id_)
    assert figures(cast, id_) == (5_000_000, 0, 0)
    assert walk.fresh(id_).union_contribution == 0


def test_a_contribution_fulfils_a_pledge_whole_or_in_part(cast):
    id_ = walk.approved(cast)
    pledge = promise(cast, id_)
    walk.give(cast, id_, 2_000_000, pledge_id=pledge)
    assert figures(cast, id_) == (3_000_000, 2_000_000, 2_000_000)
    walk.give(cast, id_, 4_000_000, pledge_id=pledge)
    assert figures(cast, id_) == (0, 6_000_000, 6_000_000)
    walk.give(cast, id_, 1_000_000)
    assert figures(cast, id_)[0] == 0
    assert not [line for check in CHECKS for line in check()]


def test_a_reversed_contribution_leaves_the_pledge_to_come_again(cast):
    id_ = walk.approved(cast)
    entry = walk.give(cast, id_, 5_000_000, pledge_id=promise(cast, id_))
    walk.reverse(cast, entry)
    assert figures(cast, id_) == (5_000_000, 0, 0)


def test_a_withdrawn_pledge_needs_a_reason_and_nothing_more_is_to_come(cast):
    id_ = walk.approved(cast)
    pledge = promise(cast, id_)
    walk.give(cast, id_, 2_000_000, pledge_id=pledge)
    with pytest.raises(NotPossible, match="reason_needed"):
        withdraw_pledge(cast.dung.actor, pledge_id=pledge, reason=" ")
    withdraw_pledge(cast.dung.actor, pledge_id=pledge, reason="Công ty khó khăn")
    assert figures(cast, id_) == (0, 2_000_000, 2_000_000)
    assert withdraw_pledge(cast.dung.actor, pledge_id=pledge, reason="Công ty khó khăn") == pledge
    with pytest.raises(Conflict, match="pledge_withdrawn"):
        withdraw_pledge(cast.an.actor, pledge_id=pledge, reason="Khác")
    with pytest.raises(Conflict, match="pledge_withdrawn"):
        walk.give(cast, id_, 1, pledge_id=pledge)


def test_a_pledge_of_another_work_is_not_fulfilled_here(cast):
    first, second = walk.approved(cast), walk.approved(cast)
    with pytest.raises(NotPossible, match="pledge_unknown"):
        walk.give(cast, first, pledge_id=promise(cast, second))


def test_pledges_are_recorded_from_the_draft_until_the_acceptance(cast):
    promise(cast, walk.draft(cast))
    with pytest.raises(NotPossible, match="pledges_closed"):
        promise(cast, walk.accepted(cast))


def test_leader_and_treasurer_record_pledges_and_nobody_else(cast):
    id_ = walk.approved(cast)
    pledge = promise(cast, id_, by=cast.an)
    for person in (cast.binh, cast.giang, cast.ha, cast.khanh, cast.lan):
        with pytest.raises(NotAllowed):
            promise(cast, id_, by=person)
    for person in (cast.ha, cast.khanh):
        with pytest.raises(NotAllowed):
            withdraw_pledge(person.actor, pledge_id=pledge, reason="x")
    for person in (cast.binh, cast.giang, cast.lan):
        with pytest.raises(NotFound):
            withdraw_pledge(person.actor, pledge_id=pledge, reason="x")


def test_a_pledge_sent_twice_is_recorded_once(cast, db):
    id_ = walk.approved(cast)
    first = promise(cast, id_, once="a-key-of-a-pledge")
    assert promise(cast, id_, once="a-key-of-a-pledge") == first
    assert db.session.query(Pledge).count() == 1


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"amount": 0}, "amount_not_positive"),
        ({"form": "gold"}, "form_unknown"),
        ({"source": "moon"}, "source_unknown"),
        ({"party": " "}, "party_missing"),
        ({"promised_on": date(2099, 1, 1)}, "in_the_future"),
    ],
)
def test_a_pledge_says_how_much_from_whom_and_when(cast, wrong, reason):
    id_ = walk.approved(cast)
    with pytest.raises(NotPossible, match=reason):
        promise(cast, id_, **{"amount": 1000, **wrong})


def test_the_database_itself_refuses_a_withdrawal_without_a_reason(cast, db):
    row = db.session.get_one(Pledge, promise(cast, walk.approved(cast)))
    row.withdrawn_at = clock.now()
    with pytest.raises(DBAPIError, match="withdrawn_with_reason"):
        db.session.commit()
    db.session.rollback()


def test_flask_check_finds_a_receipt_of_another_work(cast, db):
    first, second = walk.approved(cast), walk.approved(cast)
    entry, pledge = walk.give(cast, first), promise(cast, second)
    db.session.execute(text(f"INSERT INTO pledge_receipts (entry_id, pledge_id) VALUES ({entry}, {pledge})"))
    assert len(list(check_pledges())) == 1


def test_a_pledge_is_recorded_fulfilled_and_withdrawn_over_the_pages(cast, client, db):
    id_ = walk.draft(cast)
    dung = client.as_(cast.dung)
    given = {"source": "sponsor", "form": "cash", "amount": "5 triệu", "party": "Bà Lý", "promised_on": "01/01/2026"}
    assert dung.post(f"/works/{id_}/budget/pledge", {**given, "amount": "0"}, status=422).errors
    dung.post(f"/works/{id_}/budget/pledge", given)
    pledge = db.session.query(Pledge.id).scalar()
    dung.get(f"/works/{id_}/budget/contribution?pledge={pledge}", status=400)  # no money before the approval
    dung.post(f"/works/{id_}/budget/pledges/{pledge}/withdraw", {"reason": ""}, status=422)
    dung.post(f"/works/{id_}/budget/pledges/{pledge}/withdraw", {"reason": "Khó khăn"})
    assert "Đã rút: Khó khăn" in dung.get(f"/works/{id_}/budget").text


def test_the_page_of_a_contribution_begins_with_what_was_promised(cast, client):
    id_ = walk.approved(cast)
    pledge = promise(cast, id_, form="in_kind", party="Bà Lý")
    dung = client.as_(cast.dung)
    assert "5 triệu" in dung.get(f"/works/{id_}/budget").text.replace("\u00a0", " ")
    address = f"/works/{id_}/budget/contribution?pledge={pledge}"
    values = dung.get(address).values
    assert (values["party"], values["form"], values["amount"]) == ("Bà Lý", "in_kind", "5.000.000")
    dung.post(address, values)
    assert figures(cast, id_) == (0, 5_000_000, 0)
    assert "Đã thực hiện" in dung.get(f"/works/{id_}/budget").text
    dung.get(f"/works/{id_}/budget/contribution?pledge=99999", status=404)


def test_statements_do_not_grow_with_pledges(cast, client):
    id_ = walk.approved(cast)
    promise(cast, id_)
    an = client.as_(cast.an)
    few = len(an.get(f"/works/{id_}/budget").statements)
    for _ in range(9):
        promise(cast, id_)
    assert len(an.get(f"/works/{id_}/budget").statements) == few <= 10

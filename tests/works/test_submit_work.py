"""Handing a proposal in."""

import pytest

from app.core.errors import Conflict, NotAllowed, NotPossible
from app.works.actions import submit_work
from app.works.values import Dates, Extent, Place, Source
from tests.works import walk


def submit(person, id_):
    return submit_work(person.actor, work_id=id_, version=walk.version(id_))


def test_a_complete_proposal_is_handed_in(cast):
    id_ = walk.draft(cast)
    submit(cast.an, id_)
    work = walk.fresh(id_)
    assert work.state == "submitted"
    assert work.proposed_by == cast.an.account.id
    assert work.submitted_at is not None


@pytest.mark.parametrize(
    ("group", "reason"),
    [
        ({"place": Place(None)}, "commune_missing"),
        ({"extent": Extent({}, 30, 120)}, "quantity_missing"),
        ({"extent": Extent({"lamps": 20}, None, None)}, "beneficiaries_missing"),
        ({"dates": Dates(None, None)}, "dates_missing"),
        ({"lines": ()}, "lines_missing"),
        ({"sources": ()}, "sources_differ"),
        ({"sources": (Source("sponsor", "cash", 11_249_999),)}, "sources_differ"),
        ({"sources": (Source("sponsor", "cash", 11_250_001),)}, "sources_differ"),
    ],
)
def test_submit_needs_place_quantity_beneficiaries_dates_a_line_and_a_source_for_every_dong(cast, group, reason):
    id_ = walk.draft(cast, **group)
    with pytest.raises(NotPossible) as refused:
        submit(cast.an, id_)
    assert refused.value.reason == reason
    assert walk.fresh(id_).state == "draft"


def test_asking_twice_hands_it_in_once(cast):
    id_ = walk.draft(cast)
    seen = walk.version(id_)
    submit_work(cast.an.actor, work_id=id_, version=seen)
    assert submit_work(cast.an.actor, work_id=id_, version=seen) == id_
    assert walk.version(id_) == seen + 1


def test_a_stale_page_cannot_hand_in(cast):
    id_ = walk.draft(cast)
    with pytest.raises(Conflict, match="stale"):
        submit_work(cast.an.actor, work_id=id_, version=walk.version(id_) - 1 or 99)


def test_only_the_units_leader_hands_it_in(cast):
    id_ = walk.draft(cast)
    for person in (cast.dung, cast.ha, cast.khanh, cast.lan):
        with pytest.raises(NotAllowed):
            submit(person, id_)

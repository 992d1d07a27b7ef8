"""Standings of random drives over random records equal a slow plain recount, and each record moves what it should."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, select

from app.drives.models import Drive, Indicator
from app.drives.queries.setup import load_setup
from app.drives.queries.standings import full_standings, live_standings
from app.people.models import MemberRating
from app.works.models import Work
from tests.drives import recount
from tests.drives.drives import load


def scores_of(standings: dict[str, Any]) -> dict[int, tuple[Decimal, int | None, dict[int, Decimal]]]:
    return {
        row["place"]: (
            Decimal(row["total"]),
            row["rank"],
            {score["indicator"]: Decimal(score["points"]) for score in row["scores"]},
        )
        for cluster in standings["clusters"]
        for row in cluster["rows"]
    }


@pytest.mark.parametrize("seed", range(6))
def test_standings_equal_a_slow_plain_recount_and_the_records_behind_them(app: Any, db: Any, seed: int) -> None:
    chance = Random(seed)
    units = recount.fill(chance)
    for _ in range(4):
        drive = load(recount.make_random_drive(chance, units).id)
        setup = load_setup(drive)
        live = scores_of(live_standings(setup))
        assert live == recount.recount(drive)
        # The frozen form counts each record by itself: the same points, and the records add up to the value.
        assert scores_of(full_standings(setup)) == live


@pytest.mark.parametrize("seed", range(3))
def test_removing_one_record_changes_exactly_the_points_it_should(app: Any, db: Any, seed: int) -> None:
    chance = Random(50 + seed)
    units = recount.fill(chance)
    drive = load(recount.make_random_drive(chance, units).id)
    before = full_standings(load_setup(drive))
    works = {indicator.id for indicator in db.session.scalars(select(Indicator)) if "work" in (indicator.metric or "")}
    behind = {
        (row["place"], score["indicator"], id_)
        for cluster in before["clusters"]
        for row in cluster["rows"]
        for score in row["scores"]
        if score["indicator"] in works
        for id_, _amount in score["records"]
    }
    gone = chance.choice(sorted(db.session.scalars(select(Work.id).where(Work.state == "accepted"))))
    touched = {(place, indicator) for place, indicator, id_ in behind if id_ == gone}
    work = db.session.get_one(Work, gone)
    work.state, work.accepted_on = "under_way", None
    rating = db.session.scalars(select(MemberRating)).first()
    assert rating is not None
    db.session.execute(delete(MemberRating).where(MemberRating.id == rating.id))
    db.session.commit()
    rated = {indicator.id for indicator in db.session.scalars(select(Indicator)) if indicator.metric == "members.rated"}
    drive = load(drive.id)
    now = full_standings(load_setup(drive))
    assert scores_of(now) == recount.recount(drive)
    changed = {
        (old["place"], score["indicator"])
        for cluster, later in zip(before["clusters"], now["clusters"], strict=True)
        for old in cluster["rows"]
        for new in later["rows"]
        if old["place"] == new["place"]
        for score, fresh in zip(old["scores"], new["scores"], strict=True)
        if score != fresh
    }
    assert touched <= changed
    assert {pair for pair in changed if pair[1] not in rated} == touched
    assert db.session.get_one(Drive, drive.id).state == "open"

"""Self-scorer, verifier and decider are three people on every path; objections and their answers; closing freezes."""

import io
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from docx import Document
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.core import clock
from app.core.actor import SYSTEM
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.drives import checks
from app.drives.actions import (
    answer_objection,
    close_drive,
    publish_drive,
    raise_objection,
    score_condition,
    verify_claim,
    withdraw_unit,
)
from app.drives.models import Claim, FrozenStanding, Objection
from app.drives.paper import write_minutes
from app.drives.queries.standings import checksum_of, list_differences, standings_from
from app.extensions import db as database
from app.works.models import Work
from tests import factories
from tests.cast import Cast, Person, somebody
from tests.drives.drives import AFTER, DURING, WORKS, draft, indicator_of, load, paper, place_of, running


def refused(call) -> str:
    with pytest.raises(NotPossible) as error:
        call()
    return error.value.reason


def score(cast: Cast, drive_id: int, person: Person | None = None, points: str = "4", **more) -> int:
    values = {"document": "12-KH/ĐTN", "document_on": date(2025, 2, 1), "file": paper(), **more}
    return score_condition(
        (person or cast.an).actor,
        place_id=place_of(drive_id, cast.unit),
        indicator_id=more.pop("indicator_id", None) or indicator_of(drive_id),
        score=Decimal(points),
        **{name: value for name, value in values.items() if name != "indicator_id"},
    )


def verify(
    person: Person, claim_id: int, verdict: str = "verified", points: str | None = "4", version: int = 0
) -> None:
    seen = version or database.session.get_one(Claim, claim_id, populate_existing=True).version
    verify_claim(
        person.actor,
        claim_id=claim_id,
        version=seen,
        verdict=verdict,
        score=Decimal(points) if points is not None else None,
        reason="Đúng văn bản",
    )


def close(person: Person, drive_id: int) -> None:
    close_drive(person.actor, drive_id=drive_id, version=load(drive_id).version)


def committee_and_leader(cast: Cast) -> Person:
    """Somebody of the committee who also leads An's unit."""
    person = somebody(cast.unit, "Kiêm Nhiệm", "committee", cast.bloc)
    factories.appointment(person.account, "leader", cast.unit)
    return person


def test_nobody_types_in_what_records_count(cast):
    drive_id = running(cast)
    with clock.travel(DURING):
        counted = indicator_of(drive_id, WORKS.name)
        assert refused(lambda: score(cast, drive_id, indicator_id=counted)) == "records_count_this"


def test_a_unit_scores_itself_by_a_document_within_the_points_of_the_condition(db, cast):
    drive_id = running(cast)
    with clock.travel(DURING):
        for person in (cast.binh, cast.dung, cast.giang, cast.ha):
            with pytest.raises(NotAllowed):
                score(cast, drive_id, person)
        assert refused(lambda: score(cast, drive_id, points="5.5")) == "score_out_of_range"
        tomorrow = DURING + timedelta(days=1)
        assert refused(lambda: score(cast, drive_id, document_on=tomorrow)) == "document_of_the_future"
        first = score(cast, drive_id)
        assert score(cast, drive_id, points="5") == first
        row = db.session.get_one(Claim, first, populate_existing=True)
        assert (row.score, row.state, row.version) == (Decimal(5), "submitted", 2)
        withdraw_unit(cast.an.actor, place_id=place_of(drive_id, cast.unit), reason="Sáp nhập")
        assert refused(lambda: score(cast, drive_id)) == "unit_does_not_compete"


def test_another_person_verifies_with_a_reason_and_only_once(db, cast):
    drive_id = running(cast)
    with clock.travel(DURING):
        claim = score(cast, drive_id)
        for person in (cast.an, cast.giang, cast.khanh, cast.lan):
            with pytest.raises(NotAllowed):
                verify(person, claim)
        with pytest.raises(Conflict):
            verify(cast.ha, claim, version=7)
        assert refused(lambda: verify(cast.ha, claim, points="6")) == "score_out_of_range"
        verify(cast.ha, claim, points="3")
        assert refused(lambda: verify(cast.hai, claim)) == "nothing_to_verify"
        assert refused(lambda: score(cast, drive_id)) == "claim_is_verified"
    row = db.session.get_one(Claim, claim, populate_existing=True)
    assert (row.verified_score, row.verified_by, row.reason) == (Decimal(3), cast.ha.account.id, "Đúng văn bản")


def test_who_once_scored_never_verifies_and_who_once_verified_never_scores(cast):
    drive_id = running(cast)
    both = committee_and_leader(cast)
    with clock.travel(DURING):
        claim = score(cast, drive_id, both)
        with pytest.raises(NotAllowed):
            verify(both, claim)
        verify(cast.ha, claim, "returned", None)
        score(cast, drive_id)  # An hands it in again, the other one stays a scorer
        with pytest.raises(NotAllowed):
            verify(both, claim)
    other = running(cast)
    with clock.travel(DURING):
        claim = score(cast, other)
        verify(both, claim, "returned", None)
        with pytest.raises(NotAllowed):
            score(cast, other, both)


def test_the_database_has_the_last_word_on_a_second_person(db, cast):
    drive_id = running(cast)
    with clock.travel(DURING):
        claim = score(cast, drive_id)
    with pytest.raises(IntegrityError):
        db.session.execute(update(Claim).where(Claim.id == claim).values(verified_by=cast.an.account.id))
    db.session.rollback()


def test_who_scored_verified_or_objected_does_not_close_the_drive(cast):
    drive_id = running(cast)
    both = committee_and_leader(cast)
    with clock.travel(DURING):
        verify(cast.ha, score(cast, drive_id))
        objection = raise_objection(
            both.actor, place_id=place_of(drive_id, cast.unit), indicator_id=None, text="Xếp nhầm cụm"
        )
        answer_objection(cast.hai.actor, objection_id=objection, outcome="rejected", answer="Đúng cụm")
    with clock.travel(AFTER):
        for person in (cast.ha, both, cast.an, cast.khanh, cast.lan):
            with pytest.raises(NotAllowed):
                close(person, drive_id)
        with pytest.raises(NotAllowed):
            close_drive(SYSTEM, drive_id=drive_id, version=load(drive_id).version)
        close(cast.hai, drive_id)
    assert list(checks.three_people_score_verify_and_decide()) == []


def test_an_objection_is_answered_once_by_another_and_sends_an_upheld_self_score_back_to_be_verified(db, cast):
    drive_id = running(cast)
    place, condition = place_of(drive_id, cast.unit), indicator_of(drive_id)
    with clock.travel(DURING):
        claim = score(cast, drive_id)
        verify(cast.ha, claim, points="2")
        with pytest.raises(NotAllowed):
            raise_objection(cast.giang.actor, place_id=place, indicator_id=condition, text="Thiếu")
        objection = raise_objection(cast.an.actor, place_id=place, indicator_id=condition, text="Văn bản đủ 4 điểm")
        for person in (cast.an, cast.ha, cast.khanh):
            with pytest.raises(NotAllowed):
                answer_objection(person.actor, objection_id=objection, outcome="upheld", answer="Đúng")
        answer_objection(cast.hai.actor, objection_id=objection, outcome="upheld", answer="Xét lại")
        answer_objection(cast.hai.actor, objection_id=objection, outcome="upheld", answer="Xét lại")
        again = {"objection_id": objection, "outcome": "rejected", "answer": "Không"}
        assert refused(lambda: answer_objection(cast.hai.actor, **again)) == "objection_is_answered"
    row = db.session.get_one(Claim, claim, populate_existing=True)
    assert (row.state, row.verified_score) == ("submitted", None)
    assert db.session.get_one(Objection, objection, populate_existing=True).outcome == "upheld"


def test_a_drive_closes_after_its_last_day_when_nothing_waits(cast):
    drive_id = running(cast)
    with clock.travel(DURING):
        assert refused(lambda: close(cast.hai, drive_id)) == "drive_still_runs"
        claim = score(cast, drive_id)
    with clock.travel(AFTER):
        assert refused(lambda: close(cast.hai, drive_id)) == "claims_wait"
        verify(cast.ha, claim)
        objection = raise_objection(
            cast.an.actor, place_id=place_of(drive_id, cast.unit), indicator_id=None, text="Nhầm"
        )
        assert refused(lambda: close(cast.hai, drive_id)) == "objections_wait"
        answer_objection(cast.hai.actor, objection_id=objection, outcome="rejected", answer="Đúng")
        with pytest.raises(Conflict):
            close_drive(cast.hai.actor, drive_id=drive_id, version=99)
        close(cast.hai, drive_id)
        close(cast.hai, drive_id)


def test_closing_freezes_and_later_changes_show_as_a_difference_and_leave_the_standing_byte_for_byte(db, cast):
    drive_id = running(cast)
    kept = factories.work(cast.unit, state="accepted", accepted_on=DURING)
    gone = factories.work(cast.other_unit, state="accepted", accepted_on=DURING)
    with clock.travel(AFTER):
        close(cast.hai, drive_id)
        frozen = db.session.scalars(select(FrozenStanding)).one()
        before = frozen.text
        assert frozen.checksum == checksum_of(before)
        assert list_differences(load(drive_id)) == []
        place = place_of(drive_id, cast.unit)
        scores = {
            row["place"]: row["scores"][0] for cluster in json.loads(before)["clusters"] for row in cluster["rows"]
        }
        assert scores[place]["records"] == [[kept.id, 1]]
        late = factories.work(cast.unit, state="accepted", accepted_on=DURING)
        db.session.execute(update(Work).where(Work.id == gone.id).values(state="under_way", accepted_on=None))
        cast.unit.name = "Đoàn trường đổi tên"
        db.session.commit()
        found = {each.place_id: each for each in list_differences(load(drive_id))}
    assert (found[place].added, found[place].removed) == ([late.id], [])
    assert (found[place].points_before, found[place].points_after) == ("10.00", "20.00")
    other = found[place_of(drive_id, cast.other_unit)]
    assert (other.added, other.removed, other.points_after) == ([], [gone.id], "0.00")
    db.session.expire_all()
    assert db.session.scalars(select(FrozenStanding)).one().text == before
    assert list(checks.frozen_standings_match_their_checksums()) == []
    with pytest.raises((NotPossible, NotAllowed)):
        score(cast, drive_id)


@pytest.mark.parametrize("statement", ["UPDATE drive_standings SET text = '{}'", "DELETE FROM drive_standings"])
def test_the_database_refuses_to_change_a_frozen_standing(db, cast, statement):
    drive_id = running(cast)
    with clock.travel(AFTER):
        close(cast.hai, drive_id)
    with pytest.raises(DBAPIError):
        db.session.execute(text(statement))
    db.session.rollback()


def test_the_check_names_a_frozen_standing_that_is_missing(db, cast):
    drive_id = running(cast)
    drive = load(drive_id)
    drive.state, drive.closed_at = "closed", clock.now()
    db.session.commit()
    assert list(checks.closed_drives_are_frozen()) == [
        f"drives {drive_id}: closed, and its frozen standing says otherwise"
    ]


def test_the_minutes_name_each_unit_with_rank_and_points_and_the_checksum(db, cast):
    drive_id = running(cast)
    factories.work(cast.unit, state="accepted", accepted_on=DURING)
    with clock.travel(AFTER):
        close(cast.hai, drive_id)
        frozen = db.session.scalars(select(FrozenStanding)).one()
        document = Document(io.BytesIO(write_minutes(load(drive_id), standings_from(frozen), frozen)))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["1", "Đoàn trường THPT Chi Lăng", "10,00"] in rows
    assert any(frozen.checksum in paragraph.text for paragraph in document.paragraphs)


def test_a_drive_is_published_by_the_committee_once_it_is_open(db, cast):
    drive_id = running(cast)
    with pytest.raises(NotAllowed):
        publish_drive(cast.an.actor, drive_id=drive_id, is_public=True)
    publish_drive(cast.ha.actor, drive_id=drive_id, is_public=True)
    assert load(drive_id).is_public
    hidden = draft(cast)
    assert refused(lambda: publish_drive(cast.ha.actor, drive_id=hidden, is_public=True)) == "draft_stays_here"
    with pytest.raises(NotFound):
        publish_drive(cast.an.actor, drive_id=hidden, is_public=True)

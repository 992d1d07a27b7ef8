"""Who is sent to a class, by which unit, and how it ended."""

from datetime import date, timedelta

import pytest

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.extensions import db
from app.learning.actions import record_outcome, withdraw_enrolment
from app.learning.models import TrainingEnrolment
from app.volunteering.actions import transfer_member
from tests import factories
from tests.learning import walk


def refused(call) -> str:
    with pytest.raises(NotPossible) as error:
        call()
    return error.value.reason


def end(person, turn, outcome="completed", version=None, **more):
    return record_outcome(person.actor, enrolment_id=turn.id, version=version or turn.version, outcome=outcome, **more)


def test_leaders_send_members_of_their_units_and_the_committee_sends_to_the_blocs_classes_alone(cast):
    own, common = walk.add_class(cast), walk.add_class(cast, person=cast.ha, unit=cast.bloc)
    assert walk.send(cast.an, own, cast.binh.member) == 1
    assert walk.send(cast.an, common, cast.binh.member) == 1
    assert walk.send(cast.giang, common, cast.chi.member) == 1
    assert walk.send(cast.ha, common, factories.member(cast.chapter)) == 1
    assert refused(lambda: walk.send(cast.an, common, cast.hai.member)) == "not_on_the_roster_then"
    for person in (cast.giang, cast.ha, cast.binh, cast.dung, cast.khanh):
        with pytest.raises(NotAllowed):
            walk.send(person, own, cast.binh.member)


def test_the_unit_is_the_members_unit_on_the_first_day_and_stays_after_a_transfer(cast):
    class_id = walk.add_class(cast, person=cast.ha, unit=cast.bloc)
    walk.send(cast.an, class_id, cast.binh.member)
    transfer_member(cast.ha.actor, member_id=cast.binh.member.id, unit_id=cast.other_unit.id, on=clock.today(),
                    version=cast.binh.member.version)  # fmt: skip
    assert walk.turn(class_id, cast.binh.member).unit_id == cast.unit.id
    # For an earlier class the earlier unit sends still, and for a class to come the present one.
    earlier = walk.add_class(cast, starts_on=date(2024, 1, 8))
    assert walk.send(cast.an, earlier, cast.binh.member) == 1
    coming = walk.add_class(cast, starts_on=clock.today() + timedelta(days=9))
    assert refused(lambda: walk.send(cast.an, coming, cast.binh.member)) == "not_on_the_roster_then"


def test_the_same_member_again_changes_nothing(cast):
    class_id = walk.add_class(cast)
    assert walk.send(cast.an, class_id, cast.binh.member, cast.dung.member) == 2
    assert walk.send(cast.an, class_id, cast.binh.member, outcome="completed") == 0
    assert walk.turn(class_id, cast.binh.member).outcome == "open"


def test_an_outcome_has_a_grade_and_a_certificate_only_when_the_class_is_completed(cast):
    class_id = walk.add_class(cast)
    walk.send(cast.an, class_id, cast.binh.member)
    turn = walk.turn(class_id, cast.binh.member)
    assert refused(lambda: end(cast.an, turn, "not_completed", grade="Giỏi")) == "grade_needs_completion"
    assert refused(lambda: end(cast.an, turn, "open", certificate=walk.paper())) == "certificate_needs_completion"
    assert refused(lambda: end(cast.an, turn, "passed")) == "outcome_unknown"
    end(cast.an, turn, grade="Giỏi", certificate=walk.paper())
    turn = walk.turn(class_id, cast.binh.member)
    assert (turn.outcome, turn.grade, turn.certificate_id is not None) == ("completed", "Giỏi", True)
    with pytest.raises(Conflict):
        end(cast.an, turn, "not_completed", version=1)
    end(cast.an, turn, "not_completed")
    turn = walk.turn(class_id, cast.binh.member)
    assert (turn.outcome, turn.certificate_id) == ("not_completed", None)


def test_nobody_completes_a_class_that_has_not_begun(cast):
    class_id = walk.add_class(cast, starts_on=clock.today() + timedelta(days=2))
    walk.send(cast.an, class_id, cast.binh.member)
    assert refused(lambda: end(cast.an, walk.turn(class_id, cast.binh.member))) == "class_not_begun"


def test_nobody_records_the_outcome_of_their_own_class(cast):
    class_id = walk.add_class(cast)
    assert refused(lambda: walk.send(cast.an, class_id, cast.an.member, outcome="completed")) == "own_outcome"
    walk.send(cast.an, class_id, cast.an.member)
    turn = walk.turn(class_id, cast.an.member)
    with pytest.raises(NotAllowed):
        end(cast.an, turn)
    with pytest.raises(NotAllowed):
        end(cast.ha, turn)  # the unit's own class is the unit's
    with pytest.raises(NotFound):
        end(cast.giang, turn)


def test_a_turn_taken_back_gives_its_reason_and_the_member_can_be_sent_again(cast):
    class_id = walk.add_class(cast)
    walk.send(cast.an, class_id, cast.binh.member)
    turn = walk.turn(class_id, cast.binh.member)
    back = {"enrolment_id": turn.id, "version": turn.version}
    assert refused(lambda: withdraw_enrolment(cast.an.actor, **back, reason=" ")) == "turn_reason_missing"
    for _time in range(2):
        withdraw_enrolment(cast.an.actor, **back, reason="Nhầm người")
    row = db.session.get_one(TrainingEnrolment, turn.id, populate_existing=True)
    assert (row.outcome, row.reason, row.version) == ("withdrawn", "Nhầm người", 2)
    assert refused(lambda: end(cast.an, row)) == "turn_withdrawn"
    assert walk.send(cast.an, class_id, cast.binh.member) == 1

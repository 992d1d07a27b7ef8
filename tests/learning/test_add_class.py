"""A class on record: who keeps it, what it says, and correcting it."""

from datetime import date, timedelta

import pytest

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.extensions import db
from app.learning.actions import edit_class
from app.learning.models import TrainingClass
from tests.learning import walk


def refused(call) -> str:
    with pytest.raises(NotPossible) as error:
        call()
    return error.value.reason


def edit(cast, class_id, version=1, **more):
    values = {"title": "Chuyển đổi số", "kind": "it", "level": None, "starts_on": walk.BEGUN, "ends_on": walk.BEGUN}
    return edit_class(cast.an.actor, class_id=class_id, version=version, **{**values, **more})


def test_leaders_keep_classes_of_their_units_and_the_committee_those_of_the_bloc_alone(cast):
    walk.add_class(cast)
    walk.add_class(cast, unit=cast.chapter)
    walk.add_class(cast, person=cast.ha, unit=cast.bloc)
    for person, unit in (
        *((cast.ha, cast.unit), (cast.an, cast.bloc), (cast.giang, cast.unit), (cast.binh, cast.unit)),
        *((cast.dung, cast.unit), (cast.khanh, cast.bloc), (cast.lan, cast.bloc)),
    ):
        with pytest.raises(NotAllowed):
            walk.add_class(cast, person=person, unit=unit)


def test_political_theory_has_a_level_and_no_other_class_has_one(cast):
    assert refused(lambda: walk.add_class(cast, kind="political")) == "theory_level_missing"
    class_id = walk.add_class(cast, kind="language", level="advanced")
    assert db.session.get_one(TrainingClass, class_id).level is None


def test_a_class_has_a_title_a_kind_days_in_order_and_a_decision_of_the_past(cast):
    assert refused(lambda: walk.add_class(cast, title=" ")) == "class_title_missing"
    assert refused(lambda: walk.add_class(cast, kind="cooking")) == "class_kind_unknown"
    before, later = walk.BEGUN - timedelta(days=1), clock.today() + timedelta(days=1)
    assert refused(lambda: walk.add_class(cast, ends_on=before)) == "class_ends_before"
    assert refused(lambda: walk.add_class(cast, ends_on=date(2034, 1, 1))) == "class_too_long"
    assert refused(lambda: walk.add_class(cast, decided_on=later)) == "decision_in_future"


def test_a_class_is_corrected_on_the_version_that_was_seen_and_the_same_again_changes_nothing(cast):
    class_id = walk.add_class(cast, paper=walk.paper())
    walk.send(cast.an, class_id, cast.binh.member)
    edit(cast, class_id, place="Hội trường")
    row = db.session.get_one(TrainingClass, class_id, populate_existing=True)
    assert (row.place, row.version, row.file_id is not None) == ("Hội trường", 2, True)
    edit(cast, class_id, version=2, place="Hội trường")
    assert db.session.get_one(TrainingClass, class_id, populate_existing=True).version == 2
    with pytest.raises(Conflict):
        edit(cast, class_id, version=1, place="Phòng họp")
    with pytest.raises(NotAllowed):
        edit_class(cast.ha.actor, class_id=class_id, version=2, title="Khác", kind="it", level=None,
                   starts_on=walk.BEGUN, ends_on=walk.BEGUN)  # fmt: skip
    assert walk.turn(class_id, cast.binh.member).unit_id == cast.unit.id

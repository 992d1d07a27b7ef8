"""An initiative from its proposal to its use: who takes which step, what each needs, and what is kept of it."""

from datetime import date, timedelta

import pytest

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import Event
from app.extensions import db
from app.learning.actions import (
    Author,
    apply_initiative,
    edit_initiative,
    recognise_initiative,
    refuse_initiative,
    submit_initiative,
    take_up_initiative,
    withdraw_initiative,
)
from app.learning.checks import CHECKS
from app.learning.models import InitiativeAuthor, InitiativeFile, InitiativeUse
from tests import factories
from tests.cast import somebody
from tests.learning import walk

RECOGNISED = {"decided_by": "Hội đồng", "level": "bloc", "decision": "Số 7", "decided_on": walk.DECIDED}
APPLIED = {"applied_on": walk.APPLIED, "applied_where": "Các phòng"}


def refused(call) -> str:
    with pytest.raises(NotPossible) as error:
        call()
    return error.value.reason


def at(id_):
    return {"initiative_id": id_, "version": walk.version(id_)}


def recognise(person, id_, **more):
    return recognise_initiative(person.actor, **at(id_), **{**RECOGNISED, **more})


def apply(person, id_, **more):
    return apply_initiative(person.actor, **at(id_), **{**APPLIED, "proof": walk.paper(), **more})


def test_a_member_proposes_an_own_one_in_the_own_unit_and_a_leader_any_of_the_unit(cast):
    walk.registered(cast)
    walk.registered(cast, person=cast.an, unit=cast.chapter, authors=[Author(factories.member(cast.chapter).id, 100)])
    others = [Author(cast.dung.member.id, 100)]
    for person, unit, authors in (
        (cast.binh, cast.unit, others),
        (cast.binh, cast.other_unit, None),
        (cast.giang, cast.unit, others),
        (cast.ha, cast.unit, others),
    ):
        with pytest.raises(NotAllowed):
            walk.registered(cast, person=person, unit=unit, authors=authors)


def test_authors_are_members_each_once_whose_shares_add_up_to_100(cast):
    binh, dung = cast.binh.member.id, cast.dung.member.id
    for shares in ([(binh, 60)], [(binh, 60), (dung, 50)], [(binh, 100), (dung, 0)], [(binh, 150), (dung, -50)]):
        authors = [Author(*share) for share in shares]
        assert refused(lambda authors=authors: walk.registered(cast, authors=authors)) == "shares_not_whole"
    assert refused(lambda: walk.registered(cast, authors=[Author(binh, 50), Author(binh, 50)])) == "author_twice"
    unknown = [Author(binh, 50), Author(9_999, 50)]
    assert refused(lambda: walk.registered(cast, authors=unknown)) == "author_unknown"


def test_what_is_saved_comes_with_its_reasoning(cast):
    assert refused(lambda: walk.registered(cast, saved_hours=5)) == "saving_reason_missing"
    assert refused(lambda: walk.registered(cast, saved_money=-1, saving_reason="?")) == "saving_negative"
    row = walk.initiative(walk.registered(cast, saved_money=5_000_000, saving_reason="So với năm trước"))
    assert (row.saved_money, row.saved_hours) == (5_000_000, 0)


def test_it_can_be_changed_until_it_is_handed_in_on_the_version_that_was_seen(cast):
    id_ = walk.registered(cast, papers=(walk.paper(),))
    values = {"kind": "topic", "title": "Đề tài mới", "solution": "Cách khác"}
    authors = [Author(cast.dung.member.id, 30), Author(cast.binh.member.id, 70)]
    for _time in range(2):  # the second time there is nothing to change
        edit_initiative(cast.binh.actor, **at(id_), **values, authors=authors)
    assert walk.version(id_) == 2
    shares = db.session.query(InitiativeAuthor).filter_by(initiative_id=id_).order_by(InitiativeAuthor.position)
    assert [(author.member_id, author.share) for author in shares] == authors
    with pytest.raises(Conflict):
        edit_initiative(cast.an.actor, initiative_id=id_, version=1, **values, authors=authors)
    with pytest.raises(NotFound):
        edit_initiative(cast.chi.actor, **at(id_), **values, authors=authors)
    submit_initiative(cast.an.actor, **at(id_))
    late = {**values, "authors": authors}
    assert refused(lambda: edit_initiative(cast.binh.actor, **at(id_), **late)) == "initiative_elsewhere"


def test_the_leader_hands_it_in_and_nobody_else(cast):
    id_ = walk.registered(cast)
    for person in (cast.binh, cast.dung, cast.ha, cast.khanh):
        with pytest.raises(NotAllowed):
            submit_initiative(person.actor, **at(id_))
    first = at(id_)
    for _time in range(2):  # the same again is no second step
        submit_initiative(cast.an.actor, **first)
    assert (walk.initiative(id_).state, walk.version(id_)) == ("submitted", 2)


def test_the_committee_recognises_with_a_decision_and_never_its_own(cast):
    id_ = walk.submitted(cast)
    for person in (cast.an, cast.binh, cast.khanh, cast.lan):
        with pytest.raises(NotAllowed):
            recognise(person, id_)
    for name, value, reason in (
        ("decided_by", " ", "decision_incomplete"),
        ("decision", "", "decision_incomplete"),
        ("level", "world", "recognition_level_unknown"),
        ("decided_on", walk.REGISTERED - timedelta(days=1), "recognised_when"),
        ("decided_on", clock.today() + timedelta(days=1), "recognised_when"),
    ):
        assert refused(lambda name=name, value=value: recognise(cast.ha, id_, **{name: value})) == reason
    recognise(cast.ha, id_, paper=walk.paper())
    assert (walk.initiative(id_).state, walk.initiative(id_).level) == ("recognised", "bloc")
    own = walk.submitted(cast, leader=cast.giang, person=cast.ha, unit=cast.other_unit,
                         authors=[Author(cast.ha.member.id, 100)])  # fmt: skip
    with pytest.raises(NotAllowed):
        recognise(cast.ha, own)
    recognise(cast.hai, own)


def test_who_handed_it_in_does_not_recognise_it(cast):
    both = somebody(cast.unit, "Phan Hai Vai", "committee", cast.bloc)
    factories.appointment(both.account, "leader", cast.unit)
    id_ = walk.submitted(cast, leader=both)
    with pytest.raises(NotAllowed):
        recognise(both, id_)


def test_not_recognised_has_a_reason_and_is_the_end(cast):
    id_ = walk.submitted(cast)
    assert refused(lambda: refuse_initiative(cast.ha.actor, **at(id_), reason=" ")) == "initiative_reason_missing"
    refuse_initiative(cast.ha.actor, **at(id_), reason="Chưa có số liệu")
    assert (walk.initiative(id_).state, walk.initiative(id_).reason) == ("not_recognised", "Chưa có số liệu")
    assert refused(lambda: recognise(cast.ha, id_)) == "initiative_elsewhere"
    assert refused(lambda: submit_initiative(cast.an.actor, **at(id_))) == "initiative_elsewhere"


def test_it_is_applied_from_a_day_after_its_recognition_with_a_proof_and_not_shown_by_its_author(cast):
    id_ = walk.recognised(cast, authors=[Author(cast.binh.member.id, 50), Author(cast.an.member.id, 50)])
    with pytest.raises(NotAllowed):
        apply(cast.an, id_)  # an author
    for day in (walk.DECIDED - timedelta(days=1), clock.today() + timedelta(days=1)):
        assert refused(lambda day=day: apply(cast.ha, id_, applied_on=day)) == "applied_when"
    assert refused(lambda: apply(cast.ha, id_, applied_where=" ")) == "applied_where_missing"
    apply(cast.ha, id_)
    assert walk.initiative(id_).applied_on == walk.APPLIED
    assert [paper.moment for paper in db.session.query(InitiativeFile).filter_by(initiative_id=id_)] == ["proof"]
    other = walk.recognised(cast)
    apply(cast.an, other)
    assert [line for check in CHECKS for line in check()] == []


def test_it_can_be_taken_back_until_it_is_decided_on(cast):
    id_ = walk.submitted(cast)
    withdraw_initiative(cast.binh.actor, **at(id_), reason="Gộp với đề tài khác")
    assert walk.initiative(id_).state == "withdrawn"
    later = walk.recognised(cast)
    assert refused(lambda: withdraw_initiative(cast.binh.actor, **at(later), reason="?")) == "initiative_elsewhere"


def test_two_officers_decide_on_one_and_the_second_is_told(cast):
    id_ = walk.submitted(cast)
    seen = at(id_)
    recognise_initiative(cast.ha.actor, **seen, **RECOGNISED)
    with pytest.raises(Conflict):
        refuse_initiative(cast.hai.actor, **seen, reason="Chưa rõ")
    verbs = [event.verb for event in db.session.query(Event).filter_by(subject_type="initiatives", subject_id=id_)]
    assert verbs == ["initiative.registered", "initiative.submitted", "initiative.recognised"]


def test_other_units_take_up_what_is_recognised_each_once(cast):
    id_, waiting = walk.applied(cast), walk.submitted(cast)
    day = {"taken_on": date(2024, 9, 1)}

    def take(person, unit, of=id_, **more):
        return take_up_initiative(person.actor, initiative_id=of, unit_id=unit.id, **{**day, **more})

    use = take(cast.giang, cast.other_unit, note="Dùng ở bộ phận một cửa")
    assert take(cast.giang, cast.other_unit) == use
    again = {"taken_on": date(2024, 10, 1)}
    assert refused(lambda: take(cast.giang, cast.other_unit, **again)) == "taken_up_already"
    assert refused(lambda: take(cast.an, cast.unit)) == "own_initiative"
    early = {"taken_on": walk.DECIDED - timedelta(days=1)}
    assert refused(lambda: take(cast.an, cast.chapter, **early)) == "taken_up_when"
    assert refused(lambda: take(cast.an, cast.chapter, of=waiting)) == "not_recognised_yet"
    for person, unit in ((cast.giang, cast.unit), (cast.chi, cast.other_unit), (cast.ha, cast.bloc)):
        with pytest.raises(NotAllowed):
            take(person, unit)
    assert db.session.query(InitiativeUse).count() == 1

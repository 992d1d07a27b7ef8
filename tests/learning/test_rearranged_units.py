"""A unit is split or dissolved: open initiatives and classes go along, figures of before stay what they were."""

from datetime import date, timedelta

from app.core import clock
from app.extensions import db
from app.learning.actions import record_outcome
from app.learning.models import Initiative, TrainingClass
from app.learning.queries import count_initiatives, count_training
from app.people.actions import assign_members
from tests.learning import walk
from tests.learning.test_period_figures import Scope
from tests.people import rearranging
from tests.people.rearranging import part

YEAR = (date(2024, 1, 1), date(2024, 12, 31))


def test_open_initiatives_and_classes_go_along_and_what_was_counted_stays(app, cast, client):
    unit, lan = cast.unit, cast.lan.actor
    registered, submitted, applied = walk.registered(cast), walk.submitted(cast), walk.applied(cast)
    over, going = walk.add_class(cast), walk.add_class(cast)
    walk.send(cast.an, over, cast.binh.member, outcome="completed")
    walk.send(cast.an, going, cast.binh.member)

    def figures():
        db.session.rollback()
        scopes = [Scope(*YEAR), Scope(*YEAR, unit.id)]
        return [(count_initiatives(scope), count_training(scope)) for scope in scopes]

    before = figures()
    assert before[1][0]["initiatives.registered"][0] == 3
    id_ = rearranging.prepare(lan, "split", [unit], [part("HT1"), part("HT2")], on=clock.today() - timedelta(days=3))
    rearranging.choose(lan, id_, initiative={submitted: 1}, training_class={going: 1})
    assign_members(
        lan, rearrangement_id=id_, version=rearranging.version(id_), member_ids=[cast.dung.member.id], goal=1
    )
    found = rearranging.look(lan, id_)
    assert {row.item.id for row in found.group("initiative").rows} == {registered, submitted}
    assert {row.item.id for row in found.group("training_class").rows} == {going}
    page = client.as_(cast.lan).get(f"/rearrangements/{id_}")
    assert "Sáng kiến, đề tài chưa có quyết định" in page.text
    rearranging.carry_out(lan, id_)

    first, second = rearranging.new_unit("HT1"), rearranging.new_unit("HT2")
    homes = {row.id: row.unit_id for row in db.session.query(Initiative)}
    assert homes == {registered: first.id, submitted: second.id, applied: unit.id}
    assert {row.id: row.unit_id for row in db.session.query(TrainingClass)} == {over: unit.id, going: second.id}
    assert figures() == before
    history = client.as_(cast.binh).get(f"/learning/initiatives/{submitted}")
    assert "Chuyển sang đơn vị thay đơn vị cũ" in history.text
    # The unit that sent has ended: the committee says how the turn did.
    turn = walk.turn(going, cast.binh.member)
    record_outcome(cast.ha.actor, enrolment_id=turn.id, version=turn.version, outcome="completed")
    # What goes on twice still counts where it was registered.
    rearranging.dissolve(lan, second, [cast.other_unit], on=clock.today())
    db.session.rollback()
    row = db.session.get_one(Initiative, submitted)
    assert (row.unit_id, row.registered_in_id) == (cast.other_unit.id, unit.id)
    assert rearranging.all_checks(app) == []

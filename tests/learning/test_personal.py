"""What study holds about a person: shown to them, and without an identity once they are erased."""

from app.core.actions import action
from app.core.actor import SYSTEM
from app.core.files import StoredFile
from app.core.personal import Person, Pseudonym
from app.extensions import db
from app.learning.actions import record_outcome, withdraw_enrolment
from app.learning.models import TrainingEnrolment
from app.learning.personal import EXPIRIES, HOLDINGS
from app.learning.queries import count_training
from tests.learning import walk
from tests.learning.test_period_figures import YEAR


@action
def erase(actor, *, person):
    for holding in HOLDINGS:
        if holding.erase:
            holding.erase(person, Pseudonym("Đoàn viên đã xoá", "X1"))


def test_turns_and_shares_are_shown_and_counts_stay_true_after_erasure(cast, app):
    class_id, other = walk.add_class(cast), walk.add_class(cast)
    walk.send(cast.an, class_id, cast.binh.member)
    walk.send(cast.an, other, cast.binh.member)
    walk.registered(cast)
    turn = walk.turn(class_id, cast.binh.member)
    certified = {"outcome": "completed", "grade": "Giỏi", "certificate": walk.paper()}
    record_outcome(cast.an.actor, enrolment_id=turn.id, version=1, **certified)
    mistaken = walk.turn(other, cast.binh.member).id
    withdraw_enrolment(cast.an.actor, enrolment_id=mistaken, version=1, reason="Bình xin thôi")
    person = Person(cast.binh.member.id, cast.binh.account.id)
    rows = {holding.key: db.session.execute(holding.rows(person)).all() for holding in HOLDINGS}
    assert {key: len(found) for key, found in rows.items()} == {
        "training": 2, "training_lists": 0, "initiatives": 1, "initiative_uses": 0,
    }  # fmt: skip
    assert all(len(row) == len(holding.fields) for holding in HOLDINGS for row in rows[holding.key])
    before = count_training(YEAR)
    db.session.rollback()
    with app.test_request_context():
        erase(SYSTEM, person=person)
    db.session.expire_all()
    assert count_training(YEAR) == before
    kept = db.session.query(TrainingEnrolment.grade, TrainingEnrolment.certificate_id, TrainingEnrolment.reason)
    assert kept.order_by(TrainingEnrolment.id).all() == [("", None, ""), ("", None, "–")]
    assert db.session.query(StoredFile).count() == 0
    assert [expiry.key for expiry in EXPIRIES] == ["training_lists"]

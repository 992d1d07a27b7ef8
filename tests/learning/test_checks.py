"""What `flask check` says of study and initiatives when rows were changed behind the actions' back."""

from sqlalchemy import text

from app.extensions import db
from app.learning.checks import CHECKS
from tests.learning import walk


def complaints() -> list[str]:
    return [line for check in CHECKS for line in check()]


def test_shares_proofs_and_sending_units_are_recomputed(cast):
    class_id, id_ = walk.add_class(cast), walk.applied(cast)
    walk.send(cast.an, class_id, cast.binh.member)
    turn_id = walk.turn(class_id, cast.binh.member).id
    assert complaints() == []
    db.session.execute(text("UPDATE initiative_authors SET share = 90"))
    db.session.execute(text("DELETE FROM initiative_files"))
    db.session.execute(text("UPDATE training_enrolments SET unit_id = :id"), {"id": cast.other_unit.id})
    db.session.commit()
    assert complaints() == [
        f"initiatives {id_}: the authors' shares add up to 90",
        f"initiatives {id_}: applied without a proof",
        f"training_enrolments {turn_id}: sent by a unit in which the member never was",
    ]

"""The pages of study and initiatives in the demonstration, by who opens them."""

from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.learning.actions import keep_sending_list
from app.learning.list_reading import sheets_of_text
from app.learning.models import Initiative, TrainingClass, TrainingEnrolment
from app.learning.queries import get_class, get_roster
from app.people.models import Account, Unit
from app.people.roster.draft import pack
from app.seed.actors import Actors

# Somebody who isn't there, two lines that are nobody's, and one who is.
PASTED = "1. Đồng chí Nguyễn Văn Không Có\nDANH SÁCH\n2. {name}"


def list_learning_pages() -> dict[str | None, list[tuple[str, dict[str, Any]]]]:
    """Endpoint and values for each role."""
    unit = select(Unit.id).where(Unit.code == "STP").scalar_subquery()
    own = _one(select(TrainingClass.id).where(TrainingClass.unit_id == unit))
    big = _one(select(TrainingClass.id).order_by(TrainingClass.id))
    turn, member = db.session.execute(
        select(TrainingEnrolment.id, TrainingEnrolment.member_id).where(TrainingEnrolment.class_id == own)
    ).first() or (0, 0)
    applied, submitted, recognised = (_initiative(state) for state in ("applied", "submitted", "recognised"))
    registered = _one(select(Initiative.id).where(Initiative.state == "registered", Initiative.unit_id == unit))
    pupil = _one(select(Account.member_id).where(Account.email.startswith("pupil@")))
    year = {"from": "2023-01-01", "to": "2023-08-31"}
    classes = ("learning.training_class", {"class_id": own})
    return {
        None: [("learning.initiatives", {}), ("learning.initiative", {"initiative_id": applied})],
        "pupil": [
            ("learning.classes", {}),
            ("learning.own", {}),
            ("learning.new_initiative", {}),
            ("learning.initiatives", {"q": "so hoa"}),
            ("learning.training_class", {"class_id": big}),
        ],
        "leader": [
            ("learning.classes", {"kind": "it", "year": "2023"}),
            classes,
            ("learning.new_class", {}),
            ("learning.edit_class", {"class_id": own}),
            ("learning.send_list", {"class_id": own}),
            ("learning.list_preview", {"list_id": _list(own)}),
            ("learning.outcome", {"enrolment_id": turn}),
            ("learning.take_back", {"enrolment_id": turn}),
            ("learning.member", {"member_id": member}),
            ("learning.counts", {}),
            ("learning.initiative", {"initiative_id": registered}),
            ("learning.edit_initiative", {"initiative_id": registered}),
            ("learning.withdraw", {"initiative_id": registered}),
            ("learning.take_up", {"initiative_id": applied}),
        ],
        "school_leader": [("learning.member", {"member_id": pupil})],
        "committee": [
            ("learning.training_class", {"class_id": big}),
            ("learning.counts", year),
            ("learning.initiatives", {"state": "submitted"}),
            ("learning.initiative", {"initiative_id": submitted}),
            ("learning.recognise", {"initiative_id": submitted}),
            ("learning.refuse", {"initiative_id": submitted}),
            ("learning.apply", {"initiative_id": recognised}),
        ],
    }


def _initiative(state: str) -> int:
    return _one(select(Initiative.id).where(Initiative.state == state).order_by(Initiative.id))


def _list(class_id: int) -> int:
    leader = Actors().leader("STP")
    found = get_class(leader, class_id)
    sheets = sheets_of_text(PASTED.format(name="Nông Thu Hà"), get_roster(leader, found).units)
    db.session.rollback()
    return keep_sending_list(leader, class_id=class_id, name="Danh sách", content=pack(sheets))


def _one(statement: Any) -> int:
    return db.session.execute(statement.limit(1)).scalar_one()

"""Classes and initiatives by the product's own actions, for tests that need them in some state."""

from datetime import date
from typing import Any

from app.core.files import store_document
from app.extensions import db
from app.learning import actions
from app.learning.actions import Author, Sending
from app.learning.models import Initiative, TrainingEnrolment
from app.seed.papers import draw_paper

BEGUN = date(2024, 3, 4)
REGISTERED, DECIDED, APPLIED = date(2024, 1, 10), date(2024, 4, 2), date(2024, 5, 20)


def paper(words: str = "Giay to") -> Any:
    return store_document(draw_paper((words,)), "giay-to.pdf")


def add_class(cast: Any, *, person: Any = None, unit: Any = None, **more: Any) -> int:
    """A class of An's unit in March 2024."""
    values = {
        "title": "Bồi dưỡng chuyển đổi số",
        "kind": "it",
        "level": None,
        "starts_on": BEGUN,
        "ends_on": more.get("starts_on", BEGUN),
        "decision": "15-QĐ/ĐTN",
        **more,
    }
    return actions.add_class((person or cast.an).actor, unit_id=(unit or cast.unit).id, **values)


def send(person: Any, class_id: int, *members: Any, outcome: str = "", grade: str = "") -> int:
    people = [Sending(member.id, outcome, grade) for member in members]
    return actions.send_members(person.actor, class_id=class_id, people=people)


def turn(class_id: int, member: Any) -> TrainingEnrolment:
    """The member's live turn in a class, as it is now."""
    return (
        db.session.query(TrainingEnrolment)
        .filter_by(class_id=class_id, member_id=member.id)
        .filter(TrainingEnrolment.outcome != "withdrawn")
        .populate_existing()
        .one()
    )


def initiative(initiative_id: int) -> Initiative:
    return db.session.get_one(Initiative, initiative_id, populate_existing=True)


def version(initiative_id: int) -> int:
    return initiative(initiative_id).version


def registered(cast: Any, *, person: Any = None, unit: Any = None, authors: Any = None, **more: Any) -> int:
    """Bình's own initiative, in An's unit."""
    values = {
        "kind": "initiative",
        "title": "Số hoá sổ theo dõi hồ sơ",
        "solution": "Dùng bảng tính chung thay cho sổ giấy.",
        "registered_on": REGISTERED,
        **more,
    }
    authors = authors or [Author(cast.binh.member.id, 100)]
    actor = (person or cast.binh).actor
    return actions.register_initiative(actor, unit_id=(unit or cast.unit).id, authors=authors, **values)


def submitted(cast: Any, leader: Any = None, **more: Any) -> int:
    id_ = registered(cast, **more)
    return actions.submit_initiative((leader or cast.an).actor, initiative_id=id_, version=version(id_))


def recognised(cast: Any, decided_on: date = DECIDED, **more: Any) -> int:
    id_ = submitted(cast, **more)
    return actions.recognise_initiative(
        cast.ha.actor,
        initiative_id=id_,
        version=version(id_),
        decided_by="Hội đồng sáng kiến tỉnh",
        level="province",
        decision="40/QĐ-UBND",
        decided_on=decided_on,
    )


def applied(cast: Any, applied_on: date = APPLIED, leader: Any = None, **more: Any) -> int:
    id_ = recognised(cast, leader=leader, **more)
    return actions.apply_initiative(
        (leader or cast.an).actor,
        initiative_id=id_,
        version=version(id_),
        applied_on=applied_on,
        applied_where="Bộ phận một cửa",
        proof=paper(),
    )

"""Classes with who was sent and initiatives at each step: as rows of a unit, and by actions to fill forms in about."""

from typing import Any

from app.core import clock
from app.core.files import StoredFile
from app.core.workbooks import Row, Sheet
from app.extensions import db
from app.learning.actions import keep_sending_list
from app.learning.list_reading import HEADINGS, sheets_of_text
from app.learning.models import (
    Initiative,
    InitiativeAuthor,
    InitiativeFile,
    SendingList,
    TrainingClass,
    TrainingEnrolment,
)
from app.learning.queries import get_class, get_roster
from app.people.roster.draft import pack
from tests import factories
from tests.learning import walk


def add_study(unit: Any, member: Any, leader: Any, paper: StoredFile) -> dict[str, int]:
    """A class with a member in it, a list of the leader's for it, and an initiative that only the unit sees."""
    now, today = clock.now(), clock.today()
    days = {"starts_on": today, "ends_on": today}
    made = TrainingClass(unit_id=unit.id, title="Tin học", folded="tin hoc", kind="it", created_at=now, **days)
    proposed = Initiative(
        unit_id=unit.id,
        kind="initiative",
        title="Số hoá sổ hồ sơ",
        title_folded="so hoa so ho so",
        solution="Bảng tính chung.",
        registered_on=today,
        sort_on=today,
        authors=[InitiativeAuthor(member_id=member.member.id, position=1, share=100)],
    )
    db.session.add_all([made, proposed])
    db.session.flush()  # the rows below name these
    turn = TrainingEnrolment(
        class_id=made.id,
        member_id=member.member.id,
        unit_id=unit.id,
        outcome="completed",
        certificate_id=paper.id,
        at=now,
    )
    content = pack([Sheet("", [Row(0, HEADINGS), Row(1, ("1", member.member.full_name))])])
    kept = SendingList(account_id=leader.account.id, class_id=made.id, name="ds", content=content, answers={}, at=now)
    db.session.add_all([turn, kept, InitiativeFile(initiative_id=proposed.id, file_id=paper.id, moment="proposal")])
    db.session.flush()  # their ids are handed out
    return {
        "class_id": made.id,
        "enrolment_id": turn.id,
        "list_id": kept.id,
        "initiative_id": proposed.id,
    }


def make_study(cast: Any) -> dict[str, int]:
    """Classes and initiatives of An's unit, by actions."""
    class_id = walk.add_class(cast)
    taught = factories.member(cast.unit, "Hoàng Thị Học")
    walk.send(cast.an, class_id, cast.binh.member, taught)
    return {
        "class": class_id,
        "turn": walk.turn(class_id, cast.binh.member).id,
        "mistaken": walk.turn(class_id, taught).id,
        "open_list": _list(cast, class_id, "Nguyễn Văn Không Có"),
        "sure_list": _list(cast, class_id, "Hoàng Dũng"),
        "registered": walk.registered(cast),
        "proposed": walk.registered(cast),
        "given_up": walk.registered(cast),
        "handed_in": walk.submitted(cast),
        "doubted": walk.submitted(cast),
        "recognised": walk.recognised(cast),
        "applied": walk.applied(cast),
    }


def _list(cast: Any, class_id: int, name: str) -> int:
    units = get_roster(cast.an.actor, get_class(cast.an.actor, class_id)).units
    content = pack(sheets_of_text(f"1. {name}", units))
    db.session.rollback()  # only read until here; the action begins anew
    return keep_sending_list(cast.an.actor, class_id=class_id, name="ds", content=content)

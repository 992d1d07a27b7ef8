"""The tables of this area that point at a member: who was seen at the site, and certificates."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from app.attendance.actions.certificate import renew_certificates
from app.attendance.actions.hours import load_activity
from app.attendance.models import Certificate, CheckIn
from app.core import clock
from app.core.actions import lock_table
from app.extensions import db
from app.people.merging.table import MemberTable, Merge
from app.volunteering.merging import ENDED
from app.volunteering.models import PLACE_STATES, SignUp

SEEN, VALID = "check_ins.changed", "certificates.valid"


class Records(MemberTable):
    """Records of a place that ended count for the one that stays in that shift; of another shift the host decides."""

    def move(self, merge: Merge) -> None:
        ended = {int(id_): values["stays"] for id_, values in merge.moved[ENDED].items()}
        noted = []
        for seen in _records(ended):
            noted.append([seen.id, seen.sign_up_id, seen.state, seen.problem])
            stays = ended[seen.sign_up_id or 0]
            if stays is not None:
                seen.sign_up_id = stays
            elif seen.state == "counted":
                seen.state, seen.problem = "open", "place_cancelled"
        merge.moved[SEEN] = noted
        db.session.flush()
        super().move(merge)

    def move_back(self, merge: Merge) -> None:
        super().move_back(merge)
        for id_, sign_up_id, state, problem in merge.moved[SEEN]:
            seen, place = db.session.get_one(CheckIn, id_), db.session.get_one(SignUp, sign_up_id)
            seen.sign_up_id = sign_up_id
            if seen.state in (state, "open"):  # or somebody has looked at it since
                seen.state, seen.problem = state, problem
            if seen.state == "counted" and place.state not in PLACE_STATES:
                seen.state, seen.problem = "open", "place_cancelled"
        db.session.flush()
        # Whoever was seen since at a place that went back is its owner.
        places = select(SignUp.id).where(SignUp.member_id == merge.gone_id)
        moved = update(CheckIn).where(CheckIn.sign_up_id.in_(places), CheckIn.member_id == merge.kept_id)
        db.session.execute(moved.values(member_id=merge.gone_id))


class Certificates(MemberTable):
    """One is valid for an activity: where both have one, or hours come together, another says them all."""

    def move(self, merge: Merge) -> None:
        lock_table(Certificate)
        valid = _valid(merge.kept_id, merge.gone_id)
        merge.moved[VALID] = [certificate.id for certificate in valid if certificate.member_id == merge.gone_id]
        of_kept = {one.activity_id: one for one in valid if one.member_id == merge.kept_id}
        for certificate in valid:
            if certificate.member_id == merge.gone_id and certificate.activity_id in of_kept:
                stays = of_kept[certificate.activity_id]
                certificate.state, certificate.replaced_by_id = "replaced", stays.id
                certificate.ended_at, certificate.reason = clock.now(), "merged"
        db.session.flush()  # one is valid when they are moved
        super().move(merge)
        self._renew(merge, {certificate.activity_id for certificate in valid}, merge.kept_id)

    def move_back(self, merge: Merge) -> None:
        lock_table(Certificate)
        super().move_back(merge)
        kept_activities = {certificate.activity_id for certificate in _valid(merge.kept_id, merge.gone_id)}
        ended = db.session.execute(
            select(Certificate).where(Certificate.id.in_(merge.moved[VALID]), Certificate.state == "replaced")
        ).scalars()
        given_back = set()
        for certificate in ended:
            certificate.state, certificate.replaced_by_id = "valid", None
            certificate.ended_at, certificate.reason = None, ""
            given_back.add(certificate.activity_id)
        db.session.flush()
        self._renew(merge, kept_activities | given_back, merge.kept_id, merge.gone_id)

    def _renew(self, merge: Merge, activity_ids: set[int], *member_ids: int) -> None:
        for activity_id in sorted(activity_ids):
            activity = load_activity(activity_id)
            if activity is not None:
                renew_certificates(merge.actor, activity, member_ids)


def _records(sign_up_ids: Any) -> list[CheckIn]:
    statement = select(CheckIn).where(CheckIn.sign_up_id.in_(list(sign_up_ids))).order_by(CheckIn.id)
    return list(db.session.execute(statement).scalars())


def _valid(*member_ids: int) -> list[Certificate]:
    statement = select(Certificate).where(Certificate.member_id.in_(member_ids), Certificate.state == "valid")
    return list(db.session.execute(statement.order_by(Certificate.id)).scalars())


TABLES = (
    Records(CheckIn.member_id, _l("Records of coming and leaving")),
    Certificates(Certificate.member_id, _l("Certificates")),
)

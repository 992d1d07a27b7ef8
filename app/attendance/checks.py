"""What must hold of hours and certificates, recomputed for `flask check`: one line for each that doesn't."""

from collections.abc import Iterator

from sqlalchemy import func, select

from app.attendance.models import Certificate, CheckIn
from app.extensions import db
from app.volunteering.models import PLACE_STATES, Shift, SignUp


def check_certified_hours() -> Iterator[str]:
    """A valid certificate says the hours that are confirmed."""
    confirmed = (
        select(func.coalesce(func.sum(SignUp.confirmed_minutes), 0))
        .join(Shift, Shift.id == SignUp.shift_id)
        .where(
            Shift.activity_id == Certificate.activity_id,
            SignUp.member_id == Certificate.member_id,
            SignUp.state == "attended",
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Certificate.id, Certificate.minutes, confirmed)
        .where(Certificate.state == "valid", Certificate.minutes != confirmed)
        .order_by(Certificate.id)
    )
    for id_, minutes, known in rows:
        yield f"certificates {id_}: says {minutes} minutes, but {known} are confirmed"


def check_records() -> Iterator[str]:
    """A record that counts belongs to a sign-up of its own shift and member."""
    rows = db.session.execute(
        select(CheckIn.id)
        .join(SignUp, SignUp.id == CheckIn.sign_up_id)
        .where((SignUp.shift_id != CheckIn.shift_id) | (SignUp.member_id != CheckIn.member_id))
        .order_by(CheckIn.id)
    )
    for (id_,) in rows:
        yield f"check_ins {id_}: its sign-up is of another shift or member"


def check_records_of_ended_places() -> Iterator[str]:
    """No record counts for a place that has ended: nobody would confirm its hours."""
    rows = db.session.execute(
        select(CheckIn.id)
        .join(SignUp, SignUp.id == CheckIn.sign_up_id)
        .where(CheckIn.state == "counted", SignUp.state.not_in(PLACE_STATES))
        .order_by(CheckIn.id)
    )
    for (id_,) in rows:
        yield f"check_ins {id_}: it counts for a place that has ended"


CHECKS = (check_certified_hours, check_records, check_records_of_ended_places)

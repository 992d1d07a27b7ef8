"""What this area holds about people: who was seen at a site, how hours were confirmed, certificates."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from app.attendance.models import Certificate, CheckIn, HoursChange
from app.attendance.wording import CERTIFICATE_STATE_NAMES, DIRECTION_NAMES, WAY_NAMES
from app.core.personal import Field, Holding, Person, Pseudonym, Rows
from app.extensions import db
from app.volunteering.models import Activity, Shift, SignUp

HOURS = _l("Count hours that can be shown to be true")


def _read_check_ins(person: Person) -> Rows:
    return (
        select(Activity.title, CheckIn.direction, CheckIn.how, CheckIn.at, CheckIn.name, CheckIn.note)
        .join(Shift, Shift.id == CheckIn.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(CheckIn.member_id == person.member_id)
        .order_by(CheckIn.at, CheckIn.id)
    )


def _read_changes(person: Person) -> Rows:
    columns = (
        Activity.title,
        HoursChange.at,
        HoursChange.minutes_before,
        HoursChange.minutes_after,
        HoursChange.reason,
    )
    return (
        select(*columns)
        .join(SignUp, SignUp.id == HoursChange.sign_up_id)
        .join(Shift, Shift.id == SignUp.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(SignUp.member_id == person.member_id)
        .order_by(HoursChange.id)
    )


def _read_certificates(person: Person) -> Rows:
    held = Certificate
    columns = (
        *(held.year, held.number, held.full_name, held.activity_title, held.minutes, held.state, held.issued_at),
        *(held.shows_name, held.shows_hours, held.shows_activity),
    )
    return select(*columns).where(held.member_id == person.member_id).order_by(held.id)


def _erase_check_ins(person: Person, _as_whom: Pseudonym) -> None:
    db.session.execute(update(CheckIn).where(CheckIn.member_id == person.member_id).values(name="", note=""))


def _erase_certificates(person: Person, as_whom: Pseudonym) -> None:
    """Numbers, hours and states stay, so that the series has no gap and a paper can still be checked; the name goes."""
    db.session.execute(
        update(Certificate)
        .where(Certificate.member_id == person.member_id)
        .values(full_name=as_whom.name, shows_name=False)
    )


ACTIVITY = Field("activity", _l("Activity"))

HOLDINGS = (
    Holding(
        "check_ins",
        _l("Seen at the site"),
        HOURS,
        "record",
        (CheckIn.member_id,),
        (
            ACTIVITY,
            Field("direction", _l("Came or left"), words=DIRECTION_NAMES),
            Field("how", _l("How"), words=WAY_NAMES),
            Field("at", _l("When")),
            Field("name", _l("Name as it was given")),
            Field("note", _l("Note")),
        ),
        _read_check_ins,
        _erase_check_ins,
    ),
    Holding(
        "hours_changes",
        _l("How hours were confirmed"),
        HOURS,
        "record",
        (HoursChange.sign_up_id,),
        (
            ACTIVITY,
            Field("at", _l("When")),
            Field("minutes_before", _l("Minutes before")),
            Field("minutes_after", _l("Minutes after")),
            Field("reason", _l("Reason")),
        ),
        _read_changes,
    ),
    Holding(
        "certificates",
        _l("Certificates"),
        _l("Certify hours, in a way that anybody can verify"),
        "record",
        (Certificate.member_id,),
        (
            Field("year", _l("Year")),
            Field("number", _l("Number")),
            Field("full_name", _l("Full name")),
            ACTIVITY,
            Field("minutes", _l("Minutes")),
            Field("state", _l("State"), words=CERTIFICATE_STATE_NAMES),
            Field("issued_at", _l("When")),
            Field("shows_name", _l("Name is public")),
            Field("shows_hours", _l("Hours are public")),
            Field("shows_activity", _l("Activity is public")),
        ),
        _read_certificates,
        _erase_certificates,
    ),
)

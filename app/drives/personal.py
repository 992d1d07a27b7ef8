"""What this area holds about people besides who did what: nominations, with the name on the certificate."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from app.core.personal import Field, Holding, Person, Pseudonym, Rows
from app.drives.models import Drive, Nomination
from app.drives.wording import FORM_NAMES, NOMINATION_NAMES
from app.extensions import db


def _read_nominations(person: Person) -> Rows:
    """Without the guardian's name: that is another person's."""
    columns = (Nomination.nominated_at, Nomination.form, Nomination.merit, Nomination.state, Nomination.reason)
    return (
        select(Drive.title, *columns, Nomination.honoured_name, Nomination.consented_at)
        .join(Drive, Drive.id == Nomination.drive_id)
        .where(Nomination.member_id == person.member_id)
        .order_by(Nomination.id)
    )


def _erase_nominations(person: Person, as_whom: Pseudonym) -> None:
    """That somebody was commended, and on what figures, stays; names, words and the consent to be named go."""
    own = Nomination.member_id == person.member_id
    values = {"merit": "–", "guardian": "", "consented_at": None}
    db.session.execute(update(Nomination).where(own).values(values))
    named = update(Nomination).where(own, Nomination.honoured_name != "")
    db.session.execute(named.values(honoured_name=as_whom.name))
    db.session.execute(update(Nomination).where(own, Nomination.reason != "").values(reason="–"))


HOLDINGS = (
    Holding(
        "nominations",
        _l("Nominations in drives"),
        _l("Commend who deserves it, on the evidence of the records"),
        "record",
        (Nomination.member_id,),
        (
            Field("drive", _l("Emulation drive")),
            Field("at", _l("When")),
            Field("form", _l("Form"), words=FORM_NAMES),
            Field("merit", _l("Merit")),
            Field("state", _l("State"), words=NOMINATION_NAMES),
            Field("reason", _l("Reason")),
            Field("name", _l("Name on the certificate")),
            Field("consented_at", _l("Agreed to be named in public")),
        ),
        _read_nominations,
        _erase_nominations,
    ),
)

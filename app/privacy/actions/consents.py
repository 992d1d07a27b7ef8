"""Agreeing to a purpose and taking it back: by oneself, or noted down from a guardian's paper."""

from datetime import date

from sqlalchemy import select

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.core.files import NewFile, add_file
from app.core.personal import Person
from app.extensions import db
from app.people.models import Member
from app.people.permissions import can_edit_member
from app.people.queries.members import get_member_page
from app.privacy.models import PicturePerson, PrivacyConsent
from app.privacy.pictures import files_of, refresh_withheld
from app.privacy.wording import PURPOSES


@action
def give_consent(actor: Actor, *, purpose: str, wording: str) -> int:
    """Agree to a purpose for oneself; who has agreed already gets the same one. Returns the id.

    `wording` is what the page said, in its language.
    """
    if actor.member_id is None or purpose not in PURPOSES:
        raise NotFound
    lock(Member, Member.id == actor.member_id)
    live = _live(actor.member_id, purpose, "own")
    if live is not None:
        return live.id
    return _add(actor, actor.member_id, purpose, "own", wording=wording, how="signed_in", given_on=clock.today()).id


@action
def record_consent(
    actor: Actor,
    *,
    member_id: int,
    purpose: str,
    wording: str,
    side: str,
    given_on: date,
    paper: NewFile,
    guardian_name: str = "",
    relation: str = "",
) -> int:
    """Note down what was agreed on paper, by a guardian or by a member who cannot sign in. Returns the id.

    Raises NotFound, NotAllowed, NotPossible("agreed_already", "in_the_future", "guardian_needed").
    """
    page = get_member_page(actor, member_id)
    if not can_edit_member(actor, page.unit.path):
        raise NotAllowed
    if given_on > clock.today():
        raise NotPossible("in_the_future", field="given_on")
    if side == "guardian" and not guardian_name:
        raise NotPossible("guardian_needed", field="guardian_name")
    lock(Member, Member.id == member_id)
    if _live(member_id, purpose, side) is not None:
        raise NotPossible("agreed_already", field="side")
    stored = add_file(actor, paper)
    db.session.flush()  # the consent points at it
    named = {"guardian_name": guardian_name, "relation": relation} if side == "guardian" else {}
    return _add(
        actor, member_id, purpose, side, wording=wording, how="paper", given_on=given_on, file_id=stored.id, **named
    ).id


@action
def withdraw_consent(actor: Actor, *, consent_id: int) -> None:
    """Take a consent back: who gave it, or an officer whom the guardian told; twice changes nothing.

    Pictures of the member are withheld from the public at once.
    """
    consent = lock(PrivacyConsent, PrivacyConsent.id == consent_id)
    if consent is None:
        raise NotFound
    own = actor.member_id == consent.member_id
    page = get_member_page(actor, consent.member_id)
    if not own and not can_edit_member(actor, page.unit.path):
        raise NotAllowed
    if consent.withdrawn_at is not None:
        return
    consent.withdrawn_at, consent.withdrawn_by = clock.now(), actor.account_id
    db.session.flush()  # what is withheld is asked by a statement
    withheld = refresh_withheld(files_of(Person(consent.member_id)))
    _note(actor, "privacy_consent.withdrawn", consent, withheld)


@action
def recheck_pictures(actor: Actor) -> int:
    """Show or withhold pictures as it is right today: who has turned 18 needs no guardian any more."""
    return refresh_withheld(db.session.execute(select(PicturePerson.file_id).distinct()).scalars().all())


def _add(actor: Actor, member_id: int, purpose: str, side: str, **values: object) -> PrivacyConsent:
    consent = PrivacyConsent(
        member_id=member_id,
        purpose=purpose,
        side=side,
        recorded_at=clock.now(),
        recorded_by=actor.account_id,
        **values,
    )
    db.session.add(consent)
    db.session.flush()  # the event names it, and what is withheld is asked by a statement
    shown = refresh_withheld(files_of(Person(member_id)))
    _note(actor, "privacy_consent.given", consent, shown)
    return consent


def _note(actor: Actor, verb: str, consent: PrivacyConsent, pictures: int) -> None:
    details = {"purpose": consent.purpose, "side": consent.side, "pictures": pictures}
    record(actor, verb, consent, member_id=consent.member_id, **details)


def _live(member_id: int, purpose: str, side: str) -> PrivacyConsent | None:
    return db.session.execute(
        select(PrivacyConsent).where(
            PrivacyConsent.member_id == member_id,
            PrivacyConsent.purpose == purpose,
            PrivacyConsent.side == side,
            PrivacyConsent.withdrawn_at.is_(None),
        )
    ).scalar_one_or_none()

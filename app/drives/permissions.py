"""Who may do what with drives, and which ones a list may show. `drive.unit` and `place.unit` must be loaded.

Who scores, who verifies and who decides are three people: the role is asked first, then whose hand was in it already.
Nobody of these may be the system: it is no person.
"""

from sqlalchemy import ColumnElement, and_, false, or_, true

from app.core.actor import Actor, Role
from app.drives.models import Claim, Drive, DriveUnit, Nomination, Objection
from app.people.models import Unit

READS_DRAFTS = (Role.COMMITTEE, Role.INSPECTOR)


def can_see_drive(actor: Actor, drive: Drive) -> bool:
    """Visitors see what was published, members what was opened, committee and inspector the drafts too."""
    if actor.is_system or (drive.is_public and not drive.is_draft):
        return True
    if actor.is_visitor:
        return False
    return not drive.is_draft or actor.holds(*READS_DRAFTS, over=drive.unit.path)


def visible_drives(actor: Actor) -> ColumnElement[bool]:
    """The WHERE twin of `can_see_drive`, over Drive."""
    if actor.is_system:
        return true()
    if actor.is_visitor:
        return and_(Drive.is_public, Drive.state != "draft")
    paths = actor.paths(*READS_DRAFTS)
    over = or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in paths))
    return or_(Drive.state != "draft", Drive.unit.has(over))


def can_make_drive(actor: Actor, unit: Unit) -> bool:
    """The committee over the unit whose drive it is."""
    return actor.is_system or actor.holds(Role.COMMITTEE, over=unit.path)


def units_for_drives(actor: Actor) -> ColumnElement[bool]:
    """The WHERE clause of `can_make_drive`, over units that have others under them."""
    has_others = Unit.kind.in_(("bloc", "union"))
    if actor.is_system:
        return has_others
    paths = actor.paths(Role.COMMITTEE)
    return and_(has_others, or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in paths)))


def can_edit_drive(actor: Actor, drive: Drive) -> bool:
    """Whoever may make it; the action asks whether it is still a draft."""
    return can_make_drive(actor, drive.unit)


can_open_drive = can_edit_drive
can_try_drive = can_edit_drive
can_publish_drive = can_edit_drive


def can_register_unit(actor: Actor, place: DriveUnit) -> bool:
    """The unit's own leader, or one above it: a promise is the unit's."""
    return actor.holds(Role.LEADER, over=place.unit.path)


can_withdraw_unit = can_register_unit
can_raise_objection = can_register_unit


def can_score_condition(actor: Actor, place: DriveUnit, claim: Claim | None) -> bool:
    """The unit's leaders, except who has verified this condition before."""
    touched = claim is not None and claim.was_verified_by(actor.account_id)
    return can_register_unit(actor, place) and not touched


def can_see_claim(actor: Actor, place: DriveUnit) -> bool:
    """The document is for the unit's officers, the committee and the inspector."""
    return actor.is_system or actor.holds(Role.LEADER, Role.COMMITTEE, Role.INSPECTOR, over=place.unit.path)


def can_verify_claim(actor: Actor, drive: Drive, claim: Claim) -> bool:
    """The committee, except who has scored this condition."""
    return actor.holds(Role.COMMITTEE, over=drive.unit.path) and not claim.was_scored_by(actor.account_id)


def can_answer_objection(actor: Actor, drive: Drive, objection: Objection, claim: Claim | None) -> bool:
    """The committee, except who objected and who verified what is objected to."""
    if not actor.holds(Role.COMMITTEE, over=drive.unit.path) or objection.raised_by == actor.account_id:
        return False
    return claim is None or not (claim.was_verified_by(actor.account_id) or claim.was_scored_by(actor.account_id))


def can_decide_drive(actor: Actor, drive: Drive, *, had_a_hand: bool) -> bool:
    """The committee, except who has scored, verified or objected anywhere in this drive."""
    return actor.holds(Role.COMMITTEE, over=drive.unit.path) and not had_a_hand


can_close_drive = can_decide_drive


def can_nominate(actor: Actor, place: DriveUnit) -> bool:
    """The unit's leaders."""
    return can_register_unit(actor, place)


def can_see_nominations(actor: Actor, drive: Drive) -> bool:
    """All of a drive's nominations: committee and inspector. A unit's leaders see their own."""
    return actor.is_system or actor.holds(Role.COMMITTEE, Role.INSPECTOR, over=drive.unit.path)


def visible_nominations(actor: Actor, drive: Drive) -> ColumnElement[bool]:
    """Over Nomination joined with its unit: those of the units that the actor leads, or all."""
    if can_see_nominations(actor, drive):
        return true()
    return or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in actor.paths(Role.LEADER)))


def can_see_nomination(actor: Actor, drive: Drive, nomination: Nomination) -> bool:
    """Committee, inspector, the leaders of the unit that nominates; the member once it is decided."""
    own = nomination.member_id is not None and nomination.member_id == actor.member_id
    if own and nomination.state == "decided":
        return True
    return can_see_nominations(actor, drive) or actor.holds(Role.LEADER, over=nomination.unit.path)


def can_check_nomination(actor: Actor, drive: Drive, nomination: Nomination) -> bool:
    """The committee, except who nominated and who is nominated."""
    is_own = actor.account_id == nomination.nominated_by or _is_about(actor, nomination)
    return actor.holds(Role.COMMITTEE, over=drive.unit.path) and not is_own


def can_decide_nomination(actor: Actor, drive: Drive, nomination: Nomination, *, had_a_hand: bool) -> bool:
    """The committee, except who nominated, checked or is commended, and who had a hand in the drive's scores."""
    if actor.account_id in (nomination.nominated_by, nomination.checked_by) or _is_about(actor, nomination):
        return False
    return can_decide_drive(actor, drive, had_a_hand=had_a_hand)


def can_consent_to_naming(actor: Actor, nomination: Nomination) -> bool:
    """Only the member who was commended."""
    return nomination.state == "decided" and _is_about(actor, nomination)


def _is_about(actor: Actor, nomination: Nomination) -> bool:
    return nomination.member_id is not None and nomination.member_id == actor.member_id

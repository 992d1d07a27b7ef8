"""Commendation: nominated with evidence from the records, checked by another, decided by a third, named by consent."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actions import action, lock, lock_all
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import record
from app.drives.actions.loading import lock_drive, lock_place
from app.drives.models import CommendationDecision, Drive, DriveUnit, Nomination
from app.drives.models.commendation import FORMS, NOMINATED
from app.drives.permissions import (
    can_check_nomination,
    can_consent_to_naming,
    can_decide_drive,
    can_decide_nomination,
    can_nominate,
    can_see_nomination,
)
from app.drives.queries.evidence import (
    Evidence,
    evidence_of_member,
    evidence_of_unit,
    evidence_of_work,
    place_in,
    was_rated_badly,
)
from app.drives.queries.hands import had_a_hand
from app.drives.queries.setup import load_setup
from app.drives.queries.standings import standings_of
from app.extensions import db
from app.people.models import Member, Membership, Unit
from app.works.models import Work

THING = {"unit": "for_unit_id", "work": "work_id", "member": "member_id"}


@action
def nominate(actor: Actor, *, place_id: int, kind: str, thing_id: int, form: str, merit: str) -> int:
    """Nominate one's own unit, an accepted work or a member of it; returns the id. Figures come from the records.

    Nobody nominates themselves. Raises NotFound, NotAllowed, NotPossible.
    """
    place = lock_place(actor, place_id)
    drive = place.drive
    if not can_nominate(actor, place):
        raise NotAllowed
    if kind not in NOMINATED or form not in FORMS:
        raise ValueError(kind)
    if drive.is_draft or not place.competes:
        raise NotPossible("unit_does_not_compete")
    evidence = _EVIDENCE[kind](actor, place, thing_id)
    same = select(Nomination.id).where(
        Nomination.drive_id == drive.id, getattr(Nomination, THING[kind]) == thing_id, Nomination.state != "refused"
    )
    if db.session.execute(same).first():
        raise NotPossible("nominated_already", field="thing_id")
    assert actor.account_id is not None  # the permission asks for a role
    nomination = Nomination(
        drive_id=drive.id,
        unit_id=place.unit_id,
        form=form,
        merit=merit,
        evidence=evidence,
        nominated_by=actor.account_id,
        nominated_at=clock.now(),
        **{THING[kind]: thing_id},
    )
    db.session.add(nomination)
    db.session.flush()  # the event and the answer need the id
    record(actor, "nomination.made", drive, nomination=nomination.id, kind=kind, thing=thing_id, form=form)
    return nomination.id


@action
def check_nomination(actor: Actor, *, nomination_id: int) -> None:
    """Say that the evidence was looked at and holds. Twice changes nothing."""
    drive, nomination = _lock(actor, nomination_id)
    if not can_check_nomination(actor, drive, nomination):
        raise NotAllowed
    if nomination.state == "checked" and nomination.checked_by == actor.account_id:
        return
    if nomination.state != "nominated":
        raise NotPossible("nothing_to_check")
    nomination.state, nomination.checked_by, nomination.checked_at = "checked", actor.account_id, clock.now()
    record(actor, "nomination.checked", drive, nomination=nomination_id)


@action
def refuse_nomination(actor: Actor, *, nomination_id: int, reason: str) -> None:
    """Refuse a nomination that isn't decided yet, with a reason. Twice changes nothing."""
    drive, nomination = _lock(actor, nomination_id)
    if not can_check_nomination(actor, drive, nomination):
        raise NotAllowed
    if nomination.state == "refused" and nomination.reason == reason.strip():
        return
    if nomination.state not in ("nominated", "checked"):
        raise NotPossible("nothing_to_check")
    if not reason.strip():
        raise NotPossible("refusing_needs_reason", field="reason")
    nomination.state, nomination.reason = "refused", reason.strip()
    record(actor, "nomination.refused", drive, nomination=nomination_id, reason=nomination.reason)


@action
def decide_commendations(
    actor: Actor,
    *,
    drive_id: int,
    nomination_ids: Collection[int],
    number: str,
    decided_on: date,
    signer: str,
    signer_title: str,
) -> int:
    """Commend checked nominations of a closed drive by a decision; returns its id.

    Who decides has neither nominated nor checked any of them, nor scored or verified in the drive; and no more are
    commended than the drive allows.
    """
    drive = lock_drive(actor, drive_id)
    hand = had_a_hand(drive_id, actor.account_id)
    if not can_decide_drive(actor, drive, had_a_hand=hand):
        raise NotAllowed
    if drive.state != "closed":
        raise NotPossible("drive_not_closed_yet")
    chosen = lock_all(Nomination, Nomination.id.in_(list(nomination_ids)), Nomination.drive_id == drive_id)
    if not chosen or len(chosen) != len(set(nomination_ids)):
        raise NotPossible("choose_nominations", field="chosen")
    if not all(can_decide_nomination(actor, drive, each, had_a_hand=hand) for each in chosen):
        raise NotAllowed
    if any(each.state != "checked" for each in chosen):
        raise NotPossible("not_checked_yet", field="chosen")
    if decided_on > clock.today():
        raise NotPossible("commended_in_future", field="decided_on")
    _check_quotas(drive, chosen)
    taken = select(CommendationDecision.id).where(
        CommendationDecision.unit_id == drive.unit_id,
        CommendationDecision.number == number,
        CommendationDecision.decided_on == decided_on,
    )
    if db.session.execute(taken).first():
        raise NotPossible("decision_number_taken", field="number")
    assert actor.account_id is not None  # the permission asks for a role
    decision = CommendationDecision(
        drive_id=drive_id,
        unit_id=drive.unit_id,
        number=number,
        decided_on=decided_on,
        signer=signer,
        signer_title=signer_title,
        decided_by=actor.account_id,
        at=clock.now(),
    )
    db.session.add(decision)
    db.session.flush()  # what it commends needs the id
    names = _names(chosen)
    for nomination in chosen:
        nomination.state, nomination.decision_id, nomination.decided_by = "decided", decision.id, actor.account_id
        nomination.honoured_name = names[nomination.id]
    commended = sorted(nomination.id for nomination in chosen)
    record(actor, "commendation.decided", drive, commendation=decision.id, number=number, nominations=commended)
    return decision.id


@action
def consent_to_naming(actor: Actor, *, nomination_id: int, agrees: bool) -> None:
    """A commended member agrees to be named in public, or takes that back."""
    drive, nomination = _lock(actor, nomination_id)
    if not can_consent_to_naming(actor, nomination):
        raise NotAllowed
    if (nomination.consented_at is not None) == agrees:
        return
    nomination.consented_at = clock.now() if agrees else None
    record(actor, "nomination.naming_agreed" if agrees else "nomination.naming_ended", drive, nomination=nomination_id)


@action
def note_guardian(actor: Actor, *, nomination_id: int, guardian: str) -> None:
    """Keep that a minor's guardian agrees to the naming: who, and on what paper. Empty: no longer."""
    drive, nomination = _lock(actor, nomination_id)
    place = db.session.execute(
        select(DriveUnit)
        .where(DriveUnit.drive_id == drive.id, DriveUnit.unit_id == nomination.unit_id)
        .options(joinedload(DriveUnit.unit))
    ).scalar_one()
    if not can_nominate(actor, place):
        raise NotAllowed
    if nomination.member_id is None or nomination.state != "decided":
        raise NotPossible("no_guardian_needed")
    if nomination.guardian == guardian.strip():
        return
    nomination.guardian = guardian.strip()
    record(actor, "nomination.guardian_noted", drive, nomination=nomination_id)


def _lock(actor: Actor, nomination_id: int) -> tuple[Drive, Nomination]:
    drive_id = db.session.execute(
        select(Nomination.drive_id).where(Nomination.id == nomination_id)
    ).scalar_one_or_none()
    if drive_id is None:
        raise NotFound
    drive = lock_drive(actor, drive_id)
    nomination = lock(Nomination, Nomination.id == nomination_id, options=(joinedload(Nomination.unit),))
    assert nomination is not None  # never deleted
    if not can_see_nomination(actor, drive, nomination):
        raise NotFound
    return drive, nomination


def _unit_evidence(_actor: Actor, place: DriveUnit, unit_id: int) -> Evidence:
    if unit_id != place.unit_id:
        raise NotPossible("not_of_the_unit", field="thing_id")
    standings = standings_of(load_setup(place.drive))
    first, last = place.drive.date_from, place.drive.date_to
    return [*place_in(standings, unit_id), *evidence_of_unit(unit_id, first, last)]


def _work_evidence(_actor: Actor, place: DriveUnit, work_id: int) -> Evidence:
    work = db.session.execute(
        select(Work).where(Work.id == work_id).options(joinedload(Work.unit))
    ).scalar_one_or_none()
    if work is None or not work.unit.path.startswith(place.unit.path):
        raise NotPossible("not_of_the_unit", field="thing_id")
    if work.accepted_on is None or not place.drive.date_from <= work.accepted_on <= place.drive.date_to:
        raise NotPossible("not_accepted_in_the_drive", field="thing_id")
    return evidence_of_work(work_id)


def _member_evidence(actor: Actor, place: DriveUnit, member_id: int) -> Evidence:
    if member_id == actor.member_id:
        raise NotPossible("nominates_oneself", field="thing_id")
    home = db.session.execute(
        select(Unit.path)
        .join(Membership, Membership.unit_id == Unit.id)
        .where(Membership.member_id == member_id, Membership.valid_until.is_(None))
    ).scalar_one_or_none()
    if home is None or not home.startswith(place.unit.path):
        raise NotPossible("not_of_the_unit", field="thing_id")
    evidence = evidence_of_member(member_id, place.drive.date_from, place.drive.date_to)
    if was_rated_badly(evidence):
        raise NotPossible("did_not_complete_the_tasks", field="thing_id")
    return evidence


_EVIDENCE: dict[str, Any] = {"unit": _unit_evidence, "work": _work_evidence, "member": _member_evidence}


def _check_quotas(drive: Drive, chosen: list[Nomination]) -> None:
    decided = select(Nomination).where(Nomination.drive_id == drive.id, Nomination.state == "decided")
    commended = [*db.session.execute(decided).scalars(), *chosen]
    most = {"unit": drive.most_units, "work": drive.most_works, "member": drive.most_members}
    for kind, limit in most.items():
        if limit is not None and sum(each.kind == kind for each in commended) > limit:
            raise NotPossible(f"too_many_{kind}s", field="chosen", most=limit)


def _names(chosen: list[Nomination]) -> dict[int, str]:
    """How each is called on its certificate."""
    found: dict[int, str] = {}
    columns: dict[str, Any] = {"unit": Unit.name, "work": Work.title, "member": Member.full_name}
    for kind, column in columns.items():
        ids = {getattr(each, THING[kind]): each.id for each in chosen if each.kind == kind}
        model = column.class_
        rows = db.session.execute(select(model.id, column).where(model.id.in_(list(ids))))
        found |= {ids[id_]: name for id_, name in rows}
    return found

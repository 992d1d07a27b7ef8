"""What becomes of events: told inside the action that recorded them, so that no notice is lost or made up.

Who did a thing themselves isn't told about it, except of a place: that message holds when and where.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from app.core.events import Event, Listener
from app.extensions import db
from app.notifications import units
from app.notifications.officers import leaders_of, who_may_approve
from app.notifications.writing import Notice, Recipient, accounts_to_tell, members_to_tell, write
from app.volunteering.models import Activity, Shift, SignUp
from app.works.models import Work

# What of a change concerns those who signed up; a new capacity or description doesn't.
SHIFT_FIELDS = {"starts_at", "ends_at", "role", "skills", "is_heavy", "is_away", "is_border_zone"}
ACTIVITY_FIELDS = {"place", "commune_id", "lat", "lon", "meeting_point", "what_to_bring", "contact"}
LIVE = ("confirmed", "waitlisted")
# Why a sign-up ended, as `release` writes it.
LOST = {
    "activity_cancelled": "called_off",
    "shift_changed": "place_lost_by_change",
    "consent_withdrawn": "place_lost_by_consent",
    "age_or_consent": "place_lost_by_age",
}

# kind, sign-up, event, more details
Told = tuple[str, SignUp, Event, dict[str, Any]]


def tell_of_sign_ups(events: Sequence[Event]) -> None:
    """Places given, lost and changed: one statement for the sign-ups, one for the people, one for the deliveries."""
    wanted = {id_ for event in events for id_ in _named_sign_ups(event)}
    shift_ids, activity_ids = _changed(events)
    sign_ups = _at_hand(*wanted) if len(wanted) == 1 else _load(SignUp.id.in_(wanted)) if wanted else []
    if shift_ids or activity_ids:
        in_them = Shift.id.in_(shift_ids) | Shift.activity_id.in_(activity_ids)
        sign_ups += _load(SignUp.state.in_(LIVE) & in_them)
    by_id = {sign_up.id: sign_up for sign_up in sign_ups}
    told = [item for event in events for item in _told(event, by_id)]
    _write(told)


def _write(told: Sequence[Told]) -> None:
    if not told:
        return
    people = {event.member_id: awake(event) for *_rest, event, _more in told if event.account_id and event.member_id}
    unknown = {sign_up.member_id for _kind, sign_up, _event, _more in told} - people.keys()
    if unknown:
        people.update(members_to_tell(unknown))
    notices = []
    for kind, sign_up, event, more in told:
        recipient = people.get(sign_up.member_id)
        if recipient is not None:
            shift = sign_up.shift
            notices.append(
                Notice(
                    recipient,
                    kind,
                    thing=f"shift:{shift.id}#{event.id}",
                    details={**describe(shift), **more},
                    event_id=event.id,
                    starts_at=None if kind in ("hours_confirmed", "marked_absent") else shift.starts_at,
                )
            )
    write(notices)


def awake(event: Event) -> Recipient:
    """Who acted, for what concerns themselves: known without asking, and not asleep; the worker sees to the rest."""
    assert event.account_id is not None
    return Recipient(event.account_id, event.member_id, "the account's own", quiet_from=0, quiet_until=0)


def describe(shift: Shift) -> dict[str, Any]:
    """What a notice about a shift says of it, as plain values. The activity must be loaded."""
    activity = shift.activity
    return {
        "title": activity.title,
        "activity_id": activity.id,
        "role": shift.role,
        "starts_at": shift.starts_at.isoformat(),
        "ends_at": shift.ends_at.isoformat(),
        "place": activity.meeting_point or activity.place,
        "what_to_bring": activity.what_to_bring,
    }


def _named_sign_ups(event: Event) -> list[int]:
    """The sign-ups that an event is about by name."""
    details = event.details
    named = [event.subject_id] if event.subject_type == SignUp.__tablename__ else []
    named += [*details.get("released", ()), *details.get("moved_to_waiting", ())]
    return [*named, *(int(id_) for id_ in details.get("marks", ()))] if event.verb == "attendance.recorded" else named


def _changed(events: Sequence[Event]) -> tuple[set[int], set[int]]:
    """The shifts whose people are told of a change, and the activities where all are."""
    shifts, activities = set(), set()
    for event in events:
        if event.verb in ("activity.suspended", "activity.resumed"):
            activities.add(event.subject_id)
        elif event.verb in ("activity.changed", "shift.changed"):
            if ACTIVITY_FIELDS & set(event.details.get("fields", ())):
                activities.add(event.subject_id)
            shifts |= _changed_shifts(event)
    return shifts, activities


def _changed_shifts(event: Event) -> set[int]:
    return {int(id_) for id_, fields in event.details.get("changed", {}).items() if SHIFT_FIELDS & set(fields)}


def _at_hand(id_: int) -> list[SignUp]:
    """A sign-up that the action has just written: with all it belongs to, it needs no statement."""
    sign_up = db.session.get_one(SignUp, id_)
    shift = db.session.get_one(Shift, sign_up.shift_id)
    if "activity" not in shift.__dict__:
        set_committed_value(shift, "activity", db.session.get_one(Activity, shift.activity_id))
    set_committed_value(sign_up, "shift", shift)
    return [sign_up]


def _load(where: Any) -> list[SignUp]:
    statement = (
        select(SignUp).join(SignUp.shift).where(where).options(joinedload(SignUp.shift).joinedload(Shift.activity))
    )
    return list(db.session.execute(statement.order_by(SignUp.id)).scalars())


def _told(event: Event, sign_ups: dict[int, SignUp]) -> Iterator[Told]:
    """Whom an event concerns, and as what."""
    details = event.details
    if event.verb in _ABOUT_ONE:
        yield from _ABOUT_ONE[event.verb](event, sign_ups[event.subject_id])
        return
    if event.verb == "attendance.recorded":
        yield from _told_of_attendance(event, sign_ups)
        return
    named = {*details.get("released", ()), *details.get("moved_to_waiting", ())}
    for id_ in details.get("released", ()):
        kind = LOST.get(sign_ups[id_].cancel_reason, "place_taken_back")
        yield kind, sign_ups[id_], event, {"reason": details.get("reason", "")} if kind == "called_off" else {}
    for id_ in details.get("moved_to_waiting", ()):
        yield "back_on_list", sign_ups[id_], event, {}
    if event.verb in ("activity.suspended", "activity.resumed", "activity.changed", "shift.changed"):
        kind = {"activity.suspended": "suspended", "activity.resumed": "resumed"}.get(event.verb, "shift_changed")
        for sign_up in _concerned(event, sign_ups):
            if sign_up.id not in named:
                yield kind, sign_up, event, {"reason": details.get("reason", "")}


def _concerned(event: Event, sign_ups: dict[int, SignUp]) -> Iterator[SignUp]:
    """The live sign-ups in what an event has changed; of a shift that has begun nobody needs to hear any more."""
    shifts, activities = _changed([event])
    for sign_up in sign_ups.values():
        shift = sign_up.shift
        is_concerned = shift.id in shifts or shift.activity_id in activities
        if is_concerned and sign_up.state in LIVE and shift.starts_at > event.at:
            yield sign_up


def _told_of_place(event: Event, sign_up: SignUp) -> Iterator[Told]:
    yield "place_given", sign_up, event, {}


def _told_of_waiting(event: Event, sign_up: SignUp) -> Iterator[Told]:
    if event.member_id != sign_up.member_id:
        yield "put_on_list", sign_up, event, {}


def _told_of_moving_up(event: Event, sign_up: SignUp) -> Iterator[Told]:
    yield "moved_up", sign_up, event, {}


def _told_of_giving_back(event: Event, sign_up: SignUp) -> Iterator[Told]:
    if event.member_id != sign_up.member_id:
        yield "place_taken_back", sign_up, event, {"reason": event.details.get("reason", "")}


def _told_of_attendance(event: Event, sign_ups: dict[int, SignUp]) -> Iterator[Told]:
    for id_, (_before, state, minutes) in event.details["marks"].items():
        if state == "attended":
            yield "hours_confirmed", sign_ups[int(id_)], event, {"minutes": minutes, "place": "", "what_to_bring": ""}
        elif state == "absent":
            yield "marked_absent", sign_ups[int(id_)], event, {"place": "", "what_to_bring": ""}


_ABOUT_ONE: dict[str, Callable[[Event, SignUp], Iterator[Told]]] = {
    "sign_up.confirmed": _told_of_place,
    "sign_up.waitlisted": _told_of_waiting,
    "sign_up.moved_up": _told_of_moving_up,
    "sign_up.cancelled": _told_of_giving_back,
}


def tell_of_consents(events: Sequence[Event]) -> None:
    """The member whose consent it is, unless the member did it."""
    about = {event.id: event.details["member_id"] for event in events}
    people = members_to_tell(about.values())
    write(
        Notice(people[about[event.id]], event.verb.replace(".", "_"), f"event:{event.id}", event_id=event.id)
        for event in events
        if about[event.id] in people and event.member_id != about[event.id]
    )


def tell_of_certificates(events: Sequence[Event]) -> None:
    """The members who are certified, unless they have got it themselves."""
    about = {event.id: event.details["member_id"] for event in events}
    people = members_to_tell(about.values())
    write(
        Notice(
            people[about[event.id]],
            "certificate_issued",
            f"event:{event.id}",
            {"title": event.details["title"], "certificate_id": event.subject_id},
            event.id,
        )
        for event in events
        if about[event.id] in people and event.member_id != about[event.id]
    )


REQUEST_KINDS = {
    "data_request.acknowledged": "request_acknowledged",
    "data_request.carried_out": "request_answered",
    "data_request.refused": "request_answered",
}


def tell_of_requests(events: Sequence[Event]) -> None:
    """Who asked about their data. Whoever was erased has no account any more to be told by."""
    people = members_to_tell({event.details["member_id"] for event in events})
    for event in events:
        recipient = people.get(event.details["member_id"])
        if recipient is not None:
            details = {"asked_id": event.subject_id}
            if "due_on" in event.details:
                details["due_on"] = event.details["due_on"]
            write([Notice(recipient, REQUEST_KINDS[event.verb], f"event:{event.id}", details, event.id)])


WORK_KINDS = {
    "work.approved": "work_approved",
    "work.returned": "work_returned",
    "work.sent_back": "work_returned",
    "work.rejected": "work_rejected",
    "work.accepted": "work_accepted",
    "work.passed_on": "work_handed_over",
}


def tell_of_works(events: Sequence[Event]) -> None:
    """Who proposed the work and the unit's leaders; not who decided."""
    for event in events:
        work = _work(event)
        told = {work.proposed_by, work.drafted_by, *leaders_of(work.unit.path)} - {event.account_id}
        details = {"title": work.title, "work_id": work.id, "reason": event.details.get("reason", "")}
        write(
            Notice(recipient, WORK_KINDS[event.verb], f"work:{work.id}#{event.id}", details, event.id)
            for recipient in accounts_to_tell(told).values()
        )


def tell_of_expenses(events: Sequence[Event]) -> None:
    """Those nearest above the work who may approve; never who recorded it."""
    for event in events:
        work, expense_id = _work(event), event.details["expense"]
        details = {
            "title": work.title,
            "work_id": work.id,
            "amount": event.details["amount"],
            "payee": event.details["payee"],
        }
        told = who_may_approve(work.unit.path, recorded_by=event.account_id)
        write(
            Notice(recipient, "expense_waiting", f"expense:{expense_id}", details, event.id)
            for recipient in accounts_to_tell(told).values()
        )


def tell_of_transfers(events: Sequence[Event]) -> None:
    """The leaders of the unit that is asked; of the answer, who asked."""
    for event in events:
        details = event.details
        if event.verb == "member_transfer.asked":
            told, kind = leaders_of(details["asked_path"]), "transfer_asked"
            shown = {"title": details["asking_name"], "unit_id": details["asked_unit"]}
        elif details.get("asked_by"):
            told, kind = {details["asked_by"]}, f"transfer_{'refused' if 'reason' in details else 'accepted'}"
            shown = {"title": details["asked_name"], "unit_id": details["asking_unit"]}
        else:
            continue  # a transfer that nobody had to ask for
        shown["reason"] = details.get("reason", "")
        write(
            Notice(recipient, kind, f"transfer:{event.subject_id}#{event.id}", shown, event.id)
            for recipient in accounts_to_tell(told - {event.account_id}).values()
        )


def _work(event: Event) -> Work:
    statement = select(Work).where(Work.id == event.subject_id).options(joinedload(Work.unit))
    return db.session.execute(statement).scalar_one()


LISTENERS = (
    *units.LISTENERS,
    Listener(
        frozenset(
            {
                *_ABOUT_ONE,
                *("activity.cancelled", "activity.changed", "activity.suspended", "activity.resumed"),
                *("shift.changed", "consent.withdrawn", "member.lost_places", "shift.rechecked"),
                "attendance.recorded",
            }
        ),
        tell_of_sign_ups,
    ),
    Listener(frozenset({"consent.asked", "consent.recorded", "consent.withdrawn"}), tell_of_consents),
    Listener(frozenset({"certificate.issued"}), tell_of_certificates),
    Listener(frozenset(REQUEST_KINDS), tell_of_requests),
    Listener(frozenset(WORK_KINDS), tell_of_works),
    Listener(frozenset({"expense.recorded"}), tell_of_expenses),
    Listener(frozenset({"member_transfer.asked", "member_transfer.refused", "member.transferred"}), tell_of_transfers),
)

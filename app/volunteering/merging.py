"""The tables of this area that point at a member: places, consents, skills."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased, contains_eager

from app.core import clock
from app.core.actions import lock_all
from app.core.errors import Busy
from app.extensions import db
from app.people.merging.table import GONE, KEPT, Clash, MemberTable, Merge
from app.volunteering.actions.places import Held, count_places, give_free_places, lock_places, release
from app.volunteering.models import (
    LIVE_STATES,
    PLACE_STATES,
    ConsentRequest,
    GuardianConsent,
    MemberSkill,
    Shift,
    SignUp,
)
from app.volunteering.wording import PERSON_STATE_NAMES

# Why a place ended: the same person held another one there, or at that time.
MERGED = "merged"
ENDED = "sign_ups.ended"
# What says most about where somebody was comes first.
STRENGTH = ("waitlisted", "absent", "confirmed", "attended")


def _can_already(kept_id: int, _gone_id: int) -> ColumnElement[bool]:
    other = aliased(MemberSkill)
    return MemberSkill.skill.in_(select(other.skill).where(other.member_id == kept_id))


class Places(MemberTable):
    """One person has one place in a shift, and none in two shifts at one time: somebody says which one stays."""

    def clashes(self, kept_id: int, gone_id: int) -> list[Clash]:
        return [
            Clash(
                _key(own, other),
                _l("One shift twice") if own.shift_id == other.shift_id else _l("Two places at one time"),
                _words(own),
                _words(other),
                GONE if STRENGTH.index(other.state) > STRENGTH.index(own.state) else KEPT,
            )
            for own, other in _pairs(kept_id, gone_id)
        ]

    def lock(self, merge: Merge) -> None:
        self._hold(merge)

    def move(self, merge: Merge) -> None:
        held = self._hold(merge)
        ended: dict[str, dict[str, object]] = {}
        for own, other in _pairs(merge.kept_id, merge.gone_id):
            loser, winner = (other, own) if merge.choices[_key(own, other)] == KEPT else (own, other)
            if str(loser.id) not in ended:
                same_shift = loser.shift_id == winner.shift_id
                ended[str(loser.id)] = {"state": loser.state, "stays": winner.id if same_shift else None}
                release(held.shifts[loser.shift_id], [loser], MERGED)
        merge.moved[ENDED] = ended
        db.session.flush()  # they are no longer live when they are moved
        super().move(merge)
        give_free_places(held)

    def move_back(self, merge: Merge) -> None:
        super().move_back(merge)
        noted = {int(id_): str(values["state"]) for id_, values in merge.moved[ENDED].items()}
        held = self._hold(merge)
        for sign_up in lock_all(SignUp, SignUp.id.in_(noted)):
            if not _give_back(sign_up, noted[sign_up.id], held):
                merge.left.append(("sign_ups", sign_up.id))
        db.session.flush()  # whoever waits is looked for in the database
        give_free_places(held)

    def _hold(self, merge: Merge) -> Held:
        """Lock both members, and the shifts of their coming places and of those that end or come back."""
        held = lock_places(shifts=self._shifts(merge), members=[merge.kept_id, merge.gone_id])
        if not self._shifts(merge) <= set(held.shifts):
            raise Busy  # one more place was taken before our locks
        return held

    def _shifts(self, merge: Merge) -> set[int]:
        both = (merge.kept_id, merge.gone_id)
        live = SignUp.member_id.in_(both) & SignUp.state.in_(LIVE_STATES)
        coming = select(SignUp.shift_id).join(SignUp.shift).where(live, Shift.ends_at > clock.now())
        noted = select(SignUp.shift_id).where(SignUp.id.in_([int(id_) for id_ in merge.moved.get(ENDED, ())]))
        pairs = {row.shift_id for pair in _pairs(*both) for row in pair}
        return pairs | set(db.session.execute(coming).scalars()) | set(db.session.execute(noted).scalars())


def _give_back(sign_up: SignUp, state: str, held: Held) -> bool:
    """Make a place that a merge ended live again; False where there is none left, or the member has another by now."""
    shift = held.shifts[sign_up.shift_id]
    if sign_up.state != "cancelled" or sign_up.cancel_reason != MERGED:
        return True  # settled in another way since
    db.session.flush()
    db.session.refresh(shift)  # places given back before count
    coming = shift.starts_at > clock.now()
    if held.activity_of(shift).state == "cancelled" or _has_another(sign_up, shift):
        return False
    if state in PLACE_STATES and shift.free_places > 0:
        count_places(shift, confirmed=1)
    elif coming:
        state = "waitlisted"
        count_places(shift, waiting=1)
    else:
        return False
    sign_up.state, sign_up.cancelled_at, sign_up.cancel_reason = state, None, ""
    return True


def _has_another(sign_up: SignUp, shift: Shift) -> bool:
    others = _live(sign_up.member_id)
    return any(
        other.shift_id == shift.id or (other.state in PLACE_STATES and other.shift.overlaps(shift)) for other in others
    )


def _pairs(kept_id: int, gone_id: int) -> list[tuple[SignUp, SignUp]]:
    """The live sign-ups of the two that one person can't both have."""
    others = _live(gone_id)
    return [
        (own, other)
        for own in (_live(kept_id) if others else ())
        for other in others
        if own.shift_id == other.shift_id
        or (own.state in PLACE_STATES and other.state in PLACE_STATES and own.shift.overlaps(other.shift))
    ]


def _live(member_id: int) -> list[SignUp]:
    statement = (
        select(SignUp)
        .join(SignUp.shift)
        .join(Shift.activity)
        .where(SignUp.member_id == member_id, SignUp.state.in_(LIVE_STATES))
        .options(contains_eager(SignUp.shift).contains_eager(Shift.activity))
        .order_by(Shift.starts_at, SignUp.id)
    )
    return list(db.session.execute(statement).scalars())


def _key(own: SignUp, other: SignUp) -> str:
    return f"sign_ups-{own.id}-{other.id}"


def _words(sign_up: SignUp) -> Any:
    shift = sign_up.shift
    what = f"{shift.activity.title}, {shift.role}, {clock.format_datetime(shift.starts_at)}"
    return _l("%(what)s: %(state)s", what=what, state=PERSON_STATE_NAMES[sign_up.state])


TABLES = (
    MemberTable(GuardianConsent.member_id, _l("Guardians' consents")),
    MemberTable(ConsentRequest.member_id, _l("Questions to guardians")),
    MemberTable(MemberSkill.member_id, _l("Skills"), same=_can_already),
    Places(SignUp.member_id, _l("Sign-ups with their hours")),
)

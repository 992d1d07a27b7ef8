"""The tables of this area that point at a member: requests, consents, and who can be recognised on pictures."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.actions import lock_all
from app.core.events import Event, Listener
from app.core.personal import Person
from app.extensions import db
from app.people.merging.table import MemberTable, Merge
from app.privacy.models import OPEN_STATES, DataRequest, PicturePerson, PrivacyConsent
from app.privacy.pictures import files_of, refresh_withheld

# The answer to a request that the same person had made under another record, as an officer would write it.
MERGED = "Trùng hồ sơ đoàn viên: trả lời chung với yêu cầu kia"
TWICE = "data_requests.twice"
ENDED = "privacy_consents.ended"


class Requests(MemberTable):
    """One request of a kind is open: the one that is due first, with the words of both."""

    def move(self, merge: Merge) -> None:
        found = lock_all(
            DataRequest,
            DataRequest.member_id.in_((merge.kept_id, merge.gone_id)),
            DataRequest.state.in_(OPEN_STATES),
        )
        pairs = [sorted(both, key=lambda row: (row.due_on, row.id)) for both in _by_kind(found) if len(both) == 2]
        # Not the words themselves: they go when the rows go.
        merge.moved[TWICE] = [[row.id, row.state, len(row.text)] for pair in pairs for row in pair]
        for stays, goes in pairs:
            stays.text = "\n".join(text for text in dict.fromkeys((stays.text, goes.text)) if text)
            stays.version += 1
            goes.state, goes.answer = "withdrawn", MERGED
            goes.decided_at, goes.decided_by = clock.now(), merge.actor.account_id
            goes.version += 1
        db.session.flush()  # one is open when they are moved
        super().move(merge)

    def move_back(self, merge: Merge) -> None:
        super().move_back(merge)
        noted = {row[0]: row[1:] for row in merge.moved.get(TWICE, [])}
        for request in lock_all(DataRequest, DataRequest.id.in_(noted)):
            state, length = noted[request.id]
            if request.is_open:
                request.text = request.text[:length]
            elif request.answer == MERGED and not _has_open(request):
                request.state, request.answer = state, ""
                request.decided_at = request.decided_by = None
            else:
                continue  # answered since
            request.version += 1


def _by_kind(requests: Sequence[DataRequest]) -> list[list[DataRequest]]:
    return [[row for row in requests if row.kind == kind] for kind in sorted({row.kind for row in requests})]


def _has_open(request: DataRequest) -> bool:
    other = exists().where(
        DataRequest.member_id == request.member_id,
        DataRequest.kind == request.kind,
        DataRequest.state.in_(OPEN_STATES),
    )
    return bool(db.session.execute(select(other)).scalar())


class Consents(MemberTable):
    """The last word of a person counts: a consent ends if the other record has taken the like back later.

    Of two live ones the second stays with the record that goes: each is a proof of its own.
    """

    def move(self, merge: Merge) -> None:
        both = (merge.kept_id, merge.gone_id)
        other = aliased(PrivacyConsent)
        same = and_(
            other.member_id.in_(both),
            other.member_id != PrivacyConsent.member_id,
            other.purpose == PrivacyConsent.purpose,
            other.side == PrivacyConsent.side,
        )
        taken_back = exists().where(same, other.withdrawn_at >= PrivacyConsent.recorded_at)
        ended = lock_all(
            PrivacyConsent, PrivacyConsent.member_id.in_(both), PrivacyConsent.withdrawn_at.is_(None), taken_back
        )
        for consent in ended:
            consent.withdrawn_at, consent.withdrawn_by = clock.now(), merge.actor.account_id
        merge.moved[ENDED] = [consent.id for consent in ended]
        db.session.flush()  # what is live is asked by statements
        super().move(merge)

    def move_back(self, merge: Merge) -> None:
        super().move_back(merge)
        for consent in lock_all(PrivacyConsent, PrivacyConsent.id.in_(merge.moved.get(ENDED, []))):
            newer = exists().where(
                PrivacyConsent.member_id == consent.member_id,
                PrivacyConsent.purpose == consent.purpose,
                PrivacyConsent.side == consent.side,
                PrivacyConsent.id > consent.id,
            )
            if not db.session.execute(select(newer)).scalar():
                consent.withdrawn_at = consent.withdrawn_by = None


def _agreed_already(kept_id: int, _gone_id: int) -> ColumnElement[bool]:
    other = aliased(PrivacyConsent)
    like = exists().where(
        other.member_id == kept_id,
        other.purpose == PrivacyConsent.purpose,
        other.side == PrivacyConsent.side,
        other.withdrawn_at.is_(None),
    )
    return and_(PrivacyConsent.withdrawn_at.is_(None), like)


def _named_already(kept_id: int, _gone_id: int) -> ColumnElement[bool]:
    other = aliased(PicturePerson)
    return PicturePerson.file_id.in_(select(other.file_id).where(other.member_id == kept_id))


TABLES = (
    Requests(DataRequest.member_id, _l("Requests about their data")),
    Consents(PrivacyConsent.member_id, _l("What they agreed to"), same=_agreed_already),
    MemberTable(PicturePerson.member_id, _l("Pictures with them"), same=_named_already),
)


def look_at_pictures(events: Sequence[Event]) -> None:
    """With consents and birth dates of the other record a picture may be public, or may not be any more."""
    people = [id_ for event in events for id_ in (event.subject_id, event.details["gone"])]
    refresh_withheld({file_id for id_ in people for file_id in files_of(Person(id_))})


LISTENERS = (Listener(frozenset({"member.merged", "member.split"}), look_at_pictures),)

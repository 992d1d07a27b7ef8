"""What `flask check` recomputes about personal data: one line for everything that doesn't hold."""

from collections.abc import Iterator

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.files import StoredFile
from app.extensions import db
from app.people.life import MemberMerge
from app.people.models import Account, Member, Membership, SignIn
from app.people.personal_life import ACCOUNTS, FIELDS
from app.privacy.queries.consents import somebody_has_not_agreed


def erased_members_have_no_identity() -> Iterator[str]:
    """Who was erased has no birth date, number or address left, is no member, and has a closed account."""
    columns = (Member.birth_date, Member.gender, Member.phone, Member.email, Member.card_number, Member.class_name)
    held = or_(*(column.is_not(None) for column in columns))
    present = exists().where(Membership.member_id == Member.id, Membership.valid_until.is_(None))
    for id_ in db.session.execute(select(Member.id).where(Member.erased_on.is_not(None), or_(held, present))).scalars():
        yield f"members {id_}: erased, and yet there is something of them"
    signs_in = exists().where(SignIn.account_id == Account.id)
    reachable = or_(Account.is_active, Account.phone.is_not(None), Account.email.is_not(None), signs_in)
    rows = db.session.execute(
        select(Account.id).join(Member, Member.id == Account.member_id).where(Member.erased_on.is_not(None), reachable)
    )
    for id_ in rows.scalars():
        yield f"accounts {id_}: of somebody who was erased, and not closed"
    kept = aliased(Member)
    parts = select(Member.id).join(kept, kept.id == Member.merged_into_id)
    for id_ in db.session.execute(parts.where(kept.erased_on.is_not(None), Member.erased_on.is_(None))).scalars():
        yield f"members {id_}: merged into a record that was erased, and still there"
    took_part = or_(Member.id == MemberMerge.kept_id, Member.id == MemberMerge.gone_id)
    merges = select(MemberMerge).where(exists().where(took_part, Member.erased_on.is_not(None)))
    for merge in db.session.execute(merges).scalars():
        values = [value for both in merge.moved.get(FIELDS, {}).values() for value in both]
        if any(values) or any(merge.moved.get(ACCOUNTS, {}).values()):
            yield f"member_merges {merge.id}: remembers what somebody was who is erased"


def pictures_are_withheld_where_somebody_has_not_agreed() -> Iterator[str]:
    """A picture is public only if everybody who can be recognised has agreed, of minors the guardian, too."""
    missing = somebody_has_not_agreed(clock.today())
    for id_ in db.session.execute(select(StoredFile.id).where(missing, ~StoredFile.is_withheld)).scalars():
        yield f"stored_files {id_}: public, though somebody on it has not agreed"
    for id_ in db.session.execute(select(StoredFile.id).where(~missing, StoredFile.is_withheld)).scalars():
        yield f"stored_files {id_}: withheld, though everybody on it has agreed"


CHECKS = (erased_members_have_no_identity, pictures_are_withheld_where_somebody_has_not_agreed)

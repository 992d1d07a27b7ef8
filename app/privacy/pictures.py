"""Which pictures are withheld from the public: kept on the file, so that every area can ask it without knowing why."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select, update

from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotPossible
from app.core.events import record
from app.core.files import StoredFile
from app.core.personal import Person
from app.extensions import db
from app.privacy.models import PicturePerson
from app.privacy.queries.consents import find_by_codes, somebody_has_not_agreed


def name_people(actor: Actor, *, subject: Any, file_id: int, codes: Sequence[str]) -> bool:
    """Say by their codes who can be recognised on a picture, for use inside the action of the area that looks after it.

    Returns whether the picture is withheld now; the same people again change nothing. Raises
    NotPossible("unknown_codes")
    for members whom the actor doesn't see.
    """
    found = find_by_codes(actor, codes)
    unknown = [code for code in codes if code not in found]
    if unknown:
        raise NotPossible("unknown_codes", field="codes", codes=", ".join(unknown)[:200])
    wanted = set(found.values())
    there = {
        row.member_id: row
        for row in db.session.execute(select(PicturePerson).where(PicturePerson.file_id == file_id)).scalars()
    }
    for member_id in sorted(wanted - there.keys()):
        db.session.add(PicturePerson(file_id=file_id, member_id=member_id, named_by=actor.account_id, at=clock.now()))
    for member_id in there.keys() - wanted:
        db.session.delete(there[member_id])
    db.session.flush()  # the condition is asked by a statement
    refresh_withheld([file_id])
    withheld = bool(db.session.execute(select(StoredFile.is_withheld).where(StoredFile.id == file_id)).scalar())
    if wanted != there.keys():
        record(actor, "picture.people_named", subject, file=file_id, people=len(wanted), withheld=withheld)
    return withheld


def refresh_withheld(file_ids: Iterable[int]) -> int:
    """Withhold those of the files on which somebody has not agreed, show the others; returns how many changed."""
    rows = db.session.execute(
        select(StoredFile.id, StoredFile.is_withheld, somebody_has_not_agreed(clock.today())).where(
            StoredFile.id.in_(list(file_ids))
        )
    )
    changed = {id_: bool(now) for id_, was, now in rows if bool(now) != was}
    for value in (True, False):
        ids = [id_ for id_, now in changed.items() if now is value]
        if ids:
            db.session.execute(update(StoredFile).where(StoredFile.id.in_(ids)).values(is_withheld=value))
    return len(changed)


def files_of(person: Person) -> list[int]:
    """The pictures on which a member can be recognised."""
    return list(
        db.session.execute(select(PicturePerson.file_id).where(PicturePerson.member_id == person.member_id)).scalars()
    )

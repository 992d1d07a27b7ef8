"""Photos of a work: added from the draft on until it is reported, then they are evidence."""

from collections.abc import Callable, Sequence

from sqlalchemy import func, select

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotFound, NotPossible
from app.core.events import record
from app.core.files import NewFile, add_file
from app.extensions import db
from app.places.models import Commune
from app.privacy.pictures import name_people
from app.works import permissions
from app.works.actions.siting import lies_outside
from app.works.actions.steps import allow, lock_work
from app.works.models import Work, WorkPhoto
from app.works.models.photo import MOMENTS

MOST_PHOTOS = 200


@action
def add_photos(actor: Actor, *, work_id: int, moment: str, photos: tuple[NewFile, ...], caption: str = "") -> int:
    """Add photos of one moment (before, during, after) and return how many there were."""
    work = _lock_with_photos(actor, work_id, permissions.can_add_photo)
    if moment not in MOMENTS:
        raise NotPossible("moment_unknown", field="moment")
    if not photos:
        raise NotPossible("no_photo", field="files")
    present = db.session.scalar(select(func.count()).where(WorkPhoto.work_id == work.id)) or 0
    if present + len(photos) > MOST_PHOTOS:
        raise NotPossible("too_many_photos", field="files")
    commune = db.session.get(Commune, work.commune_id) if work.commune_id else None
    for new in photos:
        stored = add_file(actor, new)
        db.session.flush()  # the photo needs the file's id
        db.session.add(
            WorkPhoto(
                work_id=work.id,
                file_id=stored.id,
                moment=moment,
                caption=caption,
                taken_at=new.taken_at,
                lat=new.lat,
                lon=new.lon,
                is_outside=lies_outside(commune, new.lat, new.lon),
                added_by=actor.account_id,
                at=clock.now(),
            )
        )
    record(actor, "photo.added", work, moment=moment, count=len(photos))
    return len(photos)


@action
def remove_photo(actor: Actor, *, work_id: int, photo_id: int) -> None:
    """Take a photo out again before the work is reported; one that is gone already stays gone."""
    work = _lock_with_photos(actor, work_id, permissions.can_remove_photo)
    photo = lock(WorkPhoto, WorkPhoto.id == photo_id)
    if photo is None:
        return
    if photo.work_id != work.id:
        raise NotFound
    record(actor, "photo.removed", work, moment=photo.moment, file=photo.file_id)
    db.session.delete(photo)


def _lock_with_photos(actor: Actor, work_id: int, may: Callable[[Actor, Work], bool]) -> Work:
    work = lock_work(actor, work_id)
    allow(may(actor, work))
    if not work.takes_photos:
        raise NotPossible("photos_closed")
    return work


@action
def name_people_on_photo(actor: Actor, *, work_id: int, photo_id: int, codes: Sequence[str]) -> bool:
    """Say by their codes who can be recognised on a photo, at any time; returns whether it is withheld now.

    Raises NotFound, NotAllowed, NotPossible("unknown_codes").
    """
    work = lock_work(actor, work_id)
    allow(permissions.can_add_photo(actor, work))
    photo = lock(WorkPhoto, WorkPhoto.id == photo_id, WorkPhoto.work_id == work.id)
    if photo is None:
        raise NotFound
    return name_people(actor, subject=work, file_id=photo.file_id, codes=codes)

"""The list beside the map, the pop-up, and the files to take away: the same works as the map's, in words."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.files import StoredFile
from app.core.paging import PAGE_SIZE, Page, fetch_page
from app.extensions import db
from app.maps.queries.selection import Selection, joined, position
from app.people.models import Unit
from app.places.models import Commune
from app.works.models import FollowUp, KindMeasure, Work, WorkKind, WorkMeasure, WorkPhoto
from app.works.permissions import visible_works
from app.works.queries.follow_up import last_visit

# Columns and direction of each order; the id makes it one.
ORDERS: dict[str, tuple[tuple[Any, ...], bool]] = {
    "": ((Work.sort_on, Work.id), True),
    "value": ((Work.union_contribution, Work.id), True),
    "title": ((Work.title_folded, Work.id), False),
}
# Rows of a file are read in portions.
PORTION = 1000


class ListedWork(NamedTuple):
    """A work in the list and in the pop-up. `contribution` is the Union's, in đồng."""

    id: int
    title: str
    title_folded: str
    state: str
    sort_on: date
    accepted_on: date | None
    contribution: int
    households: int | None
    people: int | None
    village: str | None
    kind: str
    kind_vi: str
    kind_en: str
    unit: str
    commune: str | None
    commune_code: str | None
    district: str | None
    # The commune's last day where it stands no more.
    commune_until: date | None
    commune_id: int | None
    lat: float | None
    lon: float | None
    quantity: Decimal | None
    unit_vi: str | None
    unit_en: str | None
    before_id: int | None
    after_id: int | None
    # What the last visit after acceptance found.
    condition: str | None
    visited_on: date | None

    def kind_name(self, language: str) -> str:
        return self.kind_en if language == "en" else self.kind_vi

    def measure(self, language: str) -> str | None:
        return self.unit_en if language == "en" else self.unit_vi

    @property
    def place(self) -> str:
        return f"{self.commune} ({self.district})" if self.district else self.commune or ""


def count_works(selection: Selection) -> int:
    """How many works the filters let through."""
    return db.session.scalar(joined(select(func.count())).where(*selection.clauses)) or 0


def list_works(selection: Selection, at: str | None = None, size: int = PAGE_SIZE) -> Page:
    """A page of ListedWorks in the order that the filters name, newest first by default. One statement."""
    columns, descending = ORDERS[selection.filters.sort]
    names = [column.key for column in columns]
    page = fetch_page(
        _listed(selection.actor).where(*selection.clauses),
        order=columns,
        key_of=lambda row: [getattr(row, name) for name in names],
        at=at,
        size=size,
        descending=descending,
        scalars=False,
    )
    return Page([ListedWork(*row) for row in page.items], page.next_key, page.previous_key)


def list_all_works(selection: Selection) -> Iterator[ListedWork]:
    """Every work of the selection, for a file, a portion at a time."""
    at: str | None = None
    while True:
        page = list_works(selection, at, PORTION)
        yield from page.items
        at = page.next_key
        if at is None:
            return


def get_work(actor: Actor, work_id: int) -> ListedWork:
    """What a pop-up shows. Raises NotFound."""
    row = db.session.execute(_listed(actor).where(visible_works(actor), Work.id == work_id)).one_or_none()
    if row is None:
        raise NotFound
    return ListedWork(*row)


def old_communes(works: Sequence[ListedWork]) -> set[int]:
    """The ids of those communes of the works that stand no more."""
    return {work.commune_id for work in works if work.commune_id and work.commune_until}


def _listed(actor: Actor) -> Select[Any]:
    """The columns of a ListedWork. The first measure of a kind is its main quantity."""
    quantity = func.coalesce(WorkMeasure.delivered, WorkMeasure.planned, type_=WorkMeasure.planned.type)
    lat, lon = position(actor)
    columns = (
        *(Work.id, Work.title, Work.title_folded, Work.state, Work.sort_on, Work.accepted_on, Work.union_contribution),
        *(Work.delivered_households, Work.delivered_people, Work.village),
        *(WorkKind.code, WorkKind.name_vi, WorkKind.name_en, Unit.short_name),
        *(Commune.name, Commune.code, Commune.district, Commune.valid_to, Commune.id.label("commune_id")),
        *(lat, lon, quantity, KindMeasure.unit_vi, KindMeasure.unit_en, _photo("before"), _photo("after")),
        *(last_visit(FollowUp.condition), last_visit(FollowUp.visited_on)),
    )
    return (
        joined(select(*columns))
        .join(Unit, Unit.id == Work.unit_id)
        .outerjoin(KindMeasure, and_(KindMeasure.kind_id == Work.kind_id, KindMeasure.position == 1))
        .outerjoin(WorkMeasure, and_(WorkMeasure.work_id == Work.id, WorkMeasure.measure_id == KindMeasure.id))
    )


def _photo(moment: str) -> Any:
    photo = (
        select(func.min(WorkPhoto.id))
        .join(StoredFile, StoredFile.id == WorkPhoto.file_id)
        .where(WorkPhoto.work_id == Work.id, WorkPhoto.moment == moment, ~StoredFile.is_withheld)
    )
    return photo.correlate(Work).scalar_subquery()

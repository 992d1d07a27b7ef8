"""What the pages of drives show."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actor import Actor, Role
from app.core.counting import Shown
from app.core.errors import NotAllowed, NotFound
from app.core.paging import Page
from app.drives.catalogue import CATALOGUE
from app.drives.models import Claim, Drive, DriveUnit, FrozenStanding, Indicator, Objection
from app.drives.permissions import (
    can_answer_objection,
    can_close_drive,
    can_edit_drive,
    can_nominate,
    can_publish_drive,
    can_raise_objection,
    can_register_unit,
    can_score_condition,
    can_see_claim,
    can_see_nominations,
    can_verify_claim,
    can_withdraw_unit,
    visible_drives,
)
from app.drives.queries.counting import count_heads, fetch_records, homes_of, sum_records
from app.drives.queries.hands import had_a_hand
from app.drives.queries.setup import Setup, get_drive, load_setup
from app.drives.queries.standings import find_frozen, live_standings, standings_from, standings_of
from app.drives.standings import Plain, draw_up_score, number_text
from app.extensions import db

RECORDS_SHOWN = 50


@dataclass(frozen=True)
class DrivePage:
    """A drive with its standings, and what this reader may do."""

    setup: Setup
    standings: Plain
    frozen: FrozenStanding | None
    objections: Sequence[Objection]
    # Self-scores that this reader could verify.
    waiting: Sequence[Claim]
    led: frozenset[int]
    registers: frozenset[int]
    # Objections that this reader could answer.
    answers: frozenset[int]
    can_edit: bool
    can_publish: bool
    can_close: bool
    sees_nominations: bool
    shows_standings: bool

    @property
    def drive(self) -> Drive:
        return self.setup.drive


@dataclass(frozen=True)
class PlacePage:
    """A unit's sheet in a drive: each indicator with its figure, target and points, its documents and objections."""

    drive: Drive
    place: DriveUnit
    row: Plain
    indicators: Sequence[Plain]
    claims: dict[int, Claim]
    objections: Sequence[Objection]
    can_score: bool
    can_see_papers: bool
    can_object: bool
    can_register: bool
    can_withdraw: bool
    can_nominate: bool


@dataclass(frozen=True)
class RecordsPage:
    """The records behind one figure: (day or None, amount, Shown or None where this reader may not open it)."""

    drive: Drive
    place: DriveUnit
    indicator: Indicator
    score: Plain
    rows: Sequence[tuple[date | None, str | None, Shown | None]]
    page: Page
    total: int | None = field(default=None)


def get_drive_page(actor: Actor, drive_id: int) -> DrivePage:
    """A drive with its standings: at most twenty statements. Raises NotFound."""
    drive = get_drive(actor, drive_id)
    setup = load_setup(drive)
    frozen = find_frozen(drive_id) if drive.state == "closed" else None
    # Visitors see how a drive ended, never how it stands: that changes with records which aren't public.
    shows = frozen is not None or not actor.is_visitor
    standings = standings_from(frozen) if frozen else live_standings(setup) if shows else {}
    runs = drive.state == "open"
    today = clock.today()
    objections = _objections(Objection.drive_id == drive_id) if runs and _sits(actor, drive) else []
    return DrivePage(
        setup=setup,
        standings=standings,
        frozen=frozen,
        objections=objections,
        answers=_answerable(actor, drive, objections),
        waiting=_waiting(actor, drive) if runs and _sits(actor, drive) else [],
        led=frozenset(place.id for place in setup.places if can_register_unit(actor, place)),
        registers=frozenset(
            place.id
            for place in setup.places
            if can_register_unit(actor, place) and place.withdrawn_on is None and drive.takes_registrations(today)
        ),
        can_edit=drive.is_draft and can_edit_drive(actor, drive),
        can_publish=not drive.is_draft and can_publish_drive(actor, drive),
        can_close=runs
        and drive.has_ended(today)
        and _sits(actor, drive)
        and can_close_drive(actor, drive, had_a_hand=had_a_hand(drive_id, actor.account_id)),
        sees_nominations=not drive.is_draft
        and (can_see_nominations(actor, drive) or any(can_nominate(actor, place) for place in setup.places)),
        shows_standings=shows,
    )


def get_place(actor: Actor, place_id: int) -> DriveUnit:
    """A place in a drive that the actor may see, with both units. Raises NotFound; visitors see no single sheet."""
    place = db.session.execute(
        select(DriveUnit)
        .join(DriveUnit.drive)
        .where(DriveUnit.id == place_id, visible_drives(actor))
        .options(joinedload(DriveUnit.unit), joinedload(DriveUnit.drive).joinedload(Drive.unit))
    ).scalar_one_or_none()
    if place is None or actor.is_visitor:
        raise NotFound
    return place


def get_place_page(actor: Actor, place_id: int) -> PlacePage:
    """A unit's sheet. Raises NotFound."""
    place = get_place(actor, place_id)
    drive = place.drive
    standings = standings_of(load_setup(drive))
    row = next(row for cluster in standings["clusters"] for row in cluster["rows"] if row["place"] == place_id)
    claims = db.session.execute(
        select(Claim).where(Claim.drive_unit_id == place_id).options(joinedload(Claim.file))
    ).scalars()
    runs = drive.state == "open" and place.competes
    sees_papers = can_see_claim(actor, place)
    return PlacePage(
        drive=drive,
        place=place,
        row=row,
        indicators=standings["indicators"],
        claims={claim.indicator_id: claim for claim in claims},
        objections=_objections(Objection.drive_unit_id == place_id) if sees_papers else [],
        can_score=runs and can_score_condition(actor, place, None),
        can_see_papers=sees_papers,
        can_object=runs and can_raise_objection(actor, place),
        can_register=can_register_unit(actor, place)
        and place.withdrawn_on is None
        and drive.takes_registrations(clock.today()),
        can_withdraw=runs and can_withdraw_unit(actor, place),
        can_nominate=not drive.is_draft and place.competes and can_nominate(actor, place),
    )


def get_place_to_lead(actor: Actor, place_id: int) -> DriveUnit:
    """A place whose unit the actor leads. Raises NotFound, NotAllowed."""
    place = get_place(actor, place_id)
    if not can_register_unit(actor, place):
        raise NotAllowed
    return place


def get_indicator(place: DriveUnit, indicator_id: int) -> Indicator:
    """An indicator of the place's drive. Raises NotFound."""
    indicator = db.session.get(Indicator, indicator_id)
    if indicator is None or indicator.drive_id != place.drive_id:
        raise NotFound
    return indicator


def find_own_claim(place_id: int, indicator_id: int) -> Claim | None:
    """The claim of a place on a condition."""
    return db.session.execute(
        select(Claim).where(Claim.drive_unit_id == place_id, Claim.indicator_id == indicator_id)
    ).scalar_one_or_none()


def get_records_page(actor: Actor, place_id: int, indicator_id: int, at: str | None) -> RecordsPage:
    """The records behind a figure of a unit: live ones, or those that were frozen. Raises NotFound."""
    place = get_place(actor, place_id)
    drive, indicator = place.drive, get_indicator(place, indicator_id)
    if indicator.metric is None:
        raise NotFound
    metric = CATALOGUE[indicator.metric]
    setup = load_setup(drive)
    frozen = find_frozen(drive.id) if drive.state == "closed" else None
    if frozen is not None:
        score = _frozen_score(standings_from(frozen), place_id, indicator_id)
        page, found = _slice(score["records"], at), len(score["records"])
        rows = [(None, int(amount), int(id_)) for id_, amount in page.items]
    else:
        homes = homes_of(setup)
        own = [version_id for version_id, home in homes.by_version.items() if home == place_id]
        sums = sum_records([indicator], homes, drive.date_from, drive.date_to)
        heads = count_heads(setup, drive.date_from) if indicator.by_head else {}
        score = draw_up_score(setup, indicator, place, sums, heads)
        page, found = fetch_records(indicator, own, drive.date_from, drive.date_to, at), None
        rows = [(row.day, int(row.amount), row.record_id) for row in page.items]
    shown = metric.source.show(actor, [id_ for _day, _amount, id_ in rows])
    listed = [(day, number_text(Fraction(amount, metric.per)), shown.get(id_)) for day, amount, id_ in rows]
    return RecordsPage(drive, place, indicator, score, listed, page, found)


def get_claim(actor: Actor, claim_id: int) -> Claim:
    """A claim with its paper, for those who may read the paper. Raises NotFound."""
    claim = db.session.execute(
        select(Claim)
        .where(Claim.id == claim_id)
        .options(
            joinedload(Claim.indicator),
            joinedload(Claim.file),
            joinedload(Claim.place).joinedload(DriveUnit.unit),
            joinedload(Claim.place).joinedload(DriveUnit.drive).joinedload(Drive.unit),
        )
    ).scalar_one_or_none()
    if claim is None or not can_see_claim(actor, claim.place):
        raise NotFound
    return claim


def get_claim_to_verify(actor: Actor, claim_id: int) -> Claim:
    """A claim that the actor may verify. Raises NotFound, NotAllowed."""
    claim = get_claim(actor, claim_id)
    if not can_verify_claim(actor, claim.place.drive, claim):
        raise NotAllowed
    return claim


def get_objection_to_answer(actor: Actor, objection_id: int) -> Objection:
    """An objection that the actor may answer, with unit and indicator. Raises NotFound, NotAllowed."""
    objection = next(iter(_objections(Objection.id == objection_id)), None)
    if objection is None:
        raise NotFound
    drive = get_drive(actor, objection.drive_id)
    if not _sits(actor, drive) and not can_see_claim(actor, objection.place):
        raise NotFound
    claim = find_own_claim(objection.drive_unit_id, objection.indicator_id) if objection.indicator_id else None
    if not can_answer_objection(actor, drive, objection, claim):
        raise NotAllowed
    return objection


def get_drive_to_close(actor: Actor, drive_id: int) -> Drive:
    """A drive that the actor may close. Raises NotFound, NotAllowed."""
    drive = get_drive(actor, drive_id)
    if not can_close_drive(actor, drive, had_a_hand=had_a_hand(drive_id, actor.account_id)):
        raise NotAllowed
    return drive


def get_closed(actor: Actor, drive_id: int) -> tuple[Drive, FrozenStanding]:
    """A closed drive with its frozen standing, for whoever is signed in. Raises NotFound."""
    drive = get_drive(actor, drive_id)
    frozen = find_frozen(drive_id)
    if frozen is None or actor.is_visitor:
        raise NotFound
    return drive, frozen


def _sits(actor: Actor, drive: Drive) -> bool:
    """On the committee over the drive, or inspecting it: reads what is raised there."""
    return actor.holds(Role.COMMITTEE, Role.INSPECTOR, over=drive.unit.path)


def _objections(where: Any) -> Sequence[Objection]:
    return (
        db.session.execute(
            select(Objection)
            .where(where)
            .options(joinedload(Objection.indicator), joinedload(Objection.place).joinedload(DriveUnit.unit))
            .order_by(Objection.id.desc())
            .limit(100)
        )
        .scalars()
        .all()
    )


def _answerable(actor: Actor, drive: Drive, objections: Sequence[Objection]) -> frozenset[int]:
    """Which of them the actor may answer."""
    still_open = [each for each in objections if each.outcome is None]
    if not still_open:
        return frozenset()
    claims = {
        (claim.drive_unit_id, claim.indicator_id): claim
        for claim in db.session.execute(
            select(Claim).where(Claim.drive_unit_id.in_({each.drive_unit_id for each in still_open}))
        ).scalars()
    }
    return frozenset(
        each.id
        for each in still_open
        if can_answer_objection(actor, drive, each, claims.get((each.drive_unit_id, each.indicator_id or 0)))
    )


def _waiting(actor: Actor, drive: Drive) -> list[Claim]:
    claims = db.session.execute(
        select(Claim)
        .join(Claim.place)
        .where(DriveUnit.drive_id == drive.id, DriveUnit.withdrawn_on.is_(None), Claim.state == "submitted")
        .options(joinedload(Claim.indicator), joinedload(Claim.place).joinedload(DriveUnit.unit))
        .order_by(Claim.id)
        .limit(100)
    ).scalars()
    return [claim for claim in claims if can_verify_claim(actor, drive, claim)]


def _frozen_score(standings: Plain, place_id: int, indicator_id: int) -> Plain:
    scores: list[Plain] = [
        score
        for cluster in standings["clusters"]
        for row in cluster["rows"]
        for score in row["scores"]
        if (row["place"], score["indicator"]) == (place_id, indicator_id)
    ]
    return scores[0]


def _slice(items: Collection[Any], at: str | None) -> Page:
    """A page of a list that is at hand whole; its key is the number of the first row."""
    rows = list(items)
    start = int(at) if at and at.isdecimal() and at.isascii() and len(at) < 8 else 0
    end = start + RECORDS_SHOWN
    before = str(max(0, start - RECORDS_SHOWN)) if start else None
    return Page(rows[start:end], str(end) if end < len(rows) else None, before)

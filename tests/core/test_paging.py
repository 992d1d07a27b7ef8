"""Lists paged by key."""

import base64
import json
from itertools import chain

from sqlalchemy import select

from app.core.paging import fetch_page
from app.people.models import Unit
from app.volunteering.models import Shift
from tests import factories


def _walk(descending: bool, **kw: object) -> list[list[int]]:
    pages, at = [], None
    while True:
        page = fetch_page(
            select(Unit),
            order=[Unit.founded_on, Unit.id],
            key_of=lambda u: (u.founded_on, u.id),
            at=at,
            size=3,
            descending=descending,
        )
        pages.append([u.id for u in page.items])
        if page.next_key is None:
            return pages
        at = page.next_key


def test_walking_forward_gives_each_row_once_in_both_directions(cast):
    for _ in range(4):
        factories.unit(parent=cast.bloc)
    everything = sorted(u.id for u in Unit.query.all())
    assert list(chain(*_walk(False))) == everything
    assert list(chain(*_walk(True))) == everything[::-1]


def test_the_previous_page_is_the_one_that_was_left(cast):
    for _ in range(4):
        factories.unit(parent=cast.bloc)

    def page(at):
        return fetch_page(
            select(Unit), order=[Unit.founded_on, Unit.id], key_of=lambda u: (u.founded_on, u.id), at=at, size=3
        )

    first = page(None)
    second = page(first.next_key)
    back = page(second.previous_key)
    assert [u.id for u in back.items] == [u.id for u in first.items]
    assert first.previous_key is None
    assert back.previous_key is None
    assert back.next_key is not None


def test_an_unreadable_key_counts_as_the_first_page(cast):
    for key in ("x", "WzEsMl0", "A" * 2000, "%00", "WyJuIiwgIngiLCAieSJd"):
        page = fetch_page(select(Unit), order=[Unit.founded_on, Unit.id], key_of=lambda u: (u.founded_on, u.id), at=key)
        assert page.items is not None


def test_a_forged_key_is_a_place_in_the_list_and_never_an_error(cast):
    def key(*values):
        return base64.urlsafe_b64encode(json.dumps(["n", *values]).encode()).decode()

    for last in (float("inf"), float("-inf"), 10**400, None, True, [], "\ud800"):
        for first in ("0001-01-01", "\ud800", 5, {}, float("nan")):
            page = fetch_page(
                select(Unit),
                order=[Unit.founded_on, Unit.name_sort, Unit.id],
                key_of=lambda u: (u.founded_on, u.name_sort, u.id),
                at=key(first, last, last),
            )
            assert page.items is not None
    for moment in ("2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        page = fetch_page(
            select(Shift), order=[Shift.starts_at, Shift.id], key_of=lambda s: (s.starts_at, s.id), at=key(moment, 1)
        )
        assert page.items == []

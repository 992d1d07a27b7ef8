"""Lists paged by key."""

from itertools import chain

from sqlalchemy import select

from app.core.paging import fetch_page
from app.people.models import Unit
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

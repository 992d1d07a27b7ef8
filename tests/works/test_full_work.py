"""The pages of a work as full as any stay within their statements and bytes."""

import pytest
from sqlalchemy import func, select

from app.core.events import Event
from app.extensions import db as database
from app.works.models import LedgerEntry, WorkPhoto
from tests.works import full, walk

STATEMENTS, BYTES = 10, 8_000


@pytest.fixture
def work(cast, db):
    id_ = walk.under_way(cast)
    full.fill(
        id_,
        leader=cast.an.actor,
        treasurer=cast.dung.actor,
        line_id=walk.line_id(id_),
        photo=walk.photo,
        receipt=walk.receipt,
        rows_before=history_of(id_),
    )
    return id_


def history_of(work_id):
    of_work = (Event.subject_type == "works", Event.subject_id == work_id)
    return database.session.execute(select(func.count()).select_from(Event).where(*of_work)).scalar_one()


def test_the_pages_of_a_full_work_keep_within_statements_and_bytes(cast, client, db, work):
    def count(model):
        return db.session.execute(select(func.count()).select_from(model).where(model.work_id == work)).scalar_one()

    assert (count(LedgerEntry), count(WorkPhoto)) == (full.ENTRIES, full.PHOTOS)
    assert history_of(work) >= full.HISTORY
    found = {}
    for who in ("an", "ha", "khanh"):
        person = getattr(cast, who)
        for page in ("", "/budget"):
            address = f"/works/{work}{page}"
            statements = len(client.as_(person).get(address).statements)
            answer = client.as_(person).call("get", address, headers={"Accept-Encoding": "br"})
            assert answer.headers["Content-Encoding"] == "br"
            found[who, page] = (statements, len(answer.data))
    assert max(statements for statements, _size in found.values()) <= STATEMENTS, found
    assert max(size for _statements, size in found.values()) <= BYTES, found

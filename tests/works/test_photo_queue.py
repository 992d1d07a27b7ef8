"""Photos that a phone sends one by one: every answer is JSON, and what is sent again is there once."""

import io

import pytest
from sqlalchemy import select

from app.works.models import WorkPhoto
from tests.hostile_files import good
from tests.works import walk

JSON = {"Accept": "application/json"}


def send(client, work, *, once="a-key-of-one-photo", content=None, moment="after"):
    data = {
        "once": once,
        "moment": moment,
        "caption": "Cột đèn",
        "files": (io.BytesIO(content or good("JPEG")), "a.jpg"),
    }
    answer = client.call(
        "post", f"/works/{work}/photos/queued", data=data, headers=JSON, content_type="multipart/form-data"
    )
    return answer.status_code, answer.get_json()


@pytest.fixture
def an(cast, client):
    return client.as_(cast.an)


def test_a_photo_that_is_sent_again_after_a_lost_answer_is_there_once(cast, an, db):
    work = walk.draft(cast)
    assert [send(an, work) for _ in range(3)] == [(201, {"added": 1})] * 3
    photo = db.session.execute(select(WorkPhoto)).scalar_one()
    assert (photo.moment, photo.caption, photo.lat, photo.lon) == ("after", "Cột đèn", 21.853, 106.761)


def test_a_key_that_carries_another_photo_is_refused(cast, an, db):
    work = walk.draft(cast)
    send(an, work)
    status, answer = send(an, work, content=good("PNG"))
    assert status == 409
    assert answer["sentence"]
    assert db.session.query(WorkPhoto).count() == 1


def test_a_refusal_is_a_sentence(cast, an, db):
    status, answer = send(an, walk.draft(cast), content=b"%PDF-1.7 not a photo")
    assert status == 422
    assert answer["sentence"].startswith("a.jpg: ")
    status, answer = send(an, walk.accepted(cast), once="another-key")
    assert (status, bool(answer["sentence"])) == (422, True)
    assert db.session.execute(select(WorkPhoto).where(WorkPhoto.caption == "Cột đèn")).scalars().all() == []


def test_only_who_may_add_photos_sends_them(cast, client, db):
    work = walk.draft(cast)
    assert send(client.as_(cast.chi), work)[0] == 404
    assert send(client.as_(cast.dung), work)[0] == 403
    assert send(client, work)[0] == 303
    assert db.session.query(WorkPhoto).count() == 0


def test_the_form_is_sent_as_any_other_where_nothing_queues_it(cast, an):
    work = walk.draft(cast)
    page = an.get(f"/works/{work}/photos")
    form = page.find("form", enctype="multipart/form-data")
    assert form.get("action") is None
    assert form.get("data-photo-queue") == f"/works/{work}/photos/queued"
    assert page.find(id="photo-queue").get("hidden") is not None


def test_photos_sent_one_by_one_are_one_line_of_the_history(cast, an):
    work = walk.draft(cast)
    for number, moment in enumerate(("before", "before", "before", "after")):
        send(an, work, once=f"key-of-photo-{number}", moment=moment)
    text = an.get(f"/works/{work}").text
    assert text.count("Thêm 3 ảnh (trước)") == 1
    assert text.count("Thêm 1 ảnh (sau)") == 1
    assert "Thêm 1 ảnh (trước)" not in text

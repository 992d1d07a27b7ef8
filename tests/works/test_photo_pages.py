"""Photos over their page, and who gets to see them."""

import io

import pytest
from sqlalchemy import select

from app.works.models import WorkPhoto
from tests.works import walk


@pytest.fixture
def an(cast, client):
    return client.as_(cast.an)


def upload(*names, content=None, **values):
    files = [(io.BytesIO(content or walk.picture()), name) for name in names]
    return {"moment": "before", "caption": "Trước khi làm", "files": files, **values}


def send(an, id_, data, status=303):
    return an.post(f"/works/{id_}/photos", data, status=status, content_type="multipart/form-data")


def test_several_photos_are_added_at_once_and_shown(cast, an, db):
    id_ = walk.draft(cast)
    an.get(f"/works/{id_}/photos")
    send(an, id_, upload("a.jpg", "b.jpg"))
    assert db.session.query(WorkPhoto).count() == 2
    page = an.get(f"/works/{id_}/photos")
    assert len(page.all("img", loading="lazy")) == 2


def test_a_pdf_named_jpg_is_refused_beside_the_field_and_the_rest_is_kept(cast, an, db):
    id_ = walk.draft(cast)
    page = send(an, id_, upload("a.jpg", content=b"%PDF-1.7 not a photo"), status=422)
    assert len(page.errors) == 1
    assert page.values["caption"] == "Trước khi làm"
    assert db.session.query(WorkPhoto).count() == 0


def test_no_photo_chosen_is_said_beside_the_field(cast, an):
    page = send(an, walk.draft(cast), upload(), status=422)
    assert len(page.errors) == 1


def test_what_is_too_large_to_read_to_its_end_is_refused(cast, an, db):
    head = b'--edge\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n\xff\xd8'
    page = an.post(
        f"/works/{walk.draft(cast)}/photos",
        head + bytes(100 * 1024 * 1024) + b"\r\n--edge--\r\n",
        status=413,
        content_type="multipart/form-data; boundary=edge",
    )
    assert page.find("h1") is not None
    assert db.session.query(WorkPhoto).count() == 0


def test_the_page_tells_the_browser_what_is_too_large(cast, an):
    page = an.get(f"/works/{walk.draft(cast)}/photos")
    assert page.find("input", id="files").get("data-largest") == "26214400"


def test_a_photo_is_removed(cast, an, db):
    id_ = walk.draft(cast)
    send(an, id_, upload("a.jpg"))
    photo = db.session.execute(select(WorkPhoto.id)).scalar_one()
    an.post(f"/works/{id_}/photos/{photo}/remove")
    assert db.session.query(WorkPhoto).count() == 0


def test_photos_of_accepted_works_are_public_and_others_are_not(cast, client, db):
    done, draft = walk.accepted(cast), walk.draft(cast)
    walk.add_photos(cast.an.actor, work_id=draft, moment="before", photos=(walk.photo(),))

    def first(work):
        return db.session.execute(select(WorkPhoto.id).where(WorkPhoto.work_id == work)).scalars().first()

    public, private = first(done), first(draft)
    for size in ("full", "thumb"):
        answer = client.get(f"/works/photos/{public}/{size}").response
        assert answer.headers["Cache-Control"].startswith("public")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        client.get(f"/works/photos/{private}/{size}", status=404)
        client.as_(cast.chi).get(f"/works/photos/{private}/{size}", status=404)
        answer = client.as_(cast.an).get(f"/works/photos/{private}/{size}").response
        assert answer.headers["Cache-Control"].startswith("private")
    client.get(f"/works/photos/{public}/huge", status=404)


def test_only_the_units_leader_opens_the_upload_page(cast, client):
    id_ = walk.under_way(cast)
    for person in (cast.binh, cast.dung, cast.giang, cast.ha, cast.lan):
        client.as_(person).get(f"/works/{id_}/photos", status=403)

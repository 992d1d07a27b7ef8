"""Uploaded files on disk, and how they are served."""

from io import BytesIO

import pytest
from PIL import Image

from app.core.errors import NotFound
from app.core.files import StoredFile, serve, store_document, store_photo


def _jpeg(colour="red"):
    content = BytesIO()
    Image.new("RGB", (800, 600), colour).save(content, "JPEG")
    return content.getvalue()


def _row(new):
    return StoredFile(key=new.key, name=new.name, media_type=new.media_type, size=new.size, sha256=new.sha256)


def test_two_uploads_of_the_same_content_are_equal_but_lie_apart(app):
    one, other = store_photo(_jpeg(), "a.jpg"), store_photo(_jpeg(), "a.jpg")
    assert one == other
    assert repr(one) == repr(other)
    assert one.key != other.key


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\An\\hoá đơn.pdf", "hoá đơn.pdf"),
        ("a\nb\x00.pdf", "ab.pdf"),
        ("", "file"),
        ("x" * 500, "x" * 120),
    ],
)
def test_a_name_that_came_with_an_upload_is_only_shown(app, sent, shown):
    assert store_photo(_jpeg(), sent).name == shown


def test_a_paper_is_offered_for_download_under_a_name_of_ours_and_never_run(app):
    pdf = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
    row = _row(store_document(pdf, "hoá đơn.pdf"))
    with app.test_request_context():
        response = serve(row)
        response.close()
    assert response.headers["Content-Disposition"] == f"attachment; filename=thap-sang-{row.id}.pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_thumbnail_is_smaller_than_its_photo(app):
    row = _row(store_photo(_jpeg(), "a.jpg"))
    with app.test_request_context():
        full, small = serve(row), serve(row, thumbnail=True)
        assert 0 < small.content_length < full.content_length
        full.close()
        small.close()


def test_a_file_that_is_gone_from_the_disk_is_not_found(app):
    row = _row(store_photo(_jpeg(), "a.jpg"))
    row.key = "0" * 32
    with app.test_request_context(), pytest.raises(NotFound):
        serve(row)

"""Receipts, consents and other papers."""

import hashlib
import io
import zipfile

import pytest
from PIL import Image

from app.core.documents import NotADocument, process_document, sniff_document

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(form: str = "JPEG", size: tuple[int, int] = (300, 400)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (240, 240, 230)).save(buffer, form)
    return buffer.getvalue()


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("word/document.xml", "<w/>")
    return buffer.getvalue()


def test_a_pdf_is_kept_as_it_came() -> None:
    document = process_document(PDF)
    assert (document.content, document.mime, document.extension) == (PDF, "application/pdf", "pdf")
    assert document.sha256 == hashlib.sha256(PDF).hexdigest()


@pytest.mark.parametrize(("form", "kind"), [("JPEG", "jpeg"), ("PNG", "png"), ("WEBP", "webp"), ("HEIF", "heic")])
def test_a_picture_of_a_paper_becomes_a_readable_jpeg(form: str, kind: str) -> None:
    raw = picture(form, (1800, 2400))
    assert sniff_document(raw) == kind
    document = process_document(raw)
    assert (document.mime, document.extension) == ("image/jpeg", "jpg")
    assert Image.open(io.BytesIO(document.content)).size == (1650, 2200)
    assert document.sha256 == hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        pytest.param(b"", "empty", id="no bytes"),
        pytest.param(PDF[:8] + b" " * 10_000_000 + PDF[8:], "too_large", id="more than 10 MB"),
        pytest.param(b"hello", "wrong_type", id="text"),
        pytest.param(b"\n" + PDF, "wrong_type", id="pdf that doesn't begin as one"),
        pytest.param(archive(), "wrong_type", id="word file"),
        pytest.param(PDF + archive(), "wrong_type", id="pdf and archive"),
        pytest.param(PDF[:9] + b"<html><script>alert(1)</script>" + PDF[9:], "wrong_type", id="pdf and page"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "wrong_type", id="old office file"),
        pytest.param(b"<svg></svg>", "wrong_type", id="svg"),
        pytest.param(PDF[:30], "damaged", id="pdf cut off"),
        pytest.param(picture()[:300], "damaged", id="picture cut off"),
    ],
)
def test_what_is_no_paper_is_refused_with_the_reason(raw: bytes, code: str) -> None:
    with pytest.raises(NotADocument) as refused:
        process_document(raw)
    assert refused.value.code == code


def test_every_reason_that_a_photo_is_refused_for_is_one_for_a_document_too() -> None:
    with pytest.raises(NotADocument, match="too_many_pixels"):
        process_document(picture("PNG", (10_000, 5_001)))

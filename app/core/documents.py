"""Receipts, consents and other papers: a PDF as it came, or a picture made readable and small.

A PDF may carry scripts and launch actions, and nothing here takes them out: serve it only as an attachment, with
`nosniff`, and never inside a page.
"""

import hashlib
from dataclasses import dataclass

from app.core.filetypes import has_second_face, sniff
from app.core.images import NotAPhoto, process_photo
from app.core.wrong_input import WrongInput

LARGEST_FILE = 10_000_000  # bytes
_LONGEST_SIDE = 2200  # pixels: A4 at 190 dots an inch, small print stays readable
_IMAGE_BUDGET = 900_000  # bytes


class NotADocument(WrongInput):
    """The file is no paper to keep.

    `empty`, `too_large` (bytes), `too_many_pixels`, `wrong_type` (no PDF, JPEG, PNG, WebP or HEIC, or two kinds in
    one), `damaged`.
    """

    kind = "document"
    codes = frozenset({"empty", "too_large", "too_many_pixels", "wrong_type", "damaged"})


@dataclass(frozen=True)
class Document:
    """A paper ready to be stored: `content` is a PDF or a JPEG file, `sha256` that of the file as it was uploaded."""

    content: bytes
    mime: str
    extension: str
    sha256: str


def sniff_document(raw: bytes) -> str:
    """ "pdf", "jpeg", "png", "webp" or "heic"; raises NotADocument. A picture may still turn out to be damaged."""
    if not raw:
        raise NotADocument("empty")
    if len(raw) > LARGEST_FILE:
        raise NotADocument("too_large")
    kind = sniff(raw)
    if kind in {"", "other"} or has_second_face(raw):
        raise NotADocument("wrong_type")
    if kind == "pdf" and b"%%EOF" not in raw[-2048:]:
        raise NotADocument("damaged")
    return kind


def process_document(raw: bytes) -> Document:
    """The paper as it's stored; raises NotADocument."""
    digest = hashlib.sha256(raw).hexdigest()
    if sniff_document(raw) == "pdf":
        return Document(raw, "application/pdf", "pdf", digest)
    try:
        photo = process_photo(raw, longest=_LONGEST_SIDE, budget=_IMAGE_BUDGET)
    except NotAPhoto as error:
        raise NotADocument(error.code) from None
    return Document(photo.full, photo.mime, "jpg", digest)

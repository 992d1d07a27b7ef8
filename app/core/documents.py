"""Papers, checked."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    content: bytes
    media_type: str
    sha256: str


def read_document(raw: bytes) -> Document:
    raise NotImplementedError

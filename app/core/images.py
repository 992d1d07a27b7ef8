"""Photos, checked and re-encoded."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Photo:
    full: bytes
    thumbnail: bytes
    media_type: str
    width: int
    height: int
    sha256: str
    taken_at: datetime | None
    lat: float | None
    lon: float | None


def process_photo(raw: bytes) -> Photo:
    raise NotImplementedError

"""What an uploaded file is, told by its first bytes; its name and the browser's word for it count for nothing."""

import io
import re
import zipfile

_SIGNATURES = [
    ("jpeg", re.compile(rb"\xff\xd8\xff")),
    ("png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("pdf", re.compile(rb"%PDF-[12]\.\d")),
    # Known only to be refused by name: "this is a video" helps more than "this is no picture".
    ("other", re.compile(rb"GIF8|BM|II\*\0|MM\0\*|PK\x03\x04|....ftyp|\xd0\xcf\x11\xe0|\s*<|\x1f\x8b", re.DOTALL)),
]
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}

# A second format that another reader would find in the same file: PDF may start anywhere in the first kilobyte, and
# browsers once guessed HTML from there.
_SECOND_FACE = re.compile(rb"%PDF-|<!doctype|<html|<svg|<script|<\?php", re.IGNORECASE)


def sniff(raw: bytes) -> str:
    """ "jpeg", "png", "webp", "heic" or "pdf"; "other" for what is surely something else, "" for the unknown."""
    if _is_heic(raw):
        return "heic"
    return next((kind for kind, signature in _SIGNATURES if signature.match(raw)), "")


def _is_heic(raw: bytes) -> bool:
    """ISO/IEC 23008-12: a `ftyp` box that lists a HEVC brand. AVIF lists none, and has no decoder here."""
    if raw[4:8] != b"ftyp":
        return False
    end = min(int.from_bytes(raw[:4], "big"), 1024)
    brands = {raw[8:12], *(raw[start : start + 4] for start in range(16, end, 4))}
    return bool(brands & _HEIC_BRANDS) and b"avif" not in brands


def has_second_face(raw: bytes) -> bool:
    """Whether the file is something else to another reader too: a PDF or page at its head, or an archive at its end.

    A video that a phone appends to its photo isn't one: nothing opens such a file as a video.
    """
    return bool(_SECOND_FACE.search(raw[8:1024])) or zipfile.is_zipfile(io.BytesIO(raw))


_JPEG_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")


def is_jpeg_bomb(raw: bytes, *, scans: int = 32, segments: int = 5000) -> bool:
    """Whether a JPEG has so many scans or segments that reading it takes minutes; cameras write 1 to 12 scans.

    Each scan of a progressive file makes the decoder walk over the whole picture and may cost only some bytes.
    """
    at = 2
    for _ in range(segments):
        marker = _JPEG_MARKER.search(raw, at)
        if not marker or raw[marker.end() - 1] == 0xD9:
            return False
        scans -= raw[marker.end() - 1] == 0xDA
        if scans < 0:
            return True
        at = marker.end() + int.from_bytes(raw[marker.end() : marker.end() + 2], "big")
    return True

"""Uploaded photos: checked by their content, turned upright, shrunk and written anew with no metadata left."""

import hashlib
import io
import math
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageCms

from app.core import clock
from app.core.filetypes import has_second_face, is_jpeg_bomb, sniff
from app.core.wrong_input import WrongInput

LARGEST_FILE = 25_000_000  # bytes
MOST_PIXELS = 50_000_000
# Pillow decodes WebP into three full copies: 48 million pixels take 770 MB, these 290 MB.
MOST_WEBP_PIXELS = 16_000_000
THUMBNAIL = (400, 40_000)  # longest side in pixels, bytes

_FORMATS = {"jpeg": ["JPEG", "MPO"], "png": ["PNG"], "webp": ["WEBP"], "heic": ["HEIF"]}

pillow_heif.register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS

# One picture at a time in each process, so that memory is bounded by the largest picture, not by the number of threads.
_decoding = threading.Lock()


class NotAPhoto(WrongInput):
    """The file can't become a photo.

    `empty`, `too_large` (bytes), `too_many_pixels`, `not_an_image` (nothing known), `wrong_type` (something known, but
    no JPEG, PNG, WebP or HEIC, or more than that at once), `damaged` (cut off, or broken inside).
    """

    kind = "photo"
    codes = frozenset({"empty", "too_large", "too_many_pixels", "not_an_image", "wrong_type", "damaged"})


@dataclass(frozen=True)
class Photo:
    """A photo ready to be stored; `full` and `thumbnail` are JPEG files, width and height are those of `full`.

    `taken_at` (aware, UTC), `lat` and `lon` are what the camera wrote, if it did and it can be true.
    """

    full: bytes
    thumbnail: bytes
    width: int
    height: int
    sha256: str
    taken_at: datetime | None = None
    lat: float | None = None
    lon: float | None = None
    mime: str = "image/jpeg"


def process_photo(source: bytes | Path, *, longest: int = 1600, budget: int = 300_000) -> Photo:
    """The photo, its longest side at most `longest` pixels and its file at most `budget` bytes; raises NotAPhoto."""
    raw = _read(source)
    kind = sniff(raw)
    if not kind:
        raise NotAPhoto("not_an_image")
    if kind not in _FORMATS or has_second_face(raw):
        raise NotAPhoto("wrong_type")
    if kind == "jpeg" and is_jpeg_bomb(raw):
        raise NotAPhoto("damaged")
    with _decoding:
        image, exif = _decode(raw, kind, longest)
        full, width, height = _encode(image, budget)
        image.thumbnail((THUMBNAIL[0], THUMBNAIL[0]), Image.Resampling.LANCZOS)
        thumbnail, _, _ = _encode(image, THUMBNAIL[1])
    lat, lon = _place(exif)
    digest = hashlib.sha256(raw).hexdigest()
    return Photo(full, thumbnail, width, height, digest, taken_at=_taken_at(exif), lat=lat, lon=lon)


def _read(source: bytes | Path) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size == 0:
        raise NotAPhoto("empty")
    if size > LARGEST_FILE:
        raise NotAPhoto("too_large")
    return source if isinstance(source, bytes) else source.read_bytes()


def _decode(raw: bytes, kind: str, longest: int) -> tuple[Image.Image, Image.Exif]:
    """The picture in sRGB, upright and no larger than asked, and what its camera wrote."""
    try:
        with Image.open(io.BytesIO(raw), formats=_FORMATS[kind]) as image:
            if math.prod(image.size) > (MOST_WEBP_PIXELS if kind == "webp" else MOST_PIXELS):
                raise NotAPhoto("too_many_pixels")
            # JPEG can be decoded at a half, a quarter or an eighth; that saves most of its time and memory.
            image.draft("RGB", (longest, longest))
            image.load()
            exif = _exif(image)
            small = _to_srgb(_shrink(image, longest), image.info.get("icc_profile"))
    except NotAPhoto:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotAPhoto("too_many_pixels") from None
    except Exception:
        # Decoders raise whatever they meet in a broken file: OSError, ValueError, SyntaxError, struct.error …
        raise NotAPhoto("damaged") from None
    turn = _TURNS.get(exif.get(ExifTags.Base.Orientation, 1))
    return (small if turn is None else small.transpose(turn)), exif


# Exif 2.32, tag 0x0112: how the stored picture must be turned to stand upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _exif(image: Image.Image) -> Image.Exif:
    try:
        return image.getexif()
    except Exception:  # the picture is fine, only what stands beside it is not
        return Image.Exif()


def _shrink(image: Image.Image, longest: int) -> Image.Image:
    """An RGB copy without metadata, its longest side at most `longest`.

    Goes over the picture in strips, so that turning colours and transparency into RGB never needs a second full copy.
    """
    factor = max(1, max(image.size) * 2 // (3 * longest))  # leaves half as much again for the finer last step
    width, height = image.size
    canvas = Image.new("RGB", (math.ceil(width / factor), math.ceil(height / factor)))
    rows = 64 * factor
    for top in range(0, height, rows):
        strip = _flatten(image.crop((0, top, width, min(top + rows, height))))
        canvas.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    canvas.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return canvas


def _flatten(strip: Image.Image) -> Image.Image:
    """RGB, with white where the picture is transparent."""
    if strip.mode.startswith("I"):  # 16 bits of grey, which a plain conversion would cut off at 255
        return strip.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if strip.has_transparency_data:
        strip = strip.convert("RGBA")
        white = Image.new("RGBA", strip.size, "white")
        return Image.alpha_composite(white, strip).convert("RGB")
    return strip.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in the colours that a browser assumes; phones often store wider ones (Display P3)."""
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image
    return turned or image


def _encode(image: Image.Image, budget: int) -> tuple[bytes, int, int]:
    """JPEG file, width and height: the best quality that keeps the budget, and a smaller picture if none does."""
    image.info.clear()  # a comment or a profile would be written again
    while True:
        for quality in (85, 70, 55, 40):
            buffer = io.BytesIO()
            image.save(buffer, "JPEG", quality=quality, progressive=True, optimize=True)
            if buffer.tell() <= budget:
                return buffer.getvalue(), *image.size
        image = image.resize((math.ceil(image.width * 0.8), math.ceil(image.height * 0.8)), Image.Resampling.LANCZOS)


def _taken_at(exif: Image.Exif) -> datetime | None:
    """When the shutter went, by the camera's clock: with its offset if it wrote one, else in Vietnam."""
    camera = _sub_directory(exif, ExifTags.IFD.Exif)
    written = camera.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    offset = camera.get(ExifTags.Base.OffsetTimeOriginal)
    instant = _instant(f"{written}{offset}", "%Y:%m:%d %H:%M:%S%z") or _instant(f"{written}", "%Y:%m:%d %H:%M:%S")
    # A camera whose clock was never set says 1970 or 2000; one that is ahead by more than a day is as wrong.
    if instant and datetime(2001, 1, 1, tzinfo=UTC) < instant < clock.now() + timedelta(days=1):
        return instant
    return None


def _instant(written: str, form: str) -> datetime | None:
    try:
        moment = datetime.strptime(written.replace("\0", "").strip(), form)  # noqa: DTZ007 - its zone follows
        return moment.replace(tzinfo=moment.tzinfo or clock.VIETNAM).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _place(exif: Image.Exif) -> tuple[float, float] | tuple[None, None]:
    """Latitude and longitude in degrees, north and east positive, to six decimals."""
    gps = _sub_directory(exif, ExifTags.IFD.GPSInfo)
    try:
        lat = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef])
        lon = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None, None
    # Cameras without a fix write 0, 0 or not-a-number, which no comparison holds for.
    if abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0, 0):
        return lat, lon
    return None, None


def _degrees(parts: Any, reference: Any) -> float:
    degrees, minutes, seconds = map(float, parts)
    value = round(degrees + minutes / 60 + seconds / 3600, 6)
    return -value if str(reference).upper().startswith(("S", "W")) else value


def _sub_directory(exif: Image.Exif, which: int) -> dict[int, Any]:
    try:
        return exif.get_ifd(which)
    except Exception:  # written by hundreds of makes of camera, read with hope
        return {}

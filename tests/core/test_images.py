"""Uploaded photos, drawn here by Pillow: what comes out of good ones, and how the others are refused."""

import hashlib
import io
import random
import struct
import zipfile
import zlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms

from app.core import clock
from app.core.images import NotAPhoto, process_photo

RED, BLUE = (200, 30, 30), (30, 30, 200)


def drawn(width: int = 240, height: int = 160, mode: str = "RGB") -> Image.Image:
    """A red picture with a blue top left quarter, so that one sees which way up it is."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (0, 0, width // 2, height // 2))
    return image.convert(mode)


def noise(width: int, height: int) -> Image.Image:
    return Image.frombytes("RGB", (width, height), random.Random(1).randbytes(width * height * 3))


def file_of(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def corner(content: bytes, across: float, down: float) -> str:
    image = opened(content).convert("RGB")
    pixel = image.getpixel((int((image.width - 1) * across), int((image.height - 1) * down)))
    assert isinstance(pixel, tuple)
    return "blue" if pixel[2] > pixel[0] else "red"


def exif_with(camera: dict[int, Any] | None = None, gps: dict[int, Any] | None = None, **tags: Any) -> Image.Exif:
    exif = Image.Exif()
    for name, value in tags.items():
        exif[ExifTags.Base[name]] = value
    exif.get_ifd(ExifTags.IFD.Exif).update(camera or {})
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(gps or {})
    return exif


LANG_SON = {1: "N", 2: (21.0, 51.0, 10.8), 3: "E", 4: (106.0, 45.0, 39.6)}
SHOT_AT = {ExifTags.Base.DateTimeOriginal: "2025:03:26 07:30:00"}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF", "MPO"])
def test_photos_of_every_accepted_kind_become_jpeg(form: str) -> None:
    raw = file_of(drawn(), form)
    photo = process_photo(raw)
    for content in (photo.full, photo.thumbnail):
        assert opened(content).format == "JPEG"
        assert corner(content, 0, 0) == "blue"
        assert corner(content, 1, 0) == corner(content, 0, 1) == "red"
    assert (photo.width, photo.height) == opened(photo.full).size == (240, 160)
    assert photo.mime == "image/jpeg"
    assert photo.sha256 == hashlib.sha256(raw).hexdigest()
    assert (photo.taken_at, photo.lat, photo.lon) == (None, None, None)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "I;16"])
def test_photos_in_every_colour_mode_become_rgb(mode: str) -> None:
    image = Image.new("I;16", (8, 8), 60_000) if mode == "I;16" else drawn(mode=mode)
    shown = opened(process_photo(file_of(image, "PNG")).full)
    assert shown.mode == "RGB"
    if mode == "I;16":
        assert shown.getpixel((4, 4)) == pytest.approx((234, 234, 234), abs=2)


def test_a_print_shop_s_colours_become_rgb() -> None:
    assert opened(process_photo(file_of(drawn(mode="CMYK"))).full).mode == "RGB"


def test_transparent_parts_become_white() -> None:
    photo = process_photo(file_of(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG"))
    assert opened(photo.full).getpixel((25, 25)) == (255, 255, 255)


def test_a_large_photo_is_shrunk_and_keeps_its_proportions() -> None:
    photo = process_photo(file_of(drawn(8000, 6000), quality=30))  # 48 million pixels
    assert (photo.width, photo.height) == opened(photo.full).size == (1600, 1200)
    assert opened(photo.thumbnail).size == (400, 300)
    assert corner(photo.full, 0, 0) == "blue"
    assert corner(photo.full, 1, 1) == "red"


@pytest.mark.parametrize("size", [(3001, 17), (17, 3001), (1, 1), (5000, 1)])
def test_odd_sizes_are_shrunk_too(size: tuple[int, int]) -> None:
    photo = process_photo(file_of(drawn(*size), "PNG"))
    assert max(opened(photo.full).size) == min(1600, max(size))
    assert max(opened(photo.thumbnail).size) <= 400


def test_a_small_photo_is_not_enlarged() -> None:
    assert opened(process_photo(file_of(drawn(120, 80))).full).size == (120, 80)


def test_even_noise_keeps_to_the_budget_in_bytes() -> None:
    photo = process_photo(file_of(noise(1800, 1500), quality=80))
    assert len(photo.full) <= 300_000
    assert len(photo.thumbnail) <= 40_000
    assert (photo.width, photo.height) == opened(photo.full).size


@pytest.mark.parametrize("form", ["JPEG", "WEBP", "PNG"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright_whichever_way_the_camera_was_held(orientation: int, form: str) -> None:
    held = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        7: Image.Transpose.TRANSVERSE,
        6: Image.Transpose.ROTATE_90,
        8: Image.Transpose.ROTATE_270,  # the opposites of what must be done
    }
    stored = drawn().transpose(held[orientation]) if orientation > 1 else drawn()
    photo = process_photo(file_of(stored, form, exif=exif_with(Orientation=orientation)))
    assert (photo.width, photo.height) == (240, 160)
    assert corner(photo.full, 0, 0) == corner(photo.thumbnail, 0, 0) == "blue"
    assert [corner(photo.full, *at) for at in [(1, 0), (0, 1), (1, 1)]] == ["red"] * 3


def test_a_heic_photo_is_turned_upright_once() -> None:
    turned = drawn().transpose(Image.Transpose.ROTATE_90)
    turned.info["exif"] = exif_with(Orientation=6).tobytes()
    raw = file_of(turned, "HEIF")
    assert b"irot" in raw  # the picture's own turn, beside the one in Exif that must not turn it again
    photo = process_photo(raw)
    assert (photo.width, photo.height) == (240, 160)
    assert corner(photo.full, 0, 0) == "blue"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_time_and_place_are_read_and_nothing_of_them_is_left_in_the_file(form: str) -> None:
    raw = file_of(drawn(), form, exif=exif_with(SHOT_AT, LANG_SON, Artist="Nguyen Van An", Make="Phone"))
    photo = process_photo(raw)
    assert photo.taken_at == datetime(2025, 3, 26, 0, 30, tzinfo=UTC)
    assert (photo.lat, photo.lon) == (21.853, 106.761)
    for content in (photo.full, photo.thumbnail):
        assert b"Nguyen" in raw
        assert b"Nguyen" not in content
        assert not dict(opened(content).getexif())
        assert not {"exif", "xmp", "comment", "icc_profile", "photoshop"} & set(opened(content).info)


def test_comments_and_descriptions_are_not_left_in_the_file() -> None:
    raw = file_of(drawn(), comment=b"secret", xmp=b"<x:xmpmeta>secret</x:xmpmeta>")
    assert b"secret" in raw
    assert b"secret" not in process_photo(raw).full


def test_a_camera_that_knows_its_time_zone_is_believed() -> None:
    camera = {**SHOT_AT, ExifTags.Base.OffsetTimeOriginal: "+08:00"}
    photo = process_photo(file_of(drawn(), exif=exif_with(camera)))
    assert photo.taken_at == datetime(2025, 3, 25, 23, 30, tzinfo=UTC)


IMPOSSIBLE = ["0000:00:00 00:00:00", "1970:01:01 00:00:00", "2031:01:01 00:00:00", "2025:02:30 08:00:00"]


@pytest.mark.parametrize("written", ["", "yesterday", *IMPOSSIBLE])
def test_a_time_that_cannot_be_true_is_left_out(written: str) -> None:
    raw = file_of(drawn(), exif=exif_with({ExifTags.Base.DateTimeOriginal: written}))
    with clock.travel(date(2025, 6, 1)):
        assert process_photo(raw).taken_at is None


@pytest.mark.parametrize(
    "gps",
    [
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (121.0, 0.0, 0.0), 3: "E", 4: (106.0, 0.0, 0.0)},
        {1: "N", 2: (21.0, 0.0, 0.0)},
        {1: "N", 2: (21.0,), 3: "E", 4: (106.0,)},
    ],
)
def test_a_place_that_cannot_be_true_is_left_out(gps: dict[int, Any]) -> None:
    photo = process_photo(file_of(drawn(), exif=exif_with(gps=gps)))
    assert (photo.lat, photo.lon) == (None, None)


def test_south_and_west_are_negative() -> None:
    gps = {**LANG_SON, 1: "S", 3: "W"}
    photo = process_photo(file_of(drawn(), exif=exif_with(gps=gps)))
    assert (photo.lat, photo.lon) == (-21.853, -106.761)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_broken_exif_does_not_spoil_a_good_photo() -> None:
    raw = file_of(drawn(), exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xff" * 40)
    assert process_photo(raw).width == 240


def test_colours_of_another_profile_are_turned_into_those_of_the_web() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = opened(process_photo(file_of(drawn())).full)
    for profile in (srgb, lab, b"no profile at all"):  # two of them don't fit, and are passed over
        shown = opened(process_photo(file_of(drawn(), icc_profile=profile)).full)
        assert shown.getpixel((200, 120)) == pytest.approx(plain.getpixel((200, 120)), abs=3)


def test_a_photo_is_read_from_a_path_too(tmp_path: Path) -> None:
    path = tmp_path / "no-picture.txt"
    path.write_bytes(file_of(drawn()))
    assert process_photo(path) == process_photo(path.read_bytes())


def test_a_film_that_the_phone_appended_is_dropped() -> None:
    photo = process_photo(file_of(drawn()) + b"\0\0\0\x18ftypmp42" + random.Random(2).randbytes(500_000))
    assert len(photo.full) < 20_000


def png_that_declares(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def jpeg_that_declares(width: int, height: int) -> bytes:
    raw = file_of(drawn())
    start = raw.index(b"\xff\xc0") + 5
    return raw[:start] + struct.pack(">HH", height, width) + raw[start + 4 :]


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("run.exe", "MZ")
    return buffer.getvalue()


def jpeg_with_scans(count: int) -> bytes:
    """A progressive picture whose last, nearly empty scan is repeated."""
    raw = file_of(drawn(), progressive=True)
    last = raw.rindex(b"\xff\xda")
    return raw[:last] + raw[last:-2] * count + b"\xff\xd9"


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
AVIF = b"\0\0\0\x1cftypavif\0\0\0\0mif1avifmiaf" + b"\0" * 100


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        pytest.param(b"", "empty", id="no bytes"),
        pytest.param(b"\xff\xd8\xff" + b"\0" * 25_000_000, "too_large", id="more than 25 MB"),
        pytest.param(b"hello", "not_an_image", id="text"),
        pytest.param(b"\0" * 1000, "not_an_image", id="zeros"),
        pytest.param(SVG, "wrong_type", id="svg"),
        pytest.param(b"  \n<svg></svg>", "wrong_type", id="svg after spaces"),
        pytest.param(b"<html></html>", "wrong_type", id="page"),
        pytest.param(PDF, "wrong_type", id="pdf"),
        pytest.param(file_of(drawn(), "GIF"), "wrong_type", id="gif"),
        pytest.param(file_of(drawn(), "BMP"), "wrong_type", id="bmp"),
        pytest.param(file_of(drawn(), "TIFF"), "wrong_type", id="tiff"),
        pytest.param(AVIF, "wrong_type", id="avif"),
        pytest.param(b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", "wrong_type", id="film"),
        pytest.param(archive(), "wrong_type", id="archive"),
        pytest.param(file_of(drawn()) + archive(), "wrong_type", id="photo and archive"),
        pytest.param(file_of(drawn(), comment=PDF), "wrong_type", id="photo and pdf"),
        pytest.param(file_of(drawn(), comment=b"<?php system($_GET[0]); ?>"), "wrong_type", id="photo and php"),
        pytest.param(file_of(drawn(), comment=b"<SCRIPT>alert(1)</SCRIPT>"), "wrong_type", id="photo and script"),
        pytest.param(png_that_declares(50_000, 50_000), "too_many_pixels", id="png flood"),
        pytest.param(png_that_declares(9_000, 6_000), "too_many_pixels", id="png flood below pillow's own limit"),
        pytest.param(jpeg_that_declares(65_000, 65_000), "too_many_pixels", id="jpeg flood"),
        pytest.param(file_of(Image.new("RGB", (5000, 4000)), "WEBP", method=0), "too_many_pixels", id="webp flood"),
        pytest.param(png_that_declares(100, 100), "damaged", id="png without its pixels"),
        pytest.param(jpeg_with_scans(1000), "damaged", id="jpeg scan bomb"),
        pytest.param(b"\xff\xd8" + b"\xff\xe0\0\2" * 20_000 + file_of(drawn())[2:], "damaged", id="jpeg segment bomb"),
        pytest.param(b"\xff\xd8\xff\xe0", "damaged", id="jpeg of four bytes"),
        pytest.param(b"RIFF\x10\0\0\0WEBPVP8 ", "damaged", id="webp without content"),
        pytest.param(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "damaged", id="heic without content"),
    ],
)
def test_what_is_no_good_photo_is_refused_with_the_reason(raw: bytes, code: str) -> None:
    with pytest.raises(NotAPhoto) as refused:
        process_photo(raw)
    assert refused.value.code == code


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_a_photo_that_was_cut_off_is_refused(form: str, share: float) -> None:
    raw = file_of(noise(200, 200), form)
    with pytest.raises(NotAPhoto) as refused:
        process_photo(raw[: int(len(raw) * share)])
    assert refused.value.code in {"damaged", "not_an_image"}


def test_a_progressive_photo_with_the_usual_scans_is_accepted() -> None:
    assert process_photo(file_of(drawn(), progressive=True)).width == 240


GOOD = [file_of(noise(40, 30), form) for form in ("JPEG", "PNG", "WEBP", "HEIF")]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=100)
@given(st.sampled_from(GOOD), st.data())
def test_a_broken_byte_gives_a_photo_or_a_refusal_and_nothing_else(raw: bytes, data: st.DataObject) -> None:
    broken = bytearray(raw)
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=5)):
        broken[place] = data.draw(st.integers(0, 255))
    try:
        photo = process_photo(bytes(broken))
    except NotAPhoto:
        return
    assert opened(photo.full).size == (photo.width, photo.height)

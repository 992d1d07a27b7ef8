"""Files that nobody should have to take, and good ones: drawn here, by their names as they come from outside."""

import gzip
import io
import random
import struct
import zipfile
import zlib
from functools import cache
from typing import Any

import pillow_heif
from PIL import ExifTags, Image

pillow_heif.register_heif_opener(thumbnails=False)

PDF = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<<>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
PAGE = b"<!doctype html><html><script>alert(document.cookie)</script></html>"
MULTIPART = "multipart/form-data; boundary=edge"
SECRET = "Nguyen-Van-Bi-Mat"


def file_of(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def drawn(width: int = 240, height: int = 160) -> Image.Image:
    """Red, with a blue top left quarter."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((30, 30, 200), (0, 0, width // 2, height // 2))
    return image


@cache
def hostile() -> dict[str, tuple[str, bytes]]:
    """What each is → its name and content; every one of them is to be refused as a photo and as a paper."""
    jpeg, archive = file_of(drawn()), _archive()
    noise = Image.frombytes("RGB", (200, 200), random.Random(1).randbytes(120_000))
    truncated = {
        f"half a {form}": (f"nua.{form.lower()}", file_of(noise, form)[: len(file_of(noise, form)) // 2])
        for form in ("JPEG", "PNG", "WEBP", "HEIF")
    }
    return truncated | {
        "no bytes": ("rong.jpg", b""),
        "text": ("../../../etc/passwd", b"root:x:0:0:root:/root:/bin/sh\n"),
        "text with a NUL in its name": ("anh.jpg\x00.php", b"hello"),
        "noise": ("anh.jpg", random.Random(2).randbytes(5000)),
        "zeros": ("anh.png", bytes(5000)),
        "a page": ("anh.jpg", PAGE),
        "a page after a JPEG's first bytes": ("anh.jpg", b"\xff\xd8\xff\xe0" + PAGE),
        "a photo with a page in its comment": ("anh.jpg", file_of(drawn(), comment=PAGE)),
        "a photo with PHP in its comment": ("..\\..\\anh.php.jpg", file_of(drawn(), comment=b"<?php phpinfo();")),
        "a photo that is a PDF": ("anh.jpg", file_of(drawn(), comment=PDF)),
        "a photo that is an archive": ("anh.jpg", jpeg + archive),
        "a PDF that is an archive": ("giay.pdf", PDF + archive),
        "a PDF without its end": ("giay.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\n"),
        "SVG": ("anh.svg", SVG),
        "SVG named JPEG": ("anh.jpg", b'<?xml version="1.0"?>\n' + SVG),
        "a GIF": ("anh.gif", file_of(drawn(), "GIF")),
        "an animated GIF": ("anh.jpg", file_of(drawn(), "GIF", save_all=True, append_images=[drawn(240, 160)] * 3)),
        "a BMP": ("anh.jpg", file_of(drawn(), "BMP")),
        "an icon": ("anh.ico", file_of(drawn(64, 64), "ICO")),
        "a TIFF named JPEG": ("anh.jpg", file_of(drawn(), "TIFF")),
        "a TIFF that declares 4 milliard pixels": ("anh.jpg", _tiff(65_000, 65_000)),
        "AVIF": ("anh.avif", b"\0\0\0\x1cftypavif\0\0\0\0mif1avifmiaf" + bytes(100)),
        "a film": ("anh.heic", b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(100)),
        "an archive": ("anh.zip", archive),
        "gzip": ("anh.jpg", gzip.compress(bytes(1_000_000))),
        "a program": ("anh.exe", b"MZ\x90\0" + bytes(1000)),
        "a PNG that declares 2.5 milliard pixels": ("anh.png", _png(50_000, 50_000, b"\0" * 100)),
        "a PNG of 60 million pixels in 8 kB": ("anh.png", _png(10_000, 6000, bytes(1251 * 6000), depth=1, colour=0)),
        "a PNG whose description unpacks to 64 MB": ("anh.png", _png_with_text()),
        "a JPEG that declares 4 milliard pixels": ("anh.jpg", _jpeg(65_000, 65_000)),
        "a JPEG with 1,000 scans": ("anh.jpg", _scans(1000)),
        "a JPEG with 20,000 segments": ("anh.jpg", b"\xff\xd8" + b"\xff\xe0\0\2" * 20_000 + jpeg[2:]),
        "a WebP of 20 million pixels in 100 kB": ("anh.webp", file_of(Image.new("L", (5000, 4000)), "WEBP", method=0)),
        "a HEIC that declares 3.6 milliard pixels": ("anh.heic", _heic(60_000, 60_000)),
        "a HEIC that is only its head": ("anh.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
    }


def odd() -> dict[str, bytes]:
    """Photos that are strange beside their picture; they're taken, and nothing but the picture is left."""
    frames = [Image.new("RGB", (64, 64), (shade, 0, 0)) for shade in range(0, 200, 4)]
    return {
        "Exif that declares 4 GB": file_of(drawn(), exif=_exif_with_absurd_sizes()),
        "Exif that points at itself": file_of(
            drawn(), exif=b"Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08"
        ),
        "an animated WebP": file_of(frames[0], "WEBP", save_all=True, append_images=frames[1:]),
        "an animated PNG": file_of(frames[0], "PNG", save_all=True, append_images=frames[1:]),
        "a film behind the picture": file_of(drawn()) + b"\0\0\0\x18ftypmp42" + random.Random(3).randbytes(200_000),
    }


def good(form: str, width: int = 240, height: int = 160, **options: Any) -> bytes:
    """A photo that was held sideways, taken at Lạng Sơn on 26 March 2025 at 07:30, with its owner's name inside."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = SECRET
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2025:03:26 07:30:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (21.0, 51.0, 10.8), 3: "E", 4: (106.0, 45.0, 39.6)})
    exif[ExifTags.Base.Orientation] = 6
    return file_of(drawn(width, height).transpose(Image.Transpose.ROTATE_90), form, exif=exif.tobytes(), **options)


def multipart(values: dict[str, Any], *more: tuple[str, Any]) -> bytes:
    """A form as a browser writes it, in one piece: the test client would keep large files open."""
    parts = []
    for name, value in [*values.items(), *more]:
        for one in value if isinstance(value, list) else [value]:
            file, content = one if isinstance(one, tuple) else (None, str(one).encode())
            named = f'; filename="{file}"\r\nContent-Type: image/jpeg' if file else ""
            parts.append(f'--edge\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + content)
    return b"\r\n".join([*parts, b"--edge--\r\n"])


def _archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../run.exe", "MZ")
    return buffer.getvalue()


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _png(width: int, height: int, rows: bytes, *, depth: int = 8, colour: int = 2, more: bytes = b"") -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + more + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _png_with_text() -> bytes:
    pack = zlib.compressobj()
    packed = b"".join(pack.compress(bytes(1_000_000)) for _ in range(64)) + pack.flush()
    return _png(10, 10, bytes(31 * 10), more=_chunk(b"zTXt", b"Comment\0\0" + packed))


def _jpeg(width: int, height: int) -> bytes:
    raw = file_of(drawn())
    start = raw.index(b"\xff\xc0") + 5
    return raw[:start] + struct.pack(">HH", height, width) + raw[start + 4 :]


def _scans(count: int) -> bytes:
    """A progressive picture whose last, nearly empty scan is repeated."""
    raw = file_of(drawn(), progressive=True)
    last = raw.rindex(b"\xff\xda")
    return raw[:last] + raw[last:-2] * count + b"\xff\xd9"


def _tiff(width: int, height: int) -> bytes:
    entries = [(256, 4, 1, width), (257, 4, 1, height), (259, 3, 1, 5), (262, 3, 1, 1), (273, 4, 1, 8), (279, 4, 1, 9)]
    return b"II*\0\x08\0\0\0" + struct.pack("<H", 6) + b"".join(struct.pack("<HHII", *e) for e in entries) + bytes(4)


def _heic(width: int, height: int) -> bytes:
    """A small picture whose box of sizes says otherwise."""
    raw = bytearray(file_of(drawn(), "HEIF"))
    at = -1
    while (at := raw.find(b"ispe", at + 1)) >= 0:
        raw[at + 8 : at + 16] = struct.pack(">II", width, height)
    return bytes(raw)


def _exif_with_absurd_sizes() -> bytes:
    """An entry of 4 milliard letters, and one of as many fractions."""
    entries = [(0x010E, 2, 0xFFFFFFFF, 0x7FFFFFF0), (0x011A, 5, 0xFFFFFFFF, 0x7FFFFFF0)]
    return b"Exif\0\0II*\0\x08\0\0\0\x02\0" + b"".join(struct.pack("<HHII", *e) for e in entries) + bytes(4)

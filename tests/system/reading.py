"""All text of an answer, whatever it is: a page, JSON, a calendar, a sheet or document (unpacked), a PDF."""

import io
import re
import zipfile
import zlib

_STREAM = re.compile(rb"<<(.*?)>>\s*stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)endobj", re.DOTALL)
_SHOWN = re.compile(rb"\(((?:\\.|[^\\()])*)\)|<([0-9A-Fa-f]+)>", re.DOTALL)
_MAPPED = re.compile(rb"^<([0-9A-Fa-f]{4})> *(?:<([0-9A-Fa-f]{4})> *)?<([0-9A-Fa-f]{4,})>", re.MULTILINE)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(answer):
    """All text of an answer to a request; it is closed."""
    raw = answer.get_data()
    answer.close()
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            # In a document a word may be cut into runs: the tags go.
            parts = [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
        return "\n".join([*parts, *(re.sub(r"<[^>]*>", "", part) for part in parts)])
    if raw[:5] == b"%PDF-":
        return text_of_pdf(raw)
    return raw.decode("utf-8", "replace").replace("\r\n ", "")  # a calendar folds its lines


def text_of_pdf(raw):
    """The text that a PDF shows, each font's glyphs read by its own table to Unicode."""
    objects = {int(number): body for number, body in _OBJECT.findall(raw)}
    maps = {}
    for number, body in objects.items():
        if found := re.search(rb"/ToUnicode (\d+) 0 R", body):
            maps[number] = _characters(_unpacked(objects[int(found[1])]))
    shown = []
    for body in objects.values():
        content = _unpacked(body)
        if b" Tj" not in content and b" TJ" not in content:
            continue
        for literal, hexadecimal in _SHOWN.findall(content):
            codes = bytes.fromhex(hexadecimal.decode()) if hexadecimal else _unescaped(literal)
            # Which font is set is not followed: read by each, for a number found by the wrong one is found as well.
            shown += ["".join(table.get(code, "") for code in _pairs(codes)) for table in maps.values()]
            shown.append(codes.decode("latin-1"))
    return "\n".join(shown)


def _unpacked(body):
    stream = _STREAM.search(body)
    if stream is None:
        return b""
    return zlib.decompress(stream[2]) if b"/FlateDecode" in stream[1] else stream[2]


def _characters(table):
    """Glyph to character, of the lines "<0041> <0048>" and "<0041> <0043> <0048>" of a table."""
    found = {}
    for first, last, to in _MAPPED.findall(table):
        begin, character = int(first, 16), bytes.fromhex(to.decode()).decode("utf-16-be", "replace")
        for step in range((int(last, 16) if last else begin) - begin + 1):
            found[begin + step] = chr(ord(character[0]) + step) if step else character
    return found


def _unescaped(literal):
    return re.sub(
        rb"\\([0-7]{1,3}|.)",
        lambda m: bytes([int(m[1], 8) & 255]) if m[1].isdigit() else _ESCAPES.get(m[1], m[1]),
        literal,
        flags=re.DOTALL,
    )


def _pairs(codes):
    return [codes[i] << 8 | codes[i + 1] for i in range(0, len(codes) - 1, 2)]

#!/usr/bin/env python3
"""The Vietnamese catalogue: one .po per area under translations/vi, one .mo for the application.

    .venv/bin/python scripts/messages.py compile          merge and compile; nothing to do when nothing changed
    .venv/bin/python scripts/messages.py check            exit 1 and list what is missing, fuzzy, empty, unused or wrong
    .venv/bin/python scripts/messages.py missing [area]   print what is missing as .po text to paste and translate

Message ids are the English text. A text that reaches gettext through a variable must stand in `_l()`, `N_()` or
`pgettext()` somewhere in Python, so that it is found here.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "vi"
SOURCES = ROOT / "translations" / LOCALE
COMPILED = SOURCES / "LC_MESSAGES" / "messages.mo"
STAMP = COMPILED.with_name("messages.stamp")

KEYWORDS = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
TEMPLATES = {".html", ".txt", ".xml", ".md", ".ics", ".svg"}
# Libraries whose own texts we may translate without naming them in our code.
LIBRARIES = ("wtforms", "flask_wtf", "flask_login")
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?[diouxXeEfFgGcrs]")
STRAY_PERCENT = re.compile(r"%(?!%|\(\w+\)[#0\- +]*\d*(?:\.\d+)?[diouxXeEfFgGcrs])")

# (context, id): the same English words may need two translations
Key = tuple[str | None, str]


@dataclass
class Found:
    """One message of the code: its plural and where it stands."""

    plural: str | None = None
    places: list[str] = field(default_factory=list)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["compile"]:
            compile_catalogue()
            return 0
        case ["check"]:
            return check()
        case ["missing", *area] if len(area) <= 1:
            return print_missing(area[0] if area else None)
    print(__doc__, file=sys.stderr)
    return 2


# -- compile -----------------------------------------------------------------------------------------------------------


def source_files() -> list[Path]:
    return sorted(SOURCES.glob("*.po"))


def is_fresh() -> bool:
    """Whether the compiled catalogue was made of just these sources. Needs no package."""
    try:
        return COMPILED.exists() and STAMP.read_text() == _signature()
    except OSError:
        return False


def _signature() -> str:
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in source_files():
        digest.update(f"{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def compile_catalogue() -> None:
    """Merge every .po of the locale into one .mo. Fuzzy and empty messages are left out, so English shows."""
    if is_fresh():
        return
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    signature = _signature()
    merged = Catalog(locale=LOCALE, domain="messages")
    for path in source_files():
        for message in _messages(_read(path)):
            merged.add(message.id, message.string, context=message.context, flags=message.flags)
    COMPILED.parent.mkdir(parents=True, exist_ok=True)
    part = COMPILED.with_suffix(".part")
    with part.open("wb") as file:
        write_mo(file, merged)
    part.replace(COMPILED)
    STAMP.write_text(signature)


def _read(path: Path) -> Catalog:
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, abort_invalid=True)


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _key(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


# -- check -------------------------------------------------------------------------------------------------------------


def check() -> int:
    """Compare the catalogue with the code and print each problem; 0 only if there is none."""
    problems = _problems()
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems in the messages." if problems else "Every message is translated.")
    return 1 if problems else 0


def _problems() -> list[str]:
    in_code = extract()
    homes: dict[Key, list[str]] = defaultdict(list)
    problems: list[str] = []
    for path in source_files():
        try:
            catalog = _read(path)
        except Exception as error:  # whatever is wrong with the file, the others are still worth checking
            problems.append(f"{path.name}: cannot be read: {error}")
            continue
        problems += [f"{path.name}: twice in this file: {_show(key)}" for key in _twice_in(path)]
        for message in _messages(catalog):
            homes[_key(message)].append(path.name)
            problems += [f"{path.name}: {problem}: {_show(_key(message))}" for problem in _faults(message, in_code)]
        problems += [f"{path.name}: left over, remove it: {_show((None, str(key)))}" for key in catalog.obsolete]
    for key, files in homes.items():
        if len(files) > 1:
            problems.append(f"{' and '.join(files)}: the same message in two files: {_show(key)}")
    known_elsewhere = {key for key in homes if key not in in_code} and _extract_from_libraries()
    for key, files in homes.items():
        if key not in in_code and key not in known_elsewhere:
            problems.append(f"{files[0]}: no code uses: {_show(key)}")
    for key, found in in_code.items():
        if key not in homes:
            problems.append(f"{_area_file(found)}: missing: {_show(key)} ({found.places[0]})")
    return sorted(problems)


def _faults(message: Message, in_code: dict[Key, Found]) -> Iterator[str]:
    strings = [message.string] if isinstance(message.string, str) else list(message.string)
    if not all(strings):
        yield "empty"
        return
    if message.fuzzy:
        yield "fuzzy"
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    found = in_code.get(_key(message))
    if found and found.plural != (ids[1] if len(ids) > 1 else None):
        yield "plural form differs from the code's"
    allowed = {name for text in ids for name in PLACEHOLDER.findall(text)}
    # In a plural, one language may say the number in words where another prints it.
    needed = {name for name in PLACEHOLDER.findall(ids[-1]) if len(ids) == 1 or name != "num"}
    if len(ids) > 1:
        allowed.add("num")
    for string in strings:
        names = set(PLACEHOLDER.findall(string))
        if names - allowed:
            yield f"unknown placeholder {', '.join(sorted(names - allowed))}"
        if needed - names:
            yield f"placeholder {', '.join(sorted(needed - names))} is lost"
        if allowed and STRAY_PERCENT.search(string):
            yield "a bare % (write %%)"
        if string.strip() != string and ids[0].strip() == ids[0]:
            yield "blank at the edge"


def _twice_in(path: Path) -> list[Key]:
    entry = re.compile(r'^(?:msgctxt[ \t]+(?P<context>(?:".*"\s*)+))?msgid[ \t]+(?P<id>(?:".*"\s*)+)', re.MULTILINE)
    keys = Counter(
        (_unquote(match["context"]) if match["context"] else None, _unquote(match["id"]))
        for match in entry.finditer(path.read_text(encoding="utf-8"))
    )
    return [key for key, count in keys.items() if count > 1]


def _unquote(text: str) -> str:
    from babel.messages.pofile import denormalize

    return denormalize(text.strip())


def _show(key: Key) -> str:
    context, text = key
    shown = text.replace("\n", "\\n")
    return f"“{shown}”" + (f" [{context}]" if context else "")


# -- what the code says ------------------------------------------------------------------------------------------------


def extract() -> dict[Key, Found]:
    """Every message of app/ and templates/."""
    found: dict[Key, Found] = {}
    for folder, method, kinds in (("app", "python", {".py"}), ("templates", "jinja2", TEMPLATES)):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in kinds and path.is_file():
                _extract_file(path, method, str(path.relative_to(ROOT)), found)
    return found


def _extract_from_libraries() -> set[Key]:
    from importlib.util import find_spec

    found: dict[Key, Found] = {}
    for library in LIBRARIES:
        spec = find_spec(library)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            for path in sorted(Path(folder).rglob("*.py")):
                _extract_file(path, "python", library, found)
    return set(found)


def _extract_file(path: Path, method: str, name: str, found: dict[Key, Found]) -> None:
    from babel.messages.extract import extract as babel_extract

    # silent=false: a template that does not parse must stop us, or its messages would only seem to be missing.
    options = {"silent": "false", "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols"} if method == "jinja2" else {}
    with path.open("rb") as file:
        for line, message, _comments, context in babel_extract(method, file, keywords=KEYWORDS, options=options):
            texts = [message] if isinstance(message, str) else [text for text in message if text]
            if texts and texts[0]:
                entry = found.setdefault((context, texts[0]), Found())
                entry.plural = texts[1] if len(texts) > 1 else entry.plural
                entry.places.append(f"{name}:{line}")


def _area_file(found: Found) -> str:
    """The .po that a message belongs to: its area's, or core.po where several areas or none say it."""
    areas = set()
    for place in found.places:
        parts = place.split(":")[0].split("/")
        area = parts[1] if len(parts) > 2 else "core"
        areas.add(area if (ROOT / "app" / area).is_dir() else "core")
    return f"{areas.pop() if len(areas) == 1 else 'core'}.po"


# -- missing -----------------------------------------------------------------------------------------------------------


def print_missing(area: str | None) -> int:
    """Print entries with an empty translation for what no .po holds yet."""
    from babel.messages.pofile import normalize

    known = {_key(message) for path in source_files() for message in _messages(_read(path))}
    for (context, text), found in extract().items():
        home = _area_file(found)
        if (context, text) in known or (area and home != f"{area}.po"):
            continue
        print(f"\n#: {' '.join(found.places[:3])}" + ("" if area else f"  → {home}"))
        if context:
            print(f"msgctxt {normalize(context)}")
        print(f"msgid {normalize(text)}")
        print(f'msgid_plural {normalize(found.plural)}\nmsgstr[0] ""' if found.plural else 'msgstr ""')
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

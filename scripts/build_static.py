#!/usr/bin/env python3
"""Put the files that pages use into static/vendor and static/dist, named so that browsers may keep them for ever.

    .venv/bin/python scripts/build_static.py

- static/vendor/<package>-<version>/: the dozen files we use of the packages in node_modules; manifest.json beside them
  maps a package to its folder.
- static/dist/: our own css, js and img under names with a hash of their content; manifest.json maps the plain name to
  the hashed one. In our css, url() may name a file relative to the css file, or `../vendor/<package>/…` without a
  version; in our js, `import` may name a file beside it.
- Beside each text file lies a .gz and a .br of it, which the server sends as they are.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import posixpath
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
DIST = STATIC / "dist"
NODE_MODULES = ROOT / "node_modules"
STAMP = DIST / ".stamp"
OWN_FOLDERS = ("css", "js", "img")
TEXT = {".css", ".js", ".mjs", ".svg", ".json", ".txt", ".html", ".webmanifest", ".geojson", ".map"}

FONT = "be-vietnam-pro"
FONT_WEIGHTS = (400, 500, 600, 700)
FONT_SUBSETS = ("vietnamese", "latin-ext", "latin")

# package: {path in the package: path in static/vendor/<name>-<version>/}
PACKAGES: dict[str, dict[str, str]] = {
    "bootstrap": {
        "dist/css/bootstrap.min.css": "css/bootstrap.min.css",
        "dist/js/bootstrap.bundle.min.js": "js/bootstrap.bundle.min.js",
        "LICENSE": "LICENSE",
    },
    "leaflet": {
        "dist/leaflet.css": "leaflet.css",
        "dist/leaflet.js": "leaflet.js",
        "dist/images/layers.png": "images/layers.png",
        "dist/images/layers-2x.png": "images/layers-2x.png",
        "dist/images/marker-icon.png": "images/marker-icon.png",
        "dist/images/marker-icon-2x.png": "images/marker-icon-2x.png",
        "dist/images/marker-shadow.png": "images/marker-shadow.png",
        "LICENSE": "LICENSE",
    },
    "leaflet.markercluster": {
        "dist/leaflet.markercluster.js": "leaflet.markercluster.js",
        "dist/MarkerCluster.css": "MarkerCluster.css",
        "dist/MarkerCluster.Default.css": "MarkerCluster.Default.css",
        "MIT-LICENCE.txt": "LICENSE",
    },
    f"@fontsource/{FONT}": {
        **{
            f"files/{FONT}-{subset}-{weight}-normal.woff2": f"files/{FONT}-{subset}-{weight}-normal.woff2"
            for subset in FONT_SUBSETS
            for weight in FONT_WEIGHTS
        },
        "LICENSE": "LICENSE",
    },
    # Reads QR codes where the browser can't itself.
    "qr": {"decode.js": "decode.js", "index.js": "index.js", "LICENSE-MIT": "LICENSE"},
    # Read by the server, which writes certificates with it.
    "ttf-be-vietnam-pro": {
        "400Regular/BeVietnamPro_400Regular.ttf": "regular.ttf",
        "700Bold/BeVietnamPro_700Bold.ttf": "bold.ttf",
        "LICENSE_FONT": "LICENSE",
    },
    # Read by the server, which cuts Vietnam's outline out of it; no page asks for it, so it is not compressed.
    "world-atlas": {"countries-10m.json": "countries-10m.json", "LICENSE": "LICENSE"},
}
NOT_COMPRESSED = {"countries-10m.json"}

CSS_URL = re.compile(r"""url\(\s*(['"]?)([^'")]+)\1\s*\)""")
JS_IMPORT = re.compile(r"""(\bfrom\s*|\bimport\s*\(?\s*)(["'])(\.{1,2}/[^"']+)\2""")
SOURCE_MAP = re.compile(rb"\n?(//|/\*)# sourceMappingURL=[^\n]*")


class BuildError(Exception):
    """What is wrong with a file, as one sentence."""


def main() -> int:
    try:
        build()
    except BuildError as error:
        print(f"Static files: {error}", file=sys.stderr)
        return 1
    return 0


def is_fresh() -> bool:
    """Whether nothing has changed since the last build. Reads file times only; needs no package."""
    try:
        built = all((folder / "manifest.json").exists() for folder in (VENDOR, DIST))
        return built and STAMP.read_text() == _signature()
    except OSError:
        return False


def build() -> None:
    """Bring static/vendor and static/dist up to date. Raises BuildError and leaves the old files then."""
    if is_fresh():
        return
    signature = _signature()
    folders = _build_vendor()
    _build_own(folders)
    STAMP.write_text(signature)


def _signature() -> str:
    digest = hashlib.sha256(_vendor_signature().encode())
    for path in _own_files():
        state = path.stat()
        digest.update(f"{path.relative_to(STATIC)}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _vendor_signature() -> str:
    return hashlib.sha256(Path(__file__).read_bytes() + (ROOT / "package-lock.json").read_bytes()).hexdigest()


def _own_files() -> Iterator[Path]:
    for folder in OWN_FOLDERS:
        for path in sorted((STATIC / folder).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield path


# -- Packages of others ------------------------------------------------------------------------------------------------


def _build_vendor() -> dict[str, str]:
    """Copy what pages use; returns package name → folder name."""
    folders = {}
    for package, files in PACKAGES.items():
        source = NODE_MODULES / package
        try:
            version = json.loads((source / "package.json").read_text())["version"]
        except OSError as error:
            raise BuildError(f"{package} is not in node_modules; run scripts/setup.py first.") from error
        name = package.rpartition("/")[2]
        folders[name] = f"{name}-{version}"
        marker = VENDOR / folders[name] / ".stamp"
        if not marker.exists() or marker.read_text() != _vendor_signature():
            shutil.rmtree(VENDOR / folders[name], ignore_errors=True)
            _copy_package(source, files, VENDOR / folders[name])
            marker.write_text(_vendor_signature())
    for old in VENDOR.iterdir():
        if old.is_dir() and old.name not in folders.values():
            shutil.rmtree(old)
    _write(VENDOR / "manifest.json", _as_json(folders))
    return folders


def _copy_package(source: Path, files: dict[str, str], target: Path) -> None:
    for origin, place in files.items():
        content = (source / origin).read_bytes()
        if Path(place).suffix in {".js", ".css"}:
            content = SOURCE_MAP.sub(b"", content)  # the maps are not served, and asking for them would be a 404
        _write(target / place, content)
        if Path(place).suffix in TEXT and place not in NOT_COMPRESSED:
            _write_compressed(target / place, content)
    if source.name == FONT:
        faces = "".join((source / f"{weight}.css").read_text() for weight in FONT_WEIGHTS)
        faces = re.sub(r", url\([^)]*\.woff\) format\('woff'\)", "", faces).replace("url(./files/", "url(files/")
        _write(target / f"{FONT}.css", faces.encode())
        _write_compressed(target / f"{FONT}.css", faces.encode())


# -- Our own files -----------------------------------------------------------------------------------------------------


def _build_own(folders: dict[str, str]) -> None:
    contents: dict[str, bytes] = {}
    names: dict[str, str] = {}
    for path in _own_files():
        _add(path.relative_to(STATIC).as_posix(), folders, contents, names, under_way=())
    wanted = {STAMP, DIST / "manifest.json"}
    for plain, hashed in names.items():
        target = DIST / hashed
        wanted.add(target)
        if not target.exists():
            _write(target, contents[plain])
        if target.suffix in TEXT:
            wanted.update(_write_compressed(target, contents[plain]))
    _write(DIST / "manifest.json", _as_json(names))
    for path in sorted(DIST.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in wanted:
            path.unlink()


def _add(
    plain: str,
    folders: dict[str, str],
    contents: dict[str, bytes],
    names: dict[str, str],
    *,
    under_way: tuple[str, ...],
) -> str:
    """Add one file and, before it, those that it names: its hash depends on theirs. Returns its hashed name."""
    if plain in names:
        return names[plain]
    if plain in under_way:
        raise BuildError(f"{' → '.join([*under_way, plain])} name each other in a circle.")
    content = (STATIC / plain).read_bytes()

    def rewritten(reference: str) -> str:
        path, mark, rest = re.match(r"([^?#]*)([?#]?)(.*)", reference, re.S).groups()  # type: ignore[union-attr]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(plain), path))
        here = posixpath.dirname(f"dist/{plain}")
        if target.startswith("vendor/"):
            _, package, inner = [*target.split("/", 2), ""][:3]
            new = f"vendor/{folders.get(package, package)}/{inner}"
            if not (STATIC / new).is_file():
                raise BuildError(f"{plain} names {reference}, which is not among the packages' files.")
        elif (STATIC / target).is_file() and target.split("/")[0] in OWN_FOLDERS:
            new = f"dist/{_add(target, folders, contents, names, under_way=(*under_way, plain))}"
        else:
            raise BuildError(f"{plain} names {reference}, which does not exist.")
        return posixpath.relpath(new, here) + mark + rest

    if plain.endswith(".css"):
        content = CSS_URL.sub(
            lambda m: m[0] if re.match(r"[a-z]+:|//|/|#", m[2], re.I) else f'url("{rewritten(m[2])}")', content.decode()
        ).encode()
    elif plain.endswith((".js", ".mjs")):
        # A module's address needs ./ or ../ in front, or the browser takes it for a bare name.
        content = JS_IMPORT.sub(lambda m: f"{m[1]}{m[2]}{_with_dot(rewritten(m[3]))}{m[2]}", content.decode()).encode()
    stem, extension = posixpath.splitext(plain)
    names[plain] = f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}{extension}"
    contents[plain] = content
    return names[plain]


def _with_dot(path: str) -> str:
    return path if path.startswith(".") else f"./{path}"


# -- Writing -----------------------------------------------------------------------------------------------------------


def _as_json(names: dict[str, str]) -> bytes:
    return (json.dumps(names, indent=1, sort_keys=True) + "\n").encode()


def _write(path: Path, content: bytes) -> None:
    """Write and then rename: a server that is running never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


def _write_compressed(path: Path, content: bytes) -> list[Path]:
    import brotli  # here, so that asking whether all is fresh needs no package

    written = []
    for extension, compress in ((".gz", lambda c: gzip.compress(c, 9, mtime=0)), (".br", brotli.compress)):
        target = path.with_name(path.name + extension)
        if not target.exists():
            compressed = compress(content)
            if len(compressed) >= len(content):
                continue
            _write(target, compressed)
        written.append(target)
    return written


if __name__ == "__main__":
    sys.exit(main())

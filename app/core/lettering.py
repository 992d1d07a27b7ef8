"""Writing Vietnamese into pictures with the product's own font.

The font comes in three files by kind of letter, as pages load it; a line is drawn run by run, each with the file that
has its letters. Positions are pixels from the left, on the line that letters stand on.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from PIL import ImageDraw, ImageFont

from app.core.text import normalise

FILES = Path(__file__).resolve().parent.parent.parent / "static" / "vendor"
Colour = tuple[int, int, int]


class Lettering:
    """The font at one size (pixels) and weight (400 or 600)."""

    def __init__(self, size: int, weight: int = 400) -> None:
        self.size = size
        self.fonts = {subset: _font(subset, size, weight) for subset in ("latin", "latin-ext", "vietnamese")}

    def width(self, text: str) -> float:
        """How long a line is."""
        return sum(self.fonts[subset].getlength(run) for subset, run in _runs(text))

    def draw(self, picture: ImageDraw.ImageDraw, at: tuple[float, float], text: str, colour: Colour) -> None:
        """Draw one line; `at` is where it begins, on its base line."""
        x, y = at
        for subset, run in _runs(text):
            font = self.fonts[subset]
            picture.text((x, y), run, font=font, fill=colour, anchor="ls")
            x += font.getlength(run)

    def fold_lines(self, text: str, width: float, most: int) -> list[str]:
        """The text in at most so many lines of a width; what doesn't fit ends in an ellipsis."""
        lines: list[str] = []
        line = ""
        for word in normalise(text).split():
            longer = f"{line} {word}".strip()
            if line and self.width(longer) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
        if len(lines) > most:
            lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
        return [self._shorten(line, width) for line in lines]

    def fold_evenly(self, text: str, width: float, most: int) -> list[str]:
        """As `fold_lines`, the lines about as long as each other, so that no word stands alone on the last one."""
        lines = self.fold_lines(text, width, most)
        narrower = width
        while len(lines) > 1 and narrower > width / 2:
            narrower -= self.size / 2
            even = self.fold_lines(text, narrower, most)
            if len(even) > len(lines) or any(line.endswith("…") for line in even):
                break
            lines = even
        return lines

    def _shorten(self, line: str, width: float) -> str:
        if self.width(line) <= width:
            return line
        while line and self.width(f"{line}…") > width:
            line = line[:-1].rstrip()
        return f"{line}…"


def _runs(text: str) -> Iterator[tuple[str, str]]:
    for subset, letters in groupby(text, _subset_of):
        yield subset, "".join(letters)


# The ranges of the font's own style sheet; the Vietnamese file stands before the others there, too.
_VIETNAMESE = {*range(0x1EA0, 0x1EFA), 0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168, 0x169}
_VIETNAMESE |= {0x1A0, 0x1A1, 0x1AF, 0x1B0, 0x20AB}
_LATIN = {*range(0x100), *range(0x2000, 0x2070), 0x131, 0x152, 0x153, 0x20AC, 0x2122, 0x2191, 0x2193, 0x2212}


def _subset_of(letter: str) -> str:
    point = ord(letter)
    return "vietnamese" if point in _VIETNAMESE else "latin" if point in _LATIN else "latin-ext"


@lru_cache(maxsize=32)
def _font(subset: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    folder = next(FILES.glob("be-vietnam-pro-*"))
    return ImageFont.truetype(str(folder / "files" / f"be-vietnam-pro-{subset}-{weight}-normal.woff2"), size)

"""Photos of the demonstration, drawn by Pillow and marked as such: nobody's real road or house."""

from functools import lru_cache
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFont

from app.config import ROOT

SUBSETS = ("latin", "vietnamese")
SIZE = (960, 640)
HORIZON = 330


def draw_photo(kind: str, moment: str, number: int) -> bytes:
    """A JPEG of a work of this kind, "before" in daylight and bare, "after" with what was built."""
    chance = Random(f"{kind}{number}")
    is_lit = kind in ("village_road_lighting", "border_patrol_lighting")
    is_night = is_lit
    image = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(image)
    _sky(draw, is_night)
    _hills(draw, chance, is_night)
    if kind == "red_scarf_house":
        _house(draw, moment)
    elif kind in ("other", "youth_task"):
        _yard(draw, chance, moment)
    else:
        _road(draw, is_night, is_paved=moment == "after" or is_lit)
    if is_lit and moment == "after":
        _lamps(image)
        draw = ImageDraw.Draw(image)
    if kind.startswith("border"):
        _marker(draw, is_night)
    _label(draw, moment)
    content = BytesIO()
    image.save(content, "JPEG", quality=82)
    return content.getvalue()


def _sky(draw: ImageDraw.ImageDraw, is_night: bool) -> None:
    top, bottom = ((10, 18, 46), (46, 58, 104)) if is_night else ((120, 176, 222), (226, 236, 238))
    for y in range(HORIZON):
        share = y / HORIZON
        draw.line((0, y, SIZE[0], y), fill=tuple(int(a + (b - a) * share) for a, b in zip(top, bottom, strict=True)))


def _hills(draw: ImageDraw.ImageDraw, chance: Random, is_night: bool) -> None:
    for layer in range(3):
        base = HORIZON - 90 + layer * 45
        points = [(0, SIZE[1])]
        x = 0
        while x <= SIZE[0] + 80:
            points.append((x, base - chance.randint(0, 90 - 20 * layer)))
            x += chance.randint(60, 130)
        points.append((SIZE[0], SIZE[1]))
        shade = 22 + 12 * layer
        draw.polygon(
            points, fill=(shade // 2, shade, shade + 12) if is_night else (60 + shade, 110 + shade, 70 + shade // 2)
        )
    draw.rectangle((0, HORIZON + 40, *SIZE), fill=(24, 36, 34) if is_night else (128, 158, 88))


def _road(draw: ImageDraw.ImageDraw, is_night: bool, is_paved: bool) -> None:
    colour: tuple[int, ...] = (188, 188, 182) if is_paved else (150, 112, 72)
    if is_night:
        colour = tuple(part // 2 for part in colour)
    draw.polygon([(470, HORIZON + 42), (500, HORIZON + 42), (760, 640), (200, 640)], fill=colour)
    if not is_paved:
        for x, y in ((380, 560), (560, 500), (470, 590), (510, 430)):
            draw.ellipse((x, y, x + 60, y + 16), fill=(104, 78, 52))


def _lamps(image: Image.Image) -> None:
    lit = image
    for step in range(4):
        scale = 1 - step * 0.22
        x, foot, height = 175 + step * 80, 610 - step * 66, int(330 * scale)
        head_x, head_y = x + int(46 * scale), foot - height
        ImageDraw.Draw(lit).line(
            (x, foot, x, head_y, head_x, head_y), fill=(120, 126, 140), width=max(3, int(9 * scale))
        )
        glow = Image.new("RGB", SIZE)
        glow_draw = ImageDraw.Draw(glow)
        for size in range(190, 0, -6):
            light = int(170 * (1 - size / 190) ** 1.5)
            r = int(size * scale)
            box = (head_x - r, head_y - r, head_x + r, head_y + r)
            glow_draw.ellipse(box, fill=(light, int(light * 0.8), light // 3))
        lit = ImageChops.add(lit, glow)
        r = max(3, int(9 * scale))
        ImageDraw.Draw(lit).ellipse((head_x - r, head_y - r, head_x + r, head_y + r), fill=(255, 246, 200))
    image.paste(lit)


def _marker(draw: ImageDraw.ImageDraw, is_night: bool) -> None:
    stone = (150, 150, 154) if is_night else (214, 212, 204)
    draw.polygon([(700, 300), (748, 300), (760, 400), (688, 400)], fill=stone, outline=(90, 90, 90))
    draw.rectangle((676, 400, 772, 420), fill=stone, outline=(90, 90, 90))
    draw.ellipse((714, 326, 734, 346), fill=(190, 30, 40))


def _house(draw: ImageDraw.ImageDraw, moment: str) -> None:
    is_new = moment == "after"
    wall, roof = ((240, 226, 190), (176, 52, 44)) if is_new else ((150, 116, 80), (112, 98, 66))
    draw.rectangle((300, 330, 660, 560), fill=wall, outline=(70, 60, 50), width=4)
    draw.polygon([(260, 335), (480, 215 if is_new else 260), (700, 335)], fill=roof, outline=(70, 40, 40))
    draw.rectangle((440, 420, 520, 560), fill=(84, 60, 44))
    if is_new:
        for x in (340, 560):
            draw.rectangle((x, 400, x + 64, 460), fill=(150, 200, 226), outline=(70, 60, 50), width=4)
        draw.polygon([(470, 360), (490, 360), (520, 400), (480, 384), (440, 400)], fill=(214, 32, 44))


def _yard(draw: ImageDraw.ImageDraw, chance: Random, moment: str) -> None:
    for column in range(8):
        x = 120 + column * 95
        if moment == "after":
            draw.line((x, 560, x, 480), fill=(90, 66, 44), width=8)
            draw.ellipse((x - 36, 400, x + 36, 490), fill=(46, 120 + chance.randint(0, 40), 60))
        else:
            draw.ellipse((x - 20, 548, x + 20, 566), fill=(110, 84, 56))


def _label(draw: ImageDraw.ImageDraw, moment: str) -> None:
    words = {"before": "TRƯỚC", "during": "ĐANG LÀM", "after": "SAU"}[moment]
    draw.rectangle((0, 592, SIZE[0], 640), fill=(13, 26, 58))
    letters = [
        (letter, _fonts()[ord(letter) > 0x24F or letter in "ĂăĐđĨĩŨũƠơƯư"]) for letter in f"ẢNH MINH HOẠ · {words}"
    ]
    # In the middle, which stays when a page crops the picture.
    x = (SIZE[0] - sum(font.getlength(letter) for letter, font in letters)) / 2
    for letter, font in letters:
        draw.text((x, 600), letter, font=font, fill=(255, 214, 102))
        x += font.getlength(letter)


@lru_cache(maxsize=1)
def _fonts() -> tuple[Any, Any]:
    """The product's typeface for Latin letters and, a file of its own, for Vietnamese ones."""
    folder = next((ROOT / "static" / "vendor").glob("be-vietnam-pro-*"), None)
    files = {part: next(folder.rglob(f"*-{part}-600-normal.woff2"), None) if folder else None for part in SUBSETS}
    if None in files.values():
        return (ImageFont.load_default(26), ImageFont.load_default(26))
    return tuple(ImageFont.truetype(str(files[part]), 26) for part in SUBSETS)  # type: ignore[return-value]

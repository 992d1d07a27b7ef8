"""The picture that stands for an activity where its address is shared: 1200 × 630 pixels, as Zalo shows it."""

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw

from app.core.lettering import Colour, Lettering

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
NIGHT: Colour = (13, 26, 58)
LAMP: Colour = (255, 185, 56)
WHITE: Colour = (255, 255, 255)
PALE: Colour = (202, 214, 245)
FLAG: Colour = (200, 32, 47)
PHOTO_WIDTH = 420


@dataclass(frozen=True)
class CardWords:
    """What the card says, each a line but the title, which takes up to three."""

    title: str
    when: str
    hours: str
    place: str
    host: str
    organisation: str
    # "Called off", "Suspended": written over everything else.
    warning: str = ""


def draw_card(words: CardWords, photo: bytes | None = None) -> bytes:
    """The card as a PNG file; `photo` is a JPEG file of ours, shown at the right."""
    image = Image.new("RGB", (WIDTH, HEIGHT), NIGHT)
    room = WIDTH - 2 * MARGIN
    if photo is None:
        _glow(image, WIDTH - 130, 70, 420)
    else:
        _put_photo(image, photo)
        room -= PHOTO_WIDTH
    picture = ImageDraw.Draw(image)
    picture.rectangle((0, HEIGHT - 10, WIDTH, HEIGHT), fill=LAMP)
    picture.rectangle((0, HEIGHT - 10, 200, HEIGHT), fill=FLAG)
    picture.ellipse((MARGIN, 76, MARGIN + 32, 108), fill=LAMP)
    Lettering(30, 600).draw(picture, (MARGIN + 50, 102), "Thắp Sáng", WHITE)
    y = 196
    if words.warning:
        Lettering(34, 600).draw(picture, (MARGIN, 168), words.warning, LAMP)
        y += 22
    size = 62 if len(words.title) < 60 and photo is None else 50
    title = Lettering(size, 600)
    for line in title.fold_evenly(words.title, room, 3):
        title.draw(picture, (MARGIN, y + size * 0.6), line, WHITE)
        y += round(size * 1.28)
    when, small = Lettering(36, 600), Lettering(30)
    y = max(y + 46, 420)
    when.draw(picture, (MARGIN, y), when.fold_lines(f"{words.when}  ·  {words.hours}", room, 1)[0], LAMP)
    for line in (words.place, words.host):
        if line:
            y += 46
            small.draw(picture, (MARGIN, y), small.fold_lines(line, room, 1)[0], PALE)
    foot = Lettering(24)
    foot.draw(picture, (MARGIN, HEIGHT - 40), foot.fold_lines(words.organisation, room, 1)[0], PALE)
    return _png(image)


def _glow(image: Image.Image, x: int, y: int, radius: int) -> None:
    """A light in the night, with its middle at a point."""
    fading = Image.radial_gradient("L").resize((2 * radius, 2 * radius))
    strength = fading.point(lambda distance: round(max(0, 1 - distance / 182) ** 2 * 180))
    image.paste(Image.new("RGB", fading.size, LAMP), (x - radius, y - radius), strength)


def _put_photo(image: Image.Image, photo: bytes) -> None:
    """The middle of the photo at the right, over the whole height."""
    with Image.open(io.BytesIO(photo), formats=["JPEG"]) as source:
        picture = source.convert("RGB")
    factor = max(PHOTO_WIDTH / picture.width, HEIGHT / picture.height)
    picture = picture.resize((round(picture.width * factor), round(picture.height * factor)), Image.Resampling.LANCZOS)
    left, top = (picture.width - PHOTO_WIDTH) // 2, (picture.height - HEIGHT) // 2
    image.paste(picture.crop((left, top, left + PHOTO_WIDTH, top + HEIGHT)), (WIDTH - PHOTO_WIDTH, 0))


def _png(image: Image.Image) -> bytes:
    """256 colours chosen for this card, dithered, make a file that a slow phone loads at once."""
    buffer = io.BytesIO()
    image.quantize(256, method=Image.Quantize.MEDIANCUT).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()

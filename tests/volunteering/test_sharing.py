"""Sharing an activity: what others see of it, the short address, the picture, the QR code."""

import io

import pytest
from PIL import Image, ImageChops, ImageDraw

from app.core import clock
from app.core.lettering import Lettering
from app.volunteering.share_card import CardWords, draw_card
from app.volunteering.short_links import read_short_code, short_code
from tests import factories

WORDS = CardWords(
    title="Lắp đèn đường thôn Bản Thí",
    when="Thứ Bảy 28/11/2026",
    hours="07:30–13:30",
    place="Cổng UBND xã",
    host="Chi đoàn Sở Tư pháp",
    organisation="Đoàn Khối",
)
VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"


@pytest.fixture
def activity(cast):
    return factories.activity(
        cast.unit,
        title="Đổ bê tông <đường> Nà Lùng",
        starts_at=clock.at_local(clock.date(2026, 11, 28), clock.time(22)),
        published_at=clock.now(),
    )


def meta(page, name):
    return page.find("meta", property=name).get("content")


def test_the_page_tells_others_title_time_place_and_picture(client, activity):
    page = client.get(f"/activities/{activity.id}")
    assert meta(page, "og:title") == "Đổ bê tông <đường> Nà Lùng"
    assert "Thứ Bảy 28/11/2026, 22:00–01:00 (29/11/2026)" in meta(page, "og:description")
    assert meta(page, "og:url") == f"http://localhost/activities/{activity.id}"
    assert meta(page, "og:image").startswith(f"http://localhost/activities/{activity.id}/card.png")


def test_the_address_is_the_sites_own_where_one_is_set(app, client, activity):
    app.config["PUBLIC_URL"] = "https://thapsang.example"
    try:
        page = client.get(f"/activities/{activity.id}")
    finally:
        app.config["PUBLIC_URL"] = ""
    assert meta(page, "og:url") == f"https://thapsang.example/activities/{activity.id}"


def test_the_card_is_a_png_that_is_asked_for_once(client, activity):
    url = f"/activities/{activity.id}/card.png"
    answer = client.call("get", url)
    with Image.open(io.BytesIO(answer.data)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert len(answer.data) < 100_000
    assert "public" in answer.headers["Cache-Control"]
    again = client.call("get", url, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_card_changes_with_what_it_says(db, client, activity):
    url = f"/activities/{activity.id}/card.png"
    before = client.call("get", url).headers["ETag"]
    activity.suspended_at, activity.suspend_reason = clock.now(), "Đồn yêu cầu"
    db.session.commit()
    assert client.call("get", url).headers["ETag"] != before


def test_what_is_not_for_everybody_is_not_shared(db, cast, client, activity):
    activity.audience = "host"
    db.session.commit()
    for path in ("card.png", "qr.svg"):
        assert client.call("get", f"/activities/{activity.id}/{path}").status_code == 404
        answer = client.as_(cast.binh).call("get", f"/activities/{activity.id}/{path}")
        assert answer.status_code == 200
        assert "private" in answer.headers["Cache-Control"]
    assert client.call("get", f"/h/{short_code(activity.id)}").status_code == 404


def test_a_draft_is_not_offered_for_sharing(cast, client, db):
    draft = factories.activity(cast.unit, state="draft")
    page = client.as_(cast.an).get(f"/activities/{draft.id}")
    assert page.find("meta", property="og:image") is None
    assert page.find(id="share-url") is None


def test_the_short_address_leads_to_the_activity_however_it_is_typed(client, activity):
    code = short_code(activity.id)
    for typed in (code, code.lower(), f"{code[:2]}-{code[2:]}"):
        answer = client.call("get", f"/h/{typed}")
        assert answer.headers["Location"] == f"/activities/{activity.id}"


@pytest.mark.parametrize(
    "code",
    [
        "",
        "2",
        "AAAA",
        "x" * 500,
        "22223",
        "%00",
        "ệ",
        "../etc",
        short_code(2**31),
        short_code(2**63),
        short_code(2**90),
    ],
)
def test_a_mistyped_short_address_leads_nowhere(client, code):
    assert client.call("get", f"/h/{code}").status_code == 404


@pytest.mark.parametrize("id_", [1, 30, 31, 961, 123_456, 2**31 - 1])
def test_a_code_stands_for_one_id_and_one_wrong_letter_is_noticed(id_):
    code = short_code(id_)
    assert len(code) <= 8
    assert read_short_code(code) == id_
    for place in range(len(code)):
        wrong = "3" if code[place] != "3" else "4"
        assert read_short_code(code[:place] + wrong + code[place + 1 :]) is None


def test_the_qr_code_is_a_picture_that_may_be_kept(client, activity):
    answer = client.call("get", f"/activities/{activity.id}/qr.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.data.startswith(b"<?xml")
    assert b"<script" not in answer.data
    assert (
        client.call(
            "get", f"/activities/{activity.id}/qr.svg", headers={"If-None-Match": answer.headers["ETag"]}
        ).status_code
        == 304
    )


def test_every_vietnamese_letter_is_in_the_font():
    """A letter that a font lacks is drawn as its box for "missing"; no two of ours may look the same."""
    lettering = Lettering(40)
    seen = {}
    for letter in VIETNAMESE + VIETNAMESE.upper() + "₫–“”":
        picture = Image.new("L", (60, 90))
        lettering.draw(ImageDraw.Draw(picture), (5, 60), letter, 255)
        drawn = picture.tobytes()
        assert drawn not in seen, (letter, seen.get(drawn))
        seen[drawn] = letter


def test_a_long_title_ends_in_an_ellipsis_and_stays_on_the_card():
    lettering = Lettering(50, 600)
    lines = lettering.fold_lines("Chủ nhật xanh " * 30, 700, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(lettering.width(line) <= 700 for line in lines)
    assert lettering.fold_lines("x" * 500, 300, 3)[0].endswith("…")


def test_no_word_of_a_title_stands_alone_on_its_last_line():
    lettering = Lettering(50, 600)
    assert lettering.fold_lines("Lắp đèn đường thôn Bản Thí", 640, 3) == ["Lắp đèn đường thôn Bản", "Thí"]
    assert lettering.fold_evenly("Lắp đèn đường thôn Bản Thí", 640, 3) == ["Lắp đèn đường", "thôn Bản Thí"]
    assert lettering.fold_evenly("Trồng cây", 640, 3) == ["Trồng cây"]


def test_a_photo_stands_at_the_right():
    photo = io.BytesIO()
    Image.new("RGB", (300, 900), (200, 40, 40)).save(photo, "JPEG")
    plain, with_photo = (Image.open(io.BytesIO(draw_card(WORDS, p))).convert("RGB") for p in (None, photo.getvalue()))
    red, green, _blue = with_photo.getpixel((1100, 300))
    assert red > 150 > 100 > green
    assert ImageChops.difference(plain, with_photo).getbbox() is not None

"""The certificate as a PDF."""

import logging
import unicodedata
from datetime import date

from app.attendance.models import Certificate
from app.attendance.paper import say_hours, write_certificate
from app.core import clock

VOWELS, TONES = "aăâeêioôơuưy", ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
LETTERS = "đ" + "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES)


def paper(**values):
    held = {
        "code": "7K3M9QPX7K3M9QPX",
        "year": 2026,
        "number": 7,
        "issued_at": clock.now(),
        "full_name": "Nguyễn Thị Ngọc Ánh",
        "unit_name": "Chi đoàn 10A",
        "host_name": "Đoàn trường",
        "activity_title": "Lắp đèn",
        "first_on": date(2026, 11, 28),
        "last_on": date(2026, 11, 29),
        "minutes": 390,
    }
    certificate = Certificate(**{**held, **values})
    return write_certificate(certificate, address="https://thapsang.example/certificates/7K3M", organisation="Đoàn")


def test_every_vietnamese_letter_stands_in_it(caplog):
    with caplog.at_level(logging.WARNING, logger="fpdf"):
        paper(full_name=LETTERS, activity_title=f"{LETTERS} {LETTERS.upper()}", unit_name=LETTERS.upper())
    assert not caplog.records
    with caplog.at_level(logging.WARNING, logger="fpdf"):
        paper(full_name="\U0001f600")  # the test of the test: a sign that the font lacks is noticed
    assert caplog.records


def test_it_is_one_page_however_long_the_names_are():
    raw = paper(full_name="Ngọc " * 24, activity_title="Thắp sáng đường quê " * 10, unit_name="Chi đoàn " * 22)
    assert raw.count(b"/Type /Page\n") == 1
    assert len(raw) < 120_000


def test_hours_are_said_in_words():
    assert [say_hours(minutes) for minutes in (180, 150, 45, 0)] == ["3 giờ", "2 giờ 30 phút", "45 phút", "0 phút"]

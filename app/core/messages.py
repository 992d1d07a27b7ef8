"""What to tell whoever typed or uploaded something that can't be read: a sentence for each code of WrongInput.

Each says what to do, not only what is wrong.
"""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.core.wrong_input import WrongInput

MESSAGES: dict[str, LazyString] = {
    "number.empty": _l("Write a number."),
    "number.letters": _l("Write the number in digits only, for example 1.250 or 0,5."),
    "number.negative": _l("Write a number that is not below zero."),
    "number.ambiguous": _l("This can be read in two ways. Write thousands as 1.250 and decimals as 1,25."),
    "number.fraction": _l("Write fewer digits after the comma."),
    "number.too_large": _l("This number is too large. Check the number of zeros."),
    "money.empty": _l("Write an amount."),
    "money.letters": _l("Write the amount in digits, for example 1.500.000 or 1,5 triệu."),
    "money.negative": _l("Write an amount that is not below zero."),
    "money.ambiguous": _l("This amount can be read in two ways. Write it in full, for example 1.500.000."),
    "money.fraction": _l("Write whole đồng, without decimals."),
    "money.too_large": _l("This amount is too large. Check the number of zeros."),
    "date.empty": _l("Write a date."),
    "date.not_a_date": _l("Write the date as day/month/year, for example 26/03/2025."),
    "date.no_such_day": _l("There is no such day. Write the day first, then the month: 26/03/2025."),
    "date.two_digit_year": _l("Write the year with four digits, for example 26/03/2025."),
    "date.far_year": _l("Check the year: it must be between 1900 and 2100."),
    "moment.unreadable": _l("Write day and time, for example 28/11/2026 07:30."),
    "point.empty": _l("Write the coordinates."),
    "point.unreadable": _l("Write latitude and longitude in degrees, for example 21.853, 106.761."),
    "point.swapped": _l("Latitude and longitude seem to be swapped. The latitude, for example 21.853, comes first."),
    "point.metres": _l("These look like VN-2000 coordinates in metres. Write degrees, for example 21.853, 106.761."),
    "point.out_of_country": _l("This point is not in Vietnam. Check the digits."),
    "phone.empty": _l("Write a phone number."),
    "phone.letters": _l("Write the phone number in digits only, for example 0912 345 678."),
    "phone.several": _l("Write one phone number only."),
    "phone.foreign": _l("Write a Vietnamese phone number, for example 0912 345 678."),
    "phone.too_short": _l("This phone number has too few digits."),
    "phone.too_long": _l("This phone number has too many digits."),
    "phone.unknown": _l("There is no such phone number in Vietnam. Check the first digits."),
    "code.empty": _l("Write the code."),
    "code.letters": _l("This code has a character that our codes never have. Check it against the original."),
    "code.mistyped": _l("The code has a typing mistake. Check it against the original."),
    "photo.empty": _l("The photo is empty. Choose it again."),
    "photo.too_large": _l("The photo is larger than 25 MB. Choose a smaller one."),
    "photo.too_many_pixels": _l("Choose a photo with at most 50 million pixels, or 16 million in WebP."),
    "photo.not_an_image": _l("This file is not a photo. Choose a JPEG, PNG, WebP or HEIC picture."),
    "photo.wrong_type": _l("This kind of file can't be used as a photo. Choose a JPEG, PNG, WebP or HEIC picture."),
    "photo.damaged": _l("The photo is damaged or was cut off on its way. Send it again."),
    "document.empty": _l("The file is empty. Choose it again."),
    "document.too_large": _l("The file is larger than 10 MB. Choose a smaller one."),
    "document.too_many_pixels": _l("Choose a picture with at most 50 million pixels, or 16 million in WebP."),
    "document.wrong_type": _l("Choose a PDF file or a JPEG, PNG, WebP or HEIC picture."),
    "document.damaged": _l("The file is damaged or was cut off on its way. Send it again."),
    "sheet.empty": _l("The sheet is empty."),
    "sheet.too_large": _l("This file is too large for a list. Copy the rows into the template."),
    "sheet.wrong_type": _l("Choose an Excel file (.xlsx). Files of old Excel (.xls) have to be saved anew."),
    "sheet.macros": _l("This file holds macros. Save it as a plain Excel file (.xlsx)."),
    "sheet.unsafe": _l("This file reaches for other files. Copy the rows into the template."),
    "sheet.damaged": _l("The file can't be read. Save it anew as .xlsx, without a password."),
    "sheet.too_many_rows": _l("The sheet has too many rows: at most 3.000, without empty rows that reach far down."),
    "list.wrong_type": _l("Choose an Excel file (.xlsx) or a list saved as CSV; save one of old Excel (.xls) anew."),
    "list.too_large": _l("This file is larger than 5 MB. Send the list in parts."),
    "list.too_many_rows": _l("A list may have at most 10.000 rows. Send it in parts, without stray cells far below."),
    "list.unreadable": _l("The letters of this file can't be read. Save it as .xlsx, or as CSV in UTF-8."),
    "list.tcvn3": _l(
        "This list is typed in an old TCVN3 font (.VnTime). Convert it to Unicode first (UniKey: Ctrl+Shift+F6, "
        "from TCVN3 to Unicode), save it, and send it again."
    ),
    "list.vni": _l(
        "This list is typed in an old VNI font (VNI-Times). Convert it to Unicode first (UniKey: Ctrl+Shift+F6, "
        "from VNI Windows to Unicode), save it, and send it again."
    ),
    "list.no_headings": _l(
        "No row with headings was found. The list needs a row of headings with at least the name and one thing more, "
        "for example “Họ và tên” and “Ngày sinh”."
    ),
}


def sentence(error: WrongInput) -> str:
    """The sentence to show beside the field, in the reader's language."""
    return str(MESSAGES[error.key])

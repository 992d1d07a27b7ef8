"""Money, always whole đồng: read as people type it, and printed in digits, in short and in words."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from app.core.numbers import LONGEST, NotANumber, format_number, read_number
from app.core.wrong_input import WrongInput

LARGEST = 10**13  # đồng: well above any budget here, well below what the database column holds


class NotMoney(WrongInput):
    """The text is no amount of đồng.

    `empty`, `letters` (a word that is no unit of money), `negative`, `ambiguous` (readings a thousandfold apart),
    `fraction` (part of a đồng), `too_large` (above LARGEST).
    """

    kind = "money"
    codes = frozenset({"empty", "letters", "negative", "ambiguous", "fraction", "too_large"})


_UNITS = {
    **dict.fromkeys(["nghin ty", "ngan ty", "nghin ti", "ngan ti"], 10**12),
    **dict.fromkeys(["ty", "ti"], 10**9),
    **dict.fromkeys(["trieu", "tr"], 10**6),
    **dict.fromkeys(["nghin", "ngan", "ng", "k"], 10**3),
}
_TERM = re.compile(rf"([0-9][0-9., ]*?) ?({'|'.join(_UNITS)})(?![a-z])")
_CURRENCY = re.compile(r" ?(d|dong|vnd)$")


def parse_money(text: str) -> int:
    """Whole đồng from "1500000", "1.500.000 ₫", "1,5 triệu", "1tr5", "500k", "2 tỷ 300 triệu"; raises NotMoney.

    "1.5" alone is ambiguous (a million and a half is likely meant), "1.5 đồng" is a fraction, and "1.500" is 1500.
    "1tr500" and "1 triệu 500" are 1,5 million, but "1 triệu 500 đồng" could be 1.000.500, so it's refused.
    """
    typed = _without_marks(text)
    if not typed:
        raise NotMoney("empty")
    if typed[0] in "-−–(" or typed.startswith("am "):
        raise NotMoney("negative")
    if len(typed) > LONGEST:
        raise NotMoney("too_large" if re.fullmatch("[0-9., ]+", typed) else "letters")
    amount = _CURRENCY.sub("", typed)
    try:
        value = _read_amount(amount, has_currency=amount != typed)
    except NotANumber as error:
        raise NotMoney(error.code) from None
    if value > LARGEST:
        raise NotMoney("too_large")
    if value % 1:
        raise NotMoney("fraction")
    return int(value)


def _without_marks(text: str) -> str:
    """Lower case without diacritics, "đ" and "₫" as "d", single spaces; digits and punctuation stay."""
    letters = (char for char in unicodedata.normalize("NFD", text.casefold()) if unicodedata.category(char) != "Mn")
    return " ".join("".join(letters).translate(str.maketrans("đ₫ð", "ddd")).split())


def _read_amount(amount: str, *, has_currency: bool) -> Decimal:
    total, unit, end = Decimal(0), 0, 0
    while term := _TERM.match(amount, end):
        value = read_number(term[1], comma_is_thousands=False) * _UNITS[term[2]]
        if unit and value >= unit:
            raise NotMoney("ambiguous")  # "300 triệu 2 tỷ"
        total, unit, end = total + value, _UNITS[term[2]], term.end()
        if amount[end : end + 1] == " ":
            end += 1
    rest = amount[end:]
    if not unit:
        return _read_plain(rest, has_currency=has_currency)
    return total + _read_rest(rest, unit, attached=amount[end - 1] != " ", has_currency=has_currency)


def _read_plain(digits: str, *, has_currency: bool) -> Decimal:
    if not re.fullmatch("[0-9., ]+", digits):
        raise NotMoney("letters")
    value = read_number(digits, comma_is_thousands=True)
    if re.fullmatch(r"[0-9]{1,3}[.,][0-9]+", digits) and value < 1000 and not has_currency:
        raise NotMoney("ambiguous")
    return value


def _read_rest(rest: str, unit: int, *, attached: bool, has_currency: bool) -> Decimal:
    """What follows the last unit: "" or "rưỡi" (a half), decimals of the unit ("1tr5"), or plain đồng."""
    if not rest:
        return Decimal(0)
    if rest == "ruoi":
        return Decimal(unit) / 2
    if re.fullmatch("[0-9]{1,3}", rest):
        as_decimals = Decimal(f"0.{rest}") * unit
        agrees = as_decimals == int(rest) if has_currency else len(rest) != 2
        if attached or agrees:
            return as_decimals
        raise NotMoney("ambiguous")
    value = _read_plain(rest, has_currency=has_currency)
    if value >= unit:
        raise NotMoney("ambiguous")
    return value


def format_money(amount: int, *, language: str = "vi") -> str:
    """1.500.000 ₫, with a space that doesn't break at the end of a line."""
    return f"{format_number(amount, language=language)}\u00a0₫"


_SHORT_UNITS = [(10**9, "tỷ", "billion"), (10**6, "triệu", "million"), (10**3, "nghìn", "thousand")]


def short_money(amount: int, *, language: str = "vi") -> str:
    """258 triệu, 1,5 tỷ: rounded to two decimals of the unit, for cards and charts; below a thousand as it is."""
    for unit, vietnamese, english in _SHORT_UNITS:
        rounded = (Decimal(amount) / unit).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if abs(rounded) >= 1 and abs(amount) >= 1000:
            name = english if language == "en" else vietnamese
            return f"{format_number(rounded, language=language)}\u00a0{name}"
    return format_money(amount, language=language)


_DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def money_in_words(amount: int) -> str:
    """The amount as a voucher has it: "Một triệu năm trăm nghìn đồng"; up to 10^15, raises OverflowError above.

    Of the accepted variants it says nghìn (not ngàn), lẻ (not linh), tư and mốt after tens (hai mươi tư, hai mươi mốt).
    """
    if abs(amount) > 10**15:
        raise OverflowError(amount)
    words = ["âm"] if amount < 0 else []
    words += _number_in_words(abs(amount)) or [_DIGITS[0]]
    sentence = " ".join([*words, "đồng"])
    return sentence[0].upper() + sentence[1:]


def _number_in_words(number: int) -> list[str]:
    """The words of a number; none for zero. Above a billion the billions are themselves a number ("một nghìn tỷ")."""
    billions, below = divmod(number, 10**9)
    words = [*_number_in_words(billions), "tỷ"] if billions else []
    for unit, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group = below // unit % 1000
        if group:
            words += _group_in_words(group, leading=not words)
            words += [name] if name else []
    return words


def _group_in_words(group: int, *, leading: bool) -> list[str]:
    """The words of 1 to 999; one that isn't leading names its empty hundreds too ("không trăm lẻ năm")."""
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    words = []
    if hundreds or not leading:
        words += [_DIGITS[hundreds], "trăm"]
        if not tens and ones:
            words.append("lẻ")
    if tens:
        words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones:
        words.append(_last_digit(ones, tens))
    return words


def _last_digit(ones: int, tens: int) -> str:
    if ones == 5 and tens:
        return "lăm"
    if tens > 1:
        return {1: "mốt", 4: "tư"}.get(ones, _DIGITS[ones])
    return _DIGITS[ones]

"""Vietnamese text: cleaned, folded for search, compared up to the place of the tone mark, and sorted.

In decomposed form a Vietnamese vowel is a Latin letter, at most one quality mark (â, ă, ơ) and at most one tone mark.
Everything here works on that form and gives back the composed one (NFC).

Sort keys are ASCII strings, so a column of them sorts alike on SQLite and, with COLLATE "C", on PostgreSQL. Their
separators are lower than any digit, and each digit lower than any letter:

    field " "   word "-"   end of a word's letters "."   then the digits and letters of the codes

Two characters stand for one letter (a "a0", ă "a1", â "a2", b "b0" …) and a number is written with its length first
("0D1145"), so that 9 comes before 10.
"""

import re
import unicodedata

# In the order of the dictionary, after the level tone that has no mark: huyền, hỏi, ngã, sắc, nặng.
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_QUALITIES = "\u0302\u0306\u031b"  # circumflex (â), breve (ă), horn (ơ)

# Some keyboards give the tone before the circumflex or breve; Unicode's own normalisation leaves that order as it is.
_TONE_BEFORE_QUALITY = re.compile("([\u0300\u0301\u0303\u0309])([\u0302\u0306])")

# Icelandic eth looks like đ in capitals, and old Vietnamese files are full of it.
_LOOKS_LIKE_D = str.maketrans({"Ð": "Đ", "ð": "đ"})


def _decompose(text: str) -> str:
    """NFD, with each quality mark before its tone mark where a keyboard gave them the other way round."""
    return _TONE_BEFORE_QUALITY.sub(r"\2\1", unicodedata.normalize("NFD", text))


def _compose(text: str) -> str:
    """NFC."""
    return unicodedata.normalize("NFC", text)


def normalise(text: str, *, multiline: bool = False) -> str:
    """Text as it is stored: NFC, single spaces, none at the ends, nothing invisible.

    Control characters, zero-width and direction marks, lone surrogates and the two code points that XML forbids are
    removed. With `multiline`, line ends become "\\n" and stay, with at most one empty line between two lines.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())  # what a large sheet is full of, at a tenth of the price
    lines = re.split("\r\n|[\n\r\v\f\x85\u2028\u2029]", text)
    cleaned = [" ".join("".join(_visible(char) for char in line).split()) for line in lines]
    joined = re.sub("\n{3,}", "\n\n", "\n".join(cleaned)) if multiline else " ".join(filter(None, cleaned))
    return _compose(_decompose(joined.strip()))


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category.startswith("Z") or char == "\t":
        return " "
    return "" if category in {"Cc", "Cf", "Cs"} or char in "\ufffe\uffff" else char


def fold(text: str) -> str:
    """Text as it is searched: lower case, no diacritics, đ as d, anything but letters and digits as one space."""
    caseless = unicodedata.normalize("NFKD", text).translate(_LOOKS_LIKE_D).casefold()
    bare = (
        char if char.isalnum() else " "
        for char in unicodedata.normalize("NFKD", caseless).replace("đ", "d")
        if unicodedata.category(char) not in {"Mn", "Cf"}
    )
    return " ".join("".join(bare).split())


_WORD = re.compile("[A-Za-zĐđ\u0300-\u036f]+")
# The u of "qu" and the i of "gi" before a vowel belong to the consonant: quý, giá, but gì.
_SYLLABLE = re.compile(
    f"(qu(?=[aeiouy])|gi(?=[aeiouy])|[bcdđghklmnpqrstvx]*)((?:[aeiouy][{_QUALITIES}]?)+)([cghkmnpt]*)",
    re.IGNORECASE,
)


def canonical_tone(text: str) -> str:
    """The same text with each tone mark where the old style puts it: Hòa, Thụy, khỏe; never Hoà, Thuỵ, khoẻ.

    The old style is chosen because the national list of communes prints it; provincial papers mix both. Words that are
    no Vietnamese syllable ("café") stay as they are.
    """
    return _compose(_WORD.sub(_place_tone, _decompose(text)))


def _place_tone(match: re.Match[str]) -> str:
    word = match[0]
    tones = [char for char in word if char in _TONES]
    if len(tones) != 1:
        return word
    syllable = _SYLLABLE.fullmatch(word.replace(tones[0], ""))
    if not syllable:
        return word
    onset, nucleus, final = syllable.groups()
    vowels = re.findall(f"[a-z][{_QUALITIES}]?", nucleus, re.IGNORECASE)
    vowels[_toned_vowel(vowels, closed=bool(final))] += tones[0]
    return onset + "".join(vowels) + final


def _toned_vowel(vowels: list[str], *, closed: bool) -> int:
    """Which vowel carries the tone: the last with a quality mark; else the middle of three, and of two the second
    before a final consonant (hoàn) or the first at the end (hòa)."""
    with_quality = [index for index, vowel in enumerate(vowels) if len(vowel) > 1]
    if with_quality:
        return with_quality[-1]
    if len(vowels) == 2:
        return 1 if closed else 0
    return len(vowels) // 2


def fold_tone(text: str) -> str:
    """A form in which names are equal if they differ only in case, spaces, Unicode form or the tone mark's place."""
    return canonical_tone(normalise(text).translate(_LOOKS_LIKE_D).casefold())


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are the same name: Thuỵ and THỤY are, Thụy and Thuy are not."""
    return fold_tone(one) == fold_tone(other)


_QUALITY_DIGITS = {
    ("a", "\u0306"): "1",
    ("a", "\u0302"): "2",
    ("e", "\u0302"): "1",
    ("o", "\u0302"): "1",
    ("o", "\u031b"): "2",
    ("u", "\u031b"): "1",
}
_PIECE = re.compile("[0-9]+|[^\u0300-\u036f][\u0300-\u036f]*")
_LONGEST_NUMBER = 25  # digits; longer ones still have a key, only not by their value


def _number_code(digits: str) -> str:
    significant = digits.lstrip("0") or "0"
    return f"0{chr(ord('A') + min(len(significant), _LONGEST_NUMBER))}{significant}"


def _letter_code(letter: str) -> str:
    """The code of one lower-case letter with its marks; tones and foreign marks don't count here.

    Punctuation below the digits stands for itself; everything that is no Latin letter comes last.
    """
    base = letter[0]
    if " " <= base < "0":
        return base
    if base == "đ":
        return "d1"
    if "a" <= base <= "z":
        return base + next((_QUALITY_DIGITS[base, mark] for mark in letter[1:] if (base, mark) in _QUALITY_DIGITS), "0")
    return f"~{ord(base):06x}"


def _codes(word: str) -> str:
    pieces = _PIECE.findall(word)
    return "".join(_number_code(piece) if piece[0] in "0123456789" else _letter_code(piece) for piece in pieces)


def _word_key(word: str) -> str:
    """Letters first, then tones, word by word as the dictionaries do: Ba Vì, Bà Đen, Ban Công."""
    tones = "".join(str(_TONES.index(char) + 1) for char in word if char in _TONES)
    return f"{_codes(word)}.{tones or '0'}"


def _words(text: str) -> list[str]:
    caseless = _decompose(unicodedata.normalize("NFKC", text).translate(_LOOKS_LIKE_D).casefold())
    spaced = "".join(char if char.isalnum() or unicodedata.category(char) == "Mn" else " " for char in caseless)
    # A mark with no letter before it has nothing to change.
    return re.sub("(?<!\\S)[\u0300-\u036f]+", "", spaced).split()


def sort_key(text: str) -> str:
    """Order of the Vietnamese alphabet (a ă â b c d đ e ê … y), then ngang, huyền, hỏi, ngã, sắc, nặng."""
    return "-".join(map(_word_key, _words(text)))


def name_sort_key(full_name: str) -> str:
    """Order of a list of people: by given name, then middle names, then family name."""
    words = [_word_key(word) for word in _words(full_name)]
    if len(words) < 2:
        return "".join(words)
    family, *middle, given = words
    return f"{given} {'-'.join(middle)} {family}"


def natural_key(text: str) -> str:
    """Order of codes with numbers in them: 261, 261 (2), 261/1, 262, 1145. Spaces beside punctuation don't count."""
    return _codes(_decompose(_tidy_marker(text).casefold()))


def _tidy_marker(text: str) -> str:
    spaced = re.sub(r"\s*([^\w\s])\s*", r"\1", normalise(unicodedata.normalize("NFKC", text)))
    return spaced.replace("(", " (").strip()


def parse_markers(text: str) -> list[str]:
    """Border markers from a line or a list, each once and in natural order: "1145, 1146/1; 261(2)".

    Commas, semicolons, new lines and "và" part them; a leading "mốc" or "cột mốc số" is dropped. A range stays one
    text ("1145-1148"), since it doesn't say which secondary markers lie in it.
    """
    found: dict[str, str] = {}
    for part in re.split(r"[,;\n\r]|\s+và\s+", unicodedata.normalize("NFC", text)):
        marker = _tidy_marker(re.sub(r"^\s*(cột\s+)?mốc(\s+số)?\s+", "", part, flags=re.IGNORECASE))
        if marker:
            found.setdefault(natural_key(marker), marker)
    return [found[key] for key in sorted(found)]

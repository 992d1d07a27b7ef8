"""Text typed in the fonts of the time before Unicode: recognised, so that it can be refused with advice.

A TCVN3 font (.VnTime) and a VNI font (VNI-Times) show Vietnamese, but what is stored is Latin-1: "NguyÔn V¨n §øc" and
"Nguyeãn Vaên Ñöùc". To convert it silently would be a guess: the same letters may stand in a list by right.
"""

import re
from collections.abc import Iterable

# Signs that no word has in it, but TCVN3 has for letters.
_TCVN3_WORD = re.compile(r"[A-Za-zÀ-ÿ][µ¸¶·¹¨»¾¼½©®ª«¬]|[§®©ª«¬¨][a-zÀ-ÿ]")
# VNI writes the mark behind the vowel. After "a" and "e" no Vietnamese syllable has one of these.
_VNI_WORD = re.compile(r"[ae][ùøûõïâêéèúüëáàåãä]|[öñ]", re.IGNORECASE)
# Only Unicode has them.
_UNICODE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")


def old_font(texts: Iterable[str]) -> str | None:
    """ "tcvn3" or "vni" where most of what isn't plain ASCII is typed so; None where it is Unicode."""
    tcvn3 = vni = unicode_ = 0
    for text in texts:
        if text.isascii():
            continue
        tcvn3 += bool(_TCVN3_WORD.search(text))
        vni += bool(_VNI_WORD.search(text))
        unicode_ += bool(_UNICODE.search(text))
    # Headings may be Unicode above old names; and a sound list may quote a foreign word.
    if max(tcvn3, vni) <= unicode_ or max(tcvn3, vni) < 2:
        return None
    return "tcvn3" if tcvn3 >= vni / 2 else "vni"


def is_old_font(text: str) -> bool:
    """A single cell that was typed so, in a list that otherwise is not."""
    return not _UNICODE.search(text) and bool(_TCVN3_WORD.search(text) or _VNI_WORD.search(text))
